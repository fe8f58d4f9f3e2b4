"""Who may be behind a name: a key that was given without the old one may be used by whoever gave it as well.

Two persons are asked for in several places: preparer and approver, who claims and who waives, who brings an account
and who agrees to it. There two names count as one where somebody may be behind both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from aid_ledger.errors import Finding, LedgerError
from aid_ledger.store import Connection, Registration, registrations

Names = frozenset[str]


@dataclass(frozen=True, slots=True)
class Hands:
    """Who may be behind each name that holds a key, each since which record, in order."""

    since: Mapping[str, tuple[tuple[int, Names], ...]]

    def behind(self, name: str, seq: int | None = None) -> Names:
        """Return who may have acted as ``name`` in record ``seq``, without it in the next: at least that name."""
        found = frozenset([name])
        for given, names in self.since.get(name, ()):
            if seq is None or given < seq:
                found = names
        return found


def hands_of(given: Iterable[Registration]) -> Hands:
    """Return who may be behind whom.

    A key that its holder registered has its holder behind it, and whoever was behind the key that signed for it; one
    that was given by another also the giver, and whoever is behind the giver's own key.
    """
    since: dict[str, tuple[tuple[int, Names], ...]] = {}
    for one in given:
        behind = Hands(since).behind(one.by, one.seq) | {one.name}
        since[one.name] = (*since.get(one.name, ()), (one.seq, behind))
    return Hands(since)


def given_by_another(given: Iterable[Registration], name: str) -> Registration | None:
    """Return how this name got its key, or the one that it was renewed from, without the old one; most have not."""
    own = [one for one in given if one.name == name and one.by != name]
    return own[-1] if own else None


def require_two(connection: Connection, by: str, other: str, seq: int) -> None:
    """Refuse that ``by`` agrees to what ``other`` did in record ``seq`` where one person may be behind both names.

    Raises:
        LedgerError: ``names-count-as-one``.
    """
    hands = hands_of(registrations(connection))
    common = hands.behind(by) & hands.behind(other, seq)
    if common:
        params = {"by": by, "other": other, "names": "、".join(sorted(common))}
        raise LedgerError(Finding("names-count-as-one", params=params))
