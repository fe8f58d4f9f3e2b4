"""Published figures as JSON: the ``statement`` of ``reconcile --json``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aid_ledger.audit.statement_books import Held
    from aid_ledger.audit.statement_lines import LineVerdict
    from aid_ledger.audit.statement_total import TotalVerdict
    from aid_ledger.audit.statements import StatementCheck
    from aid_ledger.words import Lang

_SIDES = {"posted": "ledger", "before-claims": "ledger_gross", "arrived": "ledger_paid"}


def as_json(found: StatementCheck) -> dict[str, Any]:
    """Return the ``statement`` of ``reconcile --json``."""
    return {
        "lines": [_line_json(one, found) for one in found.lines],
        "total": _with_books(_total_json(found.total, money=True), found),
        "headcount": _total_json(found.heads, money=False),
        "unread": [{"text": one.text, "why": one.why, "row": one.row} for one in found.unread],
    }


def findings_json(found: StatementCheck, lang: Lang) -> list[dict[str, Any]]:
    """Return the findings as ``reconcile --json`` has them."""
    from aid_ledger.money import format_yuan
    from aid_ledger.words import tell

    return [
        {"code": one.name, "severity": one.severity, "rows": one.rows, "amount": format_yuan(amount),
         "message": tell(one, lang).problem, "place": str(one.place)}
        for one, amount in found.findings
    ]  # fmt: skip


def _line_json(one: LineVerdict, found: StatementCheck) -> dict[str, Any]:
    said: dict[str, Any] = {
        "line": one.line, "item": one.item, "status": one.status,
        "stated": _yuan(one.stated.value if one.stated else None), "expected": _yuan(one.expected),
        "difference": _yuan(one.difference),
        "mix": None if one.mix is None else {short(standard): count for standard, count in one.mix.items()},
        "mix_unique": one.unique, "why": one.why,
    }  # fmt: skip
    books = found.compared
    if found.printed[one.line].part:
        said["part"] = found.printed[one.line].part
    if one.line in books.sides:
        said |= _sides_json(books.sides[one.line]) | {
            "agrees_with_ledger": one.line not in found.against, "agrees_with": list(books.agrees[one.line]),
        }  # fmt: skip
    elif one.line in books.apart:
        said |= {"agrees_with_ledger": None, "not_compared": books.apart[one.line]}
    return said


def _sides_json(sides: Mapping[str, Held]) -> dict[str, Any]:
    return {_SIDES[side]: {"heads": heads, "amount": _yuan(amount)} for side, (heads, amount) in sides.items()}


def _with_books(said: dict[str, Any] | None, found: StatementCheck) -> dict[str, Any] | None:
    """Return the total with what the books have; ``agrees_with_ledger`` null: it could not be compared."""
    beside = found.total_held
    if said is None or beside is None:
        return said
    said |= _sides_json(beside.sides)
    return said | {"agrees_with_ledger": beside.agrees, "agrees_with": list(beside.which),
                   "not_compared": list(beside.lines),
                   "heads_compared": beside.heads, "not_listed": list(beside.besides)}  # fmt: skip


def _total_json(one: TotalVerdict | None, *, money: bool) -> dict[str, Any] | None:
    if one is None:
        return None
    shown = _yuan if money else (lambda value: value)
    said = {"status": one.status, "stated": shown(one.stated), "sum": shown(one.sum),
            "difference": shown(one.difference), "lines": list(one.included)}  # fmt: skip
    if one.least is not None:
        said["least"] = one.least
    if money:
        said |= {"equals_lines": list(one.equals_lines), "equals_unique": one.only}
    return said


def short(fen: int) -> str:
    """Return an amount as people say it: 500, 312.5."""
    from aid_ledger.money import format_yuan

    return format_yuan(fen).rstrip("0").removesuffix(".")


def _yuan(fen: int | None) -> str | None:
    from aid_ledger.money import format_yuan

    return None if fen is None else format_yuan(fen)
