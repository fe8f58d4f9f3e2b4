"""Adds a printed sheet up again as a reader would: the amounts in its rows, against the totals that it prints.

It reads the workbook as anybody's, cells as they are saved; it knows headings and labels, not how the sheet was made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aid_ledger.intake.containers import open_sheets
from aid_ledger.money import parse_money
from aid_ledger.words import Lang, phrase

_SEARCHED = 8
_LANGS: tuple[Lang, ...] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Reread:
    """A sheet with a table of amounts: ``cells``, the sum of its rows; ``printed``, the total that it states; fen.

    ``pages`` is the sum of the subtotals of its pages, -1 where it has none.
    """

    sheet: str
    cells: int
    printed: int
    pages: int


def reread(data: bytes, name: str) -> tuple[Reread, ...]:
    """Return every sheet of a workbook that has running numbers, amounts and a total.

    Raises:
        FindingsError: the file cannot be opened.
    """
    _, sheets = open_sheets(data, name)
    found = (_sheet(sheet.name, sheet.rows) for sheet in sheets)
    return tuple(one for one in found if one is not None)


def _words(*names: str) -> frozenset[str]:
    return frozenset(phrase(name, lang) for name in names for lang in _LANGS)


def _sheet(name: str, rows: Sequence[Sequence[Any]]) -> Reread | None:
    place = _amounts(rows)
    if place is None:
        return None
    top, column = place
    cells = printed = pages = 0
    stated = paged = False
    totals, subtotals = _words("sheet-total", "sheet-grand-total"), _words("sheet-page-total")
    for row in rows[top + 1 :]:
        label = row[0]
        if isinstance(label, str) and label.strip() in totals:
            printed, stated = _fen(row[column]), True
            break  # what stands below is the live check, the boxes and the foot
        if isinstance(label, str) and label.strip() in subtotals:
            pages, paged = pages + _fen(row[column]), True
        elif isinstance(label, int | float):
            cells += _fen(row[column])
    return Reread(name, cells, printed, pages if paged else -1) if stated else None


def _amounts(rows: Sequence[Sequence[Any]]) -> tuple[int, int] | None:
    """Return the row of the headings and the column of the amounts of this batch."""
    headings = _words("sheet-col-amount", "sheet-col-total-money")
    for number, row in enumerate(rows[:_SEARCHED]):
        for column, cell in enumerate(row):
            if isinstance(cell, str) and cell.strip() in headings:
                return number, column
    return None


def _fen(cell: Any) -> int:
    """Return an amount in yuan as fen; what is no amount is none."""
    if isinstance(cell, bool) or cell in ("", None):
        return 0
    if isinstance(cell, int | float):
        return round(cell * 100)
    try:
        return int(parse_money(str(cell)))
    except ValueError:
        return 0
