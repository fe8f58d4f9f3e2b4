"""The ledger as it stands for a term: its lines with their state, derived from what was posted and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from aid_ledger.store import Connection, columns_of, referred

_MOVES = ("line", "debit", "credit", "amount")
TEXT = {"corrects", "reason", "line", "subject", "programme", "kind"}


def lines_of(connection: Connection, term: str = "") -> pd.DataFrame:
    """Return the lines of a term (blank: of all), in posting order, with their persons and states.

    Returns:
        All columns of ``line`` and of ``person``, and: ``sent`` (money has left), ``reversed`` (taken back),
        ``state`` (``prepared``, ``void``, ``sent``, ``paid``). ``amount`` is fen, signed.
    """
    return _lines(connection, "term = :term" if term else "", {"term": term} if term else {})


def lines_elsewhere(connection: Connection, term: str, programmes: Sequence[str]) -> pd.DataFrame:
    """Return the lines of these programmes (at least one) in all terms but this one, as :func:`lines_of` does."""
    names = {f"programme{place}": name for place, name in enumerate(programmes)}
    where = f"term <> :term AND programme IN ({', '.join(f':{name}' for name in names)})"
    return _lines(connection, where, {"term": term, **names})


def _lines(connection: Connection, where: str, params: dict[str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(columns_of(connection, "line", where, "seq, line", **params))
    persons = _persons(connection, where, params)
    transfers = pd.DataFrame(columns_of(connection, "transfer", where, names=_MOVES, **params))
    frame["corrects"] = frame["corrects"].where(frame["corrects"].notna(), "")
    frame = frame.merge(persons.drop(columns=["subject", "payee"]), on="person", how="left")
    for column in persons.columns.drop(["person", "subject", "payee"]):
        frame[column] = frame[column].where(frame[column].notna(), "")
    frame["reversed"] = frame["line"].isin(frame.loc[frame["kind"] == "reverse", "corrects"])
    frame["sent"] = _reached(frame, transfers, "in-transit")
    paid = _reached(frame, transfers, "paid")
    frame["state"] = "prepared"
    frame.loc[frame["sent"], "state"] = "sent"
    frame.loc[paid, "state"] = "paid"
    frame.loc[frame["reversed"] | (frame["kind"] == "reverse"), "state"] = "void"
    return frame


def _persons(connection: Connection, where: str, params: dict[str, str]) -> pd.DataFrame:
    of_lines = referred("person", "line", where) if where else ""
    persons = pd.DataFrame(columns_of(connection, "person", of_lines, "person", **params))
    return persons.astype({"person": "Int64"}) if len(persons) else persons


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
