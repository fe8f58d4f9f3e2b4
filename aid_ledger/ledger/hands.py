"""Who may be behind a name: a key that was given without the old one may be used by whoever gave it as well.

Two persons are asked for in several places: preparer and approver, who claims and who waives, who brings an account
and who agrees to it. There two names count as one where somebody may be behind both, and where they are one name in
other writing: a blank, a dot, a title or something in brackets makes no second person.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from aid_ledger.errors import Finding, InputError, LedgerError
from aid_ledger.people import fold_names
from aid_ledger.store import Connection, Registration, registrations

Names = frozenset[str]
_BRACKETS = re.compile(r"[(（\[【〔<《].*?[)）\]】〕>》]")
_TITLE = re.compile(r"(?<=..)(?:老师|主任|科长|股长|局长|校长|会计|出纳|同志|先生|女士|经办|代)$")


def one_name(name: str) -> str:
    """Return the form in which a name counts as one with others; blank where it names nobody.

    >>> one_name("张 三（代）"), one_name("張三"), one_name("张三老师"), one_name("张・三.")
    ('张三', '张三', '张三', '张三')
    >>> one_name("张三2"), one_name("-"), one_name("Li Si")
    ('张三2', '', 'lisi')
    """
    plain = _BRACKETS.sub("", unicodedata.normalize("NFKC", name))
    letters = "".join(sign for sign in plain if unicodedata.category(sign)[0] in "LN" or _is_private(sign))
    return str(fold_names(pd.Series([_TITLE.sub("", letters)], dtype="str")).iloc[0]).casefold()


def _is_private(sign: str) -> bool:
    return unicodedata.category(sign) == "Co"  # a rare character as only old machines show it


def require_name(by: str) -> None:
    """Refuse to act under a name that names nobody: blank, or signs alone.

    Raises:
        InputError: ``actor-no-name``.
    """
    if not one_name(by):
        raise InputError(Finding("actor-no-name", params={"by": by.strip() or "''"}))


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
    others = {one_name(name) for name in hands.behind(other, seq)}
    common = [name for name in hands.behind(by) if one_name(name) in others]
    if common:
        params = {"by": by, "other": other, "names": "、".join(sorted(common))}
        raise LedgerError(Finding("names-count-as-one", params=params))
