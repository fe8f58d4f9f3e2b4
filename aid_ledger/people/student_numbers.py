"""学籍号: the number that a student keeps for life, a letter and 18 characters.

Decides the form of all three kinds and, for G numbers alone, the check digit and date of the ID inside. That a G
number differs from the student's ID today is no fault (an ID may be corrected later); ``linking`` compares them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from aid_ledger.people.id_reading import IdProblem, read_ids
from aid_ledger.people.id_repair import LOOKALIKES, problem_of
from aid_ledger.people.resident_ids import IdState
from aid_ledger.people.text_columns import (
    Bools,
    Bytes,
    arrow_text,
    capital,
    clean,
    distinct,
    lengths,
    replaced,
    rows_of_width,
    text_series,
    with_last_capital_x,
)

Codes: TypeAlias = npt.NDArray[np.uint8]

WIDTH = 19
_FORM = re.compile(rf"[GJL][0-9]{{17}}[0-9X]|G[0-9]{{17}}[{LOOKALIKES}]")
_OTHER_LENGTH = re.compile(r"[GJL]?[0-9]+X?")


class StudentNoKind(IntEnum):
    """The letter: G holds an ID, J was made for a child without one, L is temporary."""

    NONE = 0
    G = 1
    J = 2
    L = 3


_KIND_OF_BYTE = np.zeros(256, dtype=np.uint8)
for _kind in (StudentNoKind.G, StudentNoKind.J, StudentNoKind.L):
    _KIND_OF_BYTE[ord(_kind.name)] = _kind


@dataclass(frozen=True, slots=True)
class StudentNoCheck:
    """Columns, one item a row, in the order of the rows.

    ``normal``: 19 characters in capitals where they have the form, else the cleaned text; the index of the input.
    ``kind``: :class:`StudentNoKind`, ``NONE`` where the form is wrong. ``state``: :class:`IdState`; a G number whose
    ID is wrong is invalid and keeps its kind. ``problem``: :class:`IdProblem`. ``tail``: the 18 characters of a
    valid or repaired G number, else "".
    """

    normal: pd.Series[str]
    kind: Codes
    state: Codes
    problem: Codes
    tail: pd.Series[str]


def check_student_numbers(texts: pd.Series[str]) -> StudentNoCheck:
    """Check a column of 学籍号.

    Args:
        texts: text as it stood in the cells, "" (or missing) for a blank; any index, slices and concatenations too.

    Returns:
        As many items as ``texts``.

    Raises:
        TypeError: an item is not text.

    Source:
        reference/files.md §1.3.

    >>> check = check_student_numbers(pd.Series(["g990101201003070015", "L99010120100307abcd"], dtype="str"))
    >>> check.tail.tolist(), [StudentNoKind(kind).name for kind in check.kind]
    (['990101201003070015', ''], ['G', 'NONE'])
    """
    column = arrow_text(texts)
    count = len(column)
    kind, state, problem = (np.zeros(count, dtype=np.uint8) for _ in range(3))
    rows, matrix = rows_of_width(column, WIDTH)
    kinds, problems, small_x = _read_numbers(matrix)
    shaped = kinds > 0
    plain = rows[shaped]
    kind[plain], problem[plain] = kinds[shaped], problems[shaped]
    state[plain] = _states(problems[shaped], small_x[shaped])
    normal = with_last_capital_x(column, rows[small_x & shaped])
    odd = lengths(column) > 0
    odd[plain] = False
    if odd.any():
        words, codes = distinct(column, odd)
        cleaned = [capital(clean(word)[0]) for word in words]
        numbers, *verdicts = _judge(cleaned)
        kind[odd], state[odd], problem[odd] = (verdict[codes] for verdict in verdicts)
        normal = replaced(normal, odd, numbers, codes)
    usable = pa.array((kind == StudentNoKind.G) & (problem == IdProblem.NONE))
    tail = pc.if_else(usable, pc.utf8_slice_codeunits(normal, 1), "")
    return StudentNoCheck(text_series(normal, texts), kind, state, problem, text_series(tail, texts))


def _read_numbers(matrix: Bytes) -> tuple[Codes, Codes, Bools]:
    """Return kind, problem and whether it ends in x, of ``(n, 19)`` bytes; kind 0 where the form is another."""
    reading = read_ids(matrix[:, 1:])
    kind = _KIND_OF_BYTE[matrix[:, 0]] * (reading.problem != IdProblem.CHARACTERS)
    judged = kind == StudentNoKind.G
    return kind, reading.problem * judged, reading.small_x


def _states(problem: Codes, changed: Bools) -> Codes:
    good = np.where(changed, np.uint8(IdState.REPAIRED), np.uint8(IdState.VALID))
    return np.where(problem == IdProblem.NONE, good, np.uint8(IdState.INVALID))


def _judge(cleaned: list[str]) -> tuple[list[str], Codes, Codes, Codes]:
    """Return normal form, kind, state and problem of cleaned texts, one item each."""
    kind = np.zeros(len(cleaned), dtype=np.uint8)
    formed = np.array([bool(_FORM.fullmatch(text)) for text in cleaned], dtype=np.bool_)
    problem = np.array([0 if form else _problem_of(text) for text, form in zip(cleaned, formed, strict=True)], np.uint8)
    numbers = [text[:-1] + "X" if text and text[-1] in LOOKALIKES else text for text in cleaned]
    picked = "".join(number for number, form in zip(numbers, formed, strict=True) if form).encode("ascii")
    kind[formed], problem[formed], _ = _read_numbers(np.frombuffer(picked, dtype=np.uint8).reshape(-1, WIDTH))
    state = _states(problem, np.ones(len(cleaned), dtype=np.bool_))
    good = (state == IdState.REPAIRED).tolist()
    state[[not text for text in cleaned]] = IdState.BLANK
    normal = [number if held else text for number, text, held in zip(numbers, cleaned, good, strict=True)]
    return normal, kind, state, problem


def _problem_of(cleaned: str) -> IdProblem:
    """Name what keeps a text from having the form of a student number."""
    if _OTHER_LENGTH.fullmatch(cleaned):
        return IdProblem.LENGTH
    problem = problem_of(cleaned)
    return IdProblem.CHARACTERS if problem == IdProblem.OTHER_DOCUMENT else problem
