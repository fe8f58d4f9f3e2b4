"""Files that a bank debits payment by payment: rows that name a line, or the holder with the amount of an order.

A file was debited so where these rows are what it should be, or most of its payments are among them and no one row is
the file. Else they are left alone: one more payment to somebody is of no file.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable

import pandas as pd

from aid_ledger.audit.checks.fits import Fits
from aid_ledger.people import normalise_names

_LINE = re.compile(r"(?<![0-9A-Za-z])\d{4}[SA]-\d{3}-\d{5,}(?!\d)")


def single_debits(fits: Fits, files: pd.DataFrame, payments: pd.DataFrame) -> None:
    """Give the rows that are one payment each to the files of these payments, as parts or as a sum that differs.

    Args:
        fits: what has been found; of debits nothing yet.
        files: with ``sending``.
        payments: ``sending, line, holder`` and ``amount`` (fen), one row an order that was sent.
    """
    own, off, lines = _matched(fits, files, payments, fits.left(1), fits.amounts.__getitem__)
    size = payments.groupby("sending").size()
    whole = {fits.amounts[row] for row in fits.left(1)}
    for file, rows in own.items():
        total = sum(fits.amounts[row] for row in rows)
        should = {fits.net[file], fits.paid[file], *_in_full(fits, file)} - {-1, 0}
        if total in should:
            alone = "whole" if total == fits.totals[file] else "net"
            fits.give(rows, "part" if len(rows) > 1 else alone, file)
            fits.lines[file] = lines[file]
            continue
        full = bool(off[file]) and total + sum(off[file].values()) in should
        if full or (2 * len(rows) >= int(size[files["sending"].iloc[file]]) and len(rows) > 1 and not should & whole):
            fits.give(rows, "part" if full else "sum", file)
            fits.due.update(off[file])
            fits.give(off[file], "off", file)
            fits.lines[file] = lines[file]


def single_refunds(fits: Fits, files: pd.DataFrame, payments: pd.DataFrame) -> None:
    """Give the credits that are one returned payment each to their files, where these were debited in full.

    So one credit more, or of another sum, stands by itself.

    Args:
        fits: what has been found; debits are done.
        files: with ``sending``.
        payments: as for :func:`single_debits`, those that were returned.
    """
    own, off, _ = _matched(fits, files, payments, fits.left(-1), lambda row: -fits.amounts[row])
    for file in sorted({*own, *off}):
        debits = [row for row, of in enumerate(fits.file) if of == file]
        full = sum(fits.due.get(row, fits.amounts[row]) for row in debits) in _in_full(fits, file)
        if file not in fits.refunded and (full or any(fits.how[row] == "sum" for row in debits)):
            fits.give(own.get(file, ()), "refund", file)
            fits.due.update({row: -fen for row, fen in off.get(file, {}).items()})
            fits.give(off.get(file, ()), "off", file)


def _in_full(fits: Fits, file: int) -> set[int]:
    """What debits of a file come to where returned ones are among them: all of it, or all that a bank has answered."""
    answered = fits.paid[file] + fits.back[file] if min(fits.paid[file], fits.back[file]) >= 0 else fits.totals[file]
    return {fits.totals[file], answered}


def _matched(
    fits: Fits, files: pd.DataFrame, payments: pd.DataFrame, rows: Iterable[int], amount: Callable[[int], int]
) -> tuple[dict[int, list[int]], dict[int, dict[int, int]], dict[int, set[str]]]:  # fmt: skip
    """Return by file the rows that are a payment of it, each payment once: by line and amount, else holder and amount.

    And those that name the line or the holder of a payment that no row is, with what that payment is (fen); and the
    lines of both. Of a line that was sent again the payment that came back is taken last: many statements do not show
    it.
    """
    payments = payments.sort_values("returned", kind="stable")
    place = {sending: file for file, sending in enumerate(files["sending"].tolist())}
    by_line: dict[tuple[str, int], list[int]] = defaultdict(list)
    by_holder: dict[tuple[str, int], list[int]] = defaultdict(list)
    holders = normalise_names(payments["holder"].astype("str")).tolist()
    every = list(zip(payments["sending"], payments["line"], holders, payments["amount"].tolist(), strict=True))
    for number, (_, line, holder, fen) in enumerate(every):
        by_line[line, fen].append(number)
        if holder:
            by_holder[holder, fen].append(number)
    who = normalise_names(pd.Series(fits.payees, dtype="str")).tolist()
    own: dict[int, list[int]] = defaultdict(list)
    used: set[int] = set()
    rest = []

    def take(row: int, numbers: Iterable[int]) -> bool:
        number = next((one for one in numbers if one not in used and every[one][0] in place), -1)
        if number >= 0:
            used.add(number)
            own[place[every[number][0]]].append(row)
        return number >= 0

    for row in rows:
        named = _LINE.findall(fits.words[row])
        if not (len(named) == 1 and take(row, by_line.get((named[0], amount(row)), ()))):
            rest.append(row)
    rest = [
        row for row in rest
        if _LINE.search(fits.words[row]) or not take(row, by_holder.get((who[row], amount(row)), ()))
    ]  # fmt: skip
    open_: dict[str, list[int]] = defaultdict(list)
    for number, (sending, line, holder, _) in enumerate(every):
        if number not in used and sending in place:
            open_[line].append(number)
            open_[holder].append(number)
    off: dict[int, dict[int, int]] = defaultdict(dict)
    for row in rest:
        named = _LINE.findall(fits.words[row]) or [who[row]]
        left = [number for number in open_.get(named[0], ()) if number not in used] if len(named) == 1 else []
        if named[0] and len(left) == 1:
            used.add(left[0])
            off[place[every[left[0]][0]]][row] = every[left[0]][3]
    lines: dict[int, set[str]] = defaultdict(set)
    for number in used:
        lines[place[every[number][0]]].add(every[number][1])
    return own, off, lines
