"""What a printed sheet says otherwise than the books: row by row, whatever order its rows are in.

A sheet that says the same is compared in columns. Of one that does not, rows that are the same are put aside first; of
the rest those that agree in all but one cell belong together, then those of one ID or name, then those of one number.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from aid_ledger.audit.rereading import Read, Table, to_fen, words_of
from aid_ledger.intake import column_letter
from aid_ledger.money import format_yuan

Problem = Literal["cell", "total", "row-missing", "row-more", "column-missing", "not-computed"]
Kind = Literal["name", "id", "account", "money", "count", "text"]
_COUNTS = words_of("col-people", "col-items", "col-total-people", "col-diners", "col-served-days")
_Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell (or row) that differs: where, under which heading, as printed and as the books have it.

    ``name`` and ``id_number`` are of the row, in full; ``fen`` what the amounts are apart.
    """

    problem: Problem
    cell: str = ""
    heading: str = ""
    kind: Kind = "text"
    printed: str = ""
    booked: str = ""
    name: str = ""
    id_number: str = ""
    school: str = ""
    fen: int = 0


def kinds_of(table: Table) -> list[Kind]:
    """Return what the columns of a table hold, by heading and by what should stand there."""
    names, ids = words_of("col-name", "col-read-name", "col-account-name"), words_of("col-id", "col-read-id")
    accounts = words_of("col-account")
    out: list[Kind] = []
    for heading, column in zip(table.headings, table.columns, strict=True):
        bare, numbers = heading.split(" ")[-1], any(isinstance(cell, int | float) for cell in column)
        if numbers:
            out.append("count" if bare in _COUNTS else "money")
        else:
            out.append("name" if heading in names else "id" if heading in ids else
                       "account" if heading in accounts else "text")  # fmt: skip
    return out


def differences(table: Table, read: Read) -> list[Difference]:
    """Return where a sheet differs from its table, in the order of its rows, and totals that carry no value."""
    kinds = kinds_of(table)
    own = list(_compared(table, kinds))
    found = [Difference("column-missing", heading=table.headings[c]) for c in own if c not in read.columns]
    blank = {c for c in table.live & read.columns.keys() if any(cell in ("", None) for cell in read.columns[c])}
    own = [c for c in own if c in read.columns and c not in blank]
    if not all(_same(table.columns[c], read.columns[c]) for c in own):
        found += _Matching(table, read, kinds, own).differences()
    return found + list(_sums(table, read, kinds))


def _compared(table: Table, kinds: Sequence[Kind]) -> Iterator[int]:
    """Yield the columns that are compared: not the number, not remarks, not what people fill in."""
    remarks = words_of("col-remark")
    for column, heading in enumerate(table.headings):
        filled = any(cell not in ("", None) for cell in table.columns[column])
        if column and heading not in remarks and (filled or kinds[column] != "text"):
            yield column


def _same(booked: Sequence[Any], printed: Sequence[Any]) -> bool:
    if len(booked) != len(printed):
        return False
    return list(booked) == list(printed) or [cell or "" for cell in booked] == [cell or "" for cell in printed]


def _texts(cells: Sequence[Any], kind: Kind) -> list[str]:
    """Return cells as texts that can be compared; amounts as fen."""
    if kind == "money":
        return ["" if cell in ("", None) else str(to_fen(cell)) for cell in cells]
    return ["" if cell is None else f"{cell:.16g}" if isinstance(cell, float) else str(cell).strip() for cell in cells]


