"""The ledger as it stands for a term: its lines with their state, derived from what was posted and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from aid_ledger.store import Connection, columns_of

TEXT = {"corrects", "reason", "line", "subject", "programme", "kind"}


def lines_of(connection: Connection, term: str = "") -> pd.DataFrame:
    """Return the lines of a term (blank: of all), in posting order, with their persons and states.

    Returns:
        All columns of ``line`` and of ``person``, and: ``sent`` (money has left), ``reversed`` (taken back),
        ``state`` (``prepared``, ``void``, ``sent``, ``paid``). ``amount`` is fen, signed.
    """
    where = "term = :term" if term else ""
    params = {"term": term} if term else {}
    frame = pd.DataFrame(columns_of(connection, "line", where, "seq, line", **params))
    persons = _persons(connection, frame)
    transfers = pd.DataFrame(columns_of(connection, "transfer", where, "seq, transfer", **params))
    frame["corrects"] = frame["corrects"].where(frame["corrects"].notna(), "")
    frame = frame.merge(persons.drop(columns=["student", "payee"]), on="person", how="left")
    for column in persons.columns.drop(["person", "student", "payee"]):
        frame[column] = frame[column].where(frame[column].notna(), "")
    frame["reversed"] = frame["line"].isin(frame.loc[frame["kind"] == "reverse", "corrects"])
    frame["sent"] = _reached(frame, transfers, "in-transit")
    paid = _reached(frame, transfers, "paid")
    frame["state"] = "prepared"
    frame.loc[frame["sent"], "state"] = "sent"
    frame.loc[paid, "state"] = "paid"
    frame.loc[frame["reversed"] | (frame["kind"] == "reverse"), "state"] = "void"
    return frame


def _persons(connection: Connection, lines: pd.DataFrame) -> pd.DataFrame:
    persons = pd.DataFrame(columns_of(connection, "person", "", "person"))
    wanted = persons[persons["person"].isin(lines["person"].dropna())] if len(lines) else persons.iloc[:0]
    return wanted.astype({"person": "Int64"}) if len(wanted) else wanted


def _reached(lines: pd.DataFrame, transfers: pd.DataFrame, account: str) -> pd.Series[bool]:
    """Tell which lines have more moved into this account than back out of it to an earlier one."""
    if transfers.empty:
        return pd.Series(data=False, index=lines.index)
    back = {"in-transit": "payable", "paid": "in-transit"}[account]
    into = transfers[transfers["credit"] == account].groupby("line")["amount"].sum()
    out = transfers[(transfers["debit"] == account) & (transfers["credit"] == back)].groupby("line")["amount"].sum()
    left = into.sub(out, fill_value=0)
    return lines["line"].isin(left[left > 0].index)


def balances(transfers: Sequence[dict[str, Any]]) -> dict[str, int]:
    """Return the balance of every book account, credits less debits, fen; they sum to zero.

    >>> balances([{"debit": "aid", "credit": "payable", "amount": 5}])
    {'aid': -5, 'payable': 5}
    """
    total: dict[str, int] = {}
    for transfer in transfers:
        total[transfer["debit"]] = total.get(transfer["debit"], 0) - transfer["amount"]
        total[transfer["credit"]] = total.get(transfer["credit"], 0) + transfer["amount"]
    return total
