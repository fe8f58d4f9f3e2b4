"""Which batch's papers carry a 表校验码 read from paper: those of each are written again, out of sight, and compared.

A sheet that stands in the archive signed is genuine if the books of today still print it. What is printed on paper as
the digest of an approval or of a payment list is known too. A 审批单 shows what stood open on its day: once it is
approved it cannot be printed again, and the approval digest on it is what counts.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from aid_ledger.errors import LedgerError
from aid_ledger.office.money_papers import write_money_papers
from aid_ledger.office.papers import write_papers
from aid_ledger.reports import Foot, feet
from aid_ledger.store import rows_of

if TYPE_CHECKING:
    from aid_ledger.office import Office


@dataclass(frozen=True, slots=True)
class Carried:
    """Where a digest stands: ``kind`` is ``sheet``, ``approval`` or ``payments``.

    ``batch`` with its ``state`` and who approved it; of a sheet also file and sheet, of an approval its id as ``file``.
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
    """Return everything of a batch that carries a digest.

    Args:
        office: the workspace; nothing is written into it.
        digest: as printed, or longer; signs between its characters do not count.
        progress: called with each batch's name.
    """
    wanted = "".join(digest.split()).replace("-", "").lower()
    with office.database.read() as connection:
        approvals = rows_of(connection, "approval", order="seq")
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
        for foot in _feet(office, name, state):
            if wanted.startswith(own := foot.digest.replace("-", "").lower()) or own.startswith(wanted):
                found.append(Carried("sheet", name, state, by, foot.file, foot.sheet))
    return tuple(found)


def _feet(office: Office, batch: str, state: str) -> Iterator[Foot]:
    """Yield the foot of every sheet that the papers of a batch have today."""
    with tempfile.TemporaryDirectory(prefix="aid-ledger-sheets-", ignore_cleanup_errors=True) as folder:
        out = Path(folder)
        with feet(out) as seen:
            write_papers(office, [batch], out=out)
            write_money_papers(office, batch, out=out)
            if state == "prepared":
                _write_approval(office, batch, out)
        yield from seen


def _write_approval(office: Office, batch: str, out: Path) -> None:
    plan = office.plan_approval(batch)
    try:
        paper = office.approval_paper(plan)
    except LedgerError:  # the term is closed
        return
    office.write_approval_paper(plan, paper, at="2000-01-01", out=out)
