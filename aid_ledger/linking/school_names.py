"""Which school of the list a name may mean that is not in it: 第一中学 for 示例县第一中学. Suggests; never decides."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aid_ledger.linking.earlier_schools import fold_name
from aid_ledger.linking.schools import SchoolBook

MOST = 3
"""Names given beside one question."""
_LEAST_ALIKE = 0.5
_LEVELS = (
    ("preschool", re.compile(r"幼儿园|托儿所|学前班|幼$")),
    ("special", re.compile(r"特殊教育学校|特殊学校|特教学?校?|特校|聋哑学校|培智学校")),
    (
        "vocational",
        re.compile(r"(?:中等)?职业(?:技术)?(?:教育)?(?:中学|高中|学校|中心)?|职教中心|职高|职中|中专|技工学校|技校"),
    ),
    ("primary", re.compile(r"(?:中心|完全)?小学(?:校)?|中心校|完小|教学点|小$")),
    ("senior", re.compile(r"(?:普通)?高级中学|高中")),
    ("junior", re.compile(r"初级中学|初中")),
    ("middle", re.compile(r"(?:完全)?中学|中$")),
    ("any", re.compile(r"(?:九年一贯制|九年制|实验)?学校|校$")),
)  # fmt: skip
_MIDDLE = frozenset({"junior", "senior", "middle"})
_GENERIC = re.compile(r"[省市县区旗镇乡村第办处]|街道|中心|公办|民办|公立|私立|[()·.\-]")
_NUMBER = re.compile(r"[一二三四五六七八九十]+|\d+")
_DIGITS = dict(zip("一二三四五六七八九", range(1, 10), strict=True))


@dataclass(frozen=True, slots=True)
class SchoolHint:
    """Official names: ``fits`` those whose short form the name may be, at most :data:`MOST`; ``count`` of them in all.

    ``near``, only where none fits: the names most alike.
    """

    fits: tuple[str, ...] = ()
    count: int = 0
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Parts:
    """A name taken apart: its level, its numbers, and the characters that tell one school from another."""

    level: str
    numbers: tuple[int, ...]
    stem: str


def suggest_school(book: SchoolBook, name: str, county: str = "") -> SchoolHint:
    """Return which schools of the list a name may mean.

    A name fits where one is the short form of the other: the same level and numbers, and the characters that remain
    (县, 镇, 中心, the county's own name aside) stand in the other in the same order.

    Args:
        book: the schools of the list.
        name: as a list writes it.
        county: the county's name, which some lists put before each school and others leave out.
    """
    official = book.frame["name"].tolist()
    asked = _parts(name, county)
    known = {word: place for word, place in book.by_name.items() if place >= 0}
    known |= {fold_name(one): place for place, one in enumerate(official)}
    fits = sorted({place for word, place in known.items() if _fits(asked, _parts(word, county))})
    if fits:
        named = sorted(official[place] for place in fits)
        return SchoolHint(tuple(named[:MOST]), len(named))
    alike = sorted((-_alikeness(name, one), one) for one in set(official))
    return SchoolHint(near=tuple(one for score, one in alike[:MOST] if -score >= _LEAST_ALIKE))


def _parts(name: str, county: str) -> _Parts:
    text = fold_name(name)
    if county and text.startswith(county) and len(text) > len(county):
        text = text.removeprefix(county)
    level = ""
    for one, words in _LEVELS:
        if words.search(text):
            level, text = one, words.sub("", text)
            break
    numbers = tuple(_number(word) for word in _NUMBER.findall(text))
    return _Parts(level or "any", numbers, _NUMBER.sub("", _GENERIC.sub("", text)))


def _number(word: str) -> int:
    """Read 12, 十二, 二十: the numbers that schools bear.

    >>> [_number(word) for word in ("12", "十", "十二", "二十", "二十三", "七")]
    [12, 10, 12, 20, 23, 7]
    """
    if word.isdigit():
        return int(word)
    tens, ten, ones = word.rpartition("十")
    return 10 * (_DIGITS.get(tens[-1:], 1) if ten else 0) + _DIGITS.get(ones[-1:], 0)


def _fits(one: _Parts, other: _Parts) -> bool:
    """Whether one is the short form of the other."""
    if not _same_level(one.level, other.level):
        return False
    if not (one.stem or one.numbers) or not (other.stem or other.numbers):
        return False
    return _is_short_for(one, other) or _is_short_for(other, one)


def _same_level(one: str, other: str) -> bool:
    both = {one, other}
    return one == other or "any" in both or ("middle" in both and both <= _MIDDLE)


def _is_short_for(short: _Parts, whole: _Parts) -> bool:
    if short.numbers and short.numbers != whole.numbers:
        return False
    rest = iter(whole.stem)
    return all(sign in rest for sign in short.stem)


def _alikeness(one: str, other: str) -> float:
    """How many signs two names share, from 0 to 1; words that any school bears count like others."""
    left, right = set(fold_name(one)), set(fold_name(other))
    return 2 * len(left & right) / (len(left) + len(right)) if left or right else 0.0
