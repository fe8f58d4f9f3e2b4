"""The closed vocabulary of conditions over the facts of a student, in three-valued logic.

One tree is parsed once and then evaluated, traced and put into words from the same nodes. A test on a fact that is
not known is neither true nor false (``None``); ``all``, ``any`` and ``not`` follow Kleene. It decides no amount.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from aid_ledger.errors import Place
from aid_ledger.facts import BY_NAME, CATEGORIES, FIELDS
from aid_ledger.facts.fields import UNKNOWN
from aid_ledger.rulebook.source import Document, Loc, Report
from aid_ledger.words import known, phrase
from aid_ledger.words.catalogue import Lang

_CATEGORIES = BY_NAME["categories"]


@dataclass(frozen=True, slots=True)
class Test:
    """The student's ``field`` is one of ``values``; ``codes`` are their codes."""

    field: str
    values: tuple[str, ...]
    codes: frozenset[int]
    place: Place


@dataclass(frozen=True, slots=True)
class Member:
    """The student is in one of the categories or sets ``names``; ``mask`` has the bits once bound to a term."""

    names: tuple[str, ...]
    place: Place
    mask: int = 0


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds; without parts, it always does."""

    parts: tuple[Condition, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple[Condition, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Condition
    place: Place


Condition = Test | Member | All | AnyOf | Not
Leaf = Test | Member


def code_in(key: int, field: str) -> int:
    """Return the code of one field of a key."""
    found = BY_NAME[field]
    return (key & found.mask) >> found.shift


def holds(condition: Condition, key: int) -> bool | None:
    """Whether the condition holds for the facts in ``key``; ``None`` where what is not known decides."""
    match condition:
        case Test(field=field, codes=codes):
            code = code_in(key, field)
            return None if code == 0 and BY_NAME[field].can_be_unknown else code in codes
        case Member(mask=mask):
            return bool((key >> _CATEGORIES.shift) & mask)
        case Not(part=part):
            inner = holds(part, key)
            return None if inner is None else not inner
        case All(parts=parts):
            answers = [holds(part, key) for part in parts]
            return False if False in answers else None if None in answers else True
        case AnyOf(parts=parts):
            answers = [holds(part, key) for part in parts]
            return True if True in answers else None if None in answers else False


def open_fields(condition: Condition, key: int) -> frozenset[str]:
    """Return the fields that are not known and leave the condition undecided; empty where it is decided."""
    if holds(condition, key) is not None:
        return frozenset()
    match condition:
        case Test(field=field):
            return frozenset({field})
        case Member():
            return frozenset()
        case Not(part=part):
            return open_fields(part, key)
        case All(parts=parts) | AnyOf(parts=parts):
            return frozenset().union(*(open_fields(part, key) for part in parts))


def first_open(fields: Iterable[str]) -> str:
    """Return the field to ask for first: the order of :data:`aid_ledger.facts.FIELDS`."""
    wanted = frozenset(fields)
    return next(field.name for field in FIELDS if field.name in wanted)


def leaves(condition: Condition) -> Iterator[Leaf]:
    """Yield the tests of a condition, left to right."""
    match condition:
        case Test() | Member():
            yield condition
        case Not(part=part):
            yield from leaves(part)
        case All(parts=parts) | AnyOf(parts=parts):
            for part in parts:
                yield from leaves(part)


def conjuncts(condition: Condition) -> tuple[Condition, ...]:
    """Return what must hold, one by one: what a trace shows."""
    return condition.parts if isinstance(condition, All) else (condition,)


def possible(condition: Condition, key: int, fields: frozenset[str]) -> bool:
    """Whether a condition may hold for somebody who has the ``fields`` of ``key``, whatever their other facts are."""
    return _known_by(condition, key, fields) is not False


def _known_by(condition: Condition, key: int, fields: frozenset[str]) -> bool | None:
    match condition:
        case Test(field=field):
            return holds(condition, key) if field in fields else None
        case Member():
            return None
        case Not(part=part):
            inner = _known_by(part, key, fields)
            return None if inner is None else not inner
        case All(parts=parts):
            answers = [_known_by(part, key, fields) for part in parts]
            return False if False in answers else None if None in answers else True
        case AnyOf(parts=parts):
            answers = [_known_by(part, key, fields) for part in parts]
            return True if True in answers else None if None in answers else False


def bind(condition: Condition, sets: Mapping[str, int]) -> Condition:
    """Return the condition with the bits of its categories filled in from ``sets`` (categories and sets by name)."""
    match condition:
        case Member(names=names):
            mask = 0
            for name in names:
                mask |= sets.get(name, 0)
            return replace(condition, mask=mask)
        case Not(part=part):
            return replace(condition, part=bind(part, sets))
        case All(parts=parts) | AnyOf(parts=parts):
            return replace(condition, parts=tuple(bind(part, sets) for part in parts))
        case Test():
            return condition


def _word(name: str, lang: Lang, fallback: str) -> str:
    return phrase(name, lang) if name in known("word") else fallback


def value_words(field: str, value: str, lang: Lang) -> str:
    """Return a fact's value in words."""
    if value in {"yes", "no", UNKNOWN}:
        return phrase(f"value-{value}", lang)
    return _word(f"value-{field}-{value}", lang, value)


