# ruff: noqa: E501, SIM905 - whole headers on a line
"""Synthetic copies of the files that a county's bureaus sent in September 2025: their sheets, header rows, ID columns.

Where only the positions of columns are known (the filing tables of 低保 and 特困), the headers between them are made up;
positions, number of sheets, header rows and containers are as found. Every number is of an area that does not exist.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aid_ledger.intake import column_index
from tests.tools.containers import xls_book

from .books import Rows, an_id, book


def placed(width: str, **cells: Any) -> list[Any]:
    """A row as wide as the column ``width``, with these cells by column letter."""
    row: list[Any] = [""] * (column_index(width) + 1)
    for letter, cell in cells.items():
        row[column_index(letter)] = cell
    return row


@dataclass(frozen=True, slots=True)
class BureauFile:
    """One file: its name and bytes, and what must be found: by sheet the header row, the data rows, the ID columns."""

    name: str
    data: bytes
    kind: str
    sheets: Mapping[str, tuple[int, tuple[int, ...]]]
    ids: tuple[str, ...]
    names: tuple[str, ...]
    members: frozenset[str]


def _household(
    width: str, pairs: Sequence[tuple[str, str]], first: int, sizes: Sequence[int]
) -> tuple[list[list[Any]], frozenset[str]]:
    """Rows of households of these sizes, a name and an ID in each pair of columns; and all IDs."""
    rows, ids = [], set()
    for household, size in enumerate(sizes):
        row = placed(width, A=str(household + 1), B="示例县", C="东镇", D="某某村", E="", F="户主")
        for place, (name, letter) in enumerate(pairs[:size]):
            number = first + household * 20 + place
            one = an_id(number, "19800305" if place == 0 else "20120305")
            row[column_index(name)] = f"赵家{'甲乙丙丁戊己庚辛壬'[place]}"
            row[column_index(letter)] = one
            ids.add(one)
        rows.append(row)
    return rows, frozenset(ids)


RURAL_PAIRS = [
    ("E", "G"),
    ("O", "P"),
    ("Q", "R"),
    ("S", "T"),
    ("U", "V"),
    ("W", "X"),
    ("Y", "Z"),
    ("AA", "AB"),
    ("AC", "AD"),
]
URBAN_PAIRS = [("E", "G"), ("P", "Q"), ("R", "S"), ("T", "U"), ("V", "W"), ("X", "Y")]
DESTITUTE_PAIRS = [
    ("E", "F"),
    ("Z", "AA"),
    ("AE", "AF"),
    ("AG", "AH"),
    ("AI", "AJ"),
    ("AK", "AL"),
    ("AM", "AN"),
    ("AO", "AP"),
]
_HEAD = {"A": "序号", "B": "县", "C": "乡镇", "D": "村（社区）", "E": "户主姓名", "F": "性别", "G": "身份证号码"}
_SIZES = [9, 1, 3, 2]


def rural_allowance(labels: str = "repeated") -> BureauFile:
    """农村低保备案表: the second sheet, data from row 3, IDs in G and in P, R … AD.

    ``labels``: over the members every header ``repeated``, ``blank`` for all but the names' first, ``merged`` into one.
    """
    header = placed(
        "AE",
        **_HEAD,
        H="低保证号",
        I="保障人数",
        J="低保类别",
        K="月保障金额",
        L="开户银行",
        M="户名",
        N="账号",
        AE="备注",
    )
    merges: list[tuple[int, int, int, int]] = [(0, 0, 0, 30)]
    if labels == "repeated":
        for name, letter in RURAL_PAIRS[1:]:
            header[column_index(name)], header[column_index(letter)] = "成员姓名", "身份证号"
    elif labels == "merged":
        header[column_index("O")] = "家庭成员情况"
        merges.append((1, 1, column_index("O"), column_index("AD")))
    rows, ids = _household("AE", RURAL_PAIRS, 100, _SIZES)
    for row in rows:
        row[column_index("F")], row[column_index("N")] = "男", "6299010000000000018"
    title = placed("AE", A="示例县农村居民最低生活保障备案表")
    total = placed("AE", A="合计", I="15", K="3000")
    sheets = {
        "填表说明": [["一、本表由乡镇民政办填写"], ["二、一户一行"]],
        "农村低保": [title, header, *rows, total],
        "上月": [["作废"]],
    }
    data = xls_book(sheets, {"农村低保": merges}, hidden=["上月"])
    return BureauFile(
        "2-农村低保备案表_20250901.xls", data, "rural-allowance", {"农村低保": (2, (3, 4, 5, 6))},
        tuple(letter for _, letter in RURAL_PAIRS), tuple(name for name, _ in RURAL_PAIRS), ids,
    )  # fmt: skip


def urban_allowance() -> BureauFile:
    """城镇低保全部备案表: the second sheet, data from row 3, IDs in G and in Q, S, U, W, Y."""
    header = placed(
        "Z",
        **_HEAD,
        H="低保证号",
        I="保障人数",
        J="致贫原因",
        K="月保障金额",
        L="开户银行",
        M="户名",
        N="账号",
        O="联系电话",
        Z="备注",
    )
    for place, (name, letter) in enumerate(URBAN_PAIRS[1:], start=1):
        header[column_index(name)], header[column_index(letter)] = f"成员{place}姓名", f"成员{place}身份证号码"
    rows, ids = _household("Z", URBAN_PAIRS, 300, [6, 2, 1])
    sheets: dict[str, Rows] = {
        "汇总表": [["城镇低保汇总"], ["乡镇", "户数", "人数"], ["东镇", 3, 9]],
        "城镇低保": [["城镇低保全部备案表"], header, *rows],
    }
    return BureauFile(
        "3-城镇低保全部备案表_20250901.xls", xls_book(sheets), "urban-allowance", {"城镇低保": (2, (3, 4, 5))},
        tuple(letter for _, letter in URBAN_PAIRS), tuple(name for name, _ in URBAN_PAIRS), ids,
    )  # fmt: skip


def destitute() -> BureauFile:
    """城乡特困人员备案表: the second sheet, three header rows, the person's ID in F, those who care for him further on."""
    top = placed("AQ", A="示例县城乡特困人员救助供养备案表")
    upper = placed(
        "AQ", A="序号", B="县", C="乡镇", D="村（社区）", E="特困人员", H="供养情况", Y="监护人及家庭成员", AQ="备注"
    )
    lower = placed(
        "AQ", E="姓名", F="身份证号码", G="性别", H="特困类别", I="供养方式", J="起始保障时间", Z="姓名", AA="身份证号"
    )
    for name, letter in DESTITUTE_PAIRS[2:]:
        lower[column_index(name)], lower[column_index(letter)] = "姓名", "身份证号"
    rows, _ = _household("AQ", DESTITUTE_PAIRS, 400, [3, 1, 8])
    for row in rows:
        row[column_index("F")], row[column_index("G")] = row[column_index("F")], "女"
        row[column_index("H")], row[column_index("I")] = "农村特困", "分散供养"
    merges = ["A1:AQ1", "E2:G2", "H2:J2", "Y2:AP2", "A2:A3", "B2:B3", "C2:C3", "D2:D3", "AQ2:AQ3"]
    sheets = {"封面": [["城乡特困人员备案表"]], "特困人员": [top, upper, lower, *rows]}
    members = frozenset(str(row[column_index("F")]) for row in rows)
    return BureauFile(
        "4-城乡特困人员备案表_20250901.xlsx", book(sheets, {"特困人员": merges}), "destitute", {"特困人员": (2, (4, 5, 6))},
        tuple(letter for _, letter in DESTITUTE_PAIRS), tuple(name for name, _ in DESTITUTE_PAIRS), members,
    )  # fmt: skip


