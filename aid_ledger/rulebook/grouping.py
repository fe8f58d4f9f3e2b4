"""Groups students by what the rules of a term read of them, so that each distinct case is judged once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from aid_ledger.facts import BY_NAME, mask_of
from aid_ledger.rulebook import schedule
from aid_ledger.rulebook.columns import I64, U64, Cohort
from aid_ledger.rulebook.conditions import Member, Test, leaves
from aid_ledger.rulebook.schedule import Resolved

FEES = ("tuition", "care_fee", "lodging_fee")
CATEGORY_SHIFT = BY_NAME["categories"].shift
_CATEGORY_BITS = BY_NAME["categories"].mask
_FREE_BITS = 64 - (CATEGORY_SHIFT + BY_NAME["categories"].bits)
Ints = npt.NDArray[np.int64]


def mask_read(resolved: Resolved) -> int:
    """Return the bits of the key that a programme's answer may depend on."""
    mask = mask_of({*resolved.fields, "status"})
    for leaf in tests_of(resolved):
        if isinstance(leaf, Member):
            mask |= leaf.mask << CATEGORY_SHIFT
    return mask


def tests_of(resolved: Resolved) -> Iterator[Test | Member]:
    """Yield every test that a programme's answer may turn on."""
    for condition in resolved.conditions():
        yield from leaves(condition)


@dataclass(frozen=True, slots=True)
class Reads:
    """What the programmes of a term read: bits of the key, and of the key on the reference day where it differs.

    ``fees``: the fee columns that count; ``capped``: whether any is compared with the public fee; ``once``: the
    programmes that are given once in a life.
    """

    key_mask: int
    day_mask: int
    fees: tuple[str, ...]
    capped: bool
    once: tuple[str, ...]

    @classmethod
    def of(cls, resolved: Sequence[Resolved]) -> Reads:
        """Collect what the programmes read."""
        key_mask = day_mask = 0
        for programme in resolved:
            key_mask |= mask_read(programme)
            day_mask |= mask_read(programme) & _CATEGORY_BITS if programme.programme.on_day else 0
        fees = [r.amount for r in resolved if isinstance(r.amount, schedule.Fee)]
        columns = tuple(name for name in FEES if name in {fee.column for fee in fees})
        once = tuple(r.programme.id for r in resolved if r.programme.once)
        return cls(key_mask, day_mask, columns, any(fee.capped for fee in fees), once)


@dataclass(frozen=True, slots=True)
class Groups:
    """Students of a chunk by what the rules read of them: ``codes`` a student, ``first`` row of each group."""

    codes: Ints
    first: Ints

    def __len__(self) -> int:
        return len(self.first)


def first_rows(codes: Ints) -> Ints:
    """Return the first row of each group; groups are numbered without gaps."""
    first = np.empty(int(codes.max()) + 1 if len(codes) else 0, dtype=np.int64)
    first[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
    return first


def _state_bits(reads: Reads, cohort: Cohort, rows: slice) -> tuple[npt.NDArray[np.uint32], int]:
    """Return what decides on fees and once-in-a-life besides the key, and how many bits.

    Two bits a fee count how many of *known*, *more than nothing*, *above the public fee* hold; with two such bits for
    the public fee itself, no two situations that a rule tells apart have the same bits.
    """
    bits = np.zeros(rows.stop - rows.start, dtype=np.uint32)
    count = 0
    public = cohort.public_fee[rows] if reads.capped and cohort.public_fee is not None else None
    if public is not None:
        bits |= (public >= 0).view(np.uint8) + (public > 0).view(np.uint8)
        count = 2
    for name in reads.fees:
        column: I64 | None = getattr(cohort, name)
        if column is None:
            continue
        fee = column[rows]
        steps = (fee >= 0).view(np.uint8) + (fee > 0).view(np.uint8)
        if public is not None:
            steps += (fee > public).view(np.uint8)
        bits |= steps.astype(np.uint32) << np.uint32(count)
        count += 2
    for name in reads.once:
        received = cohort.received.get(name)
        if received is not None:
            bits |= received[rows].astype(np.uint32) << np.uint32(count)
            count += 1
    return bits, count


def group(reads: Reads, cohort: Cohort, rows: slice, alone: Iterable[int]) -> Groups:
    """Group the students of a chunk; the rows ``alone``, which have awards, are groups of their own."""
    import pandas as pd

    key = cohort.key[rows] & np.uint64(reads.key_mask)
    bits, count = _state_bits(reads, cohort, rows)
    if count <= _FREE_BITS:
        key |= bits.astype(np.uint64) << np.uint64(64 - _FREE_BITS)
        codes = pd.factorize(key)[0]
    else:
        codes = pd.factorize(pd.factorize(key)[0] * (1 << count) + bits)[0]
    if reads.day_mask and cohort.key_on_day is not cohort.key:
        other = (cohort.key[rows] ^ cohort.key_on_day[rows]) & np.uint64(reads.day_mask)
        _split_off(codes, np.flatnonzero(other), other)
    own = np.array([row - rows.start for row in alone if rows.start <= row < rows.stop], dtype=np.int64)
    _split_off(codes, own, np.arange(len(codes), dtype=np.uint64))
    codes = _dense(codes) if len(own) or reads.day_mask else codes
    return Groups(codes, first_rows(codes))


def _split_off(codes: Ints, at: Ints, by: U64) -> None:
    """Give the rows ``at`` groups apart from all others, by what they had and by ``by``; in place."""
    import pandas as pd

    if not len(at):
        return
    known = pd.factorize(by[at])[0]
    apart = pd.factorize(codes[at] * (int(known.max()) + 1) + known)[0]
    codes[at] = int(codes.max()) + 1 + apart


def _dense(codes: Ints) -> Ints:
    """Number groups without gaps: splitting some off may have emptied others."""
    used = np.zeros(int(codes.max()) + 1 if len(codes) else 0, dtype=bool)
    used[codes] = True
    if used.all():
        return codes
    return (np.cumsum(used) - 1)[codes]
