"""What has been found so far of each row of a bank statement: how it fits and of which file it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fits:
    """Of each row how it fits and its file or -1.

    Of debits: ``whole``, ``net``, ``part`` (of a file in several debits), ``differs`` and ``near`` (one debit beside a
    file), ``off`` (one payment of a file, of another amount; of a credit, too), ``again`` (a file has its debit
    already), ``elsewhere`` (a file of another term), ``strange``.
    Of credits: ``refund``, ``recovered`` (a recovery is booked for it), ``recovery-differs`` (one beside it),
    ``income`` (says itself that it is none), ``came`` (of nothing). Of both: ``reversed`` (a debit and the credit that
    takes it back), ``sum`` (rows of one file that together are not what it should be).

    ``how``, ``file``, ``due`` (fen that a row that is ``off`` should be), ``refunded`` (the files that have a credit)
    and ``lines`` (of a file that was debited payment by payment, those that have a debit) are filled in on the way;
    nothing else changes.

    Attributes:
        amounts: fen, below zero what came in. ``days``: sortable; ``named``: the file that a row names, -1 none.
        totals: of the files as sent; ``net``: what a single debit may be too, -1 nothing; ``paid`` and ``back``: what
            is booked as arrived and as returned, -1 where the file's record is not the sum of its orders.
    """

    amounts: list[int]
    days: list[str]
    named: list[int]
    payees: list[str]
    words: list[str]
    totals: list[int]
    net: list[int]
    paid: list[int]
    back: list[int]
    sent: list[str]
    how: list[str]
    file: list[int]
    refunded: set[int] = field(default_factory=set)
    due: dict[int, int] = field(default_factory=dict)
    lines: dict[int, set[str]] = field(default_factory=dict)

    def give(self, rows: Iterable[int], how: str, file: int = -1) -> None:
        """Say of rows how they fit."""
        for row in rows:
            self.how[row], self.file[row] = how, file
            self.refunded.update({file} if self.amounts[row] < 0 else ())

    def of(self, file: int) -> list[int]:
        """Return the rows that a file was given, and those left over that name it."""
        return [row for row in range(len(self.how)) if self.file[row] == file or self._names(row, file)]

    def sums(self, file: int) -> tuple[int, int]:
        """Return what was debited and what came back of a file, fen, both above zero; of what is off, what is due."""
        own = [self.due.get(row, self.amounts[row]) for row in self.of(file)]
        return sum(fen for fen in own if fen > 0), -sum(fen for fen in own if fen < 0)

    def should(self, file: int) -> set[int]:
        """Return what debits less credits of a file may come to, where some of it came back."""
        if self.paid[file] < 0:
            return {self.totals[file]}
        return {self.paid[file], self.totals[file] - self.back[file]}

    def left(self, sign: int, *, unnamed: bool = False) -> list[int]:
        """Return the rows of a side (1 debits, -1 credits) that are of nothing yet."""
        return [
            row for row, how in enumerate(self.how)
            if how == "" and self.amounts[row] * sign > 0 and not (unnamed and self.named[row] >= 0)
        ]  # fmt: skip

    def files_left(self) -> list[int]:
        """Return the files of which no debit was found."""
        taken = {file for row, file in enumerate(self.file) if self.amounts[row] > 0}
        return [file for file in range(len(self.totals)) if file not in taken]

    def open(self) -> list[int]:
        """Return the files that were debited in full, of which something is booked as come back and no credit is."""
        return [
            file for file in sorted(set(self.file) - {-1} - self.refunded)
            if self.back[file] > 0 and self.sums(file)[0] == self.totals[file]
        ]  # fmt: skip

    def _names(self, row: int, file: int) -> bool:
        return self.how[row] == "" and self.named[row] == file
