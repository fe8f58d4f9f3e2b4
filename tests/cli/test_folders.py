"""Folders of lists: each file is called by its folders, which tell whose it is; what the program keeps is no list."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.county import Desk
from tests.tools.county import pupil, sheet

_NOT_SAID = ("学校名称", "学校标识码", "年级", "班级")


@pytest.fixture
def given(empty: Desk) -> Path:
    """The folder of the workspace, with the lists of two schools, a folder each, that call their files alike."""
    around = empty.folder.parent
    for number, school in enumerate(("青山小学", "石桥小学"), start=1):
        (around / school).mkdir()
        row = {key: value for key, value in pupil(number).items() if key not in _NOT_SAID}
        (around / school / "一（1）.xlsx").write_bytes(sheet([row]))
    return around


def test_files_of_one_name_are_told_apart_by_their_folders(empty: Desk, given: Path) -> None:
    done = json.loads(empty.run("import", str(given), "--term", "2023S", "--json").stdout)
    assert {one["file"] for one in done["files"]} == {"青山小学/一（1）.xlsx", "石桥小学/一（1）.xlsx"}
    assert not [one for one in done["files"] if one["findings"]]
    again = json.loads(
        empty.run("import", str(given / "青山小学" / "一（1）.xlsx"), "--term", "2023S", "--json").stdout
    )
    assert [(one["file"], one["already"]) for one in again["files"]] == [("青山小学/一（1）.xlsx", True)]


def test_what_stands_in_the_workspace_is_left_out_but_for_lists_beside_it(empty: Desk) -> None:
    (empty.folder / "名册.xlsx").write_bytes(sheet([pupil(1)]))
    (empty.folder / "reports").mkdir(exist_ok=True)
    (empty.folder / "reports" / "旧表.xlsx").write_bytes(sheet([pupil(2)]))
    for folder in (empty.folder, empty.folder.parent):
        done = json.loads(empty.run("import", str(folder), "--term", "2023S", "--preview", "--json").stdout)
        assert [Path(one["file"]).name for one in done["files"]] == ["名册.xlsx"]


def test_columns_that_another_file_has_too_are_shown_once(empty: Desk, given: Path) -> None:
    shown = empty.run("--lang", "zh", "import", str(given), "--term", "2023S").stdout.splitlines()
    assert [line for line in shown if "按名称" in line] == [
        "  按名称  石桥小学 一年级 1班",
        "  按名称  青山小学 一年级 1班",
    ]
    assert [line for line in shown if "各列" in line][1:] == ["  各列与 石桥小学/一（1）.xlsx 相同"]
