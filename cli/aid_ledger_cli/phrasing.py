"""Small turns of phrase that several commands share: terms, stages, programmes and lists in words."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from aid_ledger.terms import Term
from aid_ledger.words import Lang, known, phrase

if TYPE_CHECKING:
    from aid_ledger.rulebook import Rulebook


def comma(lang: Lang) -> str:
    """Return what stands between the parts of a list."""
    return "、" if lang == "zh" else ", "


def term_words(term: Term | str, lang: Lang) -> str:
    """Return a term as it is spoken.

    >>> term_words("2023S", "zh"), term_words("2023A", "en")
    ('2023年春季学期', 'autumn 2023')
    """
    which = Term.parse(term) if isinstance(term, str) else term
    return phrase("term-autumn" if which.half else "term-spring", lang, year=which.year)


def stage_words(stages: str, lang: Lang) -> str:
    """Return stages as the ledger writes them, ``primary+junior``, in words.

    >>> stage_words("primary+junior", "zh"), stage_words("", "zh")
    ('小学、初中', '')
    """
    return comma(lang).join(value_words("stage", stage, lang) for stage in stages.split("+") if stage)


def value_words(field: str, value: str, lang: Lang) -> str:
    """Return the value of a fact in words; what has none (a number, a name) stays as it is.

    >>> value_words("boarding", "yes", "en"), value_words("grade", "3", "en")
    ('yes', '3')
    """
    if value in {"yes", "no", "unknown"}:
        return phrase(f"value-{value}", lang)
    name = f"category-{value}" if field.startswith("category") else f"value-{field}-{value}"
    name = f"kind-{value}" if field == "register" else name
    return phrase(name, lang) if name in known("word") else value


def programme_words(rulebook: Rulebook, programme: str, lang: Lang) -> str:
    """Return the title of a programme; of one that the rules no longer have, its id."""
    found = next((one for one in rulebook.programmes if one.id == programme), None)
    if found is None:
        return programme
    return found.zh if lang == "zh" else found.en


def typed(word: str) -> str:
    """Return a word as it can be typed in a command: in double quotes, which every shell knows, where it needs any.

    >>> typed("名册.xlsx"), typed("D:/资助 办/名册.xlsx")
    ('名册.xlsx', '"D:/资助 办/名册.xlsx"')
    """
    return word if re.fullmatch(r"[\w./\\:=+,@%-]+", word) else '"' + word.replace('"', '\\"') + '"'


def below(path: Path, folder: Path) -> str:
    """Return a path relative to a folder with ``/``; one outside it in full."""
    full, home = path.resolve(), folder.resolve()
    return full.relative_to(home).as_posix() if full.is_relative_to(home) else full.as_posix()
