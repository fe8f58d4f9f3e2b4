"""Cells to text: one column at a time, exactly as stored; nothing is guessed and nothing is dropped.

Whole floats lose their ``.0`` (every number of an xlsx arrives as a float), dates become ISO, truth values 是/否.
A number of 16 digits or more in a cell cannot be right any more: Excel keeps 15.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from aid_ledger.intake.tables import Mask

_SCIENTIFIC = r"^\d(\.\d+)?[eE]\+?\d{2,3}$"
_MOST_EXACT = 10**15
_NUMBERS = frozenset({float, int})
_AT_ONCE = 2000  # rows
UNREAD = "#N/A"
"""The text of a cell that holds an error, or a formula without its value: not blank, and nothing that can be read."""
_ERROR = r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|CALC!|SPILL!|GETTING_DATA)"


def text_of(cell: Any) -> str:  # noqa: PLR0911 - one return a type
    """Return one cell as text.

    >>> text_of(3.0), text_of(312.5), text_of(True), text_of(datetime(2023, 9, 1)), text_of(3.6073220120101e17)
    ('3', '312.5', '是', '2023-09-01', '360732201201010000')
    """
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        if not math.isfinite(cell):
            return str(cell)
        if cell.is_integer():
            return str(int(cell)) if abs(cell) < _MOST_EXACT else format(Decimal(repr(cell)), "f").removesuffix(".0")
        return repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return "" if cell is None else str(cell)


@dataclass(frozen=True, slots=True)
class TextColumn:
    """A column of cells as text.

    ``texts``: an Arrow array of ``large_string`` without nulls, outer white space stripped. ``cut``: which cells were
    numbers of 16 digits or more; none where all were text.
    """

    texts: pa.Array
    cut: Mask | None = None


def text_columns(rows: Sequence[list[Any]], wanted: Collection[int]) -> dict[int, TextColumn]:
    """Return columns of rows as text, by their index in a row; all rows are of one width.

    So many rows at a time as the processor keeps at hand: in a roster of a county every cell is fetched but once.

    >>> found = text_columns([["甲", 3.0, ""], ["乙", 4.0, ""]], [1, 0])
    >>> [(index, column.texts.to_pylist()) for index, column in found.items()]
    [(1, ['3', '4']), (0, ['甲', '乙'])]
    """
    parts: dict[int, list[TextColumn]] = {index: [] for index in wanted}
    for start in range(0, len(rows), _AT_ONCE):
        turned = tuple(zip(*rows[start : start + _AT_ONCE], strict=True))
        for index, found in parts.items():
            found.append(text_column(turned[index]))
    return {index: _joined(parts.pop(index)) for index in wanted}


def _joined(parts: Sequence[TextColumn]) -> TextColumn:
    texts = pa.concat_arrays([part.texts for part in parts] or [pa.array([], type=pa.large_string())])
    if all(part.cut is None for part in parts):
        return TextColumn(texts)
    none = np.bool_(False)
    return TextColumn(texts, np.concatenate([np.full(len(p.texts), none) if p.cut is None else p.cut for p in parts]))


def text_column(cells: Sequence[Any]) -> TextColumn:
    """Return the cells of a column as text."""
    try:
        return TextColumn(pc.utf8_trim_whitespace(pa.array(cells, type=pa.large_string())))
    except (pa.ArrowTypeError, pa.ArrowInvalid):
        cut = np.array([type(cell) in _NUMBERS and abs(cell) >= _MOST_EXACT for cell in cells], dtype=np.bool_)
        return TextColumn(pc.utf8_trim_whitespace(_converted(cells)), cut)


def _converted(cells: Sequence[Any]) -> pa.Array:
    """Whole numbers as a column, for there may be as many as rows; what is neither text nor whole, by the cell."""
    whole = np.array([type(cell) is float for cell in cells], dtype=np.bool_)
    numbers = np.array([cell for cell in cells if type(cell) is float], dtype=np.float64)
    plain = (np.abs(numbers) < _MOST_EXACT) & (numbers == np.trunc(numbers))
    whole[whole] = plain
    texts = pa.array(numbers[plain].astype(np.int64)).cast(pa.large_string())
    if whole.all():
        return texts
    rest = [
        None if is_whole else cell if type(cell) is str else text_of(cell)
        for cell, is_whole in zip(cells, whole.tolist(), strict=True)
    ]
    return pc.replace_with_mask(pa.array(rest, type=pa.large_string()), pa.array(whole), texts)


def damaged_cells(column: TextColumn) -> Mask:
    """Return which cells of identifiers are damaged: numbers of 16 digits or more, or text like 5.10322E+17."""
    mask: Mask = pc.match_substring_regex(column.texts, _SCIENTIFIC).to_numpy(zero_copy_only=False).astype(np.bool_)
    return mask if column.cut is None else mask | column.cut


def unread_cells(series: pd.Series[str]) -> Mask:
    """Return which cells of a column hold an error of Excel, such as ``#N/A``, in place of a value."""
    marks: Mask = series.str.match(_ERROR).to_numpy(dtype=np.bool_)
    return marks


def filled(texts: pa.Array) -> Mask:
    """Return which cells hold something."""
    result: Mask = pc.not_equal(texts, "").to_numpy(zero_copy_only=False).astype(np.bool_)
    return result


def matches(texts: pa.Array, pattern: str) -> Mask:
    """Return which cells match a regular expression (RE2) somewhere."""
    result: Mask = pc.match_substring_regex(texts, pattern).to_numpy(zero_copy_only=False).astype(np.bool_)
    return result


_ID_LIKE = re.compile(r"^(?:\d{15}|\d{17}[\dXx×*]|\d{17}[\dXx][1-7][1-4][0-9A-Za-z]{0,2})$")
_NUMBER_LIKE = re.compile(r"^[GJLgjl]\d{17}[\dXx]$")


def looks_like_id(text: str) -> bool:
    """Tell whether a text has the shape of a resident ID or a disability number, its check character aside."""
    return bool(_ID_LIKE.match(text.replace(" ", "").lstrip("'")))


def looks_like_student_no(text: str) -> bool:
    """Tell whether a text has the shape of a 学籍号."""
    return bool(_NUMBER_LIKE.match(text.replace(" ", "")))
