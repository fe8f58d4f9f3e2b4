"""The canonical bytes of a record: what a digest is taken over.

Form 1. A record is its form number, its kind and its fields in a fixed order. Every item is written with its
type and its length before it, ``s3:abc,`` for text, ``i4:-125,`` for a whole number, ``n0:,`` for nothing, so that no
two different records have the same bytes (("ab", "c") is not ("a", "bc")). Lengths count bytes of UTF-8. A changed byte
here is a breaking change: the golden file in the tests holds it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from itertools import chain, repeat
from typing import Any

FORM = 1
_HEX = 64
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
    """Return the digest of each row of these columns: the same as :func:`digest` row by row, in bulk.

    Rows are taken a few hundred at a time, so that what is made of them is still in the processor's cache when it is
    hashed: all at once would take twice as long.

    Raises:
        ValueError: columns of different lengths.
        TypeError: as :func:`item`.
    """
    counts = set(map(len, columns))
    if len(counts) > 1:
        raise ValueError(f"{kind}: columns of different lengths")
    sha256, digests = hashlib.sha256, []
    for first in range(0, max(counts, default=0), _AT_A_TIME):
        part = [column[first : first + _AT_A_TIME] for column in columns]
        digests += [sha256(row.encode()).hexdigest() for row in _spelled_rows(kind, part)]
    return digests


def _spelled_rows(kind: str, columns: Sequence[Sequence[Any]]) -> Iterable[str]:
    """Return the canonical text of each row: what is the same in all of them is put together once."""
    count = len(columns[0])
    same, pieces = (item(FORM) + item(kind))[:-1].decode("utf-8"), []
    for piece in chain.from_iterable(map(_spelled, columns)):
        if isinstance(piece, str):
            same += piece
        else:
            pieces += [repeat(same, count), piece] if same else [piece]
            same = ""
    return map("".join, zip(*pieces, repeat(same + ",", count), strict=True))


def _spelled(column: Sequence[Any]) -> Iterable[str | Iterable[str]]:
    """Return the canonical text of each value, the comma that ends the item before it first, in pieces to be joined.

    A piece that is a text is that of every row.
    """
    first = column[0]
    try:
        plain = "".join(column).isascii()  # then it has as many bytes as characters; fails where not all are texts
    except TypeError:
        return _spelled_others(column)
    if first == column[-1] and column.count(first) == len(column):
        return (_spelled_value(first),)
    lengths = list(map(len, column if plain else map(str.encode, column)))
    alike = lengths.count(lengths[0]) == len(lengths)
    return _BEFORE_TEXT[lengths[0]] if alike else map(_BEFORE_TEXT.__getitem__, lengths), column


def _spelled_others(column: Sequence[Any]) -> Iterable[str | Iterable[str]]:
    """Return what :func:`_spelled` does where not all are texts."""
    kinds = set(map(type, column))
    if not kinds <= {str, int, type(None)}:
        for value in column:
            item(value)  # names what does not belong here
    if len(kinds) == 1 and column[0] == column[-1] and column.count(column[0]) == len(column):
        return (_spelled_value(column[0]),)
    if kinds == {int}:
        digits = list(map(str, column))
        return map(_BEFORE_NUMBER.__getitem__, map(len, digits)), digits
    known = {value: _spelled_value(value) for value in set(column)}
    return (map(known.__getitem__, column),)


def _spelled_value(value: Value) -> str:
    return "," + item(value)[:-1].decode("utf-8")


class _Before(dict[int, str]):
    """What stands before a value of so many bytes, by its kind."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self._kind = kind

    def __missing__(self, length: int) -> str:
        self[length] = before = f",{self._kind}{length}:"
        return before


_BEFORE_TEXT, _BEFORE_NUMBER = _Before("s"), _Before("i")
_AT_A_TIME = 250


def digest_of_digests(kind: str, digests: Iterable[str]) -> str:
    """Return the digest over digests in their order: one change, loss or swap among them changes it."""
    total = hashlib.sha256(item(FORM) + item(kind))
    spelled = list(digests)
    if set(map(len, spelled)) == {_HEX} and "".join(spelled).isascii():
        between = f",s{_HEX}:"
        total.update(f"{between[1:]}{between.join(spelled)},".encode())
    else:
        total.update(b"".join(map(item, spelled)))
    return total.hexdigest()


def digest_of_items(kind: str, items: bytes) -> str:
    """Return the sha256 of a record whose fields are spelled already, as :func:`item` does."""
    return hashlib.sha256(item(FORM) + item(kind) + items).hexdigest()


def short(digest: str) -> str:
    """Return the form of a digest that people compare on paper.

    >>> short("a1b2c3d4e5f60718")
    'A1B2-C3D4-E5F6'
    """
    return "-".join(digest[i : i + 4].upper() for i in (0, 4, 8))
