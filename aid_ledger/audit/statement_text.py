"""Reads figures out of a text: «寄宿生补助4847人,金额292.7275万元» is an item with its heads and amount.

What can be read for certain becomes an item, a part of one (其中) or a total; every other figure is handed on unread.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from aid_ledger.audit.statement_clause import Clause, Group, read_clause
from aid_ledger.audit.statement_cuts import BRACKETS, CLAUSE, PART, SENTENCE, halves_of, is_apart, rows_of
from aid_ledger.audit.statement_figures import figures_of
from aid_ledger.audit.statement_names import (
    goes_on,
    heading_of,
    is_heading,
    is_level,
    is_of_stages,
    is_section,
    is_total,
    of_some,
    says_paid,
    with_section,
)  # fmt: skip
from aid_ledger.audit.statement_times import times_in
from aid_ledger.audit.statement_words import programmes_of

Part = Literal["", "stages", "some", "total"]

PART_TOTAL = "小计"
"""The item of an amount that is of several heads before it."""
TOTAL = "合计"
OTHER = "other"
"""Of a number that is no heads and no money: 38所, 12.5%."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is said of one item: heads, amounts a head, amount, as texts; ``row`` is the line of the text, from 1.

    ``part``: of the item before it, by stages or only some of its people; or a further total. ``paid``: whether it is
    said of money paid. ``time``: the words that say of when it is.
    """

    item: str
    row: int
    heads: str = ""
    standards: str = ""
    amount: str = ""
    total: bool = False
    part: Part = ""
    paid: bool = False
    time: str = ""


@dataclass(frozen=True, slots=True)
class Unread:
    """A figure that was not read: as it stands there, the reason's code, the line of the text from 1."""

    text: str
    why: str
    row: int


class Reading:
    """What a text says, as far as it has been read; and what goes on from one sentence to the next.

    ``item`` is the one that a stage may follow, ``named`` whether there has been one; ``heading`` the item that figures
    without a name are of.
    """

    def __iter__(self) -> Iterator[Said]:
        """Yield what is said."""
        return iter(self.said)

    def __init__(self) -> None:
        """Begin with nothing."""
        self.said: list[Said] = []
        self.unread: list[Unread] = []
        self.item = self.heading = self.time = ""
        self.paid = self.named = False


def read_text(text: str) -> Reading:
    """Return the figures of a text in their order.

    >>> [(one.item, one.heads, one.amount) for one in read_text("享受义务教育寄宿生补助4847人,金额292.7275万元。").said]
    [('义务教育寄宿生补助', '4847人', '292.7275万元')]
    """
    found = Reading()
    for row, line in rows_of(text):
        for sentence in SENTENCE.split(line):
            _Sentence(found, row, sentence).read(whole=line.strip("。:"))
    return found


def _head(found: Reading, words: str, *, whole: bool) -> None:
    """Take a heading for what follows; other words of programmes, or a line of its own, end what went on."""
    bare = heading_of(words)
    if is_heading(bare):
        found.item = found.heading = bare
    elif whole or programmes_of(bare, ""):
        found.item = found.heading = ""


