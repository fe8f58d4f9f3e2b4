"""Patterns that made-up lists show."""

from __future__ import annotations

from tests.audit.county import County
from tests.audit.planted.planter import Words, fresh


def _counted_ids(county: County, count: int) -> Words:
    first = 990101_20130305_1000 + 100 * next(county.numbers)
    ids = [{"id_number": str(first + at)} for at in range(count)]
    return tuple(county.child(student=own, line=own).name for own in ids)


def filled_down(county: County) -> Words:
    return _counted_ids(county, 3)


def two_neighbours(county: County) -> Words:
    return _counted_ids(county, 2)


def _series(county: County, *numbers: int) -> Words:
    name = fresh(county, "series")
    for number in numbers:
        county.put("numbers", series=name, number=number)
    return (name,)


def number_missing(county: County) -> Words:
    return _series(county, 1, 2, 4)


def numbers_run_on(county: County) -> Words:
    return _series(county, 1, 2, 3)
