"""What the auditor's checks look at of the papers: every printed sheet still there, read back against the books.

What should stand on a sheet is what the ledger would print today: the same code makes it and no file is written. Read
back are the rosters, the 汇总表, the 调减单 and the 领取确认表; lists that people fill in, and papers of a day (审批单,
退回更正清单, 追缴通知单), are not. A paper that lies elsewhere, or nowhere, was not looked at.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from aid_ledger.audit.paper_differences import Difference, differences
from aid_ledger.audit.rereading import Raw, Read, Table, headings_of, read_sheet, sheets_of, to_fen, words_of
from aid_ledger.errors import FindingsError
from aid_ledger.office.papers import write_papers
from aid_ledger.office.settled_papers import write_rounds
from aid_ledger.reports import Formula, Unwritten, unwritten
from aid_ledger.reports.unwritten import Number
from aid_ledger.words import Lang, phrase

if TYPE_CHECKING:
    from aid_ledger.office import Office
    from aid_ledger.terms import Term

_LANGS: tuple[Lang, ...] = ("zh", "en")
_SHEETS = ("group", "side", "printed", "other")
_DIFFERENCES = ("file", "sheet", "problem", "cell", "heading", "kind", "printed", "booked", "name", "id_number",
                "school", "amount")  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was found: totals as the frame ``sheets`` has them, and differences as the frame ``papers`` has them."""

    sheets: list[tuple[str, str, int, int]] = field(default_factory=list)
    papers: list[tuple[object, ...]] = field(default_factory=list)


def audited_papers(office: Office, term: Term, lines: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the frames ``sheets`` (printed totals) and ``papers`` (what a sheet says otherwise than the books).

    Args:
        office: the workspace.
        term: which term.
        lines: its lines.
    """
    seen = _Seen()
    for batch in sorted(set(lines["batch"])):
        folder = office.workspace.reports / str(term) / str(batch)
        if folder.is_dir():
            for lang in _LANGS:
                if any((folder / name).exists() for name in _names(lang)):
                    _read_batch(office, str(batch), folder, lang, seen)
    return {
        "sheets": pd.DataFrame(seen.sheets, columns=list(_SHEETS)),
        "papers": pd.DataFrame(seen.papers, columns=list(_DIFFERENCES)),
    }


def _names(lang: Lang) -> Iterator[str]:
    """Yield the files and folders that a batch's papers may be in."""
    for word in ("county", "summary", "cuts"):
        yield f"{phrase(f'sheet-file-{word}', lang)}.xlsx"
    yield phrase("sheet-folder", lang)
    yield phrase("sheet-folder-arrivals", lang)


def _read_batch(office: Office, batch: str, folder: Path, lang: Lang, seen: _Seen) -> None:
    """Read the papers of a batch in one language back.

    A 领取确认表 was printed before some of its payments bounced, or again after: it may say either.
    """
    with tempfile.TemporaryDirectory(prefix="aid-ledger-sheets-") as scratch:
        out = Path(scratch)
        with unwritten(out) as papers:
            write_papers(office, [batch], out=out, lang=lang)
            write_rounds(office, batch, out=out, lang=lang)
        with unwritten(out) as before:
            write_rounds(office, batch, out=out, bounced=True, lang=lang)
    others = {file: list(own) for file, own in groupby(before, key=lambda one: one.file)}
    for file, own in groupby(papers, key=lambda one: one.file):
        path = folder / file
        if path.is_file():
            lawful = [list(own), *([others[file]] if file in others else [])]
            _read_file(path, f"{batch} {file}", lawful, seen)
    for file in others.keys() - {one.file for one in papers}:  # all of its payments bounced
        if (folder / file).is_file():
            _read_file(folder / file, f"{batch} {file}", [others[file]], seen)


def _read_file(path: Path, name: str, lawful: Sequence[Sequence[Unwritten]], seen: _Seen) -> None:
    """Read a workbook back against what it may lawfully say, and keep what differs least."""
    try:
        sheets = sheets_of(path.read_bytes(), path.name)
    except (OSError, FindingsError):
        whole = sum(table.total for one in lawful[0] if (table := _table(one)))
        seen.papers.append((name, "", "unreadable", "", "", "money", "", "", "", "", "", whole))
        return
    best = min((_compared(name, sheets, papers) for papers in lawful), key=lambda one: len(one.papers))
    seen.sheets.extend(best.sheets)
    seen.papers.extend(best.papers)


def _compared(name: str, sheets: Mapping[str, Raw], papers: Sequence[Unwritten]) -> _Seen:
    seen = _Seen()
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
        seen.papers.extend(_row(name, there, difference) for difference in found)
        seen.sheets.extend(_totals(f"{name}!{there}", table, read))
    return seen


def _row(name: str, sheet: str, one: Difference) -> tuple[object, ...]:
    return (name, sheet, one.problem, one.cell, one.heading, one.kind, one.printed, one.booked, one.name,
            one.id_number, one.school, one.fen)  # fmt: skip


def _totals(group: str, table: Table, read: Read) -> Iterator[tuple[str, str, int, int]]:
    """Yield the total of a sheet beside its rows, its pages and the ledger; where it carries no value, its rows."""
    if table.money < 0 or table.money not in read.columns:
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


_MONEY = words_of("col-amount", "col-total-money", "col-arrived-amount", "col-cut")
