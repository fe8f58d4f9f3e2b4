"""Use case inside others: payments that failed as the bank said first, and arrived as it says later.

Sent once more they would be paid twice, so from the moment that a return says so the line waits, until somebody books
that the money did arrive (``settle --arrived``) or the bank says again that it failed. What the bank said stands in the
journal's record of the return: ``contrary`` and ``confirmed``, orders each.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from aid_ledger.errors import Finding
from aid_ledger.ledger import lines_of, orders_of
from aid_ledger.payments import Matched
from aid_ledger.store import Connection, columns_of, rows_of

_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Contrary:
    """Orders of which a return says something new: that they arrived after all, or failed as was booked.

    ``sendings``: the files that they were in.
    """

    arrived: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()
    sendings: frozenset[str] = frozenset()

    @property
    def body(self) -> dict[str, list[str]]:
        """What the journal says of it; nothing where there is nothing new."""
        said = {"contrary": sorted(self.arrived), "confirmed": sorted(self.confirmed)}
        return {name: orders for name, orders in said.items() if orders}


def said_paid(connection: Connection) -> frozenset[str]:
    """Return the orders that are booked as come back and that the bank's last word says were paid."""
    said: set[str] = set()
    for row in rows_of(connection, "journal", "kind = 'settle'", "seq"):
        body = json.loads(str(row["body"]))
        said |= set(body.get("contrary", ()))
        said -= set(body.get("confirmed", ()))
    if not said:
        return frozenset()
    words = columns_of(connection, "settled_order", "", "seq", names=("payment_order", "outcome"))
    last = dict(zip(words["payment_order"], words["outcome"], strict=True))
    return frozenset(order for order in said if last.get(order) == "returned")


def arrived_after_all(matched: Matched, sent: pd.DataFrame) -> list[str]:
    """Return the orders booked as come back whose rows agree in all but that they say paid.

    Args:
        matched: the return beside what was sent.
        sent: ``order, sending, settled``.
    """
    back = set(sent.loc[sent["settled"] == "returned", "order"])
    rows = matched.rows[(matched.rows["differs"] == "settled") & (matched.rows["reason"] == "")]
    return [order for order in dict.fromkeys(rows["order"].tolist()) if order in back]


def news(connection: Connection, matched: Matched, sent: pd.DataFrame) -> Contrary:
    """Return what a return says otherwise than was known of it; nothing new where it is read again."""
    known = said_paid(connection)
    arrived = [order for order in arrived_after_all(matched, sent) if order not in known]
    again = matched.rows.loc[matched.rows["status"] == "repeated", "order"].tolist()
    confirmed = [order for order in dict.fromkeys(again) if order in known]
    files = sent.loc[sent["order"].isin([*arrived, *confirmed]), "sending"]
    return Contrary(tuple(arrived), tuple(confirmed), frozenset(files))


def bookable(connection: Connection, orders: Collection[str]) -> tuple[list[str], list[str], tuple[Finding, ...]]:
    """Say which of the orders can be booked as arrived: their money has neither left once more nor been taken back.

    Returns:
        Those orders; the orders approved since for the same lines and not sent, which end with them; what stands in
        the way of the others.
    """
    if not orders:
        return [], [], ()
    every = orders_of(connection)
    own = every[every["payment_order"].isin(list(orders))]
    others = every[every["line"].isin(own["line"]) & ~every["payment_order"].isin(list(orders))]
    out = set(others.loc[others["sent"] & (others["settled"] != "returned"), "line"])
    lines = lines_of(connection)
    payable = lines.set_index("line")["payable"].reindex(own["line"]).to_numpy() >= own["amount"].to_numpy()
    paid = columns_of(connection, "settled_order", "outcome = 'paid'", names=("payment_order",))["payment_order"]
    fine = payable & ~own["line"].isin(out).to_numpy() & ~own["payment_order"].isin(paid).to_numpy()
    unsent = others[(others["ended"] == "") & ~others["sent"] & others["line"].isin(own.loc[fine, "line"])]
    findings: tuple[Finding, ...] = ()
    if len(twice := own[~fine]):
        params = {"count": len(twice), "lines": "、".join(twice["line"].iloc[:_EXAMPLES])}
        findings = (Finding("return-arrived-not-booked", params=params, rows=len(twice)),)
    return own.loc[fine, "payment_order"].tolist(), unsent["payment_order"].tolist(), findings


_CONTRARY = {"returned": "return-settled-otherwise", "paid": "return-arrived-after-all"}
"""What is said of rows that are the contrary of what is booked, by what they say."""


def without_booked(matched: Matched, bookings: pd.DataFrame) -> tuple[dict[str, int], list[Finding]]:
    """Return counts and findings of a return once what differed from earlier bookings is booked."""
    counts, findings = dict(matched.counts), list(matched.findings)
    for outcome, name in _CONTRARY.items():
        own = bookings[(bookings["outcome"] == outcome) & (bookings["settled"] != "")]
        counts["mismatch"] -= len(own)
        counts["failed" if outcome == "returned" else "ok"] += len(own)
        findings = [one for one in findings if one.name != name or one.rows > len(own)]
    return counts, findings
