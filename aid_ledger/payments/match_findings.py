"""What a person should know of a return that does not fit what was sent: one finding a kind of difference."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from aid_ledger.errors import Finding, Place
from aid_ledger.money import format_yuan
from aid_ledger.payments.finding_orders import Places

_BY_DIFFERENCE = {
    "amount": "return-amount-differs",
    "name": "return-name-differs",
    "account": "return-account-differs",
    "settled": "return-settled-otherwise",
    "twice": "return-rows-contradict",
    "unclear": "return-order-unclear",
}
_EXAMPLES = 3


def findings_of(table: pd.DataFrame, sent: pd.DataFrame, at: Places) -> tuple[Finding, ...]:
    """Return the findings of a match, errors first.

    Args:
        table: ``MATCH_COLUMNS``, indexed from 0.
        sent: what was sent, indexed from 0.
        at: the position in ``sent`` of each row's order.
    """
    return tuple(_findings(table, sent, at))


def _findings(table: pd.DataFrame, sent: pd.DataFrame, at: Places) -> Iterator[Finding]:
    differs = table["differs"].str.split(";")
    for difference, name in _BY_DIFFERENCE.items():
        own = table[differs.map(lambda said, one=difference: one in said).astype(bool)]
        if own.empty:
            continue
        params: dict[str, object] = {"count": len(own), "lines": _lines(own)}
        if difference == "amount":
            ours, theirs = int(sent["amount"].iloc[at[own.index[0]]]), int(own["amount"].iloc[0])
            params |= {"sent": format_yuan(ours), "returned": format_yuan(theirs) if theirs >= 0 else "—"}
        yield Finding(name, _place(own), params, rows=len(own))
    unknown = table[table["status"] == "unknown"]
    if len(unknown):
        yield Finding("return-row-unknown", _place(unknown), {"count": len(unknown)}, rows=len(unknown))
    repeated = table["status"] == "repeated"
    before = pd.Series(
        [place >= 0 and sent["settled"].iloc[place] != "" for place in at], index=table.index, dtype=bool
    )
    for marks, name, severity in (
        (repeated & ~before, "return-row-twice", "warning"),
        (repeated & before, "return-row-repeated", "note"),
    ):
        own = table[marks]
        if len(own):
            params = {"count": len(own), "lines": _lines(own)}
            yield Finding(name, _place(own), params, rows=len(own), severity=severity)


def _lines(rows: pd.DataFrame) -> str:
    return "、".join([line for line in rows["line"].unique() if line][:_EXAMPLES]) or "—"


def _place(rows: pd.DataFrame) -> Place:
    first = rows.iloc[0]
    return Place(first["file"], first["sheet"], first["cell"])
