"""What stands in each cell of a bank's file, whether it may stand there, and the bytes of a file of text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from aid_ledger.errors import Finding
from aid_ledger.money import format_yuan
from aid_ledger.payments.names_at_banks import Marks, encodable, names_for, strange_signs, unfit_names, unfit_texts
from aid_ledger.payments.profiles import BankProfile, Cell
from aid_ledger.people import mask_name
from aid_ledger.words import Word

_EXAMPLES = 3
_LINE_END = "\r\n"  # what programs of banks, which run on Windows, end a line with
_OF_PAYER = {"unit": "unit", "payer_account": "account", "payer_bank": "bank"}
_PAYER_WORDS = {"unit": Word("payer-unit"), "account": Word("payer-account"), "bank": Word("payer-bank")}


@dataclass(frozen=True, slots=True)
class Payer:
    """The account that pays: ``unit`` is the number under which the bank knows the office (单位编号)."""

    name: str
    account: str = ""
    bank: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands over a column, and how its cells look: ``text``, ``number`` or ``money``."""

    text: str
    look: str


def fill_rows(
    orders: pd.DataFrame, profile: BankProfile, payers: Mapping[str, Payer], day: date
) -> tuple[pd.DataFrame, list[Finding]]:  # fmt: skip
    """Return the cells of every order, one column a column of the profile, and all that may not stand there.

    ``place`` is left at 0: it is known when the file is. Amounts of a workbook stay fen; of a text they are written.
    """
    findings = [*_blank_accounts(orders), *_incomplete_payers(profile, orders, payers)]
    names = names_for(profile, orders["account_name"])
    findings += _unfit_names(profile, orders, names)
    remarks = orders[profile.remark].astype("str")
    if profile.remark_most and profile.remark not in {"line", "order"}:
        remarks = remarks.str[: profile.remark_most]
    long = remarks.str.len() > (profile.remark_most or np.inf)
    if "remark" in profile.values and long.any():
        params = {"most": profile.remark_most, "value": remarks[long].iloc[0], "bank": profile.title}
        findings.append(Finding("bank-remark-too-long", params=params, rows=int(long.sum())))
    known = {name: payers.get(name, Payer(name)) for name in orders["payer"].unique()}
    of_payer = {
        value: orders["payer"].map({name: getattr(one, part) for name, one in known.items()}).astype("str")
        for value, part in _OF_PAYER.items()
    }
    written = pd.Series(day.strftime(profile.day), index=orders.index, dtype="str")
    values = {
        **{name: orders[name].astype("str") for name in ("line", "order", "account", "bank", "id_number", "batch")},
        **of_payer, "payer": orders["payer"], "account_name": names, "remark": remarks, "date": written,
        "programme_name": orders["programme_name"], "amount": orders["amount"].astype("int64"),
        "place": pd.Series(0, index=orders.index, dtype="int64"),
    }  # fmt: skip
    cells = {
        at: values[cell.value] if cell.value else pd.Series(cell.text, index=orders.index, dtype="str")
        for at, cell in enumerate(profile.columns)
    }
    checked = [(cell.head, cells[at]) for at, cell in enumerate(profile.columns) if _is_free_text(cell)]
    findings += _unfit(profile, orders, checked)
    return pd.DataFrame(cells, index=orders.index), findings


def _is_free_text(cell: Cell) -> bool:
    return cell.value not in {"place", "amount", "account_name", "date", *_OF_PAYER}


def _blank_accounts(orders: pd.DataFrame) -> Iterator[Finding]:
    blank = orders[orders["account"].str.strip() == ""]
    if len(blank):
        yield Finding("bank-account-blank", params=_lines(blank, np.ones(len(blank), dtype=bool)), rows=len(blank))


def _incomplete_payers(
    profile: BankProfile, orders: pd.DataFrame, payers: Mapping[str, Payer]
) -> Iterator[Finding]:  # fmt: skip
    """Note each payer that lacks what the bank wants to know of it, or says it in signs that no file holds."""
    wanted = [part for value, part in _OF_PAYER.items() if value in profile.values]
    for name in sorted(orders["payer"].unique()):
        for part in wanted:
            said = pd.Series([getattr(payers[name], part) if name in payers else ""], dtype="str")
            if said[0] == "" or unfit_texts(profile, said)[0] or not encodable(profile, said)[0]:
                params = {"payer": name, "what": _PAYER_WORDS[part], "bank": profile.title}
                yield Finding("bank-payer-incomplete", params=params)


def _unfit_names(profile: BankProfile, orders: pd.DataFrame, names: pd.Series[str]) -> Iterator[Finding]:
    unfit = unfit_names(profile, names)
    strange = ~encodable(profile, names) & ~unfit
    if strange.any():
        signs = strange_signs(profile, "".join(dict.fromkeys(names[strange])))
        params = _lines(orders, strange) | {"signs": signs, "encoding": profile.encoding.upper()}
        yield Finding("bank-encoding", params=params, rows=int(strange.sum()))
    if unfit.any():
        shown = "、".join(mask_name(name) for name in names[unfit].iloc[:_EXAMPLES]) or "—"
        batch = str(orders["batch"].iloc[0])
        ways = {"names": shown, "batch": batch, "term": batch.partition("-")[0]}  # 2023S-001 is a batch of 2023S
        yield Finding("bank-name-not-allowed", params=_lines(orders, unfit) | ways, rows=int(unfit.sum()))


def _unfit(
    profile: BankProfile, orders: pd.DataFrame, columns: Sequence[tuple[str, pd.Series[str]]]
) -> Iterator[Finding]:  # fmt: skip
    for head, texts in columns:
        unfit = unfit_texts(profile, texts) | ~encodable(profile, texts)
        if unfit.any():
            params = _lines(orders, unfit) | {"column": head}
            yield Finding("bank-text-not-allowed", params=params, rows=int(unfit.sum()))


def _lines(orders: pd.DataFrame, marks: Marks) -> dict[str, object]:
    return {"count": int(marks.sum()), "lines": "、".join(orders.loc[marks, "line"].iloc[:_EXAMPLES])}


def fill_line(cells: Sequence[Cell], said: Mapping[str, str]) -> tuple[str, ...]:
    """Return the items of a summary line."""
    return tuple(said[cell.value] if cell.value else cell.text for cell in cells)


def as_text(
    profile: BankProfile, headings: Sequence[Heading], cells: pd.DataFrame, head: Sequence[str], tail: Sequence[str]
) -> bytes:  # fmt: skip
    """Return a file of text, every line ended.

    Raises:
        ValueError: a text that was not checked breaks the form; a bug.
    """
    columns = []
    for at, heading in enumerate(headings):
        column = cells[at]
        if heading.look == "money" and not profile.in_fen:
            columns.append([format_yuan(fen) for fen in column.tolist()])
        else:
            columns.append([str(value) for value in column.tolist()])
    lines = [list(head)] if head else []
    lines += [[heading.text for heading in headings]] if profile.header else []
    rows = [*lines, *zip(*columns, strict=True), *([list(tail)] if tail else [])]
    end = (profile.delimiter if profile.trailing else "") + _LINE_END
    text = "".join(profile.delimiter.join(row) + end for row in rows)
    if sum(len(row) for row in rows) != text.count(profile.delimiter) + len(rows) * (not profile.trailing):
        raise ValueError("a text holds the delimiter")
    return text.encode(profile.encoding)
