"""Files under a password on the command line: ``--password``, the question at a terminal, and folders with zips."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.county import Desk
from tests.intake.books import ROSTER_HEADER, one, roster_row
from tests.tools.containers import xls, zipped
from tests.tools.locked import locked_xlsx

PASSWORD = "打开-4711"


@pytest.fixture
def locked(tmp_path: Path) -> Path:
    path = tmp_path / "名册.xlsx"
    path.write_bytes(locked_xlsx(one([ROSTER_HEADER, roster_row(1)]), PASSWORD))
    return path


def test_a_locked_file_is_refused_and_told_how_to_open(empty: Desk, locked: Path) -> None:
    done = empty.run("import", str(locked), "--term", "2023S")
    assert done.exit_code == 3
    assert "--password" in done.output


def test_a_wrong_password_is_said_and_not_shown(empty: Desk, locked: Path) -> None:
    done = empty.run("import", str(locked), "--term", "2023S", "--password", "wrong-4712")
    assert (done.exit_code, "password-wrong" in done.output, "4712" in done.output) == (3, True, False)


def test_a_password_opens_the_file(empty: Desk, locked: Path) -> None:
    [found] = empty.json("import", str(locked), "--term", "2023S", "--password", PASSWORD)["files"]
    assert (found["file"], found["rows"]) == ("名册.xlsx", 1)


def test_at_a_terminal_the_password_is_asked_for(empty: Desk, locked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def answer(text: str, **_: object) -> str:
        asked.append(text)
        return PASSWORD

    monkeypatch.setattr("aid_ledger_cli.importing._at_terminal", lambda: True)
    monkeypatch.setattr("click.prompt", answer)
    assert empty.run("import", str(locked), "--term", "2023S", lang="zh").exit_code == 0
    assert asked == ["名册.xlsx 的打开密码（不输入则跳过）"]


def test_nothing_is_asked_where_json_is_wanted(empty: Desk, locked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aid_ledger_cli.importing._at_terminal", lambda: True)
    [found] = empty.json("import", str(locked), "--term", "2023S", code=3)["files"]
    assert [one["name"] for one in found["findings"]] == ["file-encrypted"]


def test_a_folder_with_a_zip_and_lock_files_is_taken_whole(empty: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "报送"
    (folder / "二年级").mkdir(parents=True)
    (folder / "一年级.zip").write_bytes(zipped({"一班.xls": xls([ROSTER_HEADER, roster_row(1, 班级="1班")])}))
    (folder / "二年级" / "二班.xls").write_bytes(xls([ROSTER_HEADER, roster_row(2, 班级="2班")]))
    for name in ("~$二班.xls", ".~二班.xls", "Thumbs.db", ".DS_Store"):
        (folder / "二年级" / name).write_bytes(b"x")
    done = empty.run("import", str(folder), "--term", "2023S", lang="zh")
    assert done.exit_code == 0, done.output
    assert done.stderr.count("跳过") == 2
    files = [one["file"] for one in empty.json("sources")["sources"]]
    assert sorted(files) == ["一年级.zip/一班.xls", "二年级/二班.xls"]


def test_the_command_that_confirms_a_preview_does_not_show_the_password(empty: Desk, locked: Path) -> None:
    done = empty.run("import", str(locked), "--term", "2023S", "--password", PASSWORD, "--preview")
    assert done.exit_code == 0
    assert PASSWORD not in done.output
