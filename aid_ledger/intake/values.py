"""Columns of text to dates and money. Each distinct text is read once.

A bare year and month stands for the first day of the month: 入学年月 and 起始保障年月 are written so. A year of two
digits, a day that does not exist and ``1/2/2011`` (which is the day?) are unreadable: a question for a person.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.money import parse_money

BLANK_DATE, UNREADABLE_DATE = 0, -1
BLANK_MONEY, UNREADABLE_MONEY = -1, -2

_YEAR_FIRST = re.compile(
    r"^(\d{4})[-./年](\d{1,2})(?:[-./月](\d{1,2})?日?)?(?:[T ]?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?$"
)
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})?$")
_SLASHED = re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$")
_SERIAL = re.compile(r"^\d{5}$")
_YEAR = re.compile(r"^(\d{4})年?$")
_EPOCH = date(1899, 12, 30)


def read_date(text: str) -> int:
    """Read one date as ``yyyymmdd``; 0 for blank, -1 for unreadable.

    >>> read_date("2011年1月"), read_date("40544"), read_date("20110230"), read_date("11-01-01")
    (20110101, 20110101, -1, -1)
    """
    plain = "".join(unicodedata.normalize("NFKC", text).split()).strip("'")
    if not plain:
        return BLANK_DATE
    if match := _YEAR_FIRST.match(plain) or _COMPACT.match(plain):
        return _checked(match[1], match[2], match[3] or "1")
    if match := _SLASHED.match(plain):
        first, second = int(match[1]), int(match[2])
        if first == second or second > 12:
            return _checked(match[3], match[1], match[2])
        return _checked(match[3], match[2], match[1]) if first > 12 else UNREADABLE_DATE
    if _SERIAL.match(plain) and 10_000 <= int(plain) <= 80_000:
        day = _EPOCH + timedelta(days=int(plain))
        return day.year * 10_000 + day.month * 100 + day.day
    return UNREADABLE_DATE


def read_year(text: str) -> int:
    """Read a year such as 2023 or 2023年; 0 for anything else."""
    match = _YEAR.match("".join(unicodedata.normalize("NFKC", text).split()))
    return int(match[1]) if match and 1900 <= int(match[1]) <= 2100 else 0


def _checked(year: str, month: str, day: str) -> int:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return UNREADABLE_DATE
    if not 1900 <= found.year <= 2100:
        return UNREADABLE_DATE
    return found.year * 10_000 + found.month * 100 + found.day


def read_dates(series: pd.Series) -> npt.NDArray[np.int32]:
    """Read a column of dates as ``yyyymmdd``; 0 where blank, -1 where unreadable."""
    return _spread(series, read_date).astype(np.int32)


def names_no_day(series: pd.Series) -> npt.NDArray[np.bool_]:
    """Tell which cells give a year and month alone, as 出生年月 does: read as a date, they are the first of it."""

    def one(text: str) -> int:
        plain = "".join(unicodedata.normalize("NFKC", text).split()).strip("'")
        match = _YEAR_FIRST.match(plain) or _COMPACT.match(plain)
        return int(match is not None and match[3] is None)

    return _spread(series, one).astype(np.bool_)


def read_money(series: pd.Series, unit: str = "") -> npt.NDArray[np.int64]:
    """Read a column of amounts as fen; -1 where blank, -2 where unreadable.

    A negative amount is unreadable here: no list that comes in owes one. So is one in 亿元: no person gets that.

    Args:
        series: texts.
        unit: as :func:`unit_in` gives it, 元 where none; a cell that names its own (``625元``) keeps it.
    """
    scale = unit.partition("/")[0]

    def one(text: str) -> int:
        if not text.strip():
            return BLANK_MONEY
        if scale == "亿元":
            return UNREADABLE_MONEY
        own = any(sign in text for sign in "元圆万￥¥")
        try:
            fen = parse_money(text if own or scale != "万元" else f"{text.strip()}万")
        except ValueError:
            return UNREADABLE_MONEY
        return fen if fen >= 0 else UNREADABLE_MONEY

    return _spread(series, one)


def _spread(series: pd.Series, read: Callable[[str], int]) -> npt.NDArray[np.int64]:
    codes, words = pd.factorize(series)
    table = np.array([*(read(str(word)) for word in words), read("")], dtype=np.int64)
    spread: npt.NDArray[np.int64] = table[codes]
    return spread
