"""Tells by its first bytes what a file is, and opens it as sheets of raw cells.

What we cannot read is refused in plain words. The name of a file decides nothing. A new container is one more entry
of :data:`READERS`.
"""

from __future__ import annotations

import gc
import io
import posixpath
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

from aid_ledger.errors import Finding, FindingsError, Place
from aid_ledger.intake.bounds import PartScan, scan_zip
from aid_ledger.intake.text_tables import BEGINNING, MOST_TEXT, decode, delimiter_of, read_rows

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"%PDF")
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

_SHEET_NAME = 31
RawRows = list[list[Any]]
"""Rows of cells as calamine gives them: str, float, int, bool, date, datetime, time, timedelta; ``""`` empty."""


@dataclass(frozen=True, slots=True)
class RawSheet:
    """One sheet before any reading: its cells from ``first_row`` and ``first_column`` on (from 1, as in Excel).

    ``merges`` are (top, left, bottom, right) in Excel rows and columns from 1.
    """

    name: str
    hidden: bool
    is_cells: bool = True
    rows: RawRows = field(default_factory=list)
    first_row: int = 1
    first_column: int = 1
    merges: tuple[tuple[int, int, int, int], ...] = ()
    scan: PartScan = field(default_factory=PartScan)


Reader = Callable[[bytes, str], tuple[RawSheet, ...]]


def sniff(data: bytes, name: str) -> str:
    """Return the container: ``xlsx`` or ``xls`` by the first bytes, else ``csv`` where a text is a table.

    Raises:
        FindingsError: ``file-empty``, ``file-is-lock``, ``file-is-picture``, ``file-encrypted``,
            ``container-unknown``.
    """
    if posixpath.basename(name.replace("\\", "/")).startswith(("~$", ".~")):
        raise FindingsError(Finding("file-is-lock", Place(name)))
    if not data.strip(b"\0 \r\n\t"):
        raise FindingsError(Finding("file-empty", Place(name)))
    if data.startswith(_PICTURES):
        raise FindingsError(Finding("file-is-picture", Place(name)))
    if data.startswith(b"PK"):
        return _zip_container(data, name)
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise FindingsError(Finding("file-encrypted", Place(name)))
        return "xls"
    text = decode(data[:BEGINNING], whole=len(data) <= BEGINNING)
    if text is None or text.lstrip().startswith("<") or not delimiter_of(text):
        raise FindingsError(Finding("container-unknown", Place(name)))
    return "csv"


def _zip_container(data: bytes, name: str) -> str:
    tail = data[-(1 << 18) :]
    if b"xl/workbook.bin" in tail:
        raise FindingsError(Finding("container-unsupported", Place(name), {"container": "xlsb"}))
    if b"content.xml" in tail and b"xl/" not in tail:
        raise FindingsError(Finding("container-unsupported", Place(name), {"container": "ods"}))
    if b"PK\x05\x06" not in tail:
        raise FindingsError(Finding("zip-damaged", Place(name)))
    if b"xl/" not in tail and b"[Content_Types].xml" not in tail:
        raise FindingsError(Finding("container-unsupported", Place(name), {"container": "zip"}))
    return "xlsx"


def open_sheets(data: bytes, name: str) -> tuple[str, tuple[RawSheet, ...]]:
    """Return the container and the sheets of a file, in its order, hidden ones too.

    Raises:
        FindingsError: what :func:`sniff` raises, and ``zip-damaged``, ``zip-too-large``, ``zip-entities``,
            ``sheet-too-large``, ``workbook-unreadable``, ``file-encrypted``.
    """
    container = sniff(data, name)
    return container, READERS[container](data, name)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Keep the collector from walking millions of new cells again and again while they are made."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read_xlsx(data: bytes, name: str) -> tuple[RawSheet, ...]:
    scans = scan_zip(data, name)
    try:
        parts = _sheet_parts(data)
    except (ElementTree.ParseError, KeyError, UnicodeDecodeError) as error:
        raise FindingsError(Finding("workbook-unreadable", Place(name))) from error
    by_sheet = {sheet: scans.get(part, PartScan()) for sheet, part in parts.items()}
    return _read_calamine(data, name, by_sheet)


