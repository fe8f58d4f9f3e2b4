"""Orders: what an approval lets be sent. Compared with what should be sent now, sealed and withdrawn; never changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from aid_ledger.ledger.records import payment_digest
from aid_ledger.ledger.sealing import record
from aid_ledger.store import Connection, Head, columns_of, referred, rows_of

WANTED_COLUMNS = ("line", "person", "payee", "commitment", "account", "account_name", "amount")
_NUMBERS = ("seq", "number", "person", "amount")
_SAME = ["line", "account", "account_name", "amount"]


@dataclass(frozen=True, slots=True)
class Approval:
    """One approval as recorded. ``total`` is fen; ``payments`` the digest of all orders that stand after it."""

    approval: str
    batch: str
    orders: int
    withdrawn: int
    total: int
    payments: str
    head: Head


def orders_of(connection: Connection, where: str = "", **params: str) -> pd.DataFrame:
    """Return orders with their persons and what became of them, in order of their ids.

    Args:
        connection: for reading.
        where: a condition on ``payment_order``, our own text only.
        params: values of its parameters.

    Returns:
        All columns of ``payment_order`` and the personal columns, and: ``subject``; ``ended`` (why, blank: it stands);
        ``sending``, ``place`` (0: not sent) and ``sent``; ``settled`` (blank, ``paid`` or ``returned``, the last word).
    """
    orders: dict[str, Any] = columns_of(connection, "payment_order", where, "payment_order", **params)
    key = orders["payment_order"]
    of_persons = referred("person", "payment_order", where) if where else ""
    persons = columns_of(connection, "person", of_persons, **params)
    place = {person: row for row, person in enumerate(persons["person"])}
    rows = [place[person] for person in orders["person"]]
    for name in [name for name in persons if name not in orders]:
        orders[name] = np.array([persons[name][row] for row in rows], dtype=object)  # text, also where there are none
    own = referred("payment_order", "payment_order", where) if where else ""
    ends = columns_of(connection, "order_end", own, names=("payment_order", "why"), **params)
    names = ("payment_order", "sending", "place")
    sent = columns_of(connection, "sent_order", own, names=names, **params)
    said = columns_of(connection, "settled_order", own, "seq", names=("payment_order", "outcome", "seq"), **params)
    sendings = _looked_up(key, _pairs(sent, "sending"), "")
    return pd.DataFrame(
        orders
        | {name: np.array(orders[name], dtype=np.int64) for name in _NUMBERS}  # also where there are none
        | {
            "ended": _looked_up(key, _pairs(ends, "why"), ""),
            "sending": sendings,
            "place": _looked_up(key, _pairs(sent, "place"), 0).astype(np.int64),
            "sent": (sendings != "").astype(bool),
            "settled": _looked_up(key, _pairs(said, "outcome"), ""),
        }
    )


def _pairs(columns: Mapping[str, Sequence[Any]], name: str) -> Iterator[tuple[str, Any]]:
    return zip(columns["payment_order"], columns[name], strict=True)


def _looked_up(keys: Sequence[str], pairs: Iterable[tuple[str, Any]], none: str | int) -> Any:
    """Return the value of each key, ``none`` where it has none."""
    known = dict(pairs)
    return np.array([known.get(key, none) for key in keys], dtype=object)


def standing_orders(connection: Connection, batch: str) -> pd.DataFrame:
    """Return the orders of a batch that stand, as :func:`orders_of` does."""
    orders = orders_of(connection, "batch = :batch", batch=batch)
    return orders[orders["ended"] == ""].reset_index(drop=True)


@dataclass(frozen=True, slots=True)
class OrderChange:
    """What an approval would change: orders to seal (:data:`WANTED_COLUMNS`), to withdraw, and those that stay.

    ``kept`` are not sent yet; ``sent`` have been, and stand.
    """

    fresh: pd.DataFrame
    withdrawn: pd.DataFrame
    kept: pd.DataFrame
    sent: pd.DataFrame

    @property
    def after(self) -> pd.DataFrame:
        """What would stand: ``line, account, account_name, amount``."""
        return pd.concat([one[_SAME] for one in (self.sent, self.kept, self.fresh)], ignore_index=True)

    @property
    def empty(self) -> bool:
        """Whether nothing would change."""
        return self.fresh.empty and self.withdrawn.empty


def order_change(standing: pd.DataFrame, wanted: pd.DataFrame) -> OrderChange:
    """Compare what stands unsent with what should be sent now.

    Args:
        standing: the batch's standing orders.
        wanted: one row a line that has money to be sent and an account that may be used: :data:`WANTED_COLUMNS`.
    """
    unsent = standing[~standing["sent"]]
    have = pd.MultiIndex.from_frame(unsent[_SAME].astype(object))
    want = pd.MultiIndex.from_frame(wanted[_SAME].astype(object))
    stays = have.isin(want)
    return OrderChange(wanted[~want.isin(have)], unsent[~stays], unsent[stays], standing[standing["sent"]])


def seal_orders(
    connection: Connection, batch: Mapping[str, Any], change: OrderChange, lines: pd.DataFrame, *,
    by: str, at: str, document: str, words: Mapping[str, Any],
) -> Approval:  # fmt: skip
    """Record an approval: seal the new orders, withdraw those that fit no more.

    Args:
        connection: in a writing transaction; ``change`` was made from what it reads.
        batch: its record.
        change: as :func:`order_change` gives it, with person and commitment of the new orders.
        lines: the term's lines.
        by: who approves.
        at: when.
        document: 文号, blank if none.
        words: what else the record says.
    """
    name = str(batch["batch"])
    earlier = Counter(columns_of(connection, "payment_order", "batch = :batch", names=("line",), batch=name)["line"])
    fresh = change.fresh.sort_values("line")
    numbers = [earlier[line] + 1 for line in fresh["line"]]
    rows = [
        {"payment_order": f"{line}/{number}", "batch": name, "line": line, "number": number, "person": int(person),
         "payee": payee, "amount": int(amount), "commitment": commitment}
        for line, number, person, payee, amount, commitment in zip(
            fresh["line"], numbers, fresh["person"], fresh["payee"], fresh["amount"], fresh["commitment"], strict=True)
    ]  # fmt: skip
    ends = [{"payment_order": one, "why": "withdrawn"} for one in change.withdrawn["payment_order"]]
    total = int(fresh["amount"].sum())
    own = {
        "approval": f"{name}-A{len(rows_of(connection, 'approval', 'batch = :batch', batch=name)) + 1}",
        "batch": name, "document": document, "orders": len(rows), "withdrawn": len(ends),
        "total": total, "payments": orders_digest(change.after, lines),
    }  # fmt: skip
    end = record(
        connection, "approve", by=by, at=at, body={**own, "term": str(batch["term"]), **words},
        tables={"order_end": ends, "payment_order": rows, "approval": [own]},
    )  # fmt: skip
    return Approval(str(own["approval"]), name, len(rows), len(ends), total, str(own["payments"]), end)


def orders_digest(orders: pd.DataFrame, lines: pd.DataFrame) -> str:
    """Return the payment digest of orders: who, what, how much, to whom.

    Args:
        orders: ``line, account, account_name, amount``.
        lines: lines with their persons, these among them.
    """
    said = lines.set_index("line").loc[orders["line"], ["identity", "school_code", "school", "programme", "term",
                                                        "payee"]].reset_index(drop=True)  # fmt: skip
    money = orders[["account", "account_name", "amount"]].reset_index(drop=True)
    return payment_digest(pd.concat([said, money], axis=1).assign(kind="pay"))


def moved(
    connection: Connection, lines: pd.DataFrame, accounts: tuple[str, str], amounts: Sequence[int], at: str
) -> list[dict[str, Any]]:
    """Return transfers of lines from one book account to another, numbered on from what is there.

    Args:
        connection: in a writing transaction.
        lines: ``line, batch, term, programme``, one row a transfer.
        accounts: debit and credit.
        amounts: fen, one a row, above zero.
        at: when.
    """
    terms = {f"term{place}": term for place, term in enumerate(sorted(set(lines["term"])))}
    where = f"term IN ({', '.join(f':{name}' for name in terms)})"
    taken = Counter(columns_of(connection, "transfer", where, names=("line",), **terms)["line"]) if terms else Counter()
    rows = []
    keys = ("line", "batch", "term", "programme")
    for line, batch, term, programme, amount in zip(*(lines[key] for key in keys), amounts, strict=True):
        taken[line] += 1
        rows.append({
            "transfer": f"{line}-{taken[line]}", "batch": batch, "line": line, "term": term, "programme": programme,
            "debit": accounts[0], "credit": accounts[1], "amount": int(amount), "at": at, "corrects": None,
        })  # fmt: skip
    return rows
