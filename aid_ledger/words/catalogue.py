"""Looks texts up in the TOML tables beside it and fills in their parameters."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from aid_ledger.errors import Finding

Lang = Literal["zh", "en"]
_TABLES = ("finding", "reason", "word")


@dataclass(frozen=True, slots=True)
class FindingText:
    """One finding in words: ``place``, ``problem``, ``expected``, ``fix``; the last two may be empty."""

    name: str
    place: str
    problem: str
    expected: str
    fix: str


@cache
def _catalogue() -> dict[str, dict[str, Any]]:
    merged: dict[str, dict[str, Any]] = {table: {} for table in _TABLES}
    folder = files("aid_ledger.words")
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if not entry.name.endswith(".toml"):
            continue
        for table, texts in tomllib.loads(entry.read_text("utf-8")).items():
            for name, text in texts.items():
                if name in merged[table]:
                    raise ValueError(f"{table}.{name} stands twice in the catalogue")
                merged[table][name] = text
    return merged


@dataclass(frozen=True, slots=True)
class Word:
    """A parameter that is itself a text of the catalogue, put into the reader's language when shown.

    ``params``: the parameters of that text, by name.
    """

    name: str
    table: Literal["word", "reason"] = "word"
    params: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Counted:
    """A parameter that counts several things: ``去空格 8，全角 3``."""

    parts: tuple[tuple[Word, int], ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A parameter that names several things: ``甲、乙``."""

    parts: tuple[str, ...]


def _shown(value: object, lang: Lang) -> object:
    if isinstance(value, Counted):
        parts = [f"{_shown(word, lang)} {count}" for word, count in value.parts]
        return ("，" if lang == "zh" else ", ").join(parts)
    if isinstance(value, Listed):
        return ("、" if lang == "zh" else ", ").join(value.parts)
    if isinstance(value, Word):
        return _fill(_catalogue()[value.table][value.name][lang], dict(value.params), lang)
    return value


def _fill(template: str, params: Mapping[str, object], lang: Lang) -> str:
    if "{" not in template:
        return template
    return template.format_map({name: _shown(value, lang) for name, value in params.items()})


def known(table: str) -> frozenset[str]:
    """Return the names in ``finding``, ``reason`` or ``word``."""
    return frozenset(_catalogue()[table])


def phrase(name: str, lang: Lang, **params: object) -> str:
    """Return the ``[word.NAME]`` text.

    Raises:
        KeyError: no such word, or a parameter is missing; a bug in the caller.
    """
    return _fill(_catalogue()["word"][name][lang], params, lang)


def reason(name: str, lang: Lang, **params: object) -> str:
    """Return the sentence of a reason code such as ``boarding-unknown``; an empty code gives ``""``."""
    return _fill(_catalogue()["reason"][name][lang], params, lang) if name else ""


def reason_fix(name: str, lang: Lang, **params: object) -> str:
    """Return what to do about a reason; ``""`` where nothing needs doing."""
    if not name:
        return ""
    fix = _catalogue()["reason"][name].get("fix")
    return _fill(fix[lang], params, lang) if fix else ""


def tell(finding: Finding, lang: Lang) -> FindingText:
    """Return a finding in words.

    Raises:
        KeyError: the catalogue has no such finding, or a parameter is missing; a bug in the caller.
    """
    text = _catalogue()["finding"][finding.name]
    parts = {
        part: _fill(text[part][lang], finding.params, lang) if part in text else ""
        for part in ("problem", "expected", "fix")
    }
    return FindingText(finding.name, str(finding.place), **parts)


def render(finding: Finding, lang: Lang) -> str:
    """Return the three-line form: ``PLACE: PROBLEM [name]``, then what was expected, then what to do."""
    text = tell(finding, lang)
    expected, fix = ("应为", "处理") if lang == "zh" else ("expected", "fix")
    lines = [f"{text.place}: {text.problem} [{text.name}]" if text.place else f"{text.problem} [{text.name}]"]
    lines += [f"  {label}: {value}" for label, value in ((expected, text.expected), (fix, text.fix)) if value]
    return "\n".join(lines)
