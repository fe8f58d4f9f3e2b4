"""One 学籍号 under two IDs: paid to neither until a person decides, then once; and the same against the ledger."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.tools.county import JUNIOR, Desk, name_of, pupil, resident_id
from tests.tools.review import apply, ask, filled, number_of, poor, two_schools, workbook

IN_LISTS, IN_LEDGER = "同一学籍号两个身份证号", "学籍号在台账里属于另一身份证号"
TWO_IDS, OTHER_ID = ("held", "student-number-two-ids"), ("held", "student-number-other-id")
PAID, DUPLICATE = ("paid", ""), ("duplicate", "")
FIRST, SECOND = resident_id(1), resident_id(1, "20080406")
TWIN = pupil(1, 身份证件号=SECOND, 出生日期="")
ONCE = {(name_of(1), "boarding-living"): 50000}


@pytest.fixture
def office() -> Iterator[Desk]:
    with two_schools() as made:
        yield made


def decide(office: Desk, question: str, answers: dict[str, str]) -> None:
    """Answer the row of each ID on the sheet of a question."""
    book = workbook(ask(office))
    texts = {number_of(book, question, who): text for who, text in answers.items()}
    done = apply(office, filled(book, {question: texts}))
    assert not done.findings, done.findings


def nets(office: Desk) -> dict[str, str]:
    """Return the ID and 学籍号 of every line."""
    lines = office.export("lines")
    return dict(zip(lines["id_number"], lines["student_no"], strict=True))


def test_one_child_under_two_ids_is_paid_to_neither_and_once_decided_once(office: Desk) -> None:
    poor(office, [pupil(1), TWIN])
    assert office.payout().batch is None
    assert office.outcomes() == [TWO_IDS, TWO_IDS]
    assert office.paid() == {}
    decide(office, IN_LISTS, {FIRST: "核对无误"})  # says nothing of the other row, which goes on waiting
    office.payout()
    assert office.outcomes() == [PAID, TWO_IDS]
    assert office.paid() == ONCE
    decide(office, IN_LISTS, {SECOND: FIRST})
    assert office.payout().batch is None
    assert sorted(office.outcomes()) == [DUPLICATE, PAID]
    assert office.paid() == ONCE


def test_a_row_left_out_frees_the_other_and_keeps_its_number(office: Desk) -> None:
    poor(office, [pupil(1), TWIN])
    decide(office, IN_LISTS, {SECOND: "本行不用"})
    office.payout()
    assert nets(office) == {FIRST: "G" + FIRST}


def test_what_was_paid_before_stays_and_two_children_are_paid_by_their_ids(office: Desk) -> None:
    poor(office, [pupil(1)], *({"姓名": name_of(1), "身份证号": who, "乡镇": "东镇"} for who in (FIRST, SECOND)))
    office.payout()
    assert office.paid() == ONCE
    office.took("二班名册.xlsx", [{**TWIN, "班级": "2班"}])
    assert office.payout().batch is None
    assert sorted(office.outcomes()) == [TWO_IDS, TWO_IDS]
    assert office.paid() == ONCE
    decide(office, IN_LISTS, {FIRST: "核对无误", SECOND: "核对无误"})
    office.payout()
    assert nets(office) == {FIRST: "G" + FIRST, SECOND: ""}
    assert office.payout().batch is None
    assert office.verify().ok


def test_the_number_of_somebody_in_the_ledger_with_another_id_waits_and_says_so(office: Desk) -> None:
    both = [{"姓名": name_of(1), "身份证号": who, "乡镇": "东镇"} for who in (FIRST, SECOND)]
    poor(office, [pupil(1)], *both)
    office.payout()
    office.took("名册2.xlsx", [pupil(1, 学生状态="退学"), TWIN], replace=True)
    assert office.payout().batch is None
    assert office.outcomes()[1] == OTHER_ID
    decide(office, IN_LEDGER, {SECOND: "核对无误"})
    office.payout()
    assert nets(office) == {FIRST: "G" + FIRST, SECOND: ""}


# --- paid under an ID that no list has any more, and without a 学籍号 ------------------------------------------------

UNDER_OTHER, MAYBE_PAID = ("held", "paid-under-other-id"), "可能已用另一身份证号发过"
REBORN = resident_id(1, area="990102")
"""Another ID of the same birth date; ``SECOND`` differs from ``FIRST`` in two digits."""


def later(office: Desk, *rows: dict[str, str], second: str = REBORN) -> None:
    """Pay pupil 1 without a 学籍号, then replace the roster by other rows; registers name both IDs."""
    both = [{"姓名": name_of(1), "身份证号": who, "乡镇": "东镇"} for who in (FIRST, second)]
    poor(office, [pupil(1, 学籍号="")], *both)
    office.payout()
    assert office.paid() == ONCE
    office.took("名册2.xlsx", list(rows), replace=True)


def test_a_child_paid_under_an_id_that_left_the_lists_waits_and_is_paid_once(office: Desk) -> None:
    later(office, pupil(1, 学籍号="", 身份证件号=REBORN))
    assert office.payout().batch is None
    assert office.outcomes() == [UNDER_OTHER]
    book = workbook(ask(office))
    line = str(office.export("lines")["line"].iloc[0])
    assert number_of(book, MAYBE_PAID, line) == number_of(book, MAYBE_PAID, REBORN)
    decide(office, MAYBE_PAID, {REBORN: "是同一人"})
    assert office.payout().batch is None
    assert (office.outcomes(), office.paid()) == ([PAID], ONCE)
    office.took("补报.xlsx", [pupil(1, 学籍号="", 班级="2班")])  # the old ID comes back: two rows of one child
    assert office.payout().batch is None
    assert (sorted(office.outcomes()), office.paid()) == ([UNDER_OTHER, PAID], ONCE)


def test_another_child_than_the_one_paid_is_paid_once_a_person_says_so(office: Desk) -> None:
    later(office, pupil(1, 身份证件号=SECOND, 学籍号="G" + SECOND, 出生日期=""), second=SECOND)
    assert office.payout().batch is None
    decide(office, MAYBE_PAID, {SECOND: "核对无误"})
    office.payout()
    assert nets(office) == {FIRST: "", SECOND: "G" + SECOND}
    assert office.verify().ok


def test_twin_and_namesake_at_another_school_are_paid_without_a_question(office: Desk) -> None:
    twin = pupil(2, 学籍号="", 姓名="赵小双")
    namesake = pupil(1, JUNIOR, 学籍号="", 身份证件号=SECOND, 出生日期="", 年级="七年级")
    later(office, twin, namesake)
    office.took(
        "低保2.xlsx",
        [{"姓名": row["姓名"], "身份证号": row["身份证件号"]} for row in (twin, namesake)],
        "rural-allowance",
    )
    office.payout()
    assert office.outcomes() == [PAID, PAID]


def test_namesake_of_somebody_whose_id_is_still_in_a_roster_is_paid_without_a_question(office: Desk) -> None:
    later(office, pupil(1, 学籍号=""), pupil(1, 学籍号="", 身份证件号=REBORN))
    office.payout()
    assert office.outcomes() == [PAID, PAID]
