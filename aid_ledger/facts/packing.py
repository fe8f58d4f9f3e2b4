"""Packs columns of fact codes into one ``uint64`` key a student, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt

from aid_ledger.facts.fields import BY_NAME

Key = npt.NDArray[np.uint64]
FactColumns = Mapping[str, npt.NDArray[np.integer]]
"""Codes by field name, one item a student. A field left out has code 0."""


def pack(columns: FactColumns) -> Key:
    """Pack code columns into keys.

    Args:
        columns: at least one; all of one length; ``categories`` is a column of bits.

    Raises:
        ValueError: an unknown field, columns of different length, or a code outside its field.

    >>> [hex(k) for k in pack({"stage": np.array([2]), "boarding": np.array([2])}).tolist()]
    ['0x102']
    """
    lengths = {len(column) for column in columns.values()}
    if len(lengths) != 1:
        raise ValueError(f"columns of {len(lengths)} lengths cannot be packed")
    keys = np.zeros(lengths.pop(), dtype=np.uint64)
    for name, column in columns.items():
        if name not in BY_NAME:
            raise ValueError(f"{name!r} is no fact")
        field = BY_NAME[name]
        most = len(field.values) - 1 if field.values else (1 << field.bits) - 1
        if len(column) and (int(column.min()) < 0 or int(column.max()) > most):
            raise ValueError(f"a code of {name} lies outside 0..{most}")
        keys |= column.astype(np.uint64) << np.uint64(field.shift)
    return keys


def unpack(keys: Key, name: str) -> npt.NDArray[np.int64]:
    """Return the code column of one field."""
    field = BY_NAME[name]
    return ((keys & np.uint64(field.mask)) >> np.uint64(field.shift)).astype(np.int64)


def mask_of(names: Iterable[str]) -> int:
    """Return the bits of the key that these fields occupy: two students equal under it are one case."""
    mask = 0
    for name in names:
        mask |= BY_NAME[name].mask
    return mask
