"""Reads a workbook that was printed back against what may stand on it, and keeps what differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aid_ledger.audit.paper_differences import Difference, differences
from aid_ledger.audit.rereading import Raw, Read, Table, headings_of, read_sheet, sheets_of, to_fen, words_of
from aid_ledger.errors import FindingsError
from aid_ledger.reports import Formula, Unwritten
from aid_ledger.reports.unwritten import Number


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found: totals as the frame ``sheets`` has them, and differences as the frame ``papers`` has them."""

    sheets: list[tuple[str, str, int, int]] = field(default_factory=list)
    papers: list[tuple[object, ...]] = field(default_factory=list)

    def unreadable(self, name: str, fen: int) -> None:
        """Note a file that cannot be opened; ``fen`` is what should stand in it."""
        self.papers.append((name, "", "unreadable", "", "", "money", "", "", "", "", "", fen))

    def differs(self, name: str, sheet: str, one: Difference) -> None:
        """Note a difference."""
        self.papers.append((name, sheet, one.problem, one.cell, one.heading, one.kind, one.printed, one.booked,
                            one.name, one.id_number, one.school, one.fen))  # fmt: skip


def read_back(path: Path, name: str, lawful: Sequence[Sequence[Unwritten]], seen: Seen) -> None:
    """Read a workbook back against what it may lawfully say, and keep what differs least."""
    try:
        sheets = sheets_of(path.read_bytes(), path.name)
    except (OSError, FindingsError):
        whole = sum(table.total for one in lawful[0] if (table := _table(one)))
        seen.unreadable(name, whole)
        return
    best = min((_compared(name, sheets, papers) for papers in lawful), key=lambda one: len(one.papers))
    seen.sheets.extend(best.sheets)
    seen.papers.extend(best.papers)


def _compared(name: str, sheets: Mapping[str, Raw], papers: Sequence[Unwritten]) -> Seen:
    seen = Seen()
    others = [other for other in sheets if other not in {one.sheet for one in papers}]
    for one in papers:
        table = _table(one)
        if table is None:
            continue
        there = one.sheet if one.sheet in sheets else others.pop(0) if others else None  # a title may have changed
        read = read_sheet(sheets[there], table) if there is not None else None
        if read is None or there is None:
            seen.papers.append((name, one.sheet, "sheet-missing", *[""] * 8, table.total))
            continue
        found = differences(table, read)
        for difference in found:
            seen.differs(name, there, difference)
        seen.sheets.extend(_totals(f"{name}!{there}", table, read))
    return seen


def _totals(group: str, table: Table, read: Read) -> Iterator[tuple[str, str, int, int]]:
    """Yield the total of a sheet beside its rows, its pages and the ledger; where it carries no value, its rows.

    Nothing where its rows are formulas that were saved without what they give.
    """
    if table.money < 0 or table.money not in read.columns:
        return
    if table.money in table.live and any(cell in ("", None) for cell in read.columns[table.money]):
        return
    fen = [(one, to_fen(one.cells[table.money])) for one in read.sums if one.cells[table.money] not in ("", None)]
    printed = next((value for one, value in fen if one.whole), None)
    if printed is not None:
        yield group, "cells", printed, read.added
        parts = [value for one, value in fen if not one.whole]
        if parts and len(fen) == len(read.sums):
            yield group, "pages", printed, sum(parts)
    yield group, "ledger", read.added if printed is None else printed, table.total


def _table(one: Unwritten) -> Table | None:
    """Return the table of a sheet: its rows have running numbers, its headings stand above them."""
    above: list[list[Any]] = []
    columns: list[list[Any]] = []
    live: set[int] = set()
    sums: list[tuple[str, dict[int, Number]]] = []
    totals, ended = words_of("total", "grand-total"), False
    for _, block in one.blocks:
        label = block[0][0] if block and len(block[0]) else None
        if isinstance(label, Number) and not ended:
            if not columns:
                columns = [[] for _ in block]
            for place, cells in enumerate(block):
                live |= {place} if isinstance(cells[0], Formula) else set()
                columns[place] += [cell.value if isinstance(cell, Formula) else cell for cell in cells]
        elif not columns:
            above.append([cells[0] for cells in block])
        elif isinstance(label, str) and label and not ended:
            values = {place: cells[0] for place, cells in enumerate(block) if place}
            plain = {place: cell.value if isinstance(cell, Formula) else cell for place, cell in values.items()}
            sums.append((label.strip(), {p: cell for p, cell in plain.items() if isinstance(cell, Number)}))
            ended = label.strip() in totals
    if not columns or not above:
        return None
    below = above[-1]
    levels = 2 if "" in below[: len(columns)] and len(above) > 1 else 1
    headings = headings_of(above[-2] if levels > 1 else None, below)
    money = next((p for p, name in enumerate(headings) if name in _MONEY), -1)
    return Table(tuple(headings), tuple(columns), levels, frozenset(live), money, tuple(sums))


_MONEY = words_of("col-amount", "col-total-money", "col-arrived-amount", "col-cut", "col-bank-total")
