"""A bank's file as a workbook: the cells that ``payments`` made, as plain as a bank's program wants them.

Decides types alone: texts are text cells and never formulas, amounts are numbers of yuan with two decimals.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from aid_ledger.payments import BankFile
from aid_ledger.reports.excel97 import OldSheet, excel97

_CREATED = datetime(2020, 1, 1, tzinfo=UTC)  # the same orders give the same bytes
_WIDTHS = {"number": 8, "money": 14, "text": 24}
_FORMATS = {"number": "0", "money": "0.00", "text": "@"}


def bank_workbook(file: BankFile) -> bytes:
    """Return a file of a profile of type ``xlsx`` or ``xls``; the same file gives the same bytes.

    Raises:
        ValueError: the file is one of text, and has its bytes.
    """
    if file.data is not None:
        raise ValueError(f"{file.name} is no workbook")
    if file.form == "xls":
        return _old_workbook(file)
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"created": _CREATED})
        _write(book, file)
    return out.getvalue()


def _old_workbook(file: BankFile) -> bytes:
    lines: list[Sequence[str]] = [file.head_line] if file.head_line else []
    bold = frozenset([len(lines)] if file.shows_headings else [])
    lines += [[heading.text for heading in file.headings]] if file.shows_headings else []
    columns = [
        (file.cells[column] / 100 if heading.look == "money" else file.cells[column]).tolist()
        for column, heading in enumerate(file.headings)
    ]
    rows = [*lines, *zip(*columns, strict=True), *([file.tail_line] if file.tail_line else [])]
    sheet = OldSheet(
        "Sheet1", rows, bold=bold, formats=[_FORMATS[heading.look] for heading in file.headings],
        widths={column: _WIDTHS[heading.look] for column, heading in enumerate(file.headings)},
    )  # fmt: skip
    return excel97([sheet])


def _write(book: Any, file: BankFile) -> None:
    sheet = book.add_worksheet("Sheet1")
    looks = {look: book.add_format({"num_format": shown}) for look, shown in _FORMATS.items()}
    for column, heading in enumerate(file.headings):
        sheet.set_column(column, column, _WIDTHS[heading.look], looks[heading.look])
    row = 0
    if file.head_line:
        row = _write_texts(sheet, row, file.head_line, looks["text"])
    if file.shows_headings:
        row = _write_texts(sheet, row, [heading.text for heading in file.headings], book.add_format({"bold": True}))
    for column, heading in enumerate(file.headings):
        cells, look = file.cells[column].tolist(), looks[heading.look]
        for number, cell in enumerate(cells, start=row):
            if heading.look == "text":
                sheet.write_string(number, column, cell, look)
            else:
                sheet.write_number(number, column, cell / 100 if heading.look == "money" else cell, look)
    if file.tail_line:
        _write_texts(sheet, row + file.count, file.tail_line, looks["text"])


def _write_texts(sheet: Any, row: int, texts: tuple[str, ...] | list[str], look: Any) -> int:
    for column, text in enumerate(texts):
        sheet.write_string(row, column, text, look)
    return row + 1
