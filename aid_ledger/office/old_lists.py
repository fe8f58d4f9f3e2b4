"""What becomes of a list that says it is of another term: refused, until a person says the day on which it is true.

An old register would pay a child for another year's need, an old roster a class that is no more; so nothing of such a
list is taken on the term of the call alone. ``--as-of`` beside it is a person's word that the list holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from aid_ledger.errors import Finding, FindingsError
from aid_ledger.intake import OTHER_TERM, FileReading


def says_another_term(reading: FileReading) -> bool:
    """Tell whether a list of this file says that it is of another term than asked for."""
    return any(one.name in OTHER_TERM for one in reading.findings)


def findings_of(reading: FileReading, *, as_of: date | None, already: bool) -> tuple[Finding, ...]:
    """Return what is to be said of a file.

    Args:
        reading: of the file.
        as_of: the day that a person gave for its lists.
        already: its lists are in use for the term, so that somebody has said it before.

    Raises:
        FindingsError: ``term-differs``, ``file-term-differs``: nobody has said that the list holds.
    """
    other = tuple(one for one in reading.findings if one.name in OTHER_TERM)
    if other and as_of is None and not already:
        raise FindingsError(*other)
    return tuple(_settled(reading, as_of))


def _settled(reading: FileReading, as_of: date | None) -> Iterator[Finding]:
    for one in reading.findings:
        if one.name not in OTHER_TERM:
            yield one
        elif as_of is not None:
            yield Finding("other-term-meant", one.place, {**one.params, "day": as_of.isoformat()}, severity="warning")
