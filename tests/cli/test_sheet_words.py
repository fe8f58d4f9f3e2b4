"""Chinese sheets and pages are Chinese: the reports of the demo hold no English word but codes, commands and names."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import click
from python_calamine import CalamineWorkbook

from aid_ledger.audit.checks import CHECKS
from aid_ledger_cli.main import main
from tests.cli.county import Desk

ALLOWED = {
    "xsxx",  # a sheet of the demo's lists, as the school system names it
    "sha", "mod", "start",  # arithmetic that an auditor repeats
    "aid-ledger", "reports", "check", "py",
    "verified", "yes", "also-called",  # keys of a rule file
}  # fmt: skip
"""Words that stand for themselves."""
_FILE = re.compile(r"[^\s，；、（“]+\.(?:xlsx|xls|zip|csv|txt|ods)(?: ?\[[^\]]*\]|/[^\s!，；]*)*")
_WORD = re.compile(r"(?<![A-Za-z])[a-z][a-z-]{2,}")
_HEX = re.compile(r"[0-9a-fA-F|-]*")
_CODE = re.compile(r"[0-9a-f]{12,}|[QR]\|\S+")


def test_no_english_word_stands_on_a_chinese_sheet_or_page(made: Desk) -> None:
    known = ALLOWED | set(_names(main)) | {one.code for one in CHECKS}
    reports = [path for path in (made.folder / "reports").rglob("*.*") if not _english(path, made.folder)]
    assert len(reports) > 20
    found = {
        (word, text[:60])
        for path in reports
        for text in _texts(path)
        for word in _WORD.findall(_CODE.sub("", _FILE.sub("", text)))
        if word not in known and not _HEX.fullmatch(word)
    }
    assert not sorted(found)


def _english(path: Path, folder: Path) -> bool:
    """Tell whether another test wrote a sheet or page in English: its file or folder bears an English name."""
    return any(part.isascii() and part[0].islower() for part in path.relative_to(folder / "reports").parts)


def _names(command: click.Command) -> Iterator[str]:
    """Yield the names of commands and of their options."""
    yield command.name or ""
    for param in command.params:
        yield from (one.lstrip("-") for one in param.opts)
    if isinstance(command, click.Group):
        for name in command.list_commands(click.Context(command)):
            own = command.get_command(click.Context(command), name)
            assert own is not None
            yield from (name, *_names(own))


def _texts(path: Path) -> Iterator[str]:
    """Yield what is read on a sheet or page; columns headed …代码 hold codes."""
    if path.suffix == ".html":
        page = re.sub(r"<(style|script).*?</\1>", "", path.read_text("utf-8"), flags=re.DOTALL)
        yield from html.unescape(re.sub(r"<[^>]+>", "\n", page)).splitlines()
    if path.suffix != ".xlsx":
        return
    book = CalamineWorkbook.from_path(str(path))
    for name in book.sheet_names:
        codes: set[int] = set()
        for row in book.get_sheet_by_name(name).to_python():
            codes |= {place for place, cell in enumerate(row) if str(cell).endswith("代码")}
            yield from (cell for place, cell in enumerate(row) if isinstance(cell, str) and place not in codes)
