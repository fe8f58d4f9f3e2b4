"""Checks of amounts against documents: standards that nobody compared, tiers outside the nation's range, the mean."""

from __future__ import annotations

import numpy as np
import pandas as pd

from aid_ledger.audit.checks.looking import Looked, NotDone, Outcome, evidence, nothing, said, yuan
from aid_ledger.audit.checks.paying import received
from aid_ledger.audit.picture import Picture

NEAR = 10
"""Per cent by which a county's mean may lie off the nation's average before somebody should look."""


def unverified_standard(picture: Picture) -> Outcome:
    """Money rests on standards that somebody compared with their document."""
    lines = picture["lines"]
    own = lines[(lines["kind"] != "recover") & (lines["state"] != "void")]
    if own.empty:
        return NotDone("no-payout")
    sums = own.groupby(["programme", "standard"]).agg(amount=("amount", "sum"), count=("line", "size")).reset_index()
    keys = list(zip(sums["programme"], sums["standard"], strict=True))
    found = sums[[key in picture.rules.unverified for key in keys]]
    detail = said(picture, "unverified", standard=yuan(found["standard"]), count=found["count"])
    return Looked(evidence(found, detail), len(sums), "standards")


def _ranged(picture: Picture) -> pd.DataFrame:
    """Return who has money of a programme whose amount the nation leaves open, with the standard of the last line."""
    own = picture.once(received)
    own = own[own["programme"].isin(list(picture.rules.ranges))]
    lines = picture["lines"]
    last = lines[(lines["kind"] == "pay") & ~lines["reversed"]].drop_duplicates(["subject", "programme"], keep="last")
    index = pd.MultiIndex.from_frame(own[["subject", "programme"]])
    standard = last.set_index(["subject", "programme"])["standard"].reindex(index).fillna(0).to_numpy(dtype=np.int64)
    return own.assign(tier=np.where(standard > 0, standard, own["money"]))


def tier_outside_range(picture: Picture) -> Outcome:
    """A tier lies between the least and the most that the nation allows."""
    if not picture.rules.ranges:
        return NotDone("no-ranges")
    own = _ranged(picture)
    bounds = np.array([picture.rules.ranges[name][:2] for name in own["programme"]], dtype=np.int64).reshape(-1, 2)
    least, most = bounds[:, 0], bounds[:, 1]
    found = own.assign(least=least, most=most)[((own["tier"] < least) | (own["tier"] > most)).to_numpy()]
    detail = said(picture, "tier", tier=yuan(found["tier"]), least=yuan(found["least"]), most=yuan(found["most"]))
    return Looked(evidence(found, detail, "money"), len(own), "payments")


def mean_off_average(picture: Picture) -> Outcome:
    """The mean of a programme's tiers is near the nation's average, which it is funded by."""
    averages = {name: bounds[2] for name, bounds in picture.rules.ranges.items() if bounds[2] > 0}
    own = _ranged(picture)
    own = own[own["programme"].isin(list(averages))]
    if own.empty:
        return NotDone("no-ranges")
    table = own.groupby("programme").agg(total=("tier", "sum"), people=("person", "size")).reset_index()
    table["average"] = table["programme"].map(averages)
    table["mean"] = (2 * table["total"] + table["people"]) // (2 * table["people"])  # to the nearest fen
    table["amount"] = (table["total"] - table["average"] * table["people"]).abs()
    found = table[(table["mean"] - table["average"]).abs() * 100 > NEAR * table["average"]]
    if found.empty:
        return Looked(nothing(), len(own), "payments")
    detail = said(picture, "mean", mean=yuan(found["mean"]), average=yuan(found["average"]), people=found["people"])
    return Looked(evidence(found, detail), len(own), "payments")
