"""Use case inside others: a term's lists in use, corrected as decided, and linked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from aid_ledger.linking import ROSTER, Linked, Settings, Source, Words, correct, county_name, link
from aid_ledger.office.carried_answers import carried
from aid_ledger.office.decisions import corrections
from aid_ledger.office.sources import all_sources
from aid_ledger.rulebook import Rulebook
from aid_ledger.terms import Term

if TYPE_CHECKING:
    from aid_ledger.office import Office

Progress = Callable[[str], None]


def link_term(
    office: Office, term: Term, used: list[dict[str, Any]], *, decided: Sequence[Mapping[str, Any]] = (),
    progress: Progress | None = None,
) -> Linked:  # fmt: skip
    """Link the sources in use for a term.

    An office that is asked the same again (a payout, then its approval) gets the same answer again.

    Args:
        office: the workspace.
        term: which term.
        used: source records, those in use for it.
        decided: decisions in force (see :func:`aid_ledger.office.decisions.in_force`).
        progress: called with the name of each step.
    """
    step = progress or (lambda _name: None)
    rulebook = office.rulebook()
    asked = (term, Same(rulebook), office.config, [dict(row) for row in used], [dict(row) for row in decided])
    if office.linked is not None and office.linked[0] == asked:
        return office.linked[1]
    office.linked = None  # before the next one is made: two of a large county need not be in memory
    step("sources")
    tables = _decided_tables(office, term, [office.load(row) for row in used], decided)
    step("linking")
    settings = Settings(
        term=term, reference_day=rulebook.reference_day(term), join_until=rulebook.join_until(term),
        county=office.config.county, county_name=county_name(office.config.name),
        agricultural=rulebook.majors.agricultural, performing=rulebook.majors.performing,
    )  # fmt: skip
    once = frozenset(programme.id for programme in rulebook.programmes if programme.once)
    words = Words(_category_of(rulebook, term), programme_of(rulebook), once)
    linked = link(tables, settings, words)
    office.linked = (asked, linked)
    return linked


def _decided_tables(
    office: Office, term: Term, read: Sequence[Source], decided: Sequence[Mapping[str, Any]]
) -> tuple[Source, ...]:  # fmt: skip
    """Put over the lists what people decided of them, and of the same rows and persons in other lists.

    An answer holds from the term it was given in onwards, but for what rosters say of a child (boarding, the day it
    left): that is of the one term.
    """
    made = corrections(office, decided)
    if made.cells:
        with office.database.read() as connection:
            every = all_sources(connection)
        before = {row["decision"] for row in decided if row["term"] not in ("", str(term))}
        rosters = {(row["digest"], row["sheet"]) for row in every if row["kind"] in ROSTER} if before else set()
        cells = [
            one for one in made.cells if one.decision not in before or (one.digest, one.sheet) not in rosters
        ]  # fmt: skip
        made = carried(office, replace(made, cells=tuple(cells)), read, every)
    return correct(read, made)


class Same:
    """Equal where it is the very same object, which stays alive as long as this does."""

    def __init__(self, one: object) -> None:
        self._one = one

    def __eq__(self, other: object) -> bool:
        """Tell whether both stand for one object."""
        return isinstance(other, Same) and self._one is other._one

    __hash__ = object.__hash__


def _category_of(rulebook: Rulebook, term: Term) -> Callable[[str], int | None]:
    def category_of(word: str) -> int | None:
        bits = rulebook.category_of(word) if word else None
        return None if bits is None else rulebook.implied(bits, term)

    return category_of


def programme_of(rulebook: Rulebook) -> Callable[[str], str | None]:
    """Return how a list names a programme: by id, title or another name of the rules, spaces aside.

    A name that two programmes have means neither.
    """
    known: dict[str, str | None] = {}
    for programme in rulebook.programmes:
        for word in {programme.id, programme.zh, programme.en, *programme.also_called}:
            name = "".join(word.split()).lower()
            known[name] = programme.id if known.get(name, programme.id) == programme.id else None
    return lambda word: known.get("".join(word.split()).lower())
