"""Judges each programme once for all groups of students that it cannot tell apart: alike in every one of its tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from aid_ledger.facts import BY_NAME
from aid_ledger.rulebook import schedule
from aid_ledger.rulebook.columns import I64, U64, Cohort
from aid_ledger.rulebook.conditions import Test
from aid_ledger.rulebook.evaluator import judge
from aid_ledger.rulebook.grouping import (
    CATEGORY_SHIFT,
    Ints,
    Reads,
    first_rows,
    stage_codes,
    stages_of,
    tests_of,
)
from aid_ledger.rulebook.rulebook import UNKNOWN_MEANS_NO
from aid_ledger.rulebook.schedule import Resolved
from aid_ledger.rulebook.verdict import Award, Case, Fees, Verdict


@dataclass(frozen=True, slots=True)
class Plan:
    """The programmes of a term, what they read, the awards by row, and the reasons met so far: the dict grows."""

    resolved: tuple[Resolved, ...]
    reads: Reads
    awards: Mapping[int, tuple[Award, ...]]
    reasons: dict[str, int] = field(default_factory=lambda: {"": 0})

    @classmethod
    def of(cls, resolved: tuple[Resolved, ...], cohort: Cohort) -> Plan:
        """Return the plan of a term's programmes for a cohort."""
        return cls(resolved, Reads.of(resolved), _awards_by_row(cohort))

    def reason(self, name: str) -> int:
        """Return the index of a reason, a new one at its first use."""
        return self.reasons.setdefault(name, len(self.reasons))


def _awards_by_row(cohort: Cohort) -> dict[int, tuple[Award, ...]]:
    found: dict[int, tuple[Award, ...]] = {}
    for row, award in cohort.awards:
        found[row] = (*found.get(row, ()), award)
    return found


def _case(plan: Plan, cohort: Cohort, row: int) -> Case:
    def fen(column: I64 | None) -> int:
        return -1 if column is None else int(column[row])

    received = frozenset(name for name, had in cohort.received.items() if had[row])
    fees = Fees(fen(cohort.tuition), fen(cohort.care_fee), fen(cohort.lodging_fee), fen(cohort.public_fee))
    return Case(int(cohort.key[row]), int(cohort.key_on_day[row]), fees, received, plan.awards.get(row, ()))


@dataclass(frozen=True, slots=True)
class Judged:
    """The answers of one programme: per case the index of its verdict."""

    index: Ints
    verdicts: tuple[Verdict, ...]


def judge_cases(plan: Plan, cohort: Cohort, rows: Ints) -> list[Judged]:
    """Judge every programme for the cases that ``rows`` stand for, each distinct combination of answers once."""
    keys, on_day = cohort.key[rows], cohort.key_on_day[rows]
    stages = stage_codes(keys)
    done: dict[str, Judged] = {}
    for resolved in plan.resolved:
        columns = _signature(resolved, on_day if resolved.programme.on_day else keys)
        columns += _case_signature(resolved, plan, cohort, rows)
        related = [name for name in _depends(resolved) if name in done]
        columns += [done[name].index for name in related]
        here = stages_of(resolved)[stages]
        columns = [here.astype(np.int64), *(np.where(here, column, 0) for column in columns)]
        codes, first = _distinct(columns, len(rows))
        verdicts = []
        for row in first.tolist():
            earlier = {name: done[name].verdicts[int(done[name].index[row])] for name in related}
            verdicts.append(judge(resolved, _case(plan, cohort, int(rows[row])), earlier))
        done[resolved.programme.id] = Judged(codes, tuple(verdicts))
    return list(done.values())


def _depends(resolved: Resolved) -> tuple[str, ...]:
    return (*resolved.programme.requires, *resolved.ahead)


def _signature(resolved: Resolved, keys: U64) -> list[Ints]:
    """Return columns that tell groups apart wherever a test of the programme does."""
    tests: dict[str, list[frozenset[int]]] = {}
    masks: set[int] = set()
    for leaf in tests_of(resolved):
        if isinstance(leaf, Test):
            tests.setdefault(leaf.field, []).append(leaf.codes)
        else:
            masks.add(leaf.mask)
    whole = resolved.facts_shown() | UNKNOWN_MEANS_NO
    columns = []
    for name in sorted(set(tests) | resolved.facts_shown()):
        codes = ((keys & np.uint64(BY_NAME[name].mask)) >> np.uint64(BY_NAME[name].shift)).astype(np.int64)
        raw = name in whole
        columns.append(codes if raw else _class_of(name, tests[name])[codes])
    categories = (keys >> np.uint64(CATEGORY_SHIFT)).astype(np.uint64)
    columns += [((categories & np.uint64(mask)) != 0).astype(np.int64) for mask in sorted(masks)]
    return columns


def _class_of(name: str, tests: Sequence[frozenset[int]]) -> Ints:
    """Return a class by code of a field: codes that every test answers alike are one class."""
    unknown = BY_NAME[name].can_be_unknown
    classes: dict[tuple[bool, ...], int] = {}
    table = [
        classes.setdefault((unknown and code == 0, *(code in codes for codes in tests)), len(classes))
        for code in range(1 << BY_NAME[name].bits)
    ]
    return np.array(table, dtype=np.int64)


def _case_signature(resolved: Resolved, plan: Plan, cohort: Cohort, rows: Ints) -> list[Ints]:
    """Return columns that tell groups apart by fees, once-in-a-life and awards, where the programme asks for them."""
    columns: list[Ints] = []
    amount = resolved.amount
    if isinstance(amount, schedule.Fee):
        fee, public = (_fen(getattr(cohort, name), rows) for name in (amount.column, "public_fee"))
        columns += [(c >= 0).astype(np.int64) + (c > 0) for c in (fee, public)]
        columns.append((fee > public).astype(np.int64))
    received = cohort.received.get(resolved.programme.id)
    if resolved.programme.once and received is not None:
        columns.append(received[rows].astype(np.int64))
    if isinstance(amount, schedule.Listed):
        columns.append(np.array([row + 1 if row in plan.awards else 0 for row in rows.tolist()], dtype=np.int64))
    return columns


def _fen(column: I64 | None, rows: Ints) -> Ints:
    return np.full(len(rows), -1, dtype=np.int64) if column is None else column[rows]


def _distinct(columns: Sequence[Ints], count: int) -> tuple[Ints, Ints]:
    """Return the index of each row's distinct combination, and the first row of each combination."""
    import pandas as pd

    combined = np.zeros(count, dtype=np.int64)
    span = 1
    for column in columns:
        size = int(column.max()) + 1 if count else 1
        if span * size > 1 << 62:
            combined = pd.factorize(combined)[0]
            span = int(combined.max()) + 1
        combined = combined * size + column
        span *= size
    codes = pd.factorize(combined)[0]
    return codes, first_rows(codes)
