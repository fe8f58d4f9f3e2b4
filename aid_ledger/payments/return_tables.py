"""Finds the table in a bank's return: headings or, where it has none, the profile's columns, and the rows of payments.

Headings, repeated headings, totals and lines around the table are passed over and counted; a row that says anything of
a payment stays.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.errors import Finding, FindingsError, Place
from aid_ledger.intake.cells import damaged_cells, text_column, text_of
from aid_ledger.intake.containers import RawSheet, open_sheets
from aid_ledger.intake.containers.texts import read_rows, sheet_name, text_of_file
from aid_ledger.intake.header import same_header
from aid_ledger.intake.synonyms import fold, meaning, unit_in
from aid_ledger.payments.profiles import BankProfile

KIND = "bank-return"
LINE_ID = r"(\d{4}[SA]-\d{3,}-\d{5,}(?:/\d+)?)"
"""The form of a line's id, wherever a bank's text has it."""
SHOWN_OF_NUMBER = 15
"""How many digits of an account that was stored as a number are still those that were written."""
_FIELDS = {
    "seq": "place", "account_name": "name", "student_name": "name", "account_no": "account", "amount": "amount",
    "pay_status": "status", "pay_reason": "reason", "pay_date": "paid_on", "remark": "remark",
}  # fmt: skip
_SEVERAL = frozenset({"reason", "remark"})
_SEARCHED, _FEWEST = 30, 3
_TOTAL = re.compile("^(?:合计|总计|小计|共计|本页|总笔数|总金额|合计金额|笔数|total)", re.IGNORECASE)
_DIGITS = r"^\d{1,9}$"

Marks = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class ReturnTable:
    """One sheet of a return.

    Attributes:
        cells: a row a payment; texts of ``reference, place, name, account, amount, status, reason, paid_on``, blank
            where the sheet has no such column; ``cell`` is where the row stands.
        fields: the columns that the sheet has.
        unit: of the amounts, as a heading gives it.
        passed_over: filled rows that are no payments, headings aside.
        damaged: which accounts were stored as numbers; of these, the digits that are lost are shown as ``*``.
    """

    sheet: str
    cells: pd.DataFrame
    fields: frozenset[str]
    unit: str
    passed_over: int
    damaged: Marks


def open_return(name: str, data: bytes, profile: BankProfile | None) -> tuple[str, tuple[RawSheet, ...]]:
    """Return container and sheets; a text too short to show its delimiter is divided as the profile says.

    Raises:
        FindingsError: what :func:`aid_ledger.intake.containers.open_sheets` raises.
    """
    try:
        return open_sheets(data, name)
    except FindingsError as error:
        text_form = profile is not None and not profile.is_workbook
        if profile is None or not text_form or error.findings[0].name != "container-unknown":
            raise
        rows: list[list[Any]] = [list(row) for row in read_rows(text_of_file(data, name), profile.delimiter, name)]
        return "csv", (RawSheet(sheet_name(name), hidden=False, rows=rows),)


def find_tables(
    sheets: Sequence[RawSheet], name: str, profile: BankProfile | None
) -> tuple[ReturnTable, ...]:  # fmt: skip
    """Return the table of every sheet that has one.

    Raises:
        FindingsError: ``return-header-not-found``: no sheet has one.
    """
    found = [table for sheet in sheets if sheet.rows and (table := _table(sheet, profile)) is not None]
    if not found:
        raise FindingsError(Finding("return-header-not-found", Place(name)))
    return tuple(found)


def _table(sheet: RawSheet, profile: BankProfile | None) -> ReturnTable | None:
    top, columns, texts = _headed(sheet, profile)
    if not columns:
        if profile is None or not profile.return_columns:
            return None
        top, texts = -1, ()
        columns = {}
        for at, field in enumerate(profile.return_columns):
            if field not in {"other", "id_number"} and at < len(sheet.rows[0]):
                columns.setdefault(field, []).append(at)
    body = sheet.rows[top + 1 :]
    values = {field: [_column(body, at) for at in several] for field, several in columns.items()}
    cells, damaged = _read(values, len(body), profile)
    data, filled = _payments(cells, body, texts)
    cells["cell"] = [str(sheet.first_row + top + 1 + at) for at in range(len(body))]
    unit = unit_in(texts[columns["amount"][0]]) if texts and "amount" in columns else ""
    kept = cells[data].reset_index(drop=True)
    fields = frozenset(columns) - {"remark"} | ({"reference"} if (kept["reference"] != "").any() else set())
    return ReturnTable(sheet.name, kept, fields, unit, int((filled & ~data).sum()), damaged[data])


def _headed(
    sheet: RawSheet, profile: BankProfile | None
) -> tuple[int, dict[str, list[int]], tuple[str, ...]]:  # fmt: skip
    """Return the row of the headings, the columns by field and the headings; no columns where there are none."""
    best: tuple[int, dict[str, list[int]], tuple[str, ...]] = (-1, {}, ())
    for number, row in enumerate(sheet.rows[:_SEARCHED]):
        texts = tuple(text_of(cell) for cell in row)
        columns = _columns(texts, profile)
        known = "amount" in columns and ("account" in columns or "name" in columns)
        if known and len(columns) >= _FEWEST and len(columns) > len(best[1]):
            best = (number, columns, texts)
    return best


def _columns(texts: Sequence[str], profile: BankProfile | None) -> dict[str, list[int]]:
    ranked: dict[str, list[tuple[int, int]]] = {}
    for at, text in enumerate(texts):
        if text and profile is not None and profile.return_reference and _same(text, profile.return_reference):
            ranked.setdefault("place" if profile.return_says == "place" else "reference", []).append((-1, at))
            continue
        said = meaning(text, KIND) if text else None
        field = _FIELDS.get(said.field, "") if said is not None else ""
        if said is not None and field:
            ranked.setdefault(field, []).append((said.rank + 100 * (said.field == "student_name"), at))
    columns = {}
    for field, found in ranked.items():
        ordered = [at for _, at in sorted(found)]
        columns[field] = ordered if field in _SEVERAL else ordered[:1]
    others = [at for _, at in sorted(ranked.get("status", []))][1:]
    if others:  # a second column of results is read like a reason: it may contradict the first
        columns["reason"] = [*columns.get("reason", []), *others]
    return columns


def _same(heading: str, wanted: str) -> bool:
    return fold(heading).lstrip("~") == fold(wanted).lstrip("~")


@dataclass(frozen=True, slots=True)
class _Column:
    """A column as text, and which of its cells are numbers whose last digits are lost."""

    text: pd.Series[str]
    damaged: Marks


def _column(body: Sequence[Sequence[Any]], at: int) -> _Column:
    cells = [row[at] for row in body]
    column = text_column(cells)
    return _Column(pd.Series(column.texts.to_pylist(), dtype="str"), damaged_cells(column))


def _read(
    values: Mapping[str, Sequence[_Column]], count: int, profile: BankProfile | None
) -> tuple[pd.DataFrame, Marks]:  # fmt: skip
    blank = pd.Series("", index=range(count), dtype="str")
    cells = pd.DataFrame(
        {
            field: values[field][0].text if field in values else blank
            for field in ("reference", "place", "name", "account", "amount", "status", "paid_on")
        }
    )
    cells["reason"] = _joined([column.text for column in values.get("reason", ())], blank)
    if "reference" in values and profile is not None and profile.return_says == "line":
        cells["reference"] = _line_ids(values["reference"][0].text, blank)
    elif "reference" not in values:
        for column in values.get("remark", ()):
            cells["reference"] = cells["reference"].where(cells["reference"] != "", _line_ids(column.text, blank))
    damaged = values["account"][0].damaged if "account" in values else np.zeros(count, dtype=np.bool_)
    lost = cells["account"].str[:SHOWN_OF_NUMBER] + "****"
    scientific = cells["account"].str.contains("[eE]", regex=True)
    cells["account"] = cells["account"].where(~damaged, lost.where(~scientific, "****"))
    return cells, damaged


def _line_ids(texts: pd.Series[str], blank: pd.Series[str]) -> pd.Series[str]:
    found = texts.str.extract(LINE_ID, expand=False)
    return found.where(found.notna(), blank).astype("str")


def _joined(parts: Sequence[pd.Series[str]], blank: pd.Series[str]) -> pd.Series[str]:
    """Join what several columns say; zeros, which say nothing, are left out."""
    said = blank
    for part in parts:
        plain = part.where(~part.str.fullmatch(r"0*"), "")
        said = said.where(plain == "", said.where(said == "", said + "；") + plain)
    return said.astype("str")


def _payments(
    cells: pd.DataFrame, body: Sequence[Sequence[Any]], texts: tuple[str, ...]
) -> tuple[Marks, Marks]:  # fmt: skip
    """Return which rows are payments, and which are filled and no headings."""
    has_account = cells["account"].str.count(r"\d") >= 4
    has_amount = cells["amount"] != ""
    numbered = cells["place"].str.fullmatch(_DIGITS)
    if not texts:  # without headings, the summary line that was sent has digits where others have an account
        has_account &= (cells["name"] != "") | numbered
    data = has_account | (cells["reference"] != "") | (has_amount & ((cells["name"] != "") | numbered))
    filled = np.array([any(cell not in ("", None) for cell in row) for row in body], dtype=np.bool_)
    suspect = np.flatnonzero((~has_account & filled).to_numpy())
    repeated = np.zeros(len(body), dtype=np.bool_)
    total = np.zeros(len(body), dtype=np.bool_)
    for at in suspect.tolist():
        repeated[at] = bool(texts) and same_header(list(body[at]), texts)
        total[at] = any(isinstance(cell, str) and _TOTAL.match(cell.strip()) for cell in body[at])
    kept: Marks = data.to_numpy(dtype=np.bool_) & ~repeated & ~total
    return kept, filled & ~repeated
