"""Whether an amount rests on a standard that nobody has compared with its document (``verified: no``)."""

from __future__ import annotations

from aid_ledger.rulebook.rulebook import Rulebook
from aid_ledger.rulebook.schedule import Listed, Tiers
from aid_ledger.terms import Term


def unverified(rulebook: Rulebook, programme: str, term: Term, standard: int) -> bool:
    """Say whether the standard of a programme in a term is unverified.

    Args:
        rulebook: the rules.
        programme: its id; one that the rules no longer have is unverified.
        term: which term.
        standard: fen a term; where amounts come in tiers, each tier has a source of its own.
    """
    found = next((one for one in rulebook.resolve(term) if one.programme.id == programme), None)
    if found is None or found.amount_source is None or not found.known:
        return True
    match found.amount:
        case Tiers(steps=steps):
            own = [step.source for step in steps if step.amount == standard] or [step.source for step in steps]
            return not all(source.verified for source in own)
        case Listed(sources=sources) if sources:
            return not all(source.verified for source in sources.values())
        case _:
            return not found.amount_source.verified
