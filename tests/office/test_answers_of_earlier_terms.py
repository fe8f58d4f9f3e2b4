"""Answers given in one term hold in the next, where they say who somebody is or what a standing list's cell means."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from aid_ledger.office.decisions import list_decisions, retract
from aid_ledger.store import rows_of
from aid_ledger.terms import Term
from tests.tools.county import AT, BY, PRIMARY, Desk, desk, member, name_of, pupil, resident_id, school
from tests.tools.review import BAD_ID, BOARDING, NAMES, answered, apply, ask, filled, settle, two_schools, workbook

WRONG = {"身份证件号": resident_id(1)[:-1] + "A"}
"""An ID whose last sign is none."""
HELD, PAID = ("held", "id-invalid"), ("paid", "")


@pytest.fixture
def office() -> Iterator[Desk]:
    with two_schools() as made:
        yield made


def lists(office: Desk, term: str, *roster: dict[str, str], **of_register: str) -> None:
    office.took(f"名册{term}.xlsx", list(roster), "roster", term=term)
    rows = [member(n, 备注=term, **of_register if n == 1 else {}) for n in range(1, 5)]
    office.took(f"脱贫户{term}.xlsx", rows, "filed-poor", term=term)


def answer(office: Desk, sheet: str, text: str) -> None:
    done = apply(office, filled(workbook(ask(office)), {sheet: {1: text}}))
    assert (len(done.decisions), done.findings) == (1, ())


def rested_on(office: Desk, term: str) -> list[str]:
    """Return what the decisions were about in the manifest of a term's payout."""
    office.payout(term)
    with office.office.database.read() as connection:
        body = json.loads(rows_of(connection, "journal", "kind = 'payout'", "seq")[-1]["body"])
    return [one["question"] for one in body["manifest"]["decisions"]]


def test_who_somebody_is_was_said_once_and_not_of_another_of_that_name(office: Desk) -> None:
    lists(office, "2023S", pupil(1, WRONG), pupil(2))
    answer(office, BAD_ID, resident_id(1))
    assert office.outcomes() == [PAID, PAID]
    other = pupil(3, 身份证件号=resident_id(3)[:-1] + "A", 姓名=name_of(1))
    lists(office, "2023A", pupil(2), pupil(1, WRONG, 班级="9班"), other)
    assert office.outcomes(term="2023A") == [PAID, PAID, HELD]
    assert rested_on(office, "2023A") == ["id-invalid"], "what it rests on stands in its manifest"
    lists(office, "2022A", pupil(1, WRONG))
    assert office.outcomes(term="2022A") == [HELD], "an answer says nothing of the terms before it"
    assert office.office.replay().first_bad is None
    [made] = list_decisions(office.office, Term.parse("2023S"))
    retract(office.office, str(made["decision"]), why="错了", by=BY, at=AT)
    assert office.outcomes(term="2023A")[1] == HELD


def test_one_person_under_two_names_is_asked_once_whatever_else_the_register_says_next_time(office: Desk) -> None:
    lists(office, "2023S", pupil(1), pupil(2), 姓名="欧阳小名")
    answer(office, NAMES, "是同一人")
    lists(office, "2023A", pupil(1, 年级="四年级"), pupil(2), 姓名="欧阳小名", 乡镇="西镇")
    assert office.outcomes("filed-poor", "2023A")[0] == office.outcomes("filed-poor", "2023S")[0]
    assert rested_on(office, "2023A") == ["name-conflict"]


def test_the_cell_of_a_standing_list_was_answered_and_boarding_is_of_its_term() -> None:
    not_said = {"就读方式": ""}
    with desk() as office:
        office.took("学校名录.xlsx", [school(PRIMARY, 营养餐="")], "schools", term="")
        for term in ("2023S", "2023A"):  # the very same file for both
            office.took("名册.xlsx", [pupil(1, not_said)], "roster", term=term)
            office.took("脱贫户.xlsx", [member(1)], "filed-poor", term=term)
        settle(office, {BOARDING: "住校", "是否营养餐学校": "是"})
        assert ask(office).questions == 0
        asked = office.office.review("2023A", by=BY, at=AT)
        assert (asked.questions, office.outcomes(term="2023A")) == (1, [("held", "boarding-unknown")])
        again = apply(office, answered(workbook(asked), {BOARDING: "住校"}))
        assert (len(again.decisions), again.already) == (1, 0), "the same words of the same row, of another term"
        assert office.outcomes(term="2023A") == [PAID]
        assert sorted(rested_on(office, "2023A")) == ["boarding-unknown", "meal-plan-unknown"]
