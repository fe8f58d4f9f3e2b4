"""What a printed figure can mean: its exact value, and how far the printed decimals let the true one lie from it.

``216.9`` with the unit 万元 is 2,169,000 yuan, and was at most 500 yuan from there before it was rounded. Both ends of
the reach count, since a half is rounded up by one office and to even by another.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

UNITS = {"元": 100, "万元": 1_000_000, "亿元": 10_000_000_000}
"""Units of amounts, in fen."""
_HEAD_UNITS = {"": 1, "万": 10_000}
_NUMBER = re.compile(r"(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d+))?")
_ABOUT = re.compile(r"约|近|余|多|左右|以上|~|≈|about", re.IGNORECASE)
_BLANKS = frozenset({"", "-", "--", "—", "——", "/", "\\", "无"})
_EXACT_DECIMALS = 10
"""More decimals than any unit needs to the fen are the dust of a spreadsheet's floating point."""
_KEPT_DECIMALS = 8
_MOST = 10**17
_MOST_STANDARD = 10_000_000  # fen: a hundred thousand yuan a head is a comma misread
_MOST_STANDARDS = 30


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure as printed: ``value`` stands there, the true one is from ``low`` to ``high``. Fen, or people."""

    value: int
    low: int
    high: int

    @property
    def exact(self) -> bool:
        """Whether no rounding could have been."""
        return self.low == self.high

    def holds(self, value: int) -> bool:
        """Say whether a true value may have been printed so."""
        return self.low <= value <= self.high


def is_blank(text: str) -> bool:
    """Say whether a cell names no figure."""
    return _plain(text) in _BLANKS


def read_amount(text: str, unit: str) -> Printed | None:
    """Read an amount; none where it is not one exact figure, or has no unit.

    Args:
        text: such as ``216.9``, ``1,727.8655`` or ``20万元``; a unit of its own goes before ``unit``.
        unit: 元, 万元 or 亿元.

    >>> read_amount("216.9", "万元")
    Printed(value=216900000, low=216850000, high=216950000)
    >>> read_amount("1700余", "万元"), read_amount("5", "")
    (None, None)
    """
    plain = _plain(text).removeprefix("¥").removesuffix("整")
    own = next((name for name in ("亿元", "万元", "元", "亿", "万") if plain.endswith(name)), "")
    plain, unit = plain.removesuffix(own), (own if own.endswith("元") else own + "元") if own else unit
    scale = UNITS.get(unit)
    return _read(plain, Fraction(scale)) if scale else None


def read_heads(text: str) -> Printed | None:
    """Read a number of people; only one printed in 万 can have been rounded.

    >>> read_heads("4,847人"), read_heads("4.1万人次")
    (Printed(value=4847, low=4847, high=4847), Printed(value=41000, low=40500, high=41500))
    >>> read_heads("12.5") is None
    True
    """
    plain = re.sub(r"(?:人次|人|名|生)$", "", _plain(text))
    unit = "万" if plain.endswith("万") else ""
    found = _read(plain.removesuffix(unit), Fraction(_HEAD_UNITS[unit]))
    if found is None or unit:
        return found
    whole = "." not in plain or set(plain.partition(".")[2]) <= {"0"}
    return Printed(found.value, found.value, found.value) if whole else None


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _read(plain: str, scale: Fraction) -> Printed | None:
    match = _NUMBER.fullmatch(plain) if not _ABOUT.search(plain) else None
    if match is None:
        return None
    whole, decimals = match[1].replace(",", ""), match[2] or ""
    number = Fraction(f"{whole}.{decimals or '0'}")
    if len(decimals) > _EXACT_DECIMALS:
        number = round(number, _KEPT_DECIMALS)
        places = next(n for n in range(_KEPT_DECIMALS + 1) if (number * 10**n).denominator == 1)
    else:
        places = len(decimals)
    value, half = number * scale, scale / 10**places / 2
    nearest = round(value)
    if nearest > _MOST:
        return None
    low, high = ceil(value - half), floor(value + half)
    return Printed(nearest, max(0, min(low, nearest)), max(high, nearest))


def read_standards(text: str) -> tuple[int, ...] | None:
    """Read amounts a head that may be mixed, fen, each once, ascending; none where they are no exact amounts.

    >>> read_standards("500/625"), read_standards("1,250元/年、1500元/年"), read_standards("500-1500")
    ((50000, 62500), (125000, 150000), None)
    """
    plain = re.sub(r"\(.*?\)", "", _plain(text))
    if _ABOUT.search(plain) or re.search(r"\d元?(?:-|至|到|—)\d", plain):
        return None
    found: set[int] = set()
    for piece in re.split("[/、;或和+]", plain):
        if not any(sign.isdigit() for sign in piece):
            continue  # a unit: 元/生/年
        whole = [_standard(piece)]
        read = whole if whole[0] is not None else [_standard(part) for part in piece.split(",")]
        if None in read:
            return None
        found |= {value for value in read if value is not None}
    return tuple(sorted(found)) if 0 < len(found) <= _MOST_STANDARDS else None


def _standard(piece: str) -> int | None:
    read = read_amount(re.sub("(?:每?(?:生|人|学期|学年|年|月|期|次|天|日))+$", "", piece), "元")
    return read.value if read is not None and 0 < read.value <= _MOST_STANDARD else None
