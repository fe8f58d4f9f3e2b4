"""Use case: bundle. A term's audit pack, recorded as the export that names every file in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aid_ledger.audit import Contents, bundle, gather, recorded
from aid_ledger.errors import Finding, InputError, LedgerError
from aid_ledger.office.sources import speaks_for
from aid_ledger.store import append, head
from aid_ledger.terms import Term

if TYPE_CHECKING:
    from aid_ledger.office import Office

_TRIES = 3


def make_bundle(office: Office, term: Term | str, *, by: str, at: str, with_sources: bool = False) -> Contents:
    """Return a term's audit pack; the record of its export is the last one in it.

    The rows are read before the lock is taken, which for a large county takes seconds; who wrote meanwhile makes it
    begin anew.

    Raises:
        InputError: ``nothing-to-bundle``: the term has no batch.
        LedgerError: ``books-changed-meanwhile``.
    """
    name = str(term)
    if not office.batches(term):
        raise InputError(Finding("nothing-to-bundle", params={"term": name}))
    for _ in range(_TRIES):
        with office.database.read() as connection:
            seen = head(connection)
            gathered = gather(
                connection, name, with_sources=with_sources, speaks_for=lambda row: speaks_for(dict(row), name)
            )
        with office.database.write() as connection:
            if head(connection) != seen:
                continue
            body = {"kind": "bundle", "term": name, "files": dict(gathered.files)}
            append(connection, "export", by=by, at=at, body=body)
            whole = recorded(gathered, connection)
        return bundle(whole, office.evidence.read)
    raise LedgerError(Finding("books-changed-meanwhile", params={"tries": _TRIES}))
