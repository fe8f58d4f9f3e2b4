"""Who may have been paid this term already under another ID that no list of pupils has any more.

Without a 学籍号 nothing else connects the two: the same name at the same school, and the same birth date or IDs that
differ as by a slip of the pen. It may be one child or two, so the row waits for a person. An ID that still stands in a
roster or an application is somebody else's; a register does not count, since it goes on naming a child by the old ID.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.ledger import Known
from aid_ledger.linking import Linked
from aid_ledger.linking.id_likeness import WIDTH, Likeness, compare_numbers
from aid_ledger.people import normalise_names
from aid_ledger.people.text_columns import is_among

PAID_AS_ANOTHER = "paid-under-other-id"
ONE_PERSON = "paid-under-other-id-same"
"""What a person confirms of such a row by saying that the two are one; the reason itself where they are two."""


@dataclass(frozen=True, slots=True)
class PaidAs:
    """The person of the ledger whom a student may be: surrogate, last line of the term, and the ID that it bears.

    ``same``: somebody has said that they are one. ``student`` 0: so they have, and now that ID is in a list again.
    """

    student: int
    line: str
    id_number: str
    same: bool


def paid_as_another(linked: Linked, posted: pd.DataFrame, known: Known) -> dict[int, PaidAs]:
    """Find the students who may have been paid under another ID; who is said to be somebody else is not among them.

    Args:
        linked: the term's lists.
        posted: the term's lines, as :func:`aid_ledger.ledger.lines_of` gives them.
        known: everybody the ledger has met.

    Returns:
        By student index. Of several whom somebody may be, the one whose line is the latest; of two students who are
        both said to be one person of the ledger the first is, and the other waits.
    """
    if posted.empty:
        return {}
    students = linked.students
    certain = np.flatnonzero((students["identity"] != "").to_numpy())
    found, _ = known.surrogates(students.iloc[certain][["identity", "student_no", "name"]])
    gone = _gone(linked, posted, known, set(found.tolist()))
    new = certain[(found == 0) & ~students["away"].to_numpy(dtype=bool)[certain]]
    one, two = _said(linked, ONE_PERSON) & set(new.tolist()), _said(linked, PAID_AS_ANOTHER)
    result = {index: PaidAs(0, "", "", same=False) for index in sorted(one)}  # the ID came back: two rows of one child
    if gone.empty or not len(new):
        return result
    own = students.iloc[new][["id", "match_name", "school", "birth"]].assign(index=new)
    pairs = own[(own["school"] >= 0) & (own["id"] != "")].merge(gone, on=["match_name", "school"])
    pairs = pairs[(pairs["net"] > 0) | pairs["index"].isin(one)]
    pairs = pairs[~pairs["index"].isin(two)].sort_values(["id", "place"], kind="stable")
    taken: set[int] = set()
    for index, student, line, number in _alike(pairs)[["index", "student", "line", "id_number"]].itertuples(
        index=False
    ):
        same = index in one and student not in taken
        taken |= {student} if same else set()
        result[int(index)] = PaidAs(int(student), str(line), str(number), same)
    return result


def _alike(pairs: pd.DataFrame) -> pd.DataFrame:
    """Pairs of one birth date, or of IDs that differ as by a slip of the pen; of each student the latest."""
    likeness = compare_numbers(pairs["id"].astype("str"), pairs["id_number"].astype("str")).likeness
    slip = np.isin(likeness, [int(Likeness.NEAR), int(Likeness.FIRST_15)])
    born = ((pairs["birth"] > 0) & (pairs["birth"] == pairs["born"])).to_numpy(dtype=bool)
    return pairs[slip | born].drop_duplicates("index", keep="last")


def _gone(linked: Linked, posted: pd.DataFrame, known: Known, here: set[int]) -> pd.DataFrame:
    """The last line of everybody in the term's books whom no list of pupils names, with what is compared."""
    versions = known.versions
    ids = [one for one in linked.rows["id"].unique().tolist() if one]
    here = here | set(versions.loc[is_among(versions["id_number"].astype("str"), ids), "student"].tolist())
    people = posted[(posted["student"] > 0) & (posted["identity"] != "") & ~posted["student"].isin(list(here))]
    last = people.drop_duplicates("student", keep="last")
    last = last[(last["id_number"].astype("str").str.len() == WIDTH).to_numpy(dtype=bool)]
    number = last["id_number"].astype("str")
    return pd.DataFrame(
        {
            "student": last["student"].to_numpy(), "line": last["line"].to_numpy(), "id_number": number.to_numpy(),
            "born": [int(one[6:14]) for one in number],
            "match_name": normalise_names(last["name"].astype("str")).to_numpy(),
            "school": linked.schools.resolve(last["school_code"].astype("str"), last["school"].astype("str")),
            "net": last["student"].map(people.groupby("student")["amount"].sum()).to_numpy(),
            "place": np.arange(len(last)),
        }
    )  # fmt: skip


def _said(linked: Linked, what: str) -> set[int]:
    """The students of whose rows people have said this."""
    rows, said = linked.rows, np.zeros(len(linked.rows), dtype=np.bool_)
    for src, source in enumerate(linked.sources):
        lines = [row for row, _, reason in source.confirmed if reason == what]
        if lines:
            said |= ((rows["src"] == src) & rows["row"].isin(lines)).to_numpy(dtype=bool)
    return set(rows.loc[said, "student"].tolist())


def held_as_paid(linked: Linked, paid_as: Mapping[int, PaidAs]) -> npt.NDArray[np.object_]:
    """Return why students wait, with these among them who do not wait yet."""
    reason = linked.students["reason"].to_numpy(dtype=object, copy=True)
    for index, one in paid_as.items():
        if reason[index] == "" and not one.same:
            reason[index] = PAID_AS_ANOTHER
    return reason
