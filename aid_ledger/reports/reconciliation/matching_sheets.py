"""三方核对 (due by the rules, approved, booked as arrived, by programme) and the list of all checks: every sum live."""

from __future__ import annotations

from collections.abc import Mapping

from aid_ledger.audit.answers import BETWEEN
from aid_ledger.audit.results import Reconciliation
from aid_ledger.reports.listing import HEAD_ROWS, Frame
from aid_ledger.reports.reconciliation.sentences import Speaker, masked
from aid_ledger.reports.reconciliation.sheets import Sheet, money
from aid_ledger.reports.rows import Formula, Value

MATCHING: Frame = (
    ("no", 5, "no"), ("rec-programme", 34, "wrap"), ("rec-stage", 10, "wrap"), ("rec-payee", 8, "text"),
    ("rec-students", 8, "count"), ("rec-due", 14, "money"), ("rec-before", 11, "money"), ("rec-claimed", 11, "money"),
    ("rec-unapproved", 12, "money"), ("rec-unordered", 12, "money"), ("rec-approved", 14, "money"),
    ("rec-paid", 14, "money"),
    ("rec-returned", 12, "money"), ("rec-waiting", 13, "money"), ("rec-due-approved", 12, "money"),
    ("rec-approved-rest", 12, "money"), ("rec-check", 7, "text"),
)  # fmt: skip
DUE, BEFORE, CLAIMED, UNAPPROVED, UNORDERED, APPROVED, PAID, RETURNED, WAITING, NOT_APPROVED, OFF = range(5, 16)
_ONWARD = ("approved", "paid", "returned", "waiting")
CHECKS: Frame = (
    ("no", 5, "no"), ("rec-question", 18, "wrap"), ("rec-check-title", 34, "wrap"), ("rec-severity", 7, "text"),
    ("rec-status", 7, "text"), ("rec-looked", 9, "count"), ("rec-unit", 9, "text"), ("rec-rows", 7, "count"),
    ("rec-amount", 14, "money"), ("rec-rows-sum", 14, "money"), ("rec-demand", 60, "wrap"), ("rec-answer", 24, "wrap"),
)  # fmt: skip
QUESTION, STATUS = 1, 4


def matching_sheet(report: Reconciliation, say: Speaker, names: Mapping[str, str]) -> Sheet:
    """Return 三方核对: what the rules give, what was approved, what is booked as paid, and what is off."""
    table = report.totals
    fen = {name: [int(one) for one in table[name]] for name in ("due", *BETWEEN, *_ONWARD)}
    not_approved: list[Value] = []
    off: list[Value] = []
    check: list[Value] = []
    for place in range(len(table)):
        row = HEAD_ROWS + place + 1
        first = fen["due"][place] - sum(fen[name][place] for name in (*BETWEEN, "approved"))
        second = fen["approved"][place] - sum(fen[name][place] for name in _ONWARD[1:])
        not_approved.append(Formula(f"ROUND(F{row}-SUM(G{row}:K{row}),2)", first / 100))
        off.append(Formula(f"ROUND(K{row}-SUM(L{row}:N{row}),2)", second / 100))
        said = (say.word("holds"), say.word("fails"))
        text = f'IF(AND(O{row}=0,P{row}=0),"{said[0]}","{said[1]}")'
        check.append(Formula(text, said[bool(first or second)]))
    columns: list[list[Value]] = [
        [say.programme(one) for one in table["programme"]], [say.stages(one) for one in table["stage"]],
        [say.payee(one) for one in table["payee"]], [int(one) for one in table["students"]],
        *(money(values) for values in fen.values()), not_approved, off, check,
    ]  # fmt: skip
    title, line = say.word("sheet-matching-title"), say.word("sheet-matching-line")
    line = line if report.due_known else f"{line}　{say.word('due-not-known')}"
    sums = tuple(range(DUE, OFF + 1))
    return Sheet(names["matching"], "audit-matching/1", title, line, MATCHING, columns, sums)


def checks_sheet(report: Reconciliation, say: Speaker, names: Mapping[str, str], found: Mapping[str, Sheet]) -> Sheet:
    """Return 检查清单: passed, found and not done; the sum of a finding's rows comes from its own sheet."""
    results = report.results
    rows_sum: list[Value] = [
        Formula(found[r.code].total(AMOUNT), _fen(r.rows) / 100) if r.code in found else None for r in results
    ]
    demand = [say.not_done(r.why_not) if r.status == "not-done" else masked(say.check(r).constraint) for r in results]
    columns: list[list[Value]] = [
        [say.word(f"question-{r.question}") for r in results], [masked(say.check(r).title) for r in results],
        [say.word(f"severity-{r.severity}") for r in results],
        [status_word(r.status, r.severity, say) for r in results], [r.looked_at for r in results],
        [say.unit(r.unit) for r in results],
        [0 if r.rows is None else len(r.rows) for r in results], [r.amount / 100 for r in results], rows_sum,
        list(demand), [masked(r.answer) for r in results],
    ]  # fmt: skip
    title, line = say.word("all-checks-title"), say.word("sheet-checks-line")
    return Sheet(names["checks"], "audit-checks/1", title, line, CHECKS, columns)


AMOUNT = 6
"""The column of the amount on the sheet of a finding."""


def status_word(status: str, severity: str, say: Speaker) -> str:
    """Return how a check ended; a hint is never called a finding."""
    return say.word(f"status-{'hint' if status == 'found' and severity == 'hint' else status}")


def _fen(rows: object) -> int:
    return int(rows["amount"].fillna(0).sum()) if rows is not None else 0  # type: ignore[index]
