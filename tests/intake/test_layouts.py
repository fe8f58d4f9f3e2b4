"""Every layout of files.md, as a real workbook: what is found on which sheet and row."""

from datetime import date

import pytest

from aid_ledger.errors import FindingsError
from aid_ledger.intake import KINDS, FileReading, SheetTable, read_file
from aid_ledger.terms import Term
from aid_ledger.words import tell

from .books import ROSTER_HEADER, an_id, book, one, roster_row

NAME = "2023年春季在校生名册.xlsx"


def only(reading: FileReading) -> SheetTable:
    assert len(reading.tables) == 1
    return reading.tables[0]


def counts_add_up(table: SheetTable) -> bool:
    return len(table.frame) + sum(table.passed_over.values()) == table.last_row


def test_list_that_begins_further_down_and_right_keeps_its_addresses() -> None:
    rows = [[], [], ["", "", *ROSTER_HEADER], ["", "", *roster_row(1)]]
    table = only(read_file(one(rows), NAME))
    assert (table.header_row, table.frame["row"].tolist(), table.letter_of("student_name")) == (3, [4], "C")
    assert dict(table.passed_over) == {"blank": 2, "header": 1}


def test_roster_is_read_by_its_headers() -> None:
    reading = read_file(one([ROSTER_HEADER, roster_row(1), roster_row(2)]), NAME)
    table = only(reading)
    assert (table.kind, table.header_row, reading.term) == ("roster", 1, Term(2023, 0))
    assert table.frame["row"].tolist() == [2, 3]
    assert table.frame["id_no"].tolist() == [an_id(1), an_id(2)]
    assert str(table.place("f.xlsx", 3, "id_no")) == "f.xlsx[Sheet1!C3]"
    assert counts_add_up(table)


@pytest.mark.parametrize(
    "letters",
    [
        {"学生姓名": "A", "全国学籍号": "B", "身份证件号": "C", "学校名称": "F", "年级": "K", "班级": "L"},
        {"学生姓名": "A", "全国学籍号": "B", "身份证件号": "D", "学校名称": "K", "年级": "I", "班级": "J"},
        {"学生姓名": "A", "全国学籍号": "K", "身份证件号": "B", "学校名称": "E", "年级": "I", "班级": "J"},
    ],
    ids=["2025-09-05", "2025-09-20", "2025-09-26"],
)
def test_three_roster_layouts_of_september_2025(letters: dict[str, str]) -> None:
    width = 12
    header, row = ["" for _ in range(width)], ["x" for _ in range(width)]
    values = dict(zip(ROSTER_HEADER, roster_row(7), strict=True))
    for name, letter in letters.items():
        header[ord(letter) - 65], row[ord(letter) - 65] = name, values[name]
    table = only(read_file(one([[h or f"其他{i}" for i, h in enumerate(header)], row]), "a.xlsx"))
    assert table.kind == "roster"
    fields = ("student_name", "student_no", "id_no", "school", "grade", "class")
    assert [table.letter_of(f) for f in fields] == list(letters.values())
    assert table.frame.iloc[0][list(fields)].tolist() == [values[n] for n in letters]


def test_full_header_set_of_the_national_system() -> None:
    header = [
        "学生姓名",
        "学籍号",
        "身份证件号",
        "性别",
        "籍贯",
        "民族",
        "家庭地址",
        "联系电话",
        "学校名称",
        "学校标识码",
        "残疾类型",
        "出生日期",
        "出生地",
        "国籍地区",
        "身份证件类型",
        "年级",
        "班级",
        "港澳台侨外",
        "政治面貌",
        "健康状况",
        "户口所在地",
        "户口性质",
        "入学年月",
        "入学方式",
        "就读方式",
        "现住址",
        "通讯地址",
        "邮政编码",
        "家庭住址",
        "是否独生子女",
        "是否进城务工人员子女",
        "是否留守儿童",
        "是否受过学前教育",
        "是否烈士优抚子女",
        "是否孤儿",
        "是否享受一补",
        "是否需要申请资助",
        "学籍辅号",
        "班内学号",
        "学生来源",
        "随班就读",
        "家庭成员姓名",
        "关系",
        "工作单位",
        "家庭现住址",
        "家庭户口所在地",
        "家庭联系电话",
        "证件有效期",
    ]
    row = ["" for _ in header]
    row[0], row[1], row[2], row[8], row[24] = "王一", "G" + an_id(1), an_id(1), "示例中学", "2"
    table = only(read_file(one([header, row]), "a.xlsx"))
    assert table.kind == "roster"
    got = {
        f: table.header_of(f)
        for f in ("id_no", "id_type", "boarding", "hukou_kind", "hukou_county", "status", "mainstreamed")
    }
    assert got == {
        "id_no": "身份证件号",
        "id_type": "身份证件类型",
        "boarding": "就读方式",
        "hukou_kind": "户口性质",
        "hukou_county": "户口所在地",
        "status": "",
        "mainstreamed": "随班就读",
    }


