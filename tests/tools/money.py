"""The steps of money on its way, as one call each, for tests of an office in a folder."""

from __future__ import annotations

from typing import Any

from aid_ledger.office.paying import Paid, PayOptions
from aid_ledger.office.recovering import Ending
from aid_ledger.office.settling import Settled, SettleOptions
from tests.tools.banks import Says, all_fine, returns_of
from tests.tools.county import AT, BY, Desk

OTHER = "李四"
"""Who approves; :data:`tests.tools.county.BY` prepares."""


def approve(desk: Desk, batch: str, by: str = OTHER) -> Any:
    """Approve a batch as the second person."""
    return desk.office.approve(batch, by=by, at=AT)


def pay(desk: Desk, batch: str, **options: Any) -> Paid:
    """Send what is approved of a batch."""
    return desk.office.pay(batch, PayOptions(**options), by=BY, at=AT)


def bank_says(desk: Desk, paid: Paid, says: Says = all_fine, **options: Any) -> Settled:
    """Have the bank return the files of a sending, and settle them."""
    return desk.office.settle(returns_of(desk.office, paid, says), SettleOptions(**options), by=BY, at=AT)


def payout_and_send(desk: Desk, term: str = "2023S") -> Paid:
    """Take a new payout all the way to the accounts."""
    batch = desk.payout(term).batch
    assert batch is not None
    approve(desk, batch.batch)
    paid = pay(desk, batch.batch)
    bank_says(desk, paid)
    return paid


def book(desk: Desk, line: str, kind: str = "returned", by: str = BY, **said: Any) -> dict[str, Any]:
    """Book how a recovery ends; money by a voucher, anything else by a document."""
    plain = {"on": "2023-06-01", "voucher": "V1"} if kind == "returned" else {"document": "示教资〔2023〕9号"}
    return desk.office.recovered(line, Ending(kind, **(plain | said)), by=by, at=AT)
