"""The one line a school: students at school × days × the price of a day."""

from __future__ import annotations

from tests.second_calculator import words
from tests.second_calculator.facts import School
from tests.second_calculator.rows import StudentRow

PRICES = (("2011A", 300), ("2015S", 400), ("2021A", 500))
"""First term and fen a day. The price rose on 2014-11-01, within 2014A: that term is not answered here."""


def nutrition(rows: list[StudentRow], term: str, reported: dict[School, int]) -> dict[str, int]:
    """Return fen by school (code, else name); ``reported`` are the days of monthly reports, which replace the list's.

    Raises:
        ValueError: 2014A, whose price changed within the term.
    """
    if term == "2014A":
        raise ValueError("the price of a meal changed within 2014A")
    price = 0
    for first, amount in PRICES:
        if words.term_number(term) >= words.term_number(first):
            price = amount
    persons: dict[School, set[str]] = {}
    for row in rows:
        if not row.present or row.row.kind != "roster" or row.school is None or not row.school.meals:
            continue
        if row.stage in {"primary", "junior"} and row.status != "送教上门":
            persons.setdefault(row.school, set()).add(row.person)
    result = {}
    for school, counted in persons.items():
        days = reported.get(school, 100 if school.days is None else school.days)
        result[school.code or school.name] = len(counted) * days * price
    return result
