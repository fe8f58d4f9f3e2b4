"""Tells whether names and titles say that the rows of a list no longer count: 残疾人名单（已停发）, 转出学生名册.

Such a title may be of the whole list or of a part of it (新增及停发情况), so it decides nothing by itself: every row
waits until a person says whether it still counts. What a row's own columns say to end it goes before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from aid_ledger.errors import Finding, Place
from aid_ledger.intake.columns import STANDINGS

WORDS = "停发|停保|停止(?:发放|保障|享受)|注销|清退|退出|退保|取消|终止|死亡|去世|销户|除名|迁出"
_LEAVING = "转出|退学|休学|流失|辍学|开除|失学"
_ENDED = re.compile(WORDS)
_NOT = re.compile(f"(?:不含|不包括|未含|不包含|除去|剔除|扣除|除|未|不|无|非)已?(?:{WORDS}|{_LEAVING})")
_OUT_OF_POVERTY = re.compile("退出")
_LEFT = re.compile(_LEAVING)
_ROSTERS = frozenset({"roster", "applications"})
_KINDS = frozenset(
    {"filed-poor", "monitored", "rural-allowance", "urban-allowance", "destitute", "orphans", "disabled", "martyrs",
     "recognised", "hardship"}
)  # fmt: skip
_LONGEST = 40


def of_need(kind: str) -> bool:
    """Tell whether a kind is a register of need, whose rows may come to an end."""
    return kind in _KINDS


def says_ended(texts: Iterable[str], kind: str) -> str:
    """Return the first text that says so, ``""`` where none does. In a list of 脱贫户 退出 is the way out of poverty.

    A roster's say that its pupils have left (转出学生名册); 毕业 does not: 毕业班 is at school until summer.

    >>> says_ended(["残疾人名单", "（已停发）"], "disabled"), says_ended(["低保名单（不含停发）"], "rural-allowance")
    ('（已停发）', '')
    """
    if kind not in _KINDS | _ROSTERS:
        return ""
    for text in texts:
        plain = _NOT.sub("", "".join(text.split()))
        if kind in _ROSTERS:
            if _LEFT.search(plain):
                return text[:_LONGEST]
            continue
        if kind == "filed-poor":
            plain = _OUT_OF_POVERTY.sub("", plain)
        if _ENDED.search(plain):
            return text[:_LONGEST]
    return ""


def mark_ended(frame: pd.DataFrame, kind: str, text: str, place: Place) -> tuple[Finding, ...]:
    """Write into a free column what the title says, as words that nobody knows; and say so.

    The column is one of standings; of a roster 学生状态, where no column says it.
    """
    if kind in _ROSTERS and "status" in frame:
        return ()
    free = "status" if kind in _ROSTERS else next((name for name in STANDINGS if name not in frame), STANDINGS[-1])
    frame[free] = pd.Series(f"标题“{text}”", index=frame.index, dtype="str")
    return (Finding("title-says-ended", place, {"title": text, "count": len(frame)}, severity="warning"),)