def orphans() -> BureauFile:
    """孤儿及事实无人抚养儿童发放花名册: sheets 1 and 3, data from row 4, the child's ID in C, the guardian's later."""
    header = ["序号", "姓名", "身份证号", "性别", "监护人姓名", "身份证号", "开户银行", "账号", "金额（元）"]

    def rows(first: int) -> list[list[Any]]:
        return [
            [
                str(n),
                f"孤儿{'甲乙丙'[n - 1]}",
                an_id(first + n),
                "男",
                "某监护",
                an_id(first + 50 + n, "19700101"),
                "示例银行",
                "62",
                950,
            ]
            for n in (1, 2, 3)
        ]

    def titles(name: str) -> list[list[Any]]:
        return [[f"示例县{name}基本生活费发放花名册"], ["制表单位：示例县民政局", "", "", "", "", "日期：2025-09-01"]]

    sheets: dict[str, Rows] = {
        "孤儿": [*titles("孤儿"), header, *rows(500), ["合计", "", "", "", "", "", "", "", 2850]],
        "发放汇总": [["孤儿", 3, 2850], ["事实无人抚养儿童", 3, 2850]],
        "事实无人抚养儿童": [
            *titles("事实无人抚养儿童"),
            header,
            *rows(600),
            ["合计", "", "", "", "", "", "", "", 2850],
        ],
    }
    return BureauFile(
        "5-孤儿及事实无人抚养儿童发放花名册_202509.xls", xls_book(sheets), "orphans",
        {"孤儿": (3, (4, 5, 6)), "事实无人抚养儿童": (3, (4, 5, 6))}, ("C",), ("B",),
        frozenset(an_id(first + n) for first in (500, 600) for n in (1, 2, 3)),
    )  # fmt: skip


def _long(
    name: str, kind: str, header: Sequence[str], rows: Sequence[Mapping[str, str]], letters: tuple[str, str]
) -> BureauFile:
    """A list of one person a row, header in row 1 of the first sheet."""
    body = [[row.get(text, "") for text in header] for row in rows]
    where = header[column_index(letters[1])]
    return BureauFile(
        name, book({"Sheet1": [header, *body]}), kind, {"Sheet1": (1, tuple(range(2, 2 + len(body))))},
        (letters[1],), (letters[0],), frozenset(row[where][:18] for row in rows),
    )  # fmt: skip


