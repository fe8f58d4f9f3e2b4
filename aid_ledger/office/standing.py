"""Use case: where each term stands, and the next step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from aid_ledger.ledger import closed_terms, lines_of, orders_of
from aid_ledger.office.books import batches
from aid_ledger.office.refused import refusals, refused_for
from aid_ledger.office.sources import all_sources
from aid_ledger.store import columns_of
from aid_ledger.terms import Term

if TYPE_CHECKING:
    from aid_ledger.office import Office

_NEEDED = ("roster", "schools")


def standing(office: Office) -> list[dict[str, Any]]:
    """Return one item a term, in order of time.

    Returns:
        ``term``; ``imported`` (files in use by kind); ``missing`` (kinds that the term before had, or that no term
        can do without); ``batches`` (number by state); ``lines``; ``total`` (fen); ``closed`` (who and when, or
        ``None``); ``next_step`` (a ``step-…`` word of the catalogue) and ``next_params``; ``also``: step and params of
        whatever else can be done now, other batches that wait among it; ``refused``: names of files that were refused
        for the term (or for one that nobody named) and have not been sent again.
    """
    turned_back = refusals(office)
    with office.database.read() as connection:
        sources = [row for row in all_sources(connection) if row["in_use"]]
        lines, orders = lines_of(connection), orders_of(connection)
        sent = set(columns_of(connection, "sending", names=("batch",))["batch"])
        closed = closed_terms(connection)
    posted = batches(office)
    ordered = set(orders.loc[(orders["ended"] == "") & ~orders["sent"], "line"])
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
        (step, batch, count), *more = _steps(imported, own, lines[lines["term"] == name], ordered)
        ended = closed.get(name)
        items.append(
            {
                "term": name, "imported": dict(sorted(imported.items())), "missing": missing,
                "batches": dict(sorted(Counter(row["state"] for row in own).items())),
                "lines": sum(row["lines"] for row in own), "total": sum(row["total"] for row in own),
                "closed": {"by": ended[0], "at": ended[1]} if ended else None,
                "next_step": "step-closed" if ended else step,
                "next_params": {
                    "term": name, "batch": batch, "count": count, "rest": " --rest" if batch in sent else "",
                    "by": ended[0] if ended else "", "at": ended[1][:10] if ended else "",
                },
                "also": [] if ended else [
                    (step, {"term": name, "batch": batch, "count": count, "rest": " --rest" if batch in sent else "",
                            "by": "", "at": ""}) for step, batch, count in more
                ],
                "refused": refused_for(name, turned_back),
            }
        )  # fmt: skip
    return items


def _steps(
    imported: Counter[str], own: Sequence[Mapping[str, Any]], lines: pd.DataFrame, ordered: set[str]
) -> list[tuple[str, str, int]]:
    """Return the steps that can be done now, each with its batch and how many lines of it; at least one.

    What the office can do comes before what a bank is waited for.
    """
    if not own:
        return [(_before_lists(imported), "", 0)]
    steps: list[tuple[str, str, int]] = []
    recover = lines["kind"] == "recover"
    state, approved = lines["state"], lines["state"] == "approved"
    has_order = lines["line"].isin(list(ordered))
    for step, here in (
        ("step-approve", (state == "prepared") & ~recover),
        ("step-approve-claims", (state == "prepared") & recover),
        ("step-pay", approved & has_order),
        ("step-correct-accounts", state == "returned"),
        ("step-settle", state == "sent"),
        ("step-waits", approved & ~has_order & ~recover),
        ("step-recovered", approved & recover),
    ):
        counts = lines.loc[here, "batch"].value_counts()
        steps += [(step, str(batch), int(counts[batch])) for batch in sorted(counts.index)]
    return steps or [("step-close", "", 0)]


def _before_lists(imported: Counter[str]) -> str:
    if not imported["roster"] and not imported["applications"]:
        return "step-import-rosters"
    if not set(imported) - {"roster", "applications", "schools", "boarders"}:
        return "step-import-registers"
    return "step-payout"
