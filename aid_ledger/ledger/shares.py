"""Which level of government bears how much of a programme: exact, and without drift over corrections.

A batch bears, of each level, the share of the cumulative total after it less what stands on that level before it. So
what stands is always the split of the term's net, also where the weights were changed meanwhile. Within a batch the
same rule runs over the schools in order, so that schools add up to the batch and batches to the term.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aid_ledger.money import Money, split_shares


def cumulative_shares(
    before: Mapping[str, int], amounts: Sequence[int], weights: Mapping[str, int]
) -> tuple[dict[str, Money], ...]:
    """Split each amount by level so that every running total is split by largest remainder.

    Args:
        before: fen on each level for this programme and term before, signed.
        amounts: fen, signed, in posting order (one a school).
        weights: whole weights by level.

    Returns:
        Fen by level for each amount; each sums to its amount, and all together with what was shared before
        equal the split of the total. A level that bears nothing any more gives back what stands on it.

    >>> cumulative_shares({}, [1, 1], {"central": 50, "county": 50})
    ({'central': 1, 'county': 0}, {'central': 0, 'county': 1})
    """
    levels = {**dict.fromkeys(weights, 0), **before}
    total, last = sum(levels.values()), levels
    shares = []
    for amount in amounts:
        total += amount
        now = {**dict.fromkeys(levels, 0), **split_shares(total, weights)}
        shares.append({level: Money(now[level] - last[level]) for level in levels})
        last = now
    return tuple(shares)
