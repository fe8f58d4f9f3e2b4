"""Cells to text: one column at a time, exactly as stored; nothing is guessed and nothing is dropped.

Whole floats lose their ``.0`` (every number of an xlsx arrives as a float), dates become ISO, truth values 是/否.
A number of 16 digits or more in a cell cannot be right any more: Excel keeps 15.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
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


def column_text(cells: Sequence[Any]) -> tuple[pa.Array, bool]:
    """Return a column as text, and whether all its cells were text.

    Returns:
        An Arrow array of ``large_string`` without nulls, outer white space stripped.
    """
    try:
        return pc.utf8_trim_whitespace(pa.array(cells, type=pa.large_string())), True
    except (pa.ArrowTypeError, pa.ArrowInvalid):
        return pc.utf8_trim_whitespace(_converted(cells)), False


def _converted(cells: Sequence[Any]) -> pa.Array:
    if set(map(type, cells)) == {float}:
        numbers = np.array(cells, dtype=np.float64)
        if bool((np.abs(numbers) < _MOST_EXACT).all()) and bool((numbers == np.trunc(numbers)).all()):
            return pa.array(numbers.astype(np.int64)).cast(pa.large_string())
    return pa.array([cell if type(cell) is str else text_of(cell) for cell in cells], type=pa.large_string())


def damaged_cells(cells: Sequence[Any], texts: pa.Array, *, all_text: bool) -> Mask:
    """Return which cells of identifiers are damaged: numbers of 16 digits or more, or text like 5.10322E+17."""
    mask: Mask = pc.match_substring_regex(texts, _SCIENTIFIC).to_numpy(zero_copy_only=False).astype(np.bool_)
    if not all_text:
        numbers = [type(cell) in {float, int} and abs(cell) >= _MOST_EXACT for cell in cells]
        mask |= np.array(numbers, dtype=np.bool_)
    return mask


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
