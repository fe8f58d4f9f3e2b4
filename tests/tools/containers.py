# ruff: noqa: E501 - parts of files as other programs write them, one on a line
"""The same list in every container that offices send: made as the programs there make it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from tests.intake.books import one
from tests.tools.compound import biff5

Rows = Sequence[Sequence[Any]]


Merges = Sequence[tuple[int, int, int, int]]
"""Cells merged: top, bottom, left, right, each from 0."""


def xls_book(
    sheets: Mapping[str, Rows],
    merges: Mapping[str, Merges] | None = None,
    hidden: Sequence[str] = (),
    hidden_rows: Sequence[int] = (),
    hidden_columns: Sequence[int] = (),
) -> bytes:
    """Excel 97-2003 with these sheets; ``hidden_rows`` and ``hidden_columns`` (from 0) are those of every sheet."""
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    for name, rows in sheets.items():
        made = book.add_sheet(name)
        covered = {(merge[0], merge[2]): merge for merge in (merges or {}).get(name, ())}
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if (r, c) in covered:
                    made.write_merge(*covered[r, c], value)
                elif value not in (None, ""):
                    made.write(r, c, value)
        for number in hidden_rows:
            made.row(number).hidden = True
        for number in hidden_columns:
            made.col(number).hidden = True
        if name in hidden:
            made.visibility = 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xls(
    rows: Rows, *, sheet: str = "名册", merges: Merges = (), hidden_rows: Sequence[int] = (), hidden: bool = False
) -> bytes:
    """Excel 97-2003 of one sheet; where it is ``hidden``, an empty one stands before it."""
    sheets: dict[str, Rows] = {"说明": [], sheet: rows} if hidden else {sheet: rows}
    return xls_book(sheets, {sheet: merges}, [sheet] if hidden else (), hidden_rows)


_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_SPACES = (
    " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in (
            ("office", "office"),
            ("table", "table"),
            ("text", "text"),
            ("style", "style"),
            ("draw", "drawing"),
        )
    )
    + ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
)


def ods_cell(value: Any) -> str:
    """One cell as LibreOffice writes it."""
    if value is None or value == "":
        return "<table:table-cell/>"
    if isinstance(value, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p></table:table-cell>'
    return f'<table:table-cell office:value-type="string"><text:p>{escape(str(value))}</text:p></table:table-cell>'


def ods_rows(rows: Rows) -> str:
    """The rows of a table."""
    return "".join(f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in rows)


def ods(
    rows_xml: str,
    *,
    before: str = "",
    styles: str = "",
    table: str = 'table:name="名册"',
    parts: Mapping[str, bytes] | None = None,
) -> bytes:
    """An OpenDocument spreadsheet around the XML of its rows."""
    content = f'<?xml version="1.0" encoding="UTF-8"?>{before}<office:document-content {_SPACES} office:version="1.2"><office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet><table:table {table}>{rows_xml}</table:table></office:spreadsheet></office:body></office:document-content>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), _ODS)
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        for name, data in (parts or {}).items():
            archive.writestr(name, data)
    return out.getvalue()


def html(rows: Rows, *, encoding: str = "gb18030", charset: str = "gb2312", sheet: str = "") -> bytes:
    """A page as a web system gives it out under the name .xls."""
    named = (
        f"<xml><x:ExcelWorkbook><x:ExcelWorksheets><x:ExcelWorksheet><x:Name>{sheet}</x:Name></x:ExcelWorksheet></x:ExcelWorksheets></x:ExcelWorkbook></xml>"
        if sheet
        else ""
    )
    lines = "".join(
        "<tr>"
        + "".join(f"<td style='mso-number-format:\"\\@\"'>{escape(str(cell))}</td>" for cell in row)
        + "</tr>\r\n"
        for row in rows
    )
    head = f'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta http-equiv="Content-Type" content="text/html; charset={charset}"><!--[if gte mso 9]>{named}<![endif]--><style>td {{mso-number-format:"\\@"}}</style></head>'
    return f"{head}<body><table border=1>{lines}</table></body></html>".encode(encoding)


def mht(rows: Rows) -> bytes:
    """A single file web page, as Excel saves it."""
    import base64

    page = base64.encodebytes(html(rows, encoding="utf-8", charset="utf-8")).decode()
    head = 'MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\nContent-Type: multipart/related; boundary="----=_NextPart_1"\r\n\r\n'
    parts = (
        'Content-Type: text/html; charset="us-ascii"\r\n\r\n<html><frameset></frameset></html>\r\n',
        f'Content-Transfer-Encoding: base64\r\nContent-Type: text/html; charset="utf-8"\r\n\r\n{page}\r\n',
    )
    return (head + "".join(f"------=_NextPart_1\r\n{part}" for part in parts) + "------=_NextPart_1--\r\n").encode()


def xml_cell(value: Any, extra: str = "") -> str:
    """One cell of SpreadsheetML."""
    if value is None or value == "":
        return f"<Cell{extra}/>"
    kind = "Number" if isinstance(value, int | float) else "String"
    return f'<Cell{extra}><Data ss:Type="{kind}">{escape(str(value))}</Data></Cell>'


def xml_rows(rows: Rows) -> str:
    """Rows of SpreadsheetML."""
    return "".join(f"<Row>{''.join(map(xml_cell, row))}</Row>\n" for row in rows)


def spreadsheetml(rows_xml: str, *, encoding: str = "UTF-8", before: str = "", after: str = "") -> bytes:
    """An XML spreadsheet of Excel 2003 around its rows."""
    space = (
        'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
    )
    text = f'<?xml version="1.0" encoding="{encoding}"?>\n<?mso-application progid="Excel.Sheet"?>\n{before}<Workbook {space}><Worksheet ss:Name="名册"><Table>{rows_xml}</Table>{after}</Worksheet></Workbook>'
    return text.encode(encoding)


def drawn(rows: Rows) -> bytes:
    """A table drawn with box characters, as a bank's core prints it."""
    texts = [[str(cell) for cell in row] for row in rows]
    lines = ["┍" + "┯".join("━━" for _ in texts[0]) + "┑"]
    for k, row in enumerate(texts):
        lines.append("│" + "│".join(f"{cell}  " for cell in row) + "│")
        lines.append(("┝{}┥" if k + 1 < len(texts) else "┕{}┙").format("┿".join("━━" for _ in row)))
    return ("代发结果清单\r\n" + "\r\n".join(lines) + "\r\n").encode("gb18030")


def csv(rows: Rows, delimiter: str = ",") -> bytes:
    """A text as Excel saves it in a Chinese Windows."""
    return "".join(delimiter.join(map(str, row)) + "\r\n" for row in rows).encode("gb18030")


def zipped(files: Mapping[str, bytes], *, gbk: bool = True) -> bytes:
    """A zip as the shell of a Chinese Windows makes it: names in GBK, without a word about it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(_GbkInfo(name) if gbk else zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


class _GbkInfo(zipfile.ZipInfo):
    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - the hook of the standard library
        return self.filename.encode("gb18030"), self.flag_bits & ~0x800


def every_container(rows: Rows) -> dict[str, bytes]:
    """The same rows, all texts, in every container."""
    return {
        "xlsx": one(rows),
        "xls": xls(rows),
        "xls (Excel 5.0/95)": biff5(rows),
        "ods": ods(ods_rows(rows)),
        "html": html(rows),
        "html (UTF-8)": html(rows, encoding="utf-8", charset="utf-8"),
        "mht": mht(rows),
        "xml": spreadsheetml(xml_rows(rows)),
        "csv": csv(rows),
        "tsv": csv(rows, "\t"),
        "drawn": drawn(rows),
    }
