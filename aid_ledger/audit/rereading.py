"""Reads a printed sheet as a reader would: its rows under their headings, and its totals beside the sums of the rows.

It reads the workbook as anybody's, cells as they are saved; what should stand there comes as a :class:`Table`. A total
whose formula was saved without a value says nothing: the rows are added up, and the total counts as not computed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aid_ledger.intake.containers import open_sheets
from aid_ledger.money import parse_money
from aid_ledger.words import Lang, phrase

_SEARCHED = 12
_LANGS: tuple[Lang, ...] = ("zh", "en")
Row = Sequence[Any]
Raw = tuple[Sequence[Row], int, int]
"""The rows of a sheet, and Excel's first row and column of them, from 1."""


def words_of(*names: str) -> frozenset[str]:
    """Return words of the sheets in every language."""
    return frozenset(phrase(f"sheet-{name}", lang) for name in names for lang in _LANGS)


@dataclass(frozen=True, slots=True)
class Table:
    """What should stand on a sheet: ``columns`` of equal length under ``headings``, each heading once, 序号 first.

    ``levels`` are the rows of headings. ``live`` are columns with formulas, ``money`` the column that is added, -1
    where none is. ``sums`` are the rows with totals: their label, and their numbers by column.
    """

    headings: tuple[str, ...]
    columns: tuple[Sequence[Any], ...]
    levels: int
    live: frozenset[int]
    money: int
    sums: tuple[tuple[str, Mapping[int, float]], ...]

    @property
    def total(self) -> int:
        """The sum of the rows, fen."""
        return sum(map(to_fen, self.columns[self.money])) if self.money >= 0 else 0


@dataclass(frozen=True, slots=True)
class Sum:
    """A row with a total as printed: its Excel row, its label, its cells; ``added``: the sum of its rows, fen."""

    row: int
    label: str
    cells: Mapping[int, Any]
    added: int
    whole: bool


@dataclass(frozen=True, slots=True)
class Read:
    """What stands on a sheet: columns under the headings of its table, by place there; ``rows`` are Excel's numbers.

    ``at`` is the column of each, from 0. A heading that is not there has no column.
    """

    columns: Mapping[int, Sequence[Any]]
    rows: Sequence[int]
    at: Mapping[int, int]
    sums: tuple[Sum, ...]
    added: int


def headings_of(above: Row | None, below: Row) -> list[str]:
    """Return one heading a column, the upper one over those below it; one that comes again has its number.

    >>> headings_of(["学校", "小学", "", ""], ["", "人数", "金额", "金额"])
    ['学校', '小学 人数', '小学 金额', '小学 金额 2']
    """
    low = [_said(cell) for cell in below]
    if above is None:
        joined = low
    else:
        tops, last = [], ""
        for cell in above:
            last = _said(cell) or last
            tops.append(last)
        joined = [f"{top} {cell}".strip() for top, cell in zip(tops, low, strict=True)]
    met: Counter[str] = Counter()
    out = []
    for name in joined:
        met[name] += 1
        out.append(f"{name} {met[name]}" if met[name] > 1 else name)
    return out


def sheets_of(data: bytes, name: str) -> dict[str, Raw]:
    """Return the sheets of a workbook in their order.

    Raises:
        FindingsError: the file cannot be opened.
    """
    _, sheets = open_sheets(data, name)
    return {sheet.name: (sheet.rows, sheet.first_row, sheet.first_column) for sheet in sheets}


def read_sheet(raw: Raw, table: Table) -> Read | None:
    """Return what stands under the headings of a table; none where they are not to be found."""
    rows, first_row, first_column = raw
    places = {name: place for place, name in enumerate(table.headings)}
    found = _head(rows, table.levels, places)
    if found is None:
        return None
    top, names = found
    at = {places[name]: column for column, name in enumerate(names) if name in places}
    if 0 not in at:
        return None
    number, money = at[0], at.get(table.money, -1)
    totals = words_of("total", "grand-total")
    picked, sums = [], []
    part = whole = 0
    for offset, row in enumerate(rows[top + 1 :], start=top + 1):
        label = row[number]
        if isinstance(label, int | float) and not isinstance(label, bool):
            picked.append(offset)
            fen = to_fen(row[money]) if money >= 0 else 0
            part, whole = part + fen, whole + fen
        elif _said(label):
            last = _said(label) in totals
            cells = {place: row[column] for place, column in at.items() if place}
            sums.append(Sum(first_row + offset, _said(label), cells, whole if last else part, last))
            part = 0
            if last:
                break  # what stands below is the live check, the boxes and the foot
    columns = {place: [rows[offset][column] for offset in picked] for place, column in at.items()}
    numbers = [first_row + offset for offset in picked]
    absolute = {place: first_column - 1 + column for place, column in at.items()}
    return Read(columns, numbers, absolute, tuple(sums), whole)


def _head(rows: Sequence[Row], levels: int, places: Mapping[str, int]) -> tuple[int, list[str]] | None:
    """Return the row of the headings that has most of those looked for, at least half of them."""
    best: tuple[int, list[str]] | None = None
    most = len(places) / 2
    for number in range(levels - 1, min(len(rows), _SEARCHED)):
        names = headings_of(rows[number - 1] if levels > 1 else None, rows[number])
        met = len(places.keys() & set(names))
        if met > most:
            best, most = (number, names), met
    return best


def _said(cell: Any) -> str:
    return cell.strip() if isinstance(cell, str) else ""


def to_fen(cell: Any) -> int:
    """Return an amount in yuan as fen; what is no amount is none."""
    if isinstance(cell, bool) or cell in ("", None):
        return 0
    if isinstance(cell, int | float):
        return round(cell * 100)
    try:
        return int(parse_money(str(cell)))
    except ValueError:
        return 0
