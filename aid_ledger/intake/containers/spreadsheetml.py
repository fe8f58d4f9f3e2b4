"""SpreadsheetML 2003: the XML that web systems of offices give out as ``.xls``.

Source: Microsoft, XML Spreadsheet Reference (Excel 2003).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from aid_ledger.errors import Finding, FindingsError, Place
from aid_ledger.intake.containers.comments import CommentWords
from aid_ledger.intake.containers.grid import Budget, Grid
from aid_ledger.intake.containers.sheets import MOST_COLUMNS, MOST_ROWS, RawSheet
from aid_ledger.intake.containers.texts import bound_text, decode
from aid_ledger.intake.containers.xml_stream import Attributes, stream

_DECLARED = re.compile(rb"""^[^>]*?encoding\s*=\s*["']([A-Za-z0-9_-]+)["']""")
_PIECE = 1 << 20
_CHINESE = {"gb2312", "gbk", "gb18030", "gb_2312-80", "x-gbk"}


def read_spreadsheetml(data: bytes, name: str) -> tuple[RawSheet, ...]:
    """Read the sheets of an XML spreadsheet of Excel 2003.

    Raises:
        FindingsError: ``text-too-large``, ``zip-entities``, ``sheet-too-large``, ``workbook-unreadable``.
    """
    bound_text(data, name)
    text = _text(data)
    if text is None:
        raise FindingsError(Finding("workbook-unreadable", Place(name)))
    reader = _Reader(name)
    stream(_pieces(text), name, reader.start, reader.end, reader.text, part="<?xml")
    return tuple(grid.sheet() for grid in reader.grids)


def _text(data: bytes) -> str | None:
    """Decode GBK by what the declaration says, for which the parser has no table; all else as any other text."""
    match = _DECLARED.match(data[:300].lstrip(b"\xef\xbb\xbf \r\n\t"))
    if match and match[1].decode().lower() in _CHINESE:
        try:
            return data.decode("gb18030")
        except UnicodeDecodeError:
            pass  # some write gb2312 above what is UTF-8
    return decode(data)


def _pieces(text: str) -> Iterator[str]:
    text = text.lstrip("\ufeff \r\n\t")
    for start in range(0, len(text), _PIECE):
        yield text[start : start + _PIECE]


class _Reader:
    """Follows Worksheet, Row, Cell and Data; a place that is not given follows the one before."""

    def __init__(self, name: str) -> None:
        self.budget = Budget(name)
        self.grids: list[Grid] = []
        self.row = self.column = self.columns = -1
        self.skip = 0
        self.cell: Attributes | None = None
        self.kind = ""
        self.words: list[str] | None = None
        self.visible = False
        self.comment: CommentWords | None = None

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "Comment" or self.comment is not None:
            self.comment = self.comment or CommentWords("Data", author=attributes.get("Author", ""))
            self.comment.start(tag)
        elif tag == "Worksheet":
            self.grids.append(Grid(attributes.get("Name", "") or f"Sheet{len(self.grids) + 1}", self.budget))
            self.row = self.columns = -1
        elif not self.grids:
            return
        elif tag == "Row":
            self.row = _place(attributes, self.row + 1, MOST_ROWS)
            self.column, self.skip = -1, 0
            if attributes.get("Hidden") == "1":
                self.grids[-1].scan.hidden_rows += 1
        elif tag == "Column" and self.columns < MOST_COLUMNS:
            first = _place(attributes, self.columns + 1, MOST_COLUMNS)
            self.columns = first + _count(attributes, "Span", MOST_COLUMNS)
            if attributes.get("Hidden") == "1":
                self.grids[-1].scan.hidden_columns.append((first + 1, self.columns + 1))
        elif tag == "Cell" and self.row >= 0:
            self.column = _place(attributes, self.column + 1 + self.skip, MOST_COLUMNS)
            self.skip = _count(attributes, "MergeAcross", MOST_COLUMNS)
            if self.skip or "MergeDown" in attributes:
                down = _count(attributes, "MergeDown", MOST_ROWS)
                self.grids[-1].merge(self.row, self.column, down + 1, self.skip + 1)
            self.cell, self.kind = attributes, ""
        elif tag == "Data" and self.cell is not None:
            self.kind, self.words = attributes.get("Type", "String"), []
        elif tag == "Visible":
            self.visible = True

    def end(self, tag: str) -> None:
        if self.comment is not None:
            if self.comment.end(tag) and self.cell is not None:
                self.grids[-1].comment(self.row, self.column, self.comment.text)
            self.comment = self.comment if self.comment.depth else None
        elif tag == "Data" and self.cell is not None and self.words is not None:
            self._put("".join(self.words))
            self.words = None
        elif tag == "Cell" and self.cell is not None:
            if "Formula" in self.cell and not self.kind:
                self.grids[-1].note("without_value", self.row, self.column)
            self.cell = None
        elif tag == "Visible":
            self.visible = False

    def text(self, words: str) -> None:
        if self.comment is not None:
            self.comment.put(words)
        elif self.words is not None:
            self.words.append(words)
        elif self.visible and words.strip() in {"SheetHidden", "SheetVeryHidden"}:
            self.grids[-1].hidden = True

    def _put(self, text: str) -> None:
        grid = self.grids[-1]
        if self.kind == "Error":
            grid.note("error", self.row, self.column)
        else:
            grid.put(self.row, self.column, _value(self.kind, text))


def _count(attributes: Attributes, name: str, most: int) -> int:
    text = attributes.get(name)
    if text is None:
        return 0
    return min(int(text), most) if text.isdecimal() and len(text) < 12 else 0


def _place(attributes: Attributes, otherwise: int, most: int) -> int:
    """Return a place counted from 0; one beyond every sheet stays just beyond it, and is refused when filled."""
    given = _count(attributes, "Index", most + 1)
    return given - 1 if given else min(otherwise, most)


def _value(kind: str, text: str) -> Any:
    try:
        if kind == "Number":
            return float(text)
        if kind == "DateTime":
            return datetime.fromisoformat(text.split(".", maxsplit=1)[0])
        if kind == "Boolean":
            return text.strip() == "1"
    except ValueError:
        return text
    return text
