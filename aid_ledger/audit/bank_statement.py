"""Reads a bank statement of the payer's account: its debits, each with day, summary, amount and payee.

Every row that is money going out must be read; one that cannot be is a finding, never passed over. Credits, opening
and closing balances and totals are no debits.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from aid_ledger.audit.headings import find_headings
from aid_ledger.audit.statement_words import plain
from aid_ledger.errors import Finding, FindingsError, Place
from aid_ledger.intake import column_letter, read_date, unit_in
from aid_ledger.intake.cells import text_of
from aid_ledger.intake.containers import RawSheet, open_sheets
from aid_ledger.money import parse_money

COLUMNS = ("day", "summary", "amount", "payee", "cell")
"""``day`` yyyymmdd, ``amount`` fen above zero, ``cell`` where the amount stands."""
_HEADINGS = {
    "day": "(?:交易|记账|入账|发生|支付)?(?:日期|时间)", "summary": "摘要|用途|附言|交易摘要|备注",
    "debit": "借方(?:发生)?金?额?(?:发生额)?|借方|支出(?:金额)?|付款金额|转出金额",
    "payee": "对方(?:户名|名称|账户名称|单位)|收款(?:人|方)(?:名称|户名)?|交易对手(?:名称)?",
}  # fmt: skip
_NEEDED = frozenset({"day", "debit"})
_NO_DEBIT = re.compile("合计|总计|小计|本页|承前页|过次页|期初|期末|上期|余额|累计")
_NOTHING = frozenset({"", "-", "--", "—", "/"})


def read_bank_statement(data: bytes, name: str) -> pd.DataFrame:
    """Return the debits of a statement, columns :data:`COLUMNS`, in the order of the file.

    Raises:
        FindingsError: ``bank-statement-no-columns``; every ``bank-statement-row-unclear``: an amount that is none, or
            below zero, or no day; what :func:`open_sheets` raises.
    """
    _, sheets = open_sheets(data, name)
    rows: list[tuple[int, str, int, str, str]] = []
    problems: list[Finding] = []
    met = False
    for sheet in sheets:
        found = _header(sheet)
        if found is not None:
            met = True
            _read(sheet, name, *found, rows, problems)
    if not met:
        raise FindingsError(Finding("bank-statement-no-columns", Place(name)))
    if problems:
        raise FindingsError(*problems)
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"day": "int64", "amount": "int64"})


def _header(sheet: RawSheet) -> tuple[int, dict[str, int], str] | None:
    found = find_headings(sheet, _HEADINGS, _NEEDED.issubset)
    if found is None:
        return None
    top, at, texts = found
    return top, at, unit_in(texts[at["debit"]]).partition("/")[0] or "元"


def _read(
    sheet: RawSheet, name: str, top: int, at: dict[str, int], unit: str, rows: list[tuple[int, str, int, str, str]],
    problems: list[Finding],
) -> None:  # fmt: skip
    for place, row in enumerate(sheet.rows[top + 1 :], start=top + 1):
        text = {field: text_of(row[column]) for field, column in at.items()}
        debit = plain(text["debit"])
        if debit in _NOTHING or _is_total(row):
            continue
        cell = f"{column_letter(sheet.first_column - 1 + at['debit'])}{sheet.first_row + place}"
        day, amount = read_date(text["day"].split(" ")[0]), _fen(debit, unit)
        if amount == 0:
            continue
        if day <= 0 or amount is None or amount < 0:
            params = {"day": text["day"][:20], "amount": text["debit"][:20]}
            problems.append(Finding("bank-statement-row-unclear", Place(name, sheet.name, cell), params))
            continue
        rows.append((day, text.get("summary", ""), amount, text.get("payee", ""), f"{sheet.name}!{cell}"))


def _is_total(row: Sequence[object]) -> bool:
    first = next((text for cell in row if (text := text_of(cell))), "")
    return _NO_DEBIT.match(plain(first)) is not None


def _fen(text: str, unit: str) -> int | None:
    try:
        return int(parse_money(text if unit == "元" else f"{text}{unit.removesuffix('元')}"))
    except ValueError:
        return None
