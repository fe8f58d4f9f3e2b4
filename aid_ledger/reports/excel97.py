"""Workbooks of Excel 97-2003 (``.xls``), for banks whose programs take no other: cells as text or number, bytes repeat.

Decides nothing of what stands in them. xlwt writes the records; a text is always a text, and no cell is a formula.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from aid_ledger.reports.rows import Formula

MOST_ROWS: Final = 65_536
MOST_COLUMNS: Final = 256
_TEXT, _DAY, _PLAIN = "@", "yyyy-mm-dd", "General"
_WIDTH_OF_A_SIGN: Final = 256
_WIDEST: Final = 255

Old = str | float | date | Formula | None


@dataclass(frozen=True, slots=True)
class OldSheet:
    """One sheet, from its first row on.

    Attributes:
        name: of the sheet.
        rows: texts, numbers, days, and formulas, of which only what they give is kept (an error stays an error).
        formats: the number format of each column, for its numbers; General where there is none.
        widths: of columns, in signs.
        bold: rows in bold type.
        merged: top, left, bottom, right, counted from 0; what is merged stands in its upper left cell.
        hidden_rows: counted from 0.
        hidden_columns: counted from 0.
        hidden: whether the whole sheet is.
    """

    name: str
    rows: Sequence[Sequence[Old]]
    formats: Sequence[str] = ()
    widths: Mapping[int, int] = field(default_factory=dict)
    bold: frozenset[int] = frozenset()
    merged: Sequence[tuple[int, int, int, int]] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: Sequence[int] = ()
    hidden: bool = False


def excel97(sheets: Sequence[OldSheet]) -> bytes:
    """Return the workbook; the same sheets give the same bytes.

    Raises:
        ValueError: more rows or columns than such a file has.
    """
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    looks = _Looks(xlwt)
    for sheet in sheets:
        width = max(map(len, sheet.rows), default=0)
        if len(sheet.rows) > MOST_ROWS or width > MOST_COLUMNS:
            raise ValueError(f"{sheet.name}: {len(sheet.rows)} rows of {width} cells do not fit into an .xls")
        _fill(book.add_sheet(sheet.name), sheet, looks)
    book.set_active_sheet(next(place for place, sheet in enumerate(sheets) if not sheet.hidden))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


class _Looks:
    """The styles of one workbook, each made once."""

    def __init__(self, xlwt: Any) -> None:
        self._xlwt = xlwt
        self._made: dict[tuple[str, bool], Any] = {}

    def of(self, number_format: str, *, bold: bool = False) -> Any:
        """Return the style."""
        key = number_format, bold
        if key not in self._made:
            made = self._made[key] = self._xlwt.XFStyle()
            made.num_format_str = number_format
            made.font.bold = bold
        return self._made[key]


def _fill(page: Any, sheet: OldSheet, looks: _Looks) -> None:
    page.visibility = int(sheet.hidden)
    for column, signs in sheet.widths.items():
        page.col(column).width = min(signs, _WIDEST) * _WIDTH_OF_A_SIGN
    for column in sheet.hidden_columns:
        page.col(column).hidden = True
    covered = {
        (row, column)
        for top, left, bottom, right in sheet.merged
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
        if (row, column) != (top, left)
    }
    formats = [*sheet.formats, *[_PLAIN] * (MOST_COLUMNS - len(sheet.formats))]
    for number, cells in enumerate(sheet.rows):
        row = page.row(number)
        row.hidden = number in sheet.hidden_rows
        bold = number in sheet.bold
        for column, cell in enumerate(cells):
            if (number, column) not in covered:
                _put(row, column, cell, (looks, formats[column], bold))
    for top, left, bottom, right in sheet.merged:
        page.merge(top, bottom, left, right)


def _put(row: Any, column: int, cell: Old, look: tuple[_Looks, str, bool]) -> None:
    looks, number_format, bold = look
    value = cell.value if isinstance(cell, Formula) else cell
    if isinstance(value, date):
        row.set_cell_date(column, value, looks.of(_DAY, bold=bold))
    elif isinstance(value, str) and isinstance(cell, Formula) and value.startswith("#"):
        row.set_cell_error(column, value, looks.of(_PLAIN, bold=bold))
    elif isinstance(value, str):
        if value:
            row.set_cell_text(column, value, looks.of(_TEXT, bold=bold))
    elif value is not None:
        row.set_cell_number(column, value, looks.of(number_format, bold=bold))
