"""What a school is paid by head and day: heads from the students, days from the school, prices by day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from aid_ledger.facts import BY_NAME
from aid_ledger.rulebook import schedule
from aid_ledger.rulebook.columns import DAYS_WAIT, Bools, Cohort, SchoolAnswers
from aid_ledger.rulebook.grouping import Codes, Ints
from aid_ledger.rulebook.schedule import Resolved
from aid_ledger.rulebook.verdict import State, Verdict
from aid_ledger.terms import Term

_STAGE = BY_NAME["stage"]


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

    def add(self, judged: Sequence[tuple[Ints, Sequence[Verdict]]], codes: Codes, rows: slice) -> None:
        """Count the students of one chunk.

        ``judged``: per programme, the index of each group's verdict, and the verdicts; ``codes``: a student's group.
        """
        school = self._cohort.school
        if school is None or not len(self._cohort.schools.meal_plan):
            return
        for index, _ in self._paid:
            which, verdicts = judged[index]
            states = np.array([int(v.state) for v in verdicts])[which]
            for state, into in ((State.COUNTED, self._heads[index]), (State.UNSURE, self._unsure[index])):
                if state not in states:
                    continue
                at = np.flatnonzero((states == state)[codes] & (school[rows] >= 0) & self._counts(rows))
                where = school[rows][at]
                np.add(into, np.bincount(where, minlength=len(into)), out=into)
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
                stages = "+".join(name for name, n in zip(_STAGE.values, self._stages[index][school], strict=True) if n)
                at = reasons.setdefault(reason, len(reasons))
                row = (int(school), index, state, amount, price, days, int(heads[school]), int(unsure[school]))
                found.append((*row, stages, at))
        found.sort()
        numbers = np.array([row[:8] for row in found], dtype=np.int64).reshape(-1, 8)
        return SchoolAnswers(
            school=numbers[:, 0].astype(np.int32),
            programme=numbers[:, 1].astype(np.int16),
            state=numbers[:, 2].astype(np.uint8),
            amount=numbers[:, 3].copy(),
            price=numbers[:, 4].copy(),
            days=numbers[:, 5].astype(np.int32),
            heads=numbers[:, 6].astype(np.int32),
            unsure=numbers[:, 7].astype(np.int32),
            stages=tuple(row[8] for row in found),
            reason=np.array([row[9] for row in found], dtype=np.int16),
        )

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
        if days == DAYS_WAIT:
            return State.HELD, 0, -1, -1, "meal-days-wait"
        return price_school(amount, term, heads, Days(days if days >= 0 else amount.days, before, after))


@dataclass(frozen=True, slots=True)
class Days:
    """Days of meals in a term; those before and after a change of price, -1 where the list does not say."""

    whole: int
    before: int = -1
    after: int = -1


def price_school(amount: schedule.PerDay, term: Term, heads: int, days: Days) -> tuple[int, int, int, int, str]:
    """Return state, amount, price, days and reason: heads x days x price, in two parts where the price changes."""
    prices = prices_in(amount, term)
    if len(prices) == 1:
        return State.ENTITLED, heads * days.whole * prices[0], prices[0], days.whole, ""
    if len(prices) != 2 or days.before < 0 or days.after < 0:
        return State.HELD, 0, -1, -1, "price-changed-in-term"
    total = heads * (days.before * prices[0] + days.after * prices[1])
    return State.ENTITLED, total, -1, days.before + days.after, ""