def _read_xls(data: bytes, name: str) -> tuple[RawSheet, ...]:
    return _read_calamine(data, name, {})


def _read_csv(data: bytes, name: str) -> tuple[RawSheet, ...]:
    """Read a text as one sheet, which Excel and WPS would call by the file's name."""
    if len(data) > MOST_TEXT:
        raise FindingsError(Finding("text-too-large", Place(name), {"megabytes": len(data) // 1_000_000}))
    text = decode(data)
    if text is None:
        raise FindingsError(Finding("workbook-unreadable", Place(name)))
    sheet = posixpath.basename(name.replace("\\", "/")).rsplit(".", 1)[0][:_SHEET_NAME] or "Sheet1"
    return (RawSheet(sheet, hidden=False, rows=read_rows(text, delimiter_of(text), name)),)


READERS: dict[str, Reader] = {"xlsx": _read_xlsx, "xls": _read_xls, "csv": _read_csv}


def _sheet_parts(data: bytes) -> dict[str, str]:
    """Return the zip part of each sheet, by sheet name."""
    with ZipFile(io.BytesIO(data)) as archive:
        names = {entry.lower(): entry for entry in archive.namelist()}
        workbook = names.get("xl/workbook.xml")
        relations = names.get("xl/_rels/workbook.xml.rels")
        if workbook is None or relations is None:
            return {}
        # DOCTYPE and ENTITY were refused by the scan of the zip, so there is nothing to expand
        book = ElementTree.fromstring(archive.read(workbook))  # noqa: S314
        rels = ElementTree.fromstring(archive.read(relations))  # noqa: S314
    targets = {rel.get("Id", ""): rel.get("Target", "") for rel in rels}
    parts = {}
    for element in book.iter():
        if element.tag.rsplit("}", 1)[-1] == "sheet":
            target = targets.get(element.get(_REL, ""), "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath("xl/" + target)
            parts[element.get("name", "")] = names.get(path.lower(), path)
    return parts


def _read_calamine(data: bytes, name: str, scans: dict[str, PartScan]) -> tuple[RawSheet, ...]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        with _collector_paused():
            book = CalamineWorkbook.from_filelike(io.BytesIO(data))
            return tuple(_raw_sheet(book, meta, scans) for meta in book.sheets_metadata)
    except PasswordError as error:
        raise FindingsError(Finding("file-encrypted", Place(name))) from error
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise FindingsError(Finding("workbook-unreadable", Place(name))) from error


def _raw_sheet(book: Any, meta: Any, scans: dict[str, PartScan]) -> RawSheet:
    hidden = not str(meta.visible).endswith(".Visible")
    if not str(meta.typ).endswith(".WorkSheet"):
        return RawSheet(meta.name, hidden, is_cells=False)
    sheet = book.get_sheet_by_name(meta.name)
    scan = scans.get(meta.name, PartScan())
    if sheet.start is None:
        return RawSheet(meta.name, hidden, scan=scan)
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]] = sheet.merged_cell_ranges or ()
    return RawSheet(
        name=meta.name,
        hidden=hidden,
        rows=sheet.to_python(skip_empty_area=True),
        first_row=sheet.start[0] + 1,
        first_column=sheet.start[1] + 1,
        merges=tuple((a + 1, b + 1, c + 1, d + 1) for (a, b), (c, d) in merged),
        scan=scan,
    )


def extension(name: str) -> str:
    """Return the lower-case extension of a file name without its dot, ``""`` where it has none.

    >>> extension("名册.XLSX"), extension("名册")
    ('xlsx', '')
    """
    match = re.search(r"\.([A-Za-z0-9]{1,5})$", name)
    return match[1].lower() if match else ""
