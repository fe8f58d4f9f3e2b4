"""Writes the same sheets in the other forms that offices send: texts, pages and XML, Excel 97-2003, under a password.

Texts, pages and XML by hand, as the programs there make them, so that nothing that reads these forms has written them.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from html import escape
from pathlib import Path
from typing import Final

from aid_ledger.demo.book import Cell, Row, Sheet, write_book
from aid_ledger.reports.excel97 import OldSheet, excel97

PASSWORD: Final = "2023资助"  # noqa: S105 — no secret: LAYOUTS.md tells it
"""Of the workbooks under one: told in the same chat in which the file was sent."""
_ODS: Final = "application/vnd.oasis.opendocument.spreadsheet"
_ODS_NAMES: Final = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)
_EXCEL: Final = "urn:schemas-microsoft-com:office"


def write_sheets(path: Path, form: str, sheets: Sequence[Sheet]) -> None:
    """Write ``sheets`` to ``path``.

    Args:
        path: its name ends as the office's program would have it.
        form: ``xlsx``; ``csv`` (GBK, commas), ``bar`` (GBK), ``tab`` (the "Unicode text" of Excel), each of the first
            sheet with a header; ``html``, ``xml`` (both named .xls); ``ods``; ``xls`` of Excel 97-2003; ``locked``, a
            workbook under :data:`PASSWORD`, whose bytes are others each time and the same once opened.
        sheets: from the first to the last.
    """
    if form in {"xlsx", "locked"}:
        write_book(path, sheets)
        if form == "locked":
            path.write_bytes(_locked(path.read_bytes()))
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_FORMS[form](sheets))


def _locked(data: bytes) -> bytes:
    """Put a workbook under the password, as Excel 2010 and later do it; the salt is from chance."""
    from msoffcrypto.format.ooxml import OOXMLFile

    out = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt(PASSWORD, out)
    return out.getvalue()


def _excel97(sheets: Sequence[Sheet]) -> bytes:
    """A workbook as Excel 97-2003 saves it."""
    return excel97([_old(sheet) for sheet in sheets])


def _old(sheet: Sheet) -> OldSheet:
    top = len(sheet.titles)
    head = top + len(sheet.above) + bool(sheet.header)
    titles = [(place, 0, place, len(sheet.header) - 1) for place in range(top)]
    return OldSheet(
        sheet.name, list(sheet.grid()), bold=frozenset(range(top)),
        merged=[*titles, *((top + first, left, top + last, right) for first, left, last, right in sheet.spans)],
        hidden_rows=frozenset(head + place for place in sheet.hidden_rows),
        hidden_columns=sheet.hidden_columns, hidden=sheet.hidden,
    )  # fmt: skip


def zipped(path: Path, files: Mapping[str, bytes]) -> None:
    """Write an archive as the shell of a Chinese Windows makes it: names in GBK, without a word about it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(_GbkName(name, (2020, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)


class _GbkName(zipfile.ZipInfo):
    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 — the hook of the standard library
        return self.filename.encode("gb18030"), self.flag_bits & ~0x800


def _shown(cell: Cell) -> str:
    return "" if cell is None else str(cell)


def _lines(sheets: Sequence[Sheet]) -> list[Row]:
    first = next(sheet for sheet in sheets if sheet.header)
    width = len(first.header)
    return [(*row, *[None] * (width - len(row))) for row in first.grid()]


def _separated(sheets: Sequence[Sheet], delimiter: str, encoding: str) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(
        [_shown(cell) for cell in row] for row in _lines(sheets)
    )
    return out.getvalue().encode(encoding)


def _csv(sheets: Sequence[Sheet]) -> bytes:
    return _separated(sheets, ",", "gb18030")


def _bar(sheets: Sequence[Sheet]) -> bytes:
    return _separated(sheets, "|", "gb18030")


def _tab(sheets: Sequence[Sheet]) -> bytes:
    return _separated(sheets, "\t", "utf-16")


def _html(sheets: Sequence[Sheet]) -> bytes:
    """A page as a web system gives it out: GBK, titles over all columns."""
    sheet = next(sheet for sheet in sheets if sheet.header)
    width = len(sheet.header)
    rows = [f'<tr><td colspan="{width}" align="center">{escape(title)}</td></tr>' for title in sheet.titles]
    rows += [
        "<tr>" + "".join(f"<td style='mso-number-format:\"\\@\"'>{escape(_shown(cell))}</td>" for cell in row) + "</tr>"
        for row in [*sheet.grid()][len(sheet.titles) :]
    ]
    name = f"<x:Name>{escape(sheet.name)}</x:Name>"
    book = f"<x:ExcelWorkbook><x:ExcelWorksheets><x:ExcelWorksheet>{name}</x:ExcelWorksheet></x:ExcelWorksheets>"
    head = (
        f'<html xmlns:x="{_EXCEL}:excel"><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312">'
        f"<!--[if gte mso 9]><xml>{book}</x:ExcelWorkbook></xml><![endif]--></head>"
    )
    body = "\r\n".join(rows)
    return f'{head}<body><table border="1">\r\n{body}\r\n</table></body></html>'.encode("gb18030")


def _xml(sheets: Sequence[Sheet]) -> bytes:
    """An XML spreadsheet of Excel 2003, as FreeMarker templates of web systems give it out."""
    pages = "".join(
        f'<Worksheet ss:Name="{escape(sheet.name)}"><Table>\n{_xml_rows(sheet)}</Table></Worksheet>\n'
        for sheet in sheets
    )
    names = f'xmlns="{_EXCEL}:spreadsheet" xmlns:ss="{_EXCEL}:spreadsheet"'
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<?mso-application progid="Excel.Sheet"?>\n'
    return f"{head}<Workbook {names}>\n{pages}</Workbook>".encode()


def _xml_rows(sheet: Sheet) -> str:
    top = len(sheet.titles)
    down = {(top + first, left): last - first for first, left, last, right in sheet.spans if left == right}
    covered = {(row, column) for (first, column), more in down.items() for row in range(first + 1, first + more + 1)}
    rows = []
    for place, row in enumerate(sheet.grid()):
        cells = []
        for column, cell in enumerate(row):
            if cell is None or cell == "" or (place, column) in covered:
                continue
            more = f' ss:MergeDown="{down[place, column]}"' if (place, column) in down else ""
            if place < top:
                more = f' ss:MergeAcross="{len(sheet.header) - 1}"'
            kind = "Number" if isinstance(cell, int | float) else "String"
            value = f'<Data ss:Type="{kind}">{escape(_shown(cell))}</Data>'
            cells.append(f'<Cell ss:Index="{column + 1}"{more}>{value}</Cell>')
        rows.append(f"<Row>{''.join(cells)}</Row>\n")
    return "".join(rows)


def _ods(sheets: Sequence[Sheet]) -> bytes:
    """An OpenDocument spreadsheet, as LibreOffice and WPS save it."""
    tables = "".join(
        f'<table:table table:name="{escape(sheet.name)}">{"".join(map(_ods_row, sheet.grid()))}</table:table>'
        for sheet in sheets
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_ODS_NAMES} office:version="1.2">'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    parts = {
        "mimetype": _ODS,
        "content.xml": content,
        "META-INF/manifest.xml": '<?xml version="1.0"?><manifest:manifest xmlns:manifest='
        '"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts.items():
            archive.writestr(
                zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), text.encode(), zipfile.ZIP_DEFLATED * (name != "mimetype")
            )
    return out.getvalue()


def _ods_row(row: Iterable[Cell]) -> str:
    return f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>"


def _ods_cell(cell: Cell) -> str:
    if cell is None or cell == "":
        return "<table:table-cell/>"
    text = f"<text:p>{escape(_shown(cell))}</text:p>"
    if isinstance(cell, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{cell}">{text}</table:table-cell>'
    if isinstance(cell, date):
        return f'<table:table-cell office:value-type="date" office:date-value="{cell}">{text}</table:table-cell>'
    return f'<table:table-cell office:value-type="string">{text}</table:table-cell>'


_FORMS: Final = {
    "csv": _csv, "bar": _bar, "tab": _tab, "html": _html, "xml": _xml, "ods": _ods, "xls": _excel97,
}  # fmt: skip
EXTENSIONS: Final = {
    "xlsx": "xlsx", "csv": "csv", "bar": "txt", "tab": "txt", "html": "xls", "xml": "xls", "ods": "ods",
    "xls": "xls", "locked": "xlsx",
}  # fmt: skip
