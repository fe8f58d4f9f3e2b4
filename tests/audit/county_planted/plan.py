"""What is planted: cases that a check must find, twins that none may name, and makers of children for both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count, cycle
from typing import Any

from tests.audit.county_planted.lists import Child, Lists, Moment, School, child_of

POOR, ALLOWANCE, ORPHANS = "脱贫户.xlsx", "农村低保.xlsx", "孤儿.xlsx"
KINDS = {"脱贫户": "filed-poor", "农村低保": "rural-allowance", "孤儿": "orphans"}
"""Kinds of registers, by how their names begin."""
ACCOUNTS, BEFORE, AWARDS = "补充账户.xlsx", "以前发放明细.xlsx", "奖助学金名单.xlsx"
LIVING, DAY, GRANT = "boarding-living", "nonboarding-living", "senior-grant"


Who = Child | str | tuple[str, ...]
"""A child, or the words by which evidence names something."""


@dataclass(frozen=True, slots=True)
class Planted:
    """Something wrong (``code``: by which check it must be found), or a twin that no check may name (``code`` blank).

    ``words``: what the evidence of one row says of it. ``how``: who planted it. ``may``: codes under which a twin, or
    a case beside its own code, is rightly named.
    """

    code: str
    words: tuple[str, ...]
    how: str
    may: tuple[str, ...] = ()


@dataclass(slots=True)
class Plan:
    """The county before the term begins: its lists, what the bank will say, and everything that was planted."""

    lists: Lists = field(default_factory=Lists)
    planted: list[Planted] = field(default_factory=list)
    sums: set[str] = field(default_factory=set)  # programmes of which rules and ledger do not agree at the end
    bank: dict[str, dict[str, str]] = field(default_factory=dict)  # card → which return → what it says
    decided: dict[str, tuple[str, str]] = field(default_factory=dict)  # name → sheet of the questions, answer
    recovered: dict[str, str] = field(default_factory=dict)  # ID → how what was claimed of the child ended
    changed: list[str] = field(default_factory=list)  # IDs whose other card a second person agrees to
    totals: dict[str, int] = field(default_factory=dict)  # list → heads that it states below its rows
    at_books: list[tuple[str, Any]] = field(default_factory=list)  # ID, and what is altered in the books
    papers_altered: set[tuple[str, str]] = field(default_factory=set)  # batch and school of altered lines
    sheets_altered: set[tuple[str, str]] = field(default_factory=set)  # the same of altered orders and persons
    orders_altered: list[str] = field(default_factory=list)
    notices: dict[object, dict[str, str]] = field(default_factory=dict)  # number of a school → what differs; {}: none
    papers: dict[object, dict[str, str]] = field(default_factory=dict)
    how: str = ""
    numbers: Any = field(default_factory=lambda: count(1))
    schools: list[School] = field(default_factory=list)
    turn: Any = None

    def __post_init__(self) -> None:
        """Put the county's schools on its list."""
        for number in range(1, 9):
            self.school("小学" if number < 6 else "初中")
        self.turn = cycle(tuple(self.schools))
        self.senior, self.quiet = self.school("普通高中"), self.school(meals=True)
        self.others = (self.school("中职"), self.school("学前"), self.quiet, self.senior)

    senior: School = field(init=False)
    others: tuple[School, ...] = field(init=False)
    quiet: School = field(init=False)
    """A school whose list is never sent again: what a person decided of its rows stands."""

    def school(self, stage: str = "小学", beds: str = "", *, meals: bool = False) -> School:
        """Add a school; where beds are not said nobody knows them."""
        made = School(10 + len(self.lists.says["first"]["学校名录.xlsx"]), stage, beds, meals)
        self.lists.put("学校名录.xlsx", "schools", made.number, made.row)
        if not beds:
            self.schools.append(made)
        return made

    def child(self, school: School | None = None, register: str = POOR, *, since: Moment = "first",
              as_: Child | None = None, **cells: str) -> Child:  # fmt: skip
        """Put a child into a roster and a register (blank: none); ``as_``: this one."""
        own = as_ or child_of(next(self.numbers), school or next(self.turn))
        self.lists.put(own.school.roster, "roster", own.number, own.row | cells, since)
        if register:
            self.register(own, register, since)
        return own

    def register(self, child: Child, file: str = POOR, since: Moment = "first", **cells: str) -> None:
        """Let a register name a child."""
        kind = next(kind for name, kind in KINDS.items() if file.startswith(name))
        self.lists.put(file, kind, child.number, child.member | cells, since)

    def change(self, child: Child, since: Moment, **cells: str) -> None:
        """Let the roster say something else of a child from a moment on."""
        self.lists.change(child.school.roster, child.number, since, **cells)

    def says(self, child: Child, word: str, turn: str = "1") -> None:
        """Let the bank say something of the money on a child's own card: a day, ``silent``, or why it failed."""
        self.bank.setdefault(child.account, {})[turn] = word

    def case(self, code: str, *who: Who, also: tuple[str, ...] = (), may: tuple[str, ...] = ()) -> None:
        """Say that each of these is to be found under a code, and ``also`` under others; said twice is said once."""
        said = {(one.code, one.words) for one in self.planted}
        self.planted += [
            Planted(each, _words(one), self.how, may)
            for one in who for each in (code, *also) if (each, _words(one)) not in said
        ]  # fmt: skip

    def twin(self, *who: Who, may: tuple[str, ...] = ()) -> None:
        """Say that none of these is to be named, but rightly under the codes of ``may``."""
        said = {one.words for one in self.planted if not one.code}
        self.planted += [Planted("", _words(one), self.how, may) for one in who if _words(one) not in said]


def _words(who: Who) -> tuple[str, ...]:
    """Return the words by which evidence names somebody or something."""
    if isinstance(who, Child):
        return (who.id_number,)
    return (who,) if isinstance(who, str) else who


Planter = Callable[[Plan], None]


def plant(plan: Plan, planters: tuple[Planter, ...], times: int) -> None:
    """Plant everything so many times over."""
    for planter in planters * times:
        plan.how = planter.__name__
        planter(plan)
