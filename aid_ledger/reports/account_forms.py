"""账户变更表: accounts that are to be changed, old and new in full, for whoever checks the proof and signs.

An internal paper like the 审核花名册: numbers stand whole, since masked ones cannot be compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from aid_ledger.reports.data import PayoutBook
from aid_ledger.reports.listing import Frame, write_head, write_rows
from aid_ledger.reports.paper import Job, Paper, open_paper, sheet_digest
from aid_ledger.reports.printing import text_column
from aid_ledger.reports.rows import Span, Value
from aid_ledger.reports.table import Boxes, write_boxes
from aid_ledger.words import phrase
from aid_ledger.words.catalogue import Lang

CHANGED_COLUMNS = (
    "school", "grade_class", "name", "id_number", "approved_name", "approved_account", "account_name", "account",
    "bank", "relation", "brought_by", "files",
)  # fmt: skip
_FRAME: Frame = (
    ("no", 4, "no"), ("school", 14, "wrap"), ("grade-class", 11, "text"), ("name", 8, "text"), ("id", 19, "text"),
    ("old-name", 8, "text"), ("old-number", 20, "text"), ("changed-name", 8, "text"), ("changed-number", 20, "text"),
    ("bank", 14, "wrap"), ("relation", 8, "text"), ("brought-by", 8, "text"), ("brought-in", 12, "wrap"),
    ("change-why", 11, "wrap"), ("change-proof", 11, "wrap"), ("change-signed", 11, "wrap"),
)  # fmt: skip
_BLANK = 3


def write_account_changes(folder: Path, head: PayoutBook, changes: pd.DataFrame, *, lang: Lang = "zh") -> Path:
    """Write ``账户变更表.xlsx``.

    Args:
        folder: made if missing; a file of the same name is replaced.
        head: office, county, term and day.
        changes: :data:`CHANGED_COLUMNS`, in the order of the sheet.
        lang: of headings and words.

    Raises:
        InputError: ``workbook-not-writable``: the file is open elsewhere.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{phrase('sheet-file-changes', lang)}.xlsx"
    with TemporaryDirectory(prefix="aid-ledger-") as scratch:
        job = Job(folder, head, lang, Path(scratch), lambda _rows: None)
        with open_paper(job, path, rows=len(changes)) as paper:
            _write(paper, changes)
    return path


def _write(paper: Paper, changes: pd.DataFrame) -> None:
    book, count, widths = paper.book, len(changes), [width for _, width, _ in _FRAME]
    sheet = paper.sheet(paper.word("name-changes"), widths)
    title = paper.word("title-changes", county=book.county_name, term=paper.term)
    line = paper.word("line-changes", office=book.office, made_on=book.made_on, count=count)
    write_head(paper, sheet, (title, f"{line}\n{paper.word('how-changes')}"), _FRAME)
    text = [text_column(changes, column) for column in CHANGED_COLUMNS]
    blank: Sequence[Value] = [None] * count
    after = write_rows(paper, sheet, _FRAME, [list(range(1, count + 1)), *text, *[blank] * _BLANK])
    sheet.put_spans(after, [Span(0, len(_FRAME) - 1, paper.word("changes-note"), paper.styles["note"])], height=18)
    labels = tuple(paper.word(f"box-changes-{name}") for name in ("handled", "second", "head"))
    write_boxes(paper, sheet, after + 1, widths, Boxes((("", labels),), 52.0))
    canon = ("".join(f"{len(value)}:{value}" for value in row) for row in zip(*text, strict=True))
    paper.foot(sheet, sheet_digest(("changes/1", str(book.term)), canon), of_batch=False)
