"""Tells the kind of a list from its fields and from the words in names and titles. Data: ``data/kinds.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from aid_ledger.intake.synonyms import fold

CERTAIN_LEAD = 2
"""By how much the best kind must lead the next for the kind to be certain."""

_NAMES_BY_ITSELF = 7


@dataclass(frozen=True, slots=True)
class KindRule:
    """How one kind is told: groups of needed fields, forbidden fields, and what fields and words add."""

    name: str
    need: tuple[frozenset[str], ...]
    never: frozenset[str]
    marks: Mapping[str, int]
    words: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class KindScore:
    """One kind that a sheet could be, and how much speaks for it."""

    kind: str
    score: int


@cache
def kind_rules() -> dict[str, KindRule]:
    """Return the rule of every kind of ``import``, by name."""
    text = (files("aid_ledger.intake") / "data" / "kinds.toml").read_text("utf-8")
    return {
        name: KindRule(
            name,
            tuple(frozenset(group) for group in entry["need"]),
            frozenset(entry["never"]),
            entry["marks"],
            {fold(word): weight for word, weight in entry["words"].items()},
        )
        for name, entry in tomllib.loads(text).items()
    }


def score_kinds(
    fields: Iterable[str], texts: Iterable[str], mapped: Iterable[str] = ()
) -> tuple[KindScore, ...]:  # fmt: skip
    """Return the kinds that a sheet with these fields can be, best first.

    Args:
        fields: the fields met.
        texts: file name, sheet name, titles.
        mapped: fields that a person gave to columns. They may fill what a kind lacks; what the list is they never say.
    """
    met = frozenset(fields)
    said = " ".join(fold(text) for text in texts)
    scores = []
    for rule in kind_rules().values():
        if rule.never & met or not all(group & (met | frozenset(mapped)) for group in rule.need):
            continue
        marks = sum(weight for name, weight in rule.marks.items() if name in met)
        words = max((weight for word, weight in rule.words.items() if word in said), default=0)
        if marks + words:
            scores.append(KindScore(rule.name, marks + words))
    return tuple(sorted(scores, key=lambda s: (-s.score, s.kind)))


def named_kind(texts: Iterable[str]) -> str:
    """Return the kind that a word in names and titles means by itself, ``""`` where none does or two do.

    >>> named_kind(["示例小学在校生名册.xlsx"]), named_kind(["3月.xlsx"])
    ('roster', '')
    """
    said = " ".join(fold(text) for text in texts)
    weights = {
        rule.name: max((weight for word, weight in rule.words.items() if word in said), default=0)
        for rule in kind_rules().values()
    }
    best = max(weights.values())
    top = [name for name, weight in weights.items() if weight == best]
    return top[0] if best >= _NAMES_BY_ITSELF and len(top) == 1 else ""


_SAYS_PUPILS = 6
_SAYS_NEED = re.compile("认定|困难|贫困")
_OF_AID = re.compile("资助|受助|助学|补助|享受|低保|脱贫|残疾")


def says_recognition(texts: Iterable[str]) -> bool:
    """Tell whether names and titles say that a list is of children in need.

    >>> says_recognition(["城关小学困难学生花名册"]), says_recognition(["高一（3）班学生情况统计表"])
    (True, False)
    """
    return any(map(_SAYS_NEED.search, texts))


def says_aid(texts: Iterable[str]) -> bool:
    """Tell whether names and titles say that a list is of those whom some aid reaches, need said or not.

    >>> says_aid(["受助学生花名册"]), says_aid(["三年级花名册"])
    (True, False)
    """
    return any(map(_OF_AID.search, texts)) and not says_recognition(texts)


def says_pupils(texts: Iterable[str]) -> bool:
    """Tell whether names and titles say that a list is of all pupils of a class or school, and of nothing else.

    >>> says_pupils(["高一（3）班学生情况统计表"]), says_pupils(["受助学生花名册"]), says_pupils(["花名册"])
    (True, False, False)
    """
    said = " ".join(fold(text) for text in texts)
    strong = (word for word, weight in kind_rules()["roster"].words.items() if weight >= _SAYS_PUPILS)
    return any(word in said for word in strong) and not _OF_AID.search(said) and not _SAYS_NEED.search(said)


def missing_for(kind: str, fields: Iterable[str]) -> tuple[frozenset[str], ...]:
    """Return the groups of fields that a list of this kind needs and the sheet has not."""
    met = frozenset(fields)
    return tuple(group for group in kind_rules()[kind].need if not group & met)
