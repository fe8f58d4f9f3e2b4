"""Whether the items of a published statement add up to its total, and which of them do where all of them do not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Literal

import numpy as np
import numpy.typing as npt

from aid_ledger.audit.printed import Printed, is_blank, read_amount, read_heads
from aid_ledger.audit.statement_lines import LineVerdict, Status
from aid_ledger.audit.statement_table import StatementLine
from aid_ledger.audit.statement_words import is_part_total, may_be_part_total, stands_apart

MOST_ITEMS = 25
"""Items among which a sum is looked for: each more doubles the ways."""
_MOST_FOUND = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalVerdict:
    """What is true of a total.

    ``sum`` is that of the lines ``included``; ``difference`` is stated less sum. ``equals_lines``: the lines that the
    stated total is the sum of, empty where none are; ``only`` says whether no others make it too.
    ``least``: of people counted once, the fewest that there can be; ``possible``: they are between that and the sum.
    """

    status: Status | Literal["possible"]
    stated: int | None
    sum: int
    included: tuple[int, ...]
    least: int | None = None
    equals_lines: tuple[int, ...] = ()
    only: bool = False

    @property
    def difference(self) -> int | None:
        """Return stated less sum."""
        return None if self.stated is None else self.stated - self.sum


@dataclass(frozen=True, slots=True)
class _Item:
    line: int
    amount: Printed


def judge_total(
    total: StatementLine, printed: Sequence[StatementLine], lines: Sequence[LineVerdict]
) -> TotalVerdict:  # fmt: skip
    """Judge the stated total.

    A row that by its own words adds up others, stands apart or is no money of the state does not count, unless the
    total fits with it; nor does one as large as the total itself, if the total fits without it.
    """
    stated = read_amount(total.amount, total.unit)
    amounts = {one.line: amount for one in lines if (amount := _amount(one)) is not None}
    own = [line for line, text in enumerate(printed) if not text.part and not is_part_total(text.item, text.remark)]
    usual = [line for line in own if not stands_apart(printed[line].item, printed[line].remark)] or own
    items = [_Item(line, amounts[line]) for line in usual if line in amounts]
    if is_blank(total.amount):  # it says people alone: they are those of all its items
        return _verdict("not-checkable", None, items)
    if stated is None or not printed:  # a total alone is the sum of nothing that is printed
        return _verdict("not-checkable", stated.value if stated else None, items)
    whole = [_Item(line, amounts[line]) for line in own if line in amounts]
    smaller = [item for item in items if item.amount.value < stated.value]
    plain = [item for item in items if not may_be_part_total(printed[item.line].item)]
    choices = [one for one in (items, whole, smaller, plain) if one]
    for status in ("match", "within-rounding"):
        for choice in choices:
            if _agrees(choice, stated, exactly=status == "match"):
                found = _verdict(status, stated.value, choice)
                return replace(found, equals_lines=tuple(item.line for item in choice), only=True)
    unknown = [line for line in usual if line not in amounts]
    if unknown and sum(item.amount.low for item in items) <= stated.high:
        return _verdict("not-checkable", stated.value, items)
    equal, only = _equal(whole, stated)
    return replace(_verdict("mismatch", stated.value, items), equals_lines=equal, only=only)


def judge_heads(
    total: StatementLine, printed: Sequence[StatementLine], lines: Sequence[LineVerdict], included: Sequence[int]
) -> TotalVerdict | None:
    """Judge the stated number of people against the lines that the total is of; none where none is stated.

    Grants (人次) are the sum of those of the items. People that a text counts, each once, are no more than that, and no
    fewer than those of the largest item.
    """
    if is_blank(total.heads):
        return None
    stated = read_heads(total.heads)
    within = included if not is_blank(total.amount) else _with_heads(printed, lines)
    known = [_Item(line, heads) for line in within if (heads := lines[line].heads) is not None]
    if stated is None or not known:
        return _verdict("not-checkable", stated.value if stated else None, known)
    missing = len(known) < len(within)
    for status in ("match", "within-rounding"):
        if not missing and _agrees(known, stated, exactly=status == "match"):
            return _verdict(status, stated.value, known)
    if total.people:
        least = max((item.amount.low for item in known if printed[item.line].people), default=0)
        most = sum(item.amount.high for item in known)
        found = replace(_verdict("mismatch", stated.value, known), least=least)
        if stated.high < least:
            return found
        return (
            replace(found, status="not-checkable" if missing else "possible")
            if missing or stated.low <= most
            else found
        )
    open_ = missing and sum(item.amount.low for item in known) <= stated.high
    return _verdict("not-checkable" if open_ else "mismatch", stated.value, known)


def _with_heads(printed: Sequence[StatementLine], lines: Sequence[LineVerdict]) -> list[int]:
    """Return the lines that count people or grants, where a total says nothing else."""
    own = [at for at, text in enumerate(printed) if not text.part and not is_part_total(text.item, text.remark)]
    return [at for at in own if lines[at].heads is not None or not is_blank(printed[at].heads)]


def _amount(one: LineVerdict) -> Printed | None:
    """Return a line's amount; where none is printed, what heads and standard make."""
    if one.stated is None and one.why == "no-amount" and one.expected is not None:
        return Printed(one.expected, one.expected, one.expected)
    return one.stated


