"""The half of the facade that is about money on its way: approve, void, pay, settle, recover, close."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from aid_ledger.terms import Term

if TYPE_CHECKING:
    import pandas as pd

    from aid_ledger.errors import Finding
    from aid_ledger.ledger import Batch
    from aid_ledger.office import Office
    from aid_ledger.office.approval_paper import ApprovalPaper
    from aid_ledger.office.approving import Approved, Plan
    from aid_ledger.office.budget_adding import Allotment
    from aid_ledger.office.budget_years import YearReport
    from aid_ledger.office.paying import Paid, PayOptions
    from aid_ledger.office.recovering import Ending
    from aid_ledger.office.settling import Settled, SettleOptions
    from aid_ledger.payments import BankProfile
    from aid_ledger.words import Lang

Progress = Callable[[str], None]


class MoneySide:
    """The use cases of money as methods of :class:`aid_ledger.office.Office`, which is what ``self`` always is."""

    @property
    def _own(self) -> Office:
        return cast("Office", self)

    @cached_property
    def _banks(self) -> tuple[BankProfile, ...]:
        from aid_ledger.payments import read_bank_profile, shipped_bank_profiles

        paths = self._own.workspace.banks
        own = [read_bank_profile(path.read_text("utf-8-sig"), f"banks/{path.name}") for path in paths]
        return (*own, *shipped_bank_profiles())

    def banks(self) -> tuple[BankProfile, ...]:
        """Return the bank profiles: the workspace's own, then those that are shipped; read once.

        Raises:
            FindingsError: what is wrong in the first profile that cannot be read, with line and column.
        """
        return self._banks

    def plan_approval(self, batch: str, *, progress: Progress | None = None) -> Plan:
        """Say what an approval would seal; see :func:`aid_ledger.office.approving.plan_approval`."""
        from aid_ledger.office.approving import plan_approval

        return plan_approval(self._own, batch, progress=progress)

    def approve(
        self, batch: str, *, by: str, at: str, document: str = "", shown: Plan | None = None,
        paper: ApprovalPaper | None = None, progress: Progress | None = None,
    ) -> Approved:  # fmt: skip
        """Seal the orders of a batch; see :func:`aid_ledger.office.approving.approve`.

        ``paper``: the 审批单 that was put before the approver; its 表校验码 is recorded.
        """
        from aid_ledger.office.approval_paper import sheet_digest_of
        from aid_ledger.office.approving import approve

        sheet = sheet_digest_of(shown, paper) if shown and paper else ""
        return approve(self._own, batch, by=by, at=at, document=document, shown=shown, sheet=sheet, progress=progress)

    def approval_paper(self, plan: Plan, *, by: str = "", document: str = "") -> ApprovalPaper:
        """Return what is put before an approver; see :func:`aid_ledger.office.approval_paper.approval_paper`.

        Raises:
            LedgerError: ``approver-is-preparer``, ``names-count-as-one``, ``term-closed``: there is nothing to put
                before ``by``.
        """
        from aid_ledger.office.approval_paper import approval_paper
        from aid_ledger.office.approving import refuse_preparer

        refuse_preparer(self._own, plan, by)
        return approval_paper(self._own, plan, by=by, document=document)

    def write_approval_paper(
        self, plan: Plan, paper: ApprovalPaper, *, at: str, out: Path | None = None, lang: Lang = "zh"
    ) -> Path | None:  # fmt: skip
        """Write the 审批单; see :func:`aid_ledger.office.approval_paper.write_approval_paper`."""
        from aid_ledger.office.approval_paper import write_approval_paper

        return write_approval_paper(self._own, plan, paper, at=at, out=out, lang=lang)

    def void(self, batch: str, *, why: str, by: str, at: str) -> Batch:
        """Take back a batch of which nothing was sent; see :func:`aid_ledger.office.voiding.void`."""
        from aid_ledger.office.voiding import void

        return void(self._own, batch, why=why, by=by, at=at)

    def pay(
        self, batch: str, options: PayOptions | None = None, *, by: str, at: str, progress: Progress | None = None,
        show: Callable[[tuple[Finding, ...]], object] | None = None,
    ) -> Paid:  # fmt: skip
        """Write the bank files of what was approved; see :func:`aid_ledger.office.paying.pay`."""
        from aid_ledger.office.paying import PayOptions, pay

        return pay(self._own, batch, options or PayOptions(), by=by, at=at, progress=progress, show=show)

    def write_sendings(
        self, batch: str, folder: Path, *, missing: bool = False, lang: Lang = "zh"
    ) -> tuple[Path, ...]:  # fmt: skip
        """Write the bank files of a batch again; see :func:`aid_ledger.office.sent_files.write_sendings`."""
        from aid_ledger.office.sent_files import write_sendings

        return write_sendings(self._own, batch, folder, missing=missing, lang=lang)

    def settle(
        self, files: Sequence[tuple[str, bytes]], options: SettleOptions | None = None, *, by: str, at: str,
        progress: Progress | None = None,
    ) -> Settled:  # fmt: skip
        """Book what a bank's return says; see :func:`aid_ledger.office.settling.settle`."""
        from aid_ledger.office.settling import SettleOptions, settle

        return settle(self._own, files, options or SettleOptions(), by=by, at=at, progress=progress)

    def recovered(self, line: str, ending: Ending, *, by: str, at: str) -> dict[str, Any]:
        """Book how a recovery ends; see :func:`aid_ledger.office.recovering.recovered`."""
        from aid_ledger.office.recovering import recovered

        return recovered(self._own, line, ending, by=by, at=at)

    def account_changes(self, term: Term | str, *, progress: Progress | None = None) -> pd.DataFrame:
        """Return the accounts that wait for a second person; see :mod:`aid_ledger.office.account_changes`."""
        from aid_ledger.office.account_changes import account_changes

        return account_changes(self._own, Term.of(term), progress=progress)

    def write_account_changes(
        self, term: Term | str, changes: pd.DataFrame, out: Path, *, by: str, at: str, lang: Lang = "zh"
    ) -> Path:  # fmt: skip
        """Write the 账户变更表; see :func:`aid_ledger.office.account_changes.write_changes`."""
        from aid_ledger.office.account_changes import write_changes

        return write_changes(self._own, Term.of(term), changes, out, by=by, at=at, lang=lang)

    def write_money_papers(
        self, batch: str, *, out: Path | None = None, by_class: bool = False, lang: Lang = "zh"
    ) -> tuple[Path, ...]:  # fmt: skip
        """Write what follows an approval again; see :func:`aid_ledger.office.money_papers.write_money_papers`."""
        from aid_ledger.office.money_papers import write_money_papers

        return write_money_papers(self._own, batch, out=out, by_class=by_class, lang=lang)

    def write_public_notices(self, batch: str, *, out: Path | None = None, lang: Lang = "zh") -> tuple[Path, ...]:
        """Write the 公示 of a batch; see :func:`aid_ledger.office.notices.write_public_notices`."""
        from aid_ledger.office.notices import write_public_notices

        return write_public_notices(self._own, batch, out=out, lang=lang)

    def write_recovery_notes(self, batch: str, *, out: Path | None = None, lang: Lang = "zh") -> tuple[Path, ...]:
        """Write the 追缴通知单 of a recover batch; see :func:`aid_ledger.office.recovery_papers.write_notes`."""
        from aid_ledger.office.recovery_papers import write_notes

        return write_notes(self._own, batch, out=out, lang=lang)

    def approve_account_changes(
        self, term: Term | str, *, by: str, at: str, document: str = "", only: Sequence[str] = (),
        progress: Progress | None = None,
    ) -> pd.DataFrame:  # fmt: skip
        """Approve changed accounts; see :func:`aid_ledger.office.account_changes.approve_account_changes`."""
        from aid_ledger.office.account_changes import approve_account_changes

        return approve_account_changes(
            self._own, Term.of(term), by=by, at=at, document=document, only=only, progress=progress
        )

    def close_term(self, term: Term | str, *, by: str, at: str) -> dict[str, Any]:
        """Close a term; see :func:`aid_ledger.office.closing.close`."""
        from aid_ledger.office.closing import close

        return close(self._own, Term.of(term), by=by, at=at)

    def reopen_term(self, term: Term | str, *, why: str, by: str, at: str) -> dict[str, Any]:
        """Open a closed term again; see :func:`aid_ledger.office.closing.reopen`."""
        from aid_ledger.office.closing import reopen

        return reopen(self._own, Term.of(term), why=why, by=by, at=at)

    def closed_by(self) -> dict[str, str]:
        """Return the closed terms with who closed each."""
        from aid_ledger.ledger import closed_terms

        with self._own.database.read() as connection:
            return {term: by for term, (by, _) in closed_terms(connection).items()}

    def budget(self, year: int | None = None) -> pd.DataFrame:
        """Return the 指标执行表; see :func:`aid_ledger.office.budget_tables.budget_table`."""
        from aid_ledger.office.budget_tables import budget_table

        return budget_table(self._own, year)

    def write_budget(self, table: pd.DataFrame, out: Path, *, by: str, at: str, lang: Lang = "zh") -> Path:
        """Write the 指标执行表; see :func:`aid_ledger.office.budget_tables.write_table`."""
        from aid_ledger.office.budget_tables import write_table

        return write_table(self._own, table, out, by=by, at=at, lang=lang)

    def left(self, years: Iterable[int] = ()) -> pd.DataFrame:
        """Return what is left of the allotments; see :func:`aid_ledger.office.budgeting.left`."""
        from aid_ledger.office.budgeting import left

        return left(self._own, years)

    def add_allotment(self, allotment: Allotment, *, by: str, at: str) -> dict[str, Any]:
        """Record an allotment that was typed in; see :func:`aid_ledger.office.budget_adding.add_allotment`."""
        from aid_ledger.office.budget_adding import add_allotment

        return add_allotment(self._own, allotment, by=by, at=at)

    def budget_year(self, year: int) -> YearReport:
        """Return the numbers of a calendar year; see :func:`aid_ledger.office.budget_years.year_report`."""
        from aid_ledger.office.budget_years import year_report

        return year_report(self._own, year)

    def write_budget_year(self, report: YearReport, out: Path, *, by: str, at: str, lang: Lang = "zh") -> Path:
        """Write the numbers of a calendar year; see :func:`aid_ledger.office.budget_years.write_report`."""
        from aid_ledger.office.budget_years import write_report

        return write_report(self._own, report, out, by=by, at=at, lang=lang)
