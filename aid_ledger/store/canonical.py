"""The canonical bytes of a record: what a digest is taken over.

Form 1. A record is its form number, its kind and its fields in a fixed order. Every item is written with its
type and its length before it, ``s3:abc,`` for text, ``i4:-125,`` for a whole number, ``n0:,`` for nothing, so that no
two different records have the same bytes (("ab", "c") is not ("a", "bc")). Lengths count bytes of UTF-8. A changed byte
here is a breaking change: the golden file in the tests holds it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

FORM = 1
Value = str | int | None


def item(value: Value) -> bytes:
    r"""Return one value with its type and length.

    Raises:
        TypeError: the value is a float, a bool or anything else that has no one spelling.

    >>> item("甲"), item(-125), item(None)
    (b's3:\xe7\x94\xb2,', b'i4:-125,', b'n0:,')
    """
    if isinstance(value, str):
        raw = value.encode("utf-8")
        return b"s%d:%b," % (len(raw), raw)
    if value is None:
        return b"n0:,"
    if type(value) is not int:
        raise TypeError(f"{type(value).__name__} has no canonical bytes")
    raw = b"%d" % value
    return b"i%d:%b," % (len(raw), raw)


def record(kind: str, fields: Iterable[Value]) -> bytes:
    """Return the canonical bytes of a record of this kind."""
    return item(FORM) + item(kind) + b"".join(map(item, fields))


def digest(kind: str, fields: Iterable[Value]) -> str:
    """Return the sha256 of a record, 64 lower-case hex characters."""
    return hashlib.sha256(record(kind, fields)).hexdigest()


def digest_columns(kind: str, columns: Sequence[Sequence[Value]]) -> list[str]:
    """Return the digest of each row of these columns: the same as :func:`digest` row by row, in bulk."""
    head = item(FORM) + item(kind)
    encoded = [_encoded(column) for column in columns]
    return [hashlib.sha256(head + b"".join(row)).hexdigest() for row in zip(*encoded, strict=True)]


def _encoded(column: Sequence[Any]) -> list[bytes]:
    """Return the bytes of each value; where they repeat, each different value is encoded once."""
    kinds = set(map(type, column))
    if not kinds <= {str, int, type(None)}:
        return list(map(item, column))  # names what does not belong here
    distinct = set(column)
    if len(distinct) > len(column) // 4:
        if kinds == {str}:
            return [b"s%d:%b," % (len(raw), raw) for raw in map(str.encode, column)]
        if kinds == {int}:
            return [b"i%d:%b," % (len(raw), raw) for raw in map(b"%d".__mod__, column)]
    known = {value: item(value) for value in distinct}
    return [known[value] for value in column]


def digest_of_digests(kind: str, digests: Iterable[str]) -> str:
    """Return the digest over digests in their order: one change, loss or swap among them changes it."""
    total = hashlib.sha256(item(FORM) + item(kind))
    total.update(b"".join(_encoded(list(digests))))
    return total.hexdigest()
