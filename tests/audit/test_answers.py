"""The three answers: what counts as money of a question, and which findings stand first."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from aid_ledger.audit.answers import Answer, answers, dearest
from aid_ledger.audit.results import EVIDENCE, CheckResult, Question, Reconciliation, Severity
from tests.reports.audited import Size, reconciliation


@pytest.fixture(scope="module")
def report() -> Reconciliation:
    return reconciliation(Size(lines=150))


def found(code: str, question: Question, severity: Severity, *rows: dict[str, object]) -> CheckResult:
    """Return a finding; a row is what it names and its fen."""
    blank = {**dict.fromkeys(EVIDENCE, ""), "student": 0, "amount": 0}
    table = pd.DataFrame([blank | row for row in rows])
    return CheckResult(code=code, question=question, severity=severity, status="found", rows=table,
                       amount=int(table["amount"].sum()))  # fmt: skip


def answer(report: Reconciliation, question: Question, *results: CheckResult) -> Answer:
    (own,) = (one for one in answers(replace(report, results=results)) if one.question == question)
    return own


def test_a_payment_that_two_checks_found_is_counted_once(report: Reconciliation) -> None:
    row = {"name": "甲", "programme": "boarding-living", "amount": 500}
    once = found("holder-other", "paid", "warning", row)
    again = found("paid-after-death", "paid", "error", row | {"amount": 400}, row | {"programme": "senior-grant"})
    own = answer(report, "paid", once, again)
    assert (own.amount, own.certain, own.people, own.lines) == (1000, 900, 1, 2)


def test_what_is_owed_is_apart_from_what_came_late_and_from_what_may_be_owed(report: Reconciliation) -> None:
    row = {"name": "甲", "programme": "boarding-living", "amount": 500}
    sure = found("entitled-not-paid", "owed", "warning", row)
    late = found("paid-late", "owed", "warning", {"name": "乙", "programme": "senior-grant", "amount": 1000})
    held = found("held-with-money", "owed", "warning", row | {"amount": 600}, {"name": "丙", "amount": 70})
    own = answer(report, "owed", sure, late, held)
    assert (own.amount, own.people, own.lines, own.late, own.most) == (500, 1, 1, 1000, 170)
    alone = answer(report, "owed", late)
    assert (alone.amount, alone.people, alone.late, alone.verdict) == (0, 1, 1000, "found")


def test_people_without_money_are_not_counted_beside_the_sum(report: Reconciliation) -> None:
    owed = found("entitled-not-paid", "owed", "warning", {"name": "甲", "programme": "x", "amount": 500})
    absent = found("absent-children", "owed", "warning", {"name": "乙"}, {"name": "丙"}, {"name": "甲"})
    own = answer(report, "owed", owed, absent)
    assert (own.amount, own.people, own.lines, own.besides) == (500, 1, 1, 2)
    nobody_owed = answer(report, "owed", absent)
    assert (nobody_owed.amount, nobody_owed.people, nobody_owed.lines, nobody_owed.besides) == (0, 3, 3, 0)


def test_what_was_not_there_to_be_looked_at_is_no_money(report: Reconciliation) -> None:
    death = found("paid-after-death", "paid", "error", {"name": "甲", "amount": 500})
    holder = found("holder-other", "paid", "warning", {"name": "乙", "amount": 300})
    standards = found("unverified-standard", "paid", "warning", {"name": "丙", "amount": 24_500}, {"name": "丁"})
    own = answer(report, "paid", death, holder, standards)
    assert (own.amount, own.certain, own.people, own.lines, own.found) == (800, 500, 2, 2, 3)


def test_one_line_that_is_off_in_every_sum_is_off_once(report: Reconciliation) -> None:
    line = {"line": "2023S-001-00100", "amount": 100}
    moves = found("ledger-moves", "sums", "error", line)
    totals = ({"detail": f"{number}.xlsx", "amount": 100} for number in range(18))
    sheets = found(
        "ledger-sheets", "sums", "error", {"name": "甲", "amount": 100}, {"name": "甲", "amount": 100}, *totals
    )
    assert answer(report, "sums", moves, sheets).amount == 100
    other = {"line": "2023S-001-00200", "amount": 250}
    assert answer(report, "sums", found("ledger-moves", "sums", "error", line, other), sheets).amount == 350


def test_sums_of_other_money_add_up(report: Reconciliation) -> None:
    files = found(
        "bank-returns", "sums", "error", {"detail": "a.xlsx", "amount": 70}, {"detail": "b.xlsx", "amount": 70}
    )
    budget = found(
        "budget-overdrawn", "sums", "error", {"programme": "x", "amount": 1000}, {"programme": "y", "amount": 1}
    )
    idle = found("budget-idle", "sums", "warning", {"programme": "x", "amount": 9999})
    assert answer(report, "sums", files, budget, idle).amount == 70 + 1001


def test_findings_stand_by_their_money_whatever_their_kind(report: Reconciliation) -> None:
    dear = found("holder-other", "paid", "warning", {"name": "乙", "amount": 90_000})
    error = found("paid-after-death", "paid", "error", {"name": "甲", "amount": 500})
    broken = found("books-verify", "sums", "error", {"detail": "x"})
    hint = found("id-runs", "paid", "hint", {"name": "丙", "amount": 99_000})
    assert [one.code for one in dearest((dear, hint, error, broken))] == [
        "books-verify",
        "holder-other",
        "paid-after-death",
    ]
