"""Whose a 表校验码 read from paper is: the papers of each batch are written again, out of sight, and compared.

A sheet that stands in the archive signed is genuine if the books of today still print it. What is printed on paper as
the digest of an approval or of a payment list is known too. A 审批单 shows what stood open on its day and cannot be
printed again; the approval that it led to has recorded its digest. A 改正清单 that came back is archived with what was
decided by it. 待核实清单 and 改正清单 that are out are those that the lists of today still give; of older ones nothing
was ever posted, so the books cannot know them.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from aid_ledger.errors import AidLedgerError, InputError, LedgerError
from aid_ledger.intake import codes_in
from aid_ledger.office.money_papers import write_money_papers
from aid_ledger.office.notices import write_public_notices
from aid_ledger.office.outcomes import outcomes_of
from aid_ledger.office.papers import write_doubts, write_papers
from aid_ledger.office.payout import look
from aid_ledger.office.reviewing import review
from aid_ledger.reports import REPORT, Foot, feet, slip_digest
from aid_ledger.store import rows_of
from aid_ledger.terms import Term

if TYPE_CHECKING:
    from aid_ledger.office import Office


_DAY = "2000-01-01"
"""No digest of a sheet covers a day."""


@dataclass(frozen=True, slots=True)
class Carried:
    """Where a digest stands: ``kind`` is ``sheet``, ``approval``, ``payments``, ``approval-sheet``, ``slip``, ``open``.

    Or ``report``, of a report's sheet: that is written beside the books and not recorded in them.
    ``batch`` with its ``state`` and who approved it; of a sheet also file and sheet, of an approval its id as ``file``.
    A slip that came back has its number as ``file``, its term as ``batch``, and who recorded it as ``approved_by``.
    What is ``open`` (to be checked, or out with a school) is of no batch: ``batch`` is its term.
    """

    kind: str
    batch: str
    state: str
    approved_by: str
    file: str = ""
    sheet: str = ""


def carried_by(
    office: Office, digest: str, *, progress: Callable[[str], None] | None = None
) -> tuple[Carried, ...]:  # fmt: skip
    """Return everything that carries a digest.

    Args:
        office: the workspace; nothing is written into it.
        digest: as printed, or longer; signs between its characters do not count.
        progress: called with each batch's name.
    """
    if digest.startswith(REPORT):
        return (Carried("report", "", "", ""),)
    wanted = "".join(digest.split()).replace("-", "").lower()
    with office.database.read() as connection:
        approvals = rows_of(connection, "approval", order="seq")
        signed = {row["seq"]: json.loads(str(row["body"])).get("sheet", "")
                  for row in rows_of(connection, "journal", "kind = 'approve'")}  # fmt: skip
    found = []
    for batch in office.batches():
        name, state, by = batch["batch"], batch["state"], batch["approved_by"] or ""
        if progress:
            progress(name)
        if str(batch["digest"]).startswith(wanted):
            found.append(Carried("payments", name, state, by))
        for one in approvals:
            if one["batch"] == name and str(one["payments"]).startswith(wanted):
                found.append(Carried("approval", name, state, by, str(one["approval"])))
            if one["batch"] == name and _is(wanted, signed[one["seq"]]):
                found.append(Carried("approval-sheet", name, state, by, str(one["approval"])))
        for foot in _feet(office, name, state):
            if _is(wanted, foot.digest):
                found.append(Carried("sheet", name, state, by, foot.file, foot.sheet))
    found += _slips_back(office, wanted)
    return tuple(found or _open(office, wanted))


def _is(wanted: str, digest: str) -> bool:
    own = digest.replace("-", "").lower()
    return bool(own) and (wanted.startswith(own) or own.startswith(wanted))


def _slips_back(office: Office, wanted: str) -> Iterator[Carried]:
    """Yield the 改正清单 that came back, if this is its digest: the archived one has the rows that were printed."""
    documents = {str(row["document"]): row for row in office.decisions() if row["slip"] and row["document"]}
    for document, row in documents.items():
        codes = codes_in(office.evidence.read(document), document)
        for number in dict.fromkeys(code.split("|")[2] for code in codes):
            if number and _is(wanted, slip_digest(number, [code for code in codes if code.split("|")[2] == number])):
                yield Carried("slip", str(row["term"]), "", str(row["by"]), number)


def _open(office: Office, wanted: str) -> Iterator[Carried]:
    """Yield the 待核实清单 and 改正清单 that the lists of today give, if this is the digest of one."""
    for term in dict.fromkeys(Term.parse(str(batch["term"])) for batch in office.batches()):
        with tempfile.TemporaryDirectory(prefix="aid-ledger-sheets-", ignore_cleanup_errors=True) as folder:
            with feet(Path(folder)) as seen, suppress(AidLedgerError):  # a list that it cannot do without was retired
                view = look(office, term)
                write_doubts(office, (view, outcomes_of(view)), by="", at=_DAY, out=Path(folder))
                review(office, term, by="", at=_DAY, out=Path(folder) / "questions.xlsx")
            for foot in seen:
                if _is(wanted, foot.digest):
                    yield Carried("open", str(term), "", "", PurePosixPath(foot.file).name, foot.sheet)


def _feet(office: Office, batch: str, state: str) -> Iterator[Foot]:
    """Yield the foot of every sheet that the papers of a batch have today."""
    with tempfile.TemporaryDirectory(prefix="aid-ledger-sheets-", ignore_cleanup_errors=True) as folder:
        out = Path(folder)
        with feet(out) as seen:
            write_papers(office, [batch], out=out)
            write_money_papers(office, batch, out=out)
            with suppress(InputError):  # no pupil stands in it
                write_public_notices(office, batch, out=out / "notices")
            if state == "prepared":
                _write_approval(office, batch, out)
        yield from seen


def _write_approval(office: Office, batch: str, out: Path) -> None:
    plan = office.plan_approval(batch)
    try:
        paper = office.approval_paper(plan)
    except LedgerError:  # the term is closed
        return
    office.write_approval_paper(plan, paper, at=_DAY, out=out)
