"""A household's row in the papers: the member who waits is shown in the member's own cell, the row has one outcome."""

from __future__ import annotations

from pathlib import Path

import pytest

from aid_ledger.office.doubts import doubts
from aid_ledger.office.evaluation import picture
from aid_ledger.office.outcomes import outcomes_of
from aid_ledger.office.sources import all_sources
from aid_ledger.terms import Term
from tests.intake.books import one
from tests.tools.county import Desk, name_of, pupil, resident_id, sheet

HEADER = ["户主姓名", "户主身份证号", "成员姓名", "身份证号", "成员姓名", "身份证号"]
WRONG = resident_id(9)[:-1] + ("0" if resident_id(9)[-1] != "0" else "1")
HEAD = ["钱某", resident_id(50, "19800101")]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    made.took("在校生名册.xlsx", sheet([pupil(1), pupil(2)]), "roster")
    rows = [[*HEAD, name_of(1), resident_id(1), "某人", WRONG], ["钱二", resident_id(51, "19800101"), "某人", WRONG]]
    made.took("农村低保.xlsx", one([HEADER, *rows]), "rural-allowance")
    return made


def test_member_who_waits_is_a_doubt_of_its_own_though_the_row_is_matched(desk: Desk) -> None:
    with desk.office.database.read() as connection:
        sources = all_sources(connection)
    view = picture(desk.office, Term.parse("2023S"), sources=sources)
    found = outcomes_of(view)
    rows = found.rows[found.rows["kind"] == "rural-allowance"]
    assert rows[["row", "outcome"]].to_numpy().tolist() == [[2, "matched"], [3, "held"]]
    table = doubts(view, found)
    table = table[table["kind"] == "rural-allowance"]
    assert table[["row", "cell", "name", "id_number", "reason"]].to_numpy().tolist() == [
        [2, "F2", "某人", WRONG, "id-invalid"],
        [3, "D3", "某人", WRONG, "id-invalid"],
    ]


def test_question_about_a_member_is_about_the_members_cell(desk: Desk) -> None:
    from aid_ledger.office.asks import asks_of

    with desk.office.database.read() as connection:
        sources = all_sources(connection)
    view = picture(desk.office, Term.parse("2023S"), sources=sources)
    asks = asks_of(view, outcomes_of(view))
    asks = asks[asks["kind"] == "rural-allowance"]
    assert asks[["row", "field", "was", "name"]].to_numpy().tolist() == [
        [2, "id_no_3", WRONG, "某人"],
        [3, "id_no_2", WRONG, "某人"],
    ]
