"""A list of leavers says less of a child than the list of its class: what it leaves blank it does not deny.

Who left after the reference day was at school on it, as the list of the class says with all it knows. The row of the
list of leavers then gives the day and takes the other facts from there; a fact that it does say stays its own, and two
that differ are asked about as always.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.facts import value_code
from aid_ledger.linking.student_facts import RowFacts

_SAID_IN = {
    "boarding": ("boarding", "day_student"),
    "rural_hukou": ("hukou_kind",),
    "local_hukou": ("hukou_county",),
    "agricultural_major": ("major", "agricultural"),
    "performing_major": ("major",),
    "full_time": ("study_form",),
    "higher_vocational": ("degree_level",),
    "new_entrant": ("new_entrant",),
    "came_from": ("came_from",),
    "college_place": ("college_place",),
    "private": ("school_nature",),
    "inclusive": ("inclusive",),
}
"""By fact the columns that say it; the stage and the grade are taken where they are not known."""
_AT_SCHOOL = (value_code("status", "school"), value_code("status", "home"))
Rows = npt.NDArray[np.int64]


def fill_leaving_notes(
    rows: pd.DataFrame, facts: RowFacts, school: npt.NDArray[np.int32]
) -> tuple[pd.DataFrame, RowFacts]:  # fmt: skip
    """Give the rows of who left after the reference day what they leave blank, from the child's row at that school.

    Args:
        rows: of rosters and applications, with ``identity``, ``kind`` and the texts of the facts.
        facts: of each row.
        school: of each row, -1 unknown.

    Returns:
        Rows (with ``tuition``) and facts. Nothing is given where the child has no other row at that school, or several
        that differ.
    """
    roster = (rows["kind"] == "roster").to_numpy() & (rows["identity"] != "").to_numpy() & (school >= 0)
    notes = np.flatnonzero(facts.stays & roster)
    if not len(notes):
        return rows, facts
    here = roster & ~facts.stays & ~facts.came_later & np.isin(facts.codes["status"], _AT_SCHOOL)
    here &= rows["identity"].isin(rows["identity"].iloc[notes].unique()).to_numpy()
    of_child = _one_each(rows, facts, school, np.flatnonzero(here))
    pairs = [
        (note, of_child[child])
        for note in notes.tolist()
        if (child := (rows["identity"].iat[note], int(school[note]))) in of_child
    ]
    if not pairs:
        return rows, facts
    at, other = np.array(pairs, dtype=np.int64).T
    return _filled(rows, facts, at, other)


def _one_each(
    rows: pd.DataFrame, facts: RowFacts, school: npt.NDArray[np.int32], among: Rows
) -> dict[tuple[str, int], int]:  # fmt: skip
    """Return each child's first row at a school, without those whose rows there differ."""
    key, tuition, identity = facts.key, rows["tuition"].tolist(), rows["identity"].tolist()
    first: dict[tuple[str, int], int] = {}
    differ = set()
    for row in among.tolist():
        child = (identity[row], int(school[row]))
        one = first.setdefault(child, row)
        if (key[one], tuition[one]) != (key[row], tuition[row]):
            differ.add(child)
    return {child: row for child, row in first.items() if child not in differ}


def _filled(rows: pd.DataFrame, facts: RowFacts, at: Rows, other: Rows) -> tuple[pd.DataFrame, RowFacts]:
    codes = {name: column.copy() for name, column in facts.codes.items()}
    for name, fields in _SAID_IN.items():
        blank = (rows[list(fields)].iloc[at] == "").all(axis=1).to_numpy()
        codes[name][at[blank]] = codes[name][other[blank]]
    for name in ("stage", "grade"):
        unknown = codes[name][at] == 0
        codes[name][at[unknown]] = codes[name][other[unknown]]
    codes["special_education"][at] = codes["special_education"][other]
    codes["status"][at] = codes["status"][other]  # 送教上门 is a way of being there
    tuition = rows["tuition"].to_numpy(dtype=object, copy=True)
    unsaid = tuition[at] == ""
    tuition[at[unsaid]] = tuition[other[unsaid]]
    texts = pd.Series(tuition, index=rows.index, dtype="str")
    return rows.assign(tuition=texts), replace(facts, codes=codes)
