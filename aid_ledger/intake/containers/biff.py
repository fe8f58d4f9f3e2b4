"""One pass over the records of an OLE workbook, for what xlrd does not tell: code page, password, what is hidden.

Source: Microsoft, [MS-XLS]; for Excel 5.0/95 the OpenOffice.org documentation of the Excel file format.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from struct import unpack_from

from aid_ledger.errors import Finding, FindingsError, Place

_BOF, _EOF, _FILEPASS, _CODEPAGE, _BOUNDSHEET = 0x0809, 0x000A, 0x002F, 0x0042, 0x0085
_ROW, _MERGED, _DRAWING_GROUP, _DRAWING, _IMAGE = 0x0208, 0x00E5, 0x00EB, 0x00EC, 0x007F
_CELLS = frozenset({0x0203, 0x0204, 0x0205, 0x0006, 0x027E, 0x00FD, 0x00D6, 0x0206, 0x0406})
_COLUMNS = 0x007D
_MULTIPLE = 0x00BD  # numbers side by side in one record, six bytes each
_WORKSHEET = 0
_ROW_HIDDEN, _COLUMNS_HIDDEN = 0x0020, 0x0001
_MOST_RUNS = 256  # an .xls has no more columns
_MOST_MERGES = 200_000
_FIRST_RECORDS = 100  # among which the password stands
_BLIP = (b"\x1e\xf0", b"\x1d\xf0", b"\x1f\xf0", b"\x1a\xf0", b"\x1b\xf0", b"\x29\xf0", b"\x2a\xf0")


@dataclass(slots=True)
class SubStream:
    """What one sheet's records say beside its cells; merges as in ``RawSheet``, hidden columns as in ``PartScan``.

    Something ``drawn`` is a picture where the workbook has any; ``pictures`` are those that stand in the sheet itself.
    """

    hidden_rows: int = 0
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    drawn: bool = False
    pictures: bool = False


@dataclass(slots=True)
class BookScan:
    """What the records say. ``sheets`` are the worksheets in the order of the file; ``codepage`` 0 is unsaid."""

    version: int = 0
    codepage: int = 0
    encrypted: bool = False
    cells: int = 0
    sheets: list[SubStream] = field(default_factory=list)


def scan_book(stream: bytes, name: str) -> BookScan:
    """Walk over all records.

    Raises:
        FindingsError: ``workbook-unreadable``: it does not begin as a workbook does.
    """
    if len(stream) < 12 or unpack_from("<H", stream)[0] != _BOF:
        raise FindingsError(Finding("workbook-unreadable", Place(name)))
    walk = _Walk(stream, BookScan(version=unpack_from("<H", stream, 4)[0]))
    scan, handlers = walk.scan, walk.handlers()
    at, size = 0, len(stream)
    while at + 4 <= size and not scan.encrypted:  # what follows a password is not readable
        record, length = unpack_from("<HH", stream, at)
        if at + 4 + length > size:
            break
        if record in _CELLS:
            scan.cells += 1
        elif record in handlers:
            handlers[record](at, length)
        at += 4 + length
    for one in scan.sheets:
        one.pictures = one.pictures or (one.drawn and walk.has_blip)
    return scan


@dataclass(slots=True)
class _Walk:
    """Where the pass stands: the sheet whose records are met, and how deep in charts within sheets it is."""

    stream: bytes
    scan: BookScan
    sub: SubStream = field(default_factory=SubStream)
    by_place: dict[int, SubStream] = field(default_factory=dict)
    depth: int = 0
    has_blip: bool = False

    def handlers(self) -> dict[int, Callable[[int, int], None]]:
        return {
            _BOF: self.begin, _EOF: self.end, _ROW: self.row, _COLUMNS: self.columns, _MULTIPLE: self.numbers,
            _FILEPASS: self.password, _CODEPAGE: self.codepage, _BOUNDSHEET: self.sheet, _MERGED: self.merges,
            _DRAWING: self.drawing, _IMAGE: self.image, _DRAWING_GROUP: self.pictures,
        }  # fmt: skip

    def begin(self, at: int, _: int) -> None:
        self.depth += 1
        if self.depth == 1:
            self.sub = self.by_place.setdefault(at, SubStream())

    def end(self, *_: int) -> None:
        self.depth -= 1

    def row(self, at: int, length: int) -> None:
        self.sub.hidden_rows += length >= 14 and bool(unpack_from("<H", self.stream, at + 16)[0] & _ROW_HIDDEN)

    def columns(self, at: int, length: int) -> None:
        if length < 10 or len(self.sub.hidden_columns) >= _MOST_RUNS:
            return
        first, last, _, _, look = unpack_from("<HHHHH", self.stream, at + 4)
        if look & _COLUMNS_HIDDEN and first <= last:
            self.sub.hidden_columns.append((first + 1, last + 1))

    def numbers(self, _: int, length: int) -> None:
        self.scan.cells += length // 6

    def password(self, *_: int) -> None:
        self.scan.encrypted = True

    def codepage(self, at: int, length: int) -> None:
        if length >= 2:
            self.scan.codepage = unpack_from("<H", self.stream, at + 4)[0]

    def sheet(self, at: int, length: int) -> None:
        if length >= 6:
            place, _, kind = unpack_from("<IBB", self.stream, at + 4)
            if kind == _WORKSHEET:
                self.scan.sheets.append(self.by_place.setdefault(place, SubStream()))

    def merges(self, at: int, length: int) -> None:
        count = unpack_from("<H", self.stream, at + 4)[0] if length >= 2 else 0
        for k in range(min(count, (length - 2) // 8)):
            top, bottom, left, right = unpack_from("<HHHH", self.stream, at + 6 + 8 * k)
            if top <= bottom and left <= right and len(self.sub.merges) < _MOST_MERGES:
                self.sub.merges.append((top + 1, left + 1, bottom + 1, right + 1))

    def drawing(self, *_: int) -> None:
        self.sub.drawn = True

    def image(self, *_: int) -> None:
        self.sub.pictures = True

    def pictures(self, at: int, length: int) -> None:
        self.has_blip = self.has_blip or any(mark in self.stream[at + 4 : at + 4 + length] for mark in _BLIP)


def has_password(stream: bytes) -> bool:
    """Tell from its first records whether a workbook is under a password."""
    at = 0
    for _ in range(_FIRST_RECORDS):
        if at + 4 > len(stream):
            return False
        record, length = unpack_from("<HH", stream, at)
        if record == _FILEPASS:
            return True
        at += 4 + length
    return False
