"""Checks of the people around the money: who has died, who decided against a doubt, who signs with whom."""

from __future__ import annotations

import numpy as np
import pandas as pd

from aid_ledger.audit.checks.looking import Looked, NotDone, Outcome, evidence, said
from aid_ledger.audit.checks.paying import received
from aid_ledger.audit.picture import Picture, looked_up
from aid_ledger.audit.results import Severity
from aid_ledger.words import shown_day

FORCED = ("forced", "reopened", "waived", "bounced", "key-given")
"""Acts by which a person went past what the program would have done by itself."""
_FEW = 5
"""Batches from which on the same two names say something."""


def paid_after_death(picture: Picture) -> Outcome:
    """Nobody who had died by the day of payment was paid; a death after it makes no claim.

    Money that has not left the house yet is a warning: there is time to look.
    """
    own = picture.once(received)
    died = _deaths(picture)
    if picture.given.deceased is None and died.empty:
        return NotDone("no-list-of-deceased")
    orders, lines = picture["orders"], picture["lines"]
    day = orders["paid_on"].where(orders["paid_on"] != "", orders["sent_at"].str[:10])
    first = orders.assign(day=day)[orders["sent"]].sort_values("day").drop_duplicates("line").set_index("line")["day"]
    paid = lines[lines["kind"] == "pay"].assign(day=lines["line"].map(first)).dropna(subset=["day"])
    paid_on = paid.groupby(["subject", "programme"])["day"].max()
    index = pd.MultiIndex.from_frame(own[["subject", "programme"]])
    own = own.assign(day=paid_on.reindex(index).astype(object).fillna(picture.day.isoformat()).to_numpy(),
                     died=looked_up(own["id_number"], died.to_dict(), 0))  # fmt: skip
    number = pd.to_numeric(own["day"].str.replace("-", ""), errors="coerce").fillna(0)
    found = own[((own["died"] > 0) & (own["died"] < number)).to_numpy()]
    detail = said(picture, "died", died=[_as_day(one) for one in found["died"]], day=found["day"])
    grave: Severity | None = None if (found["gone"] > 0).any() else "warning"
    return Looked(evidence(found, detail, "money"), len(own), "payments", severity=grave)


def _deaths(picture: Picture) -> pd.Series[int]:
    """Return the day of death (yyyymmdd) by ID: of the list given, else of the rosters' own words."""
    students = picture["students"]
    known = students[students["deceased"] & (students["id_number"] != "")]
    own: pd.Series[int] = known.drop_duplicates("id_number").set_index("id_number")["left_on"]
    own = own.where(own > 0, 1)  # died, and nobody says when: before any day
    given = picture.given.deceased
    if given is None or given.empty:
        return own
    listed = given.drop_duplicates("id_number").set_index("id_number")["died_on"].astype(np.int64)
    both: pd.Series[int] = pd.concat([listed, own[~own.index.isin(listed.index)]])
    return both


def _as_day(number: int) -> str:
    return f"{number // 10_000:04d}-{number // 100 % 100:02d}-{number % 100:02d}" if number > 1 else "?"


def forced_decisions(picture: Picture) -> Outcome:
    """What people pushed through against a doubt, a limit or a closed term, by person: to be asked about.

    A claim that was given up counts with the money that it let go.
    """
    acts = picture["acts"]
    if acts.empty:
        return NotDone("nothing-recorded")
    found = acts[acts["act"].isin(FORCED)].sort_values(["by", "at"])
    detail = said(picture, "forced", by=found["by"], day=found["at"].map(shown_day), what=found["what"])
    return Looked(evidence(found, detail), len(acts), "acts", {"people": found["by"].nunique()})


def same_two_sign(picture: Picture) -> Outcome:
    """Of many batches not all were prepared and approved by the same two."""
    signed = picture["signed"]
    signed = signed[signed["approved_by"] != ""]
    if len(signed) < _FEW:
        return NotDone("few-batches")
    pairs = signed[["prepared_by", "approved_by"]].drop_duplicates()
    found = pairs if len(pairs) == 1 else pairs.iloc[:0]
    detail = said(picture, "same-two", by=found["prepared_by"], other=found["approved_by"],
                  count=[len(signed)] * len(found))  # fmt: skip
    return Looked(evidence(found, detail), len(signed), "batches")
