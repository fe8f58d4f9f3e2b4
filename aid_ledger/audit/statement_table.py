"""Reads a published statement: the rows of a table with 项目, 人数, 标准, 金额, 单位; else the sentences of a text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from aid_ledger.audit.headings import find_headings
from aid_ledger.audit.statement_names import says_paid
from aid_ledger.audit.statement_text import OTHER, Part, Reading, Said, Unread, read_text
from aid_ledger.audit.statement_times import times_in
from aid_ledger.audit.statement_words import is_total, plain
from aid_ledger.errors import Finding, FindingsError, Place
from aid_ledger.intake import unit_in
from aid_ledger.intake.cells import text_of
from aid_ledger.intake.containers import RawSheet, open_sheets
from aid_ledger.intake.containers.texts import decode
from aid_ledger.words import Word

_MOST_LINES = 5000
_SHOWN = 10
_COLUMNS = {
    "item": "(?:资助)?项目(?:名称)?|名称", "stage": "学段", "remark": "说明|备注",
    "heads": "(?:资助|受助|发放|享受)?(?:人数|人次|学生数|人次数)", "standards": "(?:资助|补助|发放)?标准",
    "amount": "(?:资助|补助|发放)?(?:金额|资金)", "unit": "(?:金额)?单位",
}  # fmt: skip
_NOT_A_TABLE = frozenset({"container-unknown", "sheet-is-picture"})


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One row as printed, every figure still a text; ``place`` is that of its amount.

    ``part``, ``paid`` and ``time`` are those of :class:`Said`; ``people``: heads that a text counts as people, each
    once, or as grants; a table does not say which, and its heads add up.
    """

    item: str
    stage: str
    remark: str
    heads: str
    standards: str
    amount: str
    unit: str
    place: Place
    part: Part = ""
    paid: bool = False
    time: str = ""
    people: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement: its lines in their order, the row that says the total, if it has one, and what was not read."""

    lines: tuple[StatementLine, ...]
    total: StatementLine | None
    unread: tuple[Unread, ...] = ()
    name: str = ""


def read_statement(data: bytes, name: str) -> Statement:
    """Read a statement.

    Raises:
        FindingsError: ``statement-not-read``: neither a table with the columns nor a text with figures that can be
            read for certain (then ``statement-part-not-read``, too);
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
    found = read_text(decode(data) or "")
    if not found.said:
        raise FindingsError(Finding("statement-not-read", Place(name)), *not_read(found.unread, name))
    return _of_text(found, name)


def not_read(unread: Sequence[Unread], name: str) -> Iterator[Finding]:
    """Yield a finding for each reason why figures were not read; numbers that are no figures are no finding."""
    for why in dict.fromkeys(one.why for one in unread if one.why != OTHER):
        own = [one for one in unread if one.why == why]
        shown = "、".join(one.text for one in own[:_SHOWN]) + (f" … ({len(own)})" if len(own) > _SHOWN else "")
        params = {"figures": shown, "why": Word(f"statement-unread-{why}")}
        yield Finding("statement-part-not-read", Place(name, line=own[0].row), params, len(own), "warning")


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
        replace(
            _line(row, columns, unit.partition("/")[0], Place(name, sheet.name, sheet.cell(at, amount))),
            paid=says_paid("".join((headings[amount], *(text_of(cell) for cell in row)))) is True,
        )
        for at, row in enumerate(sheet.rows[top + 1 :], start=top + 1)
        if any(text_of(cell) for cell in row)
    ]


def _line(row: Sequence[object], columns: dict[str, int], unit: str, place: Place) -> StatementLine:
    text = {field: text_of(row[at]) for field, at in columns.items()}
    own = plain(text.pop("unit", ""))
    item, stage, remark, heads, standards, amount = (text.get(field, "") for field in _COLUMNS if field != "unit")
    time = times_in(plain(item + remark))
    return StatementLine(item, stage, remark, heads, standards, amount, own or unit, place, time=time)


def _of_text(found: Reading, name: str) -> Statement:
    lines = [_of_said(one, name) for one in found.said]
    at = next((place for place, one in enumerate(found.said) if one.total), None) if len(lines) > 1 else None
    if at is None:
        return Statement(tuple(lines), None, tuple(found.unread), name)
    total = lines[at]
    others = [place for place, one in enumerate(found.said) if one.total and place != at]
    other = next((place for place in others if not lines[place].heads and not total.amount), None)
    if other is not None:  # one sentence says the people, another the money
        total = replace(total, amount=lines[other].amount, paid=lines[other].paid)
    rest = [
        replace(line, part="total" if place in others else line.part)
        for place, line in enumerate(lines)
        if place not in (at, other)
    ]
    return Statement(tuple(rest), total, tuple(found.unread), name)


def _of_said(one: Said, name: str) -> StatementLine:
    return StatementLine(
        one.item, "", "", one.heads, one.standards, one.amount, "", Place(name, line=one.row), part=one.part,
        paid=one.paid, time=one.time, people=bool(one.heads) and not one.heads.endswith("次"),
    )  # fmt: skip
