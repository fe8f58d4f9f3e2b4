"""Reads a bank statement of the payer's account: its debits and credits, with day, summary, amount and payee.

Banks have a column for each side, or one of amounts with a column that says the side, or one whose sign says it: below
zero is money out. Every row on which money moved must be read; one that cannot be is a finding, never passed over.
Opening and closing balances and totals are none. A debit in red (below zero) takes one back: it counts as a credit.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from aid_ledger.audit.headings import find_headings
from aid_ledger.audit.statement_words import plain
from aid_ledger.errors import Finding, FindingsError, Place
from aid_ledger.intake import read_date, unit_in
from aid_ledger.intake.cells import text_of
from aid_ledger.intake.containers import RawSheet, open_sheets
from aid_ledger.money import parse_money
from aid_ledger.payments import what_is_said

COLUMNS = ("day", "summary", "amount", "payee", "account", "cell", "state", "credits")
"""``day`` yyyymmdd, ``amount`` fen, below zero what came in, ``cell`` where the amount stands; ``state``: ``pending``
or ``failed`` where the bank says that it is not done, else blank; ``credits``: its sheet has a column of them."""
_HEADINGS = {
    "day": "(?:交易|记账|入账|发生|支付)?(?:日期|时间)", "summary": "摘要|用途|附言|交易摘要|备注",
    "debit": "借方(?:发生)?金?额?(?:发生额)?|借方|支出(?:金额)?|付款金额|转出金额",
    "credit": "贷方(?:发生)?金?额?(?:发生额)?|收入(?:金额)?|收款金额|转入金额|存入金额",
    "amount": "(?:交易|发生|记账)?金额|(?:交易|发生)额|发生金额|本次发生额",
    "side": "(?:借贷|借/贷|收支|收/支|收付)(?:标志|标识|方向|类型|别)?|(?:交易|发生额?)?方向",
    "state": "(?:交易|处理|指令|转账|业务)?状态|(?:交易|处理)结果",
    "account": "对方(?:账号|账户|卡号)|收款(?:人|方)?(?:账号|账户|卡号)|交易对手账号",
    "payee": "对方(?:户名|名称|账户名称|单位)|收款(?:人|方)(?:名称|户名)?|交易对手(?:名称)?",
}  # fmt: skip
_OUT = frozenset(
    {"借", "借方", "d", "dr", "debit", "支", "支出", "付", "付款", "付出", "转出", "出", "出账", "往账", "-"}
)
_IN = frozenset(
    {"贷", "贷方", "c", "cr", "credit", "收", "收入", "收款", "进", "转入", "入", "入账", "来账", "存入", "+"}
)
"""What a column of sides says of money out and in; a bank's 借 is the payer's money going out."""
_NO_DEBIT = re.compile("合计|总计|小计|本页|承前页|过次页|期初|期末|上期|余额|累计")
_NOTHING = frozenset({"", "-", "--", "—", "/"})
_STATES = {"": "", "ok": "", "pending": "pending", "failed": "failed"}
_UNDONE, _DONE = re.compile("未(?:完成|记账|执行)"), re.compile("完成|记账")
_REVERSED = re.compile("冲正|冲销|冲回|撤销")
_Row = tuple[int, str, int, str, str, str, str, bool]


@dataclass(frozen=True, slots=True)
class _Found:
    """What was read of a statement so far; ``reversed_``: rows that say of themselves that they were taken back."""

    rows: list[_Row] = field(default_factory=list)
    problems: list[Finding] = field(default_factory=list)
    reversed_: list[tuple[int, Finding]] = field(default_factory=list)


def read_bank_statement(data: bytes, name: str) -> pd.DataFrame:
    """Return the rows of a statement on which money moved, columns :data:`COLUMNS`, in the order of the file.

    Raises:
        FindingsError: ``bank-statement-no-columns``; ``bank-statement-one-sided``: one column of amounts, and nothing
            says which went out; every ``bank-statement-row-unclear``: an amount that is none or
            stands on both sides, no day, a state that nobody knows, a row marked as reversed without the row that
            reverses it; what :func:`open_sheets` raises.
    """
    _, sheets = open_sheets(data, name)
    found, met = _Found(), False
    for sheet in sheets:
        header = find_headings(sheet, _HEADINGS, _enough)
        if header is not None:
            met = True
            _read(sheet, name, header, found)
    if not met:
        raise FindingsError(Finding("bank-statement-no-columns", Place(name)))
    problems = [*found.problems, *_without_reversal(found)]
    if problems:
        raise FindingsError(*problems)
    return pd.DataFrame(found.rows, columns=list(COLUMNS)).astype({"day": "int64", "amount": "int64"})


def _enough(fields: set[str]) -> bool:
    """Say whether these are the columns of a statement: one of amounts alone may be any list's."""
    beside = fields & {"summary", "payee", "account", "side"}
    return "day" in fields and ("debit" in fields or ("amount" in fields and bool(beside)))


