"""A household's row in the papers: the member who waits is shown in the member's own cell, the row has one outcome."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from aid_ledger.intake import SheetTable
from aid_ledger.linking import CONFIRMED, CellReading, Corrections, Source, correct
from aid_ledger.linking.rows import confirmed_rows
from aid_ledger.office.answering import answer_row
from aid_ledger.office.decisions import Document, in_force, record
from aid_ledger.office.doubts import doubts
from aid_ledger.office.evaluation import Picture, picture
from aid_ledger.office.outcomes import outcomes_of
from aid_ledger.office.payout import look
from aid_ledger.office.questions import Review, review_of
from aid_ledger.office.sources import all_sources
from aid_ledger.terms import Term
from tests.intake.books import one
from tests.tools.county import AT, BY, Desk, name_of, pupil, resident_id, sheet

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


def asked_about(desk: Desk, row: int) -> tuple[Picture, Review, int]:
    with desk.office.database.read() as connection:
        sources, decided = all_sources(connection), in_force(connection, "2023S")
    view = picture(desk.office, Term.parse("2023S"), sources=sources, decided=decided)
    review = review_of(view, outcomes_of(view))
    [index] = np.flatnonzero((review.asks["row"] == row) & (review.asks["kind"] == "rural-allowance"))
    return view, review, int(index)


def decide(desk: Desk, row: int, text: str) -> None:
    view, review, index = asked_about(desk, row)
    record(desk.office, [answer_row(view, review, index, text)], term="2023S", document=Document(), by=BY, at=AT)


def members(desk: Desk) -> list[tuple[int, str, str, str, str]]:
    view = look(desk.office, Term.parse("2023S"))
    return list(
        view.linked.registers[["row", "member", "student_name", "id", "outcome"]].itertuples(index=False, name=None)
    )


def test_an_id_given_for_a_member_is_that_members_and_nobody_elses(desk: Desk) -> None:
    decide(desk, 2, resident_id(2))
    assert [one for one in members(desk) if one[0] == 2] == [
        (2, "id_no", "钱某", resident_id(50, "19800101"), "not-of-school-age"),
        (2, "id_no_2", name_of(1), resident_id(1), "matched"),
        (2, "id_no_3", "某人", resident_id(2), "held"),  # of another name in the roster: asked about next
    ]


def test_a_member_not_to_be_used_leaves_the_others_of_the_household(desk: Desk) -> None:
    decide(desk, 2, "本行不用")
    assert [one[1] for one in members(desk) if one[0] == 2] == ["id_no", "id_no_2"]
    assert ("matched", "") in desk.outcomes("rural-allowance")


def test_a_confirmation_of_one_member_does_not_let_the_others_pass() -> None:
    rows = pd.DataFrame({"src": 0, "row": [2, 2, 3], "member": ["id_no", "id_no_2", "id_no_2"]})
    reasons = np.array(["birth-differs"] * 3, dtype=object)
    said = CellReading("d" * 64, "Sheet1", 2, CONFIRMED, "", "birth-differs", "x", member="id_no_2")
    frame = pd.DataFrame({"row": [2, 3], "id_no": "", "id_no_2": ""}, dtype="str").astype({"row": "int64"})
    source = Source(
        "s",
        "d" * 64,
        "f",
        "Sheet1",
        "rural-allowance",
        "2023S",
        "",
        SheetTable("rural-allowance", "Sheet1", 1, (), frame, 3),
    )
    [corrected] = correct([source], Corrections((said,)))
    assert confirmed_rows([corrected], rows, reasons).tolist() == [False, True, False]


def test_every_child_of_a_filed_household_is_paid_and_a_card_that_stands_once_is_nobodys(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.took("在校生名册.xlsx", sheet([pupil(1), pupil(2), pupil(3)]), "roster")
    header = ["户主", "户主身份证号", "成员1", "成员1身份证号", "成员2", "成员2身份证号", "残疾证号", "脱贫年度"]
    rows = [
        [*HEAD, name_of(1), resident_id(1), name_of(2), resident_id(2), "", "2018"],
        ["孙某", resident_id(60, "19800101"), "周某", resident_id(61, "19800101"), name_of(3), "",
         resident_id(3) + "43", "2018"],
    ]  # fmt: skip
    desk.took("脱贫户(到户).xlsx", one([["脱贫户（含家庭成员）明细表"], header, *rows]))
    desk.payout()
    assert [one[1:] for one in members(desk) if one[0] == 3] == [
        ("id_no", "钱某", resident_id(50, "19800101"), "not-of-school-age"),
        ("id_no_2", name_of(1), resident_id(1), "matched"),
        ("id_no_3", name_of(2), resident_id(2), "matched"),
    ]
    assert [one[1:] for one in members(desk) if one[0] == 4][-1] == ("id_no_3", name_of(3), "", "held")
    assert {who for who, what in desk.paid() if what == "boarding-living"} == {name_of(1), name_of(2)}
    assert desk.outcomes("filed-poor") == [("matched", ""), ("held", "no-identity")]
