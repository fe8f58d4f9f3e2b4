"""What a schedule says on a term, as data in words: for ``rules show``."""

from __future__ import annotations

from dataclasses import dataclass

from aid_ledger.money import format_yuan
from aid_ledger.rulebook import meals, schedule
from aid_ledger.rulebook.conditions import value_words, words
from aid_ledger.rulebook.rulebook import Rulebook
from aid_ledger.rulebook.schedule import Programme, Resolved, Source
from aid_ledger.terms import Term
from aid_ledger.words import phrase
from aid_ledger.words.catalogue import Lang


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a schedule: the part, what it says, and what that rests on."""

    part: str
    text: str
    source: Source | None

    @property
    def pack(self) -> str:
        """The pack that speaks."""
        return self.source.pack if self.source else ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A programme in a term.

    ``state``: ``in-force``, ``not-yet``, ``ended``, ``not-known``, ``reference`` or ``not-in-season``. ``ended``:
    overlays that have given way again: pack, part, first term without.
    """

    programme: Programme
    term: Term
    state: str
    lines: tuple[Line, ...]
    ended: tuple[tuple[str, str, Term], ...]
    changes: tuple[Term, ...]


def show(rulebook: Rulebook, programme: str, term: Term, lang: Lang = "zh") -> Shown:
    """Return what the rules say of a programme in a term.

    Raises:
        FindingsError: ``programme-unknown``.
    """
    found = rulebook.programme(programme)
    ended = tuple((la.pack, la.part, la.ends) for la in found.ended_layers(term) if la.ends is not None)
    resolved = next((r for r in rulebook.resolve(term) if r.programme.id == programme), None)
    lines = _lines(resolved, lang) if resolved is not None else ()
    return Shown(found, term, _state(found, term), lines, ended, found.change_terms())


def _state(programme: Programme, term: Term) -> str:
    if not programme.payable:
        return "reference"
    if term < programme.starts:
        return "not-yet"
    if not programme.in_force(term):
        return "ended"
    if not programme.known(term):
        return "not-known"
    return "not-in-season" if programme.season and programme.season != ("spring", "autumn")[term.half] else "in-force"


def _lines(resolved: Resolved, lang: Lang) -> tuple[Line, ...]:
    lines = [Line(clause.part, words(clause.condition, lang), clause.source) for clause in resolved.clauses]
    source = resolved.amount_source
    lines += [Line("amount", one.line, one.source or source) for one in amounts_shown(resolved, lang)]
    if not resolved.known:
        told = phrase("because-rule-not-known", lang, term=resolved.programme.last_known)
        lines.append(Line("ends", told, resolved.programme.ends_source))
    return tuple(lines)


@dataclass(frozen=True, slots=True)
class AmountShown:
    """One amount of a schedule: for whom (blank: everybody), in words, and fen a term where it is a plain standard.

    ``source`` is blank where the whole schedule's source stands for it.
    """

    label: str
    text: str
    fen: int | None = None
    source: Source | None = None

    @property
    def line(self) -> str:
        """Label and amount as one text."""
        return f"{self.label}: {self.text}" if self.label else self.text


def amounts_shown(resolved: Resolved, lang: Lang) -> tuple[AmountShown, ...]:
    """Return what a schedule in a term says of amounts, one item an amount that can change by itself."""

    def told(name: str, fen: int | None = None, **params: object) -> AmountShown:
        return AmountShown("", phrase(f"because-{name}", lang, **params), fen)

    match resolved.amount:
        case schedule.Fixed(amounts=amounts, by=by):
            return tuple(
                AmountShown(value_words(by, value, lang), format_yuan(fen), fen)
                if by
                else told("standard", fen, amount=format_yuan(fen))
                for value, fen in amounts.items()
            )
        case schedule.Tiers(steps=steps):
            return tuple(AmountShown(_step(step, lang), format_yuan(step.amount), step.amount, step.source)
                         for step in steps)  # fmt: skip
        case schedule.Listed(standards=standards, sources=sources):
            own = [AmountShown(name, format_yuan(fen), fen, sources.get(name)) for name, fen in standards.items()]
            return (told("as-listed"), *own)
        case schedule.Fee(column=column, capped=capped):
            return (told(f"fee-{column}"), *([told("fee-at-most")] if capped else []))
        case _:
            name, params = _single(resolved)
            return (AmountShown("", phrase(f"because-{name}", lang, **params)),)


def _single(resolved: Resolved) -> tuple[str, dict[str, object]]:
    """Return the sentence, with its parameters, of an amount that is a single one."""
    match resolved.amount:
        case schedule.Open(least=least, most=most, average=average):
            mean = "-" if average is None else format_yuan(average)
            return "left-to-pack", {"least": format_yuan(least), "most": format_yuan(most), "average": mean}
        case schedule.Share(of=of, share=share):
            return "share-of", {"of": of, "share": share}
        case schedule.PerDay() as per_day:
            prices = " → ".join(format_yuan(fen) for fen in meals.prices_in(per_day, resolved.term))
            return "per-day", {"price": prices, "days": per_day.days}
        case schedule.Cap(amount=fen):
            return "cap", {"amount": format_yuan(fen)}
        case schedule.Free():
            return "free", {}
        case _:
            return "no-standard", {}


def _step(step: schedule.Step, lang: Lang) -> str:
    name = step.zh if lang == "zh" else step.en
    text = words(step.condition, lang)
    return f"{name} ({text})" if name else text
