"""HTML tables, which Excel and web systems save as ``.xls``: cut into tags, not parsed, since most of it is broken.

All tables of a file stand one below the other on one sheet, as Excel shows them; a table within a cell follows the
table around it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from aid_ledger.errors import Finding, FindingsError, Place
from aid_ledger.intake.containers.grid import Budget, Grid
from aid_ledger.intake.containers.sheets import ERRORS, MOST_CELLS, MOST_COLUMNS, MOST_ROWS, RawSheet, too_large
from aid_ledger.intake.containers.texts import bound_text, decode, sheet_name

_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_-]+)""", re.IGNORECASE)
_CHINESE = {"gb2312", "gbk", "gb18030", "gb_2312-80", "x-gbk", "cp936", "chinese"}
_TAG = re.compile(r"""<(/?)([A-Za-z][A-Za-z0-9:]*)((?:[^>"']++|"[^"]*+"|'[^']*+'|["'])*+)>""")
_SKIPPED = {name: re.compile(f"</{name}\\s*>", re.IGNORECASE) for name in ("script", "style", "title", "xml")}
_LONGEST_TAG = 4_000  # so that a quote without an end costs this much and no more; pictures within the page are longer
_MOST_UNENDED = 2_000
_ATTRIBUTE = re.compile(r"""([A-Za-z:-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_SHEET_NAME = re.compile(r"<x:Name>([^<]{1,200})</x:Name>")
_PICTURE = re.compile(r"<(?:img|v:imagedata)\b", re.IGNORECASE)
_COMMENT = re.compile(r"mso-element\s*:\s*comment(?!-)", re.IGNORECASE)
_COMMENT_MARK = re.compile(r"#_msocom_\d")
_LONGEST_MARK = 200
_LINK_END = re.compile(r"</a\s*>", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_BLOCKS = frozenset({"br", "p", "div", "li"})
_MOST_EXACT_DIGITS = 15
_DEEPEST = 200


def read_html(data: bytes, name: str) -> tuple[RawSheet, ...]:
    """Read the tables of an HTML file as one sheet.

    Raises:
        FindingsError: ``text-too-large``, ``sheet-too-large``, ``workbook-unreadable``; ``zip-damaged``: the page ends
            within a table.
    """
    bound_text(data, name)
    text = text_of_page(data)
    if text is None:
        raise FindingsError(Finding("workbook-unreadable", Place(name)))
    return (tables_of(text, name, Budget(name)),)


def tables_of(text: str, name: str, budget: Budget, sheet: str = "") -> RawSheet:
    """Return the sheet of one HTML text; its name is what Excel noted in it, else ``sheet``, else the file's."""
    said = _SHEET_NAME.search(text[:50_000])
    grid = Grid(html.unescape(said[1]).strip() if said else sheet or sheet_name(name), budget)
    reader = _Reader(grid, name)
    at = 0
    for tag in _tags(text, name):
        if reader.cell is not None and tag.start > at:
            reader.cell.words.append(text[at : tag.start])
        at = tag.stop
        if tag.name:
            reader.tag(tag.name, tag.attributes, closes=tag.closes)
    if reader.tables:  # what is missing at the end of a list is not seen
        raise FindingsError(Finding("zip-damaged", Place(name)))
    grid.scan.pictures = _PICTURE.search(text) is not None
    grid.scan.comments_unread = sum(1 for _ in _COMMENT.finditer(text))
    return grid.sheet()


class _Tag(NamedTuple):
    """A tag, or something to leave out, which has no name."""

    start: int
    stop: int
    name: str = ""
    attributes: str = ""
    closes: bool = False


def _tags(text: str, file: str) -> Iterator[_Tag]:
    """Cut a page into tags; a ``<`` that begins none is text."""
    at, size, unended = text.find("<"), len(text), 0
    while at >= 0:
        stop = 0
        if text.startswith("<!--", at):
            stop = end + 3 if (end := text.find("-->", at + 4)) >= 0 else size
            yield _Tag(at, stop)
        elif match := _TAG.match(text, at, at + _LONGEST_TAG):
            name, stop = match[2].lower(), match.end()
            if (
                name == "a"
                and _COMMENT_MARK.search(match[3])
                and (closing := _LINK_END.search(text, stop, stop + _LONGEST_MARK))
            ):
                stop = closing.end()  # the [1] that Excel puts behind a cell with a comment: nobody typed it
                yield _Tag(at, stop)
            elif name in _SKIPPED and not match[1]:
                closing = _SKIPPED[name].search(text, stop)
                stop = closing.end() if closing else size
                yield _Tag(at, stop)
            else:
                yield _Tag(at, stop, name, match[3], bool(match[1]))
        elif text[at + 1 : at + 2].isalpha() or text.startswith(("<!", "<?", "</"), at):
            unended += 1
            if unended > _MOST_UNENDED:
                raise FindingsError(Finding("workbook-unreadable", Place(file)))
            if (found := text.find(">", at)) >= 0:
                stop = found + 1
                yield _Tag(at, stop)
        at = text.find("<", stop or at + 1)


def text_of_page(data: bytes) -> str | None:
    """Decode by the charset that the file names, where the bytes agree with it."""
    match = _CHARSET.search(data[:4000])
    if match and match[1].decode().lower() in _CHINESE and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("gb18030")
        except UnicodeDecodeError:
            pass  # some write gb2312 above what is UTF-8
    return decode(data)


@dataclass(slots=True)
class _Cell:
    column: int
    attributes: str
    words: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Table:
    """A table that is open: its current row, the next free column, and the columns that cells above still cover."""

    row: int = -1
    column: int = 0
    columns: int = 0
    covered: dict[int, int] = field(default_factory=dict)
    cell: _Cell | None = None


class _Reader:
    """Follows table, tr and td; whatever is left open is closed by what follows, as browsers do."""

    def __init__(self, grid: Grid, name: str) -> None:
        self.grid = grid
        self.name = name
        self.below = self.passed = 0
        self.tables: list[_Table] = []

    @property
    def cell(self) -> _Cell | None:
        return self.tables[-1].cell if self.tables else None

    def tag(self, tag: str, attributes: str, *, closes: bool) -> None:
        if tag == "table":
            self._close_table() if closes else self._open_table()
        elif not self.tables:
            return
        elif tag == "tr":
            self._close_cell()
            if not closes:
                self._open_row(attributes)
        elif tag in {"td", "th"}:
            self._close_cell()
            if not closes:
                self._open_cell(attributes)
        elif tag == "col" and not closes:
            self._column(attributes)
        elif tag in _BLOCKS and self.cell is not None:
            self.cell.words.append("\v")

    def _column(self, attributes: str) -> None:
        table = self.tables[-1]
        if table.columns < MOST_COLUMNS:
            first = table.columns + 1
            table.columns += _span(_attributes(attributes), "span", MOST_COLUMNS)
            if _HIDDEN.search(attributes) and len(self.grid.scan.hidden_columns) < MOST_COLUMNS:
                self.grid.scan.hidden_columns.append((first, table.columns))

    def _open_table(self) -> None:
        if len(self.tables) >= _DEEPEST:
            raise FindingsError(Finding("workbook-unreadable", Place(self.name)))
        self._close_cell()
        self.tables.append(_Table(row=self.below - 1))

    def _close_table(self) -> None:
        if self.tables:
            self._close_cell()
            self.tables.pop()

    def _open_row(self, attributes: str) -> None:
        table = self.tables[-1]
        table.row, table.column = max(table.row + 1, self.below), 0
        self.below = table.row + 1
        if _HIDDEN.search(attributes):
            self.grid.scan.hidden_rows += 1

    def _open_cell(self, attributes: str) -> None:
        table = self.tables[-1]
        if table.row < 0 or (table.row >= self.below):
            self._open_row("")
        begin = table.column
        while table.covered.get(table.column, -1) >= table.row:
            table.column += 1
        self.passed += table.column - begin
        if self.passed > MOST_CELLS:
            raise too_large(self.name, self.grid.name, table.row + 1, table.column)
        table.cell = _Cell(table.column, attributes)

    def _close_cell(self) -> None:
        if not self.tables or (cell := self.tables[-1].cell) is None:
            return
        table = self.tables[-1]
        table.cell = None
        found = _attributes(cell.attributes) if "=" in cell.attributes or "x:" in cell.attributes else {}
        value = _value("".join(cell.words), found)
        if value in ERRORS:
            self.grid.note("error", table.row, cell.column)
        else:
            self.grid.put(table.row, cell.column, value)
        table.column = cell.column + 1
        if "colspan" not in found and "rowspan" not in found:
            return
        columns, rows = _span(found, "colspan", MOST_COLUMNS), _span(found, "rowspan", MOST_ROWS)
        table.column = cell.column + columns
        self.grid.merge(table.row, cell.column, rows, columns)
        if rows > 1 and columns + cell.column <= MOST_COLUMNS:
            table.covered.update(dict.fromkeys(range(cell.column, cell.column + columns), table.row + rows - 1))


@lru_cache(maxsize=256)  # of a page's cells most have the same
def _attributes(text: str) -> Mapping[str, str]:
    return {m[1].lower(): html.unescape(m[2] or m[3] or m[4] or "") for m in _ATTRIBUTE.finditer(text)}


def _span(found: Mapping[str, str], name: str, most: int) -> int:
    text = found.get(name, "1").strip()
    return max(1, min(int(text), most)) if text.isdecimal() and len(text) < 12 else 1


def _value(words: str, found: Mapping[str, str]) -> Any:
    """Return the text of a cell; a number where Excel kept its value beside, or has shortened it already."""
    text = words
    if "&" in text:
        text = html.unescape(text)
    text = _SPACE.sub(" ", text)
    if "\v" in text:
        text = "\n".join(part.strip() for part in text.split("\v"))
    text = text.strip()
    if "x:num" in found and text:
        given = found["x:num"] or text
        try:
            number = float(given)
        except ValueError:
            return text
        return number if found["x:num"] or len(text) > _MOST_EXACT_DIGITS else text
    return text
