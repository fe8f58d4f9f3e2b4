"""The ledger as it stands for a term: its lines with their state, derived from what was posted and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from aid_ledger.store import Connection, columns_of, referred

_MOVES = ("line", "debit", "credit", "amount")
_ACCOUNTS = ("payable", "in-transit", "paid", "receivable", "waived")
_CLAIMS = ("receivable", "waived")
Columns = dict[str, Any]
"""Columns by name, each a list or an array."""
Marks = np.ndarray[Any, np.dtype[np.bool_]]
Numbers = np.ndarray[Any, np.dtype[np.int64]]


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
    return pd.DataFrame(lines | _states(connection, lines, where, params) if states else lines)


def lines_elsewhere(connection: Connection, term: str, programmes: Sequence[str]) -> pd.DataFrame:
    """Return the lines of these programmes (at least one) in all terms but this one, with their persons alone."""
    names = {f"programme{place}": name for place, name in enumerate(programmes)}
    where = f"term <> :term AND programme IN ({', '.join(f':{name}' for name in names)})"
    return pd.DataFrame(_lines(connection, where, {"term": term, **names}))


def _lines(connection: Connection, where: str, params: dict[str, str]) -> Columns:
    """Return lines beside their persons: as lists, which few lines are joined in at once, where frames take long."""
    lines = columns_of(connection, "line", where, "seq, line", **params)
    lines["corrects"] = [corrects or "" for corrects in lines["corrects"]]
    of_lines = referred("person", "line", where) if where else ""
    persons = columns_of(connection, "person", of_lines, **params)
    place = {person: row for row, person in enumerate(persons["person"])}
    rows = [place.get(person, -1) for person in lines["person"]]
    for name in [name for name in persons if name not in lines]:
        values = [*persons[name], ""]  # the last: of a school, who is no person
        lines[name] = [values[row] for row in rows]
    return lines


def _states(connection: Connection, lines: Columns, where: str, params: dict[str, str]) -> Columns:
    place = {line: row for row, line in enumerate(lines["line"])}
    kind = np.array(lines["kind"], dtype=object)
    pay, reverse, recover = (_marks(kind == name) for name in ("pay", "reverse", "recover"))
    taken_back = {line for line, back in zip(lines["corrects"], reverse.tolist(), strict=True) if back}
    back = _among(lines["line"], taken_back)
    held = _balances(connection, place, where, params)
    outstanding, waived = (np.where(recover, -_with_reversing(lines, place, held[name]), 0) for name in _CLAIMS)
    done, any_back = recover & (outstanding == 0), held["paid"] < 0
    ordered, came_back, approved = _orders(connection, lines, where, params)
    cases = [
        reverse | (back & ~recover) | (back & done & ~any_back), recover & (waived > 0) & done, done,
        recover & approved, recover, held["paid"] > 0, held["in-transit"] > 0, ordered, came_back, approved,
    ]  # fmt: skip
    names = ["void", "waived", "recovered", "approved", "prepared", "paid", "sent", "approved", "returned",
             "approved"]  # fmt: skip
    return {
        "reversed": back, "sent": held["in-transit"] + held["paid"] > 0,
        "payable": np.where(pay & ~back, held["payable"], 0), "outstanding": outstanding, "waived": waived,
        "claim": outstanding + waived, "in_transit": held["in-transit"], "paid": held["paid"],
        "state": np.select(cases, names, "prepared").astype(object),
    }  # fmt: skip


def _balances(
    connection: Connection, place: Mapping[str, int], where: str, params: dict[str, str]
) -> dict[str, Numbers]:  # fmt: skip
    """Return what each line has in each book account, fen: credits less debits."""
    moves = columns_of(connection, "transfer", where, names=_MOVES, **params)
    account = {name: column for column, name in enumerate(_ACCOUNTS)}
    rows = np.array([place.get(line, -1) for line in moves["line"]], dtype=np.intp)
    amounts = np.array(moves["amount"], dtype=np.int64)
    held = np.zeros((len(_ACCOUNTS) + 1, len(place) + 1), dtype=np.int64)  # last: other accounts, what is of no line
    for side, sign in (("credit", 1), ("debit", -1)):
        of = np.array([account.get(name, -1) for name in moves[side]], dtype=np.intp)
        np.add.at(held, (of, rows), sign * amounts)
    return {name: held[column, :-1] for name, column in account.items()}


def _with_reversing(lines: Columns, place: Mapping[str, int], held: Numbers) -> Numbers:
    """Return balances of lines with those of the lines that take them back."""
    total = held.copy()
    for row, line in enumerate(lines["corrects"]):
        if line in place:
            total[place[line]] += held[row]
    return total


def _orders(connection: Connection, lines: Columns, where: str, params: dict[str, str]) -> tuple[Marks, Marks, Marks]:
    """Return which lines have an order that stands, which one that came back, and which are of approved batches."""
    of_lines = referred("line", "line", where) if where else ""
    orders = columns_of(connection, "payment_order", of_lines, names=("payment_order", "line"), **params)
    ends = columns_of(connection, "order_end", names=("payment_order", "why"))
    why = dict(zip(ends["payment_order"], ends["why"], strict=True))
    each = list(zip(orders["payment_order"], orders["line"], strict=True))
    stand = {line for order, line in each if order not in why}
    back = {line for order, line in each if why.get(order) == "returned"}
    approved = set(columns_of(connection, "approval", names=("batch",))["batch"])
    return _among(lines["line"], stand), _among(lines["line"], back), _among(lines["batch"], approved)


def _among(values: Sequence[str], names: Collection[str]) -> Marks:
    return np.array([value in names for value in values], dtype=np.bool_)


def _marks(found: Any) -> Marks:
    return np.asarray(found, dtype=np.bool_)


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
