"""What a category that waits for an answer would change: programmes that hang on it are held until somebody answers.

A blank 困难等级 is neither yes nor no. The rules answer twice, without the category and with it; where the two differ,
the programme waits with what it would come to, so that nothing is paid, and nothing taken back, on a guess. A programme
that would then wait for another fact too says so by that fact's reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from aid_ledger.linking import LEVEL_BLANK, Linked
from aid_ledger.rulebook import (
    Because,
    Case,
    Cohort,
    Entitlements,
    Rulebook,
    State,
    StudentAnswers,
    Verdict,
    evaluate,
    judge_all,
)
from aid_ledger.terms import Term

_COLUMNS = ("student", "programme", "state", "amount", "standard", "reason")
_ANSWERS = (State.ENTITLED, State.HELD)
Ints = npt.NDArray[np.int64]


def with_waiting(
    rulebook: Rulebook, term: Term, cohort: Cohort, linked: Linked, plain: Entitlements
) -> Entitlements:  # fmt: skip
    """Return the answers with those held that the waiting categories could change.

    Args:
        rulebook: the rules.
        term: which term.
        cohort: the students, without what waits.
        linked: the same students, with the keys that they would have.
        plain: what the rules say without what waits.
    """
    waits = (linked.key_perhaps != cohort.key) | (linked.key_on_day_perhaps != cohort.key_on_day)
    if not waits.any():
        return plain
    with_it = replace(cohort, key=linked.key_perhaps, key_on_day=linked.key_on_day_perhaps)
    perhaps = evaluate(rulebook, term, with_it)
    size = len(plain.programmes)
    old, new = (_chosen(one.students, np.flatnonzero(waits[one.students.student])) for one in (plain, perhaps))
    reasons = list(dict.fromkeys((*plain.reasons, *perhaps.reasons, LEVEL_BLANK)))
    new["reason"] = np.array([reasons.index(name) for name in perhaps.reasons], dtype=np.int64)[new["reason"]]
    held = _differing(old, new, size)
    held["reason"][held["state"] == int(State.ENTITLED)] = reasons.index(LEVEL_BLANK)
    held["state"][:] = int(State.HELD)
    gone = np.isin(_place(_chosen(plain.students, slice(None)), size), _place(held, size))
    kept = {name: getattr(plain.students, name)[~gone] for name in _COLUMNS}
    table = {name: np.concatenate((kept[name], held[name].astype(kept[name].dtype))) for name in _COLUMNS}
    order = np.argsort(_place(table, size), kind="stable")
    return replace(
        plain, reasons=tuple(reasons), students=StudentAnswers(**{name: table[name][order] for name in _COLUMNS})
    )


def _chosen(answers: StudentAnswers, rows: Ints | slice) -> dict[str, Ints]:
    return {name: getattr(answers, name)[rows].astype(np.int64) for name in _COLUMNS}


def _place(table: dict[str, Ints], size: int) -> Ints:
    """One number a student and programme, in the order of both."""
    return table["student"].astype(np.int64) * size + table["programme"]


def _differing(old: dict[str, Ints], new: dict[str, Ints], size: int) -> dict[str, Ints]:
    """The answers that are not the same with and without; of two the one with more money, ``with`` first."""
    both = {name: np.concatenate((new[name], old[name])) for name in _COLUMNS}
    both = {name: column[np.isin(both["state"], [int(one) for one in _ANSWERS])] for name, column in both.items()}
    what = np.column_stack((_place(both, size), both["state"], both["amount"]))
    _, which, times = np.unique(what, axis=0, return_inverse=True, return_counts=True)
    rows = np.flatnonzero(times[which.reshape(-1)] == 1)
    rows = rows[np.lexsort((np.arange(len(rows)), -both["amount"][rows], _place(both, size)[rows]))]
    place = _place(both, size)[rows]
    first = np.append(True, place[1:] != place[:-1]) if len(place) else np.zeros(0, dtype=np.bool_)
    return {name: column[rows[first]] for name, column in both.items()}


def verdicts_with_waiting(
    rulebook: Rulebook, term: Term, case: Case, perhaps: tuple[int, int]
) -> tuple[Verdict, ...]:  # fmt: skip
    """Return every programme's verdict of one case, held where ``perhaps`` (its keys with what waits) changes it."""
    plain = judge_all(rulebook, term, case)
    if perhaps == (case.key, case.key_on_day):
        return plain
    with_it = judge_all(rulebook, term, replace(case, key=perhaps[0], key_on_day=perhaps[1]))
    return tuple(_held(one, other) for one, other in zip(plain, with_it, strict=True))


def _held(without: Verdict, with_it: Verdict) -> Verdict:
    answers = [one for one in (with_it, without) if one.state in _ANSWERS]
    same = len(answers) > 1 and (with_it.state, with_it.amount) == (without.state, without.amount)
    if same or not answers:
        return without
    most = max(answers, key=lambda one: one.amount)
    reason = LEVEL_BLANK if most.state == State.ENTITLED else most.reason
    other = without if most is with_it else with_it
    failed = [one.condition for one in other.because if one.holds is False]
    because = tuple(replace(one, holds=None) if _is_among(one, failed) else one for one in most.because)
    return replace(most, state=State.HELD, reason=reason, because=because)


def _is_among(one: Because, failed: Sequence[object]) -> bool:
    """Tell whether a step of a verdict is met only because of what waits: it is neither met nor not."""
    return one.condition is not None and one.condition in failed