def _read(sheet: RawSheet, name: str, header: tuple[int, dict[str, int], list[str]], found: _Found) -> None:
    top, at, texts = header
    money = [side for side in ("debit", "credit") if side in at] if "debit" in at else ["amount"]
    units = {side: unit_in(texts[at[side]]).partition("/")[0] or "元" for side in money}
    signed = "debit" not in at and "side" not in at
    rows = [(place, row) for place, row in enumerate(sheet.rows[top + 1 :], start=top + 1) if not _is_total(row)]
    if signed and not any((_fen(plain(text_of(row[at["amount"]])), units["amount"]) or 0) < 0 for _, row in rows):
        cell = sheet.cell(top, at["amount"])
        params = {"heading": texts[at["amount"]]}
        found.problems.append(Finding("bank-statement-one-sided", Place(name, sheet.name, cell), params))
        return
    for place, row in rows:
        text = {field: text_of(row[column]) for field, column in at.items()}
        moved = {column: fen for column, unit in units.items() if (fen := _fen(plain(text[column]), unit)) != 0}
        if not moved:
            continue
        column, fen = next(iter(moved.items()))
        cell = sheet.cell(place, at[column])
        out = _goes_out(column, text.get("side", ""), fen, signed=signed)
        day, state = read_date(text["day"].split(" ")[0]), text.get("state", "")
        said = _said(state)
        params = {"day": text["day"][:20], "amount": text[column][:20], "state": state[:20]}
        unclear = Finding("bank-statement-row-unclear", Place(name, sheet.name, cell), params)
        if day <= 0 or fen is None or out is None or len(moved) > 1 or said not in _STATES:
            found.problems.append(unclear)
            continue
        if _REVERSED.search(state):
            found.reversed_.append((len(found.rows), unclear))
        amount = (abs(fen) if signed else fen) * (1 if out else -1)
        found.rows.append((day, text.get("summary", ""), amount, text.get("payee", ""), text.get("account", ""),
                           f"{sheet.name}!{cell}", _STATES[said], "credit" in at or column == "amount"))  # fmt: skip


def _goes_out(column: str, side: str, fen: int | None, *, signed: bool) -> bool | None:
    """Say whether money went out by its column, by what stands beside it, or by its sign; none where nobody knows."""
    if column != "amount":
        return column == "debit"
    if signed:
        return (fen or 0) < 0
    word = plain(side).lower()
    return True if word in _OUT else False if word in _IN else None


def _said(state: str) -> str:
    """Return what a state says; a row that was taken back moved money, as the row that takes it back does."""
    if _UNDONE.search(state):
        return "pending"
    return "ok" if _REVERSED.search(state) or _DONE.search(state) else what_is_said(state).result


def _without_reversal(found: _Found) -> list[Finding]:
    """Return the rows marked as reversed of which no other row takes the amount back."""
    amounts = Counter(row[2] for row in found.rows)
    return [unclear for place, unclear in found.reversed_ if not amounts[-found.rows[place][2]]]


def _is_total(row: Sequence[object]) -> bool:
    first = next((text for cell in row if (text := text_of(cell))), "")
    return _NO_DEBIT.match(plain(first)) is not None


def _fen(text: str, unit: str) -> int | None:
    """Return the fen of a cell, 0 where there is nothing; none where it is no amount."""
    if text in _NOTHING:
        return 0
    try:
        return int(parse_money(text if unit == "元" else f"{text}{unit.removesuffix('元')}"))
    except ValueError:
        return None
