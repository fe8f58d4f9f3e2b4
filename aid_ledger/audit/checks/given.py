"""Checks of copies that an auditor got elsewhere: lists beside the archived ones, bank returns beside the books."""

from __future__ import annotations

import pandas as pd

from aid_ledger.audit.checks.looking import Looked, NotDone, Outcome, evidence, said
from aid_ledger.audit.picture import Picture

_ALIKE = ("identical", "same")
_AGREES = ("repeated", "pending")
"""What a return says that the books say too, or that nobody says yet."""


def lists_as_archived(picture: Picture) -> Outcome:
    """A list that a bureau or school gave the auditor says what the archived one says."""
    lists = picture.given.lists
    if lists is None:
        return NotDone("no-lists-of-the-auditor")
    parts = []
    for status, own in lists[~lists["status"].isin(_ALIKE)].groupby("status", sort=True):
        detail = said(picture, f"given-{status}", file=own["file"], archived=own["archived"], at=own["at"],
                      header=own["header"], theirs=own["theirs"], ours=own["ours"])  # fmt: skip
        parts.append(evidence(own.drop(columns=["file"]), detail))
    rows = pd.concat(parts, ignore_index=True) if parts else evidence(lists[:0])
    return Looked(rows, lists["file"].nunique(), "files")


def returns_as_booked(picture: Picture) -> Outcome:
    """A return that the bank gave the auditor says of every payment what the books say."""
    returns = picture.given.returns
    if returns is None:
        return NotDone("no-returns-of-the-auditor")
    parts = []
    for status, own in returns[~returns["status"].isin(_AGREES)].groupby("status", sort=True):
        detail = said(picture, f"return-{status}", file=own["file"], at=own["at"])
        parts.append(evidence(own, detail))
    rows = pd.concat(parts, ignore_index=True) if parts else evidence(returns[:0])
    return Looked(rows, len(returns), "payments")
