"""Finds the members in a sheet of households: every column of IDs by what its cells hold, and the name beside each.

The bureaus' lists of 低保, 特困, 脱贫户 and 监测对象 may have a household in a row, the members' IDs side by side under
one repeated, numbered, merged or missing header, so the contents decide: a column whose filled cells are mostly
resident IDs is one of IDs. What a person said of columns counts as their headers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from aid_ledger.intake.cells import looks_like_id, text_of
from aid_ledger.intake.containers import RawSheet
from aid_ledger.intake.header import Header
from aid_ledger.intake.synonyms import member_number

OF_MEMBERS = frozenset({"filed-poor", "monitored", "rural-allowance", "urban-allowance"})
"""Kinds in which every person of a row has the category."""
OF_FIRST = frozenset({"destitute"})
"""Kinds in which only the person of the first ID column has it; the others of the row care for that person."""

_FIRST_CELLS = 20
_OLD_LENGTH = 15
_MOSTLY = 0.5
_NOT_MEMBERS = re.compile("开户|监护|代领|领取|领款|经办|账|帐|卡|残疾|学籍|帮扶|干部|责任人|联系人|负责|填报|审核")
_OF_A_CHILD = re.compile("学生|儿童|幼儿|子女|孩子|小孩")
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
    one_a_row = len(by_header) == 1 and "person_no" in meant.values()  # 人编号: who is numbered has a row
    by_content = () if one_a_row else columns_by_content(sheet, header, meant)
    columns = [*by_header, *by_content]
    heads = [index for index, name in chosen.items() if name == "head_id_no"]
    if heads and not one_a_row and _head_is_member(sheet, header, columns, heads[0], meant):
        columns += heads
    columns = _without_repeats(sheet, header, sorted(columns))
    if not columns:
        return ()
    own = next((index for index, name in chosen.items() if name == "student_name"), None)
    for index in [index for index, name in chosen.items() if name in {"id_no", "student_name"}]:
        del chosen[index]
    names = [own] if own is not None and len(columns) == 1 else _names(sheet, header, columns, meant)
    for number, (index, name) in enumerate(zip(columns, names, strict=True), start=1):
        tail = f"_{number}" if number > 1 else ""
        chosen[index] = f"id_no{tail}"
        if name is not None:
            chosen[name] = f"student_name{tail}"
    return tuple(index for index in by_content if index in chosen)


def columns_by_content(sheet: RawSheet, header: Header, meant: Mapping[int, str]) -> tuple[int, ...]:
    """Return the columns that nobody knows by their header and that hold IDs of members."""
    return tuple(
        index
        for index, text in enumerate(header.texts)
        if index not in meant and not _NOT_MEMBERS.search(text) and holds_ids(sheet, header, index)
    )


def members_without_ids(
    sheet: RawSheet, header: Header, chosen: Mapping[int, str], meant: Mapping[int, str]
) -> tuple[int, ...]:  # fmt: skip
    """Return columns of further people's names that have no column of IDs: nobody could be read from them."""
    taken = [index for index, name in chosen.items() if name.startswith("student_name")]
    lone = [index for index, name in meant.items() if name == "student_name" and index not in chosen]
    return tuple(index for index in sorted(lone) if _says_more(sheet, header, index, taken))


def _says_more(sheet: RawSheet, header: Header, index: int, others: Sequence[int]) -> bool:
    """Tell whether some cell of a column says what no other of these columns says in its row."""
    return any(
        text and text not in {text_of(row[other]) for other in others}
        for row in sheet.rows[header.stop :]
        if (text := text_of(row[index]))
    )


def _without_repeats(sheet: RawSheet, header: Header, columns: Sequence[int]) -> list[int]:
    """Leave out a column that says again what one on its left says, row by row: 身份证号 beside 证件号码."""
    kept: list[int] = []
    for index in columns:
        filled = any(row[index] != "" for row in sheet.rows[header.stop :])
        if not filled or not any(not _says_more(sheet, header, index, [other]) for other in kept):
            kept.append(index)
    return kept


