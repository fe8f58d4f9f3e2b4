"""Which level of government bears how much of a programme: exact, and without drift over corrections.

A batch bears, of each level, the share of the cumulative total after it less the share of the total before it. Within a
batch the same rule runs over the schools in order, so that schools add up to the batch and batches to the term.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aid_ledger.money import Money, split_shares


def cumulative_shares(before: int, amounts: Sequence[int], weights: Mapping[str, int]) -> tuple[dict[str, Money], ...]:
    """Split each amount by level so that every running total is split by largest remainder.

    Args:
        before: fen posted for this programme and term before, signed.
        amounts: fen, signed, in posting order (one a school).
        weights: whole weights by level.

    Returns:
        Fen by level for each amount; each sums to its amount, and all together with what was shared before
        equal the split of the total.

    >>> cumulative_shares(0, [1, 1], {"central": 50, "county": 50})
    ({'central': 1, 'county': 0}, {'central': 0, 'county': 1})
    """
    shares = []
    last = split_shares(before, weights)
    for amount in amounts:
        before += amount
        now = split_shares(before, weights)
        shares.append({level: Money(now[level] - last[level]) for level in weights})
        last = now
    return tuple(shares)
