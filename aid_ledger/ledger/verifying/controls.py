"""What follows from others: an order's amount, a file's hash total, a recovery booking's transfer, a second person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

import numpy as np

from aid_ledger.ledger.recoveries import ENDS
from aid_ledger.ledger.verifying.columns import (
    Rows,
    at,
    by_value,
    numbers,
    places,
    said,
    where,
)
from aid_ledger.ledger.verifying.finding import Bad
from aid_ledger.ledger.verifying.orders import hands
from aid_ledger.ledger.verifying.rows import Books, name_at
from aid_ledger.people import hash_total

_OUTSIDE, _PAYABLE = "aid", "payable"
Move = tuple[int, str, str, str, int]
"""Record, line, debit, credit, fen."""


def check(books: Books) -> Iterator[Bad]:
    """Yield the figures that do not follow."""
    yield from _orders(books)
    yield from _sendings(books)
    yield from _bookings(books)
    yield from _given_up(books)
    yield from _brought(books)


def _orders(books: Books) -> Iterator[Bad]:
    """An order is of exactly what its line had payable before the record that sealed it."""
    orders, lines = books.tables["payment_order"], books.tables["line"]
    seqs = numbers(orders["seq"])
    place = places(orders["line"], lines["line"])
    taken_back = np.full(len(lines["line"]) + 1, np.iinfo(np.int64).max)
    reverse = said(lines["kind"], "reverse")
    taken_back[places(lines["corrects"], lines["line"])[reverse]] = numbers(lines["seq"])[reverse]
    back = taken_back[place] < seqs
    wrong = (numbers(orders["amount"]) != _payable_before(books, place, seqs)) | back
    for row in where(wrong):
        yield Bad("payment_order", orders["payment_order"][row].as_py(), "not-what-was-payable")


def _payable_before(books: Books, lines: Rows, seqs: Rows) -> Rows:
    """Return what each line had payable before a record: running sums of its transfers, in the order of records."""
    moves = books.tables["transfer"]
    line, seq = places(moves["line"], books.tables["line"]["line"]), numbers(moves["seq"])
    sign = said(moves["credit"], _PAYABLE).astype(np.int64) - said(moves["debit"], _PAYABLE)
    width = int(max(seq.max(initial=0), max(books.journal, default=0))) + 2
    keys = line * width + seq
    order = np.argsort(keys, kind="stable")
    keys, moved = keys[order], (sign * numbers(moves["amount"]))[order]
    sums = np.concatenate([[0], np.cumsum(moved)])
    held: Rows = sums[np.searchsorted(keys, lines * width + seqs)] - sums[np.searchsorted(keys, lines * width)]
    return held


def _sendings(books: Books) -> Iterator[Bad]:
    """The hash total of a file is that of the accounts in it; where one of them was erased, nobody can say."""
    orders, sent, sendings = (books.tables[name] for name in ("payment_order", "sent_order", "sending"))
    persons = books.persons
    whose = places(orders["person"], persons["person"])[places(sent["payment_order"], orders["payment_order"])]
    account, blank = at(persons["account"], whose).to_pandas(), np.append(said(persons["salt"], ""), True)[whose]
    files = by_value(sent["sending"])
    nobody = np.zeros(0, dtype=np.int64)
    for sending, total in zip(sendings["sending"].to_pylist(), sendings["hash_total"].to_pylist(), strict=True):
        own = files.get(sending, nobody)
        if not blank[own].any() and total != f"{hash_total(account.iloc[own].astype('str')):012d}":
            yield Bad("sending", sending, "hash-total-differs")


def _given_up(books: Books) -> Iterator[Bad]:
    """Who gives up a claim is another person than who prepared it."""
    bookings, lines, batches = (books.tables[name] for name in ("recovery_booking", "line", "batch"))
    given_up = np.flatnonzero(said(bookings["kind"], "waived") | said(bookings["kind"], "written-off"))
    of = at(lines["batch"], places(at(bookings["line"], given_up), lines["line"])).to_pylist()
    prepared = dict(zip(batches["batch"].to_pylist(), batches["seq"].to_pylist(), strict=True))
    who = hands(books)
    for row, batch in zip(given_up.tolist(), of, strict=True):
        seq, since = bookings["seq"][row].as_py(), prepared.get(batch, 0)
        by, other = (books.journal[one].by if one in books.journal else "" for one in (seq, since))
        if by and who.behind(by, seq) & who.behind(other, since):
            yield Bad("recovery_booking", name_at("recovery_booking", bookings, row), "given-up-by-preparer")


def _brought(books: Books) -> Iterator[Bad]:
    """Who agrees to another account is not who imported a list that brought it; older records do not say which."""
    changes, who = books.tables["account_change"], hands(books)
    for change, seq in zip(changes["account_change"].to_pylist(), changes["seq"].to_pylist(), strict=True):
        record = books.journal.get(seq)
        said_ = record.body.get("brought") if record else None
        for one in said_.get(change, ()) if isinstance(said_, Mapping) else ():
            other = books.journal.get(one)
            if other is None or other.kind != "import" or one > seq:
                yield Bad("account_change", change, "brought-by-nothing")
            elif record and who.behind(record.by, seq) & who.behind(other.by, one):
                yield Bad("account_change", change, "approved-by-bringer")


def _bookings(books: Books) -> Iterator[Bad]:
    """Each recovery booking moved its amount on its line, and nothing else moves on a line that claims money back."""
    bookings, moves, lines = (books.tables[name] for name in ("recovery_booking", "transfer", "line"))
    claim = np.append(said(lines["kind"], "recover"), False)[places(moves["line"], lines["line"])]
    outside = said(moves["debit"], _OUTSIDE) | said(moves["credit"], _OUTSIDE)
    inside = np.flatnonzero(claim & ~outside)
    columns = [at(moves[name], inside).to_pylist() for name in ("seq", "line", "debit", "credit", "amount")]
    moved: Counter[Move] = Counter(zip(*columns, strict=True))
    names = ("recovery_booking", "seq", "line", "kind", "amount", "corrects")
    rows = list(zip(*(bookings[name].to_pylist() for name in names), strict=True))
    booked = {booking: (line, kind, amount) for booking, _, line, kind, amount, _ in rows}
    undone: set[str] = set()
    for booking, seq, line, kind, amount, corrects in rows:
        if kind == "undone":
            wrong = booked.get(corrects)
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
