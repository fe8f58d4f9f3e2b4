"""Help: a line in both languages and an example for every command; the examples run, the reference is the help."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from openpyxl import load_workbook

from aid_ledger_cli.main import COMMANDS, main
from tests.architecture.source import ROOT
from tests.cli.county import Desk, run
from tests.second_calculator.forms import PASSWORD
from tests.tools.banks import bank_return
from tests.tools.long import LONG
from tests.tools.review import filled

REFERENCE = ROOT / "cli" / "REFERENCE.md"
_FIRST = """# aid-ledger: reference

Written from `--help` by `python -m pytest tests/cli/test_help.py --update-expected`. Commands, options, keys of
`--json` and exit codes are only ever added to. Exit codes: 0 done, 1 a bug, 2 wrong usage, 3 an input is
wrong, 4 the request would break the books, 5 the books no longer add up.
"""


def commands() -> Iterator[tuple[str, click.Command]]:
    """Yield every command with its words, groups before what is in them."""

    def below(words: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
        yield words, command
        if isinstance(command, click.Group):
            context = click.Context(command, info_name=words)
            for name in command.list_commands(context):
                found = command.get_command(context, name)
                assert found is not None
                yield from below(f"{words} {name}", found)

    yield from below("aid-ledger", main)


ALL = dict(commands())


def help_of(words: str) -> str:
    done = run(*words.split()[1:], "--help", env={"COLUMNS": "100"})
    assert done.exit_code == 0
    return done.stdout


def example(words: str) -> str:
    found = re.search(r"^  Example: aid-ledger (.+)$", help_of(words), re.M)
    assert found is not None, words
    return found[1]


@pytest.mark.parametrize("words", ALL)
def test_a_command_says_what_it_does_in_both_languages_and_shows_an_example(words: str) -> None:
    lines = help_of(words).splitlines()
    assert re.match(r"  [A-Z][a-z]+,? .*[\u4e00-\u9fff]", lines[2])
    assert example(words)


@pytest.mark.parametrize("words", ALL)
def test_every_option_has_help(words: str) -> None:
    assert [p.name for p in ALL[words].params if isinstance(p, click.Option) and not p.help] == []


RUN = [words for words in ALL if words != "aid-ledger"]


@pytest.mark.parametrize("words", RUN if LONG else RUN[::5])
def test_an_example_runs(words: str, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    line = shlex.split(example(words))
    source = desk.json("sources")["sources"][0]["source"]
    line = [source if word == "3f2a9c01b7de" else word for word in line]
    monkeypatch.chdir(desk.folder)
    if words in ("aid-ledger review apply", "aid-ledger review retract", "aid-ledger review show"):
        Path("待核实问题_2023S.xlsx").write_bytes(one_answer(desk))
    if words in ("aid-ledger review retract", "aid-ledger review show"):
        made = desk.json("review", "apply", "待核实问题_2023S.xlsx", "--by", "李四")["files"][0]["decisions"]
        line = [made[0] if word == "58b5b40054df" else word for word in line]
    for step in BEFORE.get(words, ()):
        assert run(*step.split()).exit_code == 0
    if words == "aid-ledger settle":
        (file,) = Path("reports/2023S/2023S-001").glob("2023S-001-F*个人*.xlsx")
        Path("回盘.xlsx").write_bytes(bank_return(file.read_bytes()))
    if words == "aid-ledger import":
        line += ["--password", PASSWORD]  # of one list of the demo
    done = run(*line)
    assert done.exit_code == ENDS.get(words, 0), done.output


BEFORE = {
    "aid-ledger pay": ("approve 2023S-001 --by 李四",),
    "aid-ledger settle": ("approve 2023S-001 --by 李四", "pay 2023S-001"),
    "aid-ledger reopen": ("close 2023S",),
    "aid-ledger sample results": ("sample --term 2023S --seed 7",),
}
"""What must have happened for an example to run."""
ENDS = {
    "aid-ledger erase": 4, "aid-ledger recovered": 3, "aid-ledger accounts approve": 3, "aid-ledger key new": 3,
    "aid-ledger sample results": 3,
}  # fmt: skip
"""Where nothing is claimed, waits or was visited, or nobody types a passphrase, the example is told so."""


def one_answer(desk: Desk) -> bytes:
    """The workbook of questions with the first row of the first sheet of rows set aside."""
    path = Path(desk.json("review", "--term", "2023S")["file"])
    sheet = next(name for name in load_workbook(path).sheetnames if name not in ("问题", "可选学校"))
    return filled(path, {sheet: {1: "本行不用"}})


def test_the_list_of_commands_cuts_no_line_short() -> None:
    assert "..." not in help_of("aid-ledger").partition("Commands:")[2]


def test_every_command_of_the_table_is_loaded() -> None:
    assert [words for words in ALL if words.count(" ") == 1] == [f"aid-ledger {name}" for name in COMMANDS]


def reference(first: str, shown: Callable[[str], str]) -> str:
    """Return all helps under a first text; ``shown`` gives that of a command."""
    parts = [first]
    for words in ALL:
        text = re.sub(r"[ \t]+$", "", shown(words), flags=re.M).rstrip()
        parts.append(f"## {words}\n\n```text\n{text}\n```\n")
    return "\n".join(parts)


def compare(path: Path, text: str, *, update: bool) -> None:
    """Hold a reference against its file, or write it anew."""
    if update:
        path.write_text(text, "utf-8")
    assert path.read_text("utf-8") == text, "python -m pytest tests/cli -k the_reference_is_the_help --update-expected"


def test_the_reference_is_the_help(request: pytest.FixtureRequest) -> None:
    compare(REFERENCE, reference(_FIRST, help_of), update=request.config.getoption("--update-expected"))


def test_the_list_says_of_each_command_what_its_own_help_begins_with() -> None:
    begun = {name: (ALL[f"aid-ledger {name}"].help or "").partition("\n")[0] for name in COMMANDS}
    assert begun == {name: summary for name, (_, summary) in COMMANDS.items()}


def test_help_needs_no_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("payout", "--help").exit_code == 0


def test_version_is_the_librarys() -> None:
    from aid_ledger import __version__

    assert run("--version").stdout == f"aid-ledger {__version__}\n"
