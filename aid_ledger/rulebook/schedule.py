"""Programmes as loaded, and as they stand in one term: which pack speaks, since when, on which document.

It chooses dated values and turns them into fen a term. Who is entitled to them is decided in ``evaluator``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal

from aid_ledger.errors import Place
from aid_ledger.rulebook.conditions import Condition
from aid_ledger.terms import Term

Part = Literal["who", "amount"]


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that values rest on; ``number`` may be ``unknown`` or ``none``."""

    name: str
    title: str
    number: str
    known_since: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value stands and what it rests on."""

    paper: Paper
    verified: bool
    place: Place
    pack: str

    @property
    def document(self) -> str:
        """Title and number of the document, the number only where it is known."""
        return (
            self.paper.title if self.paper.number in ("none", "unknown") else f"{self.paper.title} {self.paper.number}"
        )


@dataclass(frozen=True, slots=True)
class Fixed:
    """Fen a term by value of the fact ``by``; with no ``by`` under ``""``."""

    amounts: Mapping[str, int]
    by: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One tier: fen a term for whom ``condition`` holds."""

    condition: Condition
    amount: int
    zh: str
    en: str
    source: Source


@dataclass(frozen=True, slots=True)
class Tiers:
    """The first step whose condition holds decides."""

    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Open:
    """Left to a pack, within these bounds, fen a term."""

    least: int
    most: int
    average: int | None


@dataclass(frozen=True, slots=True)
class Fee:
    """What the school charges: ``column``; capped by the public fee, maybe only where the school is private."""

    column: str
    capped: bool
    only_private: bool


@dataclass(frozen=True, slots=True)
class Share:
    """A share of another programme's standard."""

    of: str
    share: Fraction


@dataclass(frozen=True, slots=True)
class PerDay:
    """Prices a day in fen with their first day, in order; ``days`` where the school gives none."""

    prices: tuple[tuple[date, int], ...]
    days: int


@dataclass(frozen=True, slots=True)
class Listed:
    """As listed; ``standards`` in fen and ``sources`` by award name, the latter by ``""`` for all other awards."""

    standards: Mapping[str, int]
    takes: str
    sources: Mapping[str, Source]


@dataclass(frozen=True, slots=True)
class Free:
    """No amount."""


@dataclass(frozen=True, slots=True)
class Cap:
    """A yearly ceiling in fen; no money due."""

    amount: int


Amount = Fixed | Tiers | Open | Fee | Share | PerDay | Listed | Free | Cap


@dataclass(frozen=True, slots=True)
class Dated:
    """A value from a term on. ``value`` is a condition or an amount."""

    start: Term
    value: Condition | Amount
    source: Source


@dataclass(frozen=True, slots=True)
class Layer:
    """What one pack says of a programme. ``items`` by start; ``ends`` is the first term in which it is silent.

    ``over`` is the pack whose value it replaces; ``""`` for the programme's own pack.
    """

    pack: str
    part: Part
    items: tuple[Dated, ...]
    over: str
    ends: Term | None
    place: Place

    def speaks(self, term: Term) -> bool:
        """Whether the pack has a value for the term."""
        return self.items[0].start <= term and (self.ends is None or term < self.ends)

    def at(self, term: Term) -> Dated:
        """Return the item in force; the layer must speak."""
        return [item for item in self.items if item.start <= term][-1]


@dataclass(frozen=True, slots=True)
class Programme:
    """One programme with all that the loaded packs say of it.

    ``layers``: per part, its own pack's first. ``ends``: first term without it; ``last_known``: after it, not known.
    ``also_called``: other names by which lists mean it.
    """

    id: str
    zh: str
    en: str
    payee: str
    given_as: str
    funding: str
    payable: bool
    lists: tuple[str, ...]
    season: str
    once: bool
    on_day: bool
    excludes: tuple[str, ...]
    gives_way_to: tuple[str, ...]
    requires: tuple[str, ...]
    pack: str
    papers: tuple[Paper, ...]
    layers: tuple[Layer, ...]
    ends: Term | None
    last_known: Term | None
    ends_source: Source | None
    place: Place
    base: tuple[Dated, ...] = field(default=())
    also_called: tuple[str, ...] = ()

    @property
    def makes_line(self) -> bool:
        """Whether it moves money: a line of the ledger. The rest are entitlements without one."""
        return self.payable and self.payee in {"student", "household", "school"} and self.given_as in {"cash", "waiver"}

    @property
    def starts(self) -> Term:
        """The first term with it."""
        return self.own("who").items[0].start

    def own(self, part: Part) -> Layer:
        """Return what the programme's own pack says."""
        return next(layer for layer in self.layers if layer.part == part and not layer.over)

    def speaking(self, part: Part, term: Term) -> tuple[Layer, ...]:
        """Return the layers that decide a part in a term; more than one means that packs collide."""
        active = [layer for layer in self.layers if layer.part == part and layer.speaks(term)]
        over = {layer.pack: layer.over for layer in self.layers if layer.part == part}
        beaten: set[str] = set()
        for layer in active:
            below = layer.over
            while below and below not in beaten:
                beaten.add(below)
                below = over.get(below, "")
        return tuple(layer for layer in active if layer.pack not in beaten)

    def ended_layers(self, term: Term) -> tuple[Layer, ...]:
        """Return overlays that have given way again by this term."""
        return tuple(la for la in self.layers if la.over and la.ends is not None and la.ends <= term)

    def in_force(self, term: Term) -> bool:
        """Whether the term lies within it, the part that is not known included."""
        return self.payable and self.starts <= term and (self.ends is None or term < self.ends)

    def known(self, term: Term) -> bool:
        """Whether the rule is known for the term."""
        return self.last_known is None or term <= self.last_known

    def change_terms(self) -> tuple[Term, ...]:
        """Return the terms in which something begins or ends, in order."""
        terms = {item.start for layer in self.layers for item in layer.items}
        terms |= {layer.ends for layer in self.layers if layer.ends}
        terms |= {item.start for item in self.base if item.start > self.starts}
        terms |= {self.ends} if self.ends else set()
        terms |= {self.last_known.next} if self.last_known else set()
        return tuple(sorted(terms))


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition with the part it comes from (``base``, ``lists``, ``who``) and its source."""

    part: str
    condition: Condition
    source: Source


@dataclass(frozen=True, slots=True)
class Resolved:
    """A programme in one term, ready to be judged: bound conditions, one amount.

    ``share_base``: the amount that a :class:`Share` is a share of. ``known`` is false where the last known rule
    stands in for one that nobody knows. ``amount_source`` is ``None`` where no standard is in force. ``ahead``: the
    programmes that go first. ``fields``: the facts that it asks about, categories aside.
    """

    programme: Programme
    term: Term
    clauses: tuple[Clause, ...]
    amount: Amount | None
    amount_source: Source | None
    share_base: Amount | None
    known: bool
    ahead: tuple[str, ...]
    fields: frozenset[str] = frozenset()

    def conditions(self) -> tuple[Condition, ...]:
        """Return every condition that the programme's answer may turn on."""
        steps = [a.steps for a in (self.amount, self.share_base) if isinstance(a, Tiers)]
        return (*(clause.condition for clause in self.clauses), *(step.condition for of in steps for step in of))

    def facts_shown(self) -> frozenset[str]:
        """Return the facts that decide an amount by their very value, not through a test."""
        by = {a.by for a in (self.amount, self.share_base) if isinstance(a, Fixed) and a.by}
        fee = self.amount if isinstance(self.amount, Fee) else None
        return frozenset(by | ({"private"} if fee is not None and fee.only_private else set()))
