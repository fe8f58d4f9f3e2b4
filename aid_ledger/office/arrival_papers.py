"""What follows a settlement: its papers, and the day of arrival where it is said later."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from aid_ledger.errors import InputError
from aid_ledger.ledger import date_settlements
from aid_ledger.office.typed_days import settled_on
from aid_ledger.payments import Matched

if TYPE_CHECKING:
    from aid_ledger.office import Office
    from aid_ledger.office.settling import Settled, SettleOptions


def dated(
    office: Office, done: Settled, matched: Matched, sent: pd.DataFrame, options: SettleOptions, *, by: str, at: str
) -> Settled:
    """Say the day of a return that was booked without one, and write the papers of its rounds again."""
    named = matched.sent.loc[matched.sent["became"] == "repeated", "order"]
    with office.database.write() as connection:
        found = date_settlements(connection, set(named), options.paid_on, options.voucher, by=by, at=at)
        own = sent[["order", "batch", "sending"]].merge(found, left_on="order", right_on="payment_order")
        days = settled_on(connection, own.assign(day=options.paid_on), at)
    done = replace(done, dated=len(found), findings=(*done.findings, *days))
    for seq in sorted(set(own["seq"])):
        done = with_papers(office, done, own[own["seq"] == seq], int(seq), options)
    return done


def with_papers(
    office: Office, done: Settled, bookings: pd.DataFrame, seq: int, options: SettleOptions
) -> Settled:  # fmt: skip
    """Write the papers of a settlement (record ``seq``); one that cannot be written is warned of: all is booked."""
    from aid_ledger.office.settled_papers import write_settled_papers

    files = done.files
    batches = sorted(set(bookings["batch"]))
    try:
        for batch in batches:
            out = options.out / batch if options.out and len(batches) > 1 else options.out
            files += write_settled_papers(office, batch, out=out, seq=seq, by_class=options.by_class, lang=options.lang)
    except InputError as error:
        late = tuple(replace(finding, severity="warning") for finding in error.findings)
        return replace(done, files=files, findings=(*done.findings, *late))
    return replace(done, files=files)
