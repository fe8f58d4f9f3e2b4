"""What the books of the term have of each line and of the total of a published statement, and what cannot be compared.

Money to a school for all of it (meals) has an amount in the books and no heads: those of a statement are then not
compared. A total is compared with the lines that it is of; one that stands alone, with everything in the books.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from aid_ledger.audit.printed import Printed, read_amount, read_heads
from aid_ledger.audit.statement_lines import LineVerdict
from aid_ledger.audit.statement_table import StatementLine
from aid_ledger.audit.statement_words import may_be_part_total

Held = tuple[int | None, int]
"""People (none: nobody can say) and fen."""
Books = Mapping[tuple[str, str], Held]
"""What a ledger has: people and fen by programme and stage (``primary+junior``: a school of both)."""
Key = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalHeld:
    """A stated total beside the books.

    ``net``, ``gross`` and ``arrived``: people (grants; none: nobody can say) and fen, none where it cannot be
    compared. ``agrees``: with one of them, none where it cannot be compared. ``lines``: those of the total that are in
    no books. ``besides``: programmes of the books that no line names. ``heads``: whether the stated heads were
    compared; people counted once are fewer than grants, which proves nothing.
    """

    stated: int
    net: Held | None = None
    gross: Held | None = None
    arrived: Held | None = None
    agrees: bool | None = None
    lines: tuple[int, ...] = ()
    besides: tuple[str, ...] = ()
    heads: bool = False


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


def total_held(
    total: StatementLine, included: Sequence[int], keys: Mapping[int, tuple[Key, ...]], net: Books, gross: Books,
    arrived: Books | None = None,
) -> TotalHeld | None:  # fmt: skip
    """Set a total beside the books; none where it states no amount.

    Args:
        total: as printed.
        included: the lines that it is of.
        keys: of the lines that are in the books, by line.
        net: the books less what was claimed back.
        gross: the books without that.
        arrived: what a bank has said arrived of it.
    """
    stated, heads = read_amount(total.amount, total.unit), read_heads(total.heads)
    if stated is None:
        return None
    without = tuple(line for line in included if not keys.get(line))
    if without or not net:
        return TotalHeld(stated=stated.value, lines=without)
    own = tuple(dict.fromkeys(key for line in included for key in keys[line])) if included else tuple(net)
    both = [held(own, net), held(own, gross), *([held(own, arrived)] if arrived else [])]
    named = {name for line in keys for name, _ in keys[line]} if included else {name for name, _ in net}
    grants = [people for people, _ in both if people is not None]
    more = heads is not None and bool(grants) and heads.low > max(grants)
    exact = heads is not None and any(heads.holds(people) for people in grants)
    return TotalHeld(
        stated=stated.value, net=both[0], gross=both[1], arrived=both[2] if arrived else None,
        agrees=any(stated.holds(amount) for _, amount in both) and not more,
        besides=tuple(sorted({name for name, _ in net} - named)), heads=more or exact,
    )  # fmt: skip
