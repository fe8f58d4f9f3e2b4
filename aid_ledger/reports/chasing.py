"""催报表: by town and school who has sent what, heads against the term before, and rows that wait.

What was sent and what is missing is given; here it becomes a sheet to telephone from. Sums are live, and a school
without a roster has no heads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell

from aid_ledger.reports.data import PayoutBook
from aid_ledger.reports.listing import lines_of
from aid_ledger.reports.paper import Job, Paper, open_paper, sheet_digest
from aid_ledger.reports.printing import clean, short_term
from aid_ledger.reports.rows import Formula, RowSheet, Span, Value
from aid_ledger.terms import Term
from aid_ledger.words import phrase
from aid_ledger.words.catalogue import Lang

CHASING_COLUMNS = (
    "town", "school", "school_code", "officer", "phone", "state", "missing", "heads", "heads_before", "waiting",
    "notes",
)  # fmt: skip
_COLUMNS = (
    ("no", 5), ("town", 11), ("school", 26), ("officer", 10), ("phone", 14), ("sent", 9), ("missing", 22),
    ("heads", 10), ("heads-before", 10), ("heads-change", 9), ("heads-percent", 9), ("waiting", 9), ("chase-note", 34),
)  # fmt: skip
_HEADS, _BEFORE, _CHANGE, _PERCENT, _WAITING, _NOTE = range(7, 13)
_HEAD_ROWS = 3
_LINE, _PADDING = 13.5, 8.0


class _Row(NamedTuple):
    town: str
    school: str
    school_code: str
    officer: str
    phone: str
    state: str
    missing: tuple[str, ...]
    heads: int
    heads_before: int
    waiting: int
    notes: tuple[str, ...]


_NAMED = 10


@dataclass(frozen=True, slots=True)
class Beside:
    """What the sheet says beside its rows.

    ``before``: the term that heads are compared with, if any. ``elsewhere``: held rows of lists that are no school's.
    ``refused``: names of files that were refused and not sent again.
    """

    before: Term | None
    elsewhere: int
    refused: tuple[str, ...] = ()


def write_chasing(path: Path, book: PayoutBook, table: pd.DataFrame, beside: Beside, *, lang: Lang = "zh") -> Path:
    """Write ``催报表``; the same data give the same bytes.

    Args:
        path: the file; an older one is replaced.
        book: office, term and who made it (:meth:`PayoutBook.without_lines`).
        table: one row a school with :data:`CHASING_COLUMNS`, in printing order; those of state ``unknown`` are names
            that mean no school. ``missing`` are kinds of lists, ``notes`` codes, tuples; heads of -1 are not known.
        beside: what it says beside them.
        lang: of headings and words.

    Raises:
        InputError: ``workbook-not-writable``.
    """
    rows = [_Row(*row) for row in table[list(CHASING_COLUMNS)].itertuples(index=False)]
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="aid-ledger-") as scratch:
        job = Job(path.parent, book, lang, Path(scratch), lambda _rows: None)
        with open_paper(job, path, rows=len(rows)) as paper:
            _write_sheet(paper, rows, beside)
    return path


def note_words(notes: Sequence[str], missing: Sequence[str], lang: Lang) -> tuple[str, str]:
    """Return the notes and the missing lists of a school in words."""
    between = "；" if lang == "zh" else "; "
    kinds = ("、" if lang == "zh" else ", ").join(phrase(f"kind-{kind}", lang) for kind in missing)
    said = (note.partition(":") for note in notes)
    return between.join(phrase(f"chase-{name}", lang, detail=detail) for name, _, detail in said), kinds


def _write_sheet(paper: Paper, rows: Sequence[_Row], beside: Beside) -> None:
    sheet = paper.sheet(paper.word("name-chasing"), [width for _, width in _COLUMNS])
    _write_head(paper, sheet, beside.before)
    schools = [row for row in rows if row.state != "unknown"]
    unknown = [row for row in rows if row.state == "unknown"]
    at, number = _HEAD_ROWS, 0
    by_town = [(town, list(own)) for town, own in groupby(schools, key=lambda row: row.town)]
    for town, own in by_town:
        first = at
        for row in own:
            number += 1
            _write_school(paper, sheet, at, number, row)
            at += 1
        if len(by_town) > 1:
            label = paper.word("town-total", town=clean(town) or paper.word("town-unknown"))
            _write_sum(paper, sheet, at, first, own, label)
            at += 1
    _write_sum(paper, sheet, at, _HEAD_ROWS, schools, paper.word("grand-total"))
    at += 1
    if unknown:
        sheet.put_spans(at, [Span(0, _NOTE, paper.word("chase-unknown"), paper.styles["sum-text"])], height=20)
        at += 1
    for row in unknown:
        number += 1
        _write_school(paper, sheet, at, number, row)
        at += 1
    notes = [paper.word("chase-note-heads"), paper.word("chase-note-waiting", rows=beside.elsewhere)]
    if beside.refused:
        names = "、".join(clean(name) for name in beside.refused[:_NAMED])
        more = " …" if len(beside.refused) > _NAMED else ""
        notes.append(paper.word("chase-note-refused", count=len(beside.refused), files=names + more))
    for text in notes:
        sheet.put_spans(at, [Span(0, _NOTE, text, paper.styles["note"])], height=18)
        at += 1
    sheet.fit_to_pages(1, 0)
    canon = ("".join(f"{len(text)}:{text}" for text in _flat(row)) for row in rows)
    head = ("chasing/1", str(paper.book.term), str(beside.before or ""), str(beside.elsewhere), *beside.refused)
    paper.foot(sheet, sheet_digest(head, canon), of_batch=False)


def _flat(row: _Row) -> list[str]:
    return [";".join(value) if isinstance(value, tuple) else str(value) for value in row]


def _write_head(paper: Paper, sheet: RowSheet, before: Term | None) -> None:
    looks, book = paper.styles, paper.book
    title = paper.word("title-chasing", county=book.county_name, term=paper.term)
    sheet.put_spans(0, [Span(0, _NOTE, title, looks["title"])], height=32)
    line = paper.word("line-chasing", office=book.office, made_on=book.made_on)
    sheet.put_spans(1, [Span(0, _NOTE, line, looks["line"])], height=22)
    then = short_term(before, paper.lang) if before else paper.word("chase-no-term")
    headings = [paper.word(f"col-{heading}", **({"term": then} if heading == "heads-before" else {}))
                for heading, _ in _COLUMNS]  # fmt: skip
    sheet.put_row(2, headings, [looks["head"]] * len(_COLUMNS), height=46)
    sheet.repeat_rows(0, 2)
    sheet.freeze_panes(_HEAD_ROWS, 3)


def _write_school(paper: Paper, sheet: RowSheet, at: int, number: int, row: _Row) -> None:
    notes, missing = note_words(row.notes, row.missing, paper.lang)
    here, then = xl_rowcol_to_cell(at, _HEADS), xl_rowcol_to_cell(at, _BEFORE)
    both = row.heads >= 0 and row.heads_before >= 0
    change: Value = Formula(f"{here}-{then}", row.heads - row.heads_before) if both else None
    share: Value = None
    if both and row.heads_before:
        share = Formula(f"({here}-{then})/{then}", (row.heads - row.heads_before) / row.heads_before)
    name = clean(row.school or row.school_code) or paper.word("chase-no-name")
    values: list[Any] = [
        number, clean(row.town), name, clean(row.officer), clean(row.phone), paper.word(f"chase-state-{row.state}"),
        missing, row.heads if row.heads >= 0 else None, row.heads_before if row.heads_before >= 0 else None,
        change, share, row.waiting, notes,
    ]  # fmt: skip
    state = "text" if row.state in ("sent", "unknown") else "due"
    looks = [
        "no",
        "text",
        "wrap",
        "text",
        "text",
        state,
        "wrap",
        "count",
        "count",
        "change",
        "percent",
        "count",
        "wrap",
    ]
    widths = [width for _, width in _COLUMNS]
    lines = max(lines_of(str(values[place]), widths[place]) for place in (2, 6, _NOTE))
    sheet.put_row(at, values, [paper.styles[look] for look in looks], height=_LINE * lines + _PADDING)


def _write_sum(paper: Paper, sheet: RowSheet, at: int, first: int, rows: Sequence[_Row], label: str) -> None:
    """Write sums that leave out the sums among the rows above."""
    looks = paper.styles
    late = sum(row.state != "sent" for row in rows)
    both = [row.heads - row.heads_before for row in rows if row.heads >= 0 and row.heads_before >= 0]
    sums = {
        _HEADS: (sum(max(row.heads, 0) for row in rows), "sum-number"),
        _BEFORE: (sum(max(row.heads_before, 0) for row in rows), "sum-number"),
        _CHANGE: (sum(both), "sum-change"),
        _WAITING: (sum(row.waiting for row in rows), "sum-number"),
    }
    spans = [
        Span(0, 2, label, looks["sum-label"]),
        Span(3, 6, paper.word("chase-count", schools=len(rows), late=late), looks["sum-label"]),
    ]
    for column in range(_HEADS, _NOTE + 1):
        if column not in sums:
            spans.append(Span(column, column, None, looks["sum-label"]))
            continue
        value, look = sums[column]
        cells = f"{xl_rowcol_to_cell(first, column)}:{xl_rowcol_to_cell(at - 1, column)}"
        spans.append(Span(column, column, Formula(f"SUBTOTAL(9,{cells})" if at > first else "0", value), looks[look]))
    sheet.put_spans(at, spans, height=20)
