"""Groups students by what the rules of a term read of them, so that each distinct case is judged once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from aid_ledger.facts import BY_NAME, mask_of
from aid_ledger.rulebook import schedule
from aid_ledger.rulebook.columns import I64, U64, Cohort
from aid_ledger.rulebook.conditions import Member, Test, leaves, possible
from aid_ledger.rulebook.schedule import Resolved

FEES = ("tuition", "care_fee", "lodging_fee")
CATEGORY_SHIFT = BY_NAME["categories"].shift
_CATEGORY_BITS = BY_NAME["categories"].mask
_FREE_BITS = 64 - (CATEGORY_SHIFT + BY_NAME["categories"].bits)
_FEE_BITS = 2 * (1 + len(FEES))
_STAGE = BY_NAME["stage"]
_ONLY_STAGE = frozenset({"stage"})
Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]


def mask_read(resolved: Resolved) -> int:
    """Return the bits of the key that a programme's answer may depend on."""
    mask = mask_of(resolved.fields)
    for leaf in tests_of(resolved):
        if isinstance(leaf, Member):
            mask |= leaf.mask << CATEGORY_SHIFT
    return mask


def tests_of(resolved: Resolved) -> Iterator[Test | Member]:
    """Yield every test that a programme's answer may turn on."""
    for condition in resolved.conditions():
        yield from leaves(condition)


def stages_of(resolved: Resolved) -> npt.NDArray[np.bool_]:
    """Return by code of the stage whether a programme may have anything for somebody of it."""
    found = np.zeros(1 << _STAGE.bits, dtype=bool)
    for code in range(len(_STAGE.values)):
        here = code << _STAGE.shift
        found[code] = code == 0 or all(possible(c.condition, here, _ONLY_STAGE) for c in resolved.clauses)
    return found


def facts_read(resolved: Iterable[Resolved], stage: int) -> frozenset[str]:
    """Return the facts, categories aside, that these programmes ask about somebody of a stage (its code)."""
    return frozenset().union(*(one.fields for one in resolved if stages_of(one)[stage]))


def fee_columns(resolved: Iterable[Resolved]) -> dict[str, str]:
    """Return which fee the amount is, by programme, where it is one: ``tuition``, ``care_fee``, ``lodging_fee``."""
    return {one.programme.id: one.amount.column for one in resolved if isinstance(one.amount, schedule.Fee)}


def listed_programmes(resolved: Iterable[Resolved]) -> frozenset[str]:
    """Return the programmes whose amounts stand in lists of awards."""
    return frozenset(one.programme.id for one in resolved if isinstance(one.amount, schedule.Listed))


@dataclass(frozen=True, slots=True)
class Reads:
    """What the programmes of a term read of a student of each stage.

    ``key_masks``: by code of the stage, the bits of the key; ``bit_masks``: the bits beside the key, see
    :func:`_state_bits`. A programme that nobody of a stage can have reads nothing of them. ``day_mask``: the
    categories that count on the reference day alone. ``once``: the programmes that are given once in a life.
    """

    key_masks: U64
    bit_masks: U64
    day_mask: int
    fees: tuple[str, ...]
    capped: bool
    once: tuple[str, ...]

    @classmethod
    def of(cls, resolved: Sequence[Resolved]) -> Reads:
        """Collect what the programmes read."""
        once = tuple(r.programme.id for r in resolved if r.programme.once)
        key_masks = np.full(1 << _STAGE.bits, _STAGE.mask, dtype=np.uint64)
        bit_masks = np.zeros(1 << _STAGE.bits, dtype=np.uint64)
        for r in resolved:
            here = stages_of(r)
            key_masks[here] |= np.uint64(mask_read(r))
            bit_masks[here] |= np.uint64(_bits_read(r, once))
        day_mask = 0
        for r in resolved:
            day_mask |= mask_read(r) & _CATEGORY_BITS if r.programme.on_day else 0
        fees = [r.amount for r in resolved if isinstance(r.amount, schedule.Fee)]
        columns = tuple(name for name in FEES if name in {fee.column for fee in fees})
        return cls(key_masks, bit_masks, day_mask, columns, any(fee.capped for fee in fees), once)


def _bits_read(resolved: Resolved, once: Sequence[str]) -> int:
    """Return the bits beside the key that a programme reads."""
    bits = 0
    if isinstance(resolved.amount, schedule.Fee):
        bits |= 0b11 << 2 * (1 + FEES.index(resolved.amount.column))
        bits |= 0b11 if resolved.amount.capped else 0
    if resolved.programme.once:
        bits |= 1 << (_FEE_BITS + once.index(resolved.programme.id))
    return bits


