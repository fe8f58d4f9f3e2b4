"""The one evaluator: what the programmes of a term give one case, and why. Plain, traced, one case at a time.

Columns of students go through :mod:`aid_ledger.rulebook.spreading`, which asks this evaluator once per distinct case.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from aid_ledger.facts import BY_NAME, value_code
from aid_ledger.rulebook.conditions import code_in, conjuncts, first_open, holds, open_fields
from aid_ledger.rulebook.rulebook import UNKNOWN_MEANS_NO, Rulebook
from aid_ledger.rulebook.schedule import PerDay, Resolved
from aid_ledger.rulebook.verdict import Because, Case, State, Verdict
from aid_ledger.rulebook.worth import Worth, unknown_reason, worth_of
from aid_ledger.terms import Term

_STATUS_AWAY = value_code("status", "away")


def judge_all(rulebook: Rulebook, term: Term, case: Case) -> tuple[Verdict, ...]:
    """Judge every programme in force in the term, in the rulebook's order."""
    verdicts: dict[str, Verdict] = {}
    for resolved in rulebook.resolve(term):
        verdicts[resolved.programme.id] = judge(resolved, case, verdicts)
    return tuple(verdicts.values())


def judge(resolved: Resolved, case: Case, earlier: Mapping[str, Verdict]) -> Verdict:
    """Judge one programme; ``earlier`` has the verdicts on those that it depends on."""
    doubtful = [f for f in sorted(UNKNOWN_MEANS_NO & resolved.fields) if code_in(case.key, f) == 0]
    verdict = _related(resolved, _own(resolved, _with(case, doubtful, "no")), case, earlier)
    if verdict.state != State.NO or not doubtful:
        return verdict
    other = _related(resolved, _own(resolved, _with(case, doubtful, "yes")), case, earlier)
    if other.state != State.ENTITLED:
        return verdict
    remark = Because("who", None, remark="would-pay")
    reason = f"{doubtful[0].split('_')[-1]}-unknown-would-pay"
    return replace(other, state=State.WOULD_PAY, reason=reason, because=(*verdict.because, remark))


def _with(case: Case, fields: Iterable[str], value: str) -> Case:
    bits = 0
    for name in fields:
        bits |= value_code(name, value) << BY_NAME[name].shift
    return replace(case, key=case.key | bits, key_on_day=case.key_on_day | bits) if bits else case


def _related(resolved: Resolved, verdict: Verdict, case: Case, earlier: Mapping[str, Verdict]) -> Verdict:
    """Apply once-in-a-life, those programmes that must be there, and those that go first; a no before a wait."""
    programme = resolved.programme
    if verdict.state == State.NO:
        return verdict
    if programme.once and programme.id in case.received:
        return _stop(verdict, "already-received")
    states = {name: earlier[name].state for name in (*programme.requires, *resolved.ahead) if name in earlier}
    for name in programme.requires:
        if states.get(name) not in {State.ENTITLED, State.HELD}:
            return _stop(verdict, "requires-other", name)
    for name in resolved.ahead:
        if states.get(name) == State.ENTITLED:
            return _stop(verdict, "excluded-by", name)
    waits = [name for name, state in states.items() if state == State.HELD]
    return _wait(verdict, earlier[waits[0]]) if waits else verdict


def _stop(verdict: Verdict, reason: str, other: str = "") -> Verdict:
    remark = Because("relation", False, remark=reason, params={"programme": other})
    return Verdict(verdict.programme, State.NO, reason=reason, other=other, because=(*verdict.because, remark))


def _wait(verdict: Verdict, other: Verdict) -> Verdict:
    remark = Because("relation", None, remark="waits-for", params={"programme": other.programme})
    return Verdict(
        verdict.programme,
        State.HELD,
        reason=other.reason,
        other=other.programme,
        because=(*verdict.because, remark),
    )


def _own(resolved: Resolved, case: Case) -> Verdict:
    """Judge a programme without regard to others."""
    programme = resolved.programme
    key = case.key_on_day if programme.on_day else case.key
    if programme.season and programme.season != ("spring", "autumn")[resolved.term.half]:
        remark = Because("season", False, remark=f"season-{programme.season}", place=programme.place)
        return Verdict(programme.id, State.NO, reason="not-in-season", because=(remark,))
    trace: list[Because] = []
    missing: set[str] = set()
    for clause in resolved.clauses:
        for condition in conjuncts(clause.condition):
            answer = holds(condition, key)
            missing |= open_fields(condition, key)
            trace.append(Because(clause.part, answer, condition, source=clause.source, place=condition.place))
    if any(step.holds is False for step in trace):
        away = code_in(key, "status") == _STATUS_AWAY
        return Verdict(programme.id, State.NO, reason="not-at-school" if away else "", because=tuple(trace))
    unknown = unknown_reason(first_open(missing)) if missing else ""
    if isinstance(resolved.amount, PerDay):
        state = State.UNSURE if unknown else State.COUNTED
        return Verdict(programme.id, state, reason=unknown, because=tuple(trace))
    return _paid(resolved, worth_of(resolved.amount, resolved, case, key), unknown, trace)


def _paid(resolved: Resolved, worth: Worth, unknown: str, trace: list[Because]) -> Verdict:
    """Put together what fulfilled conditions, or conditions that may be fulfilled, are worth."""
    name, because = resolved.programme.id, (*trace, *worth.because)
    if worth.none:
        return Verdict(name, State.NO, reason=worth.reason, because=because)
    if not resolved.known:
        return _held(name, "rule-not-known", [*trace, _not_known(resolved)])
    if unknown:  # with what is at stake, where that is the same for everybody of this case
        fen = 0 if worth.fee or worth.reason else worth.amount
        return replace(_held(name, unknown, trace), amount=fen)
    if worth.reason:
        return _held(name, worth.reason, because)
    return Verdict(
        name, State.ENTITLED, worth.amount, worth.standard, fee=worth.fee, capped=worth.capped, because=because
    )


def _held(programme: str, reason: str, trace: Iterable[Because]) -> Verdict:
    return Verdict(programme, State.HELD, reason=reason, because=tuple(trace))


def _not_known(resolved: Resolved) -> Because:
    programme = resolved.programme
    params = {"term": str(programme.last_known)}
    return Because("ends", None, remark="rule-not-known", params=params, source=programme.ends_source)
