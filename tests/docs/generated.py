"""Parts of documents that are written from the source: compared, or written anew with ``--update-expected``."""

from __future__ import annotations

from pathlib import Path

import pytest


def part_is(path: Path, marks: tuple[str, str], text: str, request: pytest.FixtureRequest) -> None:
    """Hold that between its two marks a document says this text; write it there where that was asked for."""
    begin, end = marks
    before, rest = path.read_text("utf-8").split(begin)
    shown, after = rest.split(end)
    if request.config.getoption("--update-expected"):
        path.write_text(before + begin + text + end + after, "utf-8")
    else:
        assert shown == text, "python -m pytest tests/docs --update-expected writes it anew"
