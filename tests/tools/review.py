"""Fills in a workbook of questions or a slip as a person in the office would, in Excel."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

ANSWERS = ("决定", "更正为")


def filled(path: Path, answers: Mapping[str, Mapping[int, str]]) -> bytes:
    """Return the workbook with answers written in: by name of the sheet, then by number of the row (序号)."""
    book = load_workbook(path)
    for name, texts in answers.items():
        sheet = book[name]
        top, answer, number = _columns(sheet)
        for row in range(top + 1, sheet.max_row + 1):
            at = str(sheet.cell(row, number).value)
            if at.isdigit() and int(at) in texts:
                sheet.cell(row, answer).value = texts[int(at)]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def number_of(path: Path, name: str, words: str) -> int:
    """Return the number (序号) of the first row of a sheet in which these words stand."""
    sheet = load_workbook(path)[name]
    top, _, number = _columns(sheet)
    for row in range(top + 1, sheet.max_row + 1):
        if any(words in str(sheet.cell(row, column).value) for column in range(1, sheet.max_column + 1)):
            return int(str(sheet.cell(row, number).value))
    raise AssertionError(f"{words} is not on {name}")


def answered(path: Path, answers: Mapping[str, str], *, about: str = "") -> bytes:
    """Return the workbook with the questions of the first sheet answered by their words (and what they are about)."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    top, answer, number = _columns(sheet)
    for row in range(top + 1, sheet.max_row + 1):
        words = str(sheet.cell(row, number + 1).value)
        if words in answers and about in str(sheet.cell(row, number + 2).value):
            sheet.cell(row, answer).value = answers[words]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _columns(sheet: Worksheet) -> tuple[int, int, int]:
    for row in range(1, 8):
        texts = {str(sheet.cell(row, column).value): column for column in range(1, sheet.max_column + 1)}
        answer = next((texts[text] for text in ANSWERS if text in texts), 0)
        if answer and "序号" in texts:
            return row, answer, texts["序号"]
    raise AssertionError(f"no headings on {sheet.title}")
