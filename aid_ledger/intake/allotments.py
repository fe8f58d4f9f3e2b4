"""Finds the columns of a budget that hold one level of government's money each: 项目 | 中央 | 省 | 市 | 县.

Each filled cell of such a column is an allotment of its own. A column headed 市 or 县 may as well name a place, so its
cells have to be sums.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import pandas as pd

from aid_ledger.intake.cells import text_of
from aid_ledger.intake.containers import RawSheet
from aid_ledger.intake.synonyms import fold, meaning
from aid_ledger.intake.tables import SheetTable
from aid_ledger.intake.values import read_money
from aid_ledger.intake.vocabulary import code_of

FIELD = "allotted"
"""The columns are ``allotted_1``, ``allotted_2`` …, left to right."""
KIND = "budget"
_NONE = frozenset({"", "-", "—", "--", "/", "无"})
_BRACKETS = re.compile(r"\([^()]*\)")
_AROUND = re.compile(r"^(?:其中|下达|安排)[:：]?|(?:资金|财政|补助|配套|承担|分担|安排|下达|专项|金额|投入|部分)$")
_PERSONS = frozenset({"student_name", "id_no"})
_SAMPLE = 50
_MOSTLY = 0.5


@lru_cache(maxsize=4096)
def level_of_header(header: str) -> str:
    """Return the word of 资金级次 that a header means, ``""`` for none.

    >>> level_of_header("资金级次›中央"), level_of_header("省级财政资金（万元）"), level_of_header("金额")
    ('中央', '省级财政', '')
    """
    text = _BRACKETS.sub("", fold(header.rsplit("›", 1)[-1]))
    while text:
        if (code_of("fund_level", text) or -1) > 0:
            return text
        shorter = _AROUND.sub("", text)
        if shorter == text:
            return ""
        text = shorter
    return ""


def allotment_columns(headers: Sequence[str]) -> tuple[int, ...]:
    """Return the indexes of the columns that a level of government heads; none where it is no such table."""
    met = {found.field for text in headers if text and (found := meaning(text))}
    if "project" not in met or "fund_level" in met or met & _PERSONS:
        return ()
    levels = {index: level for index, text in enumerate(headers) if text and (level := level_of_header(text))}
    codes = {code_of("fund_level", level) for level in levels.values()}
    return tuple(levels) if len(codes) > 1 else ()


def allotments_in(sheet: RawSheet, headers: Sequence[str], first: int) -> tuple[int, ...]:
    """Return them as far as their cells, from row ``first`` of ``sheet.rows`` on, are sums of money or blank."""
    found = tuple(index for index in allotment_columns(headers) if _holds_sums(sheet, index, first))
    return found if len(found) > 1 else ()


def _holds_sums(sheet: RawSheet, index: int, first: int) -> bool:
    texts = [text_of(row[index]) for row in sheet.rows[first : first + _SAMPLE]]
    filled = [text for text in texts if text not in _NONE]
    plain = pd.Series(filled, dtype="str")
    # 0.1013 is no sum in yuan and a good one in 万元, which a title may say and the cells do not
    good = int(((read_money(plain) >= 0) | (read_money(plain + "万元") >= 0)).sum())
    return good >= _MOSTLY * len(filled)


def is_no_allotment(cells: pd.Series[str]) -> pd.Series[bool]:
    """Tell which cells say that this level gives nothing: blank, a dash, or nought."""
    marks: pd.Series[bool] = cells.isin(list(_NONE)) | (read_money(cells) == 0)
    return marks


def allotted_by(table: SheetTable) -> dict[str, str]:
    """Return by field (``allotted_1`` …) the word of 资金级次 that heads its column."""
    return {c.field: level_of_header(c.header) for c in table.columns if c.field.startswith(f"{FIELD}_")}
