"""Says which families and children are in need, of what kind, since when: the truth that the lists then tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from aid_ledger.demo.people import Population
from aid_ledger.terms import Term

MONITORED = ("脱贫不稳定户", "边缘易致贫户", "突发严重困难户")
OTHER_WORDS = ("低保边缘家庭", "困难职工子女", "支出型困难家庭", "残疾人子女", "保障兜底户", "烈士子女")
LEVELS = ("特别困难", "困难", "一般困难")


@dataclass(frozen=True, slots=True)
class Watched:
    """A monitored household: ``cleared`` 是/否; ``cleared_on`` is the first day no longer in force."""

    kind: str
    since: date
    cleared: str
    cleared_on: date | None


@dataclass(frozen=True, slots=True)
class Allowance:
    """低保 of a household; ``until`` is the first day no longer in force."""

    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A child on a person list: the list's own word (category, level or class) and a date where it has one."""

    child: int
    word: str
    since: date | None = None
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Hardship:
    """Everything the bureaus and schools know. ``filed`` says of each household whether it enjoys the policy."""

    filed: dict[int, bool]
    watched: dict[int, Watched]
    rural: dict[int, Allowance]
    urban: dict[int, Allowance]
    persons: dict[str, list[Listed]]

    def needy(self, people: Population) -> set[int]:
        """Return the places of all children on any list, whether it still counts or not."""
        families = self.filed.keys() | self.watched.keys() | self.rural.keys() | self.urban.keys()
        children = {child for family in families for child in people.members[family]}
        return children | {entry.child for entries in self.persons.values() for entry in entries}


def draw_hardship(rng: Random, people: Population, term: Term) -> Hardship:
    """Draw who is in need, at the rates of a poor county; every kind occurs at least once."""
    day = term.reference_day
    truth = Hardship({}, {}, {}, {}, {})
    draw = rng.random
    for place, family in enumerate(people.families):
        if family.rural and (chance := draw()) < 0.12:
            truth.filed[place] = chance > 0.009
        _draw_watched(rng, truth, place, day)
        likely = 0.22 if place in truth.filed else 0.032 if family.rural else 0.06
        if draw() < likely:
            since = day - timedelta(days=rng.randrange(100, 2500))
            until = None if draw() > 0.03 else day + timedelta(days=rng.choice((-90, -20, -1, 3, 5)))
            (truth.rural if family.rural else truth.urban)[place] = Allowance(since, until)
    _at_least_one_of_each(rng, truth, people, day)
    _draw_persons(rng, truth, people, day)
    return truth


def _draw_watched(rng: Random, truth: Hardship, place: int, day: date) -> None:
    chance = rng.random()
    if place in truth.filed and truth.filed[place] and chance < 0.08:
        kind = MONITORED[0]
    elif place not in truth.filed and chance < 0.011:
        kind = MONITORED[1] if chance < 0.007 else MONITORED[2]
    else:
        return
    truth.watched[place] = _watched(rng, kind, day, rng.random())


def _watched(rng: Random, kind: str, day: date, chance: float) -> Watched:
    since = day - timedelta(days=rng.randrange(200, 900))
    if chance < 0.58:
        return Watched(kind, since, "否", None)
    if chance < 0.68:
        return Watched(kind, day + timedelta(days=rng.randrange(3, 36)), "否", None)
    if chance < 0.74:
        return Watched(kind, since, "是", None)
    if chance < 0.80:
        return Watched(kind, since, "是", day)
    if chance < 0.86:
        return Watched(kind, since, "是", day + timedelta(days=rng.randrange(1, 30)))
    return Watched(kind, since, "是", day - timedelta(days=rng.randrange(1, 180)))


def _at_least_one_of_each(rng: Random, truth: Hardship, people: Population, day: date) -> None:
    """Give small counties the kinds that chance left out, on families that have nothing yet."""
    free = [
        place for place in range(len(people.families))
        if not (place in truth.filed or place in truth.watched or place in truth.rural or place in truth.urban)
    ]  # fmt: skip
    rng.shuffle(free)
    if False not in truth.filed.values():
        truth.filed[free.pop()] = False
    for kind, chance in zip((*MONITORED, *MONITORED), (0.1, 0.6, 0.7, 0.78, 0.83, 0.95), strict=True):
        place = free.pop()
        truth.watched[place] = _watched(rng, kind, day, chance)
        if kind == MONITORED[0]:
            truth.filed[place] = True
    since = day - timedelta(days=400)
    for book in (truth.rural, truth.urban):
        if not book:
            book[free.pop()] = Allowance(since)
    truth.rural[free.pop()] = Allowance(since, day)
    truth.rural[free.pop()] = Allowance(since, day + timedelta(days=4))


_PERSON_RATES = {
    "disabled": (0.009, tuple("1234567")),
    "orphan": (0.0015, ("孤儿", "散居孤儿")),
    "unsupported": (0.003, ("事实无人抚养儿童",)),
    "destitute": (0.001, ("农村特困救助供养", "城市特困救助供养")),
    "martyrs": (0.0006, ("烈士子女", "优抚对象子女")),
    "hardship": (0.011, OTHER_WORDS),
}


def _draw_persons(rng: Random, truth: Hardship, people: Population, day: date) -> None:
    total = len(people.children)
    for kind, (rate, words) in _PERSON_RATES.items():
        chosen = sorted(rng.sample(range(total), max(len(words), round(total * rate))))
        truth.persons[kind] = [
            Listed(child, words[i % len(words)], day - timedelta(days=rng.randrange(60, 1500)))
            for i, child in enumerate(chosen)
        ]
    needy = truth.needy(people)
    recognised: list[Listed] = []
    autumn = date(day.year if day.month == 9 else day.year - 1, 9, 20)
    for child in range(total):
        chance = rng.random()
        if chance >= (0.14 if child in needy else 0.075):
            continue
        since: date | None = autumn + timedelta(days=rng.randrange(0, 28))
        if day.month == 3 and chance < 0.004:
            since = day + timedelta(days=rng.randrange(1, 45))
        elif chance < 0.008:
            since = None
        hint = rng.choice(("因病", "因残", "单亲", "多子女上学", "脱贫户", "低保")) if chance < 0.03 else ""
        recognised.append(Listed(child, LEVELS[min(2, int(rng.random() * 3.4))], since, hint))
    # The first rows are the cases that chance leaves out of small counties.
    for place, (since, hint) in enumerate(((None, ""), (day + timedelta(days=20), ""), (autumn, "脱贫户"))):
        recognised[place] = Listed(recognised[place].child, LEVELS[0], since, hint)
    truth.persons["recognised"] = recognised
