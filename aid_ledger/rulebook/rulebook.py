"""The loaded rules: packs together, in order, with everything that a term needs; and what they do not agree on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import cast

from aid_ledger.errors import Finding, FindingsError, Place
from aid_ledger.rulebook import schedule
from aid_ledger.rulebook.conditions import Condition, Test, bind, leaves
from aid_ledger.rulebook.funding import Table
from aid_ledger.rulebook.schedule import Clause, Dated, Programme, Resolved
from aid_ledger.rulebook.vocabulary import Vocabulary
from aid_ledger.terms import Term

UNKNOWN_MEANS_NO: frozenset[str] = frozenset({"rural_hukou"})
"""Facts of which not known counts as no; where yes would pay, the answer says so."""


@dataclass(frozen=True, slots=True)
class Majors:
    """Names of majors: agricultural ones, performing ones, and those that look like performing but are not."""

    agricultural: frozenset[str]
    performing: frozenset[str]
    not_performing: frozenset[str]


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a pack leaves to the county: the name and what it is."""

    name: str
    pack: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The rules of some packs. Never changed after loading.

    ``programmes``: what a programme depends on comes first, else by name. ``files``: bytes by name, all that were
    read. ``digest``: sha256 over files and parameters. ``findings``: what does not stop a load.
    """

    packs: tuple[str, ...]
    programmes: tuple[Programme, ...]
    vocabulary: Vocabulary
    majors: Majors
    tables: Mapping[str, Table]
    parameters: tuple[Parameter, ...]
    files: Mapping[str, bytes]
    digest: str
    findings: tuple[Finding, ...]
    days: Mapping[str, tuple[tuple[int, int], tuple[int, int]]]
    folders: tuple[tuple[str, Path], ...] = ()
    _resolved: dict[Term, tuple[Resolved, ...]] = field(default_factory=dict, repr=False, compare=False)

    def programme(self, name: str) -> Programme:
        """Return one programme.

        Raises:
            FindingsError: ``programme-unknown``.
        """
        for programme in self.programmes:
            if programme.id == name:
                return programme
        known = ", ".join(sorted(programme.id for programme in self.programmes))
        raise FindingsError(Finding("programme-unknown", Place(), {"name": name, "known": known}))

    def reference_day(self, term: Term) -> date:
        """Return the day on which facts are judged."""
        month, day = self.days["reference"][term.half]
        return date(term.year, month, day)

    def join_until(self, term: Term) -> date:
        """Return the last day on which a membership may begin for the term."""
        month, day = self.days["join"][term.half]
        return date(term.year + (term.half == 1 and month < 8), month, day)

    def category_of(self, word: str) -> int | None:
        """Return the category bits of a word; 0: certainly none; ``None``: not known, or fits several."""
        return self.vocabulary.category_of(word)

    def sets(self, term: Term) -> dict[str, int]:
        """Return the bits of every category and named set in a term."""
        return self.vocabulary.at(term)

    def implied(self, bits: int, term: Term) -> int:
        """Return category bits with those that they imply (unstable: filed_poor too)."""
        return self.vocabulary.imply(bits, term)

    def funding(self, programme: str, term: Term, tier: str, local: Mapping[str, int]) -> dict[str, int]:
        """Return whole weights by level for :func:`aid_ledger.money.split_shares`; see :meth:`Table.weights`."""
        found = self.programme(programme)
        return self.tables[found.funding].weights(term, tier, local) if found.funding else {}

    def averages(self, term: Term) -> dict[str, int]:
        """Return the nation's average, fen a term, of each programme whose amount it leaves to a pack."""
        return {name: left.average for name, left in self.left_open(term).items() if left.average is not None}

    def left_open(self, term: Term) -> dict[str, schedule.Open]:
        """Return by programme what the nation leaves to a pack: the least, the most and the average, fen a term."""
        found: dict[str, schedule.Open] = {}
        for programme in self.programmes:
            own = programme.own("amount")
            value = own.at(term).value if own.speaks(term) else None
            if isinstance(value, schedule.Open):
                found[programme.id] = value
        return found

    def resolve(self, term: Term) -> tuple[Resolved, ...]:
        """Return the programmes in force in a term, in order, ready to be judged."""
        if term not in self._resolved:
            sets = self.sets(term)
            found = [_resolve(p, term, sets, self.programmes) for p in self.programmes if p.in_force(term)]
            self._resolved[term] = tuple(found)
        return self._resolved[term]


def _resolve(programme: Programme, term: Term, sets: Mapping[str, int], all_of: Sequence[Programme]) -> Resolved:
    known = programme.known(term)
    effective = term if known or programme.last_known is None else programme.last_known
    who = programme.speaking("who", effective)[0].at(effective)
    clauses = [
        Clause("base", bind(_condition(item), sets), item.source)
        for item in [i for i in programme.base if i.start <= effective][-1:]
    ]
    if programme.lists != ("roster", "application") and set(programme.lists) != {"roster", "application"}:
        values = (programme.lists[0], "both")
        codes = frozenset({0, 2} if programme.lists[0] == "roster" else {1, 2})
        clauses.append(Clause("lists", Test("listed", values, codes, programme.place), who.source))
    clauses.append(Clause("who", bind(_condition(who), sets), who.source))
    amount, source = _amount(programme, effective, sets)
    if isinstance(amount, schedule.Listed) and not any(_takes(p, "donated") and p.in_force(term) for p in all_of):
        amount = replace(amount, takes="all")
    base = None
    if isinstance(amount, schedule.Share):
        other = next(p for p in all_of if p.id == amount.of)
        base = _amount(other, effective, sets)[0] if other.in_force(effective) else None
    ahead = [p.id for p in all_of if programme.id in p.excludes] + list(programme.gives_way_to)
    found = Resolved(programme, term, tuple(clauses), amount, source, base, known, tuple(dict.fromkeys(ahead)))
    tested = {leaf.field for c in found.conditions() for leaf in leaves(c) if isinstance(leaf, Test)}
    return replace(found, fields=frozenset(tested | found.facts_shown()))


def _takes(programme: Programme, takes: str) -> bool:
    value = programme.own("amount").items[0].value
    return isinstance(value, schedule.Listed) and value.takes == takes


def _condition(item: Dated) -> Condition:
    return cast("Condition", item.value)


def _amount(
    programme: Programme, term: Term, sets: Mapping[str, int]
) -> tuple[schedule.Amount | None, schedule.Source | None]:
    speaking = programme.speaking("amount", term)
    if not speaking:
        return None, None
    item = speaking[0].at(term)
    value = item.value
    if isinstance(value, schedule.Tiers):
        value = schedule.Tiers(tuple(replace(step, condition=bind(step.condition, sets)) for step in value.steps))
    return cast("schedule.Amount", value), item.source
