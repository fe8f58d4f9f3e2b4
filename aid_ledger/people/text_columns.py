"""Columns of text as Arrow buffers and byte matrices, and the cleaning that any number typed into a cell needs.

Decides which characters count as space, how full-width forms are narrowed and which wrappings are taken off; what
the remaining characters mean is left to the module of each number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import IntFlag
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

Column: TypeAlias = Any
"""A ``pyarrow.LargeStringArray`` in one piece, without nulls (pyarrow has no types that mypy could read)."""
Bytes: TypeAlias = npt.NDArray[np.uint8]
Bools: TypeAlias = npt.NDArray[np.bool_]

_SPACE_RANGES = (
    (0x00, 0x20), (0x7F, 0xA0), (0xAD, 0xAD), (0x061C, 0x061C), (0x1680, 0x1680), (0x180B, 0x180F),
    (0x2000, 0x200F), (0x2028, 0x202F), (0x205F, 0x206F), (0x3000, 0x3000), (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF), (0xE0100, 0xE01EF),
)  # fmt: skip
SPACES = frozenset(code for first, last in _SPACE_RANGES for code in range(first, last + 1))
"""Code points without a shape of their own: spaces, controls, zero-width characters, variation selectors."""
NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
"""Full-width ASCII to ASCII. Less than NFKC on purpose: nobody means 2 by ``²``."""

_NO_SPACES: dict[int, None] = dict.fromkeys(SPACES)
_CAPITALS = {code: code - 32 for code in range(ord("a"), ord("z") + 1)}
_APOSTROPHES = "'’‘`"
_CLOSING = _APOSTROPHES + '"“”'
_OPENING = _CLOSING + "="


class Cleaned(IntFlag):
    """What :func:`clean` had to take off."""

    SPACES = 1
    FULL_WIDTH = 2
    APOSTROPHE = 4
    WRAPPER = 8


_SPACED, _FULL_WIDTH, _APOSTROPHE, _WRAPPER = (int(mark) for mark in Cleaned)


def clean(text: str) -> tuple[str, int]:
    """Take spaces, full-width forms and the wrappings of spreadsheets off a number, in time linear in its length.

    Returns:
        The bare text, and what was taken off, flags of :class:`Cleaned` as a plain number (sums of the enumeration
        itself cost more than the cleaning). Cleaning it again changes nothing.

    Source:
        reference/files.md §12, defects 3, 4, 5, 24.

    >>> bare, marks = clean('="３607 32"')
    >>> bare, Cleaned(marks)
    ('360732', <Cleaned.SPACES|FULL_WIDTH|WRAPPER: 11>)
    """
    narrow = text if text.isascii() else text.translate(NARROW)
    bare = narrow.translate(_NO_SPACES)
    core = bare.lstrip(_OPENING).rstrip(_CLOSING)
    marks = (narrow != text) * _FULL_WIDTH | (bare != narrow) * _SPACED
    if core == bare:
        return core, marks
    taken = bare.replace(core, "", 1) if core else bare
    marks |= any(mark in _APOSTROPHES for mark in taken) * _APOSTROPHE
    marks |= any(mark not in _APOSTROPHES for mark in taken) * _WRAPPER
    return core, marks


def capital(text: str) -> str:
    """Return ``text`` with ASCII letters in capitals; other letters keep their shape and their number."""
    return text.translate(_CAPITALS)


def arrow_text(texts: pd.Series[str]) -> Column:
    """Return the column as one Arrow array; a slice is not copied, a concatenation is. Missing is blank.

    Raises:
        TypeError: an item is not text.
    """
    array = pa.array(texts.array)
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    if array.type != pa.large_string():
        if not (pa.types.is_string(array.type) or pa.types.is_null(array.type)):
            raise TypeError(f"a column of text is needed, not of {array.type}")
        array = array.cast(pa.large_string())
    return pc.fill_null(array, "") if array.null_count else array


def is_among(texts: pd.Series[str], values: Iterable[str]) -> Bools:
    """Return which texts stand among ``values``.

    ``Series.isin`` turns every value into an object of Arrow's first: seconds, where there are 100,000 of them.
    """
    known = pa.array(list(values), type=pa.large_string())
    found: Bools = pc.is_in(arrow_text(texts), value_set=known).to_numpy(zero_copy_only=False)
    return found


def text_series(column: Column, like: pd.Series[Any]) -> pd.Series[str]:
    """Return an Arrow column as a ``str`` series with the index of ``like``."""
    return pd.Series(column, index=like.index, dtype="str")


def blanks(count: int) -> Column:
    """Return a column of ``count`` empty texts."""
    return pa.LargeStringArray.from_buffers(count, pa.py_buffer(bytes(8 * (count + 1))), pa.py_buffer(b""))


def ends(column: Column) -> npt.NDArray[np.int64]:
    """Return the ``len + 1`` offsets of the items in the data buffer, in bytes."""
    if len(column) == 0:
        return np.zeros(1, dtype=np.int64)
    return np.frombuffer(column.buffers()[1], dtype=np.int64)[column.offset : column.offset + len(column) + 1]


def lengths(column: Column) -> npt.NDArray[np.int64]:
    """Return the length of each item in bytes (not characters: a Chinese character has three)."""
    return np.diff(ends(column))


def matrix_of(column: Column, width: int) -> Bytes:
    """View a column of items that are all ``width`` bytes long as ``(items, width)``, without a copy."""
    if len(column) == 0:
        return np.zeros((0, width), dtype=np.uint8)
    offsets = ends(column)
    data = np.frombuffer(column.buffers()[2], dtype=np.uint8)
    return data[offsets[0] : offsets[-1]].reshape(-1, width)


def rows_of_width(column: Column, width: int) -> tuple[npt.NDArray[np.int64], Bytes]:
    """Return the positions of the items of ``width`` bytes, ascending, and their bytes ``(items, width)``."""
    wanted = lengths(column) == width
    picked = column if wanted.all() else column.filter(pa.array(wanted))
    return np.flatnonzero(wanted), matrix_of(picked, width)


def with_last_capital_x(column: Column, rows: npt.NDArray[np.int64]) -> Column:
    """Return the column with the last byte of these items set to ``X``; they are not empty."""
    if not len(rows):
        return column
    buffers = column.buffers()
    data = np.frombuffer(buffers[2], dtype=np.uint8).copy()
    data[ends(column)[rows + 1] - 1] = ord("X")
    changed = [None, buffers[1], pa.py_buffer(data)]
    return pa.Array.from_buffers(column.type, len(column), changed, 0, column.offset)


def distinct(column: Column, rows: Bools) -> tuple[list[str], npt.NDArray[np.int32]]:
    """Return the different texts of the marked rows, and for each marked row its position among them."""
    encoded = column.filter(pa.array(rows)).dictionary_encode()
    return encoded.dictionary.to_pylist(), encoded.indices.to_numpy()


def replaced(column: Column, rows: Bools, texts: list[str], codes: npt.NDArray[np.int32]) -> Column:
    """Return the column with each marked row set to its text: ``texts[codes]``, one code a marked row."""
    values = pa.array(texts, type=pa.large_string()).take(pa.array(codes))
    return pc.replace_with_mask(column, pa.array(rows), values)


def map_rows(column: Column, rows: Bools, change: Callable[[str], str]) -> Column:
    """Return the column with ``change`` applied to the marked rows, once for each different text."""
    if not rows.any():
        return column
    texts, codes = distinct(column, rows)
    return replaced(column, rows, [change(text) for text in texts], codes)
