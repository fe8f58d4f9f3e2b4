"""Figures that follow from others: an order's amount, a file's hash total, the transfer behind a recovery booking."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from aid_ledger.ledger.recoveries import ENDS
from aid_ledger.ledger.verifying.finding import Bad
from aid_ledger.ledger.verifying.rows import Books
from aid_ledger.people import hash_total

_OUTSIDE, _PAYABLE = "aid", "payable"
Move = tuple[int, str, str, str, int]
"""Record, line, debit, credit, fen."""


def check(books: Books) -> Iterator[Bad]:
    """Yield the figures that do not follow."""
    yield from _orders(books)
    yield from _sendings(books)
    yield from _bookings(books)


def _orders(books: Books) -> Iterator[Bad]:
    """An order is of exactly what its line had payable before the record that sealed it."""
    orders, lines = books.tables["payment_order"], books.tables["line"]
    place = {line: row for row, line in enumerate(lines["line"])}
    taken_back = {
        corrects: seq
        for corrects, kind, seq in zip(lines["corrects"], lines["kind"], lines["seq"], strict=True)
        if kind == "reverse"
    }
    balance = _Payable(books, place)
    at = np.fromiter((place[line] for line in orders["line"]), dtype=np.int64, count=len(orders["line"]))
    seqs = np.array(orders["seq"], dtype=np.int64)
    wanted = balance.before(at, seqs)
    back = np.fromiter(
        (taken_back.get(line, seq) < seq for line, seq in zip(orders["line"], orders["seq"], strict=True)), dtype=bool,
        count=len(at),
    )  # fmt: skip
    wrong = (np.array(orders["amount"], dtype=np.int64) != wanted) | back
    for row in np.flatnonzero(wrong).tolist():
        yield Bad("payment_order", orders["payment_order"][row], "not-what-was-payable")


class _Payable:
    """What each line had payable before a record: running sums of its transfers, in the order of records."""

    def __init__(self, books: Books, place: dict[str, int]) -> None:
        moves = books.tables["transfer"]
        line = np.fromiter((place[one] for one in moves["line"]), dtype=np.int64, count=len(moves["line"]))
        sign = _is(moves["credit"]) - _is(moves["debit"])
        seq = np.array(moves["seq"], dtype=np.int64)
        self._width = int(max(seq.max(initial=0), max(books.journal, default=0))) + 2
        key = line * self._width + seq
        order = np.argsort(key, kind="stable")
        self._keys = key[order]
        moved = (sign * np.array(moves["amount"], dtype=np.int64))[order]
        self._sums = np.concatenate([[0], np.cumsum(moved)])

    def before(self, lines: np.ndarray[Any, Any], seqs: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        first = np.searchsorted(self._keys, lines * self._width)
        last = np.searchsorted(self._keys, lines * self._width + seqs)
        held: np.ndarray[Any, Any] = self._sums[last] - self._sums[first]
        return held


def _is(accounts: list[str]) -> np.ndarray[Any, Any]:
    return np.fromiter((one == _PAYABLE for one in accounts), dtype=np.int64, count=len(accounts))


def _sendings(books: Books) -> Iterator[Bad]:
    """The hash total of a file is that of the accounts in it; where one of them was erased, nobody can say."""
    orders, sent, sendings = (books.tables[name] for name in ("payment_order", "sent_order", "sending"))
    persons = books.persons
    whose = dict(zip(orders["payment_order"], orders["person"], strict=True))
    account = dict(zip(persons["person"], persons["account"], strict=True))
    erased = {person for person, salt in zip(persons["person"], persons["salt"], strict=True) if salt == ""}
    held: dict[str, list[int]] = {name: [] for name in sendings["sending"]}
    for order, sending in zip(sent["payment_order"], sent["sending"], strict=True):
        held[sending].append(whose[order])
    for sending, said in zip(sendings["sending"], sendings["hash_total"], strict=True):
        own = held[sending]
        if erased.isdisjoint(own):
            total = hash_total(pd.Series([account[person] for person in own], dtype="str"))
            if said != f"{total:012d}":
                yield Bad("sending", sending, "hash-total-differs")


def _bookings(books: Books) -> Iterator[Bad]:
    """Each recovery booking moved its amount on its line, and nothing else moves on a line that claims money back."""
    bookings, moves, lines = (books.tables[name] for name in ("recovery_booking", "transfer", "line"))
    claims = {line for line, kind in zip(lines["line"], lines["kind"], strict=True) if kind == "recover"}
    columns = [moves[name] for name in ("seq", "line", "debit", "credit", "amount")]
    moved: Counter[Move] = Counter(
        one for one in zip(*columns, strict=True) if one[1] in claims and _OUTSIDE not in one[2:4]
    )
    names = ("recovery_booking", "seq", "line", "kind", "amount", "corrects")
    rows = list(zip(*(bookings[name] for name in names), strict=True))
    said = {booking: (line, kind, amount) for booking, _, line, kind, amount, _ in rows}
    undone: set[str] = set()
    for booking, seq, line, kind, amount, corrects in rows:
        if kind == "undone":
            wrong = said.get(corrects)
            if wrong is None or wrong[::2] != (line, amount) or wrong[1] not in ENDS or corrects in undone:
                yield Bad("recovery_booking", booking, "undoes-nothing")
                continue
            undone.add(corrects)
            credit, debit = ENDS[wrong[1]]
        elif kind in ENDS:
            debit, credit = ENDS[kind]
        else:
            yield Bad("recovery_booking", booking, "not-moved")
            continue
        move = (seq, line, debit, credit, amount)
        if not moved[move]:
            yield Bad("recovery_booking", booking, "not-moved")
        moved[move] -= 1
    for (_, line, *_), count in moved.items():
        if count > 0:
            yield Bad("line", line, "moved-without-booking")
