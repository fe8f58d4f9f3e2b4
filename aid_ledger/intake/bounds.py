"""Bounds a zipped workbook before anything parses it: size, entries, cells, entities. Refuses what could harm.

A 1.4 KB file with one cell at XFD1048576 makes a reader allocate gigabytes; so each sheet is streamed once and
the rectangle it would need is known beforehand. The same pass finds what the reader does not tell: hidden rows,
error cells, and formulas saved without a value.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from aid_ledger.errors import Finding, FindingsError, Place
from aid_ledger.intake.tables import column_index

MOST_ENTRIES = 5_000
MOST_BYTES = 1_500_000_000
MOST_STRINGS = 400_000_000
MOST_RATIO = 400
MOST_CELLS = 20_000_000
"""Cells of the used rectangle: a reader needs 32 bytes for each, filled or not."""

_CHUNK = 1 << 19
_LARGE = 20_000_000
_MOST_NOTED = 200_000
_REFERENCE = re.compile(rb"""[\s<]r\s*=\s*["']\s*([A-Za-z]*)(\d*)""")
_FILLED = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br\s*=\s*[\"']([A-Za-z]+)(\d+)[\"'][^>]*(?<!/)>")
_CELL = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3}\d{1,7})["']""")
_NO_VALUE = re.compile(
    rb"""<(?:\w+:)?c\s[^>]*?\br=["']([A-Z]{1,3}\d{1,7})["'][^>]*><(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)"""
    rb"""\s*(?:</(?:\w+:)?c>|<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)"""
)
_HIDDEN_ROW = re.compile(rb"""<(?:\w+:)?row\s[^>]*\bhidden\s*=\s*["'](?:1|true)["']""")
_ROW_START = re.compile(rb"<(?:\w+:)?row[\s>/]")
_CELL_START = re.compile(rb"<(?:\w+:)?(c|row)[\s>/]")


@dataclass(slots=True)
class PartScan:
    """What one pass over a sheet found. Rows and columns count from 1; cells as Excel names them."""

    last_row: int = 0
    last_column: int = 0
    hidden_rows: int = 0
    errors: list[str] = field(default_factory=list)
    without_value: list[str] = field(default_factory=list)
    exact: bool = True


