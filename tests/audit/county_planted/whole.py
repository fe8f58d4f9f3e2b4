"""The planted county as a whole: everything planted, the term led to its end, and what the report makes of it."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from aid_ledger.audit import Reconciliation
from tests.audit.county_planted import in_acts, in_bank, in_books, in_checks, in_lists, in_papers
from tests.audit.county_planted.plan import Plan, plant
from tests.audit.county_planted.term import TERM, Term, lead, lead_shortly
from tests.tools.county import Desk
from tests.tools.tampering import unguard

PACKS = ("national", "city-b")
AUDITOR = "王五"


@dataclass(frozen=True, slots=True)
class Audited:
    """The report, and the plan that it is to be compared with; ``rows``: of all lists at first."""

    report: Reconciliation
    plan: Plan
    rows: int


def whole_county(folder: Path, times: int, ordinary: int) -> Audited:
    """Plant everything so many times among ordinary children, and reconcile at the beginning of the next year."""
    plan = Plan()
    plant(plan, (*in_lists.IN_LISTS, *in_acts.IN_ACTS, *in_bank.IN_BANK, *in_books.IN_BOOKS), times)
    plant(plan, in_checks.IN_CHECKS, times)
    in_lists.ordinary(plan, ordinary)
    in_checks.register(plan)
    with closing(Desk(folder, packs=PACKS)) as desk:
        term = Term(desk, plan)
        lead(term)
        _say_what_follows(term)
        in_papers.budgets(term)
        given = in_papers.given(term, times)
        unguard(desk.office.database)
        with desk.office.database.write() as connection:
            in_books.alter(plan, connection)
        in_papers.sheets_altered(term, times)
        in_checks.hang_out(plan, folder / "reports" / TERM / f"{TERM}-001" / "公示", times)
        return _audited(term, desk.office.reconcile(
            TERM, at="2024-01-15T09:00:00+08:00", by=AUDITOR, given=given))  # fmt: skip


def short_county(folder: Path) -> Audited:
    """Plant what lists alone show, and reconcile after one payout."""
    plan = Plan()
    plant(plan, in_lists.SHORTLY, 1)
    in_lists.ordinary(plan, 12)
    with closing(Desk(folder, packs=PACKS)) as desk:
        term = Term(desk, plan)
        lead_shortly(term)
        _say_what_follows(term)
        return _audited(term, desk.office.reconcile(TERM, at="2023-06-30T09:00:00+08:00", by=AUDITOR))


def _say_what_follows(term: Term) -> None:
    """Lists that were sent again are retired ones, and sums of programmes differ where their lines do."""
    plan = term.plan
    plan.how = "follows"
    for file in dict.fromkeys(term.retired):
        plan.case("sources-retired", file)
    for programme in sorted(plan.sums):
        plan.case("rules-ledger", f"|{programme}：")


def _audited(term: Term, report: Reconciliation) -> Audited:
    rows = sum(len(own) for own in term.plan.lists.says["first"].values())
    return Audited(report, term.plan, rows)
