"""A workbook as an office prints it: fonts, borders, page set-up, foot, and the digest that a sheet carries.

Sizes are A4 at what Excel and WPS print; a sheet of fixed rows a page uses a scale and breaks of our own, since
Excel ignores breaks where a sheet is to fit a page.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from aid_ledger.errors import Finding, InputError, Place
from aid_ledger.reports.data import PayoutBook
from aid_ledger.reports.feet import note_foot
from aid_ledger.reports.kept import keep_worked_in
from aid_ledger.reports.printing import clean
from aid_ledger.reports.rows import RowSheet, style
from aid_ledger.reports.unwritten import is_noting, noted
from aid_ledger.store import short
from aid_ledger.words import phrase
from aid_ledger.words.catalogue import Lang

A4 = 9
SIDE_INCHES, TOP_INCHES, BOTTOM_INCHES = 0.4, 0.6, 0.65
WIDE_POINTS, HIGH_POINTS = 841.9, 595.3
_WIDE_SLACK, _HIGH_SLACK = 0.9, 0.955  # other programs and printers measure up to 6 % more, most of all in width
_DIGIT_PIXELS, _CELL_PADDING, _POINTS_A_PIXEL = 7, 5, 0.75
_MEASURE = {"font_name": "Arial", "font_size": 10}  # widths are counted in its digits; every system has its metrics

LARGE = 5_000  # rows
BODY_FONT, TITLE_FONT = "宋体", "黑体"

_TEXT = {"num_format": "@", "quote_prefix": True, "border": 1, "valign": "vcenter"}
_SUM = {"bold": True, "border": 1, "align": "right", "valign": "vcenter"}
_FORMATS: dict[str, dict[str, object]] = {
    "title": {"font_name": TITLE_FONT, "font_size": 17, "align": "center", "valign": "vcenter"},
    "line": {"font_size": 10.5, "align": "left", "valign": "vcenter", "shrink": True},
    "how": {"font_size": 10, "align": "left", "valign": "vcenter", "text_wrap": True},
    "fill": {**_TEXT, "align": "left", "text_wrap": True, "bg_color": "#FFF7D6"},
    "unit": {"font_size": 10.5, "align": "right", "valign": "vcenter"},
    "head": {"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True},
    "no": {"border": 1, "align": "center", "valign": "vcenter"},
    "text": {**_TEXT, "align": "center", "shrink": True},
    "left": {**_TEXT, "align": "left", "shrink": True},
    "wrap": {**_TEXT, "align": "left", "text_wrap": True},
    "money": {"num_format": "#,##0.00", "border": 1, "align": "right", "valign": "vcenter"},
    "due": {**_TEXT, "align": "center", "shrink": True, "bold": True, "bg_color": "#D9D9D9"},
    "change": {"num_format": "+#,##0;-#,##0;0", "border": 1, "align": "right", "valign": "vcenter"},
    "percent": {"num_format": "+0.0%;-0.0%;0.0%", "border": 1, "align": "right", "valign": "vcenter"},
    "count": {"num_format": "#,##0", "border": 1, "align": "right", "valign": "vcenter"},
    "sum-label": {"bold": True, "border": 1, "align": "center", "valign": "vcenter", "shrink": True},
    "sum-count": {"bold": True, "num_format": '#,##0"人"', "border": 1, "align": "center", "valign": "vcenter"},
    "sum-number": {**_SUM, "num_format": "#,##0;-#,##0;"},
    "sum-change": {**_SUM, "num_format": "+#,##0;-#,##0;0"},
    "sum-money": {**_SUM, "num_format": "#,##0.00;-#,##0.00;"},
    "sum-fen": {**_SUM, "num_format": "#,##0.00"},  # a sum that is nothing is said, as in the rows above it
    "sum-text": {"bold": True, "border": 1, "align": "left", "valign": "vcenter", "indent": 1},
    "check": {"font_size": 9, "border": 1, "align": "left", "valign": "vcenter", "indent": 1, "shrink": True},
    "note": {"font_size": 9, "align": "left", "valign": "vcenter"},
    "box": {"border": 1, "align": "left", "valign": "top", "text_wrap": True},
    "box-text": {"border": 1, "align": "left", "valign": "vcenter", "text_wrap": True, "indent": 1},
    "box-label": {"border": 1, "align": "center", "valign": "vcenter", "text_wrap": True},
}


@dataclass(frozen=True, slots=True)
class Job:
    """What all papers of a batch share.

    Attributes:
        scratch: folder for rows on their way, removed by the caller whatever happens.
        tell: called with the number of rows done since the last call.
    """

    folder: Path
    book: PayoutBook
    lang: Lang
    scratch: Path
    tell: Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Paper:
    """An open workbook with its styles by name; ``book`` and ``lang`` are what every sheet of it needs."""

    workbook: Any
    styles: dict[str, int]
    book: PayoutBook
    lang: Lang

    def word(self, name: str, **params: object) -> str:
        """Return ``[word.sheet-NAME]`` with its parameters cleaned for a cell."""
        return clean(phrase(f"sheet-{name}", self.lang, **params))

    def sheet(self, name: str, widths: Sequence[int]) -> RowSheet:
        """Add a landscape A4 sheet with these column widths in characters."""
        sheet: RowSheet = self.workbook.add_worksheet(name, worksheet_class=RowSheet)
        if (note := noted(Path(self.workbook.filename), name)) is not None:
            sheet.noted = note.blocks
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.set_margins(SIDE_INCHES, SIDE_INCHES, TOP_INCHES, BOTTOM_INCHES)
        sheet.center_horizontally()
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        return sheet

    @property
    def term(self) -> str:
        """The term as a title says it."""
        return self.book.term.zh if self.lang == "zh" else str(self.book.term)

    def foot(self, sheet: Any, digest: str, *, of_batch: bool = True) -> None:
        """Print batch (or only who made it, of a paper that is of none), digests and page numbers at the foot."""
        name = "foot-made" if not of_batch else "foot-batch" if self.book.batch else "foot-no-batch"
        if self.book.batch and not self.book.prepared_by:  # a paper for the wall names nobody
            name = "foot-batch-alone"
        left = self.word(name, batch=self.book.batch[:40], by=self.book.prepared_by[:20]).replace("&", "&&")
        digests = self.word("foot-digests", sheet=digest, chain=short(self.book.head))
        pages = self.word("foot-page", page="&P", pages="&N")
        note_foot(Path(self.workbook.filename), sheet.get_name(), digest)
        sheet.set_footer(f'&L&"{BODY_FONT}"&9{left}&C&"{BODY_FONT}"&9{digests}&R&"{BODY_FONT}"&9{pages}')


class _Styles(dict[str, int]):
    """The styles of a workbook, each added when it is first asked for: of hundreds of workbooks each needs half."""

    def __init__(self, workbook: Any) -> None:
        super().__init__()
        self._workbook = workbook

    def __missing__(self, name: str) -> int:
        self[name] = style(self._workbook.add_format({"font_name": BODY_FONT, "font_size": 10} | _FORMATS[name]))
        return self[name]


@contextmanager
def open_paper(job: Job, path: Path, *, rows: int = LARGE) -> Iterator[Paper]:
    """Open a workbook whose rows go to disk as they come; done when the block ends, readable by its owner only.

    Args:
        job: gives the date of making too, so that the same data give the same bytes.
        path: the file; an older one is replaced, unless somebody may have worked in it (:func:`keep_worked_in`).
        rows: how many there will be, where that is known; a small workbook is packed without a dozen files on the way.

    Raises:
        InputError: ``workbook-not-writable``.
    """
    options = {
        "constant_memory": True,
        "in_memory": False,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "tmpdir": str(job.scratch),
        "default_format_properties": dict(_MEASURE),
    }
    if is_noting():
        yield from _unwritten(job, path)
        return
    keep_worked_in(path, job.lang)
    workbook = xlsxwriter.Workbook(str(path), options)
    workbook.in_memory = rows < LARGE  # not by its option, which would stop the streaming of rows
    workbook.set_properties({"created": datetime.fromisoformat(job.book.made_on).replace(hour=0)})
    try:
        yield Paper(workbook, _Styles(workbook), job.book, job.lang)
        workbook.close()
    except FileCreateError as error:
        finding = Finding("workbook-not-writable", Place(path.name), {"file": path.name, "why": str(error)})
        raise InputError(finding) from error
    finally:
        _close_streams(workbook)
    if os.name == "posix":
        path.chmod(0o600)


def _unwritten(job: Job, path: Path) -> Iterator[Paper]:
    """Yield a workbook whose rows are noted and which is never packed."""
    workbook = xlsxwriter.Workbook(str(path), {"in_memory": True})
    try:
        yield Paper(workbook, _Styles(workbook), job.book, job.lang)
    finally:
        workbook.fileclosed = True


def _close_streams(workbook: Any) -> None:
    """Let go of the rows on their way, also of a workbook that was given up."""
    workbook.fileclosed = True
    for sheet in workbook.worksheets():
        if sheet.row_data_fh is not None:
            sheet.row_data_fh.close()


REPORT = "R-"
"""What a digest on a sheet of a report begins with: it is of no batch, and the books do not know it."""


def report_digest(head: Iterable[str], rows: Iterable[str]) -> str:
    """Return the 表校验码 of a sheet of a report, which nobody can take for that of a sheet of a batch."""
    return REPORT + sheet_digest(head, rows)


def sheet_digest(head: Iterable[str], rows: Iterable[str]) -> str:
    """Return the short 表校验码 of a sheet.

    SHA-256 over the UTF-8 of: each text of ``head``, then each row. A head text and each value of a row is
    written as its number of characters, a colon, and the text itself (``3:625``), so that no two lists of values
    look alike. ``head`` is the form, the programme, the term and the school; batch and date are not in it, so a
    change elsewhere leaves a sheet valid. Money is whole fen, a remark its codes.
    """
    sha = hashlib.sha256("".join(f"{len(text)}:{text}" for text in head).encode("utf-8", "replace"))
    sha.update("".join(rows).encode("utf-8", "replace"))
    return short(sha.hexdigest())


def pixels(widths: Sequence[int]) -> list[int]:
    """Return column widths in pixels as Excel draws them."""
    return [width * _DIGIT_PIXELS + _CELL_PADDING for width in widths]


def print_scale(widths: Sequence[int]) -> int:
    """Return the percent at which all columns stand on one landscape page, at most 100."""
    room = (WIDE_POINTS - 2 * SIDE_INCHES * 72) * _WIDE_SLACK
    return max(10, min(100, int(room / (sum(pixels(widths)) * _POINTS_A_PIXEL) * 100)))


def page_points(scale: int) -> float:
    """Return how many points of rows a page holds at ``scale``."""
    return (HIGH_POINTS - (TOP_INCHES + BOTTOM_INCHES) * 72) * _HIGH_SLACK * 100 / scale


def spread(widths: Sequence[int], parts: int, first: int = 0) -> list[tuple[int, int]]:
    """Divide the columns from ``first`` on into ``parts`` runs of about equal width: (first, last) each.

    >>> spread([5, 5, 5, 5], 2)
    [(0, 1), (2, 3)]
    """
    sizes = pixels(widths)[first:]
    whole, run, start = sum(sizes), 0, first
    out: list[tuple[int, int]] = []
    for offset, size in enumerate(sizes):
        run += size
        left = len(sizes) - offset - 1
        needed = parts - len(out) - 1
        if needed and (run >= whole * (len(out) + 1) / parts or left <= needed):
            out.append((start, first + offset))
            start = first + offset + 1
    return [*out, (start, len(widths) - 1)]