def scan_zip(data: bytes, name: str) -> dict[str, PartScan]:
    """Stream every part of a zipped workbook and return what its sheets hold, by part name.

    Raises:
        FindingsError: ``zip-damaged``, ``zip-too-large``, ``zip-entities``, ``sheet-too-large``.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            _check_directory(infos, name)
            return {
                info.filename: scan
                for info in infos
                if not info.is_dir() and (scan := _scan_part(archive, info, name)) is not None
            }
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        RuntimeError,
        NotImplementedError,
        ValueError,
    ) as error:
        raise FindingsError(Finding("zip-damaged", Place(name))) from error


def _check_directory(infos: list[zipfile.ZipInfo], name: str) -> None:
    total = sum(info.file_size for info in infos)
    names = {info.filename.lower().replace("\\", "/").lstrip("/") for info in infos}
    if len(names) != len(infos):
        raise FindingsError(Finding("zip-damaged", Place(name)))
    if len(infos) > MOST_ENTRIES or total > MOST_BYTES:
        raise _too_large(name, total, len(infos))
    for info in infos:
        ratio = info.file_size / max(1, info.compress_size)
        strings = info.filename.lower().endswith("sharedstrings.xml") and info.file_size > MOST_STRINGS
        if strings or (info.file_size > _LARGE and ratio > MOST_RATIO):
            raise _too_large(name, info.file_size, len(infos))


def _too_large(name: str, size: int, entries: int) -> FindingsError:
    return FindingsError(Finding("zip-too-large", Place(name), {"megabytes": size // 1_000_000, "entries": entries}))


def _pieces(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> Iterator[bytes]:
    """Yield the part in pieces that begin at a ``<`` and end before one, so that no tag is cut."""
    rest, read = b"", 0
    with archive.open(info) as stream:
        while chunk := stream.read(_CHUNK):
            read += len(chunk)
            if read > MOST_BYTES:
                raise _too_large(name, read, 1)
            chunk = rest + chunk
            cut = chunk.rfind(b"<")
            if cut < 0 and len(chunk) > 4 * _CHUNK:
                raise FindingsError(Finding("zip-damaged", Place(name)))
            cut = max(cut, 0)
            rest = chunk[cut:]
            if len(rest) > 8 * _CHUNK:
                raise FindingsError(Finding("zip-damaged", Place(name)))
            if cut:
                yield chunk[:cut]
    if rest:
        yield rest


def _scan_part(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> PartScan | None:
    scan: PartScan | None = None
    first = True
    for piece in _pieces(archive, info, name):
        if first and piece[:2] in {b"\xff\xfe", b"\xfe\xff"} and info.filename.lower().endswith((".xml", ".rels")):
            raise FindingsError(Finding("zip-entities", Place(name), {"part": info.filename}))
        first = False
        pairs = _Pairs.of(piece)
        if pairs.count(b"<!") and (b"<!DOCTYPE" in piece or b"<!ENTITY" in piece):
            raise FindingsError(Finding("zip-entities", Place(name), {"part": info.filename}))
        if scan is None and b"sheetData" in piece:
            scan = PartScan()
        if scan is not None:
            _scan_piece(piece, pairs, scan)
    if scan is not None and scan.last_row * scan.last_column > MOST_CELLS:
        scan.last_row, scan.last_column = _filled_extent(archive, info, name)
        if scan.last_row * scan.last_column > MOST_CELLS:
            raise FindingsError(
                Finding(
                    "sheet-too-large",
                    Place(name, sheet=info.filename.rsplit("/", 1)[-1]),
                    {"rows": scan.last_row, "columns": scan.last_column, "most": MOST_CELLS},
                )
            )
    return scan


def _scan_piece(piece: bytes, pairs: _Pairs, scan: PartScan) -> None:
    rows, columns = _extent(piece, pairs)
    scan.last_row, scan.last_column = max(scan.last_row, rows), max(scan.last_column, columns)
    if pairs.count(b"hi"):
        scan.hidden_rows += len(_HIDDEN_ROW.findall(piece))
    for mark in (b't="e"', b"t='e'"):
        at = piece.find(mark) if pairs.count(mark[-2:]) else -1
        while at >= 0 and len(scan.errors) < _MOST_NOTED:
            tag = piece[piece.rfind(b"<", 0, at) : piece.find(b">", at)]
            if match := _CELL.search(tag):
                scan.errors.append(match[1].decode())
            at = piece.find(mark, at + 1)
    if (pairs.count(b"<f") or pairs.count(b":f")) and len(scan.without_value) < _MOST_NOTED:
        scan.without_value.extend(ref.decode() for ref in _NO_VALUE.findall(piece))


@dataclass(frozen=True, slots=True)
class _Pairs:
    """A piece as all its pairs of neighbouring bytes, so that two characters are looked for at memory speed."""

    even: npt.NDArray[np.uint16]
    odd: npt.NDArray[np.uint16]

    @classmethod
    def of(cls, piece: bytes) -> _Pairs:
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


def _extent(piece: bytes, pairs: _Pairs) -> tuple[int, int]:
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


def _extent_fast(piece: bytes, pairs: _Pairs) -> tuple[int, int, int] | None:
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
        extra = [_parse(match) for match in tails if match is not None]
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


def _parse(match: re.Match[bytes]) -> tuple[int, int]:
    letters = match[1].decode().upper()[:4]
    return int(match[2][:12] or 0), column_index(letters) + 1 if letters else 0


def _extent_slow(piece: bytes) -> tuple[int, int, int]:
    rows = columns = references = 0
    for match in _REFERENCE.finditer(piece):
        row, column = _parse(match)
        rows, columns, references = max(rows, row), max(columns, column), references + 1
    return rows, columns, references


def _most_cells_in_a_row(piece: bytes) -> int:
    most = run = 0
    for match in _CELL_START.finditer(piece):
        run = 0 if match[1] == b"row" else run + 1
        most = max(most, run)
    return most


def _filled_extent(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> tuple[int, int]:
    """Return the largest row and column of cells that hold something: blank formatted cells cost nothing."""
    rows = columns = 0
    for piece in _pieces(archive, info, name):
        cells = piece.count(b"<c ") + piece.count(b":c ")
        for match in _FILLED.finditer(piece):
            rows, columns = (
                max(rows, int(match[2][:12])),
                max(columns, column_index(match[1].decode().upper()[:4]) + 1),
            )
        if b"<c>" in piece or b":c>" in piece or cells > len(_CELL.findall(piece)):
            slow_rows, slow_columns = _extent(piece, _Pairs.of(piece))
            rows, columns = max(rows, slow_rows), max(columns, slow_columns)
    return rows, columns
