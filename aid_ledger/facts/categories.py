"""The hardship categories, each with its bit. Sets of them are data of the rules (``rules/categories.yaml``)."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntFlag


class Category(IntFlag):
    """One bit a category; a student holds any number of them. Names are the codes used in rule files."""

    filed_poor = 1 << 0
    unstable = 1 << 1
    marginal = 1 << 2
    sudden = 1 << 3
    rural_allowance = 1 << 4
    urban_allowance = 1 << 5
    near_allowance = 1 << 6
    rural_destitute = 1 << 7
    urban_destitute = 1 << 8
    orphan = 1 << 9
    unsupported = 1 << 10
    disabled = 1 << 11
    disabled_parent = 1 << 12
    martyr = 1 << 13
    worker_hardship = 1 << 14
    expense_hardship = 1 << 15
    recognised = 1 << 16
    guaranteed = 1 << 17


CATEGORIES: tuple[str, ...] = tuple(str(c.name) for c in Category)


def category_mask(names: Iterable[str]) -> int:
    """Return the bits of these categories, combined.

    Raises:
        ValueError: a name is no category.

    >>> category_mask(["filed_poor", "marginal"])
    5
    """
    mask = 0
    for name in names:
        if name not in Category.__members__:
            raise ValueError(f"{name!r} is no category; known: {', '.join(CATEGORIES)}")
        mask |= int(Category[name])
    return mask
