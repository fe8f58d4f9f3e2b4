"""Use case inside others: accounts to which a line's money went and came back for a reason that lies with them.

Sent there once more it would come back once more, so the line waits: until another number or another holder stands for
it, or a list of accounts that came in after the return gives the same ones again, as a school does whose parent had
the account released.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.office.evaluation import Picture
from aid_ledger.office.sources import all_sources
from aid_ledger.payments import reasons_of_accounts
from aid_ledger.store import Connection, columns_of

_SAME = ["line", "account", "account_name"]


def accounts_sent_back(connection: Connection, orders: pd.DataFrame) -> pd.Series[int]:
    """Return the journal number of the last return for a reason of the account, by line, account and holder.

    Args:
        connection: for reading.
        orders: all orders, as :func:`aid_ledger.ledger.orders_of` gives them.
    """
    said = pd.DataFrame(columns_of(connection, "settled_order", names=("payment_order", "outcome", "reason", "seq")))
    back = said[(said["outcome"] == "returned") & said["reason"].isin(list(reasons_of_accounts()))]
    own = orders[["payment_order", *_SAME]].merge(back[["payment_order", "seq"]], on="payment_order")
    return own.groupby(_SAME)["seq"].max()


def lists_of_accounts(connection: Connection) -> dict[str, int]:
    """Return the lists of accounts ever imported, each with the journal number of its latest import."""
    return {str(row["source"]): int(row["seq"]) for row in all_sources(connection) if row["kind"] == "accounts"}


def goes_there_again(
    own: pd.DataFrame, back: pd.Series[int], students: npt.NDArray[np.int64], lists: Mapping[str, int], view: Picture
) -> npt.NDArray[np.bool_]:
    """Tell which lines would go to an account that the bank refused, and nobody has named again since.

    Args:
        own: ``line, payee, account, account_name`` as known today, one row a line.
        back: as :func:`accounts_sent_back` gives it.
        students: the student of each line in ``view``; below zero where it has none.
        lists: as :func:`lists_of_accounts` gives it.
        view: the term's picture.
    """
    if back.empty:
        return np.zeros(len(own), dtype=bool)
    refused = back.reindex(pd.MultiIndex.from_frame(own[_SAME].astype(object)), fill_value=-1).to_numpy(dtype=np.int64)
    imported = np.array([*(lists.get(one.source, -1) for one in view.linked.sources), -1], dtype=np.int64)
    source = np.append(view.linked.students["account_src"].to_numpy(dtype=np.int64), -1)[students]
    named = np.where((own["payee"] == "student").to_numpy(dtype=bool) & (students >= 0), imported[source], -1)
    return np.asarray((refused >= 0) & (named < refused), dtype=bool)
