"""Reads a published statement: the rows of a table with 项目, 人数, 标准, 金额, 单位; else the sentences of a text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aid_ledger.audit.headings import find_headings
from aid_ledger.audit.statement_text import Said, read_text
from aid_ledger.audit.statement_words import is_total, plain
from aid_ledger.errors import Finding, FindingsError, Place
from aid_ledger.intake import unit_in
from aid_ledger.intake.cells import text_of
from aid_ledger.intake.containers import RawSheet, open_sheets
from aid_ledger.intake.containers.texts import decode

_MOST_LINES = 5000
_COLUMNS = {
    "item": "(?:资助)?项目(?:名称)?|名称", "stage": "学段", "remark": "说明|备注",
    "heads": "(?:资助|受助|发放|享受)?(?:人数|人次|学生数|人次数)", "standards": "(?:资助|补助|发放)?标准",
    "amount": "(?:资助|补助|发放)?(?:金额|资金)", "unit": "(?:金额)?单位",
}  # fmt: skip
_NOT_A_TABLE = frozenset({"container-unknown", "sheet-is-picture"})


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One row as printed, every figure still a text; ``place`` is that of its amount."""

    item: str
    stage: str
    remark: str
    heads: str
    standards: str
    amount: str
    unit: str
    place: Place


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement: its lines in their order, and the row that says the total, if it has one."""

    lines: tuple[StatementLine, ...]
    total: StatementLine | None


def read_statement(data: bytes, name: str) -> Statement:
    """Read a statement.

    Raises:
        FindingsError: ``statement-not-read``: neither a table with the columns nor a text with figures;
            ``statement-too-long``; what :func:`open_sheets` raises of a file that is damaged or none.
    """
    try:
        _, sheets = open_sheets(data, name)
    except FindingsError as error:
        if error.findings[0].name not in _NOT_A_TABLE:
            raise
        sheets = ()
    for sheet in sheets:
        lines = _of_sheet(sheet, name)
        if lines:
            return _with_total(lines, name)
    said = read_text(decode(data) or "")
    if not said:
        raise FindingsError(Finding("statement-not-read", Place(name)))
    return _of_text(said, name)


def _with_total(lines: Sequence[StatementLine], name: str) -> Statement:
    if len(lines) > _MOST_LINES:
        raise FindingsError(Finding("statement-too-long", Place(name), {"count": len(lines), "most": _MOST_LINES}))
    totals = [at for at, line in enumerate(lines) if is_total(line.item)]
    last = totals[-1] if totals else -1
    rest = tuple(line for at, line in enumerate(lines) if at != last)
    return Statement(rest, lines[last] if totals else None)


def _of_sheet(sheet: RawSheet, name: str) -> list[StatementLine]:
    """Return the filled rows below the headings; nothing where the sheet has not 项目 and a column of figures."""
    found = find_headings(sheet, _COLUMNS, lambda fields: "item" in fields and bool(fields & {"amount", "heads"}))
    if found is None:
        return []
    top, columns, headings = found
    unit = unit_in(headings[columns["amount"]]) if "amount" in columns else ""
    amount = columns.get("amount", columns["item"])
    return [
        _line(row, columns, unit.partition("/")[0], Place(name, sheet.name, sheet.cell(at, amount)))
        for at, row in enumerate(sheet.rows[top + 1 :], start=top + 1)
        if any(text_of(cell) for cell in row)
    ]


def _line(row: Sequence[object], columns: dict[str, int], unit: str, place: Place) -> StatementLine:
    text = {field: text_of(row[at]) for field, at in columns.items()}
    own = plain(text.pop("unit", ""))
    values = {field: text.get(field, "") for field in _COLUMNS if field != "unit"}
    return StatementLine(**values, unit=own or unit, place=place)


def _of_text(said: Sequence[Said], name: str) -> Statement:
    lines = [
        StatementLine(one.item, "", "", one.heads, one.standards, one.amount, "", Place(name, line=one.row))
        for one in said
    ]
    at = next((place for place, one in enumerate(said) if one.total), None) if len(said) > 1 else None
    if at is None:
        return Statement(tuple(lines), None)
    return Statement(tuple(line for place, line in enumerate(lines) if place != at), lines[at])
