"""``reconcile --statement``: the object that scripts rely on, the screen, and the exit code."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

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


def test_files_of_the_auditors_own_are_held_against_the_books(made: Desk, tmp_path: Path) -> None:
    theirs = tmp_path / "对账单.csv"
    theirs.write_text("日期,摘要,借方金额,对方户名\n2023-05-04,其他,123.45,某某公司\n", encoding="utf-8")
    roster = next((made.folder / "files").rglob("*名册*.xlsx"), None) or next(made.folder.rglob("*名册*.xlsx"))
    before = made.json("verify")
    words = ("--paid-from", str(theirs), "--roster", str(roster), "--out", str(tmp_path / "报告"))
    said = made.json("reconcile", "--term", "2023S", *words, code=5)
    found = {one["code"]: one["message"] for one in said["findings"]}
    assert "123.45" in found["paid-outside-ledger"]
    assert "lists-as-archived" in said["passed"]  # the very file that the office took
    assert made.json("verify") == before


def test_published_figures_are_held_against_our_ledger(made: Desk) -> None:
    said = made.json("reconcile", "--term", "2023S", "--statement", "义务教育寄宿生生活补助1人，金额500元")
    assert [(one["code"], one["severity"]) for one in said["findings"]] == [("statement-differs-from-books", "warning")]
    ledger = said["statement"]["lines"][0]["ledger"]
    batch = made.json("batches")["batches"][0]
    assert 0 < float(ledger["amount"]) < float(batch["total"])
    same = f"义务教育寄宿生生活补助{ledger['heads']}人，金额{ledger['amount']}元"
    assert made.json("reconcile", "--term", "2023S", "--statement", same)["findings"] == []


def test_a_term_as_the_auditor_sees_it_is_the_object_that_scripts_rely_on(made: Desk) -> None:
    before = made.journal()
    said = made.json("reconcile")
    assert set(said) >= {"term", "findings", "identities", "files", "passed", "not_done"}
    assert said["term"] == "2023S"
    assert all(set(one) >= {"code", "severity", "rows", "amount", "message"} for one in said["findings"])
    assert {one["severity"] for one in said["findings"]} <= {"warning", "hint"}
    assert all(one["holds"] is (one["left"] == one["right"]) for one in said["identities"])
    by = {(one["name"], one["by"]): one for one in said["identities"]}
    assert by["due-booked", "all"]["left"] == by["due-booked", "school"]["left"]
    codes = {one["code"] for one in said["findings"]} | set(said["passed"]) | {one["code"] for one in said["not_done"]}
    assert len(codes) == len(said["findings"]) + len(said["passed"]) + len(said["not_done"])
    assert "paid-twice" in said["passed"]
    assert made.journal() == before


def test_the_screen_answers_three_questions_and_names_nobody(desk: Desk) -> None:
    done = desk.run("reconcile", "--term", "2023S", "--answer", "file-old=学校未更新", "--by", "张三")
    assert done.exit_code == 0, done.output
    text = done.stdout
    for words in ("该发的发了吗", "不该发的发了吗", "账对得上吗", "没有检查到的", "谁做了什么",
                  "各恒等式全部成立", "须实地查看", "学校未更新 (张三"):  # fmt: skip
        assert words in text, words
    assert "合规" not in text
    lines = desk.folder.joinpath("export.csv")
    assert desk.run("export", "lines", "--term", "2023S", "--out", str(lines)).exit_code == 0
    numbers = {row.split(",")[5] for row in lines.read_text("utf-8-sig").splitlines()[1:]} - {""}
    assert numbers
    assert not [number for number in numbers if number in text]


def test_an_answer_needs_a_code_and_a_check_that_is_there(empty: Desk) -> None:
    assert empty.run("reconcile", "--term", "2023S", "--answer", "没有代码").exit_code == 2
    done = empty.run("reconcile", "--term", "2023S", "--answer", "no-such=x")
    assert (done.exit_code, "no-such" in done.stderr) == (3, True)


def test_a_workspace_without_a_term_has_nothing_to_reconcile(empty: Desk) -> None:
    assert empty.run("reconcile").exit_code == 3
    assert empty.run("reconcile", "--term", "2023S").exit_code == 3
