"""Answers about rows of a list that another has replaced: they hold for the same rows, and for no other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from aid_ledger.linking import SET_ASIDE, CellReading, Corrections
from aid_ledger.office.carried_answers import carried
from aid_ledger.office.sources import all_sources
from tests.tools.county import AT, BY, PRIMARY, Desk, desk, member, name_of, pupil, school
from tests.tools.review import BOARDING, settle, two_schools

NOT_SAID = {"就读方式": ""}


@pytest.fixture
def office() -> Iterator[Desk]:
    with two_schools() as made:
        made.took("脱贫户.xlsx", [member(number) for number in range(1, 5)], "filed-poor")
        yield made


def names(office: Desk) -> set[str]:
    return {name for name, _ in office.paid()}


def test_the_same_row_is_not_asked_again_and_a_changed_one_is(office: Desk) -> None:
    old = office.took("名册.xlsx", [pupil(1, NOT_SAID), pupil(2, NOT_SAID), pupil(3)])
    settle(office, {BOARDING: "住校"})
    office.payout()
    assert names(office) == {name_of(1), name_of(2), name_of(3)}
    new = [pupil(4), pupil(1, NOT_SAID), pupil(2, NOT_SAID, 户口性质="非农业"), pupil(3)]
    done = office.take("名册（改）.xlsx", new, replace=True)
    assert done.sheets[0].replaced == (old,)
    assert office.outcomes() == [("paid", ""), ("paid", ""), ("held", "boarding-unknown"), ("paid", "")]


def test_what_a_school_is_stays_answered_when_another_cell_of_its_row_changes() -> None:
    with desk() as office:
        office.took("学校名录.xlsx", [school(PRIMARY, 办学性质="")], "schools", term="")
        first = all_of(office)[0]
        said = Corrections((reading(first, 2, "school_nature", "", "民办"),))
        other = school({**PRIMARY, "学校名称": "甲"}, 学校标识码="1")
        office.took("学校名录.xlsx", [other, school(PRIMARY, 办学性质="", 账号="")], "schools", term="")
        assert made(office, said) == []  # the older list still speaks
        office.office.retire_source(first["source"], why="有新表", by=BY, at=AT)
        more = made(office, said)
        assert [(one.row, one.field, one.reads) for one in more] == [(3, "school_nature", "民办")]


@pytest.mark.parametrize(("replace", "count"), [(True, 1), (False, 0)])
def test_an_answer_holds_elsewhere_once_the_list_it_was_given_about_is_gone(
    office: Desk, replace: bool, count: int
) -> None:
    office.took("低保.xlsx", [member(1), member(2)], "rural-allowance")
    old = next(row for row in all_of(office) if row["kind"] == "rural-allowance")
    name = "低保.xlsx" if replace else "西镇低保.xlsx"
    office.took(name, [member(3), member(1)], "rural-allowance", replace=replace)
    aside = Corrections((reading(old, 2, SET_ASIDE, "", "set-aside"),))
    named = Corrections((reading(old, 2, "student_name", "", "甲"),))
    assert [len(made(office, said)) for said in (aside, named)] == [count, count]
    assert made(office, Corrections((reading(old, 3, SET_ASIDE, "", "set-aside"),))) == []  # no such row any more
    office.took("东镇低保.xlsx", [member(1), member(4), member(4)], "rural-allowance")
    assert [len(made(office, said)) for said in (aside, named)] == [0, 2 * count]


def reading(row: dict[str, str], at: int, field: str, was: str, reads: str) -> CellReading:
    return CellReading(row["digest"], row["sheet"], at, field, was, reads, "d1")


def all_of(office: Desk) -> list[dict[str, str]]:
    with office.office.database.read() as connection:
        return all_sources(connection)


def made(office: Desk, said: Corrections) -> list[CellReading]:
    every = all_of(office)
    used = [office.office.load(row) for row in every if row["in_use"]]
    return list(carried(office.office, said, used, every).cells[: -len(said.cells)])
