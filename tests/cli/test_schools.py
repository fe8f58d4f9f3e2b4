"""``status --schools``: a screen, an object for scripts, and the 催报表."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.cli.county import Desk

KEYS = {
    "town", "school", "school_code", "officer", "phone", "state", "missing", "heads", "heads_before", "change",
    "waiting", "notes",
}  # fmt: skip


def test_the_object_for_scripts_has_its_keys(made: Desk) -> None:
    found = made.json("status", "--schools", "--term", "2023S")
    assert set(found) == {"term", "before", "schools", "elsewhere", "refused"}
    assert {frozenset(school) for school in found["schools"]} == {frozenset(KEYS)}
    assert found["term"] == "2023S"
    rows = made.run("export", "outcomes", "--term", "2023S").stdout.splitlines()
    held = sum(",held," in row for row in rows)
    assert sum(school["waiting"] for school in found["schools"]) + found["elsewhere"] == held > 0


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_screen_names_every_school_in_words(made: Desk, lang: str) -> None:
    done = made.run("status", "--schools", "--term", "2023S", lang=lang)
    assert (done.exit_code, done.stderr) == (0, "")
    schools = made.json("status", "--schools", "--term", "2023S")["schools"]
    assert all(school["school"] in done.stdout for school in schools)
    assert "not-listed" not in done.stdout
    head = {"zh": "2023年春季学期：", "en": "spring 2023: "}[lang]
    assert done.stdout.startswith(head)


def test_the_latest_term_is_shown_where_none_is_named(made: Desk) -> None:
    latest = max(item["term"] for item in made.json("status")["terms"])
    assert made.json("status", "--schools")["term"] == latest


def test_the_sheet_is_written_where_it_is_wanted(made: Desk, tmp_path: Path) -> None:
    before = made.journal()
    done = made.run("status", "--schools", "--term", "2023S", "--out", str(tmp_path / "催报表.xlsx"))
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (0, f"催报表已写到 {tmp_path / '催报表.xlsx'}")
    (sheet,) = load_workbook(tmp_path / "催报表.xlsx").worksheets
    schools = made.json("status", "--schools", "--term", "2023S")["schools"]
    assert {school["school"] for school in schools if school["school"]} <= {cell.value for cell in sheet["C"]}
    assert made.journal() == before


def test_an_empty_workspace_says_the_next_step(empty: Desk) -> None:
    assert "下一步：aid-ledger import" in empty.run("status", "--schools").stdout
    nothing: dict[str, object] = {"term": None, "before": None, "schools": [], "elsewhere": 0, "refused": []}
    assert empty.json("status", "--schools") == nothing


@pytest.mark.parametrize("words", [("--term", "2023S"), ("--out", "x.xlsx")], ids=" ".join)
def test_options_of_the_schools_need_the_schools(empty: Desk, words: tuple[str, ...]) -> None:
    done = empty.run("status", *words)
    assert done.exit_code == 2
    assert "--term 和 --out 要和 --schools 一起用 [usage-needs-schools]" in done.stderr


def test_a_refused_file_is_shown_until_it_is_sent_again(empty: Desk, tmp_path: Path) -> None:
    broken = tmp_path / "一中名册.xlsx"
    broken.write_bytes(b"PK cut off")
    assert empty.run("import", str(broken), "--term", "2023S").exit_code == 3
    [told] = empty.json("status")["refused"]
    assert (told["file"], bool(told["why"]), len(told["findings"])) == ("一中名册.xlsx", True, 1)
    shown = empty.run("status").stdout
    assert "有 1 个文件被拒收，之后没有重报" in shown
    assert "一中名册.xlsx" in shown
