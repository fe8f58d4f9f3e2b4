"""Opens a file as sheets of cells: openpyxl and xlrd for workbooks, the standard library for the rest.

Written from what the forms are, not from the package that is checked: OOXML, OpenDocument, XML spreadsheet 2003, a
page of HTML, and texts divided by commas, tabs or bars. Rows and columns are where Excel would show them, and a merged
cell's value stands in all of it.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import msoffcrypto
import openpyxl
import xlrd

Cells = list[list[object]]
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
PASSWORD = "2023资助"
_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"


def files_of(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every file in the folder and below it, by its name there; an archive's files stand below its name."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith("~$"):
            yield from files_in(path, path.relative_to(folder).as_posix())


def files_in(path: Path, name: str) -> Iterator[tuple[str, bytes]]:
    """Yield the file itself without its password, or what an archive holds."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, metadata_encoding="gbk") as archive:
            for member in archive.namelist():
                yield f"{name}/{member}", archive.read(member)
    else:
        yield name, unlocked(path.read_bytes())


def unlocked(data: bytes) -> bytes:
    """Return a workbook without the password that LAYOUTS.md gives."""
    if not data.startswith(OLE) or "EncryptedPackage".encode("utf-16-le") not in data:
        return data
    out = io.BytesIO()
    book = msoffcrypto.OfficeFile(io.BytesIO(data))
    book.load_key(password=PASSWORD)
    book.decrypt(out)
    return out.getvalue()


def sheets_of(name: str, data: bytes) -> dict[str, Cells]:
    """Return the cells of every sheet."""
    stem = name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    if data.startswith(b"PK"):
        if b"opendocument" in data[:200]:
            return dict(_open_document(data))
        return dict(_workbook(data))
    if data.startswith(OLE):
        return dict(_old_workbook(data))
    if data.startswith(b"<?xml"):
        return dict(_xml_spreadsheet(data))
    if data.startswith(b"<html"):
        return _page(data)
    text = data.decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "gb18030")
    head = text.split("\n", 3)[2] if text.count("\n") > 3 else text
    delimiter = max(",\t|", key=head.count)
    rows: Cells = [list(row) for row in csv.reader(io.StringIO(text), delimiter=delimiter)]
    return {stem: [[unwrapped(cell) for cell in row] for row in rows]}


def comments_of(data: bytes) -> dict[str, dict[int, list[str]]]:
    """Return by sheet and row what comments on cells say."""
    found: dict[str, dict[int, list[str]]] = {}
    if not data.startswith(b"PK") or b"opendocument" in data[:200]:  # the county has comments in workbooks alone
        return found
    for page in openpyxl.load_workbook(io.BytesIO(data)).worksheets:
        for number, row in enumerate(page.iter_rows(), start=1):
            said = [str(cell.comment.text) for cell in row if cell.comment]
            found.setdefault(page.title, {})[number] = said
    return found


def unwrapped(cell: object) -> object:
    """Return a cell without the ``="…"`` that keeps a program from reading a number."""
    text = str(cell)
    return text[2:-1] if text.startswith('="') and text.endswith('"') else cell


def _workbook(data: bytes) -> Iterator[tuple[str, Cells]]:
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    for page in book.worksheets:
        last = max((cell.row for row in page.iter_rows() for cell in row if cell.value is not None), default=0)
        rows: Cells = [list(row) for row in page.iter_rows(max_row=max(last, 1), values_only=True)]
        for area in page.merged_cells.ranges:
            _spread(rows, area.min_row - 1, area.min_col - 1, area.max_row - 1, area.max_col - 1)
        yield page.title, rows


def _old_workbook(data: bytes) -> Iterator[tuple[str, Cells]]:
    book = xlrd.open_workbook(file_contents=data, formatting_info=True)
    for page in book.sheets():
        rows: Cells = [[_old_cell(book, cell) for cell in page.row(row)] for row in range(page.nrows)]
        for top, bottom, left, right in page.merged_cells:
            _spread(rows, top, left, bottom - 1, right - 1)
        yield page.name, rows


def _old_cell(book: xlrd.book.Book, cell: xlrd.sheet.Cell) -> object:
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code[cell.value]
    if cell.ctype == xlrd.XL_CELL_DATE:
        return xlrd.xldate_as_datetime(cell.value, book.datemode)
    return cell.value if cell.value != "" else None


def _spread(rows: Cells, top: int, left: int, bottom: int, right: int) -> None:
    """Let the upper left cell stand in its whole column, and, in a header, along its row."""
    for row in range(top, min(bottom + 1, len(rows))):
        while len(rows[row]) <= right:
            rows[row].append(None)
        for column in range(left, right + 1):
            rows[row][column] = rows[top][left]


def _xml_spreadsheet(data: bytes) -> Iterator[tuple[str, Cells]]:
    for page in ElementTree.fromstring(data).iter(f"{_SS}Worksheet"):
        rows: Cells = []
        areas: list[tuple[int, int, int, int]] = []
        for place, row in enumerate(page.iter(f"{_SS}Row")):
            cells: list[object] = []
            for cell in row.iter(f"{_SS}Cell"):
                index = int(cell.get(f"{_SS}Index", len(cells) + 1))
                cells += [None] * (index - 1 - len(cells))
                value = cell.find(f"{_SS}Data")
                text = None if value is None else value.text
                number = value is not None and value.get(f"{_SS}Type") == "Number"
                cells.append(float(text) if number and text else text)
                down, across = int(cell.get(f"{_SS}MergeDown", 0)), int(cell.get(f"{_SS}MergeAcross", 0))
                if down:
                    areas.append((place, index - 1, place + down, index - 1 + across))
            rows.append(cells)
        for area in areas:
            _spread(rows, *area)
        yield str(page.get(f"{_SS}Name")), rows


def _open_document(data: bytes) -> Iterator[tuple[str, Cells]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        root = ElementTree.fromstring(archive.read("content.xml"))
    for table in root.iter(f"{_TABLE}table"):
        rows: Cells = []
        for row in table.iter(f"{_TABLE}table-row"):
            cells: list[object] = []
            for cell in row.iter(f"{_TABLE}table-cell"):
                number = cell.get(f"{_OFFICE}value")
                text = cell.get(f"{_OFFICE}date-value") or "".join(cell.itertext())
                cells.append(float(number) if number else text or None)
            rows.append(cells)
        yield str(table.get(f"{_TABLE}name")), rows


class _Page(HTMLParser):
    """Collects the rows of the one table of a page, and the name that Excel noted in its head."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: Cells = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag == "td":
            self.rows[-1].append("")
            self.inside = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "td":
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.rows[-1][-1] = f"{self.rows[-1][-1]}{data}"


def _page(data: bytes) -> dict[str, Cells]:
    text = data.decode("gb18030")
    page = _Page()
    page.feed(text)
    return {text.split("<x:Name>")[1].split("</x:Name>")[0]: page.rows}
