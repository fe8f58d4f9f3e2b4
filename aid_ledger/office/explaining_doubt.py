"""What ``explain`` says of somebody who waits, or who is in a register and in no roster: suggestions in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.linking import Linked, explain_absent, suggest
from aid_ledger.linking.entries import REGISTER_ROWS, ROWS
from aid_ledger.office.hints import Hints, suggestion_words
from aid_ledger.office.proofs import cell_name
from aid_ledger.people import check_id, check_ids
from aid_ledger.words import Lang

_LANGS: tuple[Lang, ...] = ("zh", "en")
_FIRST = ("held", "not-in-roster", "matched", "not-in-force", "not-of-school-age", "duplicate")
Sentences = Mapping[Lang, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Registered:
    """Somebody of whom only registers speak: ``lists`` are kind and cell of each row, ``hints`` sentences."""

    number: str
    name: str
    outcome: str
    reason: str
    lists: tuple[tuple[str, str], ...]
    hints: Sentences


def find_registered(linked: Linked, student: str, last: pd.DataFrame | None = None) -> Registered | None:
    """Return what registers say of a number that no student has; ``None`` where they do not know it either."""
    registers = linked.registers
    index = _with_number(registers, student)
    index = index[registers["student"].to_numpy()[index] < 0]
    if not len(index):
        return None
    rows = registers.iloc[index].assign(place=index)
    rows["rank"] = [_FIRST.index(outcome) for outcome in rows["outcome"].tolist()]
    first = rows.sort_values(["rank", "reason", "src", "row"]).iloc[0]
    lists = tuple(
        (str(kind), cell_name(linked.sources[src], row))
        for kind, src, row in zip(rows["kind"].tolist(), rows["src"].tolist(), rows["row"].tolist(), strict=True)
    )
    hints = _hints(linked, REGISTER_ROWS, np.array([int(first["place"])]), last)
    number = str(first["id"] or first["id_no"])
    return Registered(number, str(first["student_name"]), str(first["outcome"]), str(first["reason"]), lists, hints)


def find_held(linked: Linked, student: str) -> int:
    """Return the student whose roster row has this number as it stands in the cell, broken as it is; -1 none."""
    index = _with_number(linked.rows, student)
    return int(linked.rows["student"].iloc[index[0]]) if len(index) else -1


def hints_of_student(linked: Linked, student: int) -> Sentences:
    """Return the suggestions for a student who waits."""
    return _hints(linked, ROWS, np.flatnonzero((linked.rows["student"] == student).to_numpy()))


def _with_number(rows: pd.DataFrame, student: str) -> npt.NDArray[np.intp]:
    """Rows with this certain ID, else those whose cell says the same that is none."""
    number = check_id(student).normal
    if not number:
        return np.zeros(0, dtype=np.intp)
    found = np.flatnonzero((rows["id"] == number).to_numpy())
    if len(found):
        return found
    broken = np.flatnonzero((rows["id"] == "").to_numpy())
    return broken[(check_ids(rows["id_no"].iloc[broken]).normal == number).to_numpy()]


def _hints(
    linked: Linked, side: int, index: npt.NDArray[np.intp], last: pd.DataFrame | None = None
) -> Sentences:  # fmt: skip
    suggestions = suggest(linked, pd.DataFrame({"side": side, "index": index}))
    absences = explain_absent(linked, suggestions, last)
    own = absences[absences["index"].isin(index)] if side == REGISTER_ROWS else absences.iloc[:0]
    hints = Hints(linked, suggestions, own)
    rest = suggestions.drop(index=[place for place in own["suggestion"].tolist() if place >= 0])
    return {
        lang: (
            *(hints.why_absent(one, lang) for one in own.to_dict("records")),
            *(suggestion_words(linked, one, lang) for one in rest.to_dict("records")),
        )
        for lang in _LANGS
    }
