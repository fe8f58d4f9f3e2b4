"""Which credits of a bank statement are recoveries that are booked: what families paid back, in parts too.

The most certain goes first: a credit that names the line, the voucher or the child, then one of the same day, then one
of some weeks around. Amounts are the same to the fen; several bookings of one voucher, line or day may be one credit,
and several credits of one payer or day one booking. What is next to a booking is told as one difference.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import product

from aid_ledger.audit.checks.fits import Fits
from aid_ledger.people import mask_payee

WITHIN = 31
"""Days between a credit that names nothing and its booking: offices book by the month."""
_SAYS_SO = re.compile("追缴|追回|缴回|退缴|清退|多发")
_SAYS_OTHER = re.compile("利息|结息|拨款|拨入|拨付|划拨|下达|额度|归集")
_SENT_BACK = re.compile("失败|[未不]成功|退票|冲正|冲销|撤")
"""What the bank itself gives back: it goes to the files first."""
_PAID_IN = "存入"
_MOST_OF_A_NAME = 12
_SHORTEST = 3
"""A voucher of fewer characters stands in any summary."""


@dataclass(frozen=True, slots=True)
class Bookings:
    """Recoveries booked as come back, one place each; ``taken`` and ``differs`` are filled in on the way.

    Attributes:
        amounts: fen. ``days``: 2023-06-01, when it came in. ``names``: whom a credit of it may be from.
        taken: those that a credit was found for, or that one stands beside.
        differs: rows of the statement and the bookings that they stand beside, which are not the same sum.
    """

    amounts: list[int] = field(default_factory=list)
    days: list[str] = field(default_factory=list)
    vouchers: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    names: list[frozenset[str]] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)
    differs: list[tuple[list[int], list[int]]] = field(default_factory=list)

    def forget(self) -> None:
        """Begin anew."""
        self.taken.clear()
        self.differs.clear()

    def left(self) -> list[int]:
        """Return the bookings of which no credit was found."""
        return [place for place in range(len(self.amounts)) if place not in self.taken]


def says_so(words: str) -> bool:
    """Say whether a credit calls itself money that was claimed back."""
    return _SAYS_SO.search(words) is not None


def says_other(words: str) -> bool:
    """Say whether a credit calls itself interest, an allotment, or what an organisation paid in."""
    if _SAYS_OTHER.search(words):
        return True
    payer = words.rpartition(" ")[2]
    person = 0 < len(payer) <= _MOST_OF_A_NAME and mask_payee(payer) != payer
    return _PAID_IN in words and not person


def certain(fits: Fits, bookings: Bookings) -> None:
    """Find the credits that name what they are of, then those of the very day."""
    _match(fits, bookings, lambda rows, places: all(_names(fits, row, bookings, places) for row in rows))

    def of_the_day(rows: list[int], places: list[int]) -> bool:
        sent_back = any(_SENT_BACK.search(fits.words[row]) for row in rows)
        return not sent_back and _apart(fits, rows, bookings, places) == 0

    _match(fits, bookings, of_the_day)


def likely(fits: Fits, bookings: Bookings) -> None:
    """Find the credits of some weeks around; then whether all that is left is the same together."""
    _match(fits, bookings, lambda rows, places: _apart(fits, rows, bookings, places) <= WITHIN)
    rows, places = _credits(fits), in_its_days(fits, bookings)
    if places and -sum(fits.amounts[row] for row in rows) == sum(bookings.amounts[place] for place in places):
        _take(fits, bookings, rows, places)


def near(fits: Fits, bookings: Bookings, part: int) -> None:
    """Set credits beside bookings of another amount: that they name, or that differ by less than one of so many parts.

    What is set beside each other is one difference, not a credit of nothing and a booking without money.
    """
    for line in dict.fromkeys(bookings.lines[place] for place in in_its_days(fits, bookings)):
        places = [place for place in in_its_days(fits, bookings) if bookings.lines[place] == line]
        rows = [row for row in _credits(fits) if places and _names(fits, row, bookings, places)]
        if rows:
            _beside(fits, bookings, rows, places)
    for row in _credits(fits):
        close = [
            (off, _apart(fits, [row], bookings, [place]), place)
            for place in in_its_days(fits, bookings)
            if part * (off := abs(fits.amounts[row] + bookings.amounts[place])) < bookings.amounts[place]
        ]
        close = [one for one in close if one[1] <= WITHIN]
        if close:
            _beside(fits, bookings, [row], [min(close)[2]])


def in_its_days(fits: Fits, bookings: Bookings) -> list[int]:
    """Return the bookings without a credit that came in between the first and the last day of the statement."""
    first, last = min(fits.days, default=""), max(fits.days, default="")
    return [place for place in bookings.left() if first <= bookings.days[place] <= last]


def _credits(fits: Fits) -> list[int]:
    return [row for row in fits.left(-1, unnamed=True) if says_so(fits.words[row]) or not says_other(fits.words[row])]


def _match(fits: Fits, bookings: Bookings, fitting: Callable[[list[int], list[int]], bool]) -> None:
    """Give credits their bookings, one to one before several to one; of several that fit, the nearest day."""
    of_bookings: tuple[Callable[[int], Hashable], ...] = (
        lambda place: place, lambda place: bookings.vouchers[place] or place, lambda place: bookings.lines[place],
        lambda place: bookings.days[place],
    )  # fmt: skip
    of_credits: tuple[Callable[[int], Hashable], ...] = (
        lambda row: row, lambda row: (fits.payees[row], fits.days[row]), lambda row: fits.payees[row] or row,
        lambda row: fits.days[row],
    )  # fmt: skip
    for by_booking, by_credit in sorted(product(range(4), range(4)), key=sum):
        by_sum: dict[int, list[list[int]]] = defaultdict(list)
        for rows in _grouped(_credits(fits), of_credits[by_credit]):
            by_sum[-sum(fits.amounts[row] for row in rows)].append(rows)
        for places in _grouped(bookings.left(), of_bookings[by_booking]):
            own = by_sum[sum(bookings.amounts[place] for place in places)]
            found = [rows for rows in own if fitting(rows, places)]
            if found:
                rows = min(found, key=lambda one: _apart(fits, one, bookings, places))
                own.remove(rows)
                _take(fits, bookings, rows, places)


def _grouped(places: Iterable[int], key: Callable[[int], Hashable]) -> list[list[int]]:
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for place in places:
        groups[key(place)].append(place)
    return list(groups.values())


def _take(fits: Fits, bookings: Bookings, rows: list[int], places: list[int]) -> None:
    fits.give(rows, "recovered")
    bookings.taken.update(places)


def _beside(fits: Fits, bookings: Bookings, rows: list[int], places: list[int]) -> None:
    fits.give(rows, "recovery-differs")
    bookings.taken.update(places)
    bookings.differs.append((rows, places))


def _names(fits: Fits, row: int, bookings: Bookings, places: list[int]) -> bool:
    text = _plain(fits.words[row])
    keys = {bookings.lines[place] for place in places}
    keys |= {bookings.vouchers[place] for place in places if len(bookings.vouchers[place]) >= _SHORTEST}
    said = [key.upper() for key in keys if key and key.upper() in text]
    if any(re.search(rf"(?<![0-9A-Z]){re.escape(key)}(?![0-9A-Z])", text) for key in said):
        return True
    return any(len(name) > 1 and name in text for place in places for name in bookings.names[place])


@lru_cache(maxsize=4096)
def _plain(words: str) -> str:
    return unicodedata.normalize("NFKC", words).upper()


def _apart(fits: Fits, rows: list[int], bookings: Bookings, places: list[int]) -> int:
    """Return the days between credits and bookings, of all of them the most."""
    ours, theirs = ([date.fromisoformat(one) for one in days] for days in (
        [bookings.days[place] for place in places], [fits.days[row] for row in rows]))  # fmt: skip
    return max(abs((one - other).days) for one in ours for other in theirs)