class _Matching:
    """Rows of the books and of a sheet that belong together."""

    def __init__(self, table: Table, read: Read, kinds: Sequence[Kind], own: Sequence[int]) -> None:
        self.table, self.read, self.kinds, self.own = table, read, kinds, own
        booked = [_texts(table.columns[c], kinds[c]) for c in own]
        printed = [_texts(read.columns[c], kinds[c]) for c in own]
        self.booked, self.printed = list(zip(*booked, strict=True)), list(zip(*printed, strict=True))
        self.pairs: list[tuple[int, int]] = []
        self.left_booked, self.left_printed = list(range(len(self.booked))), list(range(len(self.printed)))
        self._pair(lambda row, _: row)
        self.pairs = []  # those are the same
        self._pair_erased()
        for hidden in range(len(own)):
            self._pair(lambda row, _, out=hidden: (*row[:out], "", *row[out + 1 :]))  # type: ignore[misc]
        for kind in ("id", "name", "account"):
            for place in (p for p, c in enumerate(own) if kinds[c] == kind):
                self._pair(lambda row, _, at=place: (row[at],) if row[at] else None)  # type: ignore[misc]
        self._pair(lambda _, number: (number,))

    def _pair(self, key: Callable[[_Key, str], _Key | None]) -> None:
        """Pair rows that are left and have the same key; a blank one belongs to nobody."""
        waiting: dict[_Key, deque[int]] = defaultdict(deque)
        numbers = self.read.columns[0]
        for row in self.left_booked:
            if (own := key(self.booked[row], str(row + 1))) is not None:
                waiting[own].append(row)
        left: list[int] = []
        met: set[int] = set()
        for row in self.left_printed:
            own = key(self.printed[row], f"{numbers[row]:.16g}")
            if own is not None and waiting.get(own):
                met.add(booked := waiting[own].popleft())
                self.pairs.append((booked, row))
            else:
                left.append(row)
        self.left_printed = left
        self.left_booked = [row for row in self.left_booked if row not in met]

    def _pair_erased(self) -> None:
        """Put aside rows of persons whom the books no longer name: of these the money alone is compared."""
        personal = [p for p, c in enumerate(self.own) if self.kinds[c] in ("name", "id", "account")]
        money = [p for p, c in enumerate(self.own) if self.kinds[c] == "money"]
        if not personal:
            return
        whole = self.left_booked
        erased = [row for row in whole if not any(self.booked[row][p] for p in personal)]
        self.left_booked = erased
        self._pair(lambda row, _: tuple(row[p] for p in money))
        gone = set(erased) - set(self.left_booked)
        self.left_booked = [row for row in whole if row not in gone]
        self.pairs = []

    def differences(self) -> list[Difference]:
        """Return what differs in the pairs, and the rows without another."""
        found = [one for pair in sorted(self.pairs, key=lambda pair: pair[1]) for one in self._of(*pair)]
        found += [self._row("row-more", self.printed[row], self.read.rows[row]) for row in self.left_printed]
        return found + [self._row("row-missing", self.booked[row], 0) for row in self.left_booked]

    def _of(self, booked: int, printed: int) -> Iterable[Difference]:
        who = self._named(self.booked[booked])
        for place, column in enumerate(self.own):
            ours, theirs = self.booked[booked][place], self.printed[printed][place]
            if ours == theirs:
                continue
            kind = self.kinds[column]
            apart = abs(int(ours or 0) - int(theirs or 0)) if kind == "money" else 0
            cell = _cell(self.read.rows[printed], self.read.at[column])
            yield Difference("cell", cell, self.table.headings[column], kind, _shown(theirs, kind), _shown(ours, kind),
                             *who, apart)  # fmt: skip

    def _row(self, problem: Problem, row: _Key, number: int) -> Difference:
        money = self.own.index(self.table.money) if self.table.money in self.own else -1
        fen = int(row[money] or 0) if money >= 0 else 0
        cell = _cell(number, self.read.at[0]) if number else ""
        shown = format_yuan(fen)
        printed, booked = (shown, "") if problem == "row-more" else ("", shown)
        return Difference(problem, cell, "", "money", printed, booked, *self._named(row), abs(fen))

    def _named(self, row: _Key) -> tuple[str, str, str]:
        """Return name, ID and school of a row, each blank where the sheet has no such column."""
        wanted = (words_of("col-name", "col-read-name"), words_of("col-id", "col-read-id"), words_of("col-school"))
        return tuple(  # type: ignore[return-value]
            next((row[p] for p, c in enumerate(self.own) if self.table.headings[c] in words), "") for words in wanted
        )


def _shown(text: str, kind: Kind) -> str:
    return format_yuan(int(text)) if kind == "money" and text else text


def _sums(table: Table, read: Read, kinds: Sequence[Kind]) -> Iterator[Difference]:
    """Yield printed totals that are not those of the books, and those that were saved without a value.

    Where the sheet has other totals than the books (rows were put in), its money is added up instead.
    """
    if Counter(label for label, _ in table.sums) == Counter(one.label for one in read.sums):
        for (_, booked), one in zip(table.sums, read.sums, strict=True):
            for column, value in booked.items():
                yield from _total(table, read, kinds, (one.row, one.label, column), one.cells.get(column, ""), value)
    elif table.money in read.columns:
        for one in read.sums:
            where = (one.row, one.label, table.money)
            yield from _total(table, read, kinds, where, one.cells[table.money], one.added / 100)


def _total(
    table: Table, read: Read, kinds: Sequence[Kind], where: tuple[int, str, int], cell: Any, value: float
) -> Iterator[Difference]:  # fmt: skip
    row, label, column = where
    if column not in read.at:
        return
    name, heading = _cell(row, read.at[column]), f"{label} {table.headings[column]}".strip()
    if cell in ("", None):
        if value:
            yield Difference("not-computed", name, heading)
        return
    ours, theirs = _texts([value, cell], "money")
    if ours != theirs:
        kind: Kind = "money" if kinds[column] == "money" else "count"
        shown = [format_yuan(int(text)) if kind == "money" else f"{int(text) / 100:g}" for text in (theirs, ours)]
        apart = abs(int(ours) - int(theirs)) if kind == "money" else 0
        yield Difference("total", name, heading, kind, shown[0], shown[1], fen=apart)


def _cell(row: int, column: int) -> str:
    """Return a cell as Excel names it; ``row`` from 1, ``column`` from 0."""
    return f"{column_letter(column)}{row}"
