"""What the rules are asked of one student in a term, and what they answer, each step with the source it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from aid_ledger.errors import Place
from aid_ledger.rulebook.conditions import Condition, words
from aid_ledger.rulebook.schedule import Fee, Source
from aid_ledger.words import phrase
from aid_ledger.words.catalogue import Lang


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
    fee: Fee | None = None
    capped: bool = False
    because: tuple[Because, ...] = ()
