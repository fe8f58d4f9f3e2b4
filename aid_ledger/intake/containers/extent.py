"""The largest row and column that a piece of a sheet's XML names: never less than what a reader would find.

Found in columns of bytes, at memory speed, since every workbook passes through here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from aid_ledger.intake.tables import column_index

_REFERENCE = re.compile(rb"""[\s<]r\s*=\s*["']\s*([A-Za-z]*)(\d*)""")
_ROW_START = re.compile(rb"<(?:\w+:)?row[\s>/]")
_CELL_START = re.compile(rb"<(?:\w+:)?(c|row)[\s>/]")


@dataclass(frozen=True, slots=True)
class Pairs:
    """A piece as all its pairs of neighbouring bytes, so that two characters are looked for at memory speed."""

    even: npt.NDArray[np.uint16]
    odd: npt.NDArray[np.uint16]

    @classmethod
    def of(cls, piece: bytes) -> Pairs:
        """View a piece; its last byte may be in no pair on one side."""
        if len(piece) < 3:
            piece = piece.ljust(3)
        return cls(
            np.frombuffer(piece[: len(piece) // 2 * 2], "<u2"),
            np.frombuffer(piece, "<u2", count=(len(piece) - 1) // 2, offset=1),
        )

    def count(self, pair: bytes) -> int:
        """Return how often two bytes stand side by side."""
        value = int.from_bytes(pair, "little")
        return int(np.count_nonzero(self.even == value)) + int(np.count_nonzero(self.odd == value))

    def positions(self, pair: bytes) -> npt.NDArray[np.int64]:
        """Return where, even places first."""
        value = int.from_bytes(pair, "little")
        return np.concatenate([np.flatnonzero(self.even == value) * 2, np.flatnonzero(self.odd == value) * 2 + 1])


def extent_of(piece: bytes, pairs: Pairs) -> tuple[int, int]:
    """Return the largest row and column named in a piece; never less than what a reader would find."""
    signs = int(np.count_nonzero(np.frombuffer(piece, np.uint8) == 61))
    plain = signs == pairs.count(b'="') and not any(pairs.count(space) for space in (b" =", b"\n=", b"\t=", b"\r="))
    found = _extent_fast(piece, pairs) if plain else None
    if found is None:
        found = _extent_slow(piece)
    rows, columns, references = found
    if pairs.count(b"<c") + pairs.count(b"<r") + pairs.count(b":c") + pairs.count(b":r") > references:
        starts = sum(1 for _ in _CELL_START.finditer(piece))
        if starts > references:  # cells without a place of their own follow the one before
            rows += len(_ROW_START.findall(piece))
            columns += _most_cells_in_a_row(piece)
    return rows, columns


def _extent_fast(piece: bytes, pairs: Pairs) -> tuple[int, int, int] | None:
    """Read all ``r="A1"`` in columns, eight bytes at a time; ``None`` where one is longer than that."""
    raw = np.frombuffer(piece + b"\0" * 16, dtype=np.uint8)
    at = pairs.positions(b"r=")
    at = at[(at > 0) & (at < len(piece) - 3)]
    at = at[(raw[at - 1] <= 32) & (raw[at + 2] == 34)] + 3
    references = len(at)
    if not references:
        return 0, 0, 0
    words = np.lib.stride_tricks.as_strided(raw[:8].view("<u8"), shape=(len(raw) - 8,), strides=(1,))
    text: npt.NDArray[np.uint64] = words[at]
    quote = text ^ np.uint64(0x2222222222222222)
    zero = (quote - np.uint64(0x0101010101010101)) & ~quote & np.uint64(0x8080808080808080)
    if not zero.all():
        long = at[zero == 0]
        tails = [_REFERENCE.match(piece, int(k) - 4) for k in long[:1000].tolist()]
        if len(long) > 1000 or any(match is None for match in tails):
            return None
        extra = [_parse((match[1], match[2])) for match in tails if match is not None]
        rows, columns = max(r for r, _ in extra), max(c for _, c in extra)
        at, text, zero = at[zero != 0], text[zero != 0], zero[zero != 0]
        if not len(at):
            return rows, columns, references
    else:
        rows, columns = 0, 0
    length = (np.bitwise_count((zero & -zero) - np.uint64(1)) >> 3).astype(np.int64)
    first, second, third = raw[at], raw[at + 1], raw[at + 2]
    one, two = first >= 65, (first >= 65) & (second >= 65)
    three = two & (third >= 65)
    if (first > 90).any() or (second[one] > 90).any() or (three & (third > 90)).any():
        return None
    wide = int(three.any()) * 3 or int(two.any()) * 2 or int(one.any())
    if wide:
        chosen = {3: three, 2: two, 1: one}[wide]
        letters = np.zeros(int(chosen.sum()), dtype=np.int64)
        for byte in (first, second, third)[:wide]:
            letters = letters * 26 + byte[chosen].astype(np.int64) - 64
        columns = max(columns, int(letters.max()))
    digits = length - one - two - three
    most = int(digits.max())
    if most > 0:
        longest = np.flatnonzero(digits == most)
        begin = at[longest] + length[longest] - most
        number = np.zeros(len(longest), dtype=np.int64)
        for k in range(most):
            number = number * 10 + np.clip(raw[begin + k].astype(np.int64) - 48, 0, 9)
        rows = max(rows, int(number.max()))
    return rows, columns, references


def _parse(found: tuple[bytes, bytes]) -> tuple[int, int]:
    letters = found[0].decode().upper()[:4]
    return int(found[1][:12] or 0), column_index(letters) + 1 if letters else 0


def _extent_slow(piece: bytes) -> tuple[int, int, int]:
    found = _REFERENCE.findall(piece)
    # rows and columns apart: there are few of each, and cells are many
    rows = max((_parse((b"", row))[0] for row in {row for _, row in found}), default=0)
    columns = max((_parse((column, b""))[1] for column in {column for column, _ in found}), default=0)
    return rows, columns, len(found)


def _most_cells_in_a_row(piece: bytes) -> int:
    most = run = 0
    for match in _CELL_START.finditer(piece):
        run = 0 if match[1] == b"row" else run + 1
        most = max(most, run)
    return most
