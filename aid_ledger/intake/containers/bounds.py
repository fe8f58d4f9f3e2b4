"""Bounds a zipped workbook before anything parses it: size, entries, cells, entities. Refuses what could harm.

A 1.4 KB file with one cell at XFD1048576 makes a reader allocate gigabytes; so each sheet is streamed once and
the rectangle it would need is known beforehand. The same pass finds what the reader does not tell: hidden rows,
error cells, and formulas saved without a value.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator

from aid_ledger.errors import Finding, FindingsError, Place
from aid_ledger.intake.containers import sheets
from aid_ledger.intake.containers.directory import MOST_ENTRIES, opened
from aid_ledger.intake.containers.extent import Pairs, extent_of
from aid_ledger.intake.containers.sheets import PartScan, too_large
from aid_ledger.intake.tables import column_index

MOST_BYTES = 1_500_000_000
MOST_STRINGS = 400_000_000
MOST_RATIO = 400

_CHUNK = 1 << 19
_LARGE = 20_000_000
_MOST_NOTED = 200_000
_PICTURE = re.compile(r"xl/(?:media/|cellimages\.xml)", re.IGNORECASE)
_STRINGS = re.compile(rb"<(?:\w+:)?sst\b([^>]*)>")
_COUNT = re.compile(rb"""ount\s*=\s*["']\s*(\d+)""")
_SHORTEST = 4  # bytes of an entry of the shared strings, at the least
_FILLED = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br\s*=\s*[\"']([A-Za-z]+)(\d+)[\"'][^>]*(?<!/)>")
_CELL = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3}\d{1,7})["']""")
_NO_VALUE = re.compile(
    rb"""<(?:\w+:)?c\s[^>]*?\br=["']([A-Z]{1,3}\d{1,7})["'][^>]*><(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)"""
    rb"""\s*(?:</(?:\w+:)?c>|<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)"""
)
_HIDDEN_ROW = re.compile(rb"""<(?:\w+:)?row\s[^>]*\bhidden\s*=\s*["'](?:1|true)["']""")

_COLUMN = re.compile(rb"""<(?:\w+:)?col\s([^>]*)>""")
_HIDDEN = re.compile(rb"""\bhidden\s*=\s*["'](?:1|true)["']""")
_FIRST_AND_LAST = tuple(re.compile(rb"""\b%s\s*=\s*["'](\d{1,5})["']""" % name) for name in (b"min", b"max"))


def scan_zip(data: bytes, name: str) -> dict[str, PartScan]:
    """Stream every part of a zipped workbook and return what its sheets hold, by part name.

    Raises:
        FindingsError: ``zip-damaged``, ``zip-too-large``, ``zip-entities``, ``sheet-too-large``.
    """
    with opened(data, name) as archive:
        infos = archive.infolist()
        check_directory(infos, name)
        scans = {
            info.filename: scan
            for info in infos
            if not info.is_dir() and (scan := _scan_part(archive, info, name)) is not None
        }
        if not any(_PICTURE.match(info.filename) for info in infos):
            for scan in scans.values():
                scan.pictures = False
        for info in infos:  # all sheets of a file are in memory at once
            if _together(scans) > sheets.MOST_CELLS and info.filename in scans:
                scan = scans[info.filename]
                scan.last_row, scan.last_column = _filled_extent(archive, info, name)
    if _together(scans) > sheets.MOST_CELLS:
        widest = max(scans.values(), key=lambda scan: scan.last_row * scan.last_column)
        raise too_large(name, "", widest.last_row, widest.last_column)
    return scans


def _together(scans: dict[str, PartScan]) -> int:
    return sum(scan.last_row * scan.last_column for scan in scans.values())


def check_directory(infos: list[zipfile.ZipInfo], name: str) -> None:
    """Check what the directory of a zip says of its parts, before one is opened.

    Raises:
        FindingsError: ``zip-damaged``, ``zip-too-large``.
    """
    total = sum(info.file_size for info in infos)
    names = {info.filename.lower().replace("\\", "/").lstrip("/") for info in infos}
    if len(names) != len(infos):
        raise FindingsError(Finding("zip-damaged", Place(name)))
    if len(infos) > MOST_ENTRIES or total > MOST_BYTES:
        raise _unpacks_to_too_much(name, total, len(infos))
    for info in infos:
        ratio = info.file_size / max(1, info.compress_size)
        strings = info.filename.lower().endswith("sharedstrings.xml") and info.file_size > MOST_STRINGS
        if strings or (info.file_size > _LARGE and ratio > MOST_RATIO):
            raise _unpacks_to_too_much(name, info.file_size, len(infos))


