"""Resident IDs (GB 11643) in a column: which are valid, which could be repaired with certainty, what they say.

Valid means a right check digit and a real birth date. The area is a note only: codes change with the map, and no
table knows all that were ever given. Whether the ID belongs to this student is left to ``linking``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.people.id_reading import WIDTH, IdProblem, IdReading, read_ids
from aid_ledger.people.id_repair import Candidate, IdRepair, repair_text
from aid_ledger.people.text_columns import (
    Bools,
    arrow_text,
    blanks,
    distinct,
    lengths,
    replaced,
    rows_of_width,
    text_series,
    with_last_capital_x,
)

Verdicts: TypeAlias = dict[str, npt.NDArray[Any]]
"""The number columns of :class:`IdCheck` by name."""
_VERDICT = {
    "state": np.uint8,
    "problem": np.uint8,
    "repair": np.uint16,
    "birth": np.int32,
    "sex": np.uint8,
    "area": np.int32,
}


class IdState(IntEnum):
    """What may be done with a number: a valid or repaired one is certain, an invalid one waits for a person."""

    BLANK = 0
    VALID = 1
    REPAIRED = 2
    INVALID = 3


@dataclass(frozen=True, slots=True)
class IdCheck:
    """Columns, one item a row, in the order of the rows.

    ``normal``: 18 characters in capitals where valid or repaired, else the cleaned text; the index of the input.
    ``state``: :class:`IdState`. ``problem``: :class:`IdProblem`, ``NONE`` unless invalid. ``repair``: flags of
    :class:`IdRepair`, 0 unless repaired. ``birth``: yyyymmdd, ``sex``: 1 male, 2 female, ``area``: six digits; all
    0 unless valid or repaired. ``suffix``: what a 残疾人证 number has after the ID (class, grade, reissue), else "".
    """

    normal: pd.Series[str]
    state: npt.NDArray[np.uint8]
    problem: npt.NDArray[np.uint8]
    repair: npt.NDArray[np.uint16]
    birth: npt.NDArray[np.int32]
    sex: npt.NDArray[np.uint8]
    area: npt.NDArray[np.int32]
    suffix: pd.Series[str]

    @property
    def usable(self) -> Bools:
        """The rows that are valid or repaired."""
        rows: Bools = (self.state == IdState.VALID) | (self.state == IdState.REPAIRED)
        return rows


@dataclass(frozen=True, slots=True)
class CheckedId:
    """One ID; the fields are those of :class:`IdCheck`."""

    normal: str
    state: IdState
    problem: IdProblem
    repair: IdRepair
    birth: int
    sex: int
    area: int
    suffix: str


def check_ids(texts: pd.Series[str]) -> IdCheck:
    """Check a column of resident IDs; the clean ones as bytes, the rest once for each different text.

    Args:
        texts: text as it stood in the cells, "" (or missing) for a blank; any index, slices and concatenations too.

    Returns:
        As many items as ``texts``.

    Raises:
        TypeError: an item is not text.

    Source:
        GB 11643-1999; reference/files.md §12, defects 2 to 24.

    >>> check = check_ids(pd.Series(["99010120100307001 5", "990101201003070012", ""], dtype="str"))
    >>> check.normal.tolist(), [IdState(state).name for state in check.state]
    (['990101201003070015', '990101201003070012', ''], ['REPAIRED', 'INVALID', 'BLANK'])
    """
    column = arrow_text(texts)
    rows, matrix = rows_of_width(column, WIDTH)
    reading = read_ids(matrix)
    shaped = reading.problem != IdProblem.CHARACTERS
    plain = _verdicts(reading, reading.small_x * np.uint16(IdRepair.LOWER_X))
    normal, suffix = with_last_capital_x(column, rows[reading.small_x]), blanks(len(column))
    odd = lengths(column) > 0
    odd[rows[shaped]] = False
    if not odd.any() and len(rows) == len(column):
        verdicts = plain
    else:
        verdicts = _no_verdicts(len(column))
        _spread(verdicts, rows[shaped], plain, np.flatnonzero(shaped))
    if odd.any():
        words, codes = distinct(column, odd)
        candidates = [repair_text(word) for word in words]
        judged = _judge(candidates)
        _spread(verdicts, np.flatnonzero(odd), judged, codes)
        held = (judged["state"] == IdState.REPAIRED).tolist()
        shown = [item.number if good else item.cleaned for item, good in zip(candidates, held, strict=True)]
        normal = replaced(normal, odd, shown, codes)
        rests = [item.suffix if good else "" for item, good in zip(candidates, held, strict=True)]
        suffix = replaced(suffix, odd, rests, codes) if any(rests) else suffix
    return IdCheck(normal=text_series(normal, texts), suffix=text_series(suffix, texts), **verdicts)


def _no_verdicts(count: int) -> Verdicts:
    """Return the verdict on ``count`` blanks."""
    return {name: np.zeros(count, dtype=dtype) for name, dtype in _VERDICT.items()}


def _spread(into: Verdicts, rows: npt.NDArray[np.int64], verdicts: Verdicts, codes: npt.NDArray[Any]) -> None:
    """Set the rows, each to the verdict at its code."""
    for name, column in verdicts.items():
        into[name][rows] = column[codes]


def _verdicts(reading: IdReading, repair: npt.NDArray[np.uint16]) -> Verdicts:
    """Join what the IDs say with what was done to them; facts and repairs only where the ID holds."""
    good = reading.problem == IdProblem.NONE
    state = np.where(good, np.uint8(IdState.VALID), np.uint8(IdState.INVALID))
    state[good & (repair > 0)] = IdState.REPAIRED
    return {
        "state": state,
        "problem": reading.problem,
        "repair": repair * good,
        "birth": reading.birth,
        "sex": reading.sex,
        "area": reading.area,
    }


def _judge(candidates: list[Candidate]) -> Verdicts:
    """Return one verdict a candidate."""
    verdicts = _no_verdicts(len(candidates))
    problem = np.array([candidate.problem for candidate in candidates], dtype=np.uint8)
    blank = np.array([not candidate.cleaned for candidate in candidates], dtype=np.bool_)
    verdicts["problem"][:] = problem
    verdicts["state"][~blank] = IdState.INVALID
    rows = np.flatnonzero([bool(candidate.number) for candidate in candidates])
    numbers = "".join(candidate.number for candidate in candidates).encode("ascii")
    repair = np.array([candidate.repair for candidate in candidates if candidate.number], dtype=np.uint16)
    judged = _verdicts(read_ids(np.frombuffer(numbers, dtype=np.uint8).reshape(-1, WIDTH)), repair)
    named = (judged["state"] == IdState.INVALID) & (problem[rows] != IdProblem.NONE)
    judged["problem"][named] = problem[rows][named]
    _spread(verdicts, rows, judged, np.arange(len(rows)))
    return verdicts


def check_id(text: str) -> CheckedId:
    """Check one ID by the rule of :func:`check_ids`; for a column use that.

    >>> check_id("990101100307001").normal
    '990101191003070019'
    """
    check = check_ids(pd.Series([text], dtype="str"))
    facts: dict[str, Any] = {name: getattr(check, name).tolist()[0] for name in CheckedId.__slots__}
    facts |= {"state": IdState(facts["state"]), "problem": IdProblem(facts["problem"])}
    return CheckedId(**(facts | {"repair": IdRepair(facts["repair"])}))
