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
    if kind is str and not empty:
        "".join(values)  # raises where not all are texts, and is quicker than asking each for its type
    elif not set(map(type, values)) <= ({kind, type(None)} if empty else {kind}):
        raise TypeError(f"not all of these are {kind.__name__}")
    count = 1
    if values[0] == values[-1] and values.count(values[0]) == len(values):  # as in most columns of most parts
        values, count = values[:1], len(values)
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


def in_order(keys: Sequence[Column]) -> Rows:
    """Return the rows sorted by these columns, text by code points; what is alike in all of them as it stands."""
    if len(keys[0]) < 2:
        return np.arange(len(keys[0]), dtype=np.int64)
    if len(keys) == 1 and pc.all(pc.less_equal(keys[0][:-1], keys[0][1:])).as_py():
        return np.arange(len(keys[0]), dtype=np.int64)  # as they were written
    table = pa.table(list(keys), names=[str(number) for number in range(len(keys))])
    order: Rows = pc.sort_indices(table, [(name, "ascending") for name in table.column_names]).to_numpy()
    return order.astype(np.int64)


def spelled_alike(texts: Column, width: int) -> bytes | None:
    """Return texts of ``width`` bytes each as the items of a canonical record, nothing where they are of others."""
    if not len(texts) or texts.null_count or not pc.all(pc.equal(pc.binary_length(texts), width)).as_py():
        return None
    texts = pa.concat_arrays([texts])  # of its own bytes alone
    first = int(np.frombuffer(texts.buffers()[1], dtype=np.int64, count=texts.offset + 1)[texts.offset])
    before, after = f"s{width}:".encode(), b","
    items = np.empty((len(texts), len(before) + width + len(after)), dtype=np.uint8)
    items[:, : len(before)] = np.frombuffer(before, dtype=np.uint8)
    items[:, len(before) : -1] = np.frombuffer(
        texts.buffers()[2], dtype=np.uint8, count=len(texts) * width, offset=first
    ).reshape(len(texts), width)
    items[:, -1] = after[0]
    return items.tobytes()


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
