"""The check of days that cannot be: a step dated before the one that it follows, an arrival later than its record.

Days only, in China: within a day nothing is said of the order, since a bank gives no hours.
"""

from __future__ import annotations

import pandas as pd

from aid_ledger.audit.checks.banks import with_lines
from aid_ledger.audit.checks.looking import Looked, NotDone, Outcome, evidence, nothing, said
from aid_ledger.audit.picture import Picture
from aid_ledger.words import Word, shown_day

_STEPS = ("prepared", "approved", "sent")
"""What goes before an arrival, in its order; each has a word ``audit-step-…``."""


def days_impossible(picture: Picture) -> Outcome:
    """Prepared, approved, sent, arrived or come back, booked: no day is before the one that it follows.

    A payment is named once, by the earliest step that its money overtook. What was approved before it was prepared, or
    sent before it was approved, is named by batch and by file.
    """
    steps = _steps(picture)
    if steps.empty and picture["approvals"].empty:
        return NotDone("nothing-approved")
    rows = [_approvals(picture), _files(picture, steps), *_arrivals(picture, steps)]
    return Looked(pd.concat(rows, ignore_index=True), len(picture["approvals"]) + len(steps), "records")


def _steps(picture: Picture) -> pd.DataFrame:
    """Return the orders that were sent, with the days of every step; blank where it was not taken or nobody knows it.

    ``came``: when the money arrived or came back as the bank says; ``booked``: when that was recorded.
    """
    orders = picture["orders"]
    sent = orders[orders["sent"]]
    prepared, approved = _days_by(picture["batches"], "batch"), _days_by(picture["approvals"], "seq")
    return sent.assign(
        prepared=[prepared.get(batch, "") for batch in sent["batch"].tolist()],
        approved=[approved.get(seq, "") for seq in sent["seq"].tolist()],
        sent=[shown_day(at) for at in sent["sent_at"].tolist()], came=sent["paid_on"],
        booked=[shown_day(at) for at in sent["settled_at"].tolist()],
    )  # fmt: skip


def _days_by(frame: pd.DataFrame, key: str) -> dict[object, str]:
    return {one: shown_day(str(at)) for one, at in zip(frame[key].tolist(), frame["at"].tolist(), strict=True)}


def _approvals(picture: Picture) -> pd.DataFrame:
    own, prepared = picture["approvals"], _days_by(picture["batches"], "batch")
    own = own.assign(
        day=[shown_day(at) for at in own["at"].tolist()],
        before=[prepared.get(batch, "") for batch in own["batch"].tolist()],
    )
    found = own[_overtakes(own, "day", "before")]
    detail = said(picture, "day-approved", batch=found["batch"], day=found["day"], before=found["before"])
    return evidence(found, detail, "total")


def _files(picture: Picture, steps: pd.DataFrame) -> pd.DataFrame:
    early = steps[_overtakes(steps, "sent", "approved")]
    found = early.groupby("sending", sort=True).agg({"amount": "sum", "sent": "first", "approved": "max"}).reset_index()
    detail = said(picture, "day-sent", sending=found["sending"], day=found["sent"], before=found["approved"])
    return evidence(found, detail)


def _arrivals(picture: Picture, steps: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the payments that arrived or came back before a step, and those that did after it was recorded."""
    own = with_lines(picture, steps[steps["settled"].isin(["paid", "returned"])])
    way = own["settled"].map({one: Word(f"audit-came-{one}") for one in ("paid", "returned")})
    own = own.assign(way=way, evidence=own["evidence"].where(own["bank_cell"] == "", own["bank_cell"]))
    found, left = [nothing()], own
    for step in _STEPS:
        early = _overtakes(left, "came", step) | _overtakes(left, "booked", step)
        of = left[early]
        day = of["came"].where(_overtakes(of, "came", step), of["booked"])
        word = [Word(f"audit-step-{step}")] * len(of)
        detail = said(picture, "day-came", day=day, way=of["way"], step=word, before=of[step], sending=of["sending"])
        found.append(evidence(of, detail))
        left = left[~early]
    late = left[_overtakes(left, "booked", "came")]
    detail = said(picture, "day-booked", day=late["came"], way=late["way"], before=late["booked"],
                  sending=late["sending"])  # fmt: skip
    return [*found, evidence(late, detail)]


def _overtakes(rows: pd.DataFrame, later: str, earlier: str) -> pd.Series[bool]:
    """Return which rows have a day ``later`` that is before that of ``earlier``; where one is blank nobody knows."""
    day, before = (rows[name].astype("str") for name in (later, earlier))  # columns without rows have no type
    return (day != "") & (before != "") & (day < before)
