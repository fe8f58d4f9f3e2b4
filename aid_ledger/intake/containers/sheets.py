"""What every reader hands on: a sheet of raw cells, and what was noticed beside the cells."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aid_ledger.errors import Finding, FindingsError, Place
from aid_ledger.intake.tables import column_letter

MOST_CELLS = 20_000_000
"""Cells of the used rectangles of a file: a reader needs up to 32 bytes for each, filled or not."""
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384

ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"})
"""What a failed formula leaves where a sheet is saved as text."""

RawRows = list[list[Any]]
"""Rows of cells: str, float, int, bool, date, datetime, time, timedelta; ``""`` empty; all rows of one width."""


@dataclass(slots=True)
class PartScan:
    """What one pass over a sheet found. Rows and columns count from 1; cells as Excel names them.

    ``hidden_columns``: first and last of each run of hidden columns. ``comments``: what people wrote beside cells.
    ``comments_unread``: how many comments the file has of which no cell is certain.
    """

    last_row: int = 0
    last_column: int = 0
    hidden_rows: int = 0
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    without_value: list[str] = field(default_factory=list)
    pictures: bool = False
    comments: dict[str, str] = field(default_factory=dict)
    comments_unread: int = 0


@dataclass(frozen=True, slots=True)
class RawSheet:
    """One sheet before any reading: its cells from ``first_row`` and ``first_column`` on (from 1, as in Excel).

    ``merges`` are (top, left, bottom, right) in Excel rows and columns from 1.
    """

    name: str
    hidden: bool
    is_cells: bool = True
    rows: RawRows = field(default_factory=list)
    first_row: int = 1
    first_column: int = 1
    merges: tuple[tuple[int, int, int, int], ...] = ()
    scan: PartScan = field(default_factory=PartScan)

    def letter(self, column: int) -> str:
        """Return what Excel shows over a column of ``rows``, counted from 0."""
        return column_letter(self.first_column - 1 + column)

    def cell(self, row: int, column: int) -> str:
        """Return the address that Excel shows for a cell of ``rows``, both counted from 0: ``D17``."""
        return f"{self.letter(column)}{self.first_row + row}"


@contextmanager
def collector_paused() -> Iterator[None]:
    """Keep the collector from walking millions of new cells again and again: they hold nothing that it could free."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def too_large(name: str, sheet: str, rows: int, columns: int) -> FindingsError:
    """Return the refusal of a sheet whose used rectangle no list needs."""
    params = {"rows": rows, "columns": columns, "most": MOST_CELLS}
    return FindingsError(Finding("sheet-too-large", Place(name, sheet=sheet), params))
