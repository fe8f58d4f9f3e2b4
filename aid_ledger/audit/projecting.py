"""What the errors found in a sample say of the whole: the likeliest error, and the most that it is with 95 % certainty.

*By amount* each point stands for ``total ÷ size`` fen; a person found with 60 % of the amount makes 40 % of that an
error. A person of more than one interval counts with the own error alone. The most is Stringer's bound: Poisson limits
weighted with the errors, largest first. *By group* the share of money in error in each group's sample is that of the
group, and the most is of people: exact binomial limits, group by group. No floating point: fractions and decimals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_UP, Context, Decimal, localcontext
from fractions import Fraction
from functools import cache
from math import ceil, comb

CONFIDENCE = 95
_TAIL = Fraction(100 - CONFIDENCE, 100)
_STEPS = 60


@dataclass(frozen=True, slots=True)
class Visited:
    """One person after the visit: ``book`` and ``found`` in fen, the group, how many points fell there."""

    number: int
    group: str
    hits: int
    book: int
    found: int

    @property
    def error(self) -> int:
        """Fen that the books have too much; below zero: too little."""
        return self.book - self.found


@dataclass(frozen=True, slots=True)
class Projection:
    """What a sample says: fen in error in the sample, projected to the whole, and at most (95 %).

    ``errors``: people with another amount. ``known`` nets both directions; ``over``, ``under`` are projected: what the
    books have too much and too little. ``most`` is the bound on ``over``, none by group. ``people_most``: by
    group, the most people in error.
    """

    errors: int
    known: int
    over: int
    under: int
    most: int | None
    people_most: int | None


def by_amount(visited: Sequence[Visited], total: int, size: int) -> Projection:
    """Project a sample drawn by amount."""
    interval = Fraction(total, size)
    own = [one for one in visited if one.book >= interval]
    rest = [one for one in visited if one.book < interval]
    over = Fraction(sum(max(one.error, 0) for one in own))
    under = Fraction(sum(max(-one.error, 0) for one in own))
    taints = [Fraction(one.error, one.book) for one in rest]  # points lie an interval apart: one each
    bad = sorted((taint for taint in taints if taint > 0), reverse=True)
    unseen = Fraction(total - sum(one.book for one in own))
    likely = over + min(unseen, interval * sum(bad, Fraction(0)))
    under += interval * sum((-taint for taint in taints if taint < 0), Fraction(0))
    weights = poisson_limit(0)
    for place, taint in enumerate(bad):
        weights += taint * (poisson_limit(place + 1) - poisson_limit(place))
    most = over + min(unseen, interval * weights)
    return Projection(
        sum(one.error != 0 for one in visited), sum(one.error for one in visited), _rounded(likely), _rounded(under),
        ceil(most), None,
    )  # fmt: skip


def by_group(visited: Sequence[Visited], groups: Sequence[tuple[str, int, int]]) -> Projection:
    """Project a sample drawn by group; ``groups`` are name, people and fen of each, those without a visit too."""
    over = under = Fraction(0)
    people_most = 0
    for name, people, amount in groups:
        own = [one for one in visited if one.group == name]
        book = sum(one.book for one in own)
        if book:
            over += Fraction(sum(max(one.error, 0) for one in own) * amount, book)
            under += Fraction(sum(max(-one.error, 0) for one in own) * amount, book)
        wrong = sum(one.error != 0 for one in own)
        people_most += people if not own else max(wrong, ceil(people * binomial_limit(wrong, len(own))))
    return Projection(
        sum(one.error != 0 for one in visited), sum(one.error for one in visited), _rounded(over), _rounded(under),
        None, people_most,
    )  # fmt: skip


@cache
def poisson_limit(count: int) -> Fraction:
    """Return the mean at which so few errors or fewer are seen in one case of twenty only, rounded up.

    >>> [str(round(Decimal(one.numerator) / one.denominator, 2)) for one in map(poisson_limit, (0, 1, 2))]
    ['3.00', '4.74', '6.30']
    """
    with localcontext(Context(prec=40)):
        low, high = Decimal(count), Decimal(3 * count + 10)
        for _ in range(_STEPS):
            middle = (low + high) / 2
            term, seen = Decimal(1), Decimal(1)
            for place in range(1, count + 1):
                term *= middle / place
                seen += term
            if seen * (-middle).exp() > Decimal(_TAIL.numerator) / _TAIL.denominator:
                low = middle
            else:
                high = middle
        return Fraction(high.quantize(Decimal("0.000001"), rounding=ROUND_UP))


def binomial_limit(wrong: int, seen: int) -> Fraction:
    """Return the share of the whole at which so few of those seen are wrong in one case of twenty only, rounded up.

    >>> round(100 * binomial_limit(0, 59)), binomial_limit(3, 3)
    (5, Fraction(1, 1))
    """
    if wrong >= seen:
        return Fraction(1)
    low, high, scale = 0, 10**6, 10**6
    while high - low > 1:
        middle = (low + high) // 2
        chances = (comb(seen, n) * middle**n * (scale - middle) ** (seen - n) for n in range(wrong + 1))
        at_most = sum(chances)
        if Fraction(at_most, scale**seen) > _TAIL:
            low = middle
        else:
            high = middle
    return Fraction(high, scale)


def _rounded(value: Fraction) -> int:
    return int(value + Fraction(1, 2))
