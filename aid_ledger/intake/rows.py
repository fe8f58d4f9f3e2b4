"""Decides which rows below a header are data, and why each other row was passed over.

A row with an ID, a 学籍号 or another number of at least eight digits in a column of identifiers is always data,
whatever else stands in it: a child may be called 合计.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from aid_ledger.intake.cells import filled, matches, text_of
from aid_ledger.intake.header import same_header
from aid_ledger.intake.tables import Column, ControlTotal, Mask, column_letter

_TOTAL = re.compile(
    r"^(?:本页|本校|本班|全县|全校|全镇|全乡|学段|按?学校)?(?:合计|总计|小计|共计|累计|总合计)(?:[:：(（].*|金额.*|人数.*|大写.*|\d.*|[一-龥]{0,4})?$"
)
_LABEL = re.compile(r"^(?:人民币)?[\(（]?大写[\)）]?")
_SIGNATURE = re.compile(
    r"^(?:制表(?:人|单位)?|填表(?:人|单位)?|填报(?:人|单位)?|经办人?|审核人?|复核人?|负责人|校长|单位负责人|分管领导|主管领导|财务(?:负责人)?|"
    r"领款人|公章|盖章|单位\(?盖章\)?|学校\(?盖章\)?|审批人?|签字|签章|联系人|班主任|园长)(?:签字|签名|签章|盖章)?\s*(?:[:：(（].*)?$|^[一二三]审|[\(（](?:公章|盖章)[\)）]|公章\s*[:：]?$"
)
_NOTE = re.compile(
    r"^(?:备注|注|说明|填表说明|填报说明|注意|要求|提示|附注|数据来源)\s*\d*\s*(?:[:：、.]|$)|^[※*]|^以上|^此表|^本表|^以下空白"
)
_GROUP = re.compile(
    r"(?:班|年级|组|园|部|段)(?:[\(（]?\d{1,2}[\)）]?班?)?(?:[\(（].{1,8}[\)）])?$|^[一二三四五六七八九\d]{1,2}[_.\-（(]\d{1,2}[)）]?$|^[高初大中小][一二三班]"
)
_HEADS = re.compile(
    r"^(?=.*\d[人名])(?:(?:其中)?(?:男|女|男生|女生|男女生|应到|实到|现有|全班|本班|班级|共|共计|总|住校生?|寄宿生?|走读生?|学生)(?:学生)?(?:人数|总数)?"
    r"[:：]?\d{1,4}[人名]?[,，、;；。.]?)+$"
)
_DIGITS = r"\d{8}|[０-９]{8}"
_RUNNING = re.compile(r"^\d{1,7}$")
_NUMBER = re.compile(r"^[-+]?[\d,]+(?:\.\d+)?$")
_CAPITALS = re.compile(r"[零〇壹贰叁肆伍陆柒捌玖拾佰仟][万亿]?[元圆角分整正]")
_SUM = re.compile(r"^[￥¥]?[-+]?[\d,]+(?:\.\d+)?(?:元|人|名)?$")
_WEAK = frozenset(
    {"seq", "remark", "signature", "amount", "standard", "household_size", "months", "amount_meal", "as_of", "tier"}
)
_KEYS: Mapping[str, tuple[str, ...]] = {
    "schools": ("school", "school_code"),
    "meals": ("school", "school_code"),
    "budget": ("project", "amount", "allotted"),
    "notices": ("school", "school_code"),
    "papers": ("school", "school_code"),
}
_PERSON_KEYS = ("student_name", "id_no", "student_no", "head_name", "head_id_no", "disability_no")
_SURE = ("id_no", "student_no", "head_id_no", "disability_no", "school_code", "account_no")


@dataclass(slots=True)
class RowSort:
    """The rows below a header, sorted: ``data`` by row; counts and totals of the rest; class names by row."""

    data: Mask
    passed_over: dict[str, int] = field(default_factory=dict)
    totals: list[ControlTotal] = field(default_factory=list)
    groups: list[tuple[int, str]] = field(default_factory=list)


def last_filled(rows: Sequence[Sequence[Any]]) -> int:
    """Return how many rows remain when blank ones at the end are cut off."""
    for index in range(len(rows) - 1, -1, -1):
        if any(cell != "" and text_of(cell) for cell in rows[index]):
            return index + 1
    return 0


def sort_rows(
    rows: Sequence[list[Any]],
    columns: Mapping[int, Column],
    texts: Mapping[int, pa.Array],
    header: tuple[str, ...],
    kind: str,
    first: tuple[int, int],
) -> RowSort:
    """Sort the rows below a header.

    Args:
        rows: below the header, without blank rows at the end.
        columns: those with a field, by index in a row.
        texts: their cells as text.
        header: its texts by index.
        kind: of the list.
        first: Excel row of ``rows[0]`` and Excel column of the first cell, from 1.
    """
    keys = _KEYS.get(kind, _PERSON_KEYS)
    sure = np.zeros(len(rows), dtype=np.bool_)
    keyed = np.zeros(len(rows), dtype=np.bool_)
    for index, column in columns.items():
        base = _base(column.field)
        if base in _SURE:
            sure |= matches(texts[index], _DIGITS)
        if base in keys:
            keyed |= filled(texts[index])
    sort = RowSort(sure)
    last_keyed = int(np.flatnonzero(keyed)[-1]) if keyed.any() else -1
    for at in np.flatnonzero(~sure).tolist():
        cells = [(i, text) for i, cell in enumerate(rows[at]) if cell != "" and (text := text_of(cell))]
        reason = _reason(cells, columns, keys, at > last_keyed)
        if reason in {"", "note", "group"} and cells and same_header(rows[at], header):
            reason = "header"
        if not reason:
            sort.data[at] = True
            continue
        sort.passed_over[reason] = sort.passed_over.get(reason, 0) + 1
        if reason == "total":
            sort.totals.append(_control_total(cells, first[0] + at, first[1]))
        elif reason == "group":
            sort.groups.append((at, cells[0][1]))
    return sort


def _reason(  # noqa: PLR0911 - one return a reason
    cells: list[tuple[int, str]], columns: Mapping[int, Column], keys: Sequence[str], is_tail: bool
) -> str:
    """Return why a row is no data row; ``""`` where it is one."""
    if not cells:
        return "blank"
    met = {columns[i].field: text for i, text in cells if i in columns}
    if set(met) == {"seq"} and len(cells) == 1 and _RUNNING.match(cells[0][1]):
        return "blank"
    labels = [cells[0][1], *(text for name, text in met.items() if _base(name) in keys)]
    compact = ["".join(label.split()) for label in labels]
    numbered = met.get("seq", "").isdigit() and bool({"class", "grade", "birth_date", "gender"} & set(met))
    if not numbered and any(_TOTAL.match(label) or _LABEL.match(label) for label in compact):
        return "total"
    if _HEADS.match("".join("".join(text.split()) for _, text in cells)):
        return "note"
    has_key = any(text and _base(name) in keys for name, text in met.items())
    if _SIGNATURE.search(compact[0]) and (not has_key or len(cells) <= 4 or _ends_in_colon(cells)):
        return "signature"
    if _NOTE.search(compact[0]):
        return "note"
    if len(cells) == 1:
        return _lone_cell(compact[0], next(iter(met), ""), keys)
    if has_key:
        return ""
    strong = [name for name in met if _base(name) not in _WEAK]
    if all(_NUMBER.match(text) for _, text in cells):
        return "total"
    if len(strong) >= 2 and not is_tail:
        return ""
    if len(strong) >= 3:
        return ""
    return "note"


def _base(name: str) -> str:
    """The field of a numbered column: ``allotted`` of ``allotted_2``."""
    return re.sub(r"_\d+$", "", name)


def _ends_in_colon(cells: list[tuple[int, str]]) -> bool:
    return any(text.endswith((":", "：")) for _, text in cells) or cells[0][1].count("：") + cells[0][1].count(":") > 0


def _lone_cell(text: str, name: str, keys: Sequence[str]) -> str:
    if len(text) <= 20 and _GROUP.search(text):
        return "group"
    if name in keys and len(text) <= 20 and not re.search(r"[:：。；;]", text):
        return ""
    return "note"


def _control_total(cells: list[tuple[int, str]], row: int, first_column: int) -> ControlTotal:
    label = next((text for _, text in cells if not _SUM.match(text)), "")
    capitals = [text for _, text in cells if text != label and _CAPITALS.search(text)]
    label = " ".join([label, *capitals])
    numbers = {column_letter(first_column - 1 + i): text for i, text in cells if _SUM.match(text)}
    return ControlTotal(row, label, numbers)
