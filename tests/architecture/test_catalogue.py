"""The names of findings, reasons and words in the source are those of the catalogue, each text in both languages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pytest

from tests.architecture.names import (
    TABLES,
    Use,
    catalogue,
    mentioned,
    mentioned_in_data,
    placeholders,
    templates,
    uses,
)
from tests.architecture.source import Module, made_up, source

pytestmark = pytest.mark.xdist_group("source")  # read and parsed once

Catalogue = Mapping[str, Mapping[str, Any]]

_NAME = re.compile(r"[a-z0-9]+([-.][a-z0-9]+)*")
_WORD = re.compile(r"[a-z0-9]+([-._][a-z0-9]+)*")  # a word may end in the code of a fact, which has underscores
_PARTS = {"finding": {"problem", "expected", "fix"}, "reason": {"", "fix"}, "word": {""}}
_MUST = {"finding": "problem", "reason": "", "word": ""}


def unknown_names(modules: Iterable[Module], known: Catalogue) -> Iterator[str]:
    """Name every use of a name that the catalogue does not have."""
    for use in uses(modules):
        if not any(use.matches(name) for name in known[use.table]):
            yield f"{use.module.at(use.call)}: {use.table} {use.name!r} is not in the catalogue"


def unused_names(modules: Iterable[Module], known: Catalogue, data: frozenset[str]) -> Iterator[str]:
    """Name every entry of the catalogue that nothing uses."""
    modules = tuple(modules)
    texts, patterns = mentioned(modules) | data, [use for use in uses(modules) if use.is_pattern]
    for table in TABLES:
        for name in known[table]:
            if name not in texts and not any(use.table == table and use.matches(name) for use in patterns):
                yield f"{table}.{name}: nothing in the source or the rules names it"


def broken_texts(known: Catalogue) -> Iterator[str]:
    """Name every text that lacks a language, cannot be filled in, or shows other parameters than its twin.

    The parameters ``zh`` and ``en`` are one title in two languages.
    """
    for table in TABLES:
        for name, texts in known[table].items():
            where, parts = f"{table}.{name}", templates(texts)
            if not (_WORD if table == "word" else _NAME).fullmatch(name):
                yield f"{where}: not kebab-case"
            if _MUST[table] not in parts or not set(parts) <= _PARTS[table]:
                yield f"{where}: has the parts {sorted(parts)}"
            for part, text in parts.items():
                if set(text) != {"zh", "en"} or not all(words.strip() for words in text.values()):
                    yield f"{where}.{part}: needs zh and en"
                    continue
                try:
                    shown = {lang: placeholders(words) for lang, words in text.items()}
                    for lang, words in text.items():
                        words.format_map(_Anything(shown[lang]))
                except (ValueError, KeyError, IndexError, AttributeError) as error:
                    yield f"{where}.{part}: cannot be filled in: {error}"
                    continue
                if {name for name in shown["zh"] if name != "zh"} != {name for name in shown["en"] if name != "en"}:
                    yield f"{where}.{part}: zh shows {sorted(shown['zh'])}, en shows {sorted(shown['en'])}"


class _Anything(dict[str, object]):
    """Fills any named parameter with a number, which takes every format."""

    def __init__(self, names: Iterable[str]) -> None:
        super().__init__(dict.fromkeys(names, 1))


def badly_worded(known: Catalogue) -> Iterator[str]:
    """Name every English problem that starts in upper case, ends in a full stop or blames (STYLE 3.5)."""
    for name, texts in known["finding"].items():
        words = texts.get("problem", {}).get("en", "")
        first = words.split(" ")[0]
        if first[:1].isupper() and first.islower() is False and first == first.capitalize() and first != "Excel":
            yield f"finding.{name}: starts in upper case"
        if words.endswith("."):
            yield f"finding.{name}: ends in a full stop"
        if re.search(r"\binvalid\b|error occurred|\bunexpected\b", words):
            yield f"finding.{name}: says that it is wrong, not what is"


def missing_parameters(modules: Iterable[Module], known: Catalogue) -> Iterator[str]:
    """Name every call that gives its parameters in full and leaves out one that a text shows."""
    for use in uses(modules):
        given = _given(use)
        texts = None if use.is_pattern else known[use.table].get(use.name)
        if given is not None and texts is not None:
            shown = {
                field for text in templates(texts).values() for words in text.values() for field in placeholders(words)
            }
            if not shown <= given:
                yield f"{use.module.at(use.call)}: {use.name} shows {sorted(shown - given)}, which is not given"


def _given(use: Use) -> set[str] | None:
    """Return the parameters that a call gives, or nothing where they cannot be read off."""
    name = ast.unparse(use.call.func).split(".")[-1]
    if name == "Finding":
        keyword = next((k.value for k in use.call.keywords if k.arg == "params"), None)
        params = keyword or (use.call.args[2] if len(use.call.args) > 2 else ast.Dict(keys=[], values=[]))
        if isinstance(params, ast.Dict) and all(isinstance(key, ast.Constant) for key in params.keys):
            return {str(key.value) for key in params.keys if isinstance(key, ast.Constant)}
    if name == "phrase" and all(keyword.arg for keyword in use.call.keywords):
        return {str(keyword.arg) for keyword in use.call.keywords}
    return None


# --- the source and its catalogue -----------------------------------------------------------------------------------


def test_every_name_used_stands_in_the_catalogue() -> None:
    assert list(unknown_names(source(), catalogue())) == []


def test_every_name_of_the_catalogue_is_used() -> None:
    assert list(unused_names(source(), catalogue(), mentioned_in_data())) == []


def test_every_text_has_both_languages_with_the_same_parameters() -> None:
    assert list(broken_texts(catalogue())) == []


def test_every_english_problem_says_what_is_wrong_without_blame() -> None:
    assert list(badly_worded(catalogue())) == []


def test_every_parameter_that_a_text_shows_is_given() -> None:
    assert list(missing_parameters(source(), catalogue())) == []


# --- the guards bite ------------------------------------------------------------------------------------------------

_SMALL: Catalogue = {
    "finding": {"date-unreadable": {"problem": {"zh": "日期 {value}", "en": "date {value}"}}},
    "reason": {"no-account": {"zh": "无账户", "en": "no account"}},
    "word": {"state.paid": {"zh": "已到账", "en": "paid"}},
}


@pytest.mark.parametrize(
    "text",
    [
        "Finding('date-unreadible')",
        "errors.Finding(name='date-missing')",
        "words.reason('no-acount', lang)",
        "Outcome(reason='no-acount')",
        "phrase('state.sent', lang)",
        "phrase(f'status.{state}', lang)",
        "NAME = 'date-missing'\nFinding(NAME)",
        "Finding('date-unreadable' if a else 'date-missing')",
        "def refuse(row, name):\n    raise InputError(Finding(name))\nrefuse(1, 'date-missing')",
        "class A:\n def f(self, a): return self.g(a)\n def g(self, b): return Finding(b)\nA().f('date-missing')",
    ],
)
def test_a_name_outside_the_catalogue_is_found(text: str) -> None:
    assert len(list(unknown_names([made_up("aid_ledger.intake.x", text)], _SMALL))) == 1


def test_a_name_that_nothing_uses_is_found() -> None:
    module = made_up("aid_ledger.intake.x", "Finding('date-unreadable'); phrase(f'state.{state}')")
    assert len(list(unused_names([module], _SMALL, frozenset()))) == 1
    assert not list(unused_names([module], _SMALL, frozenset({"no-account"})))


@pytest.mark.parametrize(
    "text",
    [
        {"problem": {"zh": "日期"}},
        {"problem": {"zh": "日期 {value}", "en": "date"}},
        {"problem": {"zh": "日期 {value", "en": "date {value"}},
        {"problem": {"zh": " ", "en": "date"}},
        {"fix": {"zh": "改", "en": "mend it"}},
        {"problem": {"zh": "日期", "en": "date"}, "fux": {"zh": "改", "en": "mend it"}},
    ],
)
def test_a_text_that_is_not_whole_is_found(text: dict[str, dict[str, str]]) -> None:
    assert list(broken_texts({"finding": {"date-unreadable": text}, "reason": {}, "word": {}}))


@pytest.mark.parametrize("words", ["Date is wrong", "date is wrong.", "invalid date", "an error occurred"])
def test_a_text_that_blames_is_found(words: str) -> None:
    assert len(list(badly_worded({"finding": {"x": {"problem": {"zh": "日期", "en": words}}}}))) == 1


@pytest.mark.parametrize("text", ["Finding('date-unreadable')", "Finding('date-unreadable', place, {'row': 1})"])
def test_a_parameter_that_is_not_given_is_found(text: str) -> None:
    assert len(list(missing_parameters([made_up("aid_ledger.intake.x", text)], _SMALL))) == 1
    assert not list(
        missing_parameters([made_up("aid_ledger.intake.x", "Finding('date-unreadable', p, {'value': 1})")], _SMALL)
    )
