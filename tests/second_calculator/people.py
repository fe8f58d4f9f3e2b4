"""Who somebody is: resident IDs, ages, names. Written apart from the package, from GB 11643 and the requirement.

Chosen where the requirement is silent or has two readings:

* An old ID of 15 digits is completed to 18 (files.md §12.7: repaired with a note), so it is valid where its date is.
* What stands for X at the end (a star, a cross, a Greek or Cyrillic letter) is X, and O is 0, l, I and | are 1, where
  the number then holds.
* A number cell of 16 digits or more has lost digits: not valid, whatever its check digit says.
* 20 or 22 characters whose first 18 are a valid ID are that ID (the form of a disability card), and ``G`` + a valid
  ID in the ID column is that ID.
* The area code is not looked up; the birth date must be a day of the calendar from 1900 on.
* "Differ by one character": one character other, missing or extra, after spaces and dots are gone and a short list of
  old forms is folded.
"""

from __future__ import annotations

import unicodedata
from datetime import date

WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
CHECKS = "10X98765432"
DOTS = "·•・‧∙⋅.．｡。●ᐧ⸱"
OLD_FORMS = dict(
    zip(
        "張劉陳楊黃趙吳孫馬羅鄭謝韓馮鄧許蕭葉蘇呂蔣賈範韋鄒鐘盧麗華國偉強軍濤傑飛夢瑤龍鳳蘭紅艷靜",
        "张刘陈杨黄赵吴孙马罗郑谢韩冯邓许萧叶苏吕蒋贾范韦邹钟卢丽华国伟强军涛杰飞梦瑶龙凤兰红艳静",
        strict=True,
    )
)


def clean(text: str) -> str:
    """Return a number or code as it should have been typed: NFKC, no space of any kind, no leading quote, upper."""
    folded = unicodedata.normalize("NFKC", text)
    folded = "".join(c for c in folded if not c.isspace() and c not in "\u200b\ufeff\u3000\u00a0")
    folded = folded.lstrip("'’")
    if folded.startswith('="') and folded.endswith('"'):
        folded = folded[2:-1]
    return folded.upper()


def is_valid(number: str) -> bool:
    """Return whether this is a full resident ID with a real birth date and the right check character."""
    if len(number) != 18 or not (number[:17].isascii() and number[:17].isdigit()) or number[17] not in CHECKS:
        return False
    total = 0
    for digit, weight in zip(number[:17], WEIGHTS, strict=True):
        total += int(digit) * weight
    if CHECKS[total % 11] != number[17]:
        return False
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return born.year >= 1900


CROSSES = "×*ΧХⅩ✕✖╳"
TYPED_AS = str.maketrans("OIL|", "0111")
REASONS = {"bad": "id-invalid", "run": "id-run", "blank": "no-identity"}
"""Why a row waits whose ID is in this state."""


def resident_id(text: str, *, stored_as_number: bool = False, dragged: bool = False) -> tuple[str, str]:
    """Return the ID and its state: ``ok``, ``blank`` (then the ID is ``""``), ``run`` or ``bad``."""
    number = clean(text)
    if dragged:
        return number, "run"
    if not number:
        return "", "blank"
    if stored_as_number and len(number) >= 16:
        return number, "bad"
    readings = [number]
    if len(number) == 15:
        readings = [number[:6] + "19" + number[6:] + check for check in CHECKS]
    elif len(number) in {20, 22}:
        readings.append(number[:18])
    elif number.startswith("G"):
        readings.append(number[1:])
    readings += [reading[:17] + "X" for reading in readings if len(reading) == 18 and reading[17] in CROSSES]
    readings += [reading.translate(TYPED_AS) for reading in readings]
    for reading in readings:
        if is_valid(reading):
            return reading, "ok"
    return number, "bad"


def birth_of(number: str) -> date:
    """Return the birth date in a valid ID."""
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def completed_years(born: date, day: date) -> int:
    """Return how many birthdays have passed."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def plain_name(name: str) -> str:
    """Return a name without spaces and dots."""
    folded = unicodedata.normalize("NFKC", name)
    return "".join(c for c in folded if not c.isspace() and c not in DOTS and c not in "\u200b\ufeff")


def compare_names(one: str, other: str) -> str:
    """Return ``same``, ``near`` (variant or one character) or ``other``; a blank name says nothing against."""
    a, b = plain_name(one), plain_name(other)
    if a == b or not a or not b:
        return "same"
    a = "".join(OLD_FORMS.get(c, c) for c in a)
    b = "".join(OLD_FORMS.get(c, c) for c in b)
    if a == b:
        return "near"
    if len(a) == len(b):
        differing = sum(1 for x, y in zip(a, b, strict=True) if x != y)
        return "near" if differing == 1 else "other"
    short, long = sorted((a, b), key=len)
    if len(long) == len(short) + 1:
        for place in range(len(long)):
            if long[:place] + long[place + 1 :] == short:
                return "near"
    return "other"
