"""Columns in and out of the evaluation of many students: one item a student, a school, or an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from aid_ledger.rulebook.verdict import Award

U64 = npt.NDArray[np.uint64]
I64 = npt.NDArray[np.int64]
I32 = npt.NDArray[np.int32]
I16 = npt.NDArray[np.int16]
I8 = npt.NDArray[np.int8]
U8 = npt.NDArray[np.uint8]
Bools = npt.NDArray[np.bool_]


DAYS_WAIT = -2


@dataclass(frozen=True, slots=True)
class SchoolColumns:
    """One item a school: ``meal_plan`` 1 yes, 0 no, -1 not known; days served, -1 where the list has none.

    Where what lists say of the days waits for a person, they are :data:`DAYS_WAIT`.
    """

    meal_plan: I8
    days: I32
    days_before: I32
    days_after: I32

    @classmethod
    def none(cls, count: int = 0) -> SchoolColumns:
        """Return ``count`` schools without meals."""
        blank = np.full(count, -1, dtype=np.int32)
        return cls(np.zeros(count, dtype=np.int8), blank, blank, blank)


@dataclass(frozen=True, slots=True)
class Cohort:
    """One item a student.

    ``key``: facts with the categories that count in the term; ``key_on_day``: with those in force on the reference
    day. ``school``: row in ``schools``, -1 none. Fees: fen a term, -1 not known; a column left out is not known.
    ``counted``: counts for a school's meals. ``received``: per once-in-a-life programme, who had it in another term.
    ``awards``: per row of an award list, the student's row and the award.
    """

    key: U64
    key_on_day: U64
    school: I32 | None = None
    tuition: I64 | None = None
    care_fee: I64 | None = None
    lodging_fee: I64 | None = None
    public_fee: I64 | None = None
    counted: Bools | None = None
    received: Mapping[str, Bools] = field(default_factory=dict)
    schools: SchoolColumns = field(default_factory=SchoolColumns.none)
    awards: Sequence[tuple[int, Award]] = ()

    def __len__(self) -> int:
        return len(self.key)


@dataclass(frozen=True, slots=True)
class StudentAnswers:
    """One item an answer that is not simply no, by (student, programme). Amounts in fen."""

    student: I32
    programme: I16
    state: U8
    amount: I64
    standard: I64
    reason: I16

    def __len__(self) -> int:
        return len(self.student)

    def part(self, rows: slice) -> StudentAnswers:
        """Return some of the answers: views of these columns."""
        return StudentAnswers(
            self.student[rows],
            self.programme[rows],
            self.state[rows],
            self.amount[rows],
            self.standard[rows],
            self.reason[rows],
        )


@dataclass(frozen=True, slots=True)
class SchoolAnswers:
    """One item a school and programme paid by head and day. ``price`` fen a day, -1 where it changed in the term.

    ``heads``: students certainly counted; ``unsure``: students whose facts are not known, not counted.
    ``stages``: the stages of those counted, such as ``primary+junior``.
    """

    school: I32
    programme: I16
    state: U8
    amount: I64
    price: I64
    days: I32
    heads: I32
    unsure: I32
    stages: tuple[str, ...]
    reason: I16

    def __len__(self) -> int:
        return len(self.school)


@dataclass(frozen=True, slots=True)
class Entitlements:
    """What a rulebook gives a cohort in a term; ``programme`` and ``reason`` columns index the tuples."""

    programmes: tuple[str, ...]
    reasons: tuple[str, ...]
    students: StudentAnswers
    schools: SchoolAnswers
