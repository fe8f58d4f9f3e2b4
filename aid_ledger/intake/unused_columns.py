"""Names columns that nothing uses though their headers speak of who still counts: 停发, 注销, 是否在校."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from aid_ledger.errors import Finding, Place
from aid_ledger.intake.tables import Column
from aid_ledger.intake.told import Told

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