class _Sentence:
    """One sentence while it is read: its words, and which figures wait for an amount, or have parts."""

    def __init__(self, found: Reading, row: int, text: str) -> None:
        self.found, self.row, self.text = found, row, text
        self.own: list[Said] = []
        paid = says_paid(text)
        self.paid = found.paid if paid is None else paid
        self.of: Said | None = None
        self.in_part = False

    def read(self, *, whole: str) -> None:
        """Read all clauses of the line ``whole``; behind 其中 stand items of a total, or parts of the item before."""
        clauses = [
            (clause, at > 0) for clause in CLAUSE.split(self.text) for at, clause in enumerate(halves_of(clause))
        ]
        many = sum(len(read_clause(clause, waiting=False).groups) for clause, _ in clauses[1:]) > 1
        for text, part in clauses:
            if part:
                self.of = next((one for one in reversed(self.found.said) if not one.part), None)
            elif self.of is not None and not self.of.total and not _names_some(text):
                self.of = None
            self.in_part = part
            if figures_of(text):
                self._clause(text, many=many)
            else:
                _head(self.found, text, whole=text.strip(":") == whole)
        self.found.paid = self.paid

    def _clause(self, text: str, *, many: bool) -> None:
        lifted = [match for match in BRACKETS.finditer(text) if is_apart(match[1])]
        main = text
        for match in lifted:
            main = main[: match.start()] + " " * len(match[0]) + main[match.end() :]
        main = BRACKETS.sub(lambda match: f" {match[1]} " if figures_of(match[1]) else match[0], main)
        waiting = any(one.heads and not one.amount and not one.part and not one.total for one in self.own)
        read = read_clause(main, waiting=waiting)
        self._leave(read)
        begins: list[tuple[int, Said]] = []
        at = 0
        for group in read.groups:
            self.found.time = times_in(main[at : group.end]) or self.found.time
            at = group.end
            said = self._said(group, many=many)
            if said is not None:
                begins.append((group.start, said))
                self.own.append(said)
                self.found.said.append(said)
        for match in lifted:
            before = [said for start, said in begins if start < match.start()] or [said for _, said in begins[:1]]
            self._parts(match[1], before[-1] if before else None)

    def _said(self, group: Group, *, many: bool) -> Said | None:
        """Return what a group says, or none where nobody can say of what it is."""
        words = says_paid(group.words)
        said = Said(
            item=group.name, row=self.row, heads=group.heads, standards=group.standards, amount=group.amount,
            paid=self.paid if words is None else words, time=self.found.time,
        )  # fmt: skip
        if group.together:
            return replace(said, item=PART_TOTAL)
        if is_total(group.lead, group.words, first=not self.found.said):
            if is_section(group.name) and self.found.item:
                self._left(said)
                return None
            self.found.item = ""
            return replace(said, item=TOTAL, total=True)
        if self.in_part and self.of is None:
            self._left(said)
            return None
        if self.of is not None and not (self.of.total and many and _is_item(group.name)):
            return _part(said, self.of)
        if self.found.said and is_level(group.name):
            return replace(said, part="some")
        return self._item(said)

    def _item(self, said: Said) -> Said | None:
        """Return an item under its name, that of the item before it with another section, or that of the heading."""
        found, name = self.found, said.item
        if programmes_of(name, ""):
            found.item, found.named = name, True
            return said
        if is_section(name):
            if found.item and (found.item == found.heading or goes_on(found.item, name)):
                return replace(said, item=with_section(found.item, name))
            lost = found.named
        elif not name and found.heading:
            return replace(said, item=found.heading)
        else:
            lost = not name and bool(found.said)
            found.item = "" if name else found.item
        if lost:
            self._left(said)
            return None
        return said

    def _parts(self, text: str, of: Said | None) -> None:
        read = read_clause(PART.sub("", text), waiting=False)
        self._leave(read)
        for group in read.groups:
            said = Said(item=group.name, row=self.row, heads=group.heads, standards=group.standards,
                        amount=group.amount, paid=self.paid, time=self.found.time)  # fmt: skip
            own = None
            if of is None:
                self._left(said)
            elif of.total and len(read.groups) > 1 and _is_item(group.name):
                own = self._item(said)
            else:
                own = _part(said, of)
            self.found.said += [own] if own else []

    def _leave(self, read: Clause) -> None:
        left = sorted((*read.unread, *read.others), key=lambda one: one.start)
        self.found.unread += [Unread(one.text, one.why or OTHER, self.row) for one in left]

    def _left(self, said: Said) -> None:
        self.found.unread += [Unread(text, "whose", self.row) for text in (said.heads, said.amount) if text]


def _names_some(text: str) -> bool:
    """Say whether a clause goes on with parts: a stage, or a kind of people, and no programme."""
    names = [one.name for one in read_clause(text, waiting=False).groups]
    return bool(names) and all(not programmes_of(one, "") and (is_section(one) or of_some(one)) for one in names)


def _is_item(name: str) -> bool:
    return bool(programmes_of(name, "")) or is_section(name)


def _part(said: Said, of: Said) -> Said:
    """Return what is said as a part of an item: of its stages, or of some of its people."""
    if programmes_of(said.item, ""):
        return replace(said, part="stages" if not of_some(said.item) else "some")
    if is_section(said.item) and is_of_stages(said.item) and not of.total:
        return replace(said, item=with_section(of.item, said.item), part="stages")
    own = of.total or is_level(said.item)
    return replace(said, item=said.item if own else f"{of.item}·{said.item}", part="some")