@dataclass(frozen=True, slots=True)
class Groups:
    """Students of a chunk by what the rules read of them.

    ``codes``: the group of each student; ``first``: the row in the cohort of each group's first one; ``marks``: what
    makes a group, the same for the same students in any chunk.
    """

    codes: Codes
    first: Ints
    marks: tuple[U64, ...]


def merge(chunks: Sequence[Groups]) -> tuple[Ints, list[Ints]]:
    """Put the groups of all chunks together as cases: the first row of each, and per chunk the case of each group."""
    import pandas as pd

    if not chunks:
        return np.zeros(0, dtype=np.int64), []
    first = np.concatenate([chunk.first for chunk in chunks])
    codes = np.zeros(len(first), dtype=np.int64)
    for number in range(len(chunks[0].marks)):
        found = pd.factorize(np.concatenate([chunk.marks[number] for chunk in chunks]))[0]
        codes = pd.factorize(codes * (int(found.max()) + 1) + found)[0]
    ends = np.cumsum([len(chunk.first) for chunk in chunks])
    return first[first_rows(codes)], np.split(codes, ends[:-1])


def first_rows(codes: Ints) -> Ints:
    """Return the first row of each group; 0 for a group that nobody is in."""
    first = np.zeros(int(codes.max()) + 1 if len(codes) else 0, dtype=np.int64)
    first[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
    return first


def _state_bits(reads: Reads, cohort: Cohort, rows: slice) -> U64:
    """Return what decides on fees and once-in-a-life besides the key.

    Two bits a fee, after two for the public fee, count how many of *known*, *more than nothing*, *above the public
    fee* hold; no two situations that a rule tells apart have the same bits. Then one bit a once-in-a-life programme.
    """
    bits = np.zeros(rows.stop - rows.start, dtype=np.uint16)
    public = cohort.public_fee[rows] if reads.capped and cohort.public_fee is not None else None
    if public is not None:
        bits |= (public >= 0).view(np.uint8) + (public > 0).view(np.uint8)
    for name in reads.fees:
        column: I64 | None = getattr(cohort, name)
        if column is None:
            continue
        fee = column[rows]
        steps = (fee >= 0).view(np.uint8) + (fee > 0).view(np.uint8)
        if public is not None:
            steps += (fee > public).view(np.uint8)
        bits |= steps.astype(np.uint16) << np.uint16(2 * (1 + FEES.index(name)))
    wide = bits.astype(np.uint64)
    for number, name in enumerate(reads.once):
        received = cohort.received.get(name)
        if received is not None:
            wide |= received[rows].astype(np.uint64) << np.uint64(_FEE_BITS + number)
    return wide


def stage_codes(keys: U64) -> npt.NDArray[np.intp]:
    """Return the stage of each key."""
    return ((keys & np.uint64(_STAGE.mask)) >> np.uint64(_STAGE.shift)).astype(np.intp)


def group(reads: Reads, cohort: Cohort, rows: slice, alone: Iterable[int]) -> Groups:
    """Group the students of a chunk; the rows ``alone``, which have awards, are groups of their own."""
    import pandas as pd

    whole = cohort.key[rows]
    stage = stage_codes(whole)
    key = whole & reads.key_masks[stage]
    bits = _state_bits(reads, cohort, rows)
    bits &= reads.bit_masks[stage]
    if _FEE_BITS + len(reads.once) <= _FREE_BITS:
        bits <<= np.uint64(64 - _FREE_BITS)
        key |= bits
        codes = pd.factorize(key)[0]
    else:
        found = pd.factorize(bits)[0]
        codes = pd.factorize(pd.factorize(key)[0] * (int(found.max()) + 1) + found)[0]
    other = np.zeros(0, dtype=np.uint64)
    if reads.day_mask and cohort.key_on_day is not cohort.key:
        other = whole ^ cohort.key_on_day[rows]
        other &= np.uint64(reads.day_mask)
        _split_off(codes, np.flatnonzero(other), other)
    own = np.array([row - rows.start for row in alone if rows.start <= row < rows.stop], dtype=np.int64)
    _split_off(codes, own, np.arange(len(codes), dtype=np.uint64))
    first = first_rows(codes)
    marked = np.zeros(len(first), dtype=np.uint64)
    marked[codes[own]] = own + rows.start + 1
    day = other[first] if len(other) else np.zeros(len(first), dtype=np.uint64)
    return Groups(codes.astype(np.int32), first + rows.start, (key[first], bits[first], day, marked))


def _split_off(codes: Ints, at: Ints, by: U64) -> None:
    """Give the rows ``at`` groups apart from all others, by what they had and by ``by``; in place."""
    import pandas as pd

    if not len(at):
        return
    known = pd.factorize(by[at])[0]
    apart = pd.factorize(codes[at] * (int(known.max()) + 1) + known)[0]
    codes[at] = int(codes.max()) + 1 + apart
