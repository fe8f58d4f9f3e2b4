"""The ledger as it stands for a term: its lines with their state, derived from what was posted and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from aid_ledger.store import Connection, columns_of, referred

_MOVES = ("line", "debit", "credit", "amount")
_ACCOUNTS = ("payable", "in-transit", "paid", "receivable", "waived")
TEXT = {"corrects", "reason", "line", "subject", "programme", "kind"}


def lines_of(connection: Connection, term: str = "", *, states: bool = True) -> pd.DataFrame:
    """Return the lines of a term (blank: of all), in posting order, with their persons and states.

    Args:
        connection: for reading.
        term: which.
        states: whether what became of the lines is wanted; without it the columns of ``line`` and ``person`` are all.

    Returns:
        All columns of ``line`` and of ``person``, and: ``sent`` (money has left and not come back), ``reversed``
        (taken back), ``payable`` (fen that an order may still send), ``outstanding`` and ``waived`` (fen of a recover
        line still claimed, and given up), ``claim`` (both), ``in_transit`` and ``paid`` (fen there; of a recover line
        ``paid`` is minus what came back), ``state`` (``prepared``, ``approved``, ``sent``, ``paid``,
        ``returned``, ``void``; of recoveries ``prepared``, ``approved``, ``recovered``, ``waived``, ``void``).
        ``amount`` is fen, signed.
    """
    where, params = ("term = :term", {"term": term}) if term else ("", {})
    lines = _lines(connection, where, params)
    return _with_states(connection, lines, where, params) if states else lines


def lines_elsewhere(connection: Connection, term: str, programmes: Sequence[str]) -> pd.DataFrame:
    """Return the lines of these programmes (at least one) in all terms but this one, with their persons alone."""
    names = {f"programme{place}": name for place, name in enumerate(programmes)}
    where = f"term <> :term AND programme IN ({', '.join(f':{name}' for name in names)})"
    return _lines(connection, where, {"term": term, **names})


def _lines(connection: Connection, where: str, params: dict[str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(columns_of(connection, "line", where, "seq, line", **params))
    persons = _persons(connection, where, params)
    frame["corrects"] = frame["corrects"].where(frame["corrects"].notna(), "")
    frame = frame.merge(persons.drop(columns=["subject", "payee"]), on="person", how="left")
    for column in persons.columns.drop(["person", "subject", "payee"]):
        frame[column] = frame[column].where(frame[column].notna(), "")
    return frame


def _with_states(connection: Connection, frame: pd.DataFrame, where: str, params: dict[str, str]) -> pd.DataFrame:
    frame["reversed"] = frame["line"].isin(frame.loc[frame["kind"] == "reverse", "corrects"])
    held = _balances(connection, frame["line"], where, params)
    frame["sent"] = (held["in-transit"] + held["paid"] > 0).to_numpy()
    recover = (frame["kind"] == "recover").to_numpy()
    open_ = ~frame["reversed"].to_numpy()
    frame["payable"] = np.where((frame["kind"] == "pay").to_numpy() & open_, held["payable"], 0)
    for name, account in (("outstanding", "receivable"), ("waived", "waived")):
        frame[name] = np.where(recover, -_with_reversing(frame, held[account]), 0)
    frame["claim"] = frame["outstanding"] + frame["waived"]
    frame["in_transit"], frame["paid"] = held["in-transit"].to_numpy(), held["paid"].to_numpy()
    frame["state"] = _states(connection, frame, held, where, params)
    return frame


def _persons(connection: Connection, where: str, params: dict[str, str]) -> pd.DataFrame:
    of_lines = referred("person", "line", where) if where else ""
    persons = pd.DataFrame(columns_of(connection, "person", of_lines, "person", **params))
    return persons.astype({"person": "Int64"}) if len(persons) else persons


def _balances(connection: Connection, lines: pd.Series[str], where: str, params: dict[str, str]) -> pd.DataFrame:
    """Return what each line has in each book account, fen: credits less debits."""
    moves = columns_of(connection, "transfer", where, names=_MOVES, **params)
    place = {line: row for row, line in enumerate(lines.tolist())}
    account = {name: column for column, name in enumerate(_ACCOUNTS)}
    rows = np.array([place.get(line, -1) for line in moves["line"]], dtype=np.intp)
    amounts = np.array(moves["amount"], dtype=np.int64)
    held = np.zeros((len(place) + 1, len(_ACCOUNTS) + 1), dtype=np.int64)  # last: what is of no line, other accounts
    for side, sign in (("credit", 1), ("debit", -1)):
        columns = np.array([account.get(name, -1) for name in moves[side]], dtype=np.intp)
        np.add.at(held, (rows, columns), sign * amounts)
    return pd.DataFrame(held[:-1, :-1], columns=list(_ACCOUNTS))


def _with_reversing(frame: pd.DataFrame, held: pd.Series[int]) -> Any:
    """Return balances of lines with those of the lines that take them back."""
    if not (frame["kind"] == "recover").any():
        return held.to_numpy()
    back = held.groupby(frame["corrects"].to_numpy()).sum()
    return held.to_numpy() + back.reindex(frame["line"], fill_value=0).to_numpy(dtype=np.int64)


def _states(connection: Connection, frame: pd.DataFrame, held: pd.DataFrame, where: str, params: dict[str, str]) -> Any:
    of_lines = referred("line", "line", where) if where else ""
    orders = pd.DataFrame(columns_of(connection, "payment_order", of_lines, names=("payment_order", "line"), **params))
    ends = pd.DataFrame(columns_of(connection, "order_end", names=("payment_order", "why")))
    ordered = frame["line"].isin(orders.loc[~orders["payment_order"].isin(ends["payment_order"]), "line"])
    back = set(ends.loc[ends["why"] == "returned", "payment_order"])
    came_back = frame["line"].isin(orders.loc[orders["payment_order"].isin(back), "line"])
    approved = frame["batch"].isin(set(columns_of(connection, "approval", names=("batch",))["batch"]))
    recover = frame["kind"] == "recover"
    done = recover & (frame["outstanding"] == 0)
    any_back = (-held["paid"] > 0).to_numpy()
    cases = [
        (frame["kind"] == "reverse") | (frame["reversed"] & ~recover) | (frame["reversed"] & done & ~any_back),
        recover & (frame["waived"] > 0) & done, done, recover & approved, recover,
        (held["paid"] > 0).to_numpy(), (held["in-transit"] > 0).to_numpy(), ordered, came_back, approved,
    ]  # fmt: skip
    names = ["void", "waived", "recovered", "approved", "prepared", "paid", "sent", "approved", "returned",
             "approved"]  # fmt: skip
    return np.select([np.asarray(case, dtype=bool) for case in cases], names, "prepared").astype(object)


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
