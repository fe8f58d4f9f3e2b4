"""The one evaluator: what the programmes of a term give one case, and why. Plain, traced, one case at a time.

Columns of students go through :mod:`aid_ledger.rulebook.spreading`, which asks this evaluator once per distinct case.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum

from aid_ledger.errors import Place
from aid_ledger.facts import BY_NAME, value_code
from aid_ledger.rulebook import schedule
from aid_ledger.rulebook.conditions import Condition, code_in, conjuncts, first_open, holds, open_fields, words
from aid_ledger.rulebook.rulebook import UNKNOWN_MEANS_NO, Rulebook
from aid_ledger.rulebook.schedule import Resolved, Source
from aid_ledger.terms import Term
from aid_ledger.words import phrase
from aid_ledger.words.catalogue import Lang

_PRIVATE_YES = value_code("private", "yes")
_STATUS_AWAY = value_code("status", "away")


class State(IntEnum):
    """What a programme says of a student."""

    NO = 0
    ENTITLED = 1
    HELD = 2
    WOULD_PAY = 3
    """Not entitled only because a fact that is not known counts as no; ``amount`` is what it would pay."""
    COUNTED = 4
    """One of the heads that a school is paid for; nothing of the student's own."""
    UNSURE = 5
    """Maybe such a head: a fact is not known, so it is not counted."""


@dataclass(frozen=True, slots=True)
class Fees:
    """Fen a term as the school list has them; -1 where it has none."""

    tuition: int = -1
    care_fee: int = -1
    lodging_fee: int = -1
    public_fee: int = -1


@dataclass(frozen=True, slots=True)
class Award:
    """One row of a list of awards: its name, fen, and whether a donor gives it."""

    name: str
    amount: int
    donor: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """Everything that the rules may ask about one student in one term.

    ``key`` has the categories that count in the term, ``key_on_day`` those in force on the reference day.
    ``received``: once-in-a-life programmes already had in another term.
    """

    key: int
    key_on_day: int
    fees: Fees = field(default_factory=Fees)
    received: frozenset[str] = frozenset()
    awards: tuple[Award, ...] = ()


