"""A column 走读 is read: a tick is a day student; with 住校 ticked as well nobody knows, and it is asked."""

from __future__ import annotations

import pytest

from tests.tools.county import Row, desk, member, name_of, pupil
from tests.tools.review import BOARDING, answered, apply, ask, workbook

BOARDS, DAY, ASKED = "boarding-living", "nonboarding-living", "boarding-unknown"
CASES: dict[str, tuple[Row, str]] = {
    "day student": ({"走读（√）": "√"}, DAY),
    "one of two columns": ({"住校": "", "走读": "√"}, DAY),
    "the other": ({"住校": "√", "走读": ""}, BOARDS),
    "ones and noughts": ({"住校": "1", "走读": "0"}, BOARDS),
    "noughts and ones": ({"住校": "0", "走读": "1"}, DAY),
    "both": ({"住校": "√", "走读": "√"}, ASKED),
    "neither": ({"住校": "", "走读": ""}, ASKED),
    "a word that is none": ({"住校": "√", "走读": "待定"}, ASKED),
    "no day student": ({"是否走读": "否"}, BOARDS),
    "no tick alone says nothing": ({"走读": ""}, ASKED),
    "the way of studying says the same": ({"就读方式": "走读", "走读": "√"}, DAY),
    "the way of studying says otherwise": ({"就读方式": "住校", "走读": "√"}, ASKED),
}  # fmt: skip
NAMES = dict(zip(CASES, range(1, len(CASES) + 1), strict=True))


def pupil_of(number: int, columns: Row) -> Row:
    row = pupil(number, 班级=f"{number}班")
    del row["就读方式"]
    return {**row, **columns}


@pytest.fixture(scope="module")
def ends() -> dict[int, str | None]:
    """What became of each pupil, each in a roster of its own layout: the programme paid, or why it waits."""
    with desk() as office:
        for number, (columns, _) in enumerate(CASES.values(), start=1):
            office.took(f"{number}.xlsx", [pupil_of(number, columns)], "roster")
        office.took("农村低保.xlsx", [member(number) for number in NAMES.values()], "rural-allowance")
        office.payout()
        paid: dict[str | None, str] = dict(office.paid().keys())
        rosters = office.export("outcomes").query("kind == 'roster'")
        why = dict(zip(rosters["name"], rosters["reason"], strict=True))
    return {number: paid.get(name_of(number), why[name_of(number)]) for number in NAMES.values()}


@pytest.mark.parametrize("sentence", CASES)
def test_column_of_day_students_is_read(sentence: str, ends: dict[int, str | None]) -> None:
    assert ends[NAMES[sentence]] == CASES[sentence][1]


def test_what_a_person_decides_goes_before_both_columns() -> None:
    with desk() as office:
        office.took("名册.xlsx", [pupil_of(1, {"住校": "√", "走读": "√"})], "roster")
        office.took("农村低保.xlsx", [member(1)], "rural-allowance")
        assert not apply(office, answered(workbook(ask(office)), {BOARDING: "住校"})).findings
        office.payout()
        assert set(office.paid()) == {(name_of(1), BOARDS)}
