"""After an import of several files the last thing on the screen is what is left to do, with the command for each."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.county import Desk, run
from tests.tools.county import PRIMARY, member, pupil, school, sheet


@pytest.fixture
def lists(tmp_path: Path) -> Desk:
    folder = tmp_path / "office"
    made = run("init", str(folder), "--county", "990101", "--name", "示例县学生资助管理中心", "--packs", "national",
               "--tier", "T2", "--actor", "张三")  # fmt: skip
    assert made.exit_code == 0, made.output
    given = tmp_path / "收表"
    given.mkdir()
    for name, data in (
        ("学校名录.xlsx", sheet([school(PRIMARY)])),
        ("名册.xlsx", sheet([pupil(1, 身份证件号="12"), pupil(2, 学校名称="某小学", 学校标识码="")])),
        ("2022春农村低保.xlsx", sheet([member(1)])),
        ("坏的.xlsx", b""),
    ):
        (given / name).write_bytes(data)
    return Desk(folder)


def test_what_is_left_to_do_stands_last_and_on_stderr(lists: Desk) -> None:
    given = lists.folder.parent / "收表"
    done = lists.run("import", str(given), "--term", "2023S")
    assert done.exit_code == 3
    todo = done.stderr.split("要做的事")[1]
    assert "拒收 2 个文件" in todo
    assert f'aid-ledger import "{given / "2022春农村低保.xlsx"}" --term 2023S --as-of 年-月-日' in todo
    assert 'aid-ledger sources retire "坏的.xlsx" --why' in todo
    assert "1 行待核实" in todo
    assert "aid-ledger review --term 2023S" in todo
    assert "要做的事" not in done.stdout
    shown = lists.run("status").stdout
    assert "2022春农村低保.xlsx、坏的.xlsx" in shown or "坏的.xlsx、2022春农村低保.xlsx" in shown


def test_one_file_and_an_object_for_scripts_have_no_list(lists: Desk) -> None:
    given = lists.folder.parent / "收表"
    assert "要做的事" not in lists.run("import", str(given / "学校名录.xlsx")).output
    assert lists.run("import", str(given), "--term", "2023S", "--json").stderr == ""
