"""The checks of the auditor's report: one small function each, in one list; run before paying as well as after.

A check looks at the picture of a term and gives rows of evidence, none, or the reason why it could not look. It decides
nothing: what the office does about it, and what it answers, is its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aid_ledger.audit.checks import (
    accounts,
    attendance,
    banks,
    budget,
    by_amount,
    days,
    entitlement,
    files,
    given,
    hints,
    paying,
    people,
    school_papers,
    standards,
    statement,
    sums,
)
from aid_ledger.audit.checks.looking import Check, Looked, NotDone
from aid_ledger.audit.picture import Picture
from aid_ledger.audit.results import CheckResult
from aid_ledger.money import format_yuan

__all__ = ["CHECKS", "Check", "Looked", "NotDone", "run_checks"]

CHECKS: tuple[Check, ...] = (
    Check("entitled-not-paid", "owed", "warning", entitlement.entitled_not_paid, needs="lists"),
    Check("held-with-money", "owed", "warning", entitlement.held, needs="lists"),
    Check("registered-without-aid", "owed", "warning", entitlement.registered_without_aid, needs="lists"),
    Check("absent-children", "owed", "warning", attendance.absent_children, needs="lists"),
    Check("returned-not-resent", "owed", "warning", banks.returned_not_resent),
    Check("sent-not-settled", "owed", "warning", banks.sent_not_settled, {"days": banks.SETTLED_WITHIN}),
    Check("paid-late", "owed", "warning", banks.paid_late),
    Check("paid-twice", "paid", "error", paying.paid_twice, better_with="lists"),
    Check("excluded-together", "paid", "error", paying.excluded_together, better_with="lists"),
    Check("paid-not-entitled", "paid", "error", entitlement.paid_not_entitled, needs="lists"),
    Check("away-but-paid", "paid", "error", entitlement.away_but_paid, needs="lists"),
    Check("gone-by-retired-list", "paid", "warning", files.gone_by_retired, needs="lists"),
    Check("paid-after-death", "paid", "error", people.paid_after_death, better_with="lists"),
    Check("award-without-list", "paid", "error", entitlement.award_without_list, needs="lists"),
    Check("paid-not-listed", "paid", "warning", entitlement.paid_not_listed, needs="lists"),
    Check("amount-off-standard", "paid", "error", entitlement.amount_off_standard, needs="lists"),
    Check("unverified-standard", "paid", "warning", standards.unverified_standard),
    Check("tier-outside-range", "paid", "warning", standards.tier_outside_range, better_with="lists"),
    Check("mean-off-average", "paid", "warning", standards.mean_off_average, better_with="lists"),
    Check("at-two-schools", "paid", "warning", attendance.at_two_schools, needs="lists"),
    Check("age-outside-stage", "paid", "warning", attendance.age_outside_stage, needs="lists"),
    Check("boarders-over-beds", "paid", "warning", attendance.boarders_over_beds, needs="lists"),
    Check("meals-served", "paid", "warning", attendance.meals_served, needs="lists"),
    Check("meals-unreported", "paid", "warning", attendance.meals_unreported, needs="lists"),
    Check("account-of-many", "paid", "warning", accounts.account_of_many, needs="lists"),
    Check("holder-other", "paid", "warning", accounts.holder_other, needs="lists"),
    Check("account-changed", "paid", "error", accounts.account_changed),
    Check("account-of-employee", "paid", "warning", accounts.account_of_employee, needs="lists"),
    Check("sent-without-approval", "paid", "error", paying.sent_without_approval),
    Check("sent-otherwise", "paid", "error", paying.sent_otherwise, needs="archive"),
    Check("paid-outside-ledger", "paid", "error", statement.paid_outside_ledger),
    Check("debits-by-amount", "paid", "warning", by_amount.debits_by_amount, {"days": by_amount.LATE}),
    Check("recoveries-open", "paid", "warning", banks.recoveries_open),
    Check("forced-decisions", "paid", "warning", people.forced_decisions, better_with="lists"),
    Check("public-notice", "paid", "warning", school_papers.public_notice, {"days": school_papers.NOTICE_DAYS}),
    Check("notice-private", "paid", "warning", school_papers.notice_private, needs="papers"),
    Check("rules-ledger", "sums", "warning", sums.rules_ledger, needs="lists"),
    Check("ledger-moves", "sums", "error", sums.ledger_moves),
    Check("ledger-approvals", "sums", "error", sums.ledger_approvals),
    Check("ledger-bank-files", "sums", "error", sums.ledger_bank_files, better_with="archive"),
    Check("statement-ledger", "sums", "error", statement.statement_ledger, {"how": ""}),
    Check("archived-unread", "sums", "warning", sums.archived_unread, needs="archive"),
    Check("bank-returns", "sums", "error", sums.bank_returns, needs="archive"),
    Check("ledger-sheets", "sums", "error", sums.ledger_sheets, needs="papers"),
    Check("totals-agree", "sums", "error", sums.totals_agree),
    Check("rows-outcomes", "sums", "error", sums.rows_outcomes, needs="lists"),
    Check("books-verify", "sums", "error", sums.books_verify),
    Check("budget-overdrawn", "sums", "error", budget.budget_overdrawn, needs="budget"),
    Check("budget-idle", "sums", "warning", budget.budget_idle, needs="budget"),
    Check("budget-unmatched", "sums", "warning", budget.budget_unmatched, needs="budget"),
    Check("days-impossible", "sums", "warning", days.days_impossible),
    Check("control-totals", "sums", "warning", files.control_totals),
    Check("file-old", "sums", "warning", files.file_old, {"days": files.OLD}),
    Check("sources-retired", "sums", "warning", files.sources_retired),
    Check("lists-as-archived", "sums", "error", given.lists_as_archived),
    Check("returns-as-booked", "sums", "error", given.returns_as_booked),
    Check("papers-kept", "sums", "warning", school_papers.papers_kept),
    Check("employee-namesake", "paid", "hint", accounts.employee_namesake, needs="lists"),
    Check("id-runs", "paid", "hint", hints.id_runs, better_with="lists"),
    Check("alike-persons", "paid", "hint", hints.alike_persons, better_with="lists"),
    Check("first-digits", "sums", "hint", hints.first_digits),
    Check("round-amounts", "sums", "hint", hints.round_amounts),
    Check("numbering-gaps", "sums", "hint", hints.numbering_gaps),
    Check("totals-computed", "sums", "hint", sums.totals_computed, needs="papers"),
    Check("same-two-sign", "paid", "hint", people.same_two_sign),
)
"""Every check, in the order of the report."""
_NO_LIST = (
    "no-list-of-deceased", "no-list-of-employees", "notices-not-recorded", "papers-not-recorded", "no-control-totals",
)  # fmt: skip
"""What is said where no list was imported; a pack without lists cannot say that none was."""


def run_checks(
    picture: Picture, answers: Mapping[str, str] | None = None, *, checks: Sequence[Check] = CHECKS
) -> tuple[CheckResult, ...]:  # fmt: skip
    """Do every check, or only ``checks``; ``answers`` are what the office said of findings, by code."""
    return tuple(_result(check, picture, (answers or {}).get(check.code, "")) for check in checks)


def _result(check: Check, picture: Picture, answer: str) -> CheckResult:
    lacking, partly = picture.lacks.get(check.needs, ""), picture.lacks.get(check.better_with, "")
    found = NotDone(lacking) if lacking else check.look(picture)
    if isinstance(found, NotDone) and found.why in _NO_LIST:
        found = NotDone(picture.lacks.get("lists", found.why))
    if partly and isinstance(found, Looked) and found.rows.empty:
        found = NotDone(partly)
    if isinstance(found, Looked) and not found.looked_at and found.rows.empty:
        found = NotDone("nothing-to-look-at")
    figures: dict[str, object] = {"end": picture.term.last_day.isoformat(), **check.figures}
    if isinstance(found, NotDone):
        none = {**dict.fromkeys(("rows", "looked_at", "people", "accounts"), "0"), "amount": "0.00"}
        return CheckResult(code=check.code, question=check.question, severity=check.severity, status="not-done",
                           why_not=found.why, params=figures | none, answer=answer)  # fmt: skip
    amount = int(found.rows["amount"].sum()) if found.amount < 0 else found.amount
    figures |= {"rows": f"{len(found.rows):,}", "amount": format_yuan(amount, grouped=True),
                "looked_at": f"{found.looked_at:,}"}  # fmt: skip
    return CheckResult(
        code=check.code, question=check.question, severity=found.severity or check.severity,
        status="found" if len(found.rows) else "passed", looked_at=found.looked_at, unit=found.unit,
        rows=found.rows if len(found.rows) else None, amount=amount, params={**figures, **found.params}, answer=answer,
        why_not=partly if len(found.rows) else "",
    )  # fmt: skip
