"""What in a row speaks against its ID being the student's own: another birth date, another sex, no age for the stage.

The ID by itself is valid; it may be a parent's, a sibling's or a neighbour's in the list. Nothing is said where the
other cell is blank or not certainly read.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.facts import value_code
from aid_ledger.intake import names_no_day, read_dates, read_words
from aid_ledger.people import age_on

AGES = {"preschool": (2, 8), "primary": (5, 18), "junior": (10, 21), "senior": (13, 30), "vocational": (13, 30)}
"""Completed years on the reference day that a student of a stage may have, first and last; college has no bound.

Wide on purpose: who began late, repeated years or came back is in; whom they leave out is somebody else.
"""
SPECIAL_AGES = (2, 30)
"""The same in special education, where grades say little about age."""


def id_doubts(
    rows: pd.DataFrame, stage: npt.NDArray[np.integer], special: npt.NDArray[np.integer], day: date
) -> npt.NDArray[np.object_]:
    """Return why the ID of a row may not be the student's: the first that applies, else ``""``.

    Args:
        rows: identified roster and application rows with ``birth_date`` and ``gender``.
        stage: code of the fact ``stage`` by row.
        special: code of the fact ``special_education`` by row.
        day: the reference day.

    Returns:
        ``age-outside-stage``, ``birth-differs``, ``sex-differs`` or ``""``, one a row.

    Source:
        reference/files.md §12, defects 11, 13, 17.
    """
    birth = rows["birth"].to_numpy(dtype=np.int32)
    known = birth > 0
    age = age_on(birth, day)
    low, high = _bounds(stage, special)
    outside = known & ((age < low) | (age > high))
    written = read_dates(rows["birth_date"])
    differs = (
        np.where(names_no_day(rows["birth_date"]), birth // 100 != written // 100, birth != written)
        & (written > 0)
        & known
    )
    sex = read_words("gender", rows["gender"])[0]
    other_sex = known & (sex > 0) & (sex != rows["sex"].to_numpy())
    cases = [outside, differs, other_sex]
    return np.select(cases, ["age-outside-stage", "birth-differs", "sex-differs"], "").astype(object)


def _bounds(
    stage: npt.NDArray[np.integer], special: npt.NDArray[np.integer]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Youngest and oldest age by row; a stage that is not known, or college, bounds nothing."""
    low, high = np.full(len(stage), -1, dtype=np.int64), np.full(len(stage), 999, dtype=np.int64)
    for name, (first, last) in AGES.items():
        of_stage = stage == value_code("stage", name)
        taught_apart = of_stage & (special == value_code("special_education", "yes"))
        low[of_stage], high[of_stage] = first, last
        low[taught_apart], high[taught_apart] = SPECIAL_AGES
    return low, high
