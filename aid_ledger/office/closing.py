"""Use cases: close and reopen. Nothing can be posted into a closed term; what banks say of files sent is booked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aid_ledger.errors import Finding, LedgerError
from aid_ledger.ledger import closed_terms, lines_of, require_open
from aid_ledger.store import append
from aid_ledger.terms import Term

if TYPE_CHECKING:
    from aid_ledger.office import Office


def close(office: Office, term: Term, *, by: str, at: str) -> dict[str, Any]:
    """Close a term.

    Returns:
        ``term`` and ``open``: number of its lines by state that are not at their end (``paid``, ``void``,
        ``recovered``, ``waived``).

    Raises:
        LedgerError: ``term-closed`` already.
    """
    with office.database.write() as connection:
        require_open(connection, str(term))
        states = lines_of(connection, str(term))["state"].value_counts().to_dict()
        done = ("paid", "void", "recovered", "waived")
        unfinished = {str(state): int(count) for state, count in sorted(states.items()) if state not in done}
        append(connection, "close", by=by, at=at, body={"term": str(term), "open": unfinished})
    return {"term": str(term), "open": unfinished}


def reopen(office: Office, term: Term, *, why: str, by: str, at: str) -> dict[str, Any]:
    """Open a closed term again.

    Raises:
        LedgerError: ``term-not-closed``.
    """
    with office.database.write() as connection:
        if str(term) not in closed_terms(connection):
            raise LedgerError(Finding("term-not-closed", params={"term": str(term)}))
        append(connection, "reopen", by=by, at=at, body={"term": str(term), "why": why})
    return {"term": str(term)}
