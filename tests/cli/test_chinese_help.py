"""Help in Chinese: every command and every option, none too many, no line too wide; the reference is the help."""

from __future__ import annotations

import re

import click
import pytest

from aid_ledger.words import phrase
from aid_ledger_cli.chinese_help import texts
from aid_ledger_cli.options import KINDS
from aid_ledger_cli.wrapping import cells
from tests.architecture.source import ROOT
from tests.cli.county import run
from tests.cli.test_help import ALL, compare, example, reference

REFERENCE = ROOT / "cli" / "REFERENCE.zh-CN.md"
PATHS = {words.removeprefix("aid-ledger").strip(): command for words, command in ALL.items()}
_TABLES = {"words", "metavars", "shared"}
_FIRST = """# aid-ledger：命令参考

由 `aid-ledger --lang zh … --help` 生成：`python -m pytest tests/cli/test_chinese_help.py --update-expected`。
命令、选项、`--json` 的键和退出码只增不改。
退出码：0 做完了，1 程序有错，2 命令写错，3 输入有错，4 会弄乱台账所以拒绝，5 台账对不上。
"""


def options(command: click.Command) -> set[str]:
    return {one.opts[-1] for one in command.params if isinstance(one, click.Option)}


def chinese(path: str) -> str:
    done = run("--lang", "zh", *path.split(), "--help")
    assert done.exit_code == 0
    return done.stdout


def test_every_command_and_option_has_a_chinese_text_and_none_is_left_over() -> None:
    shared = set(texts()["shared"])
    assert texts().keys() - _TABLES == PATHS.keys()
    lacking = {path: options(one) - texts()[path].keys() - shared for path, one in PATHS.items()}
    assert {path: names for path, names in lacking.items() if names} == {}
    extra = {path: texts()[path].keys() - options(one) - {"help", "about"} for path, one in PATHS.items()}
    assert {path: names for path, names in extra.items() if names} == {}
    assert shared <= set().union(*map(options, PATHS.values()))


@pytest.mark.parametrize("path", PATHS)
def test_nothing_but_the_line_in_english_stands_in_english(path: str) -> None:
    lines = chinese(path).splitlines()
    left = [line for line in lines if not re.search("[\u4e00-\u9fff]", line) and line.strip()]
    assert re.match(r"  [A-Z][a-z]+,? ", left[0])
    beside = left[1:]
    assert all(re.match(r"  --[a-z-]+ \[[a-z|-]+\]$", line) or line.startswith("     ") for line in beside), beside
    assert not any(re.search(r"\b(?:FILE|DIR|TERM|NAME|TEXT|OPTIONS|COMMAND|default|required)\b", x) for x in lines)
    assert any(line.startswith("  例：") and "aid-ledger" in line for line in lines)


@pytest.mark.parametrize("path", PATHS)
def test_no_line_is_wider_than_the_terminal(path: str) -> None:
    lines = chinese(path).partition("\n选项")[2].splitlines()  # an example before them is one line
    assert [line for line in lines if cells(line) > 80] == []


@pytest.mark.parametrize("path", PATHS)
def test_the_example_is_that_of_the_help_in_english(path: str) -> None:
    assert f"例：  aid-ledger {example(f'aid-ledger {path}'.strip())}" in chinese(path)


def test_the_kinds_of_lists_are_called_as_everywhere() -> None:
    assert "、".join(f"{kind} {phrase(f'kind-{kind}', 'zh')}" for kind in KINDS) in texts()["import"]["--as"]


def test_what_is_not_asked_for_in_chinese_stays_as_it_was() -> None:
    before = run("import", "--help").stdout
    assert "用法" in chinese("import")
    assert run("import", "--help").stdout == before
    assert before.startswith("Usage: ")


def test_the_reference_is_the_help(request: pytest.FixtureRequest) -> None:
    text = reference(_FIRST, lambda words: chinese(words.removeprefix("aid-ledger").strip()))
    compare(REFERENCE, text, update=request.config.getoption("--update-expected"))
