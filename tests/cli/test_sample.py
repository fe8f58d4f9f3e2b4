"""``sample``: drawn twice the same, written to fill in, and what comes back; the books are only read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from aid_ledger.audit.sampling import GRAVE, population_digest
from aid_ledger.ledger import lines_of
from aid_ledger.office import Office
from aid_ledger.office.sample_population import basis_of_lines, population_of, received_people
from aid_ledger.terms import Term
from tests.cli.county import Desk

pytestmark = pytest.mark.xdist_group("sample")  # what its tests share is built once

AT = "2023-06-20T09:00:00+08:00"

FOUND, GOT, BOARDS = 11, 12, 13  # columns from 0


def fill(path: Path, amounts: dict[int, Any] | None = None, **also: str) -> Path:
    """Fill in a checklist: everybody found with the amount of the ledger, except by number."""
    book = load_workbook(path)
    sheet = book["核查表"]
    for row in sheet.iter_rows(min_row=4):
        if row[0].value is None:
            continue
        amount = (amounts or {}).get(int(str(row[0].value)), row[9].value)
        row[FOUND].value = "否" if amount is None else "是"
        row[GOT].value = amount
    for cell, value in also.items():
        sheet[cell].value = value
    book.save(path)
    book.close()
    return path


@pytest.fixture
def drawn(made: Desk, tmp_path: Path) -> tuple[Path, dict[str, Any]]:
    """A checklist of ten, drawn by amount."""
    path = tmp_path / "核查.xlsx"
    said = made.json("sample", "--term", "2023S", "--size", "10", "--seed", "7", "--out", str(path))
    return path, said


def test_the_same_seed_draws_the_same_people_and_reads_the_books_only(
    made: Desk, drawn: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    path, said = drawn
    before = made.journal()
    again = made.json("sample", "--term", "2023S", "--size", "10", "--seed", "7", "--out", str(tmp_path / "2.xlsx"))
    assert {**again, "file": ""} == {**said, "file": ""}
    assert (tmp_path / "2.xlsx").read_bytes() == path.read_bytes()
    other = made.json("sample", "--term", "2023S", "--size", "10", "--seed", "8", "--out", str(tmp_path / "3.xlsx"))
    assert other["drawn"] != said["drawn"]
    assert made.journal() == before
    assert sum(one["hits"] for one in said["drawn"]) == 10


def test_the_population_is_what_people_got_and_no_money_of_schools(
    made: Desk, drawn: tuple[Path, dict[str, Any]]
) -> None:  # fmt: skip
    with Office.open(made.folder) as office:
        lines = office.export("lines", "2023S")
    own = lines[lines["payee"] != "school"]
    assert 0 < len(own) < len(lines)
    assert sum(int(text.replace(".", "")) for text in own["amount"]) == int(drawn[1]["total"].replace(".", ""))
    assert drawn[1]["people"] == own[["id_number", "student_no"]].drop_duplicates().shape[0]


def test_a_checklist_masks_numbers_and_starts_no_formula(drawn: tuple[Path, dict[str, Any]]) -> None:
    book = load_workbook(drawn[0])
    rows = list(book["核查表"].iter_rows(min_row=4, values_only=True))
    assert len(rows) == len(drawn[1]["drawn"])
    assert all("********" in str(row[7]) for row in rows)
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    book.close()


def test_results_are_projected(made: Desk, drawn: tuple[Path, dict[str, Any]]) -> None:
    path, said = drawn
    fine = made.json("sample", "results", str(fill(path)))
    assert (fine["errors"], fine["projected"], fine["notes"]) == (0, {"over": "0.00", "under": "0.00"}, [])
    first, second = said["drawn"][:2]
    half = float(first["amount"]) / 2
    found = made.json("sample", "results", str(fill(path, {first["number"]: half, second["number"]: None}, N5="否")))
    assert (found["errors"], found["not_boarding"]) == (2, [second["number"]])
    assert [one["number"] for one in found["wrong"]] == [first["number"], second["number"]]
    assert 0 < float(found["projected"]["over"]) < float(found["most"])
    shown = made.run("sample", "results", str(path))
    assert shown.exit_code == 0
    assert "推算到总体" in shown.stdout


@pytest.mark.long
def test_by_school_and_by_risk_are_projected_by_group(made: Desk, tmp_path: Path) -> None:
    for rule in ("school", "risk"):
        path = tmp_path / f"{rule}.xlsx"
        made.json("sample", "--term", "2023S", "--size", "9", "--by", rule, "--out", str(path))
        found = made.json("sample", "results", str(fill(path)))
        assert (found["errors"], found["most"]) == (0, None)
        assert found["people_most"] > 0


def test_the_sample_of_the_report_is_drawn_again_with_its_seed(made: Desk) -> None:
    """The seed is that of the chain's head: nobody can have chosen it, and everybody can work it out."""
    with Office.open(made.folder) as office:
        report = office.reconcile("2023S", by="王五", at=AT)
        one = report.sample
        assert one is not None
        assert one.seed == int(report.head.head[:8], 16)
        again = office.sample(Term(2023, 0), size=60, seed=one.seed, at=AT).sample
    assert (again.digest, again.start, again.total) == (one.digest, one.start, one.total)
    assert again.table.equals(one.table)


