"""The worked answers of the requirement (schedules.md §4), one by one, as its table has them.

Words and dates are those of the table; what a membership's dates mean for a term is worked out here, since the
rules get the categories that count. Each answer is asked for twice: one student alone, and in columns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache

import numpy as np
import pytest

from aid_ledger.facts import pack, value_code
from aid_ledger.money import format_yuan
from aid_ledger.rulebook import Case, Cohort, Fees, Rulebook, State, evaluate, judge_all, load_rulebook
from aid_ledger.terms import Term

NATIONAL = ("national",)
CITY_B, COUNTY_A, DISTRICT_C = ("national", "city-b"), ("national", "county-a"), ("national", "district-c")
FEE = 80000


@dataclass(frozen=True, slots=True)
class Member:
    """A row of a bureau's or school's list: the word in it, its first day, the first day no longer in force."""

    word: str
    start: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One row of the table and one of its terms. ``lines``: yuan by programme; the rest of the money is none."""

    row: int
    student: str
    term: str
    packs: tuple[str, ...]
    facts: Mapping[str, str]
    members: tuple[Member, ...]
    lines: Mapping[str, str]
    received: tuple[str, ...] = ()
    reason: Mapping[str, str] = field(default_factory=dict)


def _m(*words: str) -> tuple[Member, ...]:
    return tuple(Member(word) for word in words)


BOARDER = {"stage": "primary", "boarding": "yes"}
JUNIOR_BOARDER = {"stage": "junior", "boarding": "yes"}
JUNIOR_DAY = {"stage": "junior", "boarding": "no"}
SENIOR = {"stage": "senior", "private": "no"}
VOCATIONAL_3 = {"stage": "vocational", "grade": "3", "rural_hukou": "yes"}
KINDERGARTEN = {"stage": "preschool", "grade": "2", "inclusive": "yes", "private": "no"}
FRESHMAN = {
    "stage": "higher",
    "higher_vocational": "no",
    "new_entrant": "yes",
    "came_from": "senior",
    "college_place": "out",
}
CLEARED = (Member("突发严重困难户", date(2022, 3, 10), date(2022, 11, 1)),)
NOT_CLEARED = (Member("突发严重困难户", date(2022, 3, 10)),)
RECOGNISED_IN_OCTOBER = (Member("学校认定", date(2023, 10, 12)),)
FOUND_IN_MARCH = (Member("突发严重困难户", date(2023, 3, 15)),)
RURAL = {"rural_hukou": "yes"}
URBAN = {"rural_hukou": "no"}

