"""What plants: the form of a planter, and words that nothing else has."""

from __future__ import annotations

from collections.abc import Callable

from tests.audit.county import County

Words = tuple[str, ...]
Planter = Callable[[County], Words]
TEACHER, BULK = "孙老师", "批量代发"
LATE = "2023-08-15"


def fresh(county: County, kind: str) -> str:
    """Return a word that nothing else has, and that is no part of another."""
    return f"{kind}{next(county.numbers)}z"
