"""Fills in a workbook of questions or a slip as a person in the office would, in Excel."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from aid_ledger.office.applying import Applied
from aid_ledger.office.reviewing import ReviewResult
from tests.tools.county import AT, BY, JUNIOR, PRIMARY, Desk, Row, desk, school

BOARDING = "就读方式不清楚（是否住校）"
SCHOOL = "这个学校名称是哪所学校"
STATUS = "这个学生状态算不算在校"
CATEGORY = "这个词是哪一类困难"
TWO_SCHOOLS = "两校都报为在读，学籍在哪所"
BAD_ID = "身份证号有误"
NAMES = "名册与名单姓名不同"
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


@contextmanager
def two_schools(url: str = "sqlite:///ledger.db") -> Iterator[Desk]:
    """Yield an office whose school list has a primary and a junior school."""
    with desk(url=url) as made:
        made.took("学校名录.xlsx", [school(PRIMARY), school(JUNIOR)], "schools", term="")
        yield made


def poor(office: Desk, rows: list[dict[str, str]], *registers: Row) -> None:
    """Take a roster, and a list of 农村低保 that has all its pupils unless other rows are given."""
    office.took("名册.xlsx", rows, "roster")
    named = registers or [{"姓名": row["姓名"], "身份证号": row["身份证件号"], "乡镇": "东镇"} for row in rows]
    office.took("农村低保.xlsx", list(named), "rural-allowance")


def ask(office: Desk) -> ReviewResult:
    return office.office.review("2023S", by=BY, at=AT)


def workbook(found: ReviewResult) -> Path:
    assert found.workbook is not None
    return found.workbook


def apply(office: Desk, data: bytes, name: str = "问题.xlsx", **more: str) -> Applied:
    return office.office.apply_review(name, data, by="李四", at=AT, **more)


def settle(office: Desk, answers: dict[str, str]) -> Applied:
    done = apply(office, answered(workbook(ask(office)), answers))
    assert not done.findings, done.findings
    return done
