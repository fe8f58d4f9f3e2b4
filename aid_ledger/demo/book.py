"""Writes one workbook: title rows, a header, data rows in constant memory, feet, side sheets. Bytes repeat.

The sheet class writes whole rows of plain cells at once: XlsxWriter's own cell-by-cell path in constant memory is
about six times slower, and a county has millions of cells. Everything else is XlsxWriter's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Final, TypeAlias

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

Cell: TypeAlias = str | int | float | date | None
Row: TypeAlias = Sequence[Cell]

_CREATED: Final = datetime(2020, 1, 1)  # noqa: DTZ001 — a fixed mark in the file, not a moment
_SMALL: Final = 5_000
_EPOCH: Final = date(1899, 12, 30).toordinal()


class PlainSheet(Worksheet):  # type: ignore[misc]
    """A worksheet that can take a whole row of text and number cells in one write."""

    def put_row(self, row: int, cells: Row, styles: tuple[int, int], *, hidden: bool = False) -> None:
        """Write ``cells`` from column A on; empty text and None leave the cell out.

        Args:
            row: counted from 0, below every row written before.
            cells: the values.
            styles: the format numbers of text and of dates.
            hidden: whether the row is hidden.
        """
        self._write_single_row(row)
        self._check_dimensions(row, max(len(cells) - 1, 0))
        number = str(row + 1)
        parts = [f'<row r="{number}" hidden="1">' if hidden else f'<row r="{number}">']
        for letter, cell in zip(_letters(len(cells)), cells, strict=True):
            if cell is None or cell == "":
                continue
            if isinstance(cell, str):
                text = f">{cell}" if cell.isalnum() else _escaped(cell)
                parts.append(f'<c r="{letter}{number}" s="{styles[0]}" t="inlineStr"><is><t{text}</t></is></c>')
            elif isinstance(cell, date):
                parts.append(f'<c r="{letter}{number}" s="{styles[1]}"><v>{cell.toordinal() - _EPOCH}</v></c>')
            else:
                parts.append(f'<c r="{letter}{number}"><v>{cell!r}</v></c>')
        parts.append("</row>")
        self.fh.write("".join(parts))


def _escaped(cell: str) -> str:
    """Return what follows ``<t``: blanks at the ends are kept only where the element says so."""
    text = cell.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f' xml:space="preserve">{text}' if cell[0].isspace() or cell[-1].isspace() else f">{text}"


_LETTERS: list[str] = []


def _letters(count: int) -> list[str]:
    while len(_LETTERS) < count:
        _LETTERS.append(xl_col_to_name(len(_LETTERS)))
    return _LETTERS[:count]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet to write, from top to bottom: titles (merged over the table), header, rows, a blank row, feet.

    ``hidden_rows`` are places in ``rows`` whose row is hidden; ``stray`` puts a formatted blank row far below.
    """

    name: str
    header: tuple[str, ...]
    rows: Sequence[Row]
    titles: tuple[str, ...] = ()
    feet: tuple[Row, ...] = ()
    hidden_rows: frozenset[int] = field(default_factory=frozenset)
    hidden_columns: tuple[int, ...] = ()
    hidden: bool = False
    stray: bool = False


def note_sheet(name: str, *lines: str, hidden: bool = False) -> Sheet:
    """Return a sheet that holds no data, only lines of advice."""
    return Sheet(name, (), [(line,) for line in lines], hidden=hidden)


def shapes(sheets: Sequence[Sheet]) -> Counter[str]:
    """Count what stands around the data: notes, titles, totals, blank, hidden and repeated rows, hidden sheets."""
    seen: Counter[str] = Counter()
    for place, sheet in enumerate(sheets):
        if not sheet.header:
            seen["sheet-hidden" if sheet.hidden else "sheet-of-notes"] += 1
            seen["data-sheet-not-first"] += place == 0
            continue
        rows = list(sheet.rows)
        seen["title-rows"] += len(sheet.titles)
        seen["total-and-signature-rows"] += len(sheet.feet)
        seen["rows-hidden"] += len(sheet.hidden_rows)
        seen["columns-hidden"] += len(sheet.hidden_columns)
        seen["stray-formatted-row"] += sheet.stray
        seen["header-repeated"] += sum(row is sheet.header for row in rows)
        seen["blank-rows"] += sum(not row for row in rows)
    return seen


def write_book(path: Path, sheets: Sequence[Sheet]) -> int:
    """Write ``sheets`` in order.

    Returns:
        The number of rows in all of them, headers, titles and feet apart.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    count = 0
    with Workbook(str(path), {"constant_memory": True}) as book:
        book.set_properties({"created": _CREATED, "author": ""})
        text, day, bold = (
            book.add_format(form)
            for form in ({"num_format": "@"}, {"num_format": "yyyy-mm-dd"}, {"bold": True, "align": "center"})
        )
        # The rows stay in a file, the small parts around them need none: removing files is slow on some machines.
        book.in_memory = sum(len(sheet.rows) for sheet in sheets) < _SMALL
        styles = (int(text._get_xf_index()), int(day._get_xf_index()))
        for sheet in sheets:
            page = book.add_worksheet(sheet.name, worksheet_class=PlainSheet)
            count += _fill(page, sheet, styles, bold)
        next(page for page, sheet in zip(book.worksheets(), sheets, strict=True) if not sheet.hidden).activate()
    return count


def _fill(page: PlainSheet, sheet: Sheet, styles: tuple[int, int], bold: object) -> int:
    if sheet.hidden:
        page.hide()
    for column in sheet.hidden_columns:
        page.set_column(column, column, None, None, {"hidden": True})
    place = 0
    width = len(sheet.header)
    for title in sheet.titles:
        page.merge_range(place, 0, place, width - 1, title, bold)
        place += 1
    if sheet.header:
        page.put_row(place, sheet.header, styles)
        place += 1
    count = 0
    for row in sheet.rows:
        page.put_row(place, row, styles, hidden=count in sheet.hidden_rows)
        place += 1
        count += 1
    for foot in ((), *sheet.feet) if sheet.feet else ():
        page.put_row(place, foot, styles)
        place += 1
    if sheet.stray:
        page.set_row(place + 1500, 15.5)
    return count
