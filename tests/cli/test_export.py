"""Exports are repeatable byte for byte, in the columns that scripts rely on, and leave a record."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections import Counter
from pathlib import Path

import pytest

from tests.cli.county import Desk

COLUMNS = {
    "lines": "line, batch, term, programme, student_name, id_number, student_no, school, school_code, stage, grade, "
    "class, payee, account_name, account, bank, amount, state, corrects, reason, evidence",
    "outcomes": "source, file, sheet, row, kind, name, id_number, outcome, reason, student",
    "entitlements": "term, programme, student_name, id_number, student_no, school, stage, payee, amount, form",
    "transfers": "transfer, batch, line, term, programme, debit, credit, amount, at, corrects, record_digest",
    "findings": "code, severity, term, student, source, sheet, row, amount, message",
}


@pytest.mark.parametrize("kind", COLUMNS)
def test_an_export_has_its_columns_in_order(made: Desk, kind: str) -> None:
    text = made.run("export", kind, "--term", "2023S").stdout_bytes.decode("utf-8")
    assert text.splitlines()[0].split(",") == COLUMNS[kind].split(", ")
    assert "\r" not in text


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_an_export_gives_the_same_bytes_again(made: Desk, tmp_path: Path, form: str) -> None:
    for name in ("a", "b"):
        done = made.run("export", "lines", "--term", "2023S", "--format", form, "--out", str(tmp_path / name))
        assert done.exit_code == 0
        assert done.stdout == ""
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes() != b""


def test_csv_and_jsonl_say_the_same(made: Desk) -> None:
    table = list(csv.DictReader(io.StringIO(made.run("export", "lines", "--term", "2023S").stdout)))
    lines = made.run("export", "lines", "--term", "2023S", "--format", "jsonl").stdout.splitlines()
    assert [{key: str(value) for key, value in json.loads(line).items()} for line in lines] == table
    assert len(table) == made.json("batches")["batches"][0]["lines"]


def test_an_export_of_personal_data_is_recorded(desk: Desk) -> None:
    before = desk.journal()
    desk.run("export", "transfers", "--term", "2023S")
    assert desk.journal() == before
    desk.run("export", "lines", "--term", "2023S")
    assert desk.journal() == before + 1


@pytest.mark.skipif(os.name != "posix", reason="modes are those of POSIX")
def test_an_exported_file_is_its_owners_alone(made: Desk, tmp_path: Path) -> None:
    made.run("export", "lines", "--term", "2023S", "--out", str(tmp_path / "lines.csv"))
    assert (tmp_path / "lines.csv").stat().st_mode & 0o777 == 0o600


@pytest.mark.long
def test_exported_findings_are_those_of_the_report_row_by_row(made: Desk, tmp_path: Path) -> None:
    said = made.json("reconcile", "--term", "2023S", "--out", str(tmp_path))["findings"]
    table = list(csv.DictReader(io.StringIO(made.run("export", "findings", "--term", "2023S").stdout)))
    rows = Counter(row["code"] for row in table)
    assert rows == {one["code"]: max(one["rows"], 1) for one in said}
    assert {(row["code"], row["severity"]) for row in table} == {(one["code"], one["severity"]) for one in said}
    message = {one["code"]: one["message"] for one in said}
    assert all(row["message"].startswith(message[row["code"]]) for row in table)
    assert all(re.fullmatch(r"-?[0-9]+\.[0-9]{2}", row["amount"]) for row in table)
    known = {(row["source"], row["sheet"]) for row in csv.DictReader(
        io.StringIO(made.run("export", "outcomes", "--term", "2023S").stdout))}  # fmt: skip
    proved = [row for row in table if row["row"]]
    assert proved
    assert any((row["source"], row["sheet"]) in known for row in proved)
    assert all(row["row"].isdigit() and re.fullmatch("[0-9a-f]{8}|.{12}", row["source"]) for row in proved)
    assert [row["code"] for row in table if row["severity"] == "hint"]
