"""Every console session in the README prints what it says.

The steps of a block run in order, in one temporary folder, through click's runner. A line ``…`` in an expected output
stands for any number of lines. Fences of ``sh`` are not run.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.architecture.source import ROOT

Step = tuple[str, str]
ELLIPSIS = "…"


def blocks(text: str) -> list[list[Step]]:
    """Return the sessions of a text: each a list of commands (without ``aid-ledger``) and expected outputs."""
    fences = re.findall(r"^```console\n(.*?)^```", text, re.M | re.S)
    return [re.findall(r"^\$ aid-ledger (.+)\n((?:(?!\$ ).*\n)*)", fence, re.M) for fence in fences]


def says(printed: str, expected: str) -> bool:
    """Return whether the output is the expected one, ``…`` lines standing for any lines."""
    lines = [r"(?:.*\n)*" if line.strip() == ELLIPSIS else re.escape(line) + r"\n" for line in expected.splitlines()]
    return (
        re.fullmatch("".join(lines), printed if printed.endswith("\n") or not printed else printed + "\n") is not None
    )


README = (ROOT / "README.md").read_text("utf-8")
SESSIONS = blocks(README)


def test_readme_shows_commands() -> None:
    assert any(SESSIONS)


def test_every_command_shown_is_read_by_this_test() -> None:
    shown = sum(line.startswith("$ aid-ledger ") for line in README.splitlines())
    assert shown == sum(len(session) for session in SESSIONS)


@pytest.mark.parametrize("session", SESSIONS, ids=lambda session: session[0][0] if session else "empty")
def test_readme_session_prints_what_it_says(
    session: list[Step], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from aid_ledger_cli.main import main

    monkeypatch.chdir(tmp_path)
    for command, expected in session:
        result = CliRunner().invoke(main, shlex.split(command))
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert says(result.stdout, expected), f"$ aid-ledger {command}\n{result.stdout}\n{result.stderr}"


@pytest.mark.parametrize(
    ("printed", "expected", "same"),
    [
        ("a\nb\n", "a\nb\n", True),
        ("a\nb\nc\n", "a\n…\nc\n", True),
        ("a\nc\n", "a\n…\nc\n", True),
        ("a\nb\n", "a\n", False),
        ("a.\n", "ab\n", False),
    ],
)
def test_a_line_of_dots_stands_for_any_lines(printed: str, expected: str, *, same: bool) -> None:
    assert says(printed, expected) is same


def test_readme_is_short() -> None:
    assert README.count("\n") < 200


def test_every_file_that_the_documents_point_to_exists() -> None:
    missing = []
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "tests").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text("utf-8")):
            if not (path.parent / target).exists():
                missing.append(f"{path.name}: {target}")
    assert missing == []
