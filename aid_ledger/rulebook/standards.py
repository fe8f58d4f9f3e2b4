"""Which amounts a head the nation itself sets for a programme in a term; none where it leaves them open.

What a school charges, what is paid from local money alone, and what is given in goods has no national standard, though
a rule file may name a usual figure.
"""

from __future__ import annotations

from collections.abc import Mapping

from aid_ledger.rulebook.rulebook import Rulebook
from aid_ledger.rulebook.schedule import Fixed, PerDay, Programme, Share
from aid_ledger.terms import Term

NATION = "national"


def national_standards(rulebook: Rulebook, programme: str, term: Term) -> Mapping[str, int]:
    """Return the nation's amounts, fen a term, by the fact that decides (a stage, in or out of the province).

    ``""`` is the key where nothing decides; the mapping is empty where the nation sets none for the term.

    >>> from aid_ledger.rulebook import load_rulebook
    >>> book = load_rulebook(["national"])
    >>> dict(national_standards(book, "boarding-living", Term.parse("2023S")))
    {'primary': 50000, 'junior': 62500}
    >>> dict(national_standards(book, "senior-grant", Term.parse("2023S")))
    {}
    """
    found = next((one for one in rulebook.programmes if one.id == programme), None)
    if found is None or not _set_by_the_nation(found) or not (found.in_force(term) and found.known(term)):
        return {}
    value = _own_value(found, term)
    if isinstance(value, Share):
        other = rulebook.programme(value.of)
        base, share = _own_value(other, term), value.share
        if not isinstance(base, Fixed):
            return {}
        parts = {name: amount * share for name, amount in base.amounts.items()}
        return {name: int(amount) for name, amount in parts.items() if amount.denominator == 1}
    return value.amounts if isinstance(value, Fixed) else {}


def prices_a_day(rulebook: Rulebook, programme: str) -> frozenset[int]:
    """Return every price a day, fen, that a programme has had; none where it is not paid by days."""
    found = next((one for one in rulebook.programmes if one.id == programme), None)
    values = [item.value for layer in found.layers for item in layer.items] if found else []
    return frozenset(price for value in values if isinstance(value, PerDay) for _, price in value.prices)


def _set_by_the_nation(programme: Programme) -> bool:
    return (
        programme.pack == NATION and programme.given_as == "cash" and programme.funding != "local"
    )  # fmt: skip


def _own_value(programme: Programme, term: Term) -> object:
    own = programme.own("amount")
    return own.at(term).value if own.speaks(term) else None