@dataclass(frozen=True, slots=True)
class Because:
    """One step of a verdict: a condition, or a named remark with parameters, and the source it rests on."""

    clause: str
    holds: bool | None
    condition: Condition | None = None
    remark: str = ""
    params: Mapping[str, object] = field(default_factory=dict)
    source: Source | None = None
    place: Place = field(default_factory=Place)

    def test(self, lang: Lang) -> str:
        """Return what was asked, in words."""
        if self.condition is not None:
            return words(self.condition, lang)
        return phrase(f"because-{self.remark}", lang, **self.params)

    def document(self) -> str:
        """Return title and number of the document; ``""`` where there is none."""
        if self.source is None:
            return ""
        paper = self.source.paper
        return paper.title if paper.number in {"none", "unknown"} else f"{paper.title} {paper.number}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one programme gives one case. ``amount`` fen: due, or at stake for WOULD_PAY; ``standard`` before caps.

    ``reason`` is a code of the catalogue where the state is HELD, or NO for a cause worth a word; ``other`` the
    programme that this cause lies in. ``fee`` says by which column the amount goes, ``capped`` whether it was cut.
    """

    programme: str
    state: State
    amount: int = 0
    standard: int = 0
    reason: str = ""
    other: str = ""
    fee: schedule.Fee | None = None
    capped: bool = False
    because: tuple[Because, ...] = ()


@dataclass(frozen=True, slots=True)
class _Worth:
    """What somebody entitled gets: an amount, or the reason why that is not known. ``none``: no tier fits."""

    amount: int = 0
    standard: int = 0
    reason: str = ""
    none: bool = False
    fee: schedule.Fee | None = None
    capped: bool = False
    because: tuple[Because, ...] = ()


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
    unknown = f"{_dashed(first_open(missing))}-unknown" if missing else ""
    if isinstance(resolved.amount, schedule.PerDay):
        state = State.UNSURE if unknown else State.COUNTED
        return Verdict(programme.id, state, reason=unknown, because=tuple(trace))
    return _paid(resolved, _worth(resolved.amount, resolved, case, key), unknown, trace)


def _paid(resolved: Resolved, worth: _Worth, unknown: str, trace: list[Because]) -> Verdict:
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


def _dashed(field_name: str) -> str:
    return field_name.replace("_", "-")


def _worth(amount: schedule.Amount | None, resolved: Resolved, case: Case, key: int) -> _Worth:  # noqa: PLR0911 - one return a kind
    """Return what the amount of a programme is for one case, whether or not the case is entitled."""
    source = resolved.amount_source
    match amount:
        case schedule.Fixed():
            return _fixed(amount, key, source)
        case schedule.Tiers():
            return _tiers(amount, key)
        case schedule.Fee():
            return _fee(amount, case.fees, key, source)
        case schedule.Share(share=share, of=of):
            base = _worth(resolved.share_base, resolved, case, key)
            fen = base.standard * share
            if not base.reason and fen.denominator != 1:
                return _Worth(reason="no-standard", because=(_remark("share-not-whole", source, of=of),))
            told = _remark("share", source, share=str(share), standard=_yuan(base.standard))
            return replace(base, amount=int(fen), standard=int(fen), because=(told,))
        case schedule.Listed():
            return _listed(amount, case)
        case schedule.Free():
            return _Worth(because=(_remark("free", source),))
        case schedule.Cap(amount=fen):
            return _Worth(fen, fen, because=(_remark("cap", source, amount=_yuan(fen)),))
        case _:
            return _Worth(reason="no-standard", because=(_remark("no-standard", source),))


_OPEN = frozenset({"no-standard", "share-not-whole", "fee-blank", "public-fee-blank"})
_AGAINST = frozenset({"not-listed"})


def _remark(name: str, source: Source | None, **params: object) -> Because:
    answer = None if name in _OPEN else name not in _AGAINST
    place = source.place if source else Place()
    return Because("amount", answer, remark=name, params=params, source=source, place=place)


def _yuan(fen: int) -> str:
    from aid_ledger.money import format_yuan

    return format_yuan(fen)


def _fixed(amount: schedule.Fixed, key: int, source: Source | None) -> _Worth:
    if not amount.by:
        fen = amount.amounts[""]
        return _Worth(fen, fen, because=(_remark("standard", source, amount=_yuan(fen)),))
    code = code_in(key, amount.by)
    known = BY_NAME[amount.by]
    if code == 0 and known.can_be_unknown:
        possible = set(amount.amounts.values())
        if len(possible) != 1:
            return _Worth(reason=f"{_dashed(amount.by)}-unknown", because=(_remark("no-standard", source),))
    found = amount.amounts.get(known.values[code]) if code or not known.can_be_unknown else max(amount.amounts.values())
    if found is None:
        return _Worth(reason="no-standard", because=(_remark("no-standard", source),))
    return _Worth(found, found, because=(_remark("standard", source, amount=_yuan(found)),))


def _tiers(amount: schedule.Tiers, key: int) -> _Worth:
    """Take the first step that holds; a step that is not decided matters only where it would pay otherwise."""
    trace: list[Because] = []
    undecided: list[schedule.Step] = []
    for step in amount.steps:
        answer = holds(step.condition, key)
        trace.append(Because("tier", answer, step.condition, source=step.source, place=step.source.place))
        if answer is None:
            undecided.append(step)
        if answer:
            break
    else:
        if not undecided:
            return _Worth(none=True, reason="no-tier", because=tuple(trace))
        missing: set[str] = set().union(*(open_fields(step.condition, key) for step in undecided))
        return _Worth(reason=f"{_dashed(first_open(missing))}-unknown", because=tuple(trace))
    if any(other.amount != step.amount for other in undecided):
        missing = set().union(*(open_fields(other.condition, key) for other in undecided))
        return _Worth(reason=f"{_dashed(first_open(missing))}-unknown", because=tuple(trace))
    trace.append(_remark("standard", step.source, amount=_yuan(step.amount)))
    return _Worth(step.amount, step.amount, because=tuple(trace))


def _fee(amount: schedule.Fee, fees: Fees, key: int, source: Source | None) -> _Worth:
    """Take the school's fee; a ceiling lowers only what is above it, and is asked for only where it counts."""
    fee, ceiling = getattr(fees, amount.column), fees.public_fee
    if fee < 0:
        return _Worth(reason="fee-blank", because=(_remark("fee-blank", source),))
    capped = amount.capped
    if capped and amount.only_private:
        private = code_in(key, "private")
        capped = private == _PRIVATE_YES
        if private == 0 and (ceiling < 0 or fee > ceiling):
            return _Worth(reason="private-unknown", because=(_remark("fee", source, amount=_yuan(fee)),))
    if capped and ceiling < 0:
        return _Worth(reason="fee-blank", because=(_remark("public-fee-blank", source),))
    due = min(fee, ceiling) if capped else fee
    if due == 0:
        return _Worth(none=True, reason="fee-is-zero", because=(_remark("fee", source, amount=_yuan(0)),))
    told = [_remark("fee", source, amount=_yuan(fee))]
    if due < fee:
        told.append(_remark("fee-capped", source, amount=_yuan(ceiling)))
    return _Worth(due, fee, fee=amount, capped=capped, because=tuple(told))


def _listed(amount: schedule.Listed, case: Case) -> _Worth:
    """Add up the awards that the programme takes, each by its own document; one off its standard holds them."""
    awards = [award for award in case.awards if amount.takes == "all" or award.donor == (amount.takes == "donated")]
    if not awards:
        return _Worth(none=True, because=(_remark("not-listed", amount.sources.get("")),))
    for award in awards:
        if award.amount != amount.standards.get(award.name, award.amount):
            told = _remark("no-standard", amount.sources.get(award.name))
            return _Worth(reason="award-off-standard", because=(told,))
    total = sum(award.amount for award in awards)
    listed = (
        _remark("listed", amount.sources.get(award.name, amount.sources.get("")), amount=_yuan(award.amount),
                names=award.name)
        for award in awards
    )  # fmt: skip
    return _Worth(total, total, because=tuple(listed))