ANSWERS = (
    Answer(1, "primary, boards, 脱贫户", "2023S", NATIONAL, BOARDER, _m("脱贫户"), {"boarding-living": "500.00"}),
    Answer(2, "the same", "2023A", NATIONAL, BOARDER, _m("脱贫户"), {"boarding-living": "500.00"}),
    Answer(2, "the same", "2024S", NATIONAL, BOARDER, _m("脱贫户"), {"boarding-living": "625.00"}),
    Answer(3, "junior, day student, 农村低保", "2019S", NATIONAL, JUNIOR_DAY, _m("农村低保"), {}),
    Answer(
        3,
        "junior, day student, 农村低保",
        "2019A",
        NATIONAL,
        JUNIOR_DAY,
        _m("农村低保"),
        {"nonboarding-living": "312.50"},
    ),
    Answer(
        3,
        "junior, day student, 农村低保",
        "2024S",
        NATIONAL,
        JUNIOR_DAY,
        _m("农村低保"),
        {"nonboarding-living": "375.00"},
    ),
    Answer(4, "junior, day student, 城镇低保 only", "2023S", NATIONAL, JUNIOR_DAY, _m("城镇低保"), {}),
    Answer(
        5,
        "junior, boards, 学校认定 一般困难",
        "2023S",
        NATIONAL,
        JUNIOR_BOARDER | {"level": "general"},
        _m("一般困难"),
        {"boarding-living": "625.00"},
    ),
    Answer(6, "primary, boards, 脱贫户(不享受政策) alone", "2023S", NATIONAL, BOARDER, _m("脱贫户(不享受政策)"), {}),
    Answer(7, "primary, boards, 突发严重困难户 cleared 2022-11", "2023S", NATIONAL, BOARDER, CLEARED, {}),
    Answer(8, "the same, 风险未消除", "2023S", NATIONAL, BOARDER, NOT_CLEARED, {"boarding-living": "500.00"}),
    Answer(
        9,
        "primary, day student, 脱贫不稳定户 (风险未消除)",
        "2023S",
        NATIONAL,
        {"stage": "primary", "boarding": "no"},
        _m("脱贫不稳定户(风险未消除)"),
        {"nonboarding-living": "250.00"},
    ),
    Answer(
        10,
        "primary, boards, 学校认定 dated 2023-10-12",
        "2023A",
        NATIONAL,
        BOARDER,
        RECOGNISED_IN_OCTOBER,
        {"boarding-living": "500.00"},
    ),
    Answer(
        11,
        "junior, boards, 突发严重困难户 identified 2023-03-15",
        "2023S",
        NATIONAL,
        JUNIOR_BOARDER,
        FOUND_IN_MARCH,
        {"boarding-living": "625.00"},
    ),
    Answer(
        12,
        "senior, 脱贫户 (city-b)",
        "2023S",
        CITY_B,
        SENIOR,
        _m("脱贫户"),
        {"senior-grant": "1500.00", "senior-fee-waiver": "800.00"},
    ),
    Answer(
        13,
        "senior, 烈士子女 (city-b)",
        "2023S",
        CITY_B,
        SENIOR,
        _m("烈士子女"),
        {"senior-grant": "1000.00", "senior-fee-waiver": "800.00"},
    ),
    Answer(
        14,
        "senior, 城镇低保 (national + county-a)",
        "2023S",
        COUNTY_A,
        SENIOR,
        _m("城镇低保"),
        {"senior-grant": "1000.00"},
    ),
    Answer(
        15,
        "vocational grade 2, 脱贫户 (county-a)",
        "2023S",
        COUNTY_A,
        {"stage": "vocational", "grade": "2"} | RURAL,
        _m("脱贫户"),
        {"vocational-grant": "1000.00", "yulu": "1500.00", "vocational-fee-waiver": "425.00"},
    ),
    Answer(
        16,
        "vocational grade 3, 脱贫户",
        "2024A",
        NATIONAL,
        VOCATIONAL_3,
        _m("脱贫户"),
        {"yulu": "1500.00", "vocational-fee-waiver": "1000.00"},
    ),
    Answer(
        16,
        "vocational grade 3, 脱贫户",
        "2025S",
        NATIONAL,
        VOCATIONAL_3,
        _m("脱贫户"),
        {"vocational-grant": "1150.00", "yulu": "1500.00", "vocational-fee-waiver": "1000.00"},
    ),
    Answer(
        17,
        "vocational grade 1, 涉农专业, no hardship",
        "2023S",
        NATIONAL,
        {"stage": "vocational", "grade": "1", "agricultural_major": "yes"} | URBAN,
        (),
        {"vocational-grant": "1000.00", "vocational-fee-waiver": "1000.00"},
    ),
    Answer(
        18,
        "vocational grade 1, urban, 舞蹈表演, 城镇低保",
        "2023S",
        NATIONAL,
        {"stage": "vocational", "grade": "1", "performing_major": "yes"} | URBAN,
        _m("城镇低保"),
        {"vocational-grant": "1000.00"},
    ),
    Answer(
        19,
        "higher, new, outside the province, from senior high, 农村低保",
        "2023A",
        NATIONAL,
        FRESHMAN,
        _m("农村低保"),
        {"freshman-travel": "1000.00"},
    ),
    Answer(20, "the same student", "2024A", NATIONAL, FRESHMAN, _m("农村低保"), {}, ("freshman-travel",)),
    Answer(
        21,
        "higher, new, from a vocational school, 脱贫户, higher_vocational",
        "2023A",
        NATIONAL,
        {
            "stage": "higher",
            "higher_vocational": "yes",
            "new_entrant": "yes",
            "came_from": "vocational",
            "college_place": "in",
        },
        _m("脱贫户"),
        {"yulu": "1500.00"},
    ),
    Answer(22, "preschool, 普惠, 低保", "2023S", NATIONAL, KINDERGARTEN, _m("农村低保"), {"preschool-aid": "750.00"}),
    Answer(22, "preschool, 普惠, 低保", "2023S", NATIONAL, KINDERGARTEN, _m("城镇低保"), {"preschool-aid": "750.00"}),
    Answer(
        23,
        "preschool, 普惠, district hukou, filed_poor (district-c)",
        "2023S",
        DISTRICT_C,
        KINDERGARTEN | {"local_hukou": "yes"},
        _m("建档立卡"),
        {"preschool-aid": "750.00", "topup-preschool": "1000.00"},
    ),
    Answer(
        24,
        "senior, district hukou, filed_poor (district-c)",
        "2023S",
        DISTRICT_C,
        SENIOR | {"local_hukou": "yes"},
        _m("建档立卡"),
        {"senior-grant": "1000.00", "topup-senior": "1500.00", "senior-fee-waiver": "800.00"},
    ),
    Answer(
        26,
        "休学 on the reference day",
        "2023S",
        NATIONAL,
        BOARDER | {"status": "away"},
        _m("脱贫户"),
        {},
        reason={"boarding-living": "not-at-school"},
    ),
)
ELSEWHERE = {25: "primary boarder listed by two schools: a conflict of rows, settled before the rules are asked"}
IDS = [f"{a.row}: {a.student}, {a.term}" for a in ANSWERS]