def _unpacks_to_too_much(name: str, size: int, entries: int) -> FindingsError:
    return FindingsError(Finding("zip-too-large", Place(name), {"megabytes": size // 1_000_000, "entries": entries}))


def pieces(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> Iterator[bytes]:
    """Yield the part in pieces that begin at a ``<`` and end before one, so that no tag is cut."""
    rest, read = b"", 0
    with archive.open(info) as stream:
        while chunk := stream.read(_CHUNK):
            read += len(chunk)
            if read > MOST_BYTES:
                raise _unpacks_to_too_much(name, read, 1)
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
    for piece in pieces(archive, info, name):
        if first and piece[:2] in {b"\xff\xfe", b"\xfe\xff"} and info.filename.lower().endswith((".xml", ".rels")):
            raise FindingsError(Finding("zip-entities", Place(name), {"part": info.filename}))
        first = False
        pairs = Pairs.of(piece)
        if pairs.count(b"<!") and (b"<!DOCTYPE" in piece or b"<!ENTITY" in piece):
            raise FindingsError(Finding("zip-entities", Place(name), {"part": info.filename}))
        if scan is None and b"sst" in piece and (match := _STRINGS.search(piece)):
            _check_strings(match[1], info, name)
        if scan is None and b"sheetData" in piece:
            scan = PartScan()
        if scan is not None:
            _scan_piece(piece, pairs, scan)
            scan.pictures = scan.pictures or b"<drawing" in piece
    if scan is not None and scan.last_row * scan.last_column > sheets.MOST_CELLS:
        scan.last_row, scan.last_column = _filled_extent(archive, info, name)
        if scan.last_row * scan.last_column > sheets.MOST_CELLS:
            raise too_large(name, info.filename.rsplit("/", 1)[-1], scan.last_row, scan.last_column)
    return scan


def _check_strings(attributes: bytes, info: zipfile.ZipInfo, name: str) -> None:
    """Refuse more shared strings than the part has room for: the reader makes room for as many as it is told."""
    if any(int(count[:20]) > info.file_size // _SHORTEST + 1 for count in _COUNT.findall(attributes)):
        raise FindingsError(Finding("workbook-unreadable", Place(name)))


def _scan_piece(piece: bytes, pairs: Pairs, scan: PartScan) -> None:
    rows, columns = extent_of(piece, pairs)
    scan.last_row, scan.last_column = max(scan.last_row, rows), max(scan.last_column, columns)
    if pairs.count(b"hi"):
        scan.hidden_rows += len(_HIDDEN_ROW.findall(piece))
        if len(scan.hidden_columns) < sheets.MOST_COLUMNS:
            scan.hidden_columns.extend(_hidden_columns(piece))
    for mark in (b't="e"', b"t='e'"):
        at = piece.find(mark) if pairs.count(mark[-2:]) else -1
        while at >= 0 and len(scan.errors) < _MOST_NOTED:
            tag = piece[piece.rfind(b"<", 0, at) : piece.find(b">", at)]
            if match := _CELL.search(tag):
                scan.errors.append(match[1].decode())
            at = piece.find(mark, at + 1)
    if (pairs.count(b"<f") or pairs.count(b":f")) and len(scan.without_value) < _MOST_NOTED:
        scan.without_value.extend(ref.decode() for ref in _NO_VALUE.findall(piece))


def _hidden_columns(piece: bytes) -> Iterator[tuple[int, int]]:
    for attributes in _COLUMN.findall(piece):
        ends = [found[1] for one in _FIRST_AND_LAST if (found := one.search(attributes))]
        if len(ends) == len(_FIRST_AND_LAST) and _HIDDEN.search(attributes):
            yield int(ends[0]), int(ends[1])


def _filled_extent(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> tuple[int, int]:
    """Return the largest row and column of cells that hold something: blank formatted cells cost nothing."""
    rows = columns = 0
    for piece in pieces(archive, info, name):
        cells = piece.count(b"<c ") + piece.count(b":c ")
        for match in _FILLED.finditer(piece):
            rows, columns = (
                max(rows, int(match[2][:12])),
                max(columns, column_index(match[1].decode().upper()[:4]) + 1),
            )
        if b"<c>" in piece or b":c>" in piece or cells > len(_CELL.findall(piece)):
            slow_rows, slow_columns = extent_of(piece, Pairs.of(piece))
            rows, columns = max(rows, slow_rows), max(columns, slow_columns)
    return rows, columns
