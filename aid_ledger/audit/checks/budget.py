"""Checks of the money behind the ledger, by programme, level of government and year: overdrawn, or left lying."""

from __future__ import annotations

from aid_ledger.audit.checks.looking import Looked, NotDone, Outcome, evidence, said, worded, yuan
from aid_ledger.audit.picture import Picture


def budget_overdrawn(picture: Picture) -> Outcome:
    """No more is used of an allotment than was allotted; where nothing was, nothing is said."""
    known = picture["budget"][picture["budget"]["allotted"] >= 0]
    if known.empty:
        return NotDone("no-budget")
    found = known[known["used"] > known["allotted"]]
    found = found.assign(amount=found["used"] - found["allotted"])
    detail = said(picture, "allotted", level=worded("sheet-level", found["level"]), year=found["year"],
                  allotted=yuan(found["allotted"]), used=yuan(found["used"]))  # fmt: skip
    return Looked(evidence(found, detail), len(known), "allotments")


def budget_idle(picture: Picture) -> Outcome:
    """When the year of money is over, its allotments are used."""
    known = picture["budget"][picture["budget"]["allotted"] > 0]
    if known.empty:
        return NotDone("no-budget")
    over = known[known["year"] < picture.day.year]
    if over.empty:
        return NotDone("year-not-over")
    found = over[over["used"] < over["allotted"]]
    found = found.assign(amount=found["allotted"] - found["used"])
    detail = said(picture, "allotted", level=worded("sheet-level", found["level"]), year=found["year"],
                  allotted=yuan(found["allotted"]), used=yuan(found["used"]))  # fmt: skip
    return Looked(evidence(found, detail), len(over), "allotments")
