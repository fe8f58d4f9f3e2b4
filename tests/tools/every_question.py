"""A county of which every list asks something: of each question that a workbook can put, at least one."""

from __future__ import annotations

from collections.abc import Iterator

from tests.intake.books import one
from tests.tools.county import JUNIOR, PRIMARY, SENIOR, Desk, Row, member, name_of, pupil, resident_id, school

TERM = "2023A"
PACKS = ("national", "city-b", "city-d")
STEPS = {"city-d.living.step-1": "300.00", "city-d.living.step-2": "200.00", "city-d.living.step-3": "100.00"}
KINDERGARTEN = {"学校名称": "示例县红星幼儿园", "学校标识码": "3699010004", "学段": "学前"}
VOCATIONAL = {"学校名称": "示例县职业学校", "学校标识码": "3699010005", "学段": "中职"}
PRIVATE = {"学校名称": "示例县蓝天幼儿园", "学校标识码": "3699010007", "学段": "学前"}
MEALS = {"学校名称": "示例县柳河小学", "学校标识码": "3699010006", "学段": "小学"}
CHILD, TEEN = "20180305", "20040305"
ELSEWHERE = {
    "student-number-two-names": "only of who is in the ledger: test_shared_numbers.py",
    "left-date-unknown": "only of who was paid: test_decisions.py",
    "student-number-other-id": "only of who is in the ledger: test_shared_numbers.py",
    "paid-under-other-id": "only of who is in the ledger: test_shared_numbers.py",
}
"""Questions that need books: answered in the tests named."""


def _id(number: int, **changed: str) -> dict[str, str]:
    return {"身份证件号": resident_id(number, **changed), "学籍号": "", "出生日期": ""}


def _broken(number: int) -> str:
    own = resident_id(number)
    return own[:17] + ("0" if own[17] != "0" else "1")


def roster() -> Iterator[dict[str, str]]:
    """Yield the rows of the roster."""
    yield pupil(1, 就读方式="")
    yield pupil(2, 学生状态="空挂")
    yield pupil(3, 学校名称="某不知名小学", 学校标识码="")
    yield pupil(4, JUNIOR, 学段="", 年级="看不懂", 学校名称=MEALS["学校名称"], 学校标识码="")
    yield pupil(5, KINDERGARTEN, _id(5, born=CHILD), 年级="大班", 就读方式="走读")
    yield pupil(6, VOCATIONAL, _id(6, born="20070305"), 年级="中职一年级", 户口性质="")
    yield pupil(7, 身份证件号="", 学籍号="")
    yield pupil(8, 身份证件号=_broken(8), 学籍号="")
    yield pupil(9, {"身份证件号": resident_id(9), "姓名": name_of(9)})
    yield pupil(9, 姓名="欧阳另外人", 班级="2班", 账号="")
    yield pupil(10)
    yield pupil(10, JUNIOR, 年级="七年级")
    yield pupil(11, 转入日期="2023-10-01")
    yield pupil(12, 出生日期="2009-01-02")
    yield pupil(13, 性别="男" if int(resident_id(13)[16]) % 2 == 0 else "女")
    yield pupil(14, **_id(14, born="19800305"))
    yield pupil(15, 学籍号="G" + resident_id(16))
    yield pupil(16)
    yield pupil(17)
    yield pupil(17, 就读方式="走读")
    yield pupil(18, 就读状态="转出", 班级="3班")
    yield pupil(19, VOCATIONAL, _id(19, born="20070305"), 年级="中职", 专业="种植")
    for number in (*range(21, 32), 60, 61):
        yield pupil(number)
    for number, tail in zip(range(32, 38), range(6), strict=True):
        yield pupil(number, 身份证件号=f"99010120080305{1230 + tail}", 学籍号="", 出生日期="")
    yield pupil(41, MEALS)
    yield pupil(42, PRIVATE, _id(42, born=CHILD), 年级="大班", 就读方式="走读")
    yield pupil(40, SENIOR, _id(40, born="20070305"), 年级="高一")


def applications() -> Iterator[dict[str, str]]:
    """Yield the rows of the applications."""
    plain = {
        "学段": "大学",
        "学校名称": "某大学",
        "就读学校": "某大学",
        "年级": "大一",
        "申报项目": "新生入学资助",
        "学历层次": "本科",
        "是否新生": "是",
        "生源学校类型": "普通高中",
        "院校所在地": "省内",
        "院校性质": "公办",
    }
    for number, changed in enumerate(
        ({"学历层次": "看不懂"}, {"是否新生": ""}, {"生源学校类型": ""}, {"院校所在地": ""}), start=50
    ):
        own = {**plain, **changed, "就读学校": f"某大学{number}", "学校名称": f"某大学{number}"}
        yield {"姓名": name_of(number), "身份证号": resident_id(number, born=TEEN), **own}


