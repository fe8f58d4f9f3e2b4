"""The auditor's workbook: which sheets it has, in which order, and that each finds the others for its formulas."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from aid_ledger.audit.results import Reconciliation
from aid_ledger.reports.data import PayoutBook
from aid_ledger.reports.names import sheet_names
from aid_ledger.reports.paper import Job, open_paper
from aid_ledger.reports.reconciliation.evidence_sheets import finding_sheets, lines_sheet
from aid_ledger.reports.reconciliation.identity_sheets import groups_sheet, identities_sheet
from aid_ledger.reports.reconciliation.matching_sheets import checks_sheet, matching_sheet
from aid_ledger.reports.reconciliation.recalculation import recalculation_sheet, write_recalculation
from aid_ledger.reports.reconciliation.sample_sheet import population_sheet, sample_sheet
from aid_ledger.reports.reconciliation.sentences import Speaker
from aid_ledger.reports.reconciliation.sheets import Sheet, write_sheet
from aid_ledger.reports.reconciliation.summary_sheets import write_proof_sheet, write_summary_sheet
from aid_ledger.words import shown_day
from aid_ledger.words.catalogue import Lang

_SHEETS = (
    "summary", "matching", "identities", "checks", "groups", "lines", "recalculation", "sample", "population", "proof",
)  # fmt: skip


def book_of(report: Reconciliation) -> PayoutBook:
    """Return the head that every paper of the report carries."""
    head = report.head
    return PayoutBook.without_lines(
        office=head.office, county=head.county, term=head.term, made_on=shown_day(head.made_at),
        prepared_by=head.made_by, head=head.head,
    )  # fmt: skip


def own_names(say: Speaker) -> dict[str, str]:
    """Return the names of the sheets that every report has, and those of findings may not have."""
    return dict(zip(_SHEETS, sheet_names([say.word(f"sheet-name-{name}") for name in _SHEETS]), strict=True))


@contextmanager
def job_of(report: Reconciliation, folder: Path, lang: Lang) -> Iterator[Job]:
    """Prepare what all workbooks of the report in one folder share; the folder is made where it is missing."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="aid-ledger-") as scratch:
        yield Job(folder, book_of(report), lang, Path(scratch), lambda _rows: None)


def write_workbook(report: Reconciliation, path: Path, lang: Lang) -> Path:
    """Write the workbook; the same report gives the same bytes.

    Args:
        report: what it says.
        path: the file; an older one is replaced.
        lang: of headings and words.

    Raises:
        InputError: ``workbook-not-writable``.
    """
    say = Speaker(lang, report.titles)
    names = own_names(say)
    found = finding_sheets(report, say, list(names.values()))
    lines = lines_sheet(report, say, names)
    sheets = {
        "summary": Sheet(names["summary"], "", "", "", (), ()),
        "matching": matching_sheet(report, say, names),
        "checks": checks_sheet(report, say, names, found),
    }
    recalculation = recalculation_sheet(report, say, names, lines)
    groups = groups_sheet(report, say, names)
    identities = identities_sheet(report, say, names, groups)
    before = [sheets["matching"], identities, sheets["checks"], *found.values(), groups, lines]
    with job_of(report, path.parent, lang) as job, open_paper(job, path, rows=len(report.lines)) as paper:
        written = [write_summary_sheet(paper, report, say, sheets, found)]
        written += [write_sheet(paper, one)[2] for one in before]
        written.append(write_recalculation(paper, say, recalculation, lines))
        written.append(write_sheet(paper, sample_sheet(report, say, names))[2])
        if (population := population_sheet(report, say, names)) is not None:
            written.append(write_sheet(paper, population)[2])
        write_proof_sheet(paper, report, say, names["proof"], written)
    return path