def name_words(name: str, lang: Lang) -> str:
    """Return a category or set in words."""
    return _word(f"category-{name}", lang, name)


def words(condition: Condition, lang: Lang) -> str:
    """Return the condition as people read it."""
    comma = "、" if lang == "zh" else ", "
    match condition:
        case Test(field=field, values=values):
            fact = _word(f"fact-{field}", lang, field)
            return phrase("cond-is", lang, fact=fact, values=comma.join(value_words(field, v, lang) for v in values))
        case Member(names=names):
            return phrase("cond-member", lang, names=comma.join(name_words(name, lang) for name in names))
        case Not(part=part):
            return phrase("cond-not", lang, part=words(part, lang))
        case All(parts=()):
            return phrase("cond-everyone", lang)
        case All(parts=parts):
            return phrase("cond-and", lang).join(_bracketed(part, lang) for part in parts)
        case AnyOf(parts=parts):
            return phrase("cond-or", lang).join(_bracketed(part, lang) for part in parts)


def _bracketed(part: Condition, lang: Lang) -> str:
    text = words(part, lang)
    return f"({text})" if isinstance(part, All | AnyOf) and len(part.parts) > 1 else text


@dataclass(frozen=True, slots=True)
class Parser:
    """Reads conditions of one file; what is wrong goes to ``report``, and the part counts as always true."""

    document: Document
    report: Report
    names: frozenset[str]

    def item(self, raw: Mapping[str, Any], loc: Loc) -> Condition:
        """Read the condition of a dated item or tier: exactly one of ``all``, ``any``, ``not``, ``everyone``."""
        found = [key for key in ("all", "any", "not", "everyone") if key in raw]
        place = self.document.place(loc)
        if len(found) != 1:
            self.report.add("condition-count", place, found=", ".join(found) or "-")
            return All((), place)
        if found[0] == "everyone":
            return All((), place)
        return self._composed(found[0], raw[found[0]], (*loc, found[0]))

    def _composed(self, kind: str, raw: Any, loc: Loc) -> Condition:
        place = self.document.place(loc)
        if kind == "not":
            return Not(self.entry(raw, loc), place)
        if not isinstance(raw, list) or not raw:
            self.report.add("condition-form", place, key=kind)
            return All((), place)
        parts = tuple(self.entry(part, (*loc, index)) for index, part in enumerate(raw))
        return All(parts, place) if kind == "all" else AnyOf(parts, place)

    def entry(self, raw: Any, loc: Loc) -> Condition:
        """Read one entry: a mapping with one key."""
        place = self.document.place(loc)
        if not isinstance(raw, dict) or len(raw) != 1:
            self.report.add("condition-form", place, key="all")
            return All((), place)
        key, value = next(iter(raw.items()))
        inner = (*loc, key)
        if key in {"all", "any", "not"}:
            return self._composed(key, value, inner)
        texts = [value] if isinstance(value, str) else value
        if not isinstance(texts, list) or not texts or not all(isinstance(text, str) for text in texts):
            self.report.add("condition-form", self.document.place(inner), key=key)
            return All((), place)
        return self._member(texts, inner) if key == "category" else self._test(key, texts, inner)

    def _member(self, texts: list[str], loc: Loc) -> Condition:
        for text in texts:
            if text not in self.names:
                listed = ", ".join(sorted(self.names))
                self.report.add("category-unknown", self.document.place(loc), name=text, known=listed)
        return Member(tuple(texts), self.document.place(loc))

    def _test(self, field: str, texts: list[str], loc: Loc) -> Condition:
        place = self.document.place(loc, key=True)
        if field not in BY_NAME or field == "categories":
            facts = ", ".join(f.name for f in FIELDS if f.values)
            self.report.add("fact-unknown", place, name=field, known=facts)
            return All((), place)
        values = BY_NAME[field].values
        fine = [text for text in texts if text in values and text != UNKNOWN]
        for text in texts:
            if text not in fine:
                listed = ", ".join(value for value in values if value != UNKNOWN)
                self.report.add("value-unknown", self.document.place(loc), field=field, value=text, known=listed)
        return Test(field, tuple(fine), frozenset(values.index(text) for text in fine), place)


def category_bits() -> dict[str, int]:
    """Return the bit of each category by name."""
    return {name: 1 << index for index, name in enumerate(CATEGORIES)}
