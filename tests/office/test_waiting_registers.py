"""A register row that is not clear takes nothing from its child: what is booked stays until somebody has answered."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from aid_ledger.office.payout_result import PayoutResult
from tests.tools.county import SCHOOLS, Desk, Row, desk, member, name_of, pupil, resident_id, school
from tests.tools.review import answered, apply, ask, workbook

LIST = "农村低保.xlsx"
SLIP = resident_id(1)[:17] + "?"
STANDING = "这个状态算不算还在册"


@pytest.fixture
def office() -> Iterator[Desk]:
    """Two poor boarders with money in the books."""
    with desk() as made:
        made.took("学校名录.xlsx", [school(place) for place in SCHOOLS], "schools", term="")
        made.took("名册.xlsx", [pupil(1), pupil(2)])
        made.took(LIST, [member(1), member(2)], "rural-allowance")
        made.payout()
        yield made


def again(office: Desk, *rows: Row) -> PayoutResult:
    """Take the register anew, with the first child's rows as given, and see what a payout would do."""
    office.took(LIST, [*rows, member(2)], "rural-allowance", replace=True)
    return office.payout(dry_run=True)


@pytest.mark.parametrize(
    "row",
    [
        member(1, 享受状态="空挂"), member(1, 识别时间="二月"), member(1, 身份证号=SLIP), member(1, 身份证号=""),
        member(1, 身份证号=resident_id(1)[:14] + "0000"),
    ],
    ids=["a word nobody knows", "a day nobody can read", "a digit lost", "no ID", "an ID of the same birth date"],
)  # fmt: skip
def test_nothing_falls_while_a_row_that_may_be_theirs_waits(office: Desk, row: Row) -> None:
    done = again(office, row)
    assert (done.moves.less, done.moves.same) == (0, 2)
    assert {"reason": "register-waits", "rows": 1} in [dict(one) for one in done.held]


@pytest.mark.parametrize(
    "rows",
    [
        (), (member(1, 身份证号="", 姓名="赵另外"),), (member(1, 身份证号="99010119600101001?"),),
        (member(1, 享受状态="停发"),),
    ],
    ids=["no row", "a row of another name", "an ID of somebody born otherwise", "a row that says it has ended"],
)  # fmt: skip
def test_what_is_certainly_not_due_any_more_falls(office: Desk, rows: tuple[Row, ...]) -> None:
    assert again(office, *rows).moves.less == 1


def test_who_has_left_falls_whatever_a_register_says(office: Desk) -> None:
    office.took("名册.xlsx", [pupil(1, 学生状态="转出", 异动日期="2023-02-20"), pupil(2)], replace=True)
    assert again(office, member(1, 享受状态="空挂")).moves.less == 1


def test_the_answer_lets_it_fall_or_stay(office: Desk) -> None:
    again(office, member(1, 享受状态="空挂"))
    found = ask(office)
    assert (found.questions, found.stake) == (1, 50000)
    assert len(apply(office, answered(workbook(found), {STANDING: "停发"})).decisions) == 1
    office.settle()
    assert {name for name, _ in office.paid()} == {name_of(2)}