def _head_is_member(
    sheet: RawSheet, header: Header, columns: list[int], head: int, meant: Mapping[int, str]
) -> bool:  # fmt: skip
    """Tell whether the head stands in the row as one more member.

    The head does where several others do, or nobody else. Beside a single ID column it may be a list of one person a
    row: then a relation is given, the header says a child's, or heads repeat from row to row or are listed themselves.
    """
    if len(columns) != 1:
        return True
    if "relation" in meant.values() or _OF_A_CHILD.search(header.texts[columns[0]]):
        return False
    pairs = [(text_of(row[head]), text_of(row[columns[0]])) for row in sheet.rows[header.stop :]]
    known = [(one, other) for one, other in pairs if looks_like_id(one)]
    return len({one for one, _ in known}) == len(known) and all(one != other for one, other in known)


def _names(
    sheet: RawSheet, header: Header, columns: Sequence[int], meant: Mapping[int, str]
) -> list[int | None]:  # fmt: skip
    """Return the column of names that goes with each ID column.

    That of its number, where headers count the members; where all names stand before all IDs, those in order; else the
    nearest on its left, or for all of them on the right.
    """
    width = len(header.texts)
    unknown = {i for i, text in enumerate(header.texts) if i not in meant and not _NOT_MEMBERS.search(text)}
    named = [
        index
        for index in range(width)
        if index not in columns
        and (meant.get(index) in _NAME_FIELDS or (index in unknown and _holds_names(sheet, header, index)))
    ]
    found: dict[int, int] = _by_number(header, columns, [one for one in named if meant.get(one) == "student_name"])
    named = [index for index in named if index not in found.values()]
    found |= _by_order([one for one in columns if one not in found], named, meant)
    named = [index for index in named if index not in found.values()]
    left = [
        _nearest(named, range(index - 1, before, -1), index, meant)
        for before, index in zip([-1, *columns], columns, strict=False)
    ]
    right = [
        _nearest(named, range(index + 1, after), index, meant)
        for index, after in zip(columns, [*columns[1:], width], strict=True)
    ]
    nearest = right if sum(name is not None for name in right) > sum(name is not None for name in left) else left
    return [found.get(index, name) for index, name in zip(columns, nearest, strict=True)]


def _by_order(columns: Sequence[int], named: Sequence[int], meant: Mapping[int, str]) -> dict[int, int]:
    """Return the name column by ID column where the names of all members stand side by side, and then their IDs."""
    ids = [index for index in columns if meant.get(index) != "head_id_no"]
    if len(ids) < 2:
        return {}
    own = [index for index in named if index < ids[0] and meant.get(index, "student_name") == "student_name"]
    if len(own) != len(ids) or any(ids[0] < index < ids[-1] for index in named):
        return {}
    return dict(zip(ids, own, strict=True))


def _by_number(header: Header, columns: Sequence[int], named: Sequence[int]) -> dict[int, int]:
    """Return the name column by ID column where each number stands over one of both."""
    of_names = [(member_number(header.texts[index]), index) for index in named]
    of_ids = [(member_number(header.texts[index]), index) for index in columns]
    names, ids = ({number: index for number, index in one if number} for one in (of_names, of_ids))
    if len(names) < sum(number > 0 for number, _ in of_names) or len(ids) < sum(number > 0 for number, _ in of_ids):
        return {}
    return {index: names[number] for number, index in ids.items() if number in names}


def _nearest(named: Sequence[int], places: range, index: int, meant: Mapping[int, str]) -> int | None:
    """Return the nearest name: the head's beside the head's ID, a person's own before a head's or guardian's."""
    near = [one for one in places if one in named]
    own = "head_name" if meant.get(index) == "head_id_no" else "student_name"
    return next((one for one in near if meant.get(one) == own), next(iter(near), None))


def _holds_names(sheet: RawSheet, header: Header, index: int) -> bool:
    texts = []
    for row in sheet.rows[header.stop :]:
        if text := text_of(row[index]):
            texts.append("".join(text.split()))
            if len(texts) == _FIRST_CELLS:
                break
    good = sum(bool(_NAME.match(text)) and not _NO_NAMES.match(text) for text in texts)
    return bool(good) and good >= _MOSTLY * len(texts)
