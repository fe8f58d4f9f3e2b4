"""A workbook of plain tables: one sheet a table with title, headings, rows, live sums of its money, and its digest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell

from aid_ledger.reports.data import PayoutBook
from aid_ledger.reports.listing import HEAD_ROWS, Frame, write_head, write_rows
from aid_ledger.reports.paper import Job, Paper, open_paper, sheet_digest
from aid_ledger.reports.rows import Formula, RowSheet, Span, Value
from aid_ledger.words.catalogue import Lang

Columns = Sequence[Sequence[Value]]


@contextmanager
def open_plain_book(path: Path, book: PayoutBook, lang: Lang) -> Iterator[Paper]:
    """Open a workbook of its own at a path; an older file is replaced, the same data give the same bytes.

    Raises:
        InputError: ``workbook-not-writable``.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="aid-ledger-") as scratch:
        job = Job(path.parent, book, lang, Path(scratch), lambda _rows: None)
        with open_paper(job, path, rows=0) as paper:
            yield paper


def write_table(
    paper: Paper, names: tuple[str, str], head: tuple[str, str], frame: Frame, columns: Columns, *,
    sums: bool = True, notes: Sequence[str] = (),
) -> None:  # fmt: skip
    """Write one sheet.

    Args:
        paper: the open workbook.
        names: of the sheet, and of its form (in its digest).
        head: title, and the line under it.
        frame: the columns; the first is the number of the row and is not in ``columns``.
        columns: texts and numbers.
        sums: whether money is summed below; not where rows are sums themselves.
        notes: sentences below the table.
    """
    name, form = names
    sheet: RowSheet = paper.sheet(name, [width for _, width, _ in frame])
    write_head(paper, sheet, head, frame, unit=paper.word("unit"))
    count = len(columns[0])
    after = write_rows(paper, sheet, frame, [list(range(1, count + 1)), *columns])
    if sums:
        _write_sum(paper, sheet, after, frame, columns)
        after += 1
    for row, text in enumerate(notes, start=after):
        sheet.put_spans(row, [Span(0, len(frame) - 1, text, paper.styles["note"])], height=18)
    texts = zip(*([str(value) for value in column] for column in columns), strict=True)
    rows = ("".join(f"{len(text)}:{text}" for text in row) for row in texts)
    paper.foot(sheet, sheet_digest((form, *head, *notes), rows), of_batch=False)


def _write_sum(paper: Paper, sheet: RowSheet, row: int, frame: Frame, columns: Columns) -> None:
    looks = paper.styles
    first = next(number for number, (_, _, look) in enumerate(frame) if look == "money")
    spans = [Span(0, first - 1, paper.word("total"), looks["sum-label"])]
    for number in range(first, len(frame)):
        if frame[number][2] != "money":
            spans.append(Span(number, number, None, looks["sum-label"]))
            continue
        value = sum(round(float(one) * 100) for one in columns[number - 1] if isinstance(one, int | float)) / 100
        cells = f"{xl_rowcol_to_cell(HEAD_ROWS, number)}:{xl_rowcol_to_cell(row - 1, number)}"
        total = Formula(f"SUM({cells})" if row > HEAD_ROWS else "0", value)
        spans.append(Span(number, number, total, looks["sum-money"]))
    sheet.put_spans(row, spans, height=20)


def yuan_column(fen: pd.Series[Any]) -> list[Value]:
    """Return fen as the yuan that cells show; what is missing stays an empty cell."""
    return [None if pd.isna(one) else int(one) / 100 for one in fen]
