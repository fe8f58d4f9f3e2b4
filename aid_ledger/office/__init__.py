"""One module a use case, and the facade through which programs and the command use the library.

>>> # office = Office.open("示例县"); office.payout("2023S", by="张三", at="2023-04-20T09:00:00+08:00")
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aid_ledger.office.audit_side import AuditSide
from aid_ledger.office.money_side import MoneySide
from aid_ledger.office.workspace import Config, Workspace, find_workspace, make_workspace, read_workspace
from aid_ledger.store import Database, Evidence, head, rows_of
from aid_ledger.terms import Term

if TYPE_CHECKING:
    import pandas as pd

    from aid_ledger.intake import Profile
    from aid_ledger.linking import Linked, Source
    from aid_ledger.office.applying import Applied
    from aid_ledger.office.bundled_books import Bundled
    from aid_ledger.office.explanation import Explanation
    from aid_ledger.office.importing import FileImport, ImportOptions
    from aid_ledger.office.payout import PayoutOptions
    from aid_ledger.office.payout_result import PayoutResult
    from aid_ledger.office.receiving import Received
    from aid_ledger.office.refused import Refusal
    from aid_ledger.office.reviewing import ReviewResult
    from aid_ledger.office.schools_standing import SchoolsStanding
    from aid_ledger.office.simulation import Simulation
    from aid_ledger.rulebook import Rulebook
    from aid_ledger.words import Lang

__all__ = ["Config", "Office", "Workspace", "find_workspace", "make_workspace", "read_workspace"]


class Office(MoneySide, AuditSide):
    """A county office's workspace, open: its database, its archive and its rules.

    ``by`` (who acts) and ``at`` (when, ISO 8601) are arguments of everything that writes: nothing here reads a clock.
    ``bundled`` says which audit bundle the books were read from, none where they are the office's own. ``linked`` is
    the term that was linked last and what of, for who asks the same again.
    """

    def __init__(self, workspace: Workspace) -> None:
        """Open what belongs to ``workspace``; the database is made where it is missing."""
        self.workspace = workspace
        self.database = Database(workspace.database_url)
        self.evidence = Evidence(workspace.folder)
        self.bundled: Bundled | None = None
        self.linked: tuple[object, Linked] | None = None
        self._tables: dict[str, Source] = {}

    @classmethod
    def open(cls, folder: Path | str) -> Office:
        """Open the workspace in ``folder``.

        Raises:
            InputError: there is none, or its configuration is wrong.
        """
        return cls(read_workspace(Path(folder)))

    @property
    def config(self) -> Config:
        """What ``aid-ledger.toml`` says."""
        return self.workspace.config

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()

    def last_record(self) -> str:
        """Return the time that the journal's last record bears, blank before the first."""
        with self.database.read() as connection:
            rows = rows_of(connection, "journal", "seq = :seq", seq=head(connection).seq)
        return str(rows[0]["at"]) if rows else ""

    def __enter__(self) -> Office:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @cached_property
    def _rulebook(self) -> Rulebook:
        from aid_ledger.rulebook import load_rulebook

        return load_rulebook(self.config.packs, folders=self.workspace.rules, parameters=self.config.parameters)

    def rulebook(self) -> Rulebook:
        """Return the rules of the configured packs, loaded once.

        Raises:
            FindingsError: everything wrong with the rule files or parameters.
        """
        return self._rulebook

    @cached_property
    def _profiles(self) -> tuple[Profile, ...]:
        from aid_ledger.intake import read_profile, shipped_profiles

        own = [read_profile(path.read_text("utf-8-sig"), f"profiles/{path.name}") for path in self.workspace.profiles]
        return (*own, *shipped_profiles())

    def profiles(self) -> tuple[Profile, ...]:
        """Return the source profiles: the workspace's own, then those that are shipped; read once.

        Raises:
            FindingsError: what is wrong in the first profile that cannot be read, with line and column.
        """
        return self._profiles

    def load(self, row: Mapping[str, Any]) -> Source:
        """Return a source record's table; kept in memory while the office is open."""
        from aid_ledger.office.source_tables import load_source

        key = f"{row['source']}/{row['term']}/{row.get('at', '')}"
        if key not in self._tables:
            self._tables[key] = load_source(self.evidence, row)
        return self._tables[key]

    def use(self, workspace: Workspace, rulebook: Rulebook) -> None:
        """Go on under another configuration and other rules, as a replay does; database and archive stay."""
        self.workspace = workspace
        self.__dict__["_rulebook"] = rulebook

    def keep_rules(self, rulebook: Rulebook) -> None:
        """Archive the rule files that a payout uses."""
        for data in rulebook.files.values():
            self.evidence.keep(data)

    def import_files(
        self, files: Sequence[tuple[str, bytes] | Received], options: ImportOptions | None = None, *, by: str, at: str,
        progress: Callable[[str], None] | None = None,
    ) -> tuple[FileImport, ...]:  # fmt: skip
        """Import files; see :func:`aid_ledger.office.importing.import_files`."""
        from aid_ledger.office.importing import ImportOptions, import_files

        return import_files(self, files, options or ImportOptions(), by=by, at=at, progress=progress)

    def payout(
        self, term: Term | str, options: PayoutOptions | None = None, *, by: str, at: str,
        progress: Callable[[str], None] | None = None,
    ) -> PayoutResult:  # fmt: skip
        """Post what a term is due and write the papers; see :func:`aid_ledger.office.payout.payout`."""
        from aid_ledger.office.payout import PayoutOptions, payout

        return payout(self, Term.of(term), options or PayoutOptions(), by=by, at=at, progress=progress)

    def simulate(
        self, term: Term | str, rules: Rulebook | None = None, *, progress: Callable[[str], None] | None = None
    ) -> Simulation:  # fmt: skip
        """Say what a term would pay under other rules; see :func:`aid_ledger.office.simulating.simulate`."""
        from aid_ledger.office.simulating import simulate

        return simulate(self, Term.of(term), rules, progress=progress)

    def write_simulation(self, found: Simulation, out: Path, *, by: str, at: str, lang: Lang = "zh") -> Path:
        """Write the 测算表; see :func:`aid_ledger.office.simulating.write_simulation_book`."""
        from aid_ledger.office.simulating import write_simulation_book

        return write_simulation_book(self, found, out, by=by, at=at, lang=lang)

    def sources(self, term: Term | str | None = None) -> list[dict[str, Any]]:
        """Return what has been imported; see :func:`aid_ledger.office.books.list_sources`."""
        from aid_ledger.office.books import list_sources

        return list_sources(self, Term.of(term) if term is not None else None)

    def retire_source(self, source: str, *, why: str, by: str, at: str) -> Mapping[str, Any]:
        """Take a source out of use; see :func:`aid_ledger.office.books.retire_source`."""
        from aid_ledger.office.books import retire_source

        return retire_source(self, source, why=why, by=by, at=at)

    def review(
        self, term: Term | str, *, by: str, at: str, out: Path | None = None, deadline: str = "", lang: Lang = "zh"
    ) -> ReviewResult:  # fmt: skip
        """Write what waits for a decision; see :func:`aid_ledger.office.reviewing.review`."""
        from aid_ledger.office.reviewing import review

        return review(self, Term.of(term), by=by, at=at, out=out, deadline=deadline, lang=lang)

    def apply_review(self, name: str, data: bytes, *, by: str, at: str, brought_by: str = "") -> Applied:
        """Record what a filled-in workbook or slip decides; see :func:`aid_ledger.office.applying.apply_review`."""
        from aid_ledger.office.applying import apply_review

        return apply_review(self, name, data, by=by, at=at, brought_by=brought_by)

    def document_names(self, lang: Lang = "zh") -> dict[str, str]:
        """Return what workbooks and slips that decisions came in are called, by their digests."""
        from aid_ledger.office.decisions import document_names

        with self.database.read() as connection:
            return document_names(connection, lang)

    def decisions(self, term: Term | str | None = None) -> list[dict[str, Any]]:
        """Return the decisions made; see :func:`aid_ledger.office.decisions.list_decisions`."""
        from aid_ledger.office.decisions import list_decisions

        return list_decisions(self, Term.of(term) if term is not None else None)

    def decision(self, decision: str) -> dict[str, Any]:
        """Return one decision with its cells; see :func:`aid_ledger.office.decisions.show_decision`."""
        from aid_ledger.office.decisions import show_decision

        return show_decision(self, decision)

    def retract_decision(self, decision: str, *, why: str, by: str, at: str) -> Mapping[str, Any]:
        """Take a decision back; see :func:`aid_ledger.office.decisions.retract`."""
        from aid_ledger.office.decisions import retract

        return retract(self, decision, why=why, by=by, at=at)

    def batches(self, term: Term | str | None = None) -> list[dict[str, Any]]:
        """Return the batches with their state; see :func:`aid_ledger.office.books.batches`."""
        from aid_ledger.office.books import batches

        return batches(self, Term.of(term) if term is not None else None)

    def write_batch(self, batch: str, *, out: Path | None = None, lang: Lang = "zh") -> tuple[Path, ...]:
        """Write a batch's sheets again from the ledger; see :func:`aid_ledger.office.papers.write_papers`."""
        from aid_ledger.office.papers import write_papers

        return write_papers(self, [batch], out=out, lang=lang)

    def explain(self, student: str, term: Term | str) -> Explanation:
        """Say why a student gets what they get, and why not the rest; see :mod:`aid_ledger.office.explaining`."""
        from aid_ledger.office.explaining import explain

        return explain(self, student, Term.of(term))

    def export(self, kind: str, term: Term | str) -> pd.DataFrame:
        """Return ``lines``, ``outcomes``, ``entitlements`` or ``transfers`` of a term, columns as CLI.md names them.

        Raises:
            ValueError: another kind.
        """
        from aid_ledger.office import books

        makers = {
            "lines": books.export_lines, "outcomes": books.outcome_table,
            "entitlements": books.entitlement_table, "transfers": books.export_transfers,
        }  # fmt: skip
        if kind not in makers:
            raise ValueError(f"{kind!r} cannot be exported; known: {', '.join(makers)}")
        return makers[kind](self, Term.of(term))

    def beancount(self, term: Term | str) -> str:
        """Return a term's transfers as beancount text; see :mod:`aid_ledger.reports.beancount`."""
        from aid_ledger.office.books import transfers_as_beancount

        return transfers_as_beancount(self, Term.of(term))

    def log_export(self, kind: str, term: Term | str, *, by: str, at: str) -> None:
        """Record in the journal that personal data were exported."""
        from aid_ledger.office.books import log_use

        log_use(self, "export", {"kind": kind, "term": str(term)}, by=by, at=at)

    def log_show_ids(self, command: str, *, by: str, at: str) -> None:
        """Record in the journal that full numbers were shown on a screen."""
        from aid_ledger.office.books import log_use

        log_use(self, "show-ids", {"command": command}, by=by, at=at)

    def status(self) -> list[dict[str, Any]]:
        """Return where each term stands and the next step; see :mod:`aid_ledger.office.standing`."""
        from aid_ledger.office.standing import standing

        return standing(self)

    def refusals(self) -> tuple[Refusal, ...]:
        """Return the files that were refused and not taken since; see :mod:`aid_ledger.office.refused`."""
        from aid_ledger.office.refused import refusals

        return refusals(self)

    def schools_standing(
        self, term: Term | str, *, progress: Callable[[str], None] | None = None
    ) -> SchoolsStanding:  # fmt: skip
        """Return which school has sent what; see :mod:`aid_ledger.office.schools_standing`."""
        from aid_ledger.office.schools_standing import schools_standing

        return schools_standing(self, Term.of(term), progress=progress)

    def write_schools_standing(
        self, standing: SchoolsStanding, out: Path, *, by: str, at: str, lang: Lang = "zh"
    ) -> Path:  # fmt: skip
        """Write the 催报表; see :func:`aid_ledger.office.schools_standing.write_schools_standing`."""
        from aid_ledger.office.schools_standing import write_schools_standing

        return write_schools_standing(self, standing, out, by=by, at=at, lang=lang)
