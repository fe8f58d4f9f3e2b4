"""Patterns that made-up lists show."""

from __future__ import annotations

from tests.audit.county import County
from tests.audit.planted.planter import Words, fresh


def _counted_ids(county: County, count: int) -> Words:
    first = 990101_20130305_1000 + 100 * next(county.numbers)
    ids = [{"id_number": str(first + at)} for at in range(count)]
    return tuple(county.child(student=own, line=own).name for own in ids)


def one_child_under_two_ids(county: County) -> Words:
    return _alike(county, "20130305")


def namesakes_of_other_birthdays(county: County) -> Words:
    return _alike(county, "20130306")


def _alike(county: County, born: str) -> Words:
    """Two of one name at two schools, one of them born on 5 March 2013."""
    number = next(county.numbers) % 100
    first = {"id_number": f"99010120130305{number:03d}X"}
    name = county.child(student=first, line=first).name
    other = {"name": name, "id_number": f"990202{born}{number + 300:03d}X", "school": "第二小学", "school_code": "2"}
    county.child(student=other, line={**other, "account_name": name})
    return (name,)


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
