"""Fills the county with children and their households: the truth, before any list of it is made or spoiled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from aid_ledger.demo.names import NameMaker, village
from aid_ledger.demo.numbers import COUNTY, NEIGHBOURS, IdMaker, card, phone
from aid_ledger.demo.schools import Plan, Seats
from aid_ledger.terms import Term

# School year of the first grade of a stage, counted from primary 1.
FIRST_LEVEL = {"preschool": -2, "primary": 1, "junior": 7, "senior": 10, "vocational": 10, "higher": 13}
_BOARDERS = {"preschool": 0.0, "primary": 0.12, "junior": 0.45, "senior": 0.70, "vocational": 0.8}
MAJORS = (
    ("计算机应用", "否"), ("现代农艺技术", "是"), ("畜禽生产技术", "是"), ("汽车运用与维修", "否"),
    ("舞蹈表演", "否"), ("戏曲表演", "否"), ("护理", "否"), ("电子商务", "否"), ("园林技术", ""),
)  # fmt: skip
_QUARTERS = ["城东社区", "城西社区", "城南社区", "城北社区"]
BANKS = ("示例农村商业银行城关支行", "示例农村商业银行营业部", "中国农业银行示例县支行", "邮储银行示例县支行")


@dataclass(frozen=True, slots=True)
class Household:
    """One family. ``rural`` is its hukou; ``holder`` with ``relation`` to the children owns ``account``."""

    number: str
    town: int
    village: str
    surname: str
    rural: bool
    area: str
    holder: str
    relation: str
    account: str
    bank: str
    phone: str


@dataclass(frozen=True, slots=True)
class Child:
    """One student. ``place`` counts students, ``family`` and ``seats`` are places in the county's lists."""

    place: int
    family: int
    seats: int
    name: str
    boy: bool
    born: date
    id_number: str
    boards: bool
    major: int


@dataclass(frozen=True, slots=True)
class Population:
    """All families and students; ``members`` gives the places of each family's students."""

    families: tuple[Household, ...]
    children: tuple[Child, ...]
    members: tuple[tuple[int, ...], ...]


def birth_date(rng: Random, term: Term, level: int) -> date:
    """Draw a birth date for a school year, counted from primary 1; one in twenty-five is a year older."""
    autumn = term.year if term.half else term.year - 1
    start = date(autumn - 6 - level - (rng.random() < 0.04), 9, 1)
    return start + timedelta(days=int(rng.random() * 365))


class Families:
    """Makes households, each with its own number and account."""

    def __init__(self, rng: Random, plan: Plan) -> None:
        self.rng = rng
        self.maker = NameMaker(rng)
        self.towns = len(plan.towns)
        self.villages = [[village(rng) for _ in range(9)] for _ in plan.towns]
        self.made = 0

    def make(self, town: int) -> Household:
        """Return a new household of that town."""
        rng = self.rng
        self.made += 1
        surname = self.maker.surname()
        relation = self.maker.relation()
        boy = relation in {"父亲", "爷爷"}
        holder = self.maker.person(surname if boy else self.maker.surname(), boy=boy)
        seat = town == 0
        return Household(
            number=f"{COUNTY}{town:02d}{self.made:08d}",
            town=town,
            village=rng.choice(_QUARTERS if seat else self.villages[town]),
            surname=surname,
            rural=rng.random() < (0.35 if seat else 0.93),
            area=COUNTY if rng.random() < 0.965 else rng.choice(NEIGHBOURS),
            holder=holder,
            relation=relation,
            account=card(self.made),
            bank=BANKS[int(rng.random() * 4)],
            phone=phone(rng),
        )


def populate(rng: Random, plan: Plan, term: Term, ids: IdMaker) -> tuple[Population, Families]:
    """Put a child on every seat and gather siblings of one town into households."""
    homes: list[list[tuple[int, date]]] = [[] for _ in plan.towns]
    seats_of: list[int] = []
    for place, seats in enumerate(plan.seats):
        school = plan.schools[seats.school]
        local = seats.stage not in {"senior", "vocational"} and school.kind != "特殊教育学校"
        level = FIRST_LEVEL[seats.stage] + seats.grade - 1
        for _ in range(seats.count):
            town = school.town if local else int(rng.random() * len(plan.towns))
            homes[town].append((len(seats_of), birth_date(rng, term, level)))
            seats_of.append(place)
    makers = Families(rng, plan)
    families: list[Household] = []
    members: list[tuple[int, ...]] = []
    children: list[Child | None] = [None] * len(seats_of)
    for town, home in enumerate(homes):
        rng.shuffle(home)
        for group in _siblings(rng, home):
            family = makers.make(town)
            named: set[str] = set()
            for place, born in group:
                seats = plan.seats[seats_of[place]]
                draft = (family, len(families), place, seats_of[place], born, seats)
                child = _child(rng, makers.maker, ids, draft, named)
                children[place] = child
                named.add(child.name)
            families.append(family)
            members.append(tuple(place for place, _ in group))
    return Population(tuple(families), tuple(c for c in children if c is not None), tuple(members)), makers


def _siblings(rng: Random, home: list[tuple[int, date]]) -> list[list[tuple[int, date]]]:
    groups: list[list[tuple[int, date]]] = []
    while home:
        group = [home.pop()]
        wish = 1 + (rng.random() < 0.32) + (rng.random() < 0.05)
        while len(group) < wish and home and all(abs((home[-1][1] - born).days) > 300 for _, born in group):
            group.append(home.pop())
        groups.append(group)
    return groups


_Draft = tuple[Household, int, int, int, date, Seats]


def _child(rng: Random, maker: NameMaker, ids: IdMaker, draft: _Draft, named: set[str]) -> Child:
    """Draw a child; ``named`` are its siblings' names, which no parent gives twice."""
    family, number, place, seats_place, born, seats = draft
    boy = rng.random() < 0.53
    name = ""
    while not name or name in named:
        name = maker.dotted() if place % 240 == 7 else maker.person(family.surname, boy=boy)
    return Child(
        place=place,
        family=number,
        seats=seats_place,
        name=name,
        boy=boy,
        born=born,
        id_number=ids.make(born, boy=boy, area=family.area),
        boards=rng.random() < _BOARDERS[seats.stage],
        major=int(rng.random() * len(MAJORS)) if seats.stage == "vocational" else -1,
    )
