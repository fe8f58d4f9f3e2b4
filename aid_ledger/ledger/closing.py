"""Closed terms: which are, by the journal; every route that posts asks here first."""

from __future__ import annotations

import json

from aid_ledger.errors import Finding, LedgerError
from aid_ledger.store import Connection, rows_of


def closed_terms(connection: Connection) -> dict[str, tuple[str, str]]:
    """Return the terms that are closed, with who closed them and when."""
    closed: dict[str, tuple[str, str]] = {}
    for row in rows_of(connection, "journal", "kind IN ('close', 'reopen')", "seq"):
        term = str(json.loads(row["body"])["term"])
        if row["kind"] == "close":
            closed[term] = (str(row["by"]), str(row["at"]))
        else:
            closed.pop(term, None)
    return closed


def require_open(connection: Connection, term: str) -> None:
    """Refuse to post into a closed term.

    Raises:
        LedgerError: ``term-closed``.
    """
    closed = closed_terms(connection).get(term)
    if closed:
        raise LedgerError(Finding("term-closed", params={"term": term, "by": closed[0], "at": closed[1][:10]}))
