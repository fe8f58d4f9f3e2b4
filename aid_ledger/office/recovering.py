"""Use case: recovered. Books how a recovery ends: money that came back, in parts too, or a claim given up by two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from aid_ledger.errors import Finding, InputError, LedgerError
from aid_ledger.ledger import ENDS, lines_of, moved, one_name, record, require_open, require_two
from aid_ledger.money import format_yuan
from aid_ledger.office.typed_days import returned_on
from aid_ledger.store import Connection, rows_of

if TYPE_CHECKING:
    from aid_ledger.office import Office


@dataclass(frozen=True, slots=True)
class Ending:
    """How a recovery, or a part of it, ends.

    ``kind`` is one of :data:`ENDS`, or ``undone`` with ``corrects``, the booking that was wrong. ``amount`` is fen
    (-1: all that is still claimed); ``on`` an ISO date; ``returned`` needs ``on`` and ``voucher``, giving up a claim
    ``document``.
    """

    kind: str
    amount: int = -1
    on: str = ""
    voucher: str = ""
    document: str = ""
    corrects: str = ""


def recovered(office: Office, line: str, ending: Ending, *, by: str, at: str) -> dict[str, Any]:
    """Book an ending of a recover line.

    Returns:
        ``recovery_booking, line, kind, amount, outstanding`` (fen that is still claimed after it), ``state`` and
        ``findings``: warnings of a day that cannot be.

    Raises:
        InputError: ``line-not-known``, ``line-is-no-recovery``, ``recovery-needs`` (what is missing),
            ``booking-not-known``.
        LedgerError: ``more-than-claimed``, ``recovery-not-approved``, ``waiver-is-preparer``, ``names-count-as-one``,
            ``booking-is-undone``, ``booking-again`` (the same amount, day and voucher),
            ``term-closed`` (a claim is given up; money that came back is always booked). Nothing was written.
    """
    with office.database.write() as connection:
        own = _line(connection, line)
        booked = rows_of(connection, "recovery_booking", "line = :line", "number", line=line)
        if ending.kind == "undone":
            amount, accounts = _undoing(booked, ending)
        else:
            amount, accounts = _ending(connection, own, ending, by)
            _refuse_again(booked, ending, amount)
        row = {
            "recovery_booking": f"{line}-R{len(booked) + 1}", "line": line, "number": len(booked) + 1,
            "kind": ending.kind, "amount": amount, "booked_on": ending.on, "voucher": ending.voucher.strip(),
            "document": ending.document.strip(), "corrects": ending.corrects,
        }  # fmt: skip
        moves = moved(connection, pd.DataFrame([own]), accounts, [amount], at)
        body = {"line": line, "term": own["term"], "kind": ending.kind, "amount": amount}
        record(connection, "recovered", by=by, at=at, body=body, tables={"recovery_booking": [row], "transfer": moves})
        after = _line(connection, line)
        findings = returned_on(connection, own, ending.on, at) if ending.kind == "returned" else []
    told = {name: row[name] for name in ("recovery_booking", "line", "kind", "amount")}
    return {**told, "outstanding": int(after["outstanding"]), "state": str(after["state"]), "findings": findings}


def _line(connection: Connection, line: str) -> dict[str, Any]:
    found = rows_of(connection, "line", "line = :line", line=line)
    if not found:
        raise InputError(Finding("line-not-known", params={"line": line}))
    if found[0]["kind"] != "recover":
        raise InputError(Finding("line-is-no-recovery", params={"line": line}))
    lines = lines_of(connection, str(found[0]["term"]))
    return dict(lines[lines["line"] == line].iloc[0])


def _ending(
    connection: Connection, own: dict[str, Any], ending: Ending, by: str
) -> tuple[int, tuple[str, str]]:  # fmt: skip
    line, claimed = str(own["line"]), int(own["outstanding"])
    needs = ("on", "voucher") if ending.kind == "returned" else ("document",)
    missing = [name for name in needs if not getattr(ending, name).strip()]
    if missing:
        raise InputError(Finding("recovery-needs", params={"line": line, "what": ", ".join(f"--{x}" for x in missing)}))
    if ending.kind != "returned":
        require_open(connection, str(own["term"]))
        if own["state"] == "prepared":
            raise LedgerError(Finding("recovery-not-approved", params={"line": line, "batch": own["batch"]}))
        batch = rows_of(connection, "batch", "batch = :batch", batch=str(own["batch"]))[0]
        if one_name(str(batch["prepared_by"])) == one_name(by):
            raise LedgerError(Finding("waiver-is-preparer", params={"line": line, "by": by}))
        require_two(connection, by, str(batch["prepared_by"]), int(batch["seq"]))
    amount = claimed if ending.amount < 0 else ending.amount
    if not 0 < amount <= claimed:
        params = {"line": line, "amount": format_yuan(amount), "claimed": format_yuan(claimed)}
        raise LedgerError(Finding("more-than-claimed", params=params))
    return amount, ENDS[ending.kind]


def _refuse_again(booked: Sequence[Mapping[str, Any]], ending: Ending, amount: int) -> None:
    """Refuse to book the same money twice: a command that was repeated says the same of everything."""
    undone = {one["corrects"] for one in booked}
    same = ("returned", amount, ending.on, ending.voucher.strip())
    names = ("kind", "amount", "booked_on", "voucher")
    for one in booked if ending.kind == "returned" else ():
        if tuple(one[name] for name in names) == same and one["recovery_booking"] not in undone:
            params = {"booking": one["recovery_booking"], "voucher": ending.voucher, "amount": format_yuan(amount)}
            raise LedgerError(Finding("booking-again", params=params))


def _undoing(booked: list[dict[str, Any]], ending: Ending) -> tuple[int, tuple[str, str]]:
    wrong = next((one for one in booked if one["recovery_booking"] == ending.corrects), None)
    if wrong is None or wrong["kind"] == "undone":
        raise InputError(Finding("booking-not-known", params={"booking": ending.corrects}))
    if any(one["corrects"] == ending.corrects for one in booked):
        raise LedgerError(Finding("booking-is-undone", params={"booking": ending.corrects}))
    debit, credit = ENDS[str(wrong["kind"])]
    return int(wrong["amount"]), (credit, debit)
