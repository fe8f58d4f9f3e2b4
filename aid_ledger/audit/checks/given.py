"""Checks of copies that an auditor got elsewhere: lists beside the archived ones, bank returns beside the books."""

from __future__ import annotations

import pandas as pd

from aid_ledger.audit.checks.looking import Looked, NotDone, Outcome, evidence, nothing, said
from aid_ledger.audit.picture import Picture

_ALIKE = ("identical", "same")
_NOT_COMPARED = "not-compared"
"""Other bytes than the archived list's, which is not there: whether a cell differs, nobody can say."""
_AGREES = ("repeated", "pending")
"""What a return says that the books say too, or that nobody says yet."""


def lists_as_archived(picture: Picture) -> Outcome:
    """A list that a bureau or school gave the auditor says what the archived one says."""
    lists = picture.given.lists
    if lists is None:
        return NotDone("no-lists-of-the-auditor")
    wrong = lists[~lists["status"].isin(_ALIKE)]
    rows = _told(picture, wrong, "given", ("file", "archived", "at", "header", "theirs", "ours"))
    unknown = len(wrong) > 0 and bool((wrong["status"] == _NOT_COMPARED).all())
    return Looked(rows, lists["file"].nunique(), "files", severity="warning" if unknown else None)


def returns_as_booked(picture: Picture) -> Outcome:
    """A return that the bank gave the auditor says of every payment what the books say."""
    returns = picture.given.returns
    if returns is None:
        return NotDone("no-returns-of-the-auditor")
    wrong = returns[~returns["status"].isin(_AGREES)]
    return Looked(_told(picture, wrong, "return", ("file", "at")), len(returns), "payments")


def _told(picture: Picture, wrong: pd.DataFrame, word: str, columns: tuple[str, ...]) -> pd.DataFrame:
    """Return evidence, each row in the words of its status."""
    parts = [
        evidence(own, said(picture, f"{word}-{status}", **{name: own[name] for name in columns}))
        for status, own in wrong.groupby("status", sort=True)
    ]
    return pd.concat(parts, ignore_index=True) if parts else nothing()
