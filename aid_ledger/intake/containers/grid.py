"""A sheet as it grows cell by cell, for the readers that are our own: sparse until it is known to be small enough."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from aid_ledger.errors import Finding, FindingsError, Place
from aid_ledger.intake.containers import sheets
from aid_ledger.intake.containers.sheets import MOST_COLUMNS, MOST_ROWS, PartScan, RawSheet, too_large
from aid_ledger.intake.tables import column_letter

MOST_COMMENTED = 20_000_000
"""Characters of the comments of a file, each of which counts as :data:`_LEAST` at the least."""
_LEAST = 100
_MOST_NOTED = 200_000
_MOST_ALIKE = 10_000  # rows that one word in a file can make, all the same: more is no list


@dataclass(slots=True)
class Budget:
    """How many cells the sheets of one file may still take together."""

    file: str
    cells: int = field(default_factory=lambda: sheets.MOST_CELLS)
    comments: int = MOST_COMMENTED

    def take(self, sheet: str, rows: int, columns: int) -> None:
        """Take a rectangle.

        Raises:
            FindingsError: ``sheet-too-large``.
        """
        self.cells -= rows * columns
        if self.cells < 0 or rows > MOST_ROWS or columns > MOST_COLUMNS:
            raise too_large(self.file, sheet, rows, columns)

    def comment(self, scan: PartScan, cell: str, text: str) -> None:
        """Keep a comment on a cell; several on one cell stand under each other, a blank one is none.

        Raises:
            FindingsError: ``comments-too-large``.
        """
        text = text.strip()
        if not text:
            return
        self.comments -= max(len(text), _LEAST)
        if self.comments < 0:
            raise FindingsError(Finding("comments-too-large", Place(self.file), {"most": MOST_COMMENTED // _LEAST}))
        scan.comments[cell] = f"{scan.comments[cell]}\n{text}" if cell in scan.comments else text


@dataclass(slots=True)
class Grid:
    """One sheet being filled. Rows and columns count from 0; what is never put is empty."""

    name: str
    budget: Budget
    hidden: bool = False
    rows: dict[int, list[Any]] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    scan: PartScan = field(default_factory=PartScan)
    held: int = 0

    def put(self, row: int, column: int, value: Any, times: int = 1) -> None:
        """Put a value into a cell and the ``times - 1`` cells right of it; an empty one costs nothing.

        Raises:
            FindingsError: ``sheet-too-large``.
        """
        if value == "" or value is None:
            return
        if row >= MOST_ROWS or column + times > MOST_COLUMNS:
            raise too_large(self.budget.file, self.name, row + 1, column + times)
        line = self.rows.setdefault(row, [])
        missing = column - len(line)
        if missing > 0:
            line.extend([""] * missing)
        line[column : column + times] = [value] * times
        self.held += max(missing, 0) + times
        if self.held > self.budget.cells:
            raise too_large(self.budget.file, self.name, row + 1, column + times)

    def put_row(self, row: int, values: list[Any]) -> None:
        """Put a whole row, from the first column on.

        Raises:
            FindingsError: ``sheet-too-large``.
        """
        self.rows[row] = values
        self.held += len(values)
        if self.held > self.budget.cells:
            raise too_large(self.budget.file, self.name, row + 1, len(values))

    def repeat(self, row: int, times: int) -> None:
        """Let the ``times - 1`` rows below a row hold what it holds.

        Raises:
            FindingsError: ``sheet-too-large``.
        """
        line = self.rows.get(row)
        if not line or times < 2:
            return
        self.held += len(line) * (times - 1)
        if times > _MOST_ALIKE or self.held > self.budget.cells or row + times > MOST_ROWS:
            raise too_large(self.budget.file, self.name, row + times, len(line))
        self.rows.update(dict.fromkeys(range(row + 1, row + times), line))

    def merge(self, row: int, column: int, rows: int, columns: int) -> None:
        """Note that a cell covers this many rows and columns."""
        if (rows > 1 or columns > 1) and len(self.merges) < _MOST_NOTED:
            self.merges.append((row + 1, column + 1, row + rows, column + columns))

    def note(self, kind: str, row: int, column: int) -> None:
        """Note an ``error`` cell, or a formula ``without_value``."""
        noted = self.scan.errors if kind == "error" else self.scan.without_value
        if len(noted) < _MOST_NOTED and column < MOST_COLUMNS:
            noted.append(f"{column_letter(column)}{row + 1}")

    def comment(self, row: int, column: int, text: str) -> None:
        """Keep a comment on a cell.

        Raises:
            FindingsError: ``comments-too-large``.
        """
        if row < MOST_ROWS and column < MOST_COLUMNS:
            self.budget.comment(self.scan, f"{column_letter(column)}{row + 1}", text)

    def sheet(self) -> RawSheet:
        """Return the sheet: its rectangle from A1 to the last cell that holds something.

        Raises:
            FindingsError: ``sheet-too-large``.
        """
        height = max(self.rows, default=-1) + 1
        width = max(map(len, self.rows.values()), default=0)
        self.budget.take(self.name, height, width)
        blank = [""] * width
        lines = [[*line, *blank[len(line) :]] if (line := self.rows.get(i)) else blank.copy() for i in range(height)]
        merges = tuple((a, b, min(c, height), min(d, width)) for a, b, c, d in self.merges if a <= height)
        self.scan.last_row, self.scan.last_column = height, width
        return RawSheet(self.name, self.hidden, rows=lines, merges=merges, scan=self.scan)
