"""Heads and days behind the meals of a school: kept in the record of a payout, so that papers can show them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd

from aid_ledger.office.judging import school_subject
from aid_ledger.rulebook import State
from aid_ledger.store import Connection, rows_of

if TYPE_CHECKING:
    from aid_ledger.office.evaluation import Picture

UNKNOWN = -1


def served_meals(view: Picture, lines: pd.DataFrame) -> dict[str, Any]:
    """Return what a payout's record says of meals beside its lines; nothing where it pays none."""
    paying = lines[lines["kind"] == "pay"]
    posted = set(zip(paying["subject"], paying["programme"], strict=True))
    meals, book = view.meals, view.linked.schools.frame
    due = meals[meals["state"] == int(State.ENTITLED)]
    place = due["school"].to_numpy(dtype="int64")
    subjects = [school_subject(c, n) for c, n in zip(book["code"].iloc[place], book["name"].iloc[place], strict=True)]
    rows = zip(subjects, due["programme"], due["heads"].astype(int), due["days"].astype(int), strict=True)
    served = sorted(
        [subject, str(programme), heads, days]
        for subject, programme, heads, days in rows
        if (subject, programme) in posted
    )
    return {"meals": served} if served else {}


def with_served_meals(connection: Connection, lines: pd.DataFrame, seq: int) -> pd.DataFrame:
    """Add ``heads`` and ``days`` to the lines of a batch, from the record that posted it; -1 of any other line."""
    [record] = rows_of(connection, "journal", "seq = :seq", seq=seq)
    try:
        served = json.loads(str(record["body"])).get("meals", ())
    except ValueError:  # a bundle holds some records by digest alone
        served = ()
    known = {(subject, programme): (heads, days) for subject, programme, heads, days in served}
    of_line = [
        known.get((subject, programme), (UNKNOWN, UNKNOWN)) if kind == "pay" else (UNKNOWN, UNKNOWN)
        for subject, programme, kind in zip(lines["subject"], lines["programme"], lines["kind"], strict=True)
    ]
    return lines.assign(heads=[one[0] for one in of_line], days=[one[1] for one in of_line])
