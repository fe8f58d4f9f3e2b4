"""Tells whether the names and titles over a register say that its rows no longer count: 残疾人名单（已停发）.

Such a title may be of the whole list or of a part of it (新增及停发情况), so it decides nothing by itself: every row
waits until a person says whether it still counts. What a row's own columns say to end it goes before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from aid_ledger.errors import Finding, Place
from aid_ledger.intake.columns import STANDINGS

_WORDS = "停发|停保|停止(?:发放|保障|享受)|注销|清退|退出|退保|取消|终止|死亡|去世|销户|除名|迁出"
_ENDED = re.compile(_WORDS)
_NOT = re.compile(f"(?:不含|不包括|未含|不包含|除去|剔除|扣除|除|未|不|无|非)已?(?:{_WORDS})")
_OUT_OF_POVERTY = re.compile("退出")
_KINDS = frozenset(
    {"filed-poor", "monitored", "rural-allowance", "urban-allowance", "destitute", "orphans", "disabled", "martyrs",
     "recognised", "hardship"}
)  # fmt: skip
_LONGEST = 40


def says_ended(texts: Iterable[str], kind: str) -> str:
    """Return the first text that says so, ``""`` where none does. In a list of 脱贫户 退出 is the way out of poverty.

    >>> says_ended(["残疾人名单", "（已停发）"], "disabled"), says_ended(["低保名单（不含停发）"], "rural-allowance")
    ('（已停发）', '')
    """
    if kind not in _KINDS:
        return ""
    for text in texts:
        plain = _NOT.sub("", "".join(text.split()))
        if kind == "filed-poor":
            plain = _OUT_OF_POVERTY.sub("", plain)
        if _ENDED.search(plain):
            return text[:_LONGEST]
    return ""


def mark_ended(frame: pd.DataFrame, text: str, place: Place) -> tuple[Finding, ...]:
    """Write into a free column of standings what the title says, as words that nobody knows; and say so."""
    free = next((name for name in STANDINGS if name not in frame), STANDINGS[-1])
    frame[free] = pd.Series(f"标题“{text}”", index=frame.index, dtype="str")
    return (Finding("title-says-ended", place, {"title": text, "count": len(frame)}, severity="warning"),)
