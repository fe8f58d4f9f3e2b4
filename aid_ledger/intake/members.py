"""Finds the members in a sheet of households: every column of IDs by what its cells hold, and the name beside each.

The bureaus' lists of 低保 and 特困 have a household in a row, the members' IDs side by side under one repeated,
merged or missing header, so the contents decide: a column whose filled cells are mostly resident IDs is one of IDs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from aid_ledger.intake.cells import looks_like_id, text_of
from aid_ledger.intake.containers import RawSheet
from aid_ledger.intake.header import Header

OF_MEMBERS = frozenset({"rural-allowance", "urban-allowance"})
"""Kinds in which every person of a row has the category."""
OF_FIRST = frozenset({"destitute"})
"""Kinds in which only the person of the first ID column has it; the others of the row care for that person."""

_FIRST_CELLS = 20
_OLD_LENGTH = 15
_MOSTLY = 0.5
_NOT_MEMBERS = re.compile("开户|监护|代领|领取|领款|经办|账|帐|卡|残疾|学籍")
_NAME = re.compile(r"^[一-龥㐀-䶿·•]{2,15}$")
_NO_NAMES = re.compile(
    "^(?:男|女|.{1,2}族|是|否|有|无|户主|本人|配偶|之?[长次三四五]?[子女父母]|之.{1,4}|其他|.{0,2}[父母子女兄弟姐妹媳孙婿]|"
    "农业|非农业|健康|良好|.*[村组乡镇县市省区])$"
)
_NAME_FIELDS = frozenset({"student_name", "head_name", "guardian_name"})
_DATE = re.compile(r"^\d{6}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")


def holds_ids(sheet: RawSheet, header: Header, index: int) -> bool:
    """Tell whether the filled cells of a column, by index in a row, are mostly resident IDs.

    The number must name a possible day of birth: an account of eighteen digits seldom does. A column that Excel has
    turned into numbers still counts; which cells are damaged is said later.
    """
    met = good = 0
    for row in sheet.rows[header.stop :]:
        if (cell := row[index]) == "" or not (text := text_of(cell)):
            continue
        met += 1
        good += looks_like_id(text) and (len(text) == _OLD_LENGTH or bool(_DATE.match(text.replace(" ", ""))))
        if met == _FIRST_CELLS and not good:
            return False
    return bool(good) and good >= _MOSTLY * met


def name_members(sheet: RawSheet, header: Header, chosen: dict[int, str], meant: Mapping[int, str]) -> tuple[int, ...]:
    """Give the ID columns of a household sheet the fields ``id_no``, ``id_no_2`` …, and their names likewise.

    It is a sheet of :data:`OF_MEMBERS` or :data:`OF_FIRST`.

    Args:
        sheet: the sheet.
        header: its header.
        chosen: field by index so far; changed in place.
        meant: by index, the field that each known header means, whether chosen or not; ``""`` for a column to leave.

    Returns:
        The indexes of columns that only their contents tell to be IDs.
    """
    by_header = [index for index, name in meant.items() if name == "id_no"]
    by_content = [
        index
        for index in range(len(header.texts))
        if index not in meant and not _NOT_MEMBERS.search(header.texts[index]) and holds_ids(sheet, header, index)
    ]
    columns = [*by_header, *by_content]
    heads = [index for index, name in chosen.items() if name == "head_id_no"]
    if heads and _head_is_member(sheet, header, columns, heads[0], meant):
        columns += heads
    columns.sort()
    if not columns:
        return ()
    for index in [index for index, name in chosen.items() if name in {"id_no", "student_name"}]:
        del chosen[index]
    for number, (index, name) in enumerate(zip(columns, _names(sheet, header, columns, meant), strict=True), start=1):
        tail = f"_{number}" if number > 1 else ""
        chosen[index] = f"id_no{tail}"
        if name is not None:
            chosen[name] = f"student_name{tail}"
    return tuple(by_content)


def _head_is_member(
    sheet: RawSheet, header: Header, columns: list[int], head: int, meant: Mapping[int, str]
) -> bool:  # fmt: skip
    """Tell whether the head stands in the row as one more member.

    The head does where several others do, or nobody else. Beside a single ID column it may be a list of one person a
    row: then a relation is given, or heads repeat from row to row or are listed themselves.
    """
    if len(columns) != 1:
        return True
    if "relation" in meant.values():
        return False
    pairs = [(text_of(row[head]), text_of(row[columns[0]])) for row in sheet.rows[header.stop :]]
    known = [(one, other) for one, other in pairs if looks_like_id(one)]
    return len({one for one, _ in known}) == len(known) and all(one != other for one, other in known)


def _names(
    sheet: RawSheet, header: Header, columns: list[int], meant: Mapping[int, str]
) -> Iterator[int | None]:  # fmt: skip
    """Yield the column of names that goes with each ID column: the nearest on its left, or all of them on the right."""
    width = len(header.texts)
    named = {
        index
        for index in range(width)
        if index not in columns
        and (meant.get(index) in _NAME_FIELDS or (index not in meant and _holds_names(sheet, header, index)))
    }
    left = [
        _nearest(named, range(index - 1, before, -1)) for before, index in zip([-1, *columns], columns, strict=False)
    ]
    right = [
        _nearest(named, range(index + 1, after)) for index, after in zip(columns, [*columns[1:], width], strict=True)
    ]
    found = right if sum(name is not None for name in right) > sum(name is not None for name in left) else left
    yield from found


def _nearest(named: set[int], places: range) -> int | None:
    return next((index for index in places if index in named), None)


def _holds_names(sheet: RawSheet, header: Header, index: int) -> bool:
    texts = []
    for row in sheet.rows[header.stop :]:
        if text := text_of(row[index]):
            texts.append("".join(text.split()))
            if len(texts) == _FIRST_CELLS:
                break
    good = sum(bool(_NAME.match(text)) and not _NO_NAMES.match(text) for text in texts)
    return bool(good) and good >= _MOSTLY * len(texts)
