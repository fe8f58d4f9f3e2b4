"""Names columns to look at: those that nothing uses though they speak of who still counts (停发), and hidden ones."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from aid_ledger.errors import Finding, Place
from aid_ledger.intake.tables import Column, column_index
from aid_ledger.intake.told import Told
from aid_ledger.words import Listed

_MATTERS = re.compile("状态|注销|停发|停保|退出|消除|取消|是否.*(?:在校|在籍)")
_OF_REGISTERS = frozenset({"standing", "risk_cleared", "left_on"})
_OTHERS = frozenset({"roster", "applications", "boarders", "accounts", "awards"})
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
