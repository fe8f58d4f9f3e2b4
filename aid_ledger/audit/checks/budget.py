"""Checks of the money behind the ledger, by programme, level of government and year: overdrawn, or left lying."""

from __future__ import annotations

import pandas as pd

from aid_ledger.audit.checks.looking import Looked, NotDone, Outcome, evidence, said, worded, yuan
from aid_ledger.audit.picture import Picture
from aid_ledger.audit.results import Severity


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
    """When the year of money is over, its allotments are used.

    Where the books hold one term of a year alone, what the other used is not known: a hint, no more.
    """
    known = picture["budget"][picture["budget"]["allotted"] > 0]
    if known.empty:
        return NotDone("no-budget")
    over = known[known["year"] < picture.day.year]
    if over.empty:
        return NotDone("year-not-over")
    terms = pd.Series(picture["transfers"]["term"].unique(), dtype="str")
    whole = terms.str[:4].value_counts()
    severity: Severity | None = None if over["year"].astype(str).map(whole).fillna(0).ge(2).all() else "hint"
    found = over[over["used"] < over["allotted"]]
    found = found.assign(amount=found["allotted"] - found["used"])
    detail = said(picture, "allotted", level=worded("sheet-level", found["level"]), year=found["year"],
                  allotted=yuan(found["allotted"]), used=yuan(found["used"]))  # fmt: skip
    return Looked(evidence(found, detail), len(over), "allotments", severity=severity)


def budget_unmatched(picture: Picture) -> Outcome:
    """Every allotment says for which programme it is; what is used of a programme and level has an allotment."""
    table, unnamed = picture["budget"], picture["unnamed"]
    if unnamed.empty and not (table["allotted"] >= 0).any():
        return NotDone("no-budget")
    without = table[(table["allotted"] < 0) & (table["used"] > 0)]
    rows = pd.concat([
        evidence(unnamed, said(picture, "unnamed", project=unnamed["project"], document=unnamed["document"],
                               level=worded("sheet-level", unnamed["level"]), year=unnamed["year"])),
        evidence(without, said(picture, "without-allotment", level=worded("sheet-level", without["level"]),
                               year=without["year"]), "used"),
    ], ignore_index=True)  # fmt: skip
    params = {"unnamed": len(unnamed), "without": len(without)}
    return Looked(rows, len(table) + len(unnamed), "allotments", params)
