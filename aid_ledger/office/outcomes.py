"""What became of every data row of every file in use: exactly one outcome each, with its reason."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.linking import fold_households
from aid_ledger.office.evaluation import Picture
from aid_ledger.rulebook import State, listed_programmes

COLUMNS = ("source", "file", "sheet", "row", "kind", "name", "id_number", "outcome", "reason", "student")
_WHERE_IT_MATTERS = ("school-unknown", "stage-unknown", "status-unknown", "statuses-differ")


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What became of every student (outcome and reason) and of every row (:data:`COLUMNS`)."""

    students: npt.NDArray[np.object_]
    reasons: npt.NDArray[np.object_]
    rows: pd.DataFrame


def outcomes_of(picture: Picture) -> Outcomes:
    """Return the outcomes of a term's students, and of every data row of every file in use once.

    Rows are ordered by file digest, sheet, row.
    """
    outcome, reason = student_outcomes(picture)
    return Outcomes(outcome, reason, _rows(picture, outcome, reason))


def student_outcomes(picture: Picture) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.object_]]:
    """Return outcome and reason by student: paid, held, not-at-school, not-entitled.

    A missing school, stage or status word holds a student only where it could change what is paid.
    """
    students, due = picture.linked.students, picture.due
    lines = due[due["programme"].isin([p.id for p in picture.rulebook.programmes if p.makes_line])]
    paid = _any(lines[(lines["state"] == int(State.ENTITLED)) & (lines["amount"] > 0)], len(students))
    waits = lines[lines["state"] == int(State.HELD)]
    held = _any(waits, len(students))
    why = np.full(len(students), "", dtype=object)
    first = waits.drop_duplicates("student")
    why[first["student"].to_numpy()] = first["reason"].to_numpy(dtype=object)
    whole = students["reason"].to_numpy(dtype=object)
    matters = (whole != "") & (~np.isin(whole.astype(str), _WHERE_IT_MATTERS) | held)
    away = students["away"].to_numpy(dtype=bool)
    cases = [matters, paid, away, held]
    outcome = np.select(cases, ["held", "paid", "not-at-school", "held"], "not-entitled").astype(object)
    reason = np.select(
        cases, [whole.astype(str), "", "not-at-school", why.astype(str)], "not-entitled"
    ).astype(object)  # fmt: skip
    return outcome, reason


def _any(answers: pd.DataFrame, count: int) -> npt.NDArray[np.bool_]:
    marked = np.zeros(count, dtype=bool)
    marked[answers["student"].to_numpy()] = True
    return marked


def _rows(
    picture: Picture, outcome: npt.NDArray[np.object_], reason: npt.NDArray[np.object_]
) -> pd.DataFrame:  # fmt: skip
    linked = picture.linked
    who = np.append(np.where(linked.students["id"] != "", linked.students["id"], linked.students["student_no"]), "")
    parts = [_roster(picture, outcome, reason, who), _registers(picture, who), _others(picture, outcome)]
    table = pd.concat([part for part in parts if len(part)], ignore_index=True)
    sources = linked.sources
    place = table["src"].to_numpy(dtype=np.int64)
    for name, values in (
        ("source", [s.source for s in sources]),
        ("file", [s.file for s in sources]),
        ("sheet", [s.sheet for s in sources]),
    ):
        table[name] = np.array(values, dtype=object)[place]
    return table.sort_values(["src", "row"], kind="stable", ignore_index=True)[list(COLUMNS)]


def _roster(
    picture: Picture, outcome: npt.NDArray[np.object_], reason: npt.NDArray[np.object_], who: npt.NDArray[np.object_]
) -> pd.DataFrame:  # fmt: skip
    rows = picture.linked.rows
    student = rows["student"].to_numpy(dtype=np.int64)
    own = rows["outcome"].to_numpy(dtype=object)
    follows = own == ""
    own_reason = np.where(own == "not-at-school", "not-at-school", rows["reason"].to_numpy(dtype=object))
    # a row held for a missing word follows its student where the word could not matter
    soft = (own == "held") & np.isin(own_reason.astype(str), _WHERE_IT_MATTERS)
    follows |= soft & (outcome[student] != "held")
    return pd.DataFrame(
        {
            "src": rows["src"],
            "row": rows["row"],
            "kind": rows["kind"],
            "name": rows["student_name"],
            "id_number": np.where(rows["id"] != "", rows["id"], rows["id_no"]),
            "outcome": np.where(follows, outcome[student], own),
            "reason": np.where(follows, reason[student], own_reason),
            "student": who[student],
        }
    )


def _registers(picture: Picture, who: npt.NDArray[np.object_]) -> pd.DataFrame:
    rows = picture.linked.registers
    members = pd.DataFrame(
        {
            "src": rows["src"],
            "row": rows["row"],
            "kind": rows["kind"],
            "name": rows["student_name"],
            "id_number": np.where(rows["id"] != "", rows["id"], rows["id_no"]),
            "outcome": rows["outcome"],
            "reason": rows["reason"],
            "student": who[rows["student"].to_numpy(dtype=np.int64)],
        }
    )
    return fold_households(members)


def _others(picture: Picture, outcome: npt.NDArray[np.object_]) -> pd.DataFrame:
    """Rows of the other lists; an award that could be used waits, or is unused, as the money of its student is."""
    others = picture.linked.others
    rows = others.outcomes.assign(student="")
    if not len(others.awards):
        return rows
    due = picture.due[picture.due["programme"].isin(listed_programmes(picture.rulebook.resolve(picture.term)))]
    held = due[due["state"] == int(State.HELD)].drop_duplicates("student").set_index("student")["reason"]
    student = others.awards["student"].to_numpy(dtype=np.int64)
    given = due.loc[due["state"] == int(State.ENTITLED), "student"]
    waits, used = np.isin(student, held.index.to_numpy()), np.isin(student, given.to_numpy())
    ends = np.select([waits, used], ["held", "used"], "unused").astype(object)
    away = np.where(outcome[student] == "not-at-school", "not-at-school", "")
    why = np.select([waits, used], [held.reindex(student).fillna("").to_numpy(dtype=str), ""], away).astype(object)
    keys = pd.MultiIndex.from_frame(rows[["src", "row"]])
    at = keys.get_indexer(pd.MultiIndex.from_frame(others.awards[["src", "row"]]))
    columns = [rows[name].to_numpy(dtype=object, copy=True) for name in ("outcome", "reason")]
    columns[0][at], columns[1][at] = ends, why
    return rows.assign(outcome=columns[0], reason=columns[1])