def _verdict(status: Status, stated: int | None, items: Sequence[_Item]) -> TotalVerdict:
    included = tuple(item.line for item in items)
    return TotalVerdict(
        status=status, stated=stated, sum=sum(item.amount.value for item in items), included=included
    )  # fmt: skip


def _agrees(items: Sequence[_Item], stated: Printed, *, exactly: bool) -> bool:
    if exactly:
        return sum(item.amount.value for item in items) == stated.value
    low, high = sum(item.amount.low for item in items), sum(item.amount.high for item in items)
    return low <= stated.high and high >= stated.low


def _equal(items: Sequence[_Item], stated: Printed) -> tuple[tuple[int, ...], bool]:
    """Return the lines whose sum the total is, and whether they are the only ones.

    Exact sums go first, of several the one of most lines. A sum within rounding is said only where it is the only one:
    coarse figures have many.
    """
    fitting = [item for item in items if item.amount.value > 0 and item.amount.low <= stated.high]
    if not fitting or len(fitting) > MOST_ITEMS:
        return (), False
    found = list(islice(_sums(fitting, stated), _MOST_FOUND))
    exact = [lines for lines, value in found if value == stated.value]
    if exact:
        return max(exact, key=lambda lines: (len(lines), [-line for line in lines])), len(exact) == 1
    return (found[0][0], True) if len(found) == 1 else ((), False)


def _sums(items: Sequence[_Item], stated: Printed) -> Iterator[tuple[tuple[int, ...], int]]:
    """Yield every choice of items that may be the total, with its sum: halves summed apart, met in the middle."""
    middle = len(items) // 2
    left, right = _all_sums(items[:middle]), _all_sums(items[middle:])
    reach = sum(item.amount.high - item.amount.low for item in items) + stated.high - stated.low
    order = np.argsort(right[:, 0], kind="stable")
    ordered = right[order]
    first = np.searchsorted(ordered[:, 0], stated.value - reach - left[:, 0], side="left")
    last = np.searchsorted(ordered[:, 0], stated.value + reach - left[:, 0], side="right")
    for mine in np.flatnonzero(last > first):
        for at in range(first[mine], last[mine]):
            value, low, high = (int(one) for one in left[mine] + ordered[at])
            chosen = int(mine) | int(order[at]) << middle
            if chosen and low <= stated.high and high >= stated.low:
                yield tuple(item.line for place, item in enumerate(items) if chosen >> place & 1), value


def _all_sums(items: Sequence[_Item]) -> npt.NDArray[np.int64]:
    """Return value, low and high of every choice of some items; row ``n`` takes those whose bits ``n`` has."""
    sums = np.zeros((1, 3), dtype=np.int64)
    for item in items:
        one = np.array([item.amount.value, item.amount.low, item.amount.high], dtype=np.int64)
        sums = np.concatenate([sums, sums + one])
    return sums
