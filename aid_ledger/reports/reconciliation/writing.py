"""Writes the whole report into one folder: workbook, page, and a 疑点清单 for each school that has findings."""

from __future__ import annotations

import os
from pathlib import Path

from aid_ledger.audit.results import Reconciliation
from aid_ledger.reports.reconciliation.doubts import write_doubts
from aid_ledger.reports.reconciliation.page import write_page
from aid_ledger.reports.reconciliation.workbook import write_workbook
from aid_ledger.words import phrase
from aid_ledger.words.catalogue import Lang


def write_reconciliation(
    report: Reconciliation, folder: Path, *, language: Lang = "zh"
) -> list[Path]:  # fmt: skip
    """Write all documents of the report; the same report gives the same bytes.

    Args:
        report: what they say.
        folder: made where it is missing, readable by its owner only.
        language: of headings and words.

    Returns:
        The workbook, the page, then one 疑点清单 a school.

    Raises:
        InputError: ``workbook-not-writable``.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    stem = phrase("report-file", language, term=str(report.head.term))
    book = write_workbook(report, folder / f"{stem}.xlsx", language)
    page = write_page(report, folder / f"{stem}.html", language)
    doubts = folder / phrase("report-folder-doubts", language)
    if os.name == "posix" and doubts.exists():
        doubts.chmod(0o700)
    return [book, page, *write_doubts(report, doubts, language)]
