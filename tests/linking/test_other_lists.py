# ruff: noqa: E501 - rows of lists and cases, one on a line
"""The sentences of schedules.md §1.1 about school lists, applications, awards, meals and money paid before."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from aid_ledger.office.payout import look
from aid_ledger.terms import Term
from tests.tools.county import JUNIOR, PRIMARY, Desk, Row, desk, member, name_of, pupil, resident_id, school

VOCATIONAL = {"学校名称": "示例县职业中学", "学校标识码": "3699010009", "学段": "中职", "户口性质": "非农业"}


@pytest.fixture
def office() -> Iterator[Desk]:
    with desk() as made:
        yield made


def test_a_school_list_taken_for_a_later_term_speaks_before_an_older_dated_one(office: Desk) -> None:
    office.took("学校名录-20220901.xlsx", [school(PRIMARY, 营养餐="是", 供餐天数="90")], term="")
    office.took("学校名录.xlsx", [school(PRIMARY, 营养餐="是", 供餐天数="100")], term="2023S")
    office.took("在校生名册.xlsx", [pupil(1)])
    office.took("脱贫户.xlsx", [member(9)], "filed-poor")
    office.payout()
    assert office.export("lines")["amount"].tolist() == ["500.00"]


# --- applications ---------------------------------------------------------------------------------------------------


def applied(number: int, **changed: str) -> Row:
    row = pupil(number)
    return {
        "姓名": row["姓名"], "身份证件号": row["身份证件号"], "就读学校": "省城职业学校", "学段": "中职", "年级": "中职二年级",
        "申报项目": "雨露计划", "账号": row["账号"], "户名": row["户名"], **changed,
    }  # fmt: skip


def test_an_application_stands_for_a_roster_row_where_the_rule_says_so(office: Desk) -> None:
    """Claimed where the household lives: 雨露计划 yes, a grant of the school no; its register row is matched."""
    office.took("在校生名册.xlsx", [pupil(9)])
    office.took("申报名单.xlsx", [applied(1), applied(2), applied(1)], "applications")
    office.took("脱贫户.xlsx", [member(1)], "filed-poor")
    office.payout()
    assert office.paid() == {(name_of(1), "yulu"): 150000}
    assert office.outcomes("applications") == [("paid", ""), ("not-entitled", "not-entitled"), ("duplicate", "")]
    assert office.outcomes("filed-poor") == [("matched", "")]


def test_a_student_in_a_roster_and_an_application_is_one_student(office: Desk) -> None:
    vocational = {**VOCATIONAL, "年级": "中职二年级"}
    office.took("在校生名册.xlsx", [pupil(1, vocational), pupil(2, vocational), pupil(3, vocational, 学生状态="转出")])
    office.took(
        "申报名单.xlsx",
        [applied(1, 就读学校="示例县职业中学"), applied(2, 学段="初中", 年级="初一"), applied(3)],
        "applications",
    )
    office.took("脱贫户.xlsx", [member(n) for n in (1, 2, 3)], "filed-poor")
    office.payout()
    assert {what: fen for (who, what), fen in office.paid().items() if who == name_of(1)}["yulu"] == 150000
    assert not [pair for pair in office.paid() if pair[0] == name_of(2)]
    assert {pair: fen for pair, fen in office.paid().items() if pair[0] == name_of(3)} == {(name_of(3), "yulu"): 150000}
    assert [end for _, end in office.outcomes("applications")][1] == "contradicting-rows"


# --- money paid before, awards, meals ---------------------------------------------------------------------------------


def test_money_paid_before_the_ledger_counts(office: Desk) -> None:
    def before(number: int, fen: str, **changed: str) -> Row:
        return {
            **member(number),
            "项目": "boarding-living",
            "学期": "2023S",
            "金额": fen,
            "发放日期": "2023-03-01",
            **changed,
        }

    office.took("在校生名册.xlsx", [pupil(n) for n in (1, 2, 3, 4)])
    office.took("脱贫户.xlsx", [member(n) for n in (1, 2, 3)], "filed-poor")
    rows = [
        before(1, "500.00"),
        before(2, "200.00"),
        before(2, "200.00"),
        before(3, "500.00", 学期="2022A"),
        before(4, "500.00"),
    ]
    office.took("以前发放.xlsx", rows, "paid-before", term="")
    office.settle()
    assert office.paid() == {
        (name_of(2), "boarding-living"): 30000, (name_of(3), "boarding-living"): 50000, (name_of(4), "boarding-living"): -50000,
    }  # fmt: skip
    assert [end for end, _ in office.outcomes("paid-before")] == ["used", "used", "duplicate", "unused", "used"]


def freshman(number: int, **changed: str) -> Row:
    return applied(
        number, 就读学校="外省大学", 学段="大学", 年级="大一", 申报项目="大学新生入学资助", 学历层次="本科", 是否新生="是",
        生源学校类型="普通高中", 院校所在地="省外", **changed,
    )  # fmt: skip


def freshman_year(office: Desk, term: str, row: Row, number: str) -> None:
    office.took(f"在校生名册{term}.xlsx", [pupil(9)], term=term)
    office.took(f"申报名单{term}.xlsx", [row], "applications", term=term)
    office.took(f"农村低保{term}.xlsx", [{**member(1), "身份证号": number}], "rural-allowance", term=term)
    office.payout(term)


@pytest.mark.parametrize(
    ("changed", "held"),
    [({"项目": "某某补助"}, True), ({"金额": "很多"}, True), ({"学期": "不详"}, True),
     ({"项目": "某某补助", "学期": "2022A"}, False)],
)  # fmt: skip
def test_whom_an_unread_row_of_money_paid_before_is_about_waits(
    office: Desk, changed: dict[str, str], held: bool
) -> None:  # fmt: skip
    office.took("在校生名册.xlsx", [pupil(1)])
    office.took("脱贫户.xlsx", [member(1)], "filed-poor")
    row = {**member(1), "项目": "boarding-living", "学期": "2023S", "金额": "500", "发放日期": "2023-03-01"} | changed
    office.took("以前发放.xlsx", [row], "paid-before", term="")
    office.payout()
    assert list(office.paid().values()) == ([] if held else [50000])
    assert office.outcomes()[0] == (("held", "paid-before-unclear") if held else ("paid", ""))


def test_once_in_a_life_is_once_also_where_the_money_was_paid_before_the_ledger(office: Desk) -> None:
    rows = [{**member(1), "项目": "freshman-travel", "学期": "2022A", "金额": "1000", "发放日期": "2022-10-01"}]
    office.took("以前发放.xlsx", rows, "paid-before", term="")
    freshman_year(office, "2023A", freshman(1), resident_id(1))
    assert office.paid("2023A") == {}


def test_a_row_of_another_term_that_decides_once_in_a_life_is_used(office: Desk) -> None:
    def before(number: int, **changed: str) -> Row:
        usual = {"项目": "freshman-travel", "学期": "2022A", "金额": "1000", "发放日期": "2022-10-01"}
        return {**member(number), **usual, **changed}

    rows = [before(1), before(2), before(1, 项目="yulu"), before(1, 金额="0.00")]
    office.took("以前发放.xlsx", rows, "paid-before", term="")
    freshman_year(office, "2023A", freshman(1), resident_id(1))
    assert [end for end, _ in office.outcomes("paid-before", "2023A")] == ["used", "unused", "unused", "unused"]


def test_once_in_a_life_is_once_also_after_the_id_was_corrected(office: Desk) -> None:
    """The same 学籍号 and name under another ID is the same person (DESIGN §3, Persons): so is what they had."""
    number = {"学籍号": "G" + resident_id(1)}
    freshman_year(office, "2023A", freshman(1, **number), resident_id(1))
    assert office.paid("2023A") == {(name_of(1), "freshman-travel"): 100000}
    corrected = resident_id(1, "20120306")
    freshman_year(office, "2024A", freshman(1, **number, 身份证件号=corrected, 出生日期="2012-03-06"), corrected)
    assert office.paid("2024A") == {}


def test_award_waits_with_its_student_and_is_unused_where_the_student_is_away(office: Desk) -> None:
    office.took("学校名录.xlsx", [school(PRIMARY), school(JUNIOR)], "schools", term="")
    rows = [pupil(1), pupil(2, 学生状态="休学"), pupil(3, 学生状态="空挂"), pupil(4), pupil(4, JUNIOR, 年级="七年级")]
    office.took("在校生名册.xlsx", rows)
    award = {"奖助名称": "某企业奖", "金额": "800", "学期": "2023S", "资助方": "某企业"}
    office.took("奖助名单.xlsx", [{**member(number), **award} for number in (1, 2, 3, 4)], "awards", term="")
    office.took("脱贫户.xlsx", [member(1)], "filed-poor")
    office.payout()
    assert {name for name, what in office.paid() if what == "named-award"} == {name_of(1)}
    assert office.outcomes("awards") == [
        ("used", ""), ("unused", "not-at-school"), ("held", "status-unknown"), ("held", "listed-by-two-schools"),
    ]  # fmt: skip


def test_awards_are_paid_as_listed_and_what_is_not_certain_waits(office: Desk) -> None:
    def award(number: int, **changed: str) -> Row:
        return {
            **member(number), "学校": PRIMARY["学校名称"], "奖助名称": "爱心企业捐助", "金额": "800.00", "学期": "2023S",
            "资助方": "某企业", **changed,
        }  # fmt: skip

    office.took("在校生名册.xlsx", [pupil(1), pupil(2)])
    office.took("脱贫户.xlsx", [member(9)], "filed-poor")
    rows = [
        award(1),
        award(1),
        award(2, 学期="2022A"),
        award(2, 姓名="欧阳另外人"),
        award(8),
        award(2, 金额="八百左右"),
    ]
    office.took("奖助名单.xlsx", rows, "awards", term="")
    office.payout()
    assert office.paid() == {(name_of(1), "named-award"): 80000}
    assert office.outcomes("awards") == [
        ("used", ""), ("duplicate", ""), ("unused", ""), ("held", "name-conflict"), ("held", "award-not-in-roster"),
        ("held", "amount-unreadable"),
    ]  # fmt: skip


def test_reports_of_meals_replace_the_days_of_the_school_list(office: Desk) -> None:
    office.took("学校名录.xlsx", [school(PRIMARY, 营养餐="是", 供餐天数="100")])
    office.took("在校生名册.xlsx", [pupil(1), pupil(2)])
    office.took("脱贫户.xlsx", [member(9)], "filed-poor")
    months = [("2023-03", "20"), ("2023-04", "21"), ("2022-11", "22"), ("2023-03", "20")]
    place = PRIMARY["学校名称"]
    rows = [{"学校": place, "月份": month, "供餐天数": days, "就餐人次": "40"} for month, days in months]
    office.took("供餐月报.xlsx", rows, "meals", term="")
    office.payout()
    assert office.export("lines")["amount"].tolist() == ["410.00"]  # 2 pupils, 41 days, 5.00
    assert [end for end, _ in office.outcomes("meals")] == ["used", "used", "unused", "duplicate"]


def days_list(*rows: tuple[str, str, str], **more: str) -> list[Row]:
    return [{"学校": place, "学期": term, "供餐天数": days, **more} for place, term, days in rows]


def meals_office(office: Desk, **listed: str) -> None:
    office.took("学校名录.xlsx", [school(PRIMARY, 营养餐="是", **listed), school(JUNIOR, 营养餐="是")])
    office.took("在校生名册.xlsx", [pupil(1), pupil(2)])
    office.took("脱贫户.xlsx", [member(9)], "filed-poor")


def test_days_of_the_term_without_months_or_heads_hold_with_the_heads_of_the_rosters(office: Desk) -> None:
    """A list with 学校, 学期, 供餐天数 is taken unasked; days of a school without students are those of nobody."""
    meals_office(office)
    [default] = [one for one in office.payout().warnings if one.name == "meal-days-default"]
    assert {name: default.params[name] for name in ("count", "days", "amount")} == {
        "count": 1, "days": 100, "amount": "1000.00",
    }  # fmt: skip
    here, there = PRIMARY["学校名称"], JUNIOR["学校名称"]
    rows = days_list((here, "2023年春季", "95"), (here, "2022A", "90"), (there, "2023S", "98"), (here, "2023S", "95"))
    office.took("附件3.xlsx", rows, term="")
    assert [one for one in office.settle().warnings if one.name == "meal-days-default"] == []
    assert office.paid() == {("", "nutrition"): 95000}  # 2 pupils, 95 days, 5.00
    assert office.outcomes("meals") == [
        ("used", ""), ("unused", ""), ("held", "meals-without-heads"), ("duplicate", ""),
    ]  # fmt: skip
    office.took("附件4.xlsx", days_list((here, "2023S", "98")), term="")
    office.settle()
    assert office.paid() == {("", "nutrition"): 95000}, "what is posted stays where another list contradicts"


def test_days_that_are_not_certain_hold_the_school_and_are_not_guessed(office: Desk) -> None:
    """Neither the days of the school list nor the default are taken in their place; what is certain is paid."""
    told = {
        "一": [("2023S", "20")], "二": [("2023S", "950")], "三": [("2023S", "九十五")], "四": [("2023S", "95.5")],
        "五": [("春天", "95")], "六": [("2023S", "95"), ("2023S", "98")], "七": [("2023S", "95")], "八": [("2023S", "96")],
    }  # fmt: skip
    reasons = [
        "meal-days-of-month", "meal-days-unclear", "meal-days-unclear", "meal-days-unclear", "term-unclear",
        "contradicting-rows", "contradicting-rows", "contradicting-rows", "",
    ]  # fmt: skip
    places = [
        {"学校名称": f"示例县第{name}供餐小学", "学校标识码": f"369901002{at}", "学段": "小学"}
        for at, name in enumerate(told)
    ]
    office.took("学校名录.xlsx", [school(place, 营养餐="是", 供餐天数="90") for place in places])
    office.took("在校生名册.xlsx", [pupil(at, place) for at, place in enumerate(places, start=1)])
    office.took("脱贫户.xlsx", [member(9)], "filed-poor")
    names = [place["学校名称"] for place in places]
    rows = [(name, *row) for name, own in zip(names, told.values(), strict=True) for row in own]
    office.took("供餐天数.xlsx", days_list(*rows), "meals", term="")
    month = {"学校": names[6], "月份": "2023-03", "供餐天数": "20"}  # beside the days of its term: not added up
    office.took("供餐月报.xlsx", [month], "meals", term="")
    held = {str(row["reason"]): row["rows"] for row in office.payout().held}
    assert held == {"meal-days-wait": 7}
    assert sorted(reason for _, reason in office.outcomes("meals")) == sorted([*reasons, "contradicting-rows"])
    assert office.paid() == {("", "nutrition"): 48000}


@pytest.mark.parametrize(
    ("header", "cell", "fen"),
    [("金额", "800", 80000), ("金额(元)", "800", 80000), ("金额(万元)", "0.08", 80000), ("金额(万元)", "800元", 80000),
     ("金额(元/学期)", "800", 80000), ("金额(元/月)", "800", None), ("金额(元/学年)", "800", None)],
)  # fmt: skip
def test_an_amount_is_in_the_unit_of_its_header(office: Desk, header: str, cell: str, fen: int | None) -> None:
    """A list in 万元 read as yuan would pay a ten-thousandth; an amount a month is none until somebody says how many."""
    office.took("在校生名册.xlsx", [pupil(1)])
    office.took("脱贫户.xlsx", [member(9)], "filed-poor")
    row = {**member(1), "奖助名称": "爱心企业捐助", header: cell, "学期": "2023S", "资助方": "某企业"}
    office.took("奖助名单.xlsx", [row], "awards", term="")
    office.payout()
    assert office.paid() == ({(name_of(1), "named-award"): fen} if fen else {})
    assert office.outcomes("awards") == [("used", "") if fen else ("held", "amount-unreadable")]


# --- budget -----------------------------------------------------------------------------------------------------------


def allotted(**changed: str) -> Row:
    return {
        "项目": "家庭经济困难寄宿生生活补助", "资金级次": "中央", "年度": "2023", "金额": "120.5", "文号": "示财教〔2023〕1号",
        "结转": "否", **changed,
    }  # fmt: skip


BUDGET_ROWS = [
    ({}, "used", ""), ({}, "duplicate", ""), ({"资金级次": "省级", "结转": ""}, "used", ""),
    ({"资金级次": "衔接资金", "年度": "2023年度", "结转": "是"}, "used", ""), ({"项目": "城乡义务教育补助经费"}, "used", ""),
    ({"资金级次": "上面"}, "held", "fund-level-unclear"), ({"资金级次": ""}, "held", "fund-level-unclear"),
    ({"年度": "明年"}, "held", "year-unclear"), ({"年度": ""}, "held", "year-unclear"),
    ({"金额": "一百多"}, "held", "amount-unreadable"), ({"金额": ""}, "held", "amount-unreadable"),
    ({"结转": "也许"}, "held", "carried-over-unclear"), ({"项目": ""}, "held", "programme-unclear"),
]  # fmt: skip


def test_a_budget_is_read_and_kept_and_what_cannot_be_read_waits(office: Desk) -> None:
    office.took("在校生名册.xlsx", [pupil(1)])
    office.took("脱贫户.xlsx", [member(1)], "filed-poor")
    rows = [{("金额(万元)" if key == "金额" else key): text for key, text in allotted(**changed).items()}
            for changed, _, _ in BUDGET_ROWS]  # fmt: skip
    office.took("预算指标.xlsx", rows, "budget", term="")
    assert office.outcomes("budget") == [(outcome, why) for _, outcome, why in BUDGET_ROWS]
    budget = look(office.office, Term.parse("2023S")).linked.others.budget
    kept = ["programme", "level", "year", "amount", "document", "carried_over"]
    assert budget[kept].to_numpy().tolist() == [
        ["boarding-living", "central", 2023, 120_500_000, "示财教〔2023〕1号", False],
        ["boarding-living", "province", 2023, 120_500_000, "示财教〔2023〕1号", False],
        ["boarding-living", "bridging", 2023, 120_500_000, "示财教〔2023〕1号", True],
        ["", "central", 2023, 120_500_000, "示财教〔2023〕1号", False],
    ]  # fmt: skip
