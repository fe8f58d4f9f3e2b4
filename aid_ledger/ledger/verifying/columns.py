"""Columns of the books: found in one another, grouped and compared as arrays, so that no row becomes an object."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

Column: TypeAlias = Any
"""A column of a table: a ``pyarrow.Array`` of ``large_string`` or ``int64``."""
Rows = np.ndarray[Any, np.dtype[np.int64]]
"""Places of rows in a table."""
NO_ROWS: Rows = np.zeros(0, dtype=np.int64)
Marks = np.ndarray[Any, np.dtype[np.bool_]]
"""Which rows of a table something is true of."""
NOWHERE = -1


_KINDS = {int: pa.int64(), str: pa.large_string()}
_EMPTY = {kind: pa.array([], arrow) for kind, arrow in _KINDS.items()}


def column(values: Sequence[Any], kind: type, empty: bool) -> Column:
    """Return values as a column.

    Args:
        values: all of them of this kind.
        kind: ``int`` or ``str``.
        empty: whether nothing (None) may be among them.

    Raises:
        TypeError: something else is among them.
        ValueError: text that is no text (a lone surrogate), or
        OverflowError: a number that no database of ours holds.
    """
    arrow = _KINDS[kind]
    if not values:
        return _EMPTY[kind]
    if values.count(values[0]) == len(values):  # as in most columns of most parts of a table
        values, count = values[:1], len(values)
    else:
        count = 1
    if not set(map(type, values)) <= ({kind, type(None)} if empty else {kind}):
        raise TypeError(f"not all of these are {kind.__name__}")
    packed = pa.array(values, arrow)
    return packed if count == 1 else pa.repeat(packed[0], count)


def fits(value: Any, kind: type, empty: bool) -> bool:
    """Tell whether a value may stand in such a column."""
    try:
        column([value], kind, empty)
    except (TypeError, ValueError, OverflowError):
        return False
    return True


def numbers(column: Column) -> Rows:
    """Return a column of whole numbers as an array; where nothing is, there is :data:`NOWHERE`."""
    found: Rows = (column.fill_null(NOWHERE) if column.null_count else column).to_numpy()
    return found


def places(names: Column, among: Column) -> Rows:
    """Return at which row of ``among`` each name stands, :data:`NOWHERE` where it does not."""
    if not len(names):
        return NO_ROWS
    return numbers(pc.index_in(names, value_set=among)).astype(np.int64)


def at(column: Column, rows: Rows) -> Column:
    """Return the values at these rows; nothing where a row is :data:`NOWHERE`."""
    if not len(rows):
        return column[:0]
    nowhere = rows == NOWHERE
    return column.take(pa.array(rows, mask=nowhere) if nowhere.any() else pa.array(rows))


def same(one: Column, other: Any) -> Marks:
    """Return where a column holds the same as another, or this value; where nothing is, it does not."""
    equal = pc.fill_null(pc.equal(one, other), False)
    return np.asarray(equal.to_numpy(zero_copy_only=False), dtype=np.bool_)


def by_value(column: Column) -> dict[Any, Rows]:
    """Return the rows of each value of a column, in order."""
    if not len(column):
        return {}
    encoded = column.dictionary_encode()
    codes = encoded.indices.to_numpy()
    values = encoded.dictionary.to_pylist()
    if len(values) == 1:
        return {values[0]: np.arange(len(codes), dtype=np.int64)}
    order = np.argsort(codes, kind="stable")
    ends = np.searchsorted(codes, np.arange(1, len(values)), sorter=order)
    return dict(zip(values, np.split(order, ends), strict=True))


def totals(group: Rows, amounts: Rows, groups: int) -> tuple[list[int], list[int]]:
    """Return how many rows each group has, and how much they come to; rows of no group count nowhere."""
    count, total = np.zeros(groups + 1, dtype=np.int64), np.zeros(groups + 1, dtype=np.int64)
    np.add.at(count, group, 1)  # the last: what is NOWHERE
    np.add.at(total, group, amounts)
    return count[:-1].tolist(), total[:-1].tolist()


def said(column: Column, value: str) -> Marks:
    """Return where a column says this."""
    return same(column, pa.array([value], column.type)[0])


def where(marks: Marks) -> list[int]:
    """Return the rows that are marked, in order."""
    found: list[int] = np.flatnonzero(marks).tolist()
    return found
