"""住校生名册, stamped by the school: where a school's list exists it decides who boards.

A list of who boards and who does not (寄宿情况登记表 with 是否寄宿) is one, too: who stands there with 否 or 走读 does
not board, and of whom it is not clear (已退宿, a word that nobody knows) a person must say. What it says beside another
就读方式 in the roster is a note, and stands among the evidence of what rests on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.facts import value_code
from aid_ledger.linking.boarding_words import doubted, read_boarding
from aid_ledger.linking.rows import Source, identify, stack
from aid_ledger.linking.schools import SchoolBook
from aid_ledger.linking.statuses import decided_rows
from aid_ledger.people import NameAgreement, compare_names

FIELDS = ("student_name", "id_no", "school", "school_code", "grade", "class", "boarding", "day_student", "remark")
_YES, _NO, _UNKNOWN = (value_code("boarding", word) for word in ("yes", "no", "unknown"))
Index = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Boarding:
    """The fact ``boarding`` by roster row, and what decides it.

    ``src`` and ``row`` are where a school's list names the student (-1 where none decides; row 0 where the student
    is not on the school's list); ``differs``: the roster says otherwise. ``listed`` are the rows of the lists with
    their outcome.
    """

    codes: npt.NDArray[np.integer]
    src: Index
    row: Index
    differs: npt.NDArray[np.bool_]
    listed: pd.DataFrame


def apply_boarders(
    sources: Sequence[Source], rows: pd.DataFrame, school: Index, book: SchoolBook, boarding: npt.NDArray[np.integer]
) -> Boarding:  # fmt: skip
    """Let the schools' lists decide who boards.

    A school whose list has a row without a certain ID, or with another student's, decides only for those it names: who
    else boards is not certain.
    """
    listed = identify(stack(sources, ("boarders",), FIELDS))
    nowhere = np.full(len(rows), -1, dtype=np.int32)
    if listed.empty:
        none = np.zeros(len(rows), dtype=bool)
        return Boarding(boarding, nowhere, nowhere, none, listed.assign(outcome="", reason=""))
    place = book.resolve(listed["school_code"], listed["school"])
    roster = _by_place(school, rows["id"])
    at = np.asarray(roster.reindex(_pairs(place, listed["id"])).fillna(-1), dtype=np.int64)
    conflict = _named_otherwise(listed, rows, at)
    held = (listed["id_reason"] != "").to_numpy() | (place < 0) | conflict
    says = _says(sources, listed)
    on_list = listed.assign(place=place, says=says)[~held]
    torn = on_list.groupby(["place", "id"])["says"].transform("nunique") > 1
    on_list["says"] = on_list["says"].where(~torn, _UNKNOWN)
    on_list = on_list.drop_duplicates(["place", "id"]).set_index(["place", "id"])
    own = on_list.reindex(_pairs(school, rows["id"]))
    here = own["src"].notna().to_numpy()
    lists = on_list.reset_index().drop_duplicates("place").set_index("place")["src"]
    complete = np.isin(school, lists.index.to_numpy()) & ~np.isin(school, place[held])
    absent = complete & ~here & (rows["id"] != "").to_numpy()
    src = np.where(here, own["src"].fillna(-1), np.where(absent, lists.reindex(school).fillna(-1), -1))
    row = np.where(here, own["row"].fillna(-1), np.where(absent, 0, -1))
    said = own["says"].fillna(_UNKNOWN).to_numpy(dtype=np.int64)
    answered = here & (said == _UNKNOWN) & decided_rows(sources, rows, "boarding")  # the list is not clear, a person is
    codes = np.where(here & ~answered, said, np.where(absent, _NO, boarding))
    reason = np.where(place < 0, "school-unknown", np.where(conflict, "name-conflict", listed["id_reason"]))
    reason = np.where((reason == "") & (says == _UNKNOWN), "boarding-unknown", reason)
    held |= says == _UNKNOWN
    repeated = listed.assign(place=place).duplicated(["place", "id"]).to_numpy()
    outcome = np.select([held, repeated, at >= 0], ["held", "duplicate", "used"], "unused").astype(object)
    return Boarding(
        codes, src.astype(np.int32), row.astype(np.int32), (codes != boarding) & (boarding != _UNKNOWN),
        listed.assign(outcome=outcome, reason=np.where(held, reason, "").astype(object)),
    )  # fmt: skip


def _says(sources: Sequence[Source], listed: pd.DataFrame) -> npt.NDArray[np.integer]:
    """Return what each row says of boarding: yes where it says nothing, for the list is of boarders."""
    blank = (listed[["boarding", "day_student"]] == "").all(axis=1).to_numpy()
    codes = np.where(blank, _YES, read_boarding(sources, listed))
    return doubted(sources, listed, codes)


def _pairs(place: Index, ids: pd.Series[str]) -> pd.MultiIndex:
    return pd.MultiIndex.from_arrays([place, ids], names=["place", "id"])


def _by_place(school: Index, ids: pd.Series[str]) -> pd.Series[int]:
    """Return the first roster row of each school and ID."""
    good = (ids != "").to_numpy() & (school >= 0)
    found = pd.Series(np.flatnonzero(good), index=_pairs(school[good], ids[good]))
    return found[~found.index.duplicated()]


def _named_otherwise(listed: pd.DataFrame, rows: pd.DataFrame, at: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Tell which rows bear a roster student's ID under a wholly different name."""
    conflict = np.zeros(len(listed), dtype=bool)
    named = (at >= 0) & (listed["match_name"] != "").to_numpy()
    conflict[named] = compare_names(
        listed.loc[named, "match_name"].reset_index(drop=True),
        rows["match_name"].iloc[at[named]].reset_index(drop=True),
    ) == int(NameAgreement.DIFFERENT)
    return conflict
