"""What a list of need says against a row, in a column that no field is for, or in a remark.

That it is over (变动类型 停保, 备注 已注销), or that it never was there (是否低保 否, 审核结果 不通过). As where a
title says so (:mod:`aid_ledger.intake.ended_lists`), a person decides: the row waits with these words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pandas as pd

from aid_ledger.errors import Finding, Place
from aid_ledger.intake.columns import STANDINGS
from aid_ledger.intake.commented_rows import REMARK
from aid_ledger.intake.denied_columns import asks_membership, denies, denies_itself, says_what
from aid_ledger.intake.ended_lists import WORDS, of_need, says_ended
from aid_ledger.intake.leaving_columns import LONGEST, NO, filled_cells
from aid_ledger.intake.tables import Column
from aid_ledger.intake.told import Told
from aid_ledger.intake.totals import Body
from aid_ledger.intake.vocabulary import code_of, vocabulary

_LOOKED_AT = frozenset({"", "out_of_poverty", "disabled", "orphan_flag", "martyr_flag"})
"""Columns that nothing reads, and flags whose 否 nothing reads."""
_KIN = re.compile("[父母爸妈爷奶公婆兄弟姐妹哥叔伯姑舅姨]|家长|监护人|户主|夫|妻|配偶")
_SENTENCES = re.compile(r"[，,。；;！!：:、\n]")
_ALONE = re.compile(
    r"^(?:[\d年月日.\-/]|已|现|于|从|自|起|被|该户|该生|本人|低保|特困|保障|待遇|救助|证件?)*"
    rf"(?:{WORDS})(?:[\d年月日.\-/]|了|低保|特困|保障|待遇|发放|资格|享受|救助)*$"
)
_MAY_END = re.compile("停|销|退|取消|终止|失效|无效|过期|作废|解除|吊销|亡|世|不|未享|除名|销户|清|迁出|故")
_OVER = vocabulary("standing").values.index("ended")
_STAYS = re.compile(r"^(?:在保|在册|正常|享受.*|未.*|没有.*|不[^再]*|[-—/\\.0]+)$")


def mark_ended_rows(
    frame: pd.DataFrame, body: Body, columns: Sequence[Column], kind: str, told: Told, place: Place
) -> tuple[Finding, ...]:  # fmt: skip
    """Write into a free column of standings what a row says of an end beside the columns for it; and say so.

    Args:
        frame: the data rows, in the order of the sheet.
        body: the cells below the header, and which rows are data.
        columns: all with a header.
        kind: of the list; only registers of need end.
        told: what a person said: a column that they left out says nothing.
        place: file and sheet; ``cell`` is the row of the header.
    """
    if not of_need(kind):
        return ()
    found = dict(_of_remarks(frame, kind))
    for column in columns:
        if told.field_of(column.letter, column.header) is not None:
            continue
        tell = _teller(column.header, kind) if column.field in _LOOKED_AT else _own_teller(column.field, kind)
        for row, text in filled_cells(body, column, tell) if tell else ():
            found.setdefault(row, f"“{column.header}”一列：{text}")
    if not found:
        return ()
    free = next((name for name in STANDINGS if name not in frame), STANDINGS[-1])
    texts = frame[free].to_numpy(dtype=object, copy=True) if free in frame else np.full(len(frame), "", dtype=object)
    for row, text in found.items():
        texts[row] = text
    frame[free] = pd.Series(texts, index=frame.index, dtype="str")
    first = min(found)
    at = Place(place.file, place.sheet, str(frame["row"].iat[first]))
    return (Finding("rows-say-ended", at, {"count": len(found), "said": found[first]}, len(found), "warning"),)


def _of_remarks(frame: pd.DataFrame, kind: str) -> Iterator[tuple[int, str]]:
    """Yield the rows whose remark says in a sentence of its own that it is over, and speaks of nobody else."""
    if REMARK not in frame:
        return
    texts = frame[REMARK].tolist()
    says = {text for text in set(texts) if text and _says_end(text, kind)}
    if says:
        yield from ((row, f"备注：{text[:LONGEST]}") for row, text in enumerate(texts) if text in says)


def _says_end(remark: str, kind: str) -> bool:
    sentences = _SENTENCES.split("".join(remark.split()))
    return any(_ALONE.match(one) and says_ended([one], kind) for one in sentences) and not _KIN.search(remark)


def _teller(header: str, kind: str) -> Callable[[str], str]:
    """Return what gives the text of a cell under a header where it speaks against its row, else a blank."""
    always, may_deny = bool(says_ended([header], kind)), asks_membership(header)

    def tell(text: str) -> str:
        if may_deny and denies(header, text, kind):
            return text
        if not always and not _MAY_END.search(text):  # nearly all cells
            return ""
        if _STAYS.match(text) or code_of("yes_no", text) == NO:
            return ""
        over = code_of("standing", text) == _OVER or bool(says_ended([text], kind))
        return text if always or (over and not _KIN.search(text)) else ""

    return tell


def _own_teller(field: str, kind: str) -> Callable[[str], str] | None:
    """Return the same for the column that says what somebody is on the list as; none for other columns."""
    if not says_what(field, kind):
        return None
    return lambda text: text if denies_itself(field, text, kind) else ""
