"""Whether one line of a published statement can be true: heads times standard, or any whole mix of the standards."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from aid_ledger.audit.mixes import Counts, Mixes, UndecidedError
from aid_ledger.audit.printed import Printed, is_blank, read_amount, read_heads, read_standards
from aid_ledger.audit.statement_table import StatementLine
from aid_ledger.audit.statement_times import is_other_time
from aid_ledger.audit.statement_words import (
    is_a_day,
    is_a_month,
    is_a_year,
    is_about,
    programmes_of,
    stages_of,
)  # fmt: skip
from aid_ledger.rulebook import Rulebook, national_standards, prices_a_day
from aid_ledger.terms import Term

Status = Literal["match", "within-rounding", "mismatch", "infeasible", "not-checkable"]

_EVERYTHING = 10**18
_WRONG = ("mismatch", "infeasible")
HALF_A_YEAR = "half-a-year"
"""Why the standards of a line are half of those that it states."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineVerdict:
    """What is true of a line.

    ``expected``: the amount that heads and standards make, the nearest one where they make several; ``difference``:
    stated less expected; both fen. ``mix``: people by standard, ``unique`` where no other has the same amount as
    printed. ``why``: of a line that cannot be checked, the reason's code. ``stated`` and ``heads`` as read. Or
    :data:`HALF_A_YEAR`: the standards are half of those that it states.
    """

    line: int
    item: str
    status: Status
    stated: Printed | None = None
    heads: Printed | None = None
    standards: tuple[int, ...] = ()
    programmes: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    expected: int | None = None
    mix: Counts | None = None
    unique: bool = False
    why: str = ""

    @property
    def difference(self) -> int | None:
        """Return stated less expected, fen."""
        return None if self.stated is None or self.expected is None else self.stated.value - self.expected


@dataclass(frozen=True, slots=True)
class InForce:
    """The standards of a term: what blank cells of a statement stand for; without a term they stand for nothing."""

    rulebook: Rulebook
    term: Term | None

    def standards(self, programmes: tuple[str, ...], stages: tuple[str, ...]) -> tuple[int, ...]:
        """Return the nation's amounts a head, fen; none unless it is one programme that has them."""
        if self.term is None or len(programmes) != 1:
            return ()
        found = national_standards(self.rulebook, programmes[0], self.term)
        of_stages = {name: amount for name, amount in found.items() if name in stages}
        return tuple(sorted(set((of_stages or found).values())))

    def is_a_day(self, programmes: tuple[str, ...], standards: tuple[int, ...]) -> bool:
        """Say whether standards are prices a day: what one head gets then also turns on days."""
        prices = {price for name in programmes for price in prices_a_day(self.rulebook, name)}
        return bool(standards) and set(standards) <= prices


def judge(line: int, printed: StatementLine, in_force: InForce) -> LineVerdict:
    """Judge a line."""
    stages = stages_of(printed.stage) or stages_of(printed.item)
    found = LineVerdict(
        line=line, item=printed.item, status="not-checkable", programmes=programmes_of(printed.item, printed.stage),
        stages=stages, stated=read_amount(printed.amount, printed.unit), heads=read_heads(printed.heads),
    )  # fmt: skip
    unread = {
        "amount-unreadable": found.stated is None and not is_blank(printed.amount),
        "heads-unreadable": found.heads is None and not is_blank(printed.heads),
    }
    why = next((reason for reason, holds in unread.items() if holds), "")
    standards: tuple[int, ...] | None
    if not is_blank(printed.standards):
        standards = read_standards(printed.standards)
        why = why or ("standard-unreadable" if standards is None else "")
    else:
        standards = in_force.standards(found.programmes, stages) if found.heads else ()
        why = why or ("" if standards else _without(found, in_force))
    standards = standards or ()
    if is_a_month(printed.standards):
        why = why or "paid-by-months"
    if is_a_day(printed.standards) or in_force.is_a_day(found.programmes, standards):
        why = why or "paid-by-days"
    found = replace(found, standards=standards, why=why)
    checked = found if why else _checked(found)
    if checked.status in _WRONG and is_a_year(printed.standards) and not any(one % 2 for one in standards):
        half = _checked(replace(found, standards=tuple(one // 2 for one in standards)))
        checked = checked if half.status in _WRONG else replace(half, why=HALF_A_YEAR)
    if checked.status in _WRONG and is_blank(printed.standards) and is_other_time(printed.time, in_force.term):
        return replace(checked, status="not-checkable", why="other-time")
    if checked.status in _WRONG and is_about(printed.remark):
        return replace(checked, status="not-checkable", why="figures-about")
    return checked


def _without(found: LineVerdict, in_force: InForce) -> str:
    """Return why there is no standard to check a line against."""
    if found.heads is None:
        return "no-heads-no-standard"
    return "no-national-standard" if in_force.term else "no-standard-no-term"


def _checked(found: LineVerdict) -> LineVerdict:
    heads, standards = found.heads, found.standards
    if found.stated is None:
        known = heads is not None and heads.exact and len(standards) == 1
        expected = heads.value * standards[0] if known and heads is not None else None
        return replace(found, why="no-amount", expected=expected)
    try:
        if heads is None:
            return _mixed(found, Mixes(standards, some_get_nothing=True), found.stated.high // standards[0])
        if len(standards) == 1:
            return _multiplied(found, heads, standards[0])
        if not heads.exact:
            return _in_range(found, heads)
        return _mixed(found, Mixes(standards), heads.value)
    except UndecidedError:
        return replace(found, why="standards-too-fine")


def _multiplied(found: LineVerdict, heads: Printed, standard: int) -> LineVerdict:
    stated = _stated(found)
    expected = heads.value * standard
    found = replace(found, expected=expected, mix={standard: heads.value}, unique=heads.exact)
    if expected == stated.value:
        return replace(found, status="match")
    fits = heads.low * standard <= stated.high and heads.high * standard >= stated.low
    return replace(found, status="within-rounding") if fits else replace(
        found, status="mismatch", mix=None, unique=False
    )  # fmt: skip


def _in_range(found: LineVerdict, heads: Printed) -> LineVerdict:
    """Judge heads that were rounded themselves: only an amount beyond all of them is certainly wrong."""
    stated, standards = _stated(found), found.standards
    least, most = heads.low * standards[0], heads.high * standards[-1]
    if least <= stated.high and most >= stated.low:
        return replace(found, why="heads-rounded")
    return replace(found, status="infeasible", expected=most if stated.value > most else least)


def _mixed(found: LineVerdict, mixes: Mixes, heads: int) -> LineVerdict:
    stated = _stated(found)
    amount = mixes.nearest(heads, stated.value, stated.low, stated.high)
    if amount is not None:
        mix = mixes.counts(heads, amount) or {}
        named = {standard: mix[standard] for standard in found.standards}
        status: Status = "match" if amount == stated.value else "within-rounding"
        return replace(found, status=status, expected=amount, mix=named, unique=mixes.is_only(mix))
    try:
        near = mixes.nearest(heads, stated.value, 0, _EVERYTHING)
    except UndecidedError:
        near = None
    return replace(found, status="infeasible", expected=near)


def _stated(found: LineVerdict) -> Printed:
    if found.stated is None:
        raise AssertionError(found.line)  # asked only where it is there
    return found.stated
