"""A folder typed where a file is wanted, a file where a folder is, a path that is nowhere: in the screen's words."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.county import run


@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        ("verify --bundle {folder}", "是文件夹，不是文件", "is a folder, no file"),
        ("verify --bundle {folder}/没有.zip", "不存在，或打不开", "does not exist"),
        ("pay 2023S-001 --out {file}", "是文件，不是文件夹", "is a file, no folder"),
    ],
)
def test_a_path_of_the_wrong_kind_is_named(tmp_path: Path, words: str, zh: str, en: str) -> None:
    (tmp_path / "表.txt").write_text("x")
    line = [word.format(folder=tmp_path, file=tmp_path / "表.txt") for word in words.split()]
    for lang, said in (("zh", zh), ("en", en)):
        done = run("--lang", lang, *line)
        assert (done.exit_code, said in done.stderr) == (2, True), done.output
        assert "usage-path" in done.stderr
        assert "Invalid" not in done.stderr
