"""Telephone numbers in a column: what a spreadsheet has made of them, read back only where no digit is lost.

Nobody is identified or paid by a telephone number; so what cannot be read back stays as it was typed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import IntFlag

import numpy as np
import numpy.typing as npt
import pandas as pd

_PLAIN = r"1\d{10}|\d{7,8}|0\d{2,3}-?\d{7,8}(?:-\d{1,5})?"
_ONE = re.compile(rf"(?:{_PLAIN})$")
_SCIENTIFIC = re.compile(r"(\d)(?:\.(\d+))?[eE]\+?(\d{1,2})$")
_LONGEST = 11
_TAIL = re.compile(r"\.0+$")
_COUNTRY = re.compile(r"(?<!\d)(?:[+＋]|00)?86[-\s]*(?=1[\d\s-]{10})|(?<!\d)[+＋]86[-\s]*")
_BETWEEN = re.compile(r"[、，,;；/／|\n\r]+|(?<=\d)\s+(?=\d{7,})")


class PhoneDamage(IntFlag):
    """What was wrong with a cell."""

    NONE = 0
    SCIENTIFIC = 1
    TAIL = 2
    COUNTRY = 4
    SEVERAL = 8


@dataclass(frozen=True, slots=True)
class PhoneCheck:
    """Columns, one item a cell: ``normal``, several numbers joined by 、, else as typed; ``damage`` (flags)."""

    normal: pd.Series[str]
    damage: npt.NDArray[np.int64]


def check_phones(texts: pd.Series[str]) -> PhoneCheck:
    """Read telephone numbers back: 13800000000.0, +86 138…, two in a cell; 1.38E+10 has lost its digits and stays.

    Source:
        reference/files.md §12, defect 48.

    >>> check_phones(pd.Series(["13800000000.0", "+86-13800000000", "1.38E+10"])).normal.tolist()
    ['13800000000', '13800000000', '1.38E+10']
    """
    codes, distinct = pd.factorize(texts)
    read = [_read(str(text)) for text in distinct]
    normal = np.array([text for text, _ in read], dtype=object)[codes] if read else np.zeros(0, dtype=object)
    damage = np.array([int(flag) for _, flag in read], dtype=np.int64)[codes] if read else np.zeros(0, dtype=np.int64)
    return PhoneCheck(pd.Series(normal, index=texts.index, dtype="str"), damage)


def _read(text: str) -> tuple[str, PhoneDamage]:
    typed = text.strip()
    if _ONE.match(typed) or not any(map(str.isdigit, typed)):
        return text, PhoneDamage.NONE
    bare = _COUNTRY.sub("", typed)
    damage = PhoneDamage.NONE if bare == typed else PhoneDamage.COUNTRY
    parts = [part for part in _BETWEEN.split(bare) if part.strip()]
    damage |= PhoneDamage.SEVERAL if len(parts) > 1 else PhoneDamage.NONE
    numbers = []
    for part in parts:
        number, flag = _read_one(part.strip())
        damage |= flag
        numbers.append(number)
    whole = all(_ONE.match(number) for number in numbers)
    return ("、".join(numbers) if whole else text), damage


def _read_one(part: str) -> tuple[str, PhoneDamage]:
    damage = PhoneDamage.NONE
    if match := _SCIENTIFIC.match(part):
        whole = int(match[3]) <= min(len(match[2] or ""), _LONGEST)
        return (f"{Decimal(part):f}".partition(".")[0] if whole else part), PhoneDamage.SCIENTIFIC
    if _TAIL.search(part):
        part, damage = _TAIL.sub("", part), damage | PhoneDamage.TAIL
    joined = re.sub(r"[\s-]", "", part)
    return (joined if re.match(r"1\d{10}$", joined) else part), damage