FILED_HEADER = "县(市、区、旗) 乡(镇) 行政村 自然村 户编号 人编号 姓名 证件号码 人数 与户主关系 民族 文化程度 在校生状况 健康状况 劳动技能 务工状况 务工时间（月） 是否参加大病保险 主要致贫原因 危房户 是否解决安全饮用水 人均纯收入 户联系电话 首次识别时间 人员识别时间 户类型 易返贫致贫户(监测对象)类型 风险是否消除 风险识别时间 风险消除时间".split()
WATCHED_HEADER = (
    "省 市 县 乡 村 户编号 人口编号 姓名 性别 出生日期 证件类型 证件号码 民族 户联系电话 成员联系电话 年度 与户主关系 文化程度 在校生状况 劳动技能 务工时间（月） 健康状况 政治面貌 务工企业名称 "
    "是否享受低保 是否参加城镇职工基本养老保险 是否参加大病保险 是否参加新型农村合作医疗（城乡居民基本医疗保险） 是否参加城乡居民基本养老保险 失学或辍学原因 是否会讲普通话 是否参加商业补充医疗保险 是否国外务工 产业分类 "
    "是否接受大病医疗救助 是否接受其他健康扶贫 公益性岗位类型 公益性岗位(月数) 就业渠道 残疾类别 务工所在地 户主姓名 户主证件号码 是否参加城镇职工基本医疗保险 是否特困供养人员 残疾证办证年度 识别标准 户类型 监测对象类别 风险是否消除 风险识别时间 风险消除时间"
).split()


def _filed(first: int) -> list[dict[str, str]]:
    return [
        {
            "姓名": f"李{'甲乙丙'[n]}",
            "证件号码": an_id(first + n),
            "户编号": "9901010001",
            "人编号": f"990101000{n}",
            "与户主关系": "户主" if n == 0 else "之子",
            "户类型": "脱贫户",
        }
        for n in range(3)
    ]


def watched(first: int, cleared: str) -> list[dict[str, str]]:
    tails = ("", "43", "43B1")
    return [
        {
            "姓名": f"周{'甲乙丙'[n]}",
            "证件号码": an_id(first + n) + tails[n],
            "户编号": "9901010002",
            "户主姓名": "周甲",
            "户主证件号码": an_id(first),
            "监测对象类别": "突发严重困难户",
            "风险是否消除": cleared,
        }
        for n in range(3)
    ]


def filed_poor() -> BureauFile:
    """脱贫户信息: IDs in H."""
    return _long("7-脱贫户信息（继续享受政策）_20250902.xlsx", "filed-poor", FILED_HEADER, _filed(700), ("G", "H"))


def filed_poor_ended() -> BureauFile:
    """脱贫户 that no longer enjoy the policy, a file of its own."""
    return _long("8-脱贫户信息（不享受政策）_20250902.xlsx", "filed-poor", FILED_HEADER, _filed(720), ("G", "H"))


def monitored() -> BureauFile:
    """监测对象信息: IDs in L, of 18, 20 and 22 characters; the head-count is in the name."""
    return _long(
        "6-防止返贫致贫监测对象信息_20250902-风险未消除3人.xlsx",
        "monitored",
        WATCHED_HEADER,
        watched(740, "未消除"),
        ("H", "L"),
    )


def monitored_ended() -> BureauFile:
    """监测对象 whose risk is cleared, a file of its own."""
    return _long(
        "9-防止返贫致贫监测对象信息_20250902-风险已消除3人.xlsx",
        "monitored",
        WATCHED_HEADER,
        watched(760, "已消除"),
        ("H", "L"),
    )


def disabled() -> BureauFile:
    """持证残疾人名单: 姓名 in A, ID in B, row 2."""
    header = ["姓名", "身份证号", "残疾证号", "残疾类别", "残疾等级", "户籍地址", "联系电话"]
    rows = [
        {
            "姓名": f"吴{'甲乙'[n]}",
            "身份证号": an_id(780 + n),
            "残疾证号": an_id(780 + n) + "43",
            "残疾类别": "肢体",
            "残疾等级": "三级",
        }
        for n in range(2)
    ]
    return _long("1-持证残疾人名单_20250831.xlsx", "disabled", header, rows, ("A", "B"))


def low_income() -> BureauFile:
    """低收入人口花名册: ID in D, row 2."""
    header = ["序号", "乡镇", "姓名", "身份证号", "人员类别", "户主姓名", "户主身份证号", "备注"]
    rows = [
        {
            "序号": str(n + 1),
            "姓名": f"郑{'甲乙'[n]}",
            "身份证号": an_id(800 + n),
            "人员类别": "低保边缘家庭",
            "户主身份证号": an_id(810),
        }
        for n in range(2)
    ]
    return _long("10-低收入人口花名册_20250901.xlsx", "hardship", header, rows, ("C", "D"))


BUREAU_FILES: dict[str, Callable[[], BureauFile]] = {
    "disabled": disabled, "rural": rural_allowance, "urban": urban_allowance, "destitute": destitute,
    "orphans": orphans, "monitored": monitored, "monitored, cleared": monitored_ended, "filed poor": filed_poor,
    "filed poor, ended": filed_poor_ended, "low income": low_income,
}  # fmt: skip
