"""``reconcile --statement``: the object that scripts rely on, the screen, and the exit code."""

from __future__ import annotations

import json
import re
from contextlib import closing
from pathlib import Path
from unittest import mock

import openpyxl
import pandas as pd
import pytest

from aid_ledger.audit.answers import BETWEEN
from aid_ledger.office import Office
from aid_ledger.store import rows_of
from aid_ledger.words import phrase
from aid_ledger_cli.report import _show_chain
from tests.cli.county import Desk, run

CASES = Path(__file__).parents[1] / "audit" / "statements"


def test_the_object_is_what_scripts_rely_on(empty: Desk) -> None:
    said = empty.json("reconcile", "--statement", str(CASES / "S001.csv"), "--term", "2023S", code=5)
    assert said["term"] == "2023S"
    assert (said["identities"], said["files"]) == ([], [])
    assert [set(one) >= {"code", "severity", "rows", "amount", "message"} for one in said["findings"]] == [True, True]
    assert [(one["code"], one["severity"], one["amount"]) for one in said["findings"]] == [
        ("statement-infeasible-mix", "error", "25.00"), ("statement-total-mismatch", "error", "627475.00"),
    ]  # fmt: skip
    statement = said["statement"]
    assert [(one["line"], one["status"]) for one in statement["lines"]] == list(
        enumerate(["infeasible", "match", "match", "match", "not-checkable", "not-checkable"])
    )
    assert statement["lines"][0]["mix"] is None
    assert (statement["lines"][1]["expected"], statement["lines"][1]["difference"]) == ("2169000.00", "0.00")
    total = {key: statement["total"][key] for key in ("status", "stated", "sum", "difference", "equals_lines")}
    assert total == {"status": "mismatch", "stated": "6597275.00", "sum": "7224750.00", "difference": "-627475.00",
                     "equals_lines": [0, 1, 3, 4]}  # fmt: skip


def test_an_office_whose_own_packs_lack_something_can_check_too(tmp_path: Path) -> None:
    folder = tmp_path / "县"
    done = run("init", str(folder), "--county", "990101", "--name", "县", "--packs", "national,city-d", "--tier", "T2")
    assert done.exit_code == 0
    assert run("--workspace", str(folder), "rules", "check").exit_code == 3  # amounts that the county must set
    said = Desk(folder).json("reconcile", "--term", "2023S", "--statement", "雨露计划补助2人，金额3000元")
    assert said["statement"]["lines"][0]["status"] == "match"


def test_the_only_mix_is_named(empty: Desk) -> None:
    line = empty.json("reconcile", "--statement", str(CASES / "SC01.csv"), code=5)["statement"]["lines"][0]
    assert (line["mix"], line["mix_unique"]) == ({"500": 85, "625": 659}, True)


def test_a_statement_without_fault_ends_well_on_the_screen(empty: Desk) -> None:
    done = empty.run("reconcile", "--statement", str(CASES / "JX01.csv"))
    assert (done.exit_code, done.stderr) == (0, "")
    assert "只有一种搭配：7,497 人 × 250 + 1,717 人 × 312.5" in " ".join(done.stdout.split())
    assert "合计人数 28,189：与各项之和相符" in done.stdout


def test_a_sentence_needs_no_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    words = ("reconcile", "--term", "2023S", "--statement", "享受寄宿生补助4847人，金额292.7275万元", "--json")
    done = run("--lang", "zh", *words)
    assert done.exit_code == 5
    assert json.loads(done.stdout_bytes)["statement"]["lines"][0]["status"] == "infeasible"


def test_a_file_that_is_not_there_is_named(empty: Desk) -> None:
    done = empty.run("reconcile", "--statement", "没有.csv")
    assert done.exit_code == 3
    assert "没有.csv" in done.stderr


def test_documents_are_written_where_asked_and_say_what_the_screen_says(made: Desk, tmp_path: Path) -> None:
    out = tmp_path / "给审计"
    said = made.json("reconcile", "--term", "2023S", "--out", str(out))
    assert [Path(name).name for name in said["files"][:2]] == ["对账报告_2023S.xlsx", "对账报告_2023S.html"]
    assert all(Path(name).is_file() for name in said["files"])
    page = (out / "对账报告_2023S.html").read_text("utf-8")
    assert all(f'id="c-{one["code"]}"' in page for one in said["findings"])
    shown = " ".join(made.run("reconcile", "--term", "2023S", "--out", str(out)).stdout.split())
    for stake in re.findall(r'<b class="big">([\d,]+\.\d\d)</b>', page):
        assert stake in shown
    assert re.search(r"\d{4}-\d\d-\d\dT\d\d:", page) is None  # moments are shown in Beijing time
    texts = texts_of(page)
    for name in said["files"]:
        if name.endswith(".xlsx"):
            texts |= cells_of(Path(name))
    assert full_names(made) & {name for text in texts for name in pieces(text)} == set()


def full_names(made: Desk) -> set[str]:
    """Return the full names of everybody in the lists."""
    with Office.open(made.folder) as office:
        names = office.export("outcomes", "2023S")["name"]
    found = {one.strip() for text in names for one in text.split(";")}
    return {name for name in found if re.fullmatch(r"[\u4e00-\u9fff]{2,4}", name)}


def texts_of(page: str) -> set[str]:
    """Return every text of a page, those in its data too."""
    return set(re.split(r"[<>\"\\]", page))


def cells_of(path: Path) -> set[str]:
    """Return every text of a workbook."""
    with closing(openpyxl.load_workbook(path, read_only=True)) as book:
        rows = (row for sheet in book for row in sheet.iter_rows(values_only=True))
        return {str(cell) for row in rows for cell in row if cell}


def pieces(text: str) -> set[str]:
    """Return all runs of two to four characters in a text that are Chinese."""
    runs = re.findall(r"[\u4e00-\u9fff]+", text)
    return {run[at : at + length] for run in runs for length in (2, 3, 4) for at in range(len(run) - length + 1)}


def test_the_demos_days_are_those_of_its_own_term(made: Desk) -> None:
    """By the clock of the machine every list would be years old when the payout rests on it."""
    with Office.open(made.folder) as office, office.database.read() as connection:
        days = {str(row["kind"]): str(row["at"])[:10] for row in rows_of(connection, "journal")}
    assert {days["import"], days["payout"]} == {"2023-06-30"}
    stamps = re.findall(r"_(20\d{6})", " ".join(path.name for path in (made.folder / "files").iterdir()))
    assert max(stamps) < "20230630"


def test_the_sums_on_the_screen_add_up_where_more_is_booked_than_due() -> None:
    sums = {"due": 5106250, "approved": 6576250, "paid": 6376250, "returned": 75000, "waiting": 125000}
    columns = {**dict.fromkeys(BETWEEN, 0), "unapproved": 50000, **sums}
    report = mock.Mock(totals=pd.DataFrame([columns]), due_known=True)
    screen = mock.Mock()
    _show_chain(screen, report)
    said = screen.say.call_args
    assert (said.args, said.kwargs["off"]) == (("reconcile-chain-off",), "-15,200.00")
    assert "（未批准、待账户、以前已发、追缴）500.00 + 应发与台账之差 -15,200.00" in phrase(
        said.args[0], "zh", **said.kwargs
    )
