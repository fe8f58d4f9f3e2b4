"""Orders, what was sent of them, and returns as real files of every form, for the tests of payments."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
import xlwt
from openpyxl import Workbook, load_workbook

from aid_ledger.payments import ORDER_COLUMNS, BankFile, BankProfile, Payer, bank_files, shipped_bank_profiles
from aid_ledger.reports import bank_workbook

DAY = date(2023, 4, 18)
PAYER = "财政专户"
PAYERS = {
    PAYER: Payer(PAYER, "36010000000000001", "示例县农商行", "U0017"),
    "零余额": Payer("零余额", "3602", "工行", "U2"),
}
PROFILES = {one.name: one for one in shipped_bank_profiles()}
GENERIC = PROFILES["generic"]
_GIVEN = "甲乙丙丁戊己庚辛壬癸"


def account(number: int) -> str:
    return f"6299010000{number:09d}"


def name(number: int) -> str:
    return "赵" + _GIVEN[number // 10 % 10] + _GIVEN[number % 10]


def order(number: int, **changed: Any) -> dict[str, Any]:
    """One order; ``number`` tells its line, account and name."""
    row = {
        "order": f"O{number:05d}", "line": f"2023S-001-{number:05d}", "batch": "2023S-001", "programme": "boarding",
        "programme_name": "寄宿生生活补助", "payee": "student", "account": account(number),
        "account_name": name(number), "bank": "示例县农商行城关支行", "id_number": f"99010120120305{number:04d}",
        "amount": 50000 + number, "payer": PAYER,
    }  # fmt: skip
    return row | changed


def orders_of(*rows: dict[str, Any]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(ORDER_COLUMNS))
    return frame.astype({column: "int64" if column == "amount" else "str" for column in ORDER_COLUMNS})


def orders(count: int) -> pd.DataFrame:
    return orders_of(*(order(number) for number in range(1, count + 1)))


def files_of(table: pd.DataFrame, profile: BankProfile | str = GENERIC, **more: Any) -> tuple[BankFile, ...]:
    form = PROFILES[profile] if isinstance(profile, str) else profile
    given: dict[str, Any] = {"payers": PAYERS, "date": DAY, "batch": "2023S-001"} | more
    return bank_files(table, form, **given)


def sent_of(table: pd.DataFrame, files: Sequence[BankFile], sending: str = "2023S-001") -> pd.DataFrame:
    """What the ledger knows of orders once their files are sent."""
    placed = pd.concat([file.orders[["order", "place"]] for file in files])
    return table.merge(placed, on="order").assign(sending=sending, settled="")


def sent(count: int) -> pd.DataFrame:
    table = orders(count)
    return sent_of(table, files_of(table))


def settle(table: pd.DataFrame, became: pd.DataFrame) -> pd.DataFrame:
    """What was sent, after what may be booked was booked."""
    booked = dict(zip(became["order"], became["became"], strict=True))
    words = {"ok": "paid", "failed": "returned"}
    news = [words.get(booked.get(one, ""), "") for one in table["order"]]
    old = table["settled"].tolist()
    return table.assign(settled=[new or before for new, before in zip(news, old, strict=True)])


Answer = tuple[str, str]
"""处理结果 and 失败原因."""


def answered(file: BankFile, answers: dict[int, Answer], **cells: dict[int, Any]) -> bytes:
    """The workbook of a generic file as the bank gives it back: 成功 but for the places in ``answers``.

    ``cells`` changes cells by heading and place.
    """
    book = load_workbook(io.BytesIO(bank_workbook(file)))
    sheet = book.active
    assert sheet is not None
    headings = {str(cell.value): column for column, cell in enumerate(sheet[1], start=1)}
    sheet.cell(1, len(headings) + 1, "处理结果")
    sheet.cell(1, len(headings) + 2, "失败原因")
    for place in range(1, file.count + 1):
        result, reason = answers.get(place, ("成功", ""))
        sheet.cell(place + 1, len(headings) + 1, result)
        sheet.cell(place + 1, len(headings) + 2, reason)
    for heading, by_place in cells.items():
        for place, value in by_place.items():
            sheet.cell(place + 1, headings[heading]).value = value
    return saved(book)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xlsx(rows: Sequence[Sequence[Any]]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    return saved(book)


def xls(rows: Sequence[Sequence[Any]]) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Sheet1")
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            sheet.write(r, c, value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def html(rows: Sequence[Sequence[Any]]) -> bytes:
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<html><meta charset='gbk'><body><table>{body}</table></body></html>".encode("gbk")


def bars(rows: Sequence[Sequence[Any]], *, trailing: bool = False) -> bytes:
    return "".join("|".join(map(str, row)) + "|" * trailing + "\r\n" for row in rows).encode("gbk")


def drawn(rows: Sequence[Sequence[Any]], title: str = "代发结果清单") -> bytes:
    """A table drawn with box characters, as a core prints it."""
    width = len(rows[0])
    rule = ["━━━━━━"] * width
    lines = [title, "┍" + "┯".join(rule) + "┑"]
    for row in rows:
        lines += ["│" + "│".join(f"{cell!s:<6}" for cell in row) + "│", "┝" + "┿".join(rule) + "┥"]
    return "\r\n".join([*lines[:-1], "┕" + "┷".join(rule) + "┙", ""]).encode("gbk")