@cache
def _rules(packs: tuple[str, ...]) -> Rulebook:
    return load_rulebook(packs)


def _bits(rulebook: Rulebook, term: Term, members: tuple[Member, ...]) -> tuple[int, int]:
    """Return the categories that count for the term, and those in force on its reference day."""
    day, last = rulebook.reference_day(term), rulebook.join_until(term)
    counted = on_day = 0
    for member in members:
        found = rulebook.category_of(member.word)
        assert found is not None, member.word
        start = member.start or day
        if start <= day and (member.until is None or day < member.until):
            on_day |= found
        elif not day < start <= last:
            continue
        counted |= found
    return rulebook.implied(counted, term), rulebook.implied(on_day, term)


def _asked(answer: Answer) -> tuple[Rulebook, Term, Case]:
    rulebook, term = _rules(answer.packs), Term.parse(answer.term)
    facts = {"status": "school", "full_time": "yes", "listed": "roster"} | dict(answer.facts)
    columns = {name: np.array([value_code(name, value)]) for name, value in facts.items()}
    counted, on_day = _bits(rulebook, term, answer.members)
    keys = [int(pack(columns | {"categories": np.array([bits])})[0]) for bits in (counted, on_day)]
    return rulebook, term, Case(keys[0], keys[1], Fees(tuition=FEE), frozenset(answer.received))


@pytest.mark.parametrize("answer", ANSWERS, ids=IDS)
def test_one_student_gets_the_worked_answer(answer: Answer) -> None:
    rulebook, term, case = _asked(answer)
    verdicts = {v.programme: v for v in judge_all(rulebook, term, case)}
    moving = {p.id for p in rulebook.programmes if p.makes_line}
    due = {v.programme: format_yuan(v.amount) for v in verdicts.values() if v.state == State.ENTITLED}
    assert {name: amount for name, amount in due.items() if name in moving} == answer.lines
    assert [name for name, v in verdicts.items() if v.state == State.HELD] == []
    assert {name: verdicts[name].reason for name in answer.reason} == answer.reason


@pytest.mark.parametrize("answer", ANSWERS, ids=IDS)
def test_columns_give_the_worked_answer(answer: Answer) -> None:
    rulebook, term, case = _asked(answer)
    cohort = Cohort(
        key=np.array([case.key], dtype=np.uint64),
        key_on_day=np.array([case.key_on_day], dtype=np.uint64),
        tuition=np.array([FEE]),
        received={name: np.array([True]) for name in answer.received},
    )
    given = evaluate(rulebook, term, cohort)
    moving = {p.id for p in rulebook.programmes if p.makes_line}
    due = {
        given.programmes[programme]: format_yuan(int(amount))
        for programme, state, amount in zip(
            given.students.programme, given.students.state, given.students.amount, strict=True
        )
        if state == State.ENTITLED
    }
    assert {name: amount for name, amount in due.items() if name in moving} == answer.lines


def test_every_row_of_the_table_is_here() -> None:
    assert sorted({a.row for a in ANSWERS} | set(ELSEWHERE)) == list(range(1, 27))
