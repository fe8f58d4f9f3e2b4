"""Reads a tier that stands in columns of its own (一档 | 二档 | 三档, a tick or an amount in one) as one field.

What is ticked becomes the text of ``level``, as if a column 档次 said it. No order of tiers is presumed: 一档 is the
most in one county and the least in the next. Two ticks in a row, or a word that is none, are a question for a person.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import pandas as pd

from aid_ledger.intake.cells import text_of
from aid_ledger.intake.containers import RawSheet
from aid_ledger.intake.synonyms import fold
from aid_ledger.intake.tables import Mask
from aid_ledger.intake.values import read_money
from aid_ledger.intake.vocabulary import code_of, fold_word, vocabulary
from aid_ledger.money import format_yuan

FIELD = "tier"
"""The columns are ``tier_1``, ``tier_2`` …, left to right."""
_ORDINAL = re.compile(r"^第?[一二三四五六1-6](?:档|等)(?:次)?(?:资助|助学金)?$")
_BRACKET = re.compile(r"\(([^()]*)\)")
_NOT_BY_ITSELF = frozenset({"特困", "无", "一般"})
_NO_TICK = frozenset({"-", "—", "--", "/", "\\", "空"})
_SAMPLE = 50
_DOUBT = "？"
_BETWEEN = "、"


def tier_name(header: str) -> str:
    """Return the tier that a header names, ``""`` where it names none.

    >>> tier_name("资助档次›一档"), tier_name("一档（1500元）"), tier_name("一档（特别困难）")
    ('一档', '一档', '特别困难')
    >>> tier_name("残疾等级›一级")
    ''
    """
    leaf = fold(header.rsplit("›", 1)[-1])
    bare = _BRACKET.sub("", leaf)
    inside = [text for text in _BRACKET.findall(leaf) if text in _levels()]
    if not _ORDINAL.match(bare) and bare not in _levels():
        return ""
    return inside[0] if len(inside) == 1 else bare


@cache
def _levels() -> frozenset[str]:
    return frozenset(word for word in vocabulary("level").codes if word not in _NOT_BY_ITSELF)


def tier_columns(headers: Sequence[str]) -> dict[int, str]:
    """Return the tier of each column that is one of several, by index; nothing where fewer than two are."""
    found = {index: name for index, text in enumerate(headers) if text and (name := tier_name(text))}
    return found if len(set(found.values())) > 1 else {}


def tier_fields(sheet: RawSheet, headers: Sequence[str], first: int) -> frozenset[str]:
    """Return the fields that columns of tiers give: ``level``, and ``amount`` where sums stand in them.

    Args:
        sheet: the sheet.
        headers: of its columns.
        first: index of the first row below the header in ``sheet.rows``.
    """
    columns = tier_columns(headers)
    if not columns:
        return frozenset()
    texts = {text_of(row[index]) for row in sheet.rows[first : first + _SAMPLE] for index in columns}
    return frozenset({"level", "amount"} if any(_mark(text, "")[2] for text in texts) else {"level"})


def read_tiers(tiers: Sequence[tuple[str, pd.Series[str], str]]) -> tuple[pd.Series[str], pd.Series[str]]:
    """Return of each row the tier that is marked, and the amount that marks it, each ``""`` where there is none.

    Args:
        tiers: of each column its tier, its cells and its unit; sums by the year or the month are no amount of the row.
    """
    first = tiers[0][1]
    level = amount = pd.Series("", index=first.index, dtype="str")
    for name, cells, unit in tiers:
        read = {text: _mark(text, unit) for text in cells.unique().tolist()}
        names = {text: name + doubt if marked else "" for text, (marked, doubt, _) in read.items()}
        said = cells.map(names).astype("str")
        again = (level != "") & (said != "")
        level = (level + said).where(~again, level + _BETWEEN + said)
        amount = amount + cells.map({text: sum_ for text, (_, _, sum_) in read.items()}).astype("str")
    return level, amount.where(~unclear_tiers(level), "")


def _mark(text: str, unit: str) -> tuple[bool, str, str]:
    """Return whether a cell marks its tier, the mark of a doubt, and the amount in yuan."""
    answer = code_of("yes_no", text)
    if answer is None or fold_word(text) in _NO_TICK:
        return False, "", ""
    if answer > 0:
        return vocabulary("yes_no").values[answer] == "yes", "", ""
    fen = int(read_money(pd.Series([text], dtype="str"), unit)[0])
    if fen < 0:
        return True, _DOUBT, ""
    return fen > 0, "", format_yuan(fen) if fen and ("/" not in unit or unit.endswith("/学期")) else ""


def unclear_tiers(levels: pd.Series[str]) -> Mask:
    """Tell which rows mark more than one tier, or one with a word that is neither yes nor no."""
    marks: Mask = levels.str.contains(f"[{_BETWEEN}{_DOUBT}]").to_numpy(dtype=bool)
    return marks
