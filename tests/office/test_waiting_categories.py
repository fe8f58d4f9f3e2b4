"""A category that waits holds what it could change: stake and answer agree, and the column and the single case do."""

from __future__ import annotations

import dataclasses

import pytest

from aid_ledger.linking import LEVEL_BLANK
from aid_ledger.office.evaluation import Picture, cohort
from aid_ledger.office.payout import look
from aid_ledger.office.verdicts import verdicts_of
from aid_ledger.office.waiting_categories import with_waiting
from aid_ledger.rulebook import State, evaluate
from aid_ledger.terms import Term
from tests.tools.county import JUNIOR, SENIOR, desk, member, pupil

TERM = Term.parse("2023S")
STEPS = {"city-d.living.step-1": "300.00", "city-d.living.step-2": "200.00", "city-d.living.step-3": "100.00"}


@pytest.fixture(scope="module")
def view() -> Picture:
    """A term of pupils of every kind, each of whom a blank 困难等级 leaves open."""
    with desk(packs=("national", "city-d"), parameters=STEPS) as office:
        changes = [{}, {"就读方式": "走读"}, {"就读方式": ""}, {**JUNIOR, "年级": "八年级"}, {**SENIOR, "年级": "高一"}]
        pupils = [pupil(number, changes[number % 5]) for number in range(1, 16)]
        office.took("在校生名册.xlsx", pupils)
        office.took("农村低保.xlsx", [member(number) for number in range(1, 6)], "rural-allowance")
        levels = ["困难", *[""] * 14]
        rows = [{**member(n), "学校名称": "示例县第一小学", "困难等级": level} for n, level in enumerate(levels, 1)]
        office.took("学校认定.xlsx", rows)
        return look(office.office, TERM)


def test_what_is_held_is_what_an_answer_would_change_and_nothing_else(view: Picture) -> None:
    linked = view.linked
    people = cohort(linked, {})
    plain = evaluate(view.rulebook, TERM, people).students
    perhaps = dataclasses.replace(people, key=linked.key_perhaps, key_on_day=linked.key_on_day_perhaps)
    with_it = evaluate(view.rulebook, TERM, perhaps).students
    answers = [
        {(int(a.student[i]), int(a.programme[i])): (int(a.state[i]), int(a.amount[i])) for i in range(len(a))}
        for a in (plain, with_it, view.entitlements.students)
    ]
    assert len(answers[1]) > len(answers[0])
    for place in answers[0].keys() | answers[1].keys():
        without, given, now = (one.get(place) for one in answers)
        held = (int(State.HELD), max(one[1] for one in (without, given) if one))
        assert now == (without if without == given else held)
    assert (linked.key_perhaps != linked.key).sum() == 14


def test_one_case_is_explained_as_the_columns_say(view: Picture) -> None:
    columns = (view.due[name].tolist() for name in ("student", "programme", "state", "amount", "reason"))
    due = {(student, programme): said for student, programme, *said in zip(*columns, strict=True)}
    seen = set()
    for student in range(len(view.linked.students)):
        for verdict in verdicts_of(view, student):
            if (student, verdict.programme) not in due:
                assert verdict.state not in (State.ENTITLED, State.HELD)
                continue
            assert due[student, verdict.programme] == [int(verdict.state), verdict.amount, verdict.reason]
            seen.add(verdict.reason)
    assert {"", LEVEL_BLANK, "boarding-unknown"} <= seen


def test_nothing_that_waits_changes_nothing(view: Picture) -> None:
    people = dataclasses.replace(
        cohort(view.linked, {}), key=view.linked.key_perhaps, key_on_day=view.linked.key_on_day_perhaps
    )
    plain = evaluate(view.rulebook, TERM, people)
    assert with_waiting(view.rulebook, TERM, people, view.linked, plain) is plain
