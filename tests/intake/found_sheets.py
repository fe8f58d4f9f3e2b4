# ruff: noqa: E501 - whole headers on a line
"""Other sheets as they were found: payment sheets, a village's roll of three levels, raw codes, the GBK export."""

from __future__ import annotations

from tests.tools.containers import xls_book

from .books import an_id, book
from .bureau_files import WATCHED_HEADER, watched


def allowance_paid() -> bytes:
    """低保发放明细 of the 民政 system: a title over ten columns, who made it, the day, then the header in row 4."""
    header = [
        "属地",
        "姓名",
        "身份证号",
        "保障人数",
        "保障金（元）",
        "分类施保金（元）",
        "发放合计（元）",
        "账户名称",
        "开户银行",
        "账号",
    ]
    rows = [
        [
            "示例县东镇",
            f"冯{'甲乙丙'[n]}",
            an_id(820 + n),
            2,
            600.5,
            100,
            700.5,
            f"冯{'甲乙丙'[n]}",
            "示例银行",
            "6299010000000000018",
        ]
        for n in range(3)
    ]
    total = ["合计", "", "", 6, 1801.5, 300, 2101.5, "", "", ""]
    return book(
        {
            "发放明细": [
                ["农村低保资金发放明细表"],
                ["制表单位：示例县民政局"],
                ["日期：2025-09-01"],
                header,
                *rows,
                total,
            ]
        },
        {"发放明细": ["A1:J1", "A2:J2", "A3:J3"]},
    )


def village_roll() -> bytes:
    """城保名册 of a village: a header of three levels under a title, signatures below."""
    top = [
        "序号",
        "户主姓名",
        "身份证号码",
        "低保证号",
        "保障人数",
        "",
        "",
        "领取金额",
        "",
        "",
        "",
        "",
        "领款人签字(章)",
        "领款时间",
    ]
    middle = ["", "", "", "", "合计", "分解", "", "合计", "分解", "", "", "", "", ""]
    low = [
        "",
        "",
        "",
        "",
        "",
        "重点保障人数",
        "残疾人数",
        "",
        "家庭补差",
        "重点救助60元",
        "重点救助100元",
        "残疾人救助",
        "",
        "",
    ]
    rows = [
        [
            str(n + 1),
            f"陈{'甲乙'[n]}",
            an_id(840 + n, "19700101"),
            f"D{n}",
            "3",
            "1",
            "0",
            "660",
            "600",
            "60",
            "0",
            "0",
            "",
            "",
        ]
        for n in range(2)
    ]
    merges = [
        (0, 0, 0, 13), (1, 3, 0, 0), (1, 3, 1, 1), (1, 3, 2, 2), (1, 3, 3, 3), (1, 1, 4, 6), (2, 3, 4, 4), (2, 2, 5, 6), (1, 1, 7, 11),
        (2, 3, 7, 7), (2, 2, 8, 11), (1, 3, 12, 12), (1, 3, 13, 13),
    ]  # fmt: skip
    foot = [["合计", "", "", "", "6", "2", "0", "1320", "1200", "120", "0", "0", "", ""], ["经办人：", *[""] * 13]]
    return xls_book({"名册": [["某某社区城保名册", *[""] * 13], top, middle, low, *rows, *foot]}, {"名册": merges})


def grant_sheet() -> bytes:
    """国家助学金发放表: two title rows, two rows of school and day, a header of two levels, everything text."""
    titles = [["示例职业学校2022-2023学年国家助学金", *[""] * 10], ["发放表", *[""] * 10]]
    about = [["系部名称：机电系", "", "", "", "", "", "填报时间：2023-04-01"], [""]]
    top = ["序号", "姓名", "专业", "身份证号", "银行账号", "资助档次", "", "", "资助金额", "学生签字", "备注"]
    low = ["", "", "", "", "", "一档", "二档", "三档", "", "", ""]
    rows = [
        [
            str(n + 1),
            f"褚{'甲乙'[n]}",
            "机电",
            an_id(860 + n, "20060305"),
            f"62990100000000{n:05d}",
            "1" if n else "",
            "",
            "" if n else "1",
            "1000",
            "",
            "",
        ]
        for n in range(2)
    ]
    merges = ["A1:K1", "A2:K2", "F5:H5", *(f"{c}5:{c}6" for c in "ABCDEIJK")]
    return book({"Sheet1": [*titles, *about, top, low, *rows]}, {"Sheet1": merges})


def scholarship_sheet() -> bytes:
    """励志奖学金发放表: four title rows, a row with the unit, the header in row 6 with 年级专业 over three columns."""
    titles = [
        ["国家励志奖学金发放表", *[""] * 8],
        *[[""] * 9] * 3,
        ["部门：机电系", "", "", "制表时间：2023-04-01", "", "", "", "单位：人,元", ""],
    ]
    header = ["序号", "姓名", "系别", "年级专业", "", "", "金额", "领款人签字", "备注"]
    rows = [[str(n + 1), f"卫{'甲乙'[n]}", "机电系", "2022级", "机电", "1班", "5000", "", ""] for n in range(2)]
    return book(
        {"Sheet1": [*titles, header, *rows, ["合计", "2", "", "", "", "", "10000", "", ""]]},
        {"Sheet1": ["A1:I4", "D6:F6"]},
    )


RAW_CODES = ["xm", "grbsm", "sfzjh", "xbm", "mzm", "jdfsm", "csrq", "rxny", "xxbsm", "nj", "bj"]


def raw_codes() -> bytes:
    """A raw export of the roll: field codes for headers."""
    row = ["沈甲", "G" + an_id(880), an_id(880), "1", "01", "2", "20120305", "201809", "3699010001", "三年级", "1班"]
    return book({"Sheet1": [RAW_CODES, row]})


def watched_csv() -> bytes:
    """The 全字段 export as text in the code page of Windows, each ID in the wrapper that keeps Excel from it."""
    rows = [
        [('="' + row[text] + '"') if text == "证件号码" else row.get(text, "") for text in WATCHED_HEADER]
        for row in watched(740, "未消除")
    ]
    return "\r\n".join(",".join(cells) for cells in [WATCHED_HEADER, *rows]).encode("gbk")


YULU_HEADER = [
    "序号", "县", "乡镇", "村", "户编号", "户主姓名", "户主身份证号", "学生姓名", "学生身份证号", "与户主关系", "就读学校", "学校类别(中职/高职/技工)",
    "专业", "入学时间", "学制", "年级", "学籍号", "一卡通户名", "开户行", "账号", "补助学期", "补助金额", "联系电话", "备注",
]  # fmt: skip
"""The columns expected of a 雨露计划 list; no real one was found."""


def yulu_sheet(*pupils: tuple[str, str, str], title: str = "示例县2023年春季学期雨露计划补助申报公示表") -> bytes:
    """雨露计划 of a county under one title row: (name, ID, 学校类别) of each pupil, their heads of household beside."""
    rows = [
        [
            str(n), "示例县", "东镇", "一村", f"H{n:04d}", f"父{name}", an_id(n, "19800101"), name, number, "之子", "省城工业学校", stage,
            "机电", "202209", "3", "一年级", "G" + number, f"父{name}", "示例银行", f"6299010000000{n:06d}", "2023春", "1500", "", "",
        ]
        for n, (name, number, stage) in enumerate(pupils, start=1)
    ]  # fmt: skip
    return book({"Sheet1": [[title, *[""] * 23], YULU_HEADER, *rows]}, {"Sheet1": ["A1:X1"]})
