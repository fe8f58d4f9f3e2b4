"""Applies the evaluator to columns of students: once per distinct case, the answers spread back to everyone.

Students are grouped by what the rules read; within a programme, groups that answer every one of its tests alike are
one case. Fees differ from student to student inside a case, so their amounts follow in columns at the end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from aid_ledger.facts import BY_NAME
from aid_ledger.rulebook import meals, schedule
from aid_ledger.rulebook.columns import I64, U64, Bools, Cohort, Entitlements, StudentAnswers
from aid_ledger.rulebook.conditions import Test
from aid_ledger.rulebook.evaluator import judge
from aid_ledger.rulebook.grouping import (
    CATEGORY_SHIFT,
    FEES,
    Codes,
    Ints,
    Reads,
    first_rows,
    group,
    merge,
    stage_codes,
    stages_of,
    tests_of,
)
from aid_ledger.rulebook.rulebook import UNKNOWN_MEANS_NO, Rulebook
from aid_ledger.rulebook.schedule import Resolved
from aid_ledger.rulebook.verdict import Award, Case, Fees, State, Verdict
from aid_ledger.terms import Term

CHUNK = 1 << 16


def evaluate(rulebook: Rulebook, term: Term, cohort: Cohort) -> Entitlements:
    """Return what the rules give every student and school of a cohort in a term.

    Deterministic; students stand in the cohort's order. Students are gone through in chunks, so that memory beyond the
    cohort and the answers is a few bytes a student.
    """
    resolved = rulebook.resolve(term)
    plan = _Plan(resolved, Reads.of(resolved), _awards_by_row(cohort))
    chunks = [slice(start, min(start + CHUNK, len(cohort))) for start in range(0, len(cohort), CHUNK)]
    groups = [group(plan.reads, cohort, rows, plan.awards) for rows in chunks]
    first, cases = merge(groups)
    judged = _judge_cases(plan, cohort, first)
    students = _spread(
        plan,
        cohort,
        _Table.of(plan, judged, len(first)),
        [_Part(rows, found.codes, case) for rows, found, case in zip(chunks, groups, cases, strict=True)],
    )
    counter = meals.Counter(resolved, cohort)
    for rows, found, case in zip(chunks, groups, cases, strict=True):
        counter.add([(one.index[case], one.verdicts) for one in judged], found.codes, rows)
    schools = counter.answers(term, plan.reasons)
    return Entitlements(tuple(r.programme.id for r in resolved), tuple(plan.reasons), students, schools)


@dataclass(frozen=True, slots=True)
class _Plan:
    """The programmes of a term, what they read, the awards by row, and the reasons met so far: the dict grows."""

    resolved: tuple[Resolved, ...]
    reads: Reads
    awards: Mapping[int, tuple[Award, ...]]
    reasons: dict[str, int] = field(default_factory=lambda: {"": 0})

    def reason(self, name: str) -> int:
        """Return the index of a reason, a new one at its first use."""
        return self.reasons.setdefault(name, len(self.reasons))


@dataclass(frozen=True, slots=True)
class _Part:
    """A chunk of students: their rows, the group of each, and the case of each group."""

    rows: slice
    codes: Codes
    case: Ints


def _awards_by_row(cohort: Cohort) -> dict[int, tuple[Award, ...]]:
    found: dict[int, tuple[Award, ...]] = {}
    for row, award in cohort.awards:
        found[row] = (*found.get(row, ()), award)
    return found


def _case(plan: _Plan, cohort: Cohort, row: int) -> Case:
    def fen(column: I64 | None) -> int:
        return -1 if column is None else int(column[row])

    received = frozenset(name for name, had in cohort.received.items() if had[row])
    fees = Fees(fen(cohort.tuition), fen(cohort.care_fee), fen(cohort.lodging_fee), fen(cohort.public_fee))
    return Case(int(cohort.key[row]), int(cohort.key_on_day[row]), fees, received, plan.awards.get(row, ()))


@dataclass(frozen=True, slots=True)
class _Judged:
    """The answers of one programme: per case the index of its verdict."""

    index: Ints
    verdicts: tuple[Verdict, ...]


def _judge_cases(plan: _Plan, cohort: Cohort, rows: Ints) -> list[_Judged]:
    """Judge every programme for the cases that ``rows`` stand for, each distinct combination of answers once."""
    keys, on_day = cohort.key[rows], cohort.key_on_day[rows]
    stages = stage_codes(keys)
    done: dict[str, _Judged] = {}
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
        done[resolved.programme.id] = _Judged(codes, tuple(verdicts))
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


def _case_signature(resolved: Resolved, plan: _Plan, cohort: Cohort, rows: Ints) -> list[Ints]:
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


@dataclass(frozen=True, slots=True)
class _Table:
    """The answers of all groups end to end: those of group g from ``starts[g]``, ``counts[g]`` of them."""

    starts: Ints
    counts: Ints
    programme: npt.NDArray[np.int16]
    state: npt.NDArray[np.uint8]
    amount: I64
    standard: I64
    reason: npt.NDArray[np.int16]
    fee: npt.NDArray[np.int8]
    """Which column the amount comes from: 0 none, 1 + index of the fee, + 8 where it is capped."""

    @classmethod
    def of(cls, plan: _Plan, judged: Sequence[_Judged], groups: int) -> _Table:
        """Lay the answers that are not NO end to end, by group and programme."""
        per_programme = [_Plain.of(plan, j.verdicts) for j in judged]
        there = np.zeros((groups, len(judged)), dtype=bool)
        for column, (j, plain) in enumerate(zip(judged, per_programme, strict=True)):
            there[:, column] = plain.there[j.index]
        group, programme = np.nonzero(there)
        counts = there.sum(axis=1)
        table = cls(
            np.concatenate(([0], np.cumsum(counts)[:-1])) if groups else counts,
            counts,
            programme.astype(np.int16),
            np.zeros(len(group), dtype=np.uint8),
            np.zeros(len(group), dtype=np.int64),
            np.zeros(len(group), dtype=np.int64),
            np.zeros(len(group), dtype=np.int16),
            np.zeros(len(group), dtype=np.int8),
        )
        for column, (j, plain) in enumerate(zip(judged, per_programme, strict=True)):
            at = np.flatnonzero(programme == column)
            index = j.index[group[at]]
            for name in ("state", "amount", "standard", "reason", "fee"):
                getattr(table, name)[at] = getattr(plain, name)[index]
        return table


@dataclass(frozen=True, slots=True)
class _Plain:
    """The verdicts of one programme as arrays."""

    there: Bools
    state: Ints
    amount: Ints
    standard: Ints
    reason: Ints
    fee: Ints

    @classmethod
    def of(cls, plan: _Plan, verdicts: Sequence[Verdict]) -> _Plain:
        """Turn verdicts into arrays; NO and COUNTED are no answers of the student's own."""
        fees = [1 + FEES.index(v.fee.column) + 8 * v.capped if v.fee is not None else 0 for v in verdicts]
        return cls(
            np.array([v.state in {State.ENTITLED, State.HELD, State.WOULD_PAY} for v in verdicts], dtype=bool),
            np.array([int(v.state) for v in verdicts]),
            np.array([v.amount for v in verdicts]),
            np.array([v.standard for v in verdicts]),
            np.array([plan.reason(v.reason) for v in verdicts]),
            np.array(fees),
        )


