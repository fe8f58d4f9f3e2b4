"""Whether a number of people, each with one of several standards, can come to an amount exactly, and how many each.

Whole numbers only. Taking the lowest standard from everybody leaves counts of differences; what the people between the
lowest and the highest standard get then matters only by its remainder, so that no count of people is too large.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import gcd

import numpy as np
import numpy.typing as npt

_MOST_REMAINDERS = 3_000_000
_MOST_SUMS = 20_000_000
_MOST_TRIED = 100_000
_FAR = np.int64(1) << 60

Counts = dict[int, int]
"""How many people by standard (fen), every standard named."""


class UndecidedError(ArithmeticError):
    """Standards so fine and far apart that an exact answer would take too long."""


class Mixes:
    """The mixes of some standards, in fen, not below zero.

    With ``d`` a standard less the lowest, over the greatest common divisor of all of them, and ``D`` the largest such
    ``d``: among any ``D`` people between lowest and highest there are some whose ``d`` add to a multiple of ``D``;
    giving these the highest and the lowest instead changes neither heads nor sum. So fewer than ``D`` between do.
    """

    def __init__(self, standards: Iterable[int], *, some_get_nothing: bool = False) -> None:
        """Take the standards; with ``some_get_nothing`` nought is one more of them."""
        self.standards = tuple(sorted({*standards} | ({0} if some_get_nothing else set())))
        self._least_people: dict[bool, npt.NDArray[np.int32]] = {}

    @property
    def step(self) -> int:
        """What two sums of the same number of people differ by at least; 0 where there is one standard."""
        return gcd(*(one - self.standards[0] for one in self.standards))

    @cached_property
    def _steps(self) -> tuple[int, ...]:
        """Each standard above the lowest, in steps."""
        return tuple((one - self.standards[0]) // self.step for one in self.standards[1:])

    def counts(self, heads: int, amount: int) -> Counts | None:
        """Return a mix of so many people that comes to the amount; none where there is none.

        Raises:
            UndecidedError: the standards are too fine for an exact answer.
        """
        rest = amount - heads * self.standards[0]
        if len(self.standards) == 1:
            return {self.standards[0]: heads} if rest == 0 and heads >= 0 else None
        if rest % self.step or not 0 <= rest // self.step <= heads * self._steps[-1]:
            return None
        found = self._in_steps(heads, rest // self.step)
        if found is None:
            return None
        return {self.standards[0]: heads - sum(found)} | dict(zip(self.standards[1:], found, strict=True))

    def is_only(self, mix: Counts) -> bool:
        """Say whether no other mix has the same heads and amount: any other has more people of some standard."""
        heads, amount = sum(mix.values()), sum(one * count for one, count in mix.items())
        for standard, count in mix.items():
            more = count + 1
            if more <= heads and self.counts(heads - more, amount - more * standard) is not None:
                return False
        return True

    def nearest(self, heads: int, wanted: int, low: int, high: int) -> int | None:
        """Return the amount from ``low`` to ``high`` nearest to the one wanted that a mix comes to.

        Raises:
            UndecidedError: too many would have to be tried.
        """
        least, most = heads * self.standards[0], heads * self.standards[-1]
        low, high = max(low, least), min(high, most)
        if low > high:
            return None
        for amount in _outward(wanted, least, self.step, low, high):
            if self.counts(heads, amount) is not None:
                return amount
        return None

    def _in_steps(self, heads: int, rest: int) -> tuple[int, ...] | None:
        """Return how many people get each standard above the lowest, which together are ``rest`` steps above it."""
        top = self._steps[-1]
        between = self._steps[:-1]
        short = heads * top - rest
        if not between:
            return (rest,)  # the step is the one difference
        if top > _MOST_REMAINDERS:
            raise UndecidedError
        for table in (self._least_above, self._least_below):
            counts = table.counts(rest % top)
            up = rest - sum(count * one for count, one in zip(counts, between, strict=True))
            if 0 <= up <= (heads - sum(counts)) * top:
                return (*counts, up // top)
        if short >= top * top or rest >= top * top:
            return (
                None  # on that side fewer than `top` people between always fit, and on the other not even the least do
            )
        return self._few(heads, rest, short)

    def _few(self, heads: int, rest: int, short: int) -> tuple[int, ...] | None:
        """Decide where neither end leaves room for all: the least number of people for every sum, one by one."""
        mirrored = short < rest
        top = self._steps[-1]
        pieces = [top - one for one in (0, *self._steps[:-1])] if mirrored else list(self._steps)
        least = self._least_people.get(mirrored)
        if least is None or least.size <= min(rest, short):
            least = self._least_people[mirrored] = _least_people(pieces, min(rest, short))
        used = _taken_apart(least, pieces, min(rest, short), heads)
        if used is None:
            return None
        if not mirrored:
            return tuple(used)
        return (*used[1:], heads - sum(used))

    @cached_property
    def _least_above(self) -> _Remainders:
        return _Remainders.of(self._steps[-1], self._steps[:-1], self._steps[:-1])

    @cached_property
    def _least_below(self) -> _Remainders:
        top = self._steps[-1]
        return _Remainders.of(top, self._steps[:-1], tuple(top - one for one in self._steps[:-1]))


@dataclass(frozen=True, slots=True)
class _Remainders:
    """For every remainder by ``top`` the cheapest people between who leave it: ``used``, a column a standard."""

    top: int
    between: tuple[int, ...]
    used: tuple[npt.NDArray[np.int64], ...]

    @classmethod
    def of(cls, top: int, between: Sequence[int], costs: Sequence[int]) -> _Remainders:
        """Find them: round each cycle of remainders twice, one standard after the other."""
        cost = np.full(top, _FAR, dtype=np.int64)
        cost[0] = 0
        used = []
        for one, price in zip(between, costs, strict=True):
            cycles = gcd(one, top)
            length = top // cycles
            along = np.arange(2 * length, dtype=np.int64)
            order = (np.arange(cycles, dtype=np.int64)[:, None] + along * one) % top
            here = cost[order] - along * price
            lowest = np.minimum.accumulate(here, axis=1)
            start = np.maximum.accumulate(np.where(here == lowest, along, 0), axis=1)
            # the start of a run at its lowest: equal values later would say "none used", which costs the same
            second = order[:, length:]
            count = np.zeros(top, dtype=np.int64)
            count[second] = along[length:] - start[:, length:]
            better = np.empty(top, dtype=np.int64)
            better[second] = lowest[:, length:] + along[length:] * price
            cost = np.minimum(better, _FAR)
            used.append(count)
        return cls(top, tuple(between), tuple(used))

    def counts(self, remainder: int) -> tuple[int, ...]:
        """Return how many people get each standard between; the steps have no common divisor, so there is an answer."""
        found = []
        for one, used in zip(reversed(self.between), reversed(self.used), strict=True):
            found.append(int(used[remainder]))
            remainder = (remainder - found[-1] * one) % self.top
        return tuple(reversed(found))


def _least_people(pieces: Sequence[int], most: int) -> npt.NDArray[np.int32]:
    """Return for each sum from 0 to ``most`` the least number of pieces that make it, a large number where none do."""
    if most > _MOST_SUMS:
        raise UndecidedError
    best = np.full(most + 1, np.iinfo(np.int32).max // 2, dtype=np.int32)
    best[0] = 0
    for piece in pieces:
        rows = -(-best.size // piece)
        padded = np.full(rows * piece, np.iinfo(np.int32).max // 2, dtype=np.int32)
        padded[: best.size] = best
        table = padded.reshape(rows, piece)
        along = np.arange(rows, dtype=np.int32)[:, None]
        best = (np.minimum.accumulate(table - along, axis=0) + along).ravel()[: best.size]
    return best


def _taken_apart(least: npt.NDArray[np.int32], pieces: Sequence[int], total: int, heads: int) -> list[int] | None:
    if least[total] > heads:
        return None
    used = [0] * len(pieces)
    while total:
        at = next(i for i, piece in enumerate(pieces) if piece <= total and least[total - piece] == least[total] - 1)
        used[at] += 1
        total -= pieces[at]
    return used


def _outward(wanted: int, least: int, step: int, low: int, high: int) -> Iterator[int]:
    """Yield the amounts ``least + n × step`` from ``low`` to ``high``, the nearest to the one wanted first."""
    if not step:
        if low <= least <= high:
            yield least
        return
    first = least + -(-(low - least) // step) * step
    last = least + (high - least) // step * step
    below = min(last, least + (wanted - least) // step * step)
    above = max(first, below + step)
    tried = 0
    while below >= first or above <= last:
        if below >= first and (above > last or wanted - below <= above - wanted):
            yield below
            below -= step
        else:
            yield above
            above += step
        tried += 1
        if tried > _MOST_TRIED:
            raise UndecidedError