@pytest.mark.long
def test_by_risk_weighs_what_the_checks_found(made: Desk, tmp_path: Path) -> None:
    with Office.open(made.folder) as office:
        report = office.reconcile("2023S", by="王五", at=AT)
        people = population_of(office, Term(2023, 0), "lines", report)
        drawn = office.sample(Term(2023, 0), size=20, seed=7, rule="risk", at=AT)
    found = next(one for one in report.results if one.code == "holder-other")
    assert found.rows is not None
    named = set(found.rows["id_number"])
    assert named == set(people.loc[people["risks"].str.contains("holder-other"), "id_number"])
    assert (drawn.day, drawn.sample.digest) == (AT[:10], population_digest(people))
    groups = dict(zip(drawn.sample.table["number"], drawn.sample.table["group"], strict=True))
    for number, risks in zip(people["number"], people["risks"], strict=True):
        if number in groups:
            codes = set(filter(None, risks.split(";")))
            high = len(codes) > 1 or codes & GRAVE
            assert groups[number] == ("high" if high else "middle" if codes else "low")
    path = tmp_path / "核查.xlsx"
    path.write_bytes(drawn.book)
    assert made.json("sample", "results", str(fill(path)))["notes"] == []


def test_what_is_not_filled_in_or_was_altered_is_refused(made: Desk, drawn: tuple[Path, dict[str, Any]]) -> None:
    path, said = drawn
    blank = made.json("sample", "results", str(path), code=3)
    assert [one["name"] for one in blank["findings"]] == ["sample-row-blank"] * len(said["drawn"])
    unclear = made.json("sample", "results", str(fill(path, L4="也许")), code=3)
    assert [one["name"] for one in unclear["findings"]] == ["sample-row-unclear"]
    altered = made.json("sample", "results", str(fill(path, J4="1")), code=3)
    assert [one["name"] for one in altered["findings"]] == ["sample-altered"]


def test_a_filled_checklist_is_not_written_over(made: Desk, drawn: tuple[Path, dict[str, Any]]) -> None:
    done = made.run("sample", "--term", "2023S", "--out", str(drawn[0]))
    assert (done.exit_code, "file-already-there" in done.stderr) == (3, True)


@pytest.mark.parametrize("origin", ["entitled-unpaid", "registers"])
def test_others_than_those_paid_can_be_drawn(made: Desk, tmp_path: Path, origin: str) -> None:
    said = made.json("sample", "--term", "2023S", "--from", origin, "--by", "school", "--size", "8", "--out",
                     str(tmp_path / "核查.xlsx"))  # fmt: skip
    assert len(said["drawn"]) == 8


def test_a_term_is_needed(made: Desk) -> None:
    assert made.run("sample").exit_code == 2


def test_who_got_nothing_from_the_bank_is_not_among_those_who_received(made: Desk) -> None:
    with Office.open(made.folder) as office, office.database.read() as connection:
        posted = lines_of(connection, "2023S")
    lines = posted.assign(state="paid", paid=posted["amount"])
    whole = received_people(lines)
    gone = lines["subject"] == whole["subject"].iloc[0]
    sent = lines.assign(state=lines["state"].where(~gone, "returned"), paid=lines["paid"].where(~gone, 0))
    some = received_people(sent)
    assert set(whole["subject"]) - set(some["subject"]) == {whole["subject"].iloc[0]}
    assert some["amount"].sum() == sent.loc[sent["student"].notna() & (sent["payee"] != "school"), "paid"].sum()
    nothing = lines.assign(state="approved", paid=0)
    assert [basis_of_lines(one) for one in (lines, sent, nothing)] == ["paid", "paid", "posted"]
    assert received_people(nothing)["amount"].sum() == whole["amount"].sum()


def test_the_checklist_says_what_its_amounts_are_and_its_keys_in_chinese(drawn: tuple[Path, dict[str, Any]]) -> None:
    book = load_workbook(drawn[0])
    rows = {row[0]: row for row in book["抽样说明"].iter_rows(values_only=True)}
    book.close()
    assert rows["种子 seed"][1] == "7"
    assert "银行还没有付过款，金额是已过账的" in str(rows["总体金额(分) total"][2])
    assert drawn[1]["basis"] == "posted"
