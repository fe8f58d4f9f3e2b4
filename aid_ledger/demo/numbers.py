"""Numbers with right check digits that can hit no real person: area codes 9901xx, card prefix 629901.

Written apart from ``aid_ledger.people`` on purpose: what makes the numbers must not be what checks them.
"""

from __future__ import annotations

from datetime import date
from random import Random

COUNTY = "990101"
NEIGHBOURS = ("990102", "990103", "990201")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_FOLD = {c: i for i, c in enumerate("0123456789")}


def check_character(first17: str) -> str:
    """Return the eighteenth character of a resident ID.

    >>> check_character("99010120120101001")
    '3'
    """
    return _CHECK[sum(_FOLD[c] * w for c, w in zip(first17, _WEIGHTS, strict=True)) % 11]


class IdMaker:
    """Hands out resident IDs, each once: the three digits run up for each area, birth date and sex."""

    __slots__ = ("_next", "_rng")

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._next: dict[tuple[str, date, bool], int] = {}

    def make(self, born: date, *, boy: bool, area: str = COUNTY) -> str:
        """Return a fresh ID; its seventeenth digit is odd for a boy."""
        key = (area, born, boy)
        used = self._next.get(key, 0)
        self._next[key] = used + 1
        if used >= 499:
            raise ValueError(f"more than 499 births on {born} in one area")
        body = f"{area}{born:%Y%m%d}{used * 2 + (1 if boy else 2):03d}"
        return body + check_character(body)


def luhn(payload: str) -> str:
    """Return the Luhn digit that completes a card number.

    >>> luhn("7992739871")
    '3'
    """
    total = 0
    for place, digit in enumerate(reversed(payload)):
        value = int(digit) * (1 if place % 2 else 2)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def card(serial: int) -> str:
    """Return the 19-digit card number of this serial."""
    payload = f"629901{serial * 7919 % 10**12:012d}"
    return payload + luhn(payload)


def student_number(letter: str, rng: Random, born: date, area: str = COUNTY) -> str:
    """Return a ``J`` or ``L`` number: area, birth date and four digits, made for a child without an ID card."""
    body = f"{area}{born:%Y%m%d}{rng.randrange(1, 1000):03d}"
    return f"{letter}{body}{check_character(body) if letter == 'J' else rng.randrange(10)}"


def phone(rng: Random) -> str:
    """Return a phone number that no network hands out."""
    return f"199000{rng.randrange(100_000):05d}"
