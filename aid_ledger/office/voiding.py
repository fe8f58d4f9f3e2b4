"""Use case: void. Takes back a batch of which nothing has been sent: reversing lines, nothing deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from aid_ledger.errors import Finding, LedgerError
from aid_ledger.ledger import Batch, Known, Posting, lines_of, post, require_open, standing_orders
from aid_ledger.office.payable import batch_record
from aid_ledger.office.payout import weights_of
from aid_ledger.terms import Term

if TYPE_CHECKING:
    from aid_ledger.office import Office


def void(office: Office, batch: str, *, why: str, by: str, at: str) -> Batch:
    """Take a batch back, its orders with it, and return the batch of reversing lines.

    What is still due by the rules comes with the next payout, as new lines.

    Raises:
        InputError: ``batch-not-known``.
        LedgerError: ``batch-was-sent``, ``batch-is-void``, ``recovery-is-booked``, ``term-closed``.
    """
    rulebook = office.rulebook()
    with office.database.write() as connection:
        record = batch_record(connection, batch)
        term = str(record["term"])
        require_open(connection, term)
        lines = lines_of(connection, term)
        standing = standing_orders(connection, batch)
        own = lines[lines["batch"] == batch]
        _refuse(batch, own, standing)
        open_ = own[((own["kind"] == "pay") | (own["kind"] == "recover")) & ~own["reversed"]]
        if open_.empty:
            raise LedgerError(Finding("batch-is-void", params={"batch": batch}))
        weights = weights_of(office, rulebook, Term.parse(term), set(open_["programme"]))
        posting = Posting(
            term=term, lines=_reversing(open_, lines), weights=weights,
            manifest={"void": batch}, by=by, at=at, kind="void", words={"void": batch, "why": why},
            tables={"order_end": [{"payment_order": one, "why": "void"} for one in standing["payment_order"]]},
        )  # fmt: skip
        return post(connection, posting, Known.read(connection)).batches[0]


def _refuse(batch: str, own: pd.DataFrame, standing: pd.DataFrame) -> None:
    if standing["sent"].any() or own["sent"].any():
        raise LedgerError(Finding("batch-was-sent", params={"batch": batch}))
    booked = own[(own["kind"] == "recover") & (own["outstanding"] + own["amount"] != 0) & ~own["reversed"]]
    if len(booked):
        raise LedgerError(Finding("recovery-is-booked", params={"batch": batch, "line": booked["line"].iloc[0]}))


def _reversing(open_: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    """Return the lines that take these back, each saying what that one said."""
    pairs = ["subject", "programme"]
    count = lines.groupby(pairs)["correction"].max().add(1)
    ordered = open_.sort_values([*pairs, "correction"])
    first = count.reindex(pd.MultiIndex.from_frame(ordered[pairs])).to_numpy(dtype="int64")
    return ordered.assign(
        correction=first + ordered.groupby(pairs).cumcount().to_numpy(), kind="reverse", corrects=ordered["line"],
        amount=-ordered["amount"], reason="void", student=ordered["student"].fillna(0).astype(int),
    )  # fmt: skip
