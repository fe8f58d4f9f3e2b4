"""Which sources are in use for a term."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from aid_ledger.store import Connection, rows_of

STANDING = ("schools", "accounts", "public-employees")
"""Kinds that speak until a later list does."""
BY_OWN_COLUMNS = ("awards", "paid-before", "budget", "meals", "deceased")
"""Kinds whose rows name their own term, year or day."""


def all_sources(connection: Connection) -> list[dict[str, Any]]:
    """Return every source ever imported, latest import of each, with ``in_use``, ``by`` and ``at``."""
    ended = {(row["source"], row["seq"]) for row in rows_of(connection, "source_end")}
    ends: dict[str, int] = {}
    for source, seq in ended:
        ends[source] = max(seq, ends.get(source, 0))
    journal = {row["seq"]: row for row in rows_of(connection, "journal", "kind = 'import'")}
    latest: dict[str, dict[str, Any]] = {}
    for row in rows_of(connection, "source", order="seq, source"):
        latest[row["source"]] = row
    for row in latest.values():
        row["in_use"] = ends.get(row["source"], 0) < row["seq"]
        row["by"], row["at"] = journal[row["seq"]]["by"], journal[row["seq"]]["at"]
    return sorted(latest.values(), key=lambda row: (row["term"], row["kind"], row["file"], row["sheet"]))


def in_use_for(sources: Iterable[dict[str, Any]], term: str) -> list[dict[str, Any]]:
    """Return those in use that speak for a term (``2023S``)."""
    return [row for row in sources if row["in_use"] and speaks_for(row, term)]


def speaks_for(row: dict[str, Any], term: str) -> bool:
    """Tell whether a source speaks for a term, by its kind."""
    if row["kind"] in BY_OWN_COLUMNS:
        return True
    if row["kind"] in STANDING:
        return not row["term"] or _order(row["term"]) <= _order(term)
    return bool(row["term"] == term)


def _order(term: str) -> tuple[str, bool]:
    return (term[:4], term.endswith("A"))