POOR_A = [
    "县(市、区、旗)",
    "乡(镇)",
    "行政村",
    "自然村",
    "户编号",
    "人编号",
    "姓名",
    "证件号码",
    "人数",
    "与户主关系",
    "民族",
    "文化程度",
    "在校生状况",
    "健康状况",
    "劳动技能",
    "务工状况",
    "务工时间（月）",
    "参加大病医疗",
    "脱贫属性",
    "脱贫年度",
    "贫困户属性",
    "主要致贫原因",
    "危房户",
    "饮水安全",
    "饮水困难",
    "人均纯收入",
    "联系电话",
    "人联系电话",
    "首次识别时间",
    "人员识别时间",
]
MONITORED_B = [
    "省",
    "市",
    "县",
    "乡",
    "村",
    "户编号",
    "人口编号",
    "姓名",
    "性别",
    "出生日期",
    "证件类型",
    "证件号码",
    "民族",
    "户联系电话",
    "成员联系电话",
    "年度",
    "与户主关系",
    "文化程度",
    "在校生状况",
    "劳动技能",
    "务工时间（月）",
    "健康状况",
    "政治面貌",
    "务工企业名称",
    "户主姓名",
    "户主证件号码",
    "监测对象类别",
    "风险是否消除",
    "风险识别时间",
    "风险消除时间",
    "识别标准",
]


def row_of(header: list[str], **cells: str) -> list[str]:
    return [cells.get(name, "") for name in header]


def test_filed_poor_layout_a() -> None:
    row = row_of(POOR_A, 姓名="李一", 证件号码=an_id(3), 户编号="9901", 脱贫属性="已脱贫", 人员识别时间="2014-01-01")
    table = only(read_file(one([POOR_A, row]), "3-脱贫户信息（不享受政策）_20230301.xlsx"))
    assert (table.kind, table.letter_of("id_no"), dict(table.name_facts)) == (
        "filed-poor",
        "H",
        {"enjoys_policy": "否"},
    )
    assert table.frame["identified_from"].tolist() == ["2014-01-01"]


def test_monitored_layout_b() -> None:
    row = row_of(MONITORED_B, 姓名="李一", 证件号码=an_id(3) + "43", 户主证件号码=an_id(9), 监测对象类别="边缘易致贫户")
    reading = read_file(one([MONITORED_B, row]), "6-防止返贫致贫监测对象信息_20250902-风险未消除608人.xlsx")
    table = only(reading)
    assert (table.kind, table.letter_of("id_no"), table.letter_of("head_id_no")) == ("monitored", "L", "Z")
    assert (reading.as_of, reading.stated_count) == (date(2025, 9, 2), 608)
    assert table.name_facts["risk_cleared"] == "否"
    assert [f.name for f in reading.findings] == ["count-differs-from-name"]


def test_id_column_of_the_head_never_wins() -> None:
    header = ["户主姓名", "户主身份证号码", "学生姓名", "就读学校", "学籍号", "班级"]
    table = only(read_file(one([header, ["a", an_id(1), "b", "校", "G" + an_id(2), "1班"]]), "x.xlsx", kind="roster"))
    assert (table.letter_of("id_no"), table.letter_of("head_id_no")) == ("", "B")


KIND_FILES: dict[str, tuple[str, list[str]]] = {
    "roster": ("三年级.xlsx", list(ROSTER_HEADER)),
    "schools": (
        "学校名录.xlsx",
        [
            "学校名称",
            "学校标识码",
            "曾用名/简称",
            "学段",
            "办学性质",
            "办学类型",
            "是否普惠",
            "学费标准(元/学期)",
            "营养餐",
            "供餐天数",
            "户名",
            "开户行",
            "账号",
            "乡镇",
        ],
    ),
    "filed-poor": ("脱贫户信息.xlsx", POOR_A),
    "monitored": ("监测对象.xlsx", MONITORED_B),
    "rural-allowance": ("农村低保备案表.xlsx", ["户主姓名", "户主身份证号", "低保证号", "姓名", "身份证号"]),
    "urban-allowance": ("城镇低保全部备案表.xlsx", ["户主姓名", "户主身份证号", "低保证号", "姓名", "身份证号"]),
    "destitute": ("城乡特困人员备案表.xlsx", ["乡镇", "姓名", "身份证号", "特困类别"]),
    "orphans": ("孤儿及事实无人抚养儿童发放花名册.xlsx", ["序号", "姓名", "身份证号", "监护人姓名", "金额"]),
    "disabled": ("持证残疾人名单.xlsx", ["姓名", "残疾证号", "残疾类别", "残疾等级"]),
    "martyrs": ("优抚对象子女.xlsx", ["姓名", "身份证号", "乡镇"]),
    "recognised": (
        "2023年春季家庭经济困难学生认定名单.xlsx",
        ["学校", "年级", "班级", "姓名", "身份证号", "困难类型", "困难等级", "认定时间"],
    ),
    "applications": (
        "雨露计划申报名单.xlsx",
        ["姓名", "身份证号", "就读学校", "学段", "年级", "申报项目", "证明", "账号", "户名", "开户行"],
    ),
    "boarders": ("住校生名册.xlsx", ["学校", "年级", "班级", "姓名", "身份证号"]),
    "meals": ("2023年3月供餐月报.xlsx", ["学校", "月份", "天数", "就餐人次"]),
    "hardship": ("名单.xlsx", ["姓名", "身份证号", "困难类型"]),
    "awards": ("名单.xlsx", ["姓名", "身份证号", "学校", "奖助名称", "金额", "学期", "资助方"]),
    "paid-before": ("名单.xlsx", ["身份证号", "姓名", "项目", "学期", "金额", "发放日期"]),
    "accounts": ("名单.xlsx", ["身份证号", "姓名", "账号", "户名", "开户行", "与学生关系"]),
    "budget": ("名单.xlsx", ["项目", "资金级次", "年度", "金额", "文号", "结转"]),
    "notices": ("名单.xlsx", ["学校", "项目", "张贴地点", "公示起", "公示止", "异议件数"]),
    "papers": ("名单.xlsx", ["学校", "审核花名册", "领取确认表", "银行回单", "审批单", "份数"]),
    "public-employees": ("财政供养人员名单.xlsx", ["姓名", "身份证号", "工作单位", "账号"]),
    "deceased": ("名单.xlsx", ["姓名", "身份证号", "死亡日期"]),
}


