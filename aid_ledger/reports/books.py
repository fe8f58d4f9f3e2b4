"""The papers of one batch, written into one folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from aid_ledger.reports.absent import write_absent
from aid_ledger.reports.cuts import write_cuts
from aid_ledger.reports.data import PayoutBook
from aid_ledger.reports.held import arrange, write_held
from aid_ledger.reports.paper import Job
from aid_ledger.reports.printing import print_lines
from aid_ledger.reports.roster import write_county_book, write_school_books
from aid_ledger.reports.summary import write_summary
from aid_ledger.words.catalogue import Lang

Progress = Callable[[int, int], object]
"""Called with the rows written and the rows to write, after each workbook or sheet."""


def write_payout_books(
    folder: Path, book: PayoutBook, *, lang: Lang = "zh", progress: Progress | None = None
) -> tuple[Path, ...]:
    """Write the sheets that go with a batch; the same data give the same bytes.

    Args:
        folder: made if missing; files of the same names are replaced, others left alone.
        book: what to print.
        lang: of headings and words; titles of programmes and 大写 stay Chinese.
        progress: called as rows are done.

    Returns:
        The files: county book, 汇总表, the schools' books in school order, 调减单, 待核实清单 and the list of children
        who may be out of school. A kind of paper with nothing to show is not written.

    Raises:
        InputError: ``workbook-not-writable``: the file is open elsewhere; what was written before it stays.
        KeyError: a reason or remark code has no words, which is a bug; nothing was written.
    """
    printed = print_lines(book, ("pay",), lang)
    cuts = print_lines(book, ("reverse", "recover", "ease"), lang)
    doubts = arrange(book, lang)
    total, done = 2 * len(printed.fen) + len(cuts.fen) + len(doubts.table) + len(book.absent), 0

    def tell(rows: int) -> None:
        nonlocal done
        done += rows
        if progress is not None:
            progress(done, total)

    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    paths: list[Path] = []
    with TemporaryDirectory(prefix="aid-ledger-") as name:
        job = Job(folder, book, lang, Path(name), tell)
        if printed.fen:
            paths += [write_county_book(job, printed), write_summary(job, printed, cuts)]
            paths += write_school_books(job, printed)
        if cuts.fen:
            paths.append(write_cuts(job, cuts))
        if len(doubts.table):
            paths.append(write_held(job, doubts))
        if len(book.absent):
            paths.append(write_absent(job))
    return tuple(paths)
