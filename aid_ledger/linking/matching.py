"""Register rows meet students: by certain ID only. Each register row ends in one outcome with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.facts import value_code
from aid_ledger.linking.blank_levels import LEVEL_BLANK
from aid_ledger.people import NameAgreement, age_on, compare_names, same_sound

SCHOOL_AGE = (3, 18)
COMPULSORY_AGE = (6, 15)
UNUSABLE = (
    "no-identity", "id-invalid", "id-run", "cell-unread", "category-unclear", "tier-unclear", "standing-unclear",
    "date-unreadable",
)  # fmt: skip
"""Why a register row gives nobody anything until somebody has looked at it."""
_SAME_ROW = ["kind", "id", "bits", "since", "until", "level", "level_word"]


@dataclass(frozen=True, slots=True)
class Matched:
    """What the registers say.

    ``rows``: register rows with ``student`` (index, -1 none), ``outcome``, ``reason``, ``note`` (``name-differs``,
    ``name-same-sound``).
    By student: ``in_term`` and ``on_day`` (category bits), ``level`` (code), ``reason`` (``name-conflict``,
    ``contradicting-rows`` or ``""``); ``perhaps_in_term`` and ``perhaps_on_day``, the bits that rows held
    ``level-blank`` would add.
    """

    rows: pd.DataFrame
    in_term: npt.NDArray[np.int64]
    on_day: npt.NDArray[np.int64]
    level: npt.NDArray[np.uint8]
    reason: npt.NDArray[np.object_]
    perhaps_in_term: npt.NDArray[np.int64]
    perhaps_on_day: npt.NDArray[np.int64]


def match(registers: pd.DataFrame, students: pd.DataFrame, day: date) -> Matched:
    """Link register rows to students by ID.

    Args:
        registers: memberships, in the order that decides which of two equal rows is the duplicate.
        students: ``id`` (``""`` where only known by 学籍号) and ``match_name``; one row a student. An ID that two
            held rows claim is linked to the first.
        day: the reference day, for ages.
    """
    known = students[students["id"] != ""].drop_duplicates("id")
    place = pd.Series(known.index.to_numpy(), index=known["id"])
    student = registers["id"].map(place).fillna(-1).to_numpy(dtype=np.int64, copy=True)
    linked = (student >= 0) & (registers["id"] != "").to_numpy()
    student[~linked] = -1
    good_id = (registers["id"] != "").to_numpy()
    agreement = np.full(len(registers), int(NameAgreement.SAME), dtype=np.uint8)
    agreement[linked] = compare_names(
        registers.loc[linked, "match_name"].reset_index(drop=True),
        students["match_name"].iloc[student[linked]].reset_index(drop=True),
    )
    conflict = linked & (agreement == int(NameAgreement.DIFFERENT))  # in force or not: one of the two IDs is wrong
    repeated = registers.duplicated([*_SAME_ROW, "match_name"]).to_numpy() & good_id
    repeated |= registers.duplicated(_SAME_ROW).to_numpy() & good_id & ~conflict
    held = np.full(len(students), "", dtype=object)
    held[student[conflict & ~repeated]] = "name-conflict"
    would = linked & ~conflict & ~repeated & registers["in_term"].to_numpy()
    waits = (registers["reason"] == LEVEL_BLANK).to_numpy()
    counts, perhaps = would & ~waits, would & waits
    (in_term, on_day), (perhaps_in_term, perhaps_on_day) = (
        _bits(registers, student, rows, len(students)) for rows in (counts, perhaps)
    )
    level, two_levels = _levels(registers, student, counts, len(students))
    held[(held == "") & two_levels] = "contradicting-rows"
    torn = counts & (registers["kind"] == "recognised").to_numpy() & two_levels[np.maximum(student, 0)]
    outcome, reason = _outcomes(registers, linked, repeated, conflict, day)
    outcome[torn], reason[torn] = "held", "contradicting-rows"
    note = _notes(registers, students, student, linked & (agreement == int(NameAgreement.NEAR)))
    rows = registers.assign(student=student, outcome=outcome, reason=reason, note=note, counts=counts & ~torn)
    return Matched(rows, in_term, on_day, level, held, perhaps_in_term, perhaps_on_day)


def _bits(registers: pd.DataFrame, student: npt.NDArray[np.int64], rows: npt.NDArray[np.bool_],
          size: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:  # fmt: skip
    """The categories that these rows give each student, in the term and on the reference day."""
    bits, today = registers["bits"].to_numpy(), rows & registers["on_day"].to_numpy()
    found = np.zeros((2, size), dtype=np.int64)
    for into, where in zip(found, (rows, today), strict=True):
        np.bitwise_or.at(into, student[where], bits[where])
    return found[0], found[1]


def _notes(registers: pd.DataFrame, students: pd.DataFrame, student: npt.NDArray[np.int64],
           near: npt.NDArray[np.bool_]) -> npt.NDArray[np.object_]:  # fmt: skip
    """Of rows linked by the ID under a name that differs a little: by a character of the same sound, or otherwise."""
    note = np.full(len(registers), "", dtype=object)
    alike = same_sound(
        registers.loc[near, "match_name"].reset_index(drop=True),
        students["match_name"].iloc[student[near]].reset_index(drop=True),
    )
    note[near] = np.where(alike, "name-same-sound", "name-differs")
    return note


def _levels(registers: pd.DataFrame, student: npt.NDArray[np.int64], counts: npt.NDArray[np.bool_],
            size: int) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.bool_]]:  # fmt: skip
    """The level of each student, ``none`` where no list gives one, and whether two lists give two.

    Not known where a list says it in a word that nobody knows, whatever another one says.
    """
    said = registers["level"].to_numpy()
    none = value_code("level", "none")
    given = counts & (said > none)
    level = said[given].astype(np.uint8)
    most, least = np.full(size, none, dtype=np.uint8), np.full(size, 255, dtype=np.uint8)
    np.maximum.at(most, student[given], level)
    np.minimum.at(least, student[given], level)
    two = (most > none) & (most != least)
    most[student[counts & (said == 0)]] = 0
    return most, two


def _outcomes(
    registers: pd.DataFrame,
    linked: npt.NDArray[np.bool_],
    repeated: npt.NDArray[np.bool_],
    conflict: npt.NDArray[np.bool_],
    day: date,
) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.object_]]:
    """Outcome and reason of each register row: the first case that applies."""
    age = age_on(registers["birth"].to_numpy(dtype=np.int32), day)
    school_age = (age >= SCHOOL_AGE[0]) & (age <= SCHOOL_AGE[1])
    compulsory = (age >= COMPULSORY_AGE[0]) & (age <= COMPULSORY_AGE[1])
    why = registers["reason"].to_numpy(dtype=object)
    unusable = np.isin(why.astype(str), UNUSABLE)
    counts = registers["in_term"].to_numpy()
    absent = np.where(
        registers["elsewhere"], "studying-elsewhere",
        np.where(compulsory, "compulsory-age-not-found", "other-age-not-found"),
    )  # fmt: skip
    waits = linked & (why == LEVEL_BLANK)
    cases = [unusable, repeated, conflict, waits, linked & counts, linked, school_age, ~counts]
    outcome = np.select(
        cases, ["held", "duplicate", "held", "held", "matched", "not-in-force", "not-in-roster", "not-in-force"],
        "not-of-school-age",
    ).astype(object)  # fmt: skip
    said = why.astype(str)
    reason = np.select(
        cases, [said, "", "name-conflict", LEVEL_BLANK, "", said, absent.astype(str), said], ""
    ).astype(object)  # fmt: skip
    return outcome, reason


def named_otherwise(rows: pd.DataFrame, students: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Return which rows name somebody else than the student who has their ID."""
    known = students[students["id"] != ""].drop_duplicates("id").set_index("id")["match_name"]
    theirs = rows["id"].map(known)
    both = theirs.notna().to_numpy() & (rows["match_name"] != "").to_numpy()
    conflict = np.zeros(len(rows), dtype=bool)
    conflict[both] = compare_names(
        rows.loc[both, "match_name"].reset_index(drop=True), theirs[both].astype("str").reset_index(drop=True)
    ) == int(NameAgreement.DIFFERENT)
    return conflict