def test_every_kind_has_a_file_here() -> None:
    assert set(KIND_FILES) == set(KINDS)


UNKNOWN_HEADERS = {
    *("班级类型", "劳动技能", "务工状况", "务工时间（月）", "参加大病医疗", "危房户", "饮水安全", "饮水困难"),
    *("人均纯收入", "务工企业名称", "人联系电话", "户联系电话", "首次识别时间"),
}


@pytest.mark.parametrize("kind", KIND_FILES)
def test_kind_is_told_from_headers_and_file_name(kind: str) -> None:
    name, header = KIND_FILES[kind]
    row = [an_id(i + 1) if "证" in text and "号" in text else f"值{i}" for i, text in enumerate(header)]
    table = only(read_file(one([header, row]), name))
    assert table.kind == kind
    assert len(table.frame) == 1
    assert {c.header for c in table.columns if not c.field} <= UNKNOWN_HEADERS


def test_kind_that_is_not_certain_is_refused() -> None:
    header = ["姓名", "身份证号", "低保证号", "乡镇"]
    with pytest.raises(FindingsError) as caught:
        read_file(one([header, ["a", an_id(1), "1", "x"]]), "低保名单.xlsx")
    (found,) = caught.value.findings
    assert found.name == "kind-unclear"
    assert "农村低保" in tell(found, "zh").problem
    assert "城市低保" in tell(found, "zh").problem


def test_data_on_the_second_sheet_and_on_sheets_one_and_three() -> None:
    header = ["序号", "姓名", "身份证号", "监护人姓名"]
    sheets = {
        "孤儿": [["花名册"], [], header, ["1", "a", an_id(1), "x"]],
        "说明": [["本表由民政局填写"]],
        "事实无人抚养": [["花名册"], [], header, ["1", "b", an_id(2), "y"]],
    }
    reading = read_file(book(sheets, hidden=["事实无人抚养"]), "孤儿及事实无人抚养儿童发放花名册.xlsx")
    assert [(t.sheet, t.kind, t.frame["row"].tolist()) for t in reading.tables] == [
        ("孤儿", "orphans", [4]),
        ("事实无人抚养", "orphans", [4]),
    ]
    assert [(s.name, s.hidden, s.used, s.why) for s in reading.sheets] == [
        ("孤儿", False, True, "data"),
        ("说明", False, False, "no-header"),
        ("事实无人抚养", True, True, "data"),
    ]


def test_sheets_of_rural_and_urban_allowance_keep_their_own_kinds() -> None:
    header = ["户主姓名", "户主身份证号", "低保证号", "姓名", "身份证号"]
    row = ["a", an_id(1), "1", "b", an_id(2)]
    reading = read_file(book({"农村低保": [header, row], "城镇低保": [header, row]}), "名单.xlsx")
    assert [t.kind for t in reading.tables] == ["rural-allowance", "urban-allowance"]


def test_sheet_that_is_named_is_the_one_read() -> None:
    sheets = {"甲": [ROSTER_HEADER, roster_row(1)], "乙": [ROSTER_HEADER, roster_row(2)]}
    reading = read_file(book(sheets), NAME, sheet="乙")
    assert (only(reading).sheet, [s.why for s in reading.sheets]) == ("乙", ["not-chosen", "data"])


def test_cell_merged_downwards_holds_for_its_rows() -> None:
    rows = [
        ["学校", "姓名", "身份证号", "班级", "学籍号"],
        ["一小", "a", an_id(1), "1班", ""],
        ["", "b", an_id(2), "1班", ""],
        ["", "c", an_id(3), "1班", ""],
    ]
    table = only(read_file(one(rows, ["A2:A3"]), "roster.xlsx"))
    assert table.frame["school"].tolist() == ["一小", "一小", ""]
