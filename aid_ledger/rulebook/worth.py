"""What the amount of a programme is for one case: fen with the steps that led there, or the reason why it is not known.

Whether the case is entitled at all is for :mod:`aid_ledger.rulebook.evaluator`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from aid_ledger.errors import Place
from aid_ledger.facts import BY_NAME, value_code
from aid_ledger.money import format_yuan
from aid_ledger.rulebook import schedule
from aid_ledger.rulebook.conditions import code_in, first_open, holds, open_fields
from aid_ledger.rulebook.schedule import Resolved, Source
from aid_ledger.rulebook.verdict import Because, Case, Fees

_PRIVATE_YES = value_code("private", "yes")
_OPEN = frozenset({"no-standard", "share-not-whole", "fee-blank", "public-fee-blank"})
_AGAINST = frozenset({"not-listed"})


@dataclass(frozen=True, slots=True)
class Worth:
    """What somebody entitled gets: an amount, or the reason why that is not known. ``none``: no tier fits."""

    amount: int = 0
    standard: int = 0
    reason: str = ""
    none: bool = False
    fee: schedule.Fee | None = None
    capped: bool = False
    because: tuple[Because, ...] = ()


def unknown_reason(field_name: str) -> str:
    """Return the reason for which a case waits where a field is not known: ``boarding-unknown``."""
    return f"{field_name.replace('_', '-')}-unknown"


def worth_of(amount: schedule.Amount | None, resolved: Resolved, case: Case, key: int) -> Worth:  # noqa: PLR0911 - one return a kind
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
            base = worth_of(resolved.share_base, resolved, case, key)
            fen = base.standard * share
            if not base.reason and fen.denominator != 1:
                return Worth(reason="no-standard", because=(_remark("share-not-whole", source, of=of),))
            told = _remark("share", source, share=str(share), standard=format_yuan(base.standard))
            return replace(base, amount=int(fen), standard=int(fen), because=(told,))
        case schedule.Listed():
            return _listed(amount, case)
        case schedule.Free():
            return Worth(because=(_remark("free", source),))
        case schedule.Cap(amount=fen):
            return Worth(fen, fen, because=(_remark("cap", source, amount=format_yuan(fen)),))
        case _:
            return Worth(reason="no-standard", because=(_remark("no-standard", source),))


def _remark(name: str, source: Source | None, **params: object) -> Because:
    answer = None if name in _OPEN else name not in _AGAINST
    place = source.place if source else Place()
    return Because("amount", answer, remark=name, params=params, source=source, place=place)


def _fixed(amount: schedule.Fixed, key: int, source: Source | None) -> Worth:
    if not amount.by:
        fen = amount.amounts[""]
        return Worth(fen, fen, because=(_remark("standard", source, amount=format_yuan(fen)),))
    code = code_in(key, amount.by)
    known = BY_NAME[amount.by]
    if code == 0 and known.can_be_unknown:
        possible = set(amount.amounts.values())
        if len(possible) != 1:
            return Worth(reason=unknown_reason(amount.by), because=(_remark("no-standard", source),))
    found = amount.amounts.get(known.values[code]) if code or not known.can_be_unknown else max(amount.amounts.values())
    if found is None:
        return Worth(reason="no-standard", because=(_remark("no-standard", source),))
    return Worth(found, found, because=(_remark("standard", source, amount=format_yuan(found)),))


def _tiers(amount: schedule.Tiers, key: int) -> Worth:
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
            return Worth(none=True, reason="no-tier", because=tuple(trace))
        return Worth(reason=_open_in(undecided, key), because=tuple(trace))
    if any(other.amount != step.amount for other in undecided):
        return Worth(reason=_open_in(undecided, key), because=tuple(trace))
    trace.append(_remark("standard", step.source, amount=format_yuan(step.amount)))
    return Worth(step.amount, step.amount, because=tuple(trace))


def _open_in(steps: Iterable[schedule.Step], key: int) -> str:
    missing: set[str] = set().union(*(open_fields(step.condition, key) for step in steps))
    return unknown_reason(first_open(missing))


def _fee(amount: schedule.Fee, fees: Fees, key: int, source: Source | None) -> Worth:
    """Take the school's fee; a ceiling lowers only what is above it, and is asked for only where it counts."""
    fee, ceiling = getattr(fees, amount.column), fees.public_fee
    if fee < 0:
        return Worth(reason="fee-blank", because=(_remark("fee-blank", source),))
    capped = amount.capped
    if capped and amount.only_private:
        private = code_in(key, "private")
        capped = private == _PRIVATE_YES
        if private == 0 and (ceiling < 0 or fee > ceiling):
            return Worth(reason="private-unknown", because=(_remark("fee", source, amount=format_yuan(fee)),))
    if capped and ceiling < 0:
        return Worth(reason="fee-blank", because=(_remark("public-fee-blank", source),))
    due = min(fee, ceiling) if capped else fee
    if due == 0:
        return Worth(none=True, reason="fee-is-zero", because=(_remark("fee", source, amount=format_yuan(0)),))
    told = [_remark("fee", source, amount=format_yuan(fee))]
    if due < fee:
        told.append(_remark("fee-capped", source, amount=format_yuan(ceiling)))
    return Worth(due, fee, fee=amount, capped=capped, because=tuple(told))


def _listed(amount: schedule.Listed, case: Case) -> Worth:
    """Add up the awards that the programme takes, each by its own document; one off its standard holds them."""
    awards = [award for award in case.awards if amount.takes == "all" or award.donor == (amount.takes == "donated")]
    if not awards:
        return Worth(none=True, because=(_remark("not-listed", amount.sources.get("")),))
    for award in awards:
        if award.amount != amount.standards.get(award.name, award.amount):
            told = _remark("no-standard", amount.sources.get(award.name))
            return Worth(reason="award-off-standard", because=(told,))
    total = sum(award.amount for award in awards)
    listed = (
        _remark("listed", amount.sources.get(award.name, amount.sources.get("")), amount=format_yuan(award.amount),
                names=award.name)
        for award in awards
    )  # fmt: skip
    return Worth(total, total, because=tuple(listed))
