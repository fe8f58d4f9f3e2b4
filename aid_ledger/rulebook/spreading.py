"""Applies the evaluator to columns of students: once per distinct case, the answers spread back to everyone.

Students are grouped by what the rules read; within a programme, groups that answer every one of its tests alike are
one case. Fees differ from student to student inside a case, so their amounts follow in columns at the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from aid_ledger.rulebook import meals
from aid_ledger.rulebook.alike import Judged, Plan, judge_cases
from aid_ledger.rulebook.columns import I64, Bools, Cohort, Entitlements, StudentAnswers
from aid_ledger.rulebook.grouping import (
    FEES,
    Codes,
    Ints,
    group,
    merge,
)
from aid_ledger.rulebook.rulebook import Rulebook
from aid_ledger.rulebook.verdict import State, Verdict
from aid_ledger.terms import Term

CHUNK = 1 << 16


def evaluate(rulebook: Rulebook, term: Term, cohort: Cohort) -> Entitlements:
    """Return what the rules give every student and school of a cohort in a term.

    Deterministic; students stand in the cohort's order. Students are gone through in chunks, so that memory beyond the
    cohort and the answers is a few bytes a student.
    """
    resolved = rulebook.resolve(term)
    plan = Plan.of(resolved, cohort)
    chunks = [slice(start, min(start + CHUNK, len(cohort))) for start in range(0, len(cohort), CHUNK)]
    groups = [group(plan.reads, cohort, rows, plan.awards) for rows in chunks]
    first, cases = merge(groups)
    judged = judge_cases(plan, cohort, first)
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
class _Part:
    """A chunk of students: their rows, the group of each, and the case of each group."""

    rows: slice
    codes: Codes
    case: Ints


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
    def of(cls, plan: Plan, judged: Sequence[Judged], groups: int) -> _Table:
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
    def of(cls, plan: Plan, verdicts: Sequence[Verdict]) -> _Plain:
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


def _spread(plan: Plan, cohort: Cohort, table: _Table, parts: Sequence[_Part]) -> StudentAnswers:
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
