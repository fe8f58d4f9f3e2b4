"""Use cases: close and reopen. Nothing can be posted into a closed term; what banks say of files sent is booked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aid_ledger.errors import Finding, LedgerError
from aid_ledger.ledger import closed_terms, lines_of, require_open
from aid_ledger.store import append
from aid_ledger.terms import Term

if TYPE_CHECKING:
    import pandas as pd

    from aid_ledger.office import Office

_DONE = ("paid", "void", "recovered", "waived")


def close(office: Office, term: Term, *, by: str, at: str) -> dict[str, Any]:
    """Close a term.

    Returns:
        ``term``; ``open``: number of its lines by state that are not at their end (``paid``, ``void``,
        ``recovered``, ``waived``), payments and recoveries; ``recoveries``: how many ``lines`` of these are
        recoveries, and the fen ``outstanding`` on them; ``payments``: the others by state.

    Raises:
        LedgerError: ``term-closed`` already.
    """
    with office.database.write() as connection:
        require_open(connection, str(term))
        lines = lines_of(connection, str(term))
        lines = lines[~lines["state"].isin(_DONE)]
        claims = lines[lines["kind"] == "recover"]
        said = {
            "term": str(term), "open": _by_state(lines),
            "recoveries": {"lines": len(claims), "outstanding": int(claims["outstanding"].sum())},
        }  # fmt: skip
        append(connection, "close", by=by, at=at, body=said)
    return {**said, "payments": _by_state(lines[lines["kind"] != "recover"])}


def _by_state(lines: pd.DataFrame) -> dict[str, int]:
    return {str(state): int(count) for state, count in sorted(lines["state"].value_counts().items())}


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
