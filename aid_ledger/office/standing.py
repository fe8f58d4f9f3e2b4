"""Use case: where each term stands, and the next step."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from aid_ledger.office.books import batches
from aid_ledger.office.sources import all_sources
from aid_ledger.terms import Term

if TYPE_CHECKING:
    from aid_ledger.office import Office

_NEEDED = ("roster", "schools")


def standing(office: Office) -> list[dict[str, Any]]:
    """Return one item a term, in order of time.

    Returns:
        ``term``; ``imported`` (files in use by kind); ``missing`` (kinds that the term before had, or that no term
        can do without); ``batches`` (number by state); ``lines``; ``total`` (fen); ``next_step`` (a ``step-…`` word
        of the catalogue) and ``next_params``.
    """
    with office.database.read() as connection:
        sources = [row for row in all_sources(connection) if row["in_use"]]
    posted = batches(office)
    terms = sorted({Term.parse(row["term"]) for row in sources if row["term"]} |
                   {Term.parse(row["term"]) for row in posted})  # fmt: skip
    standing_schools = any(row["kind"] == "schools" for row in sources)
    items = []
    for term in terms:
        name = str(term)
        imported = Counter(row["kind"] for row in sources if row["term"] == name)
        before = {row["kind"] for row in sources if row["term"] == str(term.previous)}
        missing = sorted((before | set(_NEEDED)) - set(imported) - ({"schools"} if standing_schools else set()))
        own = [row for row in posted if row["term"] == name]
        items.append(
            {
                "term": name, "imported": dict(sorted(imported.items())), "missing": missing,
                "batches": dict(sorted(Counter(row["state"] for row in own).items())),
                "lines": sum(row["lines"] for row in own), "total": sum(row["total"] for row in own),
                "next_step": _next(imported, own),
                "next_params": {"term": name, "batch": own[-1]["batch"] if own else ""},
            }
        )  # fmt: skip
    return items


def _next(imported: Counter[str], own: list[dict[str, Any]]) -> str:
    if not imported["roster"] and not imported["applications"]:
        return "step-import-rosters"
    if not set(imported) - {"roster", "applications", "schools", "boarders"}:
        return "step-import-registers"
    if not own:
        return "step-payout"
    return "step-check-sheets"
