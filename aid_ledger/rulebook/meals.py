"""What a school is paid by head and day: heads from the students, days from the school, prices by day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from aid_ledger.facts import BY_NAME
from aid_ledger.rulebook import schedule
from aid_ledger.rulebook.columns import Bools, Cohort, SchoolAnswers
from aid_ledger.rulebook.evaluator import State
from aid_ledger.rulebook.schedule import Resolved
from aid_ledger.terms import Term

if TYPE_CHECKING:
    from aid_ledger.rulebook.spreading import _Judged

_STAGE = BY_NAME["stage"]
Ints = npt.NDArray[np.int64]


def prices_in(amount: schedule.PerDay, term: Term) -> tuple[int, ...]:
    """Return the prices a day that hold in a term, in fen, in order: one, or more where the price changes in it."""
    first = [fen for start, fen in amount.prices if start <= term.first_day]
    later = [fen for start, fen in amount.prices if term.first_day < start <= term.last_day]
    return (*first[-1:], *later)


class Counter:
    """Counts the heads of each school and programme, chunk by chunk, and prices them at the end."""

    def __init__(self, resolved: Sequence[Resolved], cohort: Cohort) -> None:
        """Prepare for the programmes of ``resolved`` that are paid by day."""
        self._cohort = cohort
        self._paid = [(i, r) for i, r in enumerate(resolved) if isinstance(r.amount, schedule.PerDay)]
        schools = len(cohort.schools.meal_plan)
        self._heads = {i: np.zeros(schools, dtype=np.int64) for i, _ in self._paid}
        self._unsure = {i: np.zeros(schools, dtype=np.int64) for i, _ in self._paid}
        self._stages = {i: np.zeros((schools, len(_STAGE.values)), dtype=np.int64) for i, _ in self._paid}

    def add(self, judged: Sequence[_Judged], codes: Ints, rows: slice) -> None:
        """Count the students of one chunk."""
        school = self._cohort.school
        if school is None or not len(self._cohort.schools.meal_plan):
            return
        for index, _ in self._paid:
            states = np.array([int(v.state) for v in judged[index].verdicts])[judged[index].index]
            for state, into in ((State.COUNTED, self._heads[index]), (State.UNSURE, self._unsure[index])):
                at = np.flatnonzero((states == state)[codes] & (school[rows] >= 0) & self._counts(rows))
                where = school[rows][at]
                into += np.bincount(where, minlength=len(into))
                if state == State.COUNTED:
                    self._add_stages(index, where, at + rows.start)

    def _counts(self, rows: slice) -> Bools:
        counted = self._cohort.counted
        return np.ones(rows.stop - rows.start, dtype=bool) if counted is None else counted[rows]

    def _add_stages(self, index: int, school: npt.NDArray[np.int32], at: Ints) -> None:
        stage = ((self._cohort.key[at] & np.uint64(_STAGE.mask)) >> np.uint64(_STAGE.shift)).astype(np.int64)
        table = self._stages[index]
        flat = np.bincount(school.astype(np.int64) * table.shape[1] + stage, minlength=table.size)
        table += flat.reshape(table.shape)

    def answers(self, term: Term, reasons: dict[str, int]) -> SchoolAnswers:
        """Return one item a school with heads, or of which it is not known whether it has meals."""
        found: list[tuple[int, int, int, int, int, int, int, int, str, int]] = []
        plan = self._cohort.schools.meal_plan
        for index, resolved in self._paid:
            heads, unsure = self._heads[index], self._unsure[index]
            for school in np.flatnonzero((plan != 0) & (heads > 0)):
                answer = self._answer(resolved, term, int(school), int(heads[school]))
                state, amount, price, days, reason = answer
                stages = "+".join(
                    name for name, n in zip(_STAGE.values, self._stages[index][school], strict=True) if n
                )
                at = reasons.setdefault(reason, len(reasons))
                row = (int(school), index, state, amount, price, days, int(heads[school]), int(unsure[school]))
                found.append((*row, stages, at))
        found.sort()
        columns = list(zip(*found, strict=True)) if found else [()] * 10
        kinds = (np.int32, np.int16, np.uint8, np.int64, np.int64, np.int32, np.int32, np.int32)
        arrays = [np.array(c, dtype=k) for c, k in zip(columns[:8], kinds, strict=True)]
        return SchoolAnswers(*arrays, tuple(str(s) for s in columns[8]), np.array(columns[9], dtype=np.int16))

    def _answer(self, resolved: Resolved, term: Term, school: int, heads: int) -> tuple[int, int, int, int, str]:
        """Return state, amount, price, days and reason of one school."""
        schools, amount = self._cohort.schools, resolved.amount
        if schools.meal_plan[school] < 0:
            return State.HELD, 0, -1, -1, "meal-plan-unknown"
        if not isinstance(amount, schedule.PerDay):
            raise TypeError("not paid by day")
        if not resolved.known:
            return State.HELD, 0, -1, -1, "rule-not-known"
        before, after = int(schools.days_before[school]), int(schools.days_after[school])
        days = int(schools.days[school])
        return price_school(amount, term, heads, days if days >= 0 else amount.days, before, after)


def price_school(
    amount: schedule.PerDay, term: Term, heads: int, days: int, before: int, after: int
) -> tuple[int, int, int, int, str]:
    """Return state, amount, price, days and reason: heads x days x price, in two parts where the price changes."""
    prices = prices_in(amount, term)
    if len(prices) == 1:
        return State.ENTITLED, heads * days * prices[0], prices[0], days, ""
    if len(prices) != 2 or before < 0 or after < 0:
        return State.HELD, 0, -1, -1, "price-changed-in-term"
    total = heads * (before * prices[0] + after * prices[1])
    return State.ENTITLED, total, -1, before + after, ""


def change_days(amount: schedule.PerDay) -> tuple[date, ...]:
    """Return the days on which the price changes within a term."""
    return tuple(start for start, _ in amount.prices if start != Term.containing(start).first_day)
