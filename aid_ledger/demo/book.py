"""Writes one workbook: title rows, a header, data rows in constant memory, feet, side sheets. Bytes repeat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Final, TypeAlias

from xlsxwriter import Workbook

from aid_ledger.reports.rows import Formula, RowSheet, style

Cell: TypeAlias = str | int | float | date | Formula | None
Row: TypeAlias = Sequence[Cell]
Span: TypeAlias = tuple[int, int, int, int]

PAGE_TOTAL: Final = "本页小计"
_TICKS: Final = frozenset("√×")
_CREATED: Final = datetime(2020, 1, 1)  # noqa: DTZ001 — a fixed mark in the file, not a moment
_SMALL: Final = 5_000
_TEACHER: Final = "班主任"
_EPOCH: Final = date(1899, 12, 30).toordinal()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet to write, from top to bottom: titles (merged over the table), header, rows, a blank row, feet.

    ``above`` are the upper levels of the header. ``spans`` are merged cells: top, left, bottom and right, counted from
    the uppermost level. ``hidden_rows`` are places in ``rows`` whose row is hidden; ``stray`` puts a formatted blank
    row far below. ``comments`` are on cells: place in ``rows``, column, text.
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
    above: tuple[tuple[str, ...], ...] = ()
    spans: tuple[Span, ...] = ()
    comments: tuple[tuple[int, int, str], ...] = ()

    def grid(self) -> Iterator[Row]:
        """Yield every row as it stands, from the first title to the last foot."""
        yield from ((title,) for title in self.titles)
        yield from self.above
        if self.header:
            yield self.header
        yield from self.rows
        if self.feet:
            yield ()
            yield from self.feet


def note_sheet(name: str, *lines: str, hidden: bool = False) -> Sheet:
    """Return a sheet that holds no data, only lines of advice."""
    return Sheet(name, (), [(line,) for line in lines], hidden=hidden)


def shapes(sheets: Sequence[Sheet]) -> Counter[str]:
    """Count what stands around the data: notes, titles, totals, odd headers, blank, hidden and repeated rows."""
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
        seen["page-subtotal"] += sum(bool(row) and row[0] == PAGE_TOTAL for row in rows)
        seen["header-levels-above"] += len(sheet.above)
        seen["class-named-in-a-row"] += sum(len(row) == 1 for row in rows)
        seen["unit-in-title"] += any(title.startswith("单位：") and title.endswith("元") for title in sheet.titles)
        seen["header-with-notes"] += sum("\n" in name or "*" in name for name in sheet.header)
        seen["header-many-times"] += len(set(sheet.header)) < len(sheet.header)
        seen["yes-no-as-mark"] += any(cell in _TICKS for row in rows for cell in row if isinstance(cell, str))
        seen["cells-merged-downwards"] += sum(bottom > top >= len(sheet.above) for top, _, bottom, _ in sheet.spans)
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
        styles = (style(text), style(day))
        for sheet in sheets:
            page = book.add_worksheet(sheet.name, worksheet_class=RowSheet)
            count += _fill(page, sheet, styles, bold)
        next(page for page, sheet in zip(book.worksheets(), sheets, strict=True) if not sheet.hidden).activate()
    return count


def _fill(page: RowSheet, sheet: Sheet, styles: tuple[int, int], bold: object) -> int:
    if sheet.hidden:
        page.hide()
    for column in sheet.hidden_columns:
        page.set_column(column, column, None, None, {"hidden": True})
    place = 0
    width = len(sheet.header)
    for title in sheet.titles:
        page.merge_range(place, 0, place, width - 1, title, bold)
        place += 1
    for top, left, bottom, right in sheet.spans:
        page.stretch(place + top, place + bottom, left, right)
    under = {(row, column) for top, column, bottom, _ in sheet.spans for row in range(top + 1, bottom + 1)}
    for level, head in enumerate((*sheet.above, *((sheet.header,) if sheet.header else ()))):
        _put(page, place, [None if (level, at) in under else name for at, name in enumerate(head)], styles)
        place += 1
    count = 0
    first = place
    for row in sheet.rows:
        _put(page, place, row, styles, hidden=count in sheet.hidden_rows)
        place += 1
        count += 1
    for foot in ((), *sheet.feet) if sheet.feet else ():
        _put(page, place, foot, styles)
        place += 1
    if sheet.stray:
        page.set_row(place + 1500, 15.5)
    if sheet.comments:
        _put(page, place, (), styles)  # the row that is written last may bear no comment
    for below, column, text in sheet.comments:
        page.put_comment(first + below, column, text, _TEACHER)
    return count


def _put(page: RowSheet, place: int, row: Row, styles: tuple[int, int], *, hidden: bool = False) -> None:
    """Write a row: texts as text, dates as dates, numbers plain; what is blank is left out."""
    text, day = styles
    looks = [text if isinstance(cell, str) and cell else day if isinstance(cell, date) else 0 for cell in row]
    values = [cell.toordinal() - _EPOCH if isinstance(cell, date) else cell for cell in row]
    page.put_row(place, values, looks, hidden=hidden)
