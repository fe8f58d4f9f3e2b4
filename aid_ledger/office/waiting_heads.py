"""A school's meals are never less for heads that wait: a line that would fall is held until it is known whose they are.

Heads fall where a child is no head any more, and where nobody knows at which school a row's child is. Only the first is
an answer. While a row may be one of the school's heads, what is booked for its meals stands, and says so as held.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.facts import BY_NAME, Field, value_code
from aid_ledger.linking import Linked
from aid_ledger.office.evaluation import Picture
from aid_ledger.office.judging import school_subject
from aid_ledger.rulebook import State, stages_of

HEADS_WAIT = "heads-wait"
_STAGE, _STATUS = BY_NAME["stage"], BY_NAME["status"]
_SERVED = 1
"""The school list says that the school has meals."""

_NONE: dict[str, Any] = {
    "state": int(State.ENTITLED), "amount": 0, "standard": 0, "days": -1, "heads": 0, "stages": "", "reason": "",
}  # fmt: skip
"""The answer of a school without a head: nothing is due."""


def with_waiting_heads(picture: Picture, posted: pd.DataFrame) -> pd.DataFrame:
    """Return the picture's meals, those held that would be less than is booked while heads of the school wait.

    Args:
        picture: the term's evidence and answers.
        posted: the term's lines: ``subject, programme, amount``.

    Returns:
        The columns of ``picture.meals``; a row held for this has as ``amount`` what is booked, fen.
    """
    meals, book = picture.meals, picture.linked.schools.frame
    net = posted[posted["subject"].astype("str").str.startswith("s")].groupby(["subject", "programme"])["amount"].sum()
    served = book[book["meal_plan"] == _SERVED]
    subjects = map(school_subject, served["code"], served["name"])
    place = dict(zip(subjects, np.flatnonzero((book["meal_plan"] == _SERVED).to_numpy()).tolist(), strict=True))
    stages = {one.programme.id: stages_of(one) for one in picture.rulebook.resolve(picture.term)}
    row_of = {pair: row for row, pair in enumerate(zip(meals["school"], meals["programme"], strict=True))}
    columns = [str(name) for name in meals.columns]
    rows = [dict(zip(columns, one, strict=True)) for one in zip(*(meals[name] for name in columns), strict=True)]
    drift: _Drift | None = None
    for (subject, programme), booked in zip(net.index.tolist(), net.tolist(), strict=True):
        if subject not in place or programme not in stages:
            continue
        school = place[subject]
        none = {**_NONE, "school": school, "programme": programme}
        at = row_of.get((school, programme), len(rows))
        row = rows[at] if at < len(rows) else none
        if row["state"] != int(State.ENTITLED) or row["amount"] >= booked:
            continue
        drift = drift or _Drift(picture.linked, _missing(picture.linked, posted, place))
        if drift.may_count_at(school, stages[programme]):
            rows[at : at + 1] = [{**row, "state": int(State.HELD), "amount": int(booked), "reason": HEADS_WAIT}]
    return meals if drift is None else pd.DataFrame(rows, columns=columns).astype(meals.dtypes.to_dict())


class _Drift:
    """Who counts as nobody's head today and may yet be one: by schools in whose rows they stand, -1 for any school."""

    def __init__(self, linked: Linked, missing: pd.DataFrame) -> None:
        students = linked.students
        known_stage = _code(linked.key, _STAGE)
        unsure = (known_stage == 0) | (_code(linked.key, _STATUS) == 0)
        torn = (students["reason"] == "listed-by-two-schools").to_numpy()
        nowhere = (students["school"] < 0).to_numpy()
        here = ~students["away"].to_numpy(dtype=bool) & (unsure | torn | nowhere)
        waits = here | (students["if_paid"] != "").to_numpy()  # gone without a date: held once paid
        rows = linked.rows[linked.rows["kind"] == "roster"]
        own = rows["student"].to_numpy(dtype=np.int64)
        stage, school = known_stage[own], rows["school_index"].to_numpy(dtype=np.int64)
        self._stage = np.append(stage[waits[own]], missing["stage"].to_numpy(dtype=np.int64))
        self._school = np.append(school[waits[own]], missing["school"].to_numpy(dtype=np.int64))

    def may_count_at(self, school: int, stages: npt.NDArray[np.bool_]) -> bool:
        """Tell whether anybody may be a head of this school, of a programme for these stages (by code)."""
        of_it = (self._school == school) | (self._school < 0)
        return bool((of_it & stages[self._stage]).any())


def _missing(linked: Linked, posted: pd.DataFrame, place: Mapping[str, int]) -> pd.DataFrame:
    """Return ``school, stage`` of students with money in these lines who stand in no list any more.

    Nobody said that they left, so what they have stands, and so do they as heads.
    """
    students = linked.students
    known = posted["identity"].isin(set(students["identity"]) | set(students["id"]))
    known |= (posted["student_no"] != "") & posted["student_no"].isin(set(students["student_no"]))
    lost = posted[(posted["student"] > 0) & (posted["identity"] != "") & ~known]
    net = lost.groupby("subject")["amount"].sum()
    lost = lost[lost["subject"].isin(net[net != 0].index)].drop_duplicates("subject", keep="last")
    subjects = map(school_subject, lost["school_code"], lost["school"])
    school = np.array([place.get(one, -2) for one in subjects], dtype=np.int64)
    stage = np.array([value_code("stage", one) if one else 0 for one in lost["stage"]], dtype=np.int64)
    return pd.DataFrame({"school": school, "stage": stage})[school >= 0]


def _code(key: npt.NDArray[np.uint64], field: Field) -> npt.NDArray[np.int64]:
    return ((key & np.uint64(field.mask)) >> np.uint64(field.shift)).astype(np.int64)