def lists() -> Iterator[tuple[str, str, list[Row] | bytes]]:
    """Yield name, kind and rows of the other lists."""
    poor: list[Row] = [member(number) for number in (*range(1, 4), 4, *range(7, 19), 40)]
    poor += [
        {"姓名": name_of(n), "身份证号": resident_id(n, born=b), "乡镇": "东镇"}
        for n, b in ((5, CHILD), (42, CHILD), (50, TEEN), (51, TEEN), (52, TEEN), (53, TEEN))
    ]
    yield "农村低保.xlsx", "rural-allowance", poor
    yield (
        "农村低保 对照.xlsx",
        "rural-allowance",
        [{**member(21), "姓名": "欧阳他人"}, {**member(22), "保障状态": "说不清"}, {**member(23), "身份证号": ""}],
    )
    yield "脱贫户.xlsx", "filed-poor", [{"姓名": name_of(50), "身份证号": resident_id(50, born=TEEN), "乡镇": "东镇"}]
    unread = [["姓名", "身份证号", "奖助名称", "金额", "学期"], [name_of(16), resident_id(16), "#N/A", "100", TERM]]
    yield "奖2.xlsx", "awards", one(unread)
    yield "困难.xlsx", "hardship", [{**member(24), "困难类型": "某某困难户"}]
    yield "监测.xlsx", "monitored", [{**member(25), "监测对象类别": "某某户", "风险是否消除": "否"}]
    yield "特困.xlsx", "destitute", [{**member(26), "特困类别": "某某特困"}]
    yield (
        "监测2.xlsx",
        "monitored",
        [{**member(27), "监测对象类别": "突发严重困难户", "风险是否消除": "否", "识别时间": "不详日"}],
    )
    yield "认定.xlsx", "recognised", [{**member(28), "困难等级": "某某级"}]
    some: list[Row] = [{**member(60), "困难等级": "一般困难"}, {**member(61), "困难等级": ""}]
    yield "认定3.xlsx", "recognised", some
    tiers = [
        ["姓名", "身份证号", "学校", "年级", "班级", "特别困难", "困难", "一般困难"],
        [name_of(29), resident_id(29), PRIMARY["学校名称"], "三年级", "1班", "√", "√", ""],
    ]
    yield "认定2.xlsx", "recognised", one(tiers)
    yield (
        "奖.xlsx",
        "awards",
        [
            {**member(30), "奖助名称": "某奖", "金额": "100", "学期": TERM},
            {**member(600), "奖助名称": "某奖", "金额": "100", "学期": TERM},
            {**member(31), "奖助名称": "某奖", "金额": "一些", "学期": TERM},
            {**member(10), "奖助名称": "某奖", "金额": "100", "学期": "何时"},
        ],
    )
    paid = {
        "项目": "家庭经济困难寄宿生生活补助",
        "学期": TERM,
        "金额": "500",
        "发放日期": "2023-10-01",
        "标准": "",
        "月数": "",
        "发放结果": "",
    }
    yield (
        "已发.xlsx",
        "paid-before",
        [
            {**member(31), **paid, "项目": "某某补助"},
            {**member(30), **paid, "标准": "100", "月数": "4"},
            {**member(29), **paid, "发放结果": "失败"},
        ],
    )
    funds = {
        "项目": "家庭经济困难寄宿生生活补助",
        "资金级次": "中央",
        "年度": "2023",
        "金额": "1000",
        "文号": "号1",
        "结转": "否",
        "人数": "",
    }
    yield (
        "指标.xlsx",
        "budget",
        [
            {**funds, "资金级次": "某级"},
            {**funds, "年度": "何年", "文号": "号2"},
            {**funds, "结转": "也许", "文号": "号3"},
            {**funds, "人数": "若干", "文号": "号4"},
        ],
    )
    levels = [
        ["项目", "年度", "文号", "金额", "中央", "省"],
        ["家庭经济困难寄宿生生活补助", "2023", "号5", "300", "100", "100"],
    ]
    yield "指标2.xlsx", "budget", one(levels)


def fill(office: Desk) -> None:
    """Take all the lists."""
    plan = [school(place) for place in (PRIMARY, JUNIOR, SENIOR, VOCATIONAL)]
    plan += [{**school(KINDERGARTEN), "是否普惠": ""}, school(MEALS, 营养餐="", 供餐天数="90")]
    plan += [{**school(PRIVATE), "是否普惠": "是", "办学性质": "", "保教费标准(元/学期)": "1000"}]
    office.took("学校名录.xlsx", plan, "schools", term="")
    office.took("名册.xlsx", list(roster()), "roster", term=TERM)
    office.took("申报.xlsx", list(applications()), "applications", term=TERM)
    for name, kind, rows in lists():
        office.took(name, rows, kind, term=TERM)
