"""A student whom somebody asks for by name: found where one has that name, named where several have it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from aid_ledger.errors import Finding, InputError
from aid_ledger.office.evaluation import Picture
from aid_ledger.people import normalise_name

_SHOWN = 8
_TAIL = 4


def find_by_name(view: Picture, lines: pd.DataFrame, name: str) -> int:
    """Return the student of this name, -1 where none has it or it is a number.

    Args:
        view: the term.
        lines: the term's lines.
        name: as typed.

    Raises:
        InputError: ``name-of-several``: where each of them is, with what to ask for instead.
    """
    wanted = normalise_name(name)
    if not wanted or any(sign.isdigit() for sign in wanted):
        return -1
    students = view.linked.students
    found = np.flatnonzero((students["name"].map(normalise_name) == wanted).to_numpy())
    if len(found) > 1:
        places = [_place(view, lines, int(one)) for one in found[:_SHOWN]]
        params = {"count": len(found), "places": "；".join(places) + ("…" if len(found) > _SHOWN else ""),
                  "term": str(view.term)}  # fmt: skip
        raise InputError(Finding("name-of-several", params=params))
    return int(found[0]) if len(found) else -1


def _place(view: Picture, lines: pd.DataFrame, row: int) -> str:
    """Say where a student is, and the line to ask for; who has none by the end of the number."""
    own = view.linked.students.iloc[row]
    school = view.linked.rows["school"].iloc[int(own["primary"])]
    if own["school"] >= 0:
        school = view.linked.schools.frame["name"].iloc[int(own["school"])]
    where = " ".join(filter(None, map(str, (school, own["grade_text"], own["class_text"]))))
    mine = lines.loc[(lines["identity"] == own["identity"]) & (own["identity"] != ""), "line"]
    number = str(own["id"] or own["student_no"])
    return f"{where}：{mine.iloc[0] if len(mine) else '****' + number[-_TAIL:] if number else '—'}"
