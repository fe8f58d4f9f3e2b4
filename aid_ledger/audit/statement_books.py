"""What the books of the term have of each line and of the total of a published statement, and what cannot be compared.

The books have what was posted, with and without what was claimed back, and what has arrived, by what banks
say; a statement may say any of them. Where a figure may be of another time, or of some of the people
only, it may agree with the books, and a difference proves nothing. Money to a school for all of it (meals) has an
amount in the books and no heads: those of a statement are then not compared. A total is compared with the lines that
it is of; one that stands alone, with everything in the books.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from aid_ledger.audit.printed import Printed, read_amount, read_heads
from aid_ledger.audit.statement_lines import LineVerdict
from aid_ledger.audit.statement_names import of_some
from aid_ledger.audit.statement_table import StatementLine
from aid_ledger.audit.statement_times import is_another_term, is_other_time
from aid_ledger.audit.statement_words import may_be_part_total
from aid_ledger.terms import Term

Held = tuple[int | None, int]
"""People (none: nobody can say) and fen."""
Books = Mapping[tuple[str, str], Held]
"""What a ledger has: people and fen by programme and stage (``primary+junior``: a school of both)."""
Key = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """The books of a term, by programme and stage.

    ``net``: what was posted less what was claimed back; ``gross``: the same without that; ``arrived``: what a
    bank has said arrived, none where nobody asks for it.
    """

    term: Term | None
    net: Books
    gross: Books
    arrived: Books | None = None

    def sides(self, keys: Sequence[Key], *, paid: bool) -> dict[str, Held]:
        """Return what the books have of some keys, by side: ``posted``, ``before-claims``, ``arrived``.

        ``paid``: it is asked of money paid; then that nothing has arrived counts, too.
        """
        found = {"posted": held(keys, self.net), "before-claims": held(keys, self.gross)}
        if self.arrived is None or not (self.arrived or paid):
            return found
        return found | {"arrived": held(keys, self.arrived)}


@dataclass(frozen=True, slots=True)
class Compared:
    """Lines beside the books: what these have by line and side, which sides agree, and why others are not compared."""

    sides: Mapping[int, Mapping[str, Held]] = field(default_factory=dict)
    agrees: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    apart: Mapping[int, str] = field(default_factory=dict)
    keys: Mapping[int, tuple[Key, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalHeld:
    """A stated total beside the books.

    ``sides``: people (grants; none: nobody can say) and fen by side, empty where it cannot be compared. ``agrees``:
    with one of them, none where it cannot be compared; ``which``: those. ``other_time``: it may be of another time than
    the term. ``lines``: those of the total that are in no books.
    ``besides``: programmes of the books that no line names. ``heads``: whether the stated heads were compared; people
    counted once are fewer than grants, which proves nothing.
    """

    stated: int
    sides: Mapping[str, Held] = field(default_factory=dict)
    which: tuple[str, ...] = ()
    other_time: bool = False
    agrees: bool | None = None
    lines: tuple[int, ...] = ()
    besides: tuple[str, ...] = ()
    heads: bool = False

    @property
    def net(self) -> Held | None:
        """Return what was posted, less what was claimed back."""
        return self.sides.get("posted")

    @property
    def gross(self) -> Held | None:
        """Return what was posted."""
        return self.sides.get("before-claims")

    @property
    def arrived(self) -> Held | None:
        """Return what the bank has said arrived."""
        return self.sides.get("arrived")


def keys_of(found: LineVerdict, books: Books, *, alone: bool = False) -> tuple[tuple[Key, ...], str]:
    """Return which sums of the books a line is of, and the reason where it is of none that can be told.

    Args:
        found: the line.
        books: of the term.
        alone: it is the only line, and there is no total.
    """
    if not found.programmes:
        if alone and may_be_part_total(found.item):
            return tuple(books), "" if books else "not-in-books"
        return (), "no-one-item"
    own = [key for key in books if key[0] in found.programmes]
    if not found.stages:
        return tuple(own), "" if own else "not-in-books"
    within = [key for key in own if {*key[1].split("+")} <= {*found.stages}]
    partly = [key for key in own if key not in within and (not key[1] or {*key[1].split("+")} & {*found.stages})]
    if partly:
        return (), "stages-together"
    return tuple(within), "" if within else "not-in-books"


def held(keys: Iterable[Key], books: Books) -> Held:
    """Return people and fen of some of the books; no people where of one of them nobody can say."""
    own = [books[key] for key in keys if key in books]
    people = [heads for heads, _ in own if heads is not None]
    return sum(people) if len(people) == len(own) else None, sum(amount for _, amount in own)


def fits(stated: Printed | None, heads: Printed | None, mine: Held) -> bool:
    """Say whether figures are those of the books, as far as both have them."""
    people, amount = mine
    return (stated is None or stated.holds(amount)) and (heads is None or people is None or heads.holds(people))


def compare(
    printed: Sequence[StatementLine], lines: Sequence[LineVerdict], ledger: Ledger, *, alone: bool
) -> Compared:  # fmt: skip
    """Set every line beside the books; ``alone``: there is one, and no total."""
    sides: dict[int, dict[str, Held]] = {}
    agrees: dict[int, tuple[str, ...]] = {}
    apart: dict[int, str] = {}
    keys: dict[int, tuple[Key, ...]] = {}
    for text, one in zip(printed, lines, strict=True):
        own, why = keys_of(one, ledger.net, alone=alone)
        found = ledger.sides(own, paid=text.paid) if own else {}
        fitting = tuple(side for side, mine in found.items() if fits(one.stated, one.heads, mine))
        another = "other-time" if is_another_term(text.time, ledger.term) else ""
        why = why or another or ("" if fitting else _doubt(text, ledger.term))
        if own and why != "some-only":
            keys[one.line] = own
        if why:
            apart[one.line] = why
        else:
            sides[one.line], agrees[one.line] = found, fitting
    return Compared(sides, agrees, apart, keys)


def _doubt(text: StatementLine, term: Term | None) -> str:
    """Return why a line that is not as the books need not be wrong."""
    if is_other_time(text.time, term):
        return "other-time"
    return "some-only" if text.part in ("some", "total") or of_some(text.item) else ""


def total_held(
    total: StatementLine, included: Sequence[int], keys: Mapping[int, tuple[Key, ...]], ledger: Ledger
) -> TotalHeld | None:  # fmt: skip
    """Set a total beside the books; none where it states no amount.

    Args:
        total: as printed.
        included: the lines that it is of.
        keys: of the lines that are in the books, by line.
        ledger: the books of the term.
    """
    stated, heads = read_amount(total.amount, total.unit), read_heads(total.heads)
    if stated is None:
        return None
    without = tuple(line for line in included if not keys.get(line))
    if without or not ledger.net:
        return TotalHeld(stated=stated.value, lines=without)
    own = tuple(dict.fromkeys(key for line in included for key in keys[line])) if included else tuple(ledger.net)
    sides = ledger.sides(own, paid=total.paid)
    named = {name for line in keys for name, _ in keys[line]} if included else {name for name, _ in ledger.net}
    grants = [people for people, _ in sides.values() if people is not None]
    more = heads is not None and bool(grants) and heads.low > max(grants)
    exact = heads is not None and any(heads.holds(people) for people in grants)
    which = () if more else tuple(side for side, (_, amount) in sides.items() if stated.holds(amount))
    if is_another_term(total.time, ledger.term):
        which = ()
    other = not which and is_other_time(total.time, ledger.term)
    return TotalHeld(
        stated=stated.value, sides=sides, which=which, other_time=other, agrees=None if other else bool(which),
        besides=tuple(sorted({name for name, _ in ledger.net} - named)), heads=more or exact,
    )  # fmt: skip
