"""Which file each row of a bank statement is of: debited once, in full or for what arrived, in parts, or refunded.

The most certain goes first: names with amounts, then amounts, then rows in a run that add up to one file and to no
other. No row is of two files, and what is not certain is left over. What families paid back goes by its bookings.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator

import pandas as pd

from aid_ledger.audit.checks import paid_back
from aid_ledger.audit.checks.fits import Fits
from aid_ledger.audit.checks.joined import joined
from aid_ledger.audit.checks.single_debits import single_debits, single_refunds

NEAR = 10
"""A row of no file is held against the file next to it where they differ by less than one part of so many."""
_NEAR_IN_PARTS = 100
"""Of rows in a run, one part of so many: they come near to something by chance more often than one row does."""
_RUN = 20
"""So many rows at most are one file."""
_REFUND = re.compile("退|冲|返还|失败|[未不]成功|撤")


def find_fits(
    rows: pd.DataFrame, files: pd.DataFrame, bookings: paid_back.Bookings | None = None,
    others: pd.DataFrame | None = None, payments: pd.DataFrame | None = None,
) -> tuple[Fits, pd.DataFrame]:  # fmt: skip
    """Give each row of a statement the file that it is of, and the files: those debited together are one row of them.

    Args:
        rows: ``day`` (text that sorts), ``summary``, ``amount`` (fen, below zero a credit), ``payee``.
        files: ``total, net, arrived, back`` (fen), ``day`` of sending, ``batch``, ``names`` (those that a summary may
            call it), ``sending`` and ``count``, indexed from 0.
        bookings: what is booked as paid back; what was found of them is filled in.
        others: files of other terms, with ``total, net`` and ``names``; a row that is one of them in full is fine.
        payments: the orders of the files, ``sending, line, holder, amount`` and ``returned``.
    """
    bookings = bookings or paid_back.Bookings()
    fits = _fits(rows, files, bookings, others, payments)
    for exactly in (True, False):
        together = joined(fits, files, NEAR, exactly=exactly)
        if together is not None:
            files = together
            fits = _fits(rows, files, bookings, others, payments)
    return fits, files


def _fits(
    rows: pd.DataFrame, files: pd.DataFrame, bookings: paid_back.Bookings, others: pd.DataFrame | None,
    payments: pd.DataFrame | None,
) -> Fits:  # fmt: skip
    bookings.forget()
    texts = list(zip(rows["summary"].tolist(), rows["payee"].tolist(), strict=True))
    fits = Fits(
        amounts=rows["amount"].tolist(), days=rows["day"].tolist(), named=[_named(text, files) for text, _ in texts],
        payees=[who for _, who in texts], words=[f"{text} {who}" for text, who in texts],
        totals=files["total"].tolist(), net=files["net"].tolist(), paid=files["arrived"].tolist(),
        back=files["back"].tolist(), sent=files["day"].tolist(),
        how=[""] * len(rows), file=[-1] * len(rows),
    )  # fmt: skip
    if payments is not None:
        single_debits(fits, files, payments)
    for step in (_by_name, _alone, _in_parts):
        step(fits)
    if others is not None:
        _of_others(fits, others)
    paid_back.certain(fits, bookings)
    if payments is not None:
        single_refunds(fits, files, payments[payments["returned"]])
    _refunds(fits)
    paid_back.likely(fits, bookings)
    for step in (_reversals, _named_rest, _near):
        step(fits)
    paid_back.near(fits, bookings, NEAR)
    _rest(fits)
    return fits


def _named(summary: str, files: pd.DataFrame) -> int:
    """Return the file that a summary names, by its number or the name of the file; -1 where none or several."""
    text = unicodedata.normalize("NFKC", summary).upper()
    found = [
        place
        for place, names in enumerate(files["names"])
        for name in names
        if name and re.search(rf"(?<![0-9A-Z]){re.escape(name.upper())}(?!\d)", text)
    ]
    return found[0] if len(set(found)) == 1 else -1


def _by_name(fits: Fits) -> None:
    """Several rows that name one file and together are what it should be; a debit taken back does not count."""
    for file in fits.files_left():
        debits, credits_ = ([row for row in fits.left(sign) if fits.named[row] == file] for sign in (1, -1))
        debit, credit = fits.sums(file)
        if credits_ and debits:
            fine = debit - credit in fits.should(file) or (debit > debit - credit == fits.totals[file])
        else:
            fine = len(debits) > 1 and debit in {fits.totals[file], fits.net[file]}
        if fine:
            whole = "whole" if debit == fits.totals[file] else "net"
            fits.give(debits, "part" if len(debits) > 1 else whole, file)
            fits.give(credits_, "refund", file)


def _alone(fits: Fits) -> None:
    """One debit that is a file: by name and amount, then by amount where it names none."""
    amounts, named = fits.amounts, fits.named
    _settle(fits, "whole", lambda row, file: named[row] == file and amounts[row] == fits.totals[file])
    _settle(fits, "net", lambda row, file: named[row] == file and amounts[row] == fits.net[file])
    _settle(fits, "whole", lambda row, file: amounts[row] == fits.totals[file])
    _settle(fits, "net", lambda row, file: named[row] < 0 and amounts[row] == fits.net[file])


def _settle(
    fits: Fits, how: str, fitting: Callable[[int, int], bool], order: Callable[[int, int], int] | None = None
) -> None:  # fmt: skip
    left = fits.files_left()
    for row in fits.left(1):
        found = [file for file in left if fitting(row, file)]
        if found:
            file = min(found, key=lambda one: order(row, one)) if order else found[0]
            fits.give([row], how, file)
            left.remove(file)


def _in_parts(fits: Fits) -> None:
    """Debits to one payee that stand one after the other and add up to one file and no other, since it was sent."""
    wanted: dict[int, set[int]] = defaultdict(set)
    for file in fits.files_left():
        for fen in {fits.totals[file], fits.net[file]} - {-1, 0}:
            wanted[fen].add(file)
    found = [
        (run, file)
        for run, fen in _runs(fits, fits.left(1, unnamed=True)) if len(run) > 1
        for file in wanted.get(fen, ()) if all(fits.days[row] >= fits.sent[file] for row in run)
    ]  # fmt: skip
    for run, file in found:
        if sum(file == other or bool({*run} & {*rows}) for rows, other in found) == 1:
            fits.give(run, "part", file)


def _of_others(fits: Fits, others: pd.DataFrame) -> None:
    """One debit that is a file of another term: by name and amount, then by amount where it names none."""
    named = [_named(words, others) for words in fits.words]
    left = set(range(len(others)))
    sums = [{total, net} - {-1, 0} for total, net in zip(others["total"], others["net"], strict=True)]
    for by_name in (True, False):
        for row in fits.left(1, unnamed=True):
            found = (file for file in sorted(left) if fits.amounts[row] in sums[file]
                     and (named[row] == file if by_name else named[row] < 0))  # fmt: skip
            file = next(found, -1)
            if file >= 0:
                fits.give([row], "elsewhere")
                left.remove(file)


def _runs(fits: Fits, rows: list[int]) -> Iterator[tuple[list[int], int]]:
    """Yield the runs among rows, those of one payee each, with their sums (fen, above zero)."""
    by_payee: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        by_payee[fits.payees[row]].append(row)
    for own in by_payee.values():
        for first in range(len(own)):
            total = 0
            for last in range(first, min(first + _RUN, len(own))):
                total += abs(fits.amounts[own[last]])
                yield own[first : last + 1], total


def _refunds(fits: Fits) -> None:
    """What came back of a file that was debited in full: the credits that name it, else a run, else all of several."""
    for file in fits.open():
        own = [row for row in fits.left(-1) if fits.named[row] == file]
        if own and fits.sums(file)[1] == fits.back[file]:
            fits.give(own, "refund", file)
    for file in fits.open():
        since = min(fits.days[row] for row in fits.of(file))
        run = next((run for run, fen in _runs(fits, _maybe_refunds(fits)) if fen == fits.back[file]
                    and all(fits.days[row] >= since for row in run)), [])  # fmt: skip
        fits.give(run, "refund", file)
    files, rows = fits.open(), _maybe_refunds(fits)
    if files and -sum(fits.amounts[row] for row in rows) == sum(fits.back[file] for file in files):
        fits.give(rows, "refund", files[0])
        fits.refunded.update(files)


def _maybe_refunds(fits: Fits) -> list[int]:
    return [
        row for row in fits.left(-1, unnamed=True) if not paid_back.says_so(fits.words[row])
        and (_REFUND.search(fits.words[row]) or not paid_back.says_other(fits.words[row]))
    ]  # fmt: skip


def _reversals(fits: Fits) -> None:
    """A debit of no file and the credit of the same amount and payee that takes it back."""
    for credit in _maybe_refunds(fits):
        same = (row for row in fits.left(1, unnamed=True) if fits.amounts[row] == -fits.amounts[credit]
                and fits.payees[row] == fits.payees[credit] and fits.days[row] <= fits.days[credit])  # fmt: skip
        own = next(same, None)
        if own is not None:
            fits.give([own, credit], "reversed")


def _named_rest(fits: Fits) -> None:
    """What names a file and is not what it should be: told as one where it is several rows or a credit.

    One debit more that names a file waits: it may be of another file that has none.
    """
    without = set(fits.files_left())
    for file in range(len(fits.totals)):
        own = [row for row in fits.left(1) + fits.left(-1) if fits.named[row] == file]
        credit = any(fits.amounts[row] < 0 for row in own)
        if credit or (file in without and len(own) > 1):
            fits.give(own, "sum", file)
        elif file in without:
            fits.give(own, "differs", file)


def _near(fits: Fits) -> None:
    """What is next to a file of which no debit was found: one row, or a run; with credits of it, told as one sum."""

    def apart(row: int, file: int) -> int:
        return abs(difference(fits.amounts[row], fits.totals[file], fits.net[file])[1])

    def near(row: int, file: int) -> bool:
        own = fits.named[row]
        exact = own >= 0 and apart(row, own) == 0  # it says which file it is of, and is its sum: debited once more
        return not exact and NEAR * apart(row, file) < fits.totals[file]

    _settle(fits, "near", near, apart)
    for file in fits.files_left():
        total, net = fits.totals[file], fits.net[file]
        runs = [
            (off, run) for run, fen in _runs(fits, fits.left(1, unnamed=True))
            if len(run) > 1 and _NEAR_IN_PARTS * (off := abs(difference(fen, total, net)[1])) < total
            and all(fits.days[row] >= fits.sent[file] for row in run)
        ]  # fmt: skip
        fits.give(min(runs, default=(0, []))[1], "sum", file)
    for row in _maybe_refunds(fits):
        files = fits.open()
        close = [file for file in files if NEAR * abs(fits.amounts[row] + fits.back[file]) < fits.back[file]]
        close = close or (files if len(files) == 1 and _REFUND.search(fits.words[row]) else [])
        if close:
            fits.give([row], "sum", min(close, key=lambda one: abs(fits.amounts[row] + fits.back[one])))
    for file in {file for how, file in zip(fits.how, fits.file, strict=True) if how == "sum"}:
        fits.give([row for row in fits.of(file) if fits.how[row] == "near"], "sum", file)


def _rest(fits: Fits) -> None:
    """What is left over: a debit that names a file is one too many, any other of no file."""
    for row in fits.left(1):
        fits.give([row], "again" if fits.named[row] >= 0 else "strange", fits.named[row])
    came = [row for row in fits.left(-1) if paid_back.says_so(fits.words[row])]
    fits.give([*came, *_maybe_refunds(fits)], "came")
    fits.give(fits.left(-1), "income")


def difference(amount: int, total: int, net: int) -> tuple[str, int]:
    """Return whether an amount is nearer to the whole of a file or to what arrived (-1: none), and by how much more."""
    near_net = net >= 0 and abs(amount - net) < abs(amount - total)
    return ("net", amount - net) if near_net else ("whole", amount - total)
