"""What an auditor's own copies of lists and bank returns say beside the archive and the books, which are only read."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from aid_ledger.audit.bank_statement import read_bank_statement
from aid_ledger.audit.list_differences import ListDifferences, likeness, list_differences
from aid_ledger.audit.picture import Given
from aid_ledger.errors import FindingsError
from aid_ledger.intake import SheetTable, read_file
from aid_ledger.linking import FOR_CHECKS, Source
from aid_ledger.office.given_returns import returns_beside_books
from aid_ledger.office.given_rows import LISTS, rows_of
from aid_ledger.office.sources import all_sources, in_use_for

if TYPE_CHECKING:
    from aid_ledger.office import Office
    from aid_ledger.terms import Term

Files = Sequence[tuple[str, bytes]]
"""Names and contents."""

_HERE = {
    "archive-not-opened": "given-archive-not-opened", "header-not-found": "given-header-not-found",
    "kind-unclear": "given-kind-unclear", "kind-columns-missing": "given-kind-columns-missing",
    "return-header-not-found": "given-return-header-not-found",
    "return-column-missing": "given-return-column-missing",
}  # fmt: skip
"""Findings of reading that say what to do where a file is imported or settled, and how they are said here."""

Likeness = Literal["identical", "same", "differs", "not-archived", "out-of-use", "not-compared"]


@dataclass(frozen=True, slots=True)
class GivenList:
    """One list of a file of the auditor's, beside the archived one.

    ``status``: ``identical`` (the very bytes), ``same`` (other bytes, every row and cell alike), ``differs``,
    ``not-archived`` (no list in use shares a person with it), ``out-of-use`` (the very bytes, but taken out of use),
    ``not-compared`` (other bytes, and the bundle that is looked at does not hold the lists themselves).
    ``source`` and ``archived`` name the archived list; ``differences`` where the bytes are others, with ``tables``: the
    auditor's and the archived one, and the digest of the latter. ``brought``: the list itself, where it is one for
    checks that no list in use holds.
    """

    file: str
    sheet: str
    kind: str
    status: Likeness
    source: str = ""
    archived: str = ""
    differences: ListDifferences | None = None
    brought: Source | None = None
    tables: tuple[SheetTable, SheetTable, str] | None = None


def compare_lists(
    office: Office, name: str, data: bytes, term: Term, *, kind: str | None = None
) -> tuple[GivenList, ...]:  # fmt: skip
    """Compare a roster or register of the auditor's with the archived ones that speak for a term.

    A list for checks that the office has not is no difference: the auditor brought it for the check.

    Raises:
        FindingsError: what :func:`aid_ledger.intake.read_file` raises; not for bytes that are archived.
    """
    with office.database.read() as connection:
        everything = all_sources(connection)
    archived = in_use_for(everything, str(term))
    digest = hashlib.sha256(data).hexdigest()
    very = [row for row in everything if row["digest"] == digest and row["term"] in ("", str(term))]
    own = [row for row in archived if row["digest"] == digest and row["term"] in ("", str(term))]
    if own:
        return tuple(GivenList(name, row["sheet"], row["kind"], "identical", row["source"], row["file"]) for row in own)
    without_lists = office.bundled is not None and "lists" in office.bundled.lacks
    if very:  # what it says otherwise than the lists that are in use instead is what it may have been taken away for
        out = [GivenList(name, row["sheet"], row["kind"], "out-of-use", row["source"], row["file"],
                         brought=_brought(office.load(row))) for row in very]  # fmt: skip
        beside = [] if without_lists else [_beside(office, name, office.load(row), archived) for row in very]
        return (*out, *(one for one in beside if one.status == "differs"))
    reading = read_file(data, name, kind=kind, profiles=office.profiles(), terms=(term,))
    as_of = reading.as_of.isoformat() if reading.as_of else ""
    found = []
    for table in reading.tables:
        own_list = Source("", digest, name, table.sheet, table.kind, str(term), as_of, table)
        if without_lists and any(row["kind"] == table.kind for row in archived):
            found.append(GivenList(name, table.sheet, table.kind, "not-compared", brought=_brought(own_list)))
        else:
            found.append(_beside(office, name, own_list, archived))
    return tuple(found)


def _beside(office: Office, name: str, own: Source, archived: Sequence[dict[str, Any]]) -> GivenList:
    """Compare a list with that of its kind in use that shares most people with it."""
    table = own.table
    candidates = [(row, office.load(row).table) for row in archived if row["kind"] == table.kind]
    best = max(candidates, key=lambda one: likeness(table, one[1]), default=None)
    if best is None or not likeness(table, best[1]):
        return GivenList(name, own.sheet, table.kind, "not-archived", brought=_brought(own))
    row, ours = best
    differences = list_differences(table, ours)
    same: Likeness = "same" if differences.none else "differs"
    return GivenList(name, own.sheet, table.kind, same, row["source"], row["file"], differences, _brought(own),
                     (table, ours, row["digest"]))  # fmt: skip


def _brought(source: Source) -> Source | None:
    """Return a list for checks; none where it is one of another kind, which is compared alone."""
    return source if source.kind in FOR_CHECKS else None


def _statement(files: Files) -> pd.DataFrame | None:
    """Return the rows of all parts of a bank statement, such as one a month, under each other; the same bytes once."""
    once: dict[bytes, str] = {}
    for name, data in files:
        once.setdefault(data, name)
    parts = [read_bank_statement(data, name).assign(file=name) for data, name in once.items()]
    return pd.concat(parts, ignore_index=True) if parts else None


def read_given(
    office: Office, term: Term, *, registers: Files = (), rosters: Files = (), returns: Files = (),
    statements: Files = (), bank: str = "",
) -> Given:  # fmt: skip
    """Return an auditor's own files in the form in which checks read them; nothing of them is kept in the books.

    Raises:
        FindingsError: what reading a file raises, with what to do where nothing is to be imported.
    """
    try:
        return _read_given(office, term, registers, rosters, returns, statements, bank)
    except FindingsError as error:
        raise FindingsError(*(replace(one, name=_HERE.get(one.name, one.name)) for one in error.findings)) from error


def _read_given(
    office: Office, term: Term, registers: Files, rosters: Files, returns: Files, statements: Files, bank: str
) -> Given:  # fmt: skip
    compared = [
        found
        for files, kind in ((registers, None), (rosters, "roster"))
        for name, data in files
        for found in compare_lists(office, name, data, term, kind=kind)
    ]
    archived = [one for one in compared if one.brought is None or one.status != "not-archived"]
    lists = [row for one in archived for row in rows_of(one)]
    return Given(
        statement=_statement(statements),
        lists=pd.DataFrame(lists, columns=list(LISTS)) if archived else None,
        for_checks=tuple(one.brought for one in compared if one.brought is not None),
        returns=returns_beside_books(office, returns, bank=bank) if returns else None,
    )
