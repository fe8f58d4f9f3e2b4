"""Returns that name failures alone: the rest was paid if, and only if, what the bank debited proves it to the fen."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.errors import Finding, FindingsError, Place
from aid_ledger.money import format_yuan

_EXAMPLES = 3


def of_one_sending(sent: pd.DataFrame, places: npt.NDArray[np.int64]) -> pd.DataFrame:
    """Return the orders of the sendings that a return of failures may be of: those that wait for the bank's answer.

    Where none waits, or a row is of one that does not, those that its rows are of; all where they are of several.

    Args:
        sent: the orders of all sendings, ``SENT_COLUMNS``, indexed from 0.
        places: of each row the position of its order, below 0 where none is certain.
    """
    waiting = set(sent.loc[sent["settled"] == "", "sending"])
    named = set(sent["sending"].iloc[places[places >= 0]])
    chosen = waiting if waiting and named <= waiting else named
    return sent[sent["sending"].isin(list(chosen))].reset_index(drop=True) if chosen else sent


def with_the_rest(
    sent: pd.DataFrame, became: pd.DataFrame, statuses: pd.Series[str], debited: int, file: str
) -> pd.DataFrame:  # fmt: skip
    """Let every order that was not named be ``ok``; ``repeated`` where that was booked before.

    Args:
        sent: the orders of one sending, ``SENT_COLUMNS``.
        became: what the named ones became, row by row.
        statuses: of the rows of the return.
        debited: fen.
        file: for places.

    Raises:
        FindingsError: ``return-sending-unclear``: orders of several sendings, or of none;
            ``return-not-only-failures``: a row that is no certain failure; ``return-sum-differs``;
            ``return-failure-missing``: one that came back before is not named.
    """
    place = Place(file)
    sendings = sorted(sent["sending"].unique())
    if len(sendings) != 1:
        params = {"count": len(sendings), "sendings": "、".join(sendings[:_EXAMPLES])}
        raise FindingsError(Finding("return-sending-unclear", place, params))
    other = int((~statuses.isin(["failed", "repeated", "again"])).sum())
    if other:
        raise FindingsError(Finding("return-not-only-failures", place, {"count": other}, rows=other))
    named = became["became"] != "not-mentioned"
    whole, failed = int(sent["amount"].sum()), int(sent.loc[named, "amount"].sum())
    if whole - failed != debited:
        params = {
            "sent": format_yuan(whole), "failed": format_yuan(failed), "rest": format_yuan(whole - failed),
            "debited": format_yuan(debited), "difference": format_yuan(whole - failed - debited),
        }  # fmt: skip
        raise FindingsError(Finding("return-sum-differs", place, params))
    missing = sent[~named & (sent["settled"] == "returned")]
    if len(missing):
        params = {"count": len(missing), "lines": "、".join(missing["line"].iloc[:_EXAMPLES])}
        raise FindingsError(Finding("return-failure-missing", place, params, rows=len(missing)))
    paid_before = sent["settled"] == "paid"
    rest = pd.Series("ok", index=sent.index, dtype="str").where(~paid_before, "repeated")
    return became.assign(became=became["became"].where(named, rest))
