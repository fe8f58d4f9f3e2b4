"""住校生名册, stamped by the school: where a school's list exists it decides who boards."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.facts import value_code
from aid_ledger.linking.rows import Source, identify, stack
from aid_ledger.linking.schools import SchoolBook

FIELDS = ("student_name", "id_no", "school", "school_code", "grade", "class")
_YES, _NO = value_code("boarding", "yes"), value_code("boarding", "no")


def apply_boarders(
    sources: Sequence[Source], rows: pd.DataFrame, school: npt.NDArray[np.int32], book: SchoolBook,
    boarding: npt.NDArray[np.integer],
) -> tuple[npt.NDArray[np.integer], pd.DataFrame]:  # fmt: skip
    """Return the fact ``boarding`` by roster row as the schools' lists decide it, and what became of their rows.

    A school whose list has a row without a certain ID decides only for those it names: who else boards is not certain.
    """
    listed = identify(stack(sources, ("boarders",), FIELDS))
    if listed.empty:
        return boarding, listed.assign(outcome="", reason="")
    place = book.resolve(listed["school_code"], listed["school"])
    held = (listed["id_reason"] != "").to_numpy() | (place < 0)
    named = set(zip(place[~held].tolist(), listed.loc[~held, "id"], strict=True))
    doubtful = set(place[held].tolist())
    here = np.array([pair in named for pair in zip(school.tolist(), rows["id"], strict=True)], dtype=bool)
    has_list = np.isin(school, list({one for one, _ in named}))
    complete = has_list & ~np.isin(school, list(doubtful))
    decided = np.where(here, _YES, np.where(complete & (rows["id"] != "").to_numpy(), _NO, boarding))
    known = set(rows["id"])
    outcome = np.where(
        held, "held",
        np.where(listed.assign(place=place).duplicated(["place", "id"]), "duplicate",
                 np.where(listed["id"].isin(list(known)), "used", "unused")),
    ).astype(object)  # fmt: skip
    reason = np.where(held, np.where(place < 0, "school-unknown", listed["id_reason"]), "").astype(object)
    return decided, listed.assign(outcome=outcome, reason=reason)
