"""银行报送封面: goes to the bank with its files, to compare counts, amounts and totals at the counter, and to sign."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from xlsxwriter.utility import xl_rowcol_to_cell

from aid_ledger.money import to_capitals
from aid_ledger.payments import Cover
from aid_ledger.reports.data import PayoutBook
from aid_ledger.reports.listing import HEAD_ROWS, Frame, write_head, write_rows
from aid_ledger.reports.names import safe_file_name
from aid_ledger.reports.paper import Job, Paper, open_paper, sheet_digest
from aid_ledger.reports.printing import clean, clean_all
from aid_ledger.reports.rows import Formula, RowSheet, Span, Value
from aid_ledger.reports.table import Boxes, write_boxes
from aid_ledger.store import short
from aid_ledger.words import phrase
from aid_ledger.words.catalogue import Lang

_FRAME: Frame = (
    ("no", 5, "no"), ("bank-file", 34, "wrap"), ("bank-whom", 7, "text"), ("bank-programmes", 30, "wrap"),
    ("bank-payer", 18, "wrap"), ("bank-count", 9, "count"), ("bank-total", 15, "money"), ("bank-capitals", 30, "wrap"),
    ("bank-hash", 15, "text"), ("bank-digest", 16, "text"),
)  # fmt: skip
_COUNT, _TOTAL = 5, 6
_BOXES = ("sent", "checked", "taken")


def write_bank_cover(
    folder: Path, head: PayoutBook, covers: Sequence[Cover], *, sending: str, bank: str, lang: Lang = "zh"
) -> Path:  # fmt: skip
    """Write the covering sheet of one sending.

    Args:
        folder: made if missing; a file of the same name is replaced.
        head: office, county, term and day.
        covers: the files, at least one, in the order of the sheet.
        sending: what the sheet and its file are called by: the batch, or a sending of it.
        bank: the form of the files in words.
        lang: of headings and words; 大写 stays Chinese.

    Raises:
        InputError: ``workbook-not-writable``: the file is open elsewhere.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{safe_file_name(phrase('sheet-file-bank-cover', lang, sending=sending))}.xlsx"
    with TemporaryDirectory(prefix="aid-ledger-") as scratch:
        job = Job(folder, head, lang, Path(scratch), lambda _rows: None)
        with open_paper(job, path, rows=len(covers)) as paper:
            _write(paper, covers, clean(sending), clean(bank))
    return path


def _write(paper: Paper, covers: Sequence[Cover], sending: str, bank: str) -> None:
    book = paper.book
    sheet = paper.sheet(paper.word("name-bank-cover"), [width for _, width, _ in _FRAME])
    title = paper.word("title-bank-cover", county=book.county_name, term=paper.term)
    line = paper.word("line-bank-cover", office=book.office, sending=sending, bank=bank, made_on=book.made_on)
    write_head(paper, sheet, (title, f"{line}\n{paper.word('note-bank-cover')}"), _FRAME)
    columns: list[Sequence[Value]] = [
        list(range(1, len(covers) + 1)),
        clean_all([one.file for one in covers]),
        [paper.word(f"bank-whom-{one.whom}") for one in covers],
        clean_all(["、".join(one.programmes) for one in covers]),
        clean_all([one.payer for one in covers]),
        [one.count for one in covers],
        [one.total / 100 for one in covers],
        [one.capitals for one in covers],
        [one.hash_total for one in covers],
        [short(one.digest) for one in covers],
    ]
    after = write_rows(paper, sheet, _FRAME, columns)
    _write_sum(paper, sheet, after, covers)
    labels = tuple(paper.word(f"box-bank-{name}") for name in _BOXES)
    write_boxes(paper, sheet, after + 2, [width for _, width, _ in _FRAME], Boxes((("", labels),)))
    texts = [
        (one.file, one.batch, one.payer, str(one.count), str(one.total), one.hash_total, one.digest) for one in covers
    ]
    rows = ("".join(f"{len(text)}:{text}" for text in row) for row in texts)
    paper.foot(sheet, sheet_digest(("bank-cover/1", str(book.term), sending), rows), of_batch=bool(book.batch))


def _write_sum(paper: Paper, sheet: RowSheet, row: int, covers: Sequence[Cover]) -> None:
    looks, last = paper.styles, len(_FRAME) - 1
    count, total = sum(one.count for one in covers), sum(one.total for one in covers)
    sums = [
        Formula(f"SUM({xl_rowcol_to_cell(HEAD_ROWS, at)}:{xl_rowcol_to_cell(row - 1, at)})", value)
        for at, value in ((_COUNT, count), (_TOTAL, total / 100))
    ]
    spans = [
        Span(0, _COUNT - 1, paper.word("total"), looks["sum-label"]),
        Span(_COUNT, _COUNT, sums[0], looks["sum-number"]),
        Span(_TOTAL, _TOTAL, sums[1], looks["sum-money"]),
        Span(_TOTAL + 1, last, None, looks["sum-label"]),
    ]
    sheet.put_spans(row, spans, height=20)
    capitals = paper.word("capitals", capitals=to_capitals(total))
    sheet.put_spans(row + 1, [Span(0, last, capitals, looks["sum-text"])], height=20)
