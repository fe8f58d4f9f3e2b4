"""A list that says it is of another term is refused until a person says the day on which it is true."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from aid_ledger.office.importing import FileImport, ImportOptions
from aid_ledger.terms import Term
from tests.intake.books import one
from tests.tools.county import AT, BY, PRIMARY, Desk, desk, member, pupil, school, sheet
from tests.tools.review import ask, poor

NAMED = "2022春低保学生.xlsx"
DAY = date(2023, 3, 1)


@pytest.fixture
def office() -> Iterator[Desk]:
    with desk() as made:
        made.took("学校名录.xlsx", [school(PRIMARY)], "schools", term="")
        yield made


def _said(done: FileImport) -> list[str]:
    return [found.name for found in done.findings]


def _titled(title: str, row: dict[str, str]) -> bytes:
    return one([[title], list(row), list(row.values())])


OLD = {
    "roster": _titled("2021—2022学年在校生名册", pupil(2)),
    "boarders": _titled("2022年秋季住校生名册", {"学校": PRIMARY["学校名称"], "班级": "1班", **member(2)}),
    "recognised": _titled("2021-2022学年困难学生认定名单", member(2, 困难等级="困难")),
    "applications": _titled("2022年春季申报名单", {**pupil(2), "就读学校": "某校", "申报项目": "雨露计划"}),
    "rural-allowance": _titled("截止2022年2月28日", member(2)),
    "meals": _titled("2022年春季供餐月报", {"学校": PRIMARY["学校名称"], "月份": "3", "天数": "20"}),
    "awards": _titled("2022年春季奖学金", {**member(2), "奖助名称": "某奖", "金额": "100"}),
}


@pytest.mark.parametrize("kind", OLD)
def test_list_of_another_time_is_refused_until_its_day_is_said(office: Desk, kind: str) -> None:
    refused = office.take("名单.xlsx", OLD[kind], kind)
    assert (refused.refused, _said(refused)) == (True, ["term-differs"])
    assert kind not in {row["kind"] for row in office.office.sources("2023S")}
    taken = office.take("名单.xlsx", OLD[kind], kind, as_of=DAY)
    assert taken.sheets[0].term == "2023S"
    assert "other-term-meant" in _said(taken)


def test_child_is_not_paid_on_the_register_of_another_year(office: Desk) -> None:
    poor(office, [pupil(1), pupil(2)], member(1))
    done = office.take(NAMED, [member(2)], "rural-allowance")
    assert (done.refused, _said(done)) == (True, ["file-term-differs"])
    said = done.findings[0].params
    assert (said["own"], said["options"]) == ("--term 2022S", "--term 2023S")
    office.payout()
    assert len(office.paid()) == 1
    office.took(NAMED, [member(2)], "rural-allowance", as_of=DAY)
    office.payout()
    assert len(office.paid()) == 2


def test_a_day_given_with_several_files_is_no_word_on_a_list_of_another_time(office: Desk) -> None:
    files = [(NAMED, sheet([member(2)])), ("城市低保.xlsx", sheet([member(1)]))]
    options = ImportOptions(kind="rural-allowance", terms=(Term.parse("2023S"),), as_of=DAY)
    old, plain = office.office.import_files(files, options, by=BY, at=AT)
    assert (old.refused, _said(old)) == (True, ["file-term-differs"])
    assert not plain.refused
    assert {row["as_of"] for row in office.office.sources("2023S") if row["kind"] == "rural-allowance"} == {str(DAY)}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("低保2022.xlsx", True), ("2022低保.xlsx", True), ("低保2023.xlsx", False), ("2022级名册.xlsx", False),
        ("县教〔2022〕12号.xlsx", False), ("电话13820221234.xlsx", False), ("低保2022人.xlsx", False),
        ("2023春低保2022.xlsx", False),
    ],
)  # fmt: skip
def test_bare_year_of_another_term_is_said_and_taken(office: Desk, name: str, said: bool) -> None:
    done = office.take(name, [member(2)], "rural-allowance", preview=True)
    assert (done.refused, "year-in-name-differs" in _said(done)) == (False, said)


def test_what_a_person_has_said_once_is_not_asked_of_the_same_bytes_again(office: Desk) -> None:
    office.took(NAMED, [member(2)], "rural-allowance", as_of=DAY)
    again = office.take(NAMED, [member(2)], "rural-allowance")
    assert (again.refused, again.sheets[0].already) == (False, True)


def test_list_is_taken_for_the_term_that_it_says_without_a_word(office: Desk) -> None:
    assert _said(office.take(NAMED, [member(2)], "rural-allowance", term="2022S")) == []
    assert _said(office.take("2022秋低保.xlsx", [member(2)], "rural-allowance", term="")) == []


def test_school_list_and_accounts_of_another_year_speak_until_later_ones_do(office: Desk) -> None:
    done = office.take("2022春账户.xlsx", [{**member(1), "账号": "6222", "户名": "某"}], "accounts")
    assert not done.refused
    assert not office.take("2021年学校名录.xlsx", [school(PRIMARY)], "schools").refused


def test_preview_says_that_the_list_would_be_refused(office: Desk) -> None:
    done = office.take(NAMED, [member(2)], "rural-allowance", preview=True)
    assert (done.refused, _said(done)) == (True, ["file-term-differs"])


def test_meals_of_another_term_without_years_do_not_count(office: Desk) -> None:
    plan = {**school(PRIMARY, 营养餐="是", 供餐天数="90")}
    office.took("学校名录 新.xlsx", [plan], "schools", as_of=date(2022, 1, 1))
    poor(office, [pupil(1)])
    months = [{"学校": PRIMARY["学校名称"], "月份": "3", "天数": "20"}]
    office.took("2022春供餐.xlsx", months, "meals", term="2022S")
    assert office.outcomes("meals") == [("unused", "")]
    assert ask(office).rows == 0
