"""Spoils good rosters at realistic rates. Each child gets at most one slip, so that every outcome has one cause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from aid_ledger.demo import lines as at
from aid_ledger.demo.lines import GRADE_WORDS, Book, Cells, Line
from aid_ledger.demo.people import Population
from aid_ledger.demo.roster_forms import FORMS, RosterForm
from aid_ledger.demo.schools import Plan, School
from aid_ledger.terms import Term

_FEW = 1000


@dataclass(frozen=True, slots=True)
class Slip:
    """One kind of irregularity.

    ``rate`` is its share of the students (at least one); ``shows`` are fields that the school's layout must have;
    ``need`` picks students in need (True), not in need (False) or both (None); ``spoil`` changes the rosters.
    ``rare``: a county of less than a thousand students may have none.
    """

    kind: str
    rate: float
    spoil: Callable[[Mess, Line], None]
    shows: tuple[int, ...] = ()
    need: bool | None = None
    where: Callable[[Mess, Line], bool] = lambda _mess, _line: True
    rare: bool = False


class Mess:
    """The rosters while they are being spoiled, and the count of what was done."""

    def __init__(self, rng: Random, plan: Plan, people: Population, book: Book, term: Term) -> None:
        self.rng = rng
        self.plan = plan
        self.people = people
        self.book = book
        self.day = term.reference_day
        self.planted: Counter[str] = Counter()
        self.touched: set[int] = set()
        self.marked: dict[int, tuple[str, Line]] = {}
        self.one = False
        self._by_stage: dict[tuple[str, int], list[int]] = {}
        for place, seats in enumerate(plan.seats):
            self._by_stage.setdefault((seats.stage, seats.grade), []).append(place)

    def spoil(self, slips: Sequence[Slip], needy: set[int], *, one: bool) -> None:
        """Apply every slip; ``one``: the rosters will be written as a single file."""
        self.one = one
        everyone = [line for lines in self.book.values() for line in lines]
        self.rng.shuffle(everyone)
        pools: dict[bool, list[Line]] = {True: [], False: []}
        for line in everyone:
            pools[line.child in needy].append(line)
        for slip in slips:
            least = 0 if slip.rare and len(everyone) < _FEW else 1
            wanted = max(least, round(slip.rate * len(everyone)))
            shares = {True: wanted, False: 0} if slip.need else {True: 0, False: wanted}
            if slip.need is None:
                shares = {True: (wanted + 1) // 2, False: wanted // 2}
            missing = 0
            for need, count in shares.items():
                taken = self._take(pools[need], slip, count + missing)
                missing += (count - len(taken)) if slip.need is None else 0
                for line in taken:
                    self.planted[slip.kind] += 1
                    self.mark(slip.kind, line)
                    slip.spoil(self, line)

    def mark(self, kind: str, line: Line) -> None:
        """Remember which slip a row has."""
        self.marked[id(line)] = kind, line

    def _take(self, pool: list[Line], slip: Slip, count: int) -> list[Line]:
        chosen: list[Line] = []
        for i in range(len(pool) - 1, -1, -1):
            if len(chosen) == count:
                break
            line = pool[i]
            if line.child in self.touched:
                pool.pop(i)
            elif all(self.form(line).has(item) for item in slip.shows) and slip.where(self, line):
                chosen.append(pool.pop(i))
                self.touched.add(line.child)
        return chosen

    def school(self, line: Line) -> School:
        """Return the school in whose roster the line stands."""
        return self.plan.schools[self.plan.seats[line.seats].school]

    def stage(self, line: Line) -> str:
        """Return the stage of the line's class."""
        return self.plan.seats[line.seats].stage

    def form(self, line: Line) -> RosterForm:
        """Return the layout that the line will be written in."""
        return FORMS["RA" if self.one else self.school(line).layout]

    def day_text(self, first: int, last: int) -> str:
        """Return a date that many days from the reference day."""
        day: date = self.day + timedelta(days=self.rng.randrange(first, last + 1))
        return f"{day:%Y-%m-%d}"

    def find(self, line: Line) -> tuple[list[Line], int]:
        """Return the roster that holds the line and its place in it."""
        roster = self.book[self.plan.seats[line.seats].school]
        return roster, next(i for i, other in enumerate(roster) if other is line)

    def repeat(self, line: Line, changes: dict[int, str]) -> None:
        """Write the line a second time right below, with some cells changed."""
        roster, place = self.find(line)
        cells = list(line.cells)
        for item, text in changes.items():
            cells[item] = text
        roster.insert(place + 1, Line(line.child, line.seats, cells))

    def elsewhere(self, line: Line, shows: int | None = None) -> int | None:
        """Return a class of the same grade in another school whose layout shows the field, if there is one."""
        here = self.plan.seats[line.seats]
        others = []
        for place in self._by_stage[here.stage, here.grade]:
            school = self.plan.seats[place].school
            form = FORMS["RA" if self.one else self.plan.schools[school].layout]
            if school != here.school and (shows is None or form.has(shows)):
                others.append(place)
        return self.rng.choice(others) if others else None

    def copy_to(self, line: Line, seats: int, changes: dict[int, str]) -> None:
        """Write the student at the end of another class too."""
        room = self.plan.seats[seats]
        school = self.plan.schools[room.school]
        roster = self.book[room.school]
        last = max(i for i, other in enumerate(roster) if other.seats == seats)
        cells: Cells = list(line.cells)
        cells[at.SCHOOL], cells[at.CODE] = school.name, school.code
        cells[at.CLASS], cells[at.SEAT] = roster[last].cells[at.CLASS], "99"
        words = GRADE_WORDS[room.stage]
        cells[at.GRADE] = words[room.school % len(words)][room.grade - 1]
        for item, text in changes.items():
            cells[item] = text
        roster.insert(last + 1, Line(line.child, seats, cells))
