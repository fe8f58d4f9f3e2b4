"""Zipped workbooks (``.xlsx``, ``.xlsm``): bounded by a scan of every part, then read by calamine."""

from __future__ import annotations

import io
import posixpath
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree

from aid_ledger.errors import Finding, FindingsError, Place
from aid_ledger.intake.containers.bounds import scan_zip
from aid_ledger.intake.containers.commented_parts import read_comments
from aid_ledger.intake.containers.directory import opened
from aid_ledger.intake.containers.grid import Budget
from aid_ledger.intake.containers.sheets import PartScan, RawSheet

_PANIC = "PanicException"  # what Rust code that gave up looks like; it is no ``Exception`` and has no public name
_MOST_INDEX = 20_000_000
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def read_xlsx(data: bytes, name: str) -> tuple[RawSheet, ...]:
    """Read the sheets of a zipped workbook.

    Raises:
        FindingsError: ``zip-damaged``, ``zip-too-large``, ``zip-entities``, ``sheet-too-large``,
            ``comments-too-large``, ``workbook-unreadable``, ``file-encrypted``.
    """
    scans = scan_zip(data, name)
    try:
        parts = _sheet_parts(data, name)
    except (ElementTree.ParseError, LookupError, ValueError) as error:  # also encodings that nobody knows
        raise FindingsError(Finding("workbook-unreadable", Place(name))) from error
    largest = max(scans.values(), key=lambda scan: scan.last_row * scan.last_column, default=PartScan())
    unknown = PartScan(last_row=largest.last_row, last_column=largest.last_column)
    by_sheet = {sheet: scans.get(part, unknown) for sheet, part in parts.items()}
    budget = Budget(name)
    read_comments(data, name, {part: scans[part] for part in parts.values() if part in scans}, budget)
    return _read_calamine(data, budget, by_sheet, unknown)


def _sheet_parts(data: bytes, name: str) -> dict[str, str]:
    """Return the zip part of each sheet, by sheet name."""
    with opened(data, name) as archive:
        names = {entry.lower(): entry for entry in archive.namelist()}
        index = [names.get(part) for part in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")]
        if None in index:
            return {}
        if any(archive.getinfo(part or "").file_size > _MOST_INDEX for part in index):
            raise FindingsError(Finding("workbook-unreadable", Place(name)))
        workbook, relations = (archive.read(part or "") for part in index)
    # DOCTYPE and ENTITY were refused by the scan of the zip, so there is nothing to expand
    book, rels = ElementTree.fromstring(workbook), ElementTree.fromstring(relations)  # noqa: S314
    targets = {rel.get("Id", ""): rel.get("Target", "") for rel in rels}
    parts = {}
    for element in book.iter():
        if element.tag.rsplit("}", 1)[-1] == "sheet":
            target = targets.get(element.get(_REL, ""), "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath("xl/" + target)
            parts[element.get("name", "")] = names.get(path.lower(), path)
    return parts


def _read_calamine(
    data: bytes, budget: Budget, scans: Mapping[str, PartScan], unknown: PartScan
) -> tuple[RawSheet, ...]:  # fmt: skip
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    name = budget.file
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return tuple(_raw_sheet(book, meta, scans.get(meta.name, unknown), budget) for meta in book.sheets_metadata)
    except PasswordError as error:
        raise FindingsError(Finding("file-encrypted", Place(name))) from error
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise FindingsError(Finding("workbook-unreadable", Place(name))) from error
    except BaseException as error:
        if type(error).__name__ != _PANIC:
            raise
        raise FindingsError(Finding("workbook-unreadable", Place(name))) from error


def _raw_sheet(book: Any, meta: Any, scan: PartScan, budget: Budget) -> RawSheet:
    hidden = not str(meta.visible).endswith(".Visible")
    if not str(meta.typ).endswith(".WorkSheet"):
        return RawSheet(meta.name, hidden, is_cells=False)
    budget.take(meta.name, scan.last_row, scan.last_column)  # two sheets may be of one part
    sheet = book.get_sheet_by_name(meta.name)
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
