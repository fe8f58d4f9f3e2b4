"""Writes the whole report into one folder: workbook, page, and a 疑点清单 for each school that has findings."""

from __future__ import annotations

import os
from pathlib import Path

from aid_ledger.audit.results import Reconciliation
from aid_ledger.reports.reconciliation.doubts import write_doubts
from aid_ledger.reports.reconciliation.earlier import clear_earlier, write_listing
from aid_ledger.reports.reconciliation.page import write_page
from aid_ledger.reports.reconciliation.workbook import write_workbook
from aid_ledger.words import phrase
from aid_ledger.words.catalogue import Lang


def write_reconciliation(
    report: Reconciliation, folder: Path, *, language: Lang = "zh"
) -> list[Path]:  # fmt: skip
    """Write all documents of the report; the same report gives the same bytes.

    A 疑点清单 that an earlier report wrote here and nobody has touched since is taken away first; one that somebody
    wrote into is put aside (:mod:`.earlier`). Of a school without findings none is left among those of today.

    Args:
        report: what they say.
        folder: made where it is missing, readable by its owner only.
        language: of headings and words.

    Returns:
        The workbook, the page, then one 疑点清单 a school; the list of these with their digests lies beside them.

    Raises:
        InputError: ``workbook-not-writable``.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    stem = phrase("report-file", language, term=str(report.head.term))
    book = write_workbook(report, folder / f"{stem}.xlsx", language)
    page = write_page(report, folder / f"{stem}.html", language)
    listing = folder / phrase("report-listing", language, term=str(report.head.term))
    clear_earlier(listing, folder / phrase("report-folder-earlier", language))
    doubts = folder / phrase("report-folder-doubts", language)
    if os.name == "posix" and doubts.exists():
        doubts.chmod(0o700)
    written = write_doubts(report, doubts, language)
    write_listing(listing, written)
    return [book, page, *written]