def _spread(plan: _Plan, cohort: Cohort, table: _Table, parts: Sequence[_Part]) -> StudentAnswers:
    """Give every student the answers of their case, in order."""
    sizes = [int(np.bincount(part.codes, minlength=len(part.case)) @ table.counts[part.case]) for part in parts]
    total = sum(sizes)
    whole = StudentAnswers(
        student=np.empty(total, dtype=np.int32),
        programme=np.empty(total, dtype=np.int16),
        state=np.empty(total, dtype=np.uint8),
        amount=np.empty(total, dtype=np.int64),
        standard=np.empty(total, dtype=np.int64),
        reason=np.empty(total, dtype=np.int16),
    )
    start = 0
    for part, size in zip(parts, sizes, strict=True):
        _spread_part(table, part, whole.part(slice(start, start + size)), cohort if plan.reads.fees else None)
        start += size
    return whole


def _spread_part(table: _Table, part: _Part, into: StudentAnswers, fees: Cohort | None) -> None:
    counts = table.counts[part.case].take(part.codes)
    local = np.repeat(np.arange(len(part.codes)), counts)
    before = table.starts[part.case].take(part.codes)
    before += counts
    before -= np.cumsum(counts)
    at: Ints = before.take(local)
    at += np.arange(len(at))
    np.add(local, part.rows.start, out=into.student, casting="same_kind")
    for name in ("programme", "state", "amount", "standard", "reason"):
        getattr(table, name).take(at, out=getattr(into, name), mode="clip")
    if fees is not None:
        _fill_fees(fees, table.fee.take(at), into)


def _fill_fees(cohort: Cohort, fee: npt.NDArray[np.int8], into: StudentAnswers) -> None:
    """Put each student's own fee in place of the case's; a ceiling lowers only what is above it."""
    where = np.flatnonzero(fee)
    kinds = fee[where]
    for kind in np.flatnonzero(np.bincount(kinds)).tolist():
        at = where[kinds == kind]
        charged: I64 = getattr(cohort, FEES[kind % 8 - 1])[into.student[at]]
        into.standard[at] = charged
        public = cohort.public_fee if kind >= 8 else None
        into.amount[at] = charged if public is None else np.minimum(charged, public[into.student[at]])
