"""Which sent order each row of a return is of, on what the row says of itself alone.

A row with an id is of that line or order, or of nothing of ours: a place and an amount that fit by chance never make up
for an id that does not. Where a line was sent twice, the row must show which sending it is of; nothing is guessed.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.payments.agreement import accounts_for_comparing, is_masked, same_accounts, same_names
from aid_ledger.people import normalise_names

NONE, UNCLEAR = -1, -2
"""In place of the position of an order: none of ours; one of several."""

Places = npt.NDArray[np.int64]


def find_orders(sent: pd.DataFrame, rows: pd.DataFrame) -> Places:
    """Return for each row of the return the position of its order in ``sent``, ``NONE`` or ``UNCLEAR``.

    Args:
        sent: ``SENT_COLUMNS``, indexed from 0.
        rows: ``RETURN_COLUMNS``, indexed from 0.
    """
    if sent.empty or rows.empty:
        return np.full(len(rows), NONE, dtype=np.int64)
    bare = rows["reference"] == ""
    found = []
    if not bare.all():
        found.append(_with(_by_id(sent, rows[~bare]), sent, rows))
    if bare.any():
        placed = _with(_by_place(sent, rows[bare & (rows["place"] > 0)]), sent, rows)
        same = placed["amount_same"] & (placed["account_same"] | (placed["no_account"] & placed["name_same"]))
        left = rows[bare & ~rows.index.isin(placed.loc[same, "row"])]
        alike = _with(_by_account(sent, left), sent, rows)
        found += [placed[same], alike[alike["amount_same"] & alike["account_same"] & alike["name_same"]]]
    return _chosen(pd.concat(found, ignore_index=True), len(rows))


def _pairs(rows: pd.DataFrame, sent: pd.DataFrame, on: list[str]) -> pd.DataFrame:
    return rows.merge(sent, on=on)[["row", "at"]]


def _by_id(sent: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    own = pd.DataFrame({"key": rows["reference"], "row": rows.index})
    ids = [pd.DataFrame({"key": sent[name], "at": sent.index}) for name in ("line", "order")]
    return pd.concat([_pairs(own, one, ["key"]) for one in ids]).drop_duplicates()


def _by_place(sent: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    own = pd.DataFrame({"key": rows["place"], "row": rows.index})
    return _pairs(own, pd.DataFrame({"key": sent["place"].astype("int64"), "at": sent.index}), ["key"])


def _by_account(sent: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Pair by amount and by the account, or where that is masked by the name."""
    masked = is_masked(rows["account"])
    found = []
    for own, column, key in (
        (rows[~masked], "account", accounts_for_comparing),
        (rows[masked], "account_name", normalise_names),
    ):
        theirs = own["account" if column == "account" else "name"]
        left = pd.DataFrame({"key": key(theirs), "amount": own["amount"], "row": own.index})
        right = pd.DataFrame({"key": key(sent[column]), "amount": sent["amount"], "at": sent.index})
        found.append(_pairs(left[left["key"] != ""], right, ["key", "amount"]))
    return pd.concat(found, ignore_index=True)


def _with(pairs: pd.DataFrame, sent: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs with what agrees in each."""
    own = rows.iloc[pairs["row"]].reset_index(drop=True)
    other = sent.iloc[pairs["at"]].reset_index(drop=True)
    pairs = pairs.reset_index(drop=True).astype("int64")
    return pairs.assign(
        amount_same=(own["amount"] == other["amount"]),
        account_same=same_accounts(other["account"], own["account"]),
        name_same=same_names(other["account_name"], own["name"]),
        no_account=own["account"] == "",
        no_name=own["name"] == "",
        place_same=(own["place"] > 0) & (own["place"] == other["place"]),
        sending=other["sending"],
    )


def _chosen(pairs: pd.DataFrame, count: int) -> Places:
    """Return the one order of each row that is left when what agrees less is put aside."""
    whole = pairs["amount_same"] & (pairs["account_same"] | pairs["no_account"])
    pairs = _kept(pairs.assign(whole=whole & (pairs["name_same"] | pairs["no_name"])), "whole")
    pairs = _kept(pairs, "place_same")
    single = ~pairs["row"].duplicated(keep=False)
    sendings = pairs.loc[single, "sending"].unique()
    if len(sendings) == 1:  # a file of the bank is of one file of ours
        pairs = _kept(pairs.assign(of_file=pairs["sending"] == sendings[0]), "of_file")
    found = np.full(count, NONE, dtype=np.int64)
    found[pairs["row"]] = pairs["at"]
    found[pairs.loc[pairs["row"].duplicated(keep=False), "row"]] = UNCLEAR
    return found


def _kept(pairs: pd.DataFrame, mark: str) -> pd.DataFrame:
    """Return the marked pairs of each row that has any, else all of the row."""
    return pairs[pairs[mark] | ~pairs.groupby("row")[mark].transform("any").astype(bool)]
