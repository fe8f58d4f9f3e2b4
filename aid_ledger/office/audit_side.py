"""The part of the facade that proves the books: keys, verify, replay, reconcile, bundle, erase, figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from aid_ledger.terms import Term

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    import pandas as pd

    from aid_ledger.audit import Contents, Given, Reconciliation
    from aid_ledger.audit.sampling import Rule
    from aid_ledger.audit.statements import StatementCheck
    from aid_ledger.ledger import Verification
    from aid_ledger.office import Office
    from aid_ledger.office.bundled_books import Bundled
    from aid_ledger.office.erasing import Erased
    from aid_ledger.office.given_files import Files
    from aid_ledger.office.replaying import Replay
    from aid_ledger.office.sample_population import Origin
    from aid_ledger.office.sampling import Drawn, Results
    from aid_ledger.office.sheet_finding import Carried
    from aid_ledger.store import Registration
    from aid_ledger.words import Lang


class AuditSide:
    """What an auditor asks an office for; mixed into ``Office``."""

    def verify(self, head: str = "") -> Verification:
        """Re-derive the books from their values, check archive and guards; see :mod:`aid_ledger.office.verifying`."""
        from aid_ledger.office.verifying import verify

        return verify(cast("Office", self), head)

    def carried_by(self, digest: str, *, progress: Callable[[str], None] | None = None) -> tuple[Carried, ...]:
        """Return what carries a digest read from paper; see :mod:`aid_ledger.office.sheet_finding`."""
        from aid_ledger.office.sheet_finding import carried_by

        return carried_by(cast("Office", self), digest, progress=progress)

    def new_key(
        self, name: str, passphrase: str, out: Path, *, by: str, at: str, why: str = ""
    ) -> Registration:  # fmt: skip
        """Make a key for a person and register it; see :func:`aid_ledger.office.keys.new_key`."""
        from aid_ledger.office.keys import new_key

        return new_key(cast("Office", self), name, passphrase, out, by=by, at=at, why=why)

    def sign_as(self, by: str, data: bytes, passphrase: str, *, file: str = "") -> str:
        """Sign what ``by`` does from now on; see :func:`aid_ledger.office.keys.sign_as`."""
        from aid_ledger.office.keys import sign_as

        return sign_as(cast("Office", self), by, data, passphrase, file=file)

    def require_key(self, by: str) -> None:
        """Refuse what ``by`` would do unsigned though holding a key; see :func:`aid_ledger.office.keys.require_key`."""
        from aid_ledger.office.keys import require_key

        require_key(cast("Office", self), by)

    def keys(self) -> tuple[Registration, ...]:
        """Return every key that was ever given, in order."""
        from aid_ledger.office.keys import keys

        return keys(cast("Office", self))

    def replay(self, *, progress: Callable[[str], None] | None = None) -> Replay:
        """Run every payout again as of then; see :mod:`aid_ledger.office.replaying`."""
        from aid_ledger.office.replaying import replay

        return replay(cast("Office", self), progress=progress)

    def bundle(self, term: Term | str, *, by: str, at: str, with_sources: bool = False) -> Contents:
        """Return a term's audit bundle, recorded as an export; see :mod:`aid_ledger.office.bundling`."""
        from aid_ledger.office.bundling import make_bundle

        return make_bundle(cast("Office", self), term, by=by, at=at, with_sources=with_sources)

    @staticmethod
    def of_bundle(path: Path, head: str = "") -> AbstractContextManager[tuple[Office, Bundled]]:
        """Check a bundle and open its books, away from any workspace; see :mod:`aid_ledger.office.bundled_books`."""
        from aid_ledger.office.bundled_books import office_of_bundle

        return office_of_bundle(path, head)

    def require_fits(self) -> None:
        """Refuse to go on with a bundle that fails its check; an office's own books have ``verify`` for it."""
        from aid_ledger.office.bundled_books import require_fits

        require_fits(cast("Office", self))

    def reconcile(
        self, term: Term | str, *, at: str, by: str, given: Given | None = None, lang: Lang = "zh",
        progress: Callable[[str], None] | None = None,
    ) -> Reconciliation:  # fmt: skip
        """Return the auditor's report of a term; see :func:`aid_ledger.office.reconciling.reconcile`."""
        from aid_ledger.office.reconciling import reconcile

        return reconcile(cast("Office", self), Term.of(term), at=at, by=by, given=given, lang=lang, progress=progress)

    def export_findings(
        self, term: Term | str, *, at: str, by: str, lang: Lang = "zh", progress: Callable[[str], None] | None = None
    ) -> pd.DataFrame:
        """Return what ``reconcile`` finds, a row a row of evidence; see :mod:`aid_ledger.office.finding_table`."""
        from aid_ledger.office.finding_table import finding_table

        report = self.reconcile(term, at=at, by=by, lang=lang, progress=progress)
        return finding_table(cast("Office", self), report, lang)

    def read_given(
        self, term: Term | str, *, registers: Files = (), rosters: Files = (), returns: Files = (),
        statements: Files = (),
    ) -> Given:  # fmt: skip
        """Return an auditor's own files as ``reconcile`` takes them; see :mod:`aid_ledger.office.given_files`."""
        from aid_ledger.office.given_files import read_given

        return read_given(
            cast("Office", self), Term.of(term), registers=registers, rosters=rosters, returns=returns,
            statements=statements,
        )  # fmt: skip

    def write_reconciliation(
        self, report: Reconciliation, *, out: Path | None = None, lang: Lang = "zh"
    ) -> tuple[Path, ...]:  # fmt: skip
        """Write the report as workbook, page and questions by school, into ``out`` or a folder of the term.

        Raises:
            InputError: ``workbook-not-writable``.
        """
        from aid_ledger.reports.reconciliation import write_reconciliation
        from aid_ledger.words import phrase

        folder = cast("Office", self).workspace.reports / str(report.head.term) / phrase("report-folder", lang)
        return tuple(write_reconciliation(report, out or folder, language=lang))

    def answer_finding(self, term: Term | str, code: str, text: str, *, by: str, at: str) -> None:
        """Record the office's answer to a finding; see :func:`aid_ledger.office.reconciling.answer_finding`."""
        from aid_ledger.office.reconciling import answer_finding

        answer_finding(cast("Office", self), Term.of(term), code, text, by=by, at=at)

    def erase(self, student: str, *, why: str, by: str, at: str) -> Erased:
        """Erase what the books know of a student; see :func:`aid_ledger.office.erasing.erase`."""
        from aid_ledger.office.erasing import erase

        return erase(cast("Office", self), student, why=why, by=by, at=at)

    def check_statement(self, name: str, data: bytes, term: Term | None = None) -> StatementCheck:
        """Check published figures; see :mod:`aid_ledger.office.statement_check`."""
        from aid_ledger.office.statement_check import check_in_office

        return check_in_office(cast("Office", self), name, data, term)

    def sample(
        self, term: Term, *, size: int, seed: int, at: str, rule: Rule = "amount", origin: Origin = "lines",
        lang: Lang = "zh", progress: Callable[[str], None] | None = None,
    ) -> Drawn:  # fmt: skip
        """Draw people to be visited; see :func:`aid_ledger.office.sampling.sample`."""
        from aid_ledger.office.sampling import sample

        return sample(
            cast("Office", self), term, size=size, seed=seed, at=at, rule=rule, origin=origin, lang=lang,
            progress=progress,
        )  # fmt: skip

    def sample_results(self, name: str, data: bytes) -> Results:
        """Project what a filled 核查表 says; see :func:`aid_ledger.office.sampling.sample_results`."""
        from aid_ledger.office.sampling import sample_results

        return sample_results(cast("Office", self), name, data)
