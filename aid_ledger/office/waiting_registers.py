"""What somebody has is never less for a register row that waits: a fall is held while the row may be theirs.

A row whose category, standing, date or ID is not clear gives nothing meanwhile, and that is no evidence that its child
lost anything. It may be theirs by the ID; or by the name, where the row has no valid ID and what stands there is blank,
or an ID of the same birth date or with a slip of the pen.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.ledger import Known
from aid_ledger.linking import UNUSABLE, Linked
from aid_ledger.linking.id_likeness import Likeness, compare_numbers
from aid_ledger.office.evaluation import Picture
from aid_ledger.rulebook import State

REGISTER_WAITS = "register-waits"
_BORN = slice(6, 14)
"""Where an ID says the day of birth."""


def with_waiting_registers(picture: Picture, posted: pd.DataFrame, known: Known) -> pd.DataFrame:
    """Return the picture's answers, those held that would be less than is booked while a register row waits.

    Args:
        picture: the term's evidence and answers.
        posted: the term's lines: ``subject, programme, amount``.
        known: everybody the ledger has met.

    Returns:
        The columns of ``picture.due``; a row held for this has as ``amount`` what is booked, fen.
    """
    students = picture.linked.students
    away = students["away"].to_numpy(dtype=bool)  # who has left falls for that, whatever a register says
    certain = (students["identity"] != "").to_numpy()
    waiting = np.array([one for one in sorted(_waiting(picture.linked)) if certain[one] and not away[one]], dtype=int)
    if not len(waiting) or posted.empty:
        return picture.due
    found, _ = known.surrogates(students.iloc[waiting][["identity", "student_no", "name"]])
    index_of = {f"p{one}": index for one, index in zip(found.tolist(), waiting.tolist(), strict=True) if one > 0}
    own = posted[posted["subject"].isin(list(index_of))]
    net = own.groupby(["subject", "programme"])["amount"].sum()
    booked: dict[tuple[int, str], int] = {}
    for (subject, programme), fen in zip(net.index.tolist(), net.tolist(), strict=True):
        if fen > 0:
            booked[index_of[subject], programme] = fen
    return _held(picture.due, booked) if booked else picture.due


def _held(due: pd.DataFrame, booked: dict[tuple[int, str], int]) -> pd.DataFrame:
    """Hold the pairs of student and programme that would come to less than is booked; new ones stand at the end."""
    pairs = zip(due["student"].tolist(), due["programme"].tolist(), strict=True)
    rows = {pair: row for row, pair in enumerate(pairs) if pair in booked}
    state, amount = due["state"].tolist(), due["amount"].tolist()
    stays = {
        pair for pair, row in rows.items()
        if state[row] == int(State.HELD) or (state[row] == int(State.ENTITLED) and amount[row] >= booked[pair])
    }  # fmt: skip
    falls = sorted(booked.keys() - stays)
    if not falls:
        return due
    columns: dict[str, list[Any]] = {str(name): due[name].tolist() for name in due.columns}
    for student, programme in falls:
        held = {"student": student, "programme": programme, "state": int(State.HELD),
                "amount": booked[student, programme], "standard": 0, "reason": REGISTER_WAITS}  # fmt: skip
        at = rows.get((student, programme), len(columns["student"]))
        for name, column in columns.items():
            column[at : at + 1] = [held[name]]
    return pd.DataFrame(columns).astype(due.dtypes.to_dict())


def _waiting(linked: Linked) -> set[int]:
    """The students whose row in a register waits, for certain or perhaps."""
    rows = linked.registers
    rows = rows[(rows["outcome"] == "held") & rows["reason"].isin(UNUSABLE)]
    theirs = rows["student"].to_numpy(dtype=np.int64)
    return set(theirs[theirs >= 0].tolist()) | set(_by_name(linked, rows[theirs < 0]).tolist())


def _by_name(linked: Linked, rows: pd.DataFrame) -> npt.NDArray[np.int64]:
    """The students who bear the name of a row that has no valid ID, unless what stands there is of somebody else."""
    rows = rows[(rows["id"] == "") & (rows["match_name"] != "")][["match_name", "id_no"]]
    people = linked.students[["match_name", "id"]].assign(index=np.arange(len(linked.students)))
    pairs = people.merge(rows, on="match_name")
    number, own = pairs["id_no"].astype("str"), pairs["id"].astype("str")
    like = compare_numbers(number, own).likeness != int(Likeness.NONE)
    born = ((own != "") & (number.str[_BORN] == own.str[_BORN])).to_numpy(dtype=bool)
    may_be = like | born | (number == "").to_numpy(dtype=bool)
    return np.asarray(pairs.loc[may_be, "index"], dtype=np.int64)
