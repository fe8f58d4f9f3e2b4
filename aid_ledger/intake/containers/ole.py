"""OLE workbooks (``.xls``, ``.et``): Excel 5.0 to 2003, read by xlrd after a pass of our own over the records.

xlrd and not calamine, which is faster: calamine garbles texts that go on in a further record (its issue 229), takes
memory by sizes that the file states, and does not read the bytes of Excel 5.0/95 as GBK.
"""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from aid_ledger.errors import Finding, FindingsError, Place
from aid_ledger.intake.containers.biff import BookScan, scan_book
from aid_ledger.intake.containers.comments import without_author
from aid_ledger.intake.containers.grid import Budget, Grid
from aid_ledger.intake.containers.sheets import RawSheet

_STREAMS = ("Workbook", "Book")
_MOST_BYTES = 150_000_000
_MOST_FILLED = 6_000_000  # cells; xlrd needs about 100 bytes for each
_FIRST_OF_UNICODE = 0x0600
_OTHER_ENCODINGS = {932, 949, 950, 1200, 1201, 65001}
_HIDDEN, _NUMBER, _DATE, _BOOLEAN, _ERROR = 0, 2, 3, 4, 5
_CONVERTED = frozenset({_DATE, _BOOLEAN, _ERROR})


def read_xls(data: bytes, name: str) -> tuple[RawSheet, ...]:
    """Read the sheets of an OLE workbook.

    Texts of Excel 5.0/95 are read as GB18030 where the file says 936, says nothing, or says what most wrong files of
    this field say (1252); as what the file says where those bytes do not hold.

    Raises:
        FindingsError: ``workbook-unreadable``, ``file-encrypted``, ``sheet-too-large``, ``text-too-large``.
    """
    if len(data) > _MOST_BYTES:
        raise FindingsError(Finding("text-too-large", Place(name), {"megabytes": len(data) // 1_000_000}))
    stream = workbook_stream(data, name)
    scan = scan_book(stream, name)
    if scan.encrypted:
        raise FindingsError(Finding("file-encrypted", Place(name)))
    if scan.cells > _MOST_FILLED:
        raise FindingsError(
            Finding("sheet-too-large", Place(name), {"rows": scan.cells, "columns": 1, "most": _MOST_FILLED})
        )
    return tuple(_sheets(stream, name, scan))


def workbook_stream(data: bytes, name: str) -> bytes:
    """Return the records of the workbook within its container.

    Raises:
        FindingsError: ``workbook-unreadable``.
    """
    from xlrd.compdoc import CompDoc

    try:
        document = CompDoc(data, logfile=io.StringIO(), ignore_workbook_corruption=True)
        for wanted in _STREAMS:
            mem, base, length = document.locate_named_stream(wanted)
            if mem and length > 0:
                return bytes(mem[base : base + length])
    except Exception as error:
        raise FindingsError(Finding("workbook-unreadable", Place(name))) from error
    raise FindingsError(Finding("workbook-unreadable", Place(name)))


def _sheets(stream: bytes, name: str, scan: BookScan) -> list[RawSheet]:
    from xlrd import open_workbook

    budget = Budget(name)
    for number, encoding in enumerate(encodings := _encodings(scan)):
        try:
            book = open_workbook(
                file_contents=stream, logfile=io.StringIO(), encoding_override=encoding, on_demand=True,
                ragged_rows=True,
            )  # fmt: skip
            return [_sheet(book, index, scan, budget) for index in range(book.nsheets)]
        except FindingsError:
            raise
        except Exception as error:
            if number + 1 == len(encodings):
                raise FindingsError(Finding("workbook-unreadable", Place(name))) from error
    return []


def _encodings(scan: BookScan) -> list[str | None]:
    """Return which encodings to read 8-bit texts with, first to last; none is what the file says."""
    if scan.version >= _FIRST_OF_UNICODE or scan.codepage in _OTHER_ENCODINGS:
        return [None]
    return ["gb18030", None]


def _sheet(book: Any, index: int, scan: BookScan, budget: Budget) -> RawSheet:
    sheet = book.sheet_by_index(index)
    own = scan.sheets[index] if index < len(scan.sheets) else None
    grid = Grid(sheet.name, budget, hidden=sheet.visibility != _HIDDEN)
    for row in range(sheet.nrows):
        types = sheet.row_types(row)
        if not types:
            continue
        values = sheet.row_values(row)
        for column, kind in enumerate(types) if not _CONVERTED.isdisjoint(types) else ():
            if kind == _DATE:
                values[column] = _date(values[column], book.datemode)
            elif kind == _BOOLEAN:
                values[column] = bool(values[column])
            elif kind == _ERROR:
                grid.note("error", row, column)
                values[column] = ""
        if any(value != "" for value in values):
            grid.put_row(row, values)
    if own is not None:
        grid.merges.extend(own.merges)
        grid.scan.hidden_rows, grid.scan.pictures = own.hidden_rows, own.pictures
        grid.scan.hidden_columns = own.hidden_columns
    for (row, column), note in sheet.cell_note_map.items():
        grid.comment(row, column, without_author(note.text, note.author))
    book.unload_sheet(index)
    return grid.sheet()


def _date(number: float, mode: int) -> Any:
    from xlrd.xldate import XLDateError, xldate_as_datetime

    try:
        found: datetime = xldate_as_datetime(number, mode)
    except (XLDateError, OverflowError, ValueError):
        return number
    return found.time() if 0 <= number < 1 else found.replace(microsecond=0)
