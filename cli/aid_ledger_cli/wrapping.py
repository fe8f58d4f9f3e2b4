"""Lines of a terminal: how many columns a text takes, where it may be broken. A Chinese sign takes two columns."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_NEVER_FIRST = "，。；：、）」》”’！？,.;:)!?%"
_PIECES = re.compile(r"\s+|[^\s\u2e80-\uffef]+|.")


def cells(text: str) -> int:
    """Return how many columns a text takes.

    >>> cells("共 12 行")
    8
    """
    if text.isascii():
        return len(text)
    return sum(_width(sign) for sign in text)


def _width(sign: str) -> int:
    if unicodedata.combining(sign):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def wrap(text: str, width: int) -> list[str]:
    """Break a text into lines of at most ``width`` columns, where Chinese and Latin text allow it.

    >>> wrap("共 12 行待核实，请看清单。", 12)
    ['共 12 行待核', '实，请看清', '单。']
    """
    lines, line = [], ""
    for piece in _joined(_PIECES.findall(text)):
        if line and cells(line) + cells(piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece if line or piece.strip() else ""
    return [*lines, line.rstrip()]


def _joined(pieces: Sequence[str]) -> list[str]:
    """Keep punctuation with what it follows."""
    joined: list[str] = []
    for piece in pieces:
        if joined and piece[0] in _NEVER_FIRST and not joined[-1].isspace():
            joined[-1] += piece
        else:
            joined.append(piece)
    return joined
