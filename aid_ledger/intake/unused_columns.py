"""Names columns to look at: those that nothing uses though they speak of who counts, of need, of boarding."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from aid_ledger.errors import Finding, Place
from aid_ledger.intake.kind_fields import is_unused
from aid_ledger.intake.synonyms import fields
from aid_ledger.intake.tables import Column, column_index
from aid_ledger.intake.told import Told
from aid_ledger.intake.vocabulary import code_of, says_boarding, vocabulary
from aid_ledger.words import Listed, Word

_MATTERS = re.compile(
    "状态|注销|停发|停保|退出|消除|取消|失效|有效期|到期|审核|审批|评审|是否通过|是否发放|是否.*(?:在校|在籍)"
)
_SPEAKS_OF = {
    "difficulty": re.compile("脱贫|建档立卡|监测|低保|特困|五保|孤儿|残疾|烈士|优抚|无人抚养|突发严重困难"),
    "boarding": re.compile("寄宿|住校|住宿|走读|住读|内宿"),
}
"""By the words in header or cells: what a pupil's column may be, by field. ``linking`` reads the words; here they are
only noticed."""
_NO = vocabulary("yes_no").values.index("no")
_NEEDS = frozenset({"level", "difficulty"})
_OF_REGISTERS = frozenset({"standing", "risk_cleared", "left_on"})
_OTHERS = frozenset({"roster", "applications", "boarders", "accounts", "awards"})
_OF_PUPILS = frozenset({"roster", "applications"})
_PEOPLE = _OTHERS | {
    "filed-poor", "monitored", "rural-allowance", "urban-allowance", "destitute", "orphans", "disabled", "martyrs",
    "recognised", "hardship",
}  # fmt: skip
"""Kinds whose rows are persons that something is paid to."""


def columns_that_may_matter(
    columns: Sequence[Column], examples: Mapping[str, Sequence[str]], kind: str, told: Told, place: Place
) -> tuple[Finding, ...]:
    """Return ``column-may-matter`` (warning) for each filled column that a list of this kind does not use.

    Args:
        columns: all with a header.
        examples: first filled cells by column letter.
        kind: of the list.
        told: what a person said: a column that they left out is no matter.
        place: file and sheet; ``cell`` is the row of the header.
    """
    if kind not in _PEOPLE:
        return ()
    found = []
    for column in columns:
        unused = not column.field or (column.field in _OF_REGISTERS and kind in _OTHERS)
        if not unused or not _MATTERS.search(column.header) or not examples.get(column.letter):
            continue
        if told.field_of(column.letter, column.header) is not None:
            continue
        at = Place(place.file, place.sheet, f"{column.letter}{place.cell}")
        params = {"letter": column.letter, "header": column.header, "example": examples[column.letter][0][:20]}
        found.append(Finding("column-may-matter", at, params, severity="warning"))
    return tuple(found)


def columns_that_speak(
    columns: Sequence[Column], examples: Mapping[str, Sequence[str]], kind: str, told: Told, place: Place
) -> tuple[Finding, ...]:  # fmt: skip
    """Return ``column-may-be`` (warning) for each unused column of pupils that speaks of need or boarding.

    Boarding only where no other column of the list says it; so does a column of remarks that says nothing else. Need is
    no fact of a roster, whatever the header is: what a roster says of it is used by importing the same file once more
    as a list of need, and the finding says how.
    Arguments as for ``columns_that_may_matter``.
    """
    if kind not in _OF_PUPILS:
        return ()
    taken = {column.field for column in columns}
    found = []
    for column in columns:
        texts = (column.header, *examples.get(column.letter, ()))
        only_boards = column.field == "remark" and all(map(says_boarding, texts[1:]))
        unknown = not column.field or only_boards
        if len(texts) == 1 or not (unknown or _not_taken(column.field, kind, texts[1:])):
            continue
        if unknown and told.field_of(column.letter, column.header) is not None:
            continue
        free = (f for f, words in _SPEAKS_OF.items() if f not in taken and any(map(words.search, texts)))
        if field := column.field if column.field in _NEEDS else next(free, ""):
            at = Place(place.file, place.sheet, f"{column.letter}{place.cell}")
            found.append(Finding("column-may-be", at, _named(column, field, texts[1:]), severity="warning"))
    return tuple(found)


def _not_taken(field: str, kind: str, cells: Sequence[str]) -> bool:
    """Tell whether a column with a header that we know says something for which a roster has no use.

    是否孤儿 stands in every export of 学籍: it says something where one cell is more than a no.
    """
    return field in _NEEDS or (is_unused(field, kind) and any((code_of("yes_no", cell) or 0) != _NO for cell in cells))


def _named(column: Column, field: str, cells: Sequence[str]) -> dict[str, object]:
    """What the finding says of a column, and how it can be used."""
    word = fields()[field].words[0]
    how = field
    if field == "difficulty" and all((code_of("yes_no", cell) or 0) > 0 for cell in cells):
        how = "yes-no"
    params = (("letter", column.letter), ("word", word))
    return {"letter": column.letter, "header": column.header, "example": cells[0][:20], "word": word,
            "how": Word(f"column-may-be-{how}", params=params)}  # fmt: skip


def hidden_columns(
    columns: Sequence[Column], examples: Mapping[str, Sequence[str]], runs: Sequence[tuple[int, int]], place: Place
) -> tuple[Finding, ...]:  # fmt: skip
    """Say (note) which filled columns are hidden: they are read like the others.

    Args:
        columns: all with a header.
        examples: first filled cells by column letter.
        runs: first and last of each run of hidden columns, from 1.
        place: file and sheet; ``cell`` is the row of the header.
    """
    unseen = [
        one for one in columns
        if examples.get(one.letter) and any(first <= column_index(one.letter) + 1 <= last for first, last in runs)
    ]  # fmt: skip
    if not unseen:
        return ()
    named = Listed(tuple(f"{one.letter} {one.header}".strip() for one in unseen))
    at = Place(place.file, place.sheet, f"{unseen[0].letter}{place.cell}")
    return (Finding("columns-hidden", at, {"columns": named, "count": len(unseen)}, severity="note"),)
