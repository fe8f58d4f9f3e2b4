"""What the 18 characters of a resident ID say: check digit, birth date, sex, area (GB 11643).

The one home of that rule, on a matrix of bytes. Which 18 characters a cell means is decided in ``id_repair``.
Areas are read, never judged: tables of area codes are older than the people they would refuse.
"""

from __future__ import annotations

from calendar import isleap
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from aid_ledger.people.text_columns import Bools, Bytes

WIDTH = 18
FIRST_YEAR, LAST_YEAR = 1880, 2999
_WEIGHTS = tuple(2 ** (17 - place) % 11 for place in range(17))
_BLOCK = 1 << 15  # rows; a block and its temporaries stay in the second-level cache
_TEMPORARY_AREAS = 999  # the first three digits that systems give to people without a document
_CAPITAL_X, _SMALL_X = ord("X") - ord("0"), ord("x") - ord("0")


class IdProblem(IntEnum):
    """Why a text is no ID; ``NONE`` also for a blank."""

    NONE = 0
    LENGTH = 1  # digits only, one lost or doubled
    CHARACTERS = 2
    DATE = 3  # not in the calendar, or outside FIRST_YEAR..LAST_YEAR
    CHECK_DIGIT = 4
    TWO_IDS = 5
    MASKED = 6
    TEMPORARY = 7  # 999…, or an L or J number
    OTHER_DOCUMENT = 8  # passport, permit: no rule here to judge it by
    SCIENTIFIC = 9  # 5.10322E+17, 510322199001010000.0: a spreadsheet has lost the digits


@dataclass(frozen=True, slots=True)
class IdReading:
    """Columns, one item an ID; the facts are 0 where ``problem`` is not ``NONE``.

    ``problem``: :class:`IdProblem`, ``CHARACTERS`` where the form is not 17 digits and a digit, X or x.
    ``birth``: yyyymmdd. ``sex``: 1 male, 2 female. ``area``: six digits. ``small_x``: ends in ``x``, any problem.
    """

    problem: npt.NDArray[np.uint8]
    birth: npt.NDArray[np.int32]
    sex: npt.NDArray[np.uint8]
    area: npt.NDArray[np.int32]
    small_x: Bools


def _days_by_month() -> npt.NDArray[np.uint8]:
    """Return the days of month ``m`` at ``m``, of a leap year at 100 + ``m``; 0 for no month and from 200 on."""
    days = np.zeros(300, dtype=np.uint8)
    days[1:13] = days[101:113] = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    days[102] = 29
    return days


def _months_by_year() -> npt.NDArray[np.int32]:
    """Return where the months of a year begin in :func:`_days_by_month`; 200, without days, if not a real year."""
    rows = np.full(10_000, 200, dtype=np.int32)
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        rows[year] = 100 if isleap(year) else 0
    return rows


_DAYS, _MONTHS_AT = _days_by_month(), _months_by_year()


def read_ids(matrix: Bytes) -> IdReading:
    """Judge IDs given as bytes.

    An impossible date is named before a wrong check digit: it is the part that a clerk can see.

    Args:
        matrix: ``(n, 18)``, ASCII codes; anything else in it is ``CHARACTERS``.

    Returns:
        Columns of length ``n``.

    Source:
        GB 11643-1999; reference/files.md §12, defects 10, 11, 12, 18.
    """
    count = len(matrix)
    reading = IdReading(
        problem=np.empty(count, dtype=np.uint8),
        birth=np.empty(count, dtype=np.int32),
        sex=np.empty(count, dtype=np.uint8),
        area=np.empty(count, dtype=np.int32),
        small_x=np.empty(count, dtype=np.bool_),
    )
    for start in range(0, count, _BLOCK):
        _read_block(matrix[start : start + _BLOCK], reading, slice(start, start + _BLOCK))
    return reading


def _read_block(matrix: Bytes, into: IdReading, rows: slice) -> None:
    digits = np.array(matrix.T, order="C")  # a copy even of one row: the buffer belongs to the caller
    digits -= np.uint8(ord("0"))
    last = digits[17]
    small_x = last == _SMALL_X
    is_x = small_x | (last == _CAPITAL_X)
    last[is_x] = 0
    shaped = digits.max(axis=0) <= 9
    if not shaped.all():
        digits[:, ~shaped] = 0  # so that the tables below are never left
    total = is_x * np.uint16(10) + last
    for digit, weight in zip(digits, _WEIGHTS, strict=False):
        total += digit * np.uint16(weight)
    year, month, day = _number(digits[6:10]), _number(digits[10:12]), _number(digits[12:14])
    area = _number(digits[:6])
    problem = (total % np.uint16(11) != 1) * np.uint8(IdProblem.CHECK_DIGIT)
    problem[(day < 1) | (day > _DAYS[_MONTHS_AT[year] + month])] = IdProblem.DATE
    problem[area // 1000 == _TEMPORARY_AREAS] = IdProblem.TEMPORARY
    problem[~shaped] = IdProblem.CHARACTERS
    good = problem == IdProblem.NONE
    into.problem[rows] = problem
    into.small_x[rows] = small_x & shaped
    into.birth[rows] = (year * np.int32(10_000) + month * np.int32(100) + day) * good
    into.sex[rows] = (np.uint8(2) - digits[16] % np.uint8(2)) * good
    into.area[rows] = area * good


def _number(digits: Bytes) -> npt.NDArray[np.int32]:
    value: npt.NDArray[np.int32] = digits[0].astype(np.int32)
    for digit in digits[1:]:
        value *= np.int32(10)
        value += digit
    return value


def check_digit(first17: str) -> str:
    """Return the 18th character for the first 17.

    Raises:
        ValueError: not 17 ASCII digits.

    >>> check_digit("99010120100307001")
    '5'
    """
    if len(first17) != 17 or not (first17.isascii() and first17.isdigit()):
        raise ValueError("a check digit is made from 17 digits")
    total = sum(int(digit) * weight for digit, weight in zip(first17, _WEIGHTS, strict=True))
    return "10X98765432"[total % 11]


def age_on(birth: npt.NDArray[np.int32], day: date) -> npt.NDArray[np.int32]:
    """Return completed years on ``day``; who is born on 29 February completes them on 1 March of a common year.

    Args:
        birth: yyyymmdd, 0 unknown.
        day: the reference day.

    Returns:
        Years, -1 where the birth date is unknown or after ``day``.

    >>> age_on(np.array([20100901, 20100902, 0], dtype=np.int32), date(2023, 9, 1)).tolist()
    [13, 12, -1]
    """
    today = day.year * 10_000 + day.month * 100 + day.day
    years = (np.int32(today) - birth) // np.int32(10_000)
    ages: npt.NDArray[np.int32] = np.where((birth > 0) & (birth <= today), years, -1).astype(np.int32)
    return ages
