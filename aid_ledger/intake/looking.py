"""Looks at the columns of a file that was refused, so that a person can say what they are: nothing is taken from it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from aid_ledger.errors import FindingsError
from aid_ledger.intake.cells import text_of
from aid_ledger.intake.containers import RawSheet, open_sheets
from aid_ledger.intake.header import SEARCHED_ROWS, Header, find_header
from aid_ledger.intake.kinds import score_kinds
from aid_ledger.intake.tables import Column
from aid_ledger.intake.told import NOTHING_TOLD, Told

_MOST_SHEETS, _MOST_COLUMNS, _LOOKED_AT, _SHOWN = 5, 60, 60, 3
_FEWEST_CELLS = 2
_MANY_DIGITS = re.compile(r"\d{6}")


@dataclass(frozen=True, slots=True)
class SheetSeen:
    """One sheet as it looks: its columns with first cells by letter; ``header_row`` 0 where none was found.

    ``kind`` is what it is most like, ``""`` where it is like none; ``told`` what a person said of its columns.
    """

    sheet: str
    header_row: int
    kind: str
    columns: tuple[Column, ...]
    examples: Mapping[str, tuple[str, ...]] = field(repr=False)
    told: Mapping[str, Any] = field(default_factory=dict)


def look_at_columns(
    data: bytes, name: str, *, kind: str | None = None, sheet: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> tuple[SheetSeen, ...]:  # fmt: skip
    """Return the sheets that hold cells, as they are; nothing where the file cannot be opened at all.

    Args:
        data: the bytes, open.
        name: of the file.
        kind: what a person says that it is.
        sheet: the one to look at.
        columns: what a person says that columns are.
    """
    try:
        _, sheets = open_sheets(data, name)
    except FindingsError:
        return ()
    told = NOTHING_TOLD.with_asked(columns or {}, {})
    wanted = [one for one in sheets if one.is_cells and one.rows and sheet in (None, one.name)]
    seen = (_look(one, name, kind or "", told) for one in wanted[:_MOST_SHEETS])
    return tuple(one for one in seen if one.columns)


def _look(sheet: RawSheet, name: str, kind: str, told: Told) -> SheetSeen:
    header = find_header(sheet, told)
    if header is None:
        start = next((i for i, row in enumerate(sheet.rows[:SEARCHED_ROWS]) if _filled(row) >= _FEWEST_CELLS), 0)
        texts = tuple(map(text_of, sheet.rows[start]))
        if any(_MANY_DIGITS.search(text) for text in texts):  # a row of data
            header = Header(start, start, ("",) * len(texts), (), 0, ())
        else:
            header = Header(start, start + 1, texts, (), 0, ())
    letters = [sheet.letter(index) for index in range(len(header.texts))]
    examples = {letter: _cells(sheet, header.stop, index) for index, letter in enumerate(letters)}
    columns = []
    for letter, text in zip(letters, header.texts, strict=True):
        known = told.meaning(letter, text, kind)
        if text or examples[letter]:
            columns.append(Column(letter, text, known.field if known else ""))
    if not kind:
        met = {column.field for column in columns if column.field}
        scores = score_kinds(met, [name, sheet.name, *header.titles])
        kind = scores[0].kind if scores else ""
    row = sheet.first_row + header.start if header.hits else 0
    return SheetSeen(sheet.name, row, kind, tuple(columns[:_MOST_COLUMNS]), examples, told.as_json())


def _filled(row: list[object]) -> int:
    return sum(cell != "" for cell in row)


def _cells(sheet: RawSheet, first: int, index: int) -> tuple[str, ...]:
    texts = (text_of(row[index]) for row in sheet.rows[first : first + _LOOKED_AT])
    return tuple(islice(dict.fromkeys(text for text in texts if text), _SHOWN))
