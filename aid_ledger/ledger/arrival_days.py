"""The day on which money arrived, of settlements that were booked without one: said later by a record of its own.

What is booked is never written over. The record (``dated``) names settlements of which nobody knew the day; rows that
a return gave a day keep it.
"""

from __future__ import annotations

import json
from collections.abc import Collection

import pandas as pd

from aid_ledger.store import Connection, append, columns_of, rows_of

_KIND = "dated"


def settlements(connection: Connection) -> pd.DataFrame:
    """Return ``settled_order`` by its records; ``paid_on`` and ``voucher`` with what was said of them later."""
    said = pd.DataFrame(columns_of(connection, "settled_order", order="seq"))
    for row in rows_of(connection, "journal", f"kind = '{_KIND}'", "seq"):
        body = json.loads(str(row["body"]))
        own = said["seq"].isin(body["settlements"]) & (said["paid_on"] == "")
        said.loc[own, "paid_on"] = str(body["paid_on"])
        said.loc[own & (said["voucher"] == ""), "voucher"] = str(body["voucher"])
    return said


def date_settlements(
    connection: Connection, orders: Collection[str], day: str, voucher: str, *, by: str, at: str
) -> pd.DataFrame:
    """Say the day of those settlements of ``orders`` that have none.

    Args:
        connection: for writing.
        orders: payment orders that a return names, booked before.
        day: ISO.
        voucher: blank where there is none.
        by: who says it.
        at: the moment of the record.

    Returns:
        ``payment_order, seq`` of the payments that have a day now; none, and no record, where all had one.
    """
    said = settlements(connection)
    undated = said[(said["outcome"] == "paid") & (said["paid_on"] == "")]
    named = undated.loc[undated["payment_order"].isin(list(orders)), "seq"].unique()
    dated = undated.loc[undated["seq"].isin(named), ["payment_order", "seq"]].reset_index(drop=True)
    if len(dated):
        sendings = columns_of(connection, "sent_order", names=("payment_order", "sending"))
        of_order = dict(zip(sendings["payment_order"], sendings["sending"], strict=True))
        body = {
            "settlements": sorted(int(seq) for seq in named), "paid_on": day, "voucher": voucher,
            "sendings": sorted({of_order[order] for order in dated["payment_order"]}),
        }  # fmt: skip
        append(connection, _KIND, by=by, at=at, body=body)
    return dated
