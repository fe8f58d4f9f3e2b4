"""Days that are typed with a booking and cannot be: before the step that they follow, or after the booking itself.

They are warned of, not refused: of a past term that is entered afterwards every such day is right.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from aid_ledger.errors import Finding
from aid_ledger.store import Connection, columns_of, rows_of
from aid_ledger.words import shown_day


def returned_on(connection: Connection, own: Mapping[str, Any], on: str, at: str) -> list[Finding]:
    """Warn of money that came back before it was claimed, or after today.

    Args:
        connection: for reading.
        own: the line of the claim: ``line``, ``batch``.
        on: the day it came back, ISO.
        at: the moment of booking.
    """
    approvals = rows_of(connection, "approval", "batch = :batch", "seq", batch=str(own["batch"]))
    posted = rows_of(connection, "batch", "batch = :batch", batch=str(own["batch"]))[0]
    record = rows_of(connection, "journal", "seq = :seq", seq=(approvals or [posted])[-1]["seq"])[0]
    claimed = shown_day(str(record["at"]))
    if on < claimed:
        params = {"line": own["line"], "day": on, "claimed": claimed}
        return [Finding("returned-before-claim", severity="warning", params=params)]
    return _later(on, at)


def settled_on(connection: Connection, bookings: pd.DataFrame, at: str) -> list[Finding]:
    """Warn of money that arrived or came back before its file was sent, or after today; one finding a file.

    Args:
        connection: for reading.
        bookings: what is booked: ``sending`` and ``day`` (ISO, blank where nobody said it).
        at: the moment of booking.
    """
    sendings = columns_of(connection, "sending", names=("sending", "seq"))
    journal = columns_of(connection, "journal", "kind = 'pay'", names=("seq", "at"))
    days = {seq: shown_day(str(one)) for seq, one in zip(journal["seq"], journal["at"], strict=True)}
    sent = {name: days.get(seq, "") for name, seq in zip(sendings["sending"], sendings["seq"], strict=True)}
    said = bookings[bookings["day"] != ""]
    early = said[said["day"] < said["sending"].map(sent).fillna("")]
    found = [
        Finding("settled-before-sent", severity="warning",
                params={"sending": sending, "count": len(own), "day": own["day"].min(), "sent": sent[str(sending)]})
        for sending, own in early.groupby("sending", sort=True)
    ]  # fmt: skip
    return found or _later(str(said["day"].max()) if len(said) else "", at)


def _later(day: str, at: str) -> list[Finding]:
    today = shown_day(at)
    params = {"day": day, "today": today}
    return [Finding("day-after-today", severity="warning", params=params)] if day > today else []
