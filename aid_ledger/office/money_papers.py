"""Every paper of a batch that follows its approval, written again from the ledger: bank files, receipts, notes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from aid_ledger.office.recovery_papers import write_notes
from aid_ledger.office.sent_files import write_sendings
from aid_ledger.office.settled_papers import write_settled_papers
from aid_ledger.words import Lang

if TYPE_CHECKING:
    from aid_ledger.office import Office


def write_money_papers(
    office: Office, batch: str, *, out: Path | None = None, by_class: bool = False, lang: Lang = "zh"
) -> tuple[Path, ...]:  # fmt: skip
    """Write the bank files with their covers, 领取确认表, 退回更正清单 and 追缴通知单 of a batch, those that it has.

    Raises:
        InputError: ``batch-not-known``; a workbook that is open elsewhere.
    """
    folder = out or office.workspace.reports / batch.rsplit("-", 1)[0] / batch
    return (
        *write_sendings(office, batch, folder, missing=out is None, lang=lang),
        *write_settled_papers(office, batch, out=folder, by_class=by_class, lang=lang),
        *write_notes(office, batch, out=folder, lang=lang),
    )
