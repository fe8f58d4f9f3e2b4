"""Lines put into the order of the papers and turned into the texts and numbers that cells show.

One sort for all sheets: programme, payee (people before schools), school, 年级, 班级, ID, line. A sheet is then a
slice of plain lists, and pandas is not asked again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

import numpy as np
import pandas as pd

from aid_ledger.reports.data import STAGES, WAITING, PayoutBook
from aid_ledger.terms import Term
from aid_ledger.words import known, phrase, reason
from aid_ledger.words.catalogue import Lang

Change = TypeVar("Change")

_PART = re.compile(r"(\d+|[零〇一二三四五六七八九十百]+)")
_NUMERALS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0}
_SPACE = re.compile(r"[\t\n\r\v\f\x1c-\x1f\x85\u2028\u2029]+")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_LONGEST_TEXT = 2000
_SEPARATOR = "\u3000"

TEXTS = (
    "grade", "class_", "name", "sex", "id_number", "account_name", "relation", "bank", "account", "remark", "school",
    "reason",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Slice:
    """One school's rows of one programme and payee side: ``start`` included, ``stop`` excluded."""

    programme: str
    to_school: bool
    school_code: str
    school: str
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Printed:
    """The lines of one kind in printing order, as plain lists of equal length.

    Attributes:
        table: the same rows as a table, with ``person`` (a key, blank where a line is for a whole school),
            ``code`` (of the school, its name where it has none), ``back`` and ``waits`` (back-pay; no account).
        text: what the text columns show.
        amounts: yuan, as a cell wants them; ``fen`` are the same in fen.
        standards: yuan, None where none.
        canon: the row as length-delimited text, for the digest of a sheet.
        people: who each row is for, as ``person``.
        heads, days: of meals, how many people on how many days; -1 where not known, and of any other row.
        slices: by programme, payee side and school, in printing order.
    """

    table: pd.DataFrame
    text: dict[str, list[str]]
    amounts: list[float]
    fen: list[int]
    standards: list[float | None]
    canon: list[str]
    people: list[str]
    heads: list[int]
    days: list[int]
    slices: tuple[Slice, ...]


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return a key that sorts 三(2) before 三(10), 二班 before 十班, full-width like half-width.

    >>> sorted(["三(10)", "三（2）", "二(9)"], key=natural)
    ['二(9)', '三（2）', '三(10)']
    """
    parts = _PART.split("".join(unicodedata.normalize("NFKC", text).split()))
    return tuple((0, _number(p), "") if i % 2 else (1, 0, p) for i, p in enumerate(parts) if p)


def _number(text: str) -> int:
    if text.isdigit():
        return int(text[:18])
    if not any(c in "十百" for c in text):
        return int("".join(str(_NUMERALS[c]) for c in text)[:18])
    total, digit = 0, None
    for c in text:
        if c in "十百":
            total += (1 if digit is None else digit) * (10 if c == "十" else 100)
            digit = None
        else:
            digit = _NUMERALS[c]
    return total + (digit or 0)


def clean(text: str) -> str:
    """Return a text that a cell can hold and nobody can misread.

    Line breaks become a space, other control and direction signs a visible mark. ``<r>…</r>`` is kept from the
    writer, which would take it for markup of its own.
    """
    plain = _UNPRINTABLE.sub("\ufffd", _SPACE.sub(" ", text))[:_LONGEST_TEXT]
    return "\uff1c" + plain[1:] if plain.startswith("<r>") else plain


def clean_all(texts: Sequence[str]) -> list[str]:
    """Return :func:`clean` of each, looking at single texts only where the whole has something to clean."""
    whole = _SEPARATOR.join(texts)
    if _UNPRINTABLE.search(whole) is None and "<r>" not in whole and max(map(len, texts), default=0) <= _LONGEST_TEXT:
        return list(texts)
    return [clean(text) for text in texts]


def text_column(table: pd.DataFrame, column: str) -> list[str]:
    """Return a text column as clean strings; missing values are blank."""
    values = table[column]
    return clean_all([v if isinstance(v, str) else "" if pd.isna(v) else str(v) for v in values.tolist()])


def stage_words(stages: Sequence[str], lang: Lang) -> str:
    """Return the stages met in ``stages`` (joined ones taken apart) in school order: ``小学、初中``."""
    met = {part for stage in stages for part in stage.split("+")}
    return ("、" if lang == "zh" else ", ").join(phrase(f"sheet-stage-{s}", lang) for s in STAGES if s in met)


def remark_words(codes: str, lang: Lang) -> str:
    """Return remark codes in words: ``first;no-account`` is 首发、暂无账户, ``back-pay:2022A`` is 补发2022秋."""
    words = []
    for code in filter(None, codes.split(";")):
        name, _, term = code.partition(":")
        if term:
            words.append(phrase(f"sheet-remark-{name}-of", lang, term=short_term(Term.parse(term), lang)))
        elif f"sheet-remark-{name}" in known("word"):
            words.append(phrase(f"sheet-remark-{name}", lang))
        else:
            words.append(reason(name, lang))
    return ("、" if lang == "zh" else ", ").join(words)


def short_term(term: Term, lang: Lang) -> str:
    """Return a term for narrow places: ``2022秋``, ``2022A``."""
    return f"{term.year}{'春秋'[term.half]}" if lang == "zh" else str(term)


def school_ranks(book: PayoutBook) -> dict[str, int]:
    """Return the place of each school, by code (or by name where it has none), in the order of ``schools``."""
    schools = book.schools.sort_values(["order", "school_code", "school"], kind="stable")
    keys = [
        code or name for code, name in zip(schools["school_code"].tolist(), schools["school"].tolist(), strict=True)
    ]
    unlisted = sorted(set(_school_keys(book.lines)) - set(keys))
    return {key: rank for rank, key in reversed(list(enumerate([*keys, *unlisted])))}


def _school_keys(table: pd.DataFrame) -> list[str]:
    return [code or name for code, name in zip(table["school_code"].tolist(), table["school"].tolist(), strict=True)]


def print_lines(book: PayoutBook, kinds: Sequence[str], lang: Lang) -> Printed:
    """Put the lines of these kinds into printing order and prepare what their cells show."""
    table = book.lines[book.lines["kind"].isin(kinds)].reset_index(drop=True)
    table["code"] = _school_keys(table)
    table = table.iloc[_printing_order(book, table)].reset_index(drop=True)
    text = {column: text_column(table, column) for column in (*TEXTS, "student_no", "town", "stage")}
    codes = _remark_codes(table, text)
    words = _mapped(codes, lambda code: remark_words(code, lang))
    ids = [i or n for i, n in zip(text["id_number"], text["student_no"], strict=True)]
    to_school = table["payee"].to_numpy() == "school"
    school_word, whole = phrase("sheet-relation-school", lang), phrase("sheet-whole-school", lang)
    text["relation"] = [
        school_word if s and not r else r for s, r in zip(to_school.tolist(), text["relation"], strict=True)
    ]
    text["grade"] = [g if g or n or i else whole for g, n, i in zip(text["grade"], text["name"], ids, strict=True)]
    text["id_number"], text["remark"] = ids, words
    fen, standards = table["amount"].tolist(), table["standard"].tolist()
    canon_columns = [codes if column == "remark" else text[column] for column in TEXTS[:10]]
    canon = [
        "".join([f"{len(value)}:{value}" for value in row])
        for row in zip(*canon_columns, map(str, standards), map(str, fen), strict=True)
    ]
    none = [-1] * len(fen)
    heads, days = (table[name].tolist() if name in table else none for name in ("heads", "days"))
    canon = [
        text if n < 0 else f"{text}{len(str(n))}:{n}{len(str(d))}:{d}"
        for text, n, d in zip(canon, heads, days, strict=True)
    ]
    people = [
        i or (f"line:{line}" if name else "")
        for i, name, line in zip(ids, text["name"], table["line"].tolist(), strict=True)
    ]
    table["person"] = people
    table["back"] = _mapped(codes, lambda code: bool(re.search(r"(^|;)(back-pay|rate-changed)", code)))
    table["waits"] = _mapped(codes, _waits)
    amounts = [amount / 100 for amount in fen]
    return Printed(
        table,
        text,
        amounts,
        fen,
        [s / 100 or None for s in standards],
        canon,
        people,
        heads,
        days,
        _slices(table, to_school, text["school"]),
    )


def _printing_order(book: PayoutBook, table: pd.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    programmes = {programme: rank for rank, programme in enumerate(book.titles)}
    classes = sorted(set(table["class_"].tolist()), key=lambda text: (natural(text), text))
    class_rank = {text: rank for rank, text in enumerate(classes)}
    ids = table["id_number"].where(table["id_number"] != "", table["student_no"])
    return np.lexsort(
        (
            pd.factorize(table["line"], sort=True)[0],
            pd.factorize(ids, sort=True)[0],
            table["class_"].map(class_rank).to_numpy(),
            table["grade_order"].to_numpy(),
            table["code"].map(school_ranks(book)).to_numpy(),
            (table["payee"] == "school").to_numpy(),
            table["programme"].map(programmes).to_numpy(),
        )
    )


def _remark_codes(table: pd.DataFrame, text: dict[str, list[str]]) -> list[str]:
    """Add what the row itself shows: no account, no ID."""
    out = []
    for code, account, id_number, student_no in zip(
        table["remark"].tolist(), text["account"], text["id_number"], text["student_no"], strict=True
    ):
        added = code
        if not account and not _waits(code):
            added = f"{added};no-account"
        if student_no and not id_number:
            added = f"{added};student-no"
        out.append(added.lstrip(";"))
    return out


def _waits(codes: str) -> bool:
    return any(code in WAITING for code in codes.split(";"))


def _mapped(values: list[str], change: Callable[[str], Change]) -> list[Change]:
    known = {value: change(value) for value in set(values)}
    return [known[value] for value in values]


def _slices(
    table: pd.DataFrame, to_school: np.ndarray[tuple[int], np.dtype[np.bool_]], names: list[str]
) -> tuple[Slice, ...]:
    if not len(table):
        return ()
    programme, code = table["programme"].to_numpy(), table["code"].to_numpy()
    new = (programme[1:] != programme[:-1]) | (code[1:] != code[:-1]) | (to_school[1:] != to_school[:-1])
    starts = [0, *(np.flatnonzero(new) + 1).tolist(), len(table)]
    return tuple(
        Slice(programme[a], bool(to_school[a]), table["school_code"].iloc[a], names[a], a, b)
        for a, b in pairwise(starts)
    )
