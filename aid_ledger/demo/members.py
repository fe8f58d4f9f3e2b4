"""Everybody else in a household: parents, grandparents, small children, and those who study elsewhere or nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from aid_ledger.demo.numbers import IdMaker
from aid_ledger.demo.people import FIRST_LEVEL, Families, Household, Population, birth_date
from aid_ledger.demo.schools import Plan
from aid_ledger.terms import Term

AWAY = ("vocational", "higher-vocational", "university", "out-of-county", "nowhere")
_AWAY_SHARE = (0.045, 0.03, 0.03, 0.03, 0.004)
_AWAY_STAGE = {"vocational": "vocational", "higher-vocational": "higher", "university": "higher"}
_SENIOR_WORDS = ("一年级", "二年级", "三年级", "四年级")


@dataclass(frozen=True, slots=True)
class Member:
    """One person of a household.

    ``child`` is a student's place or -1; ``schooling`` the register's 在校生状况; ``where`` 县内, 县外,
    省外 or blank;
    ``away`` one of AWAY or blank; ``grade`` counts within the stage.
    """

    name: str
    id_number: str
    boy: bool
    born: date
    relation: str
    child: int = -1
    schooling: str = ""
    where: str = ""
    away: str = ""
    grade: int = 0


class Homes:
    """Knows the members of each family; the first to ask makes them, so that every list shows the same people."""

    def __init__(
        self, rng: Random, plan: Plan, people: Population, makers: tuple[Families, IdMaker], term: Term
    ) -> None:
        self.rng = rng
        self.plan = plan
        self.people = people
        self.families, self.ids = makers
        self.term = term
        self._known: dict[int, tuple[Member, ...]] = {}
        self._forced: list[str] = list(AWAY)

    def of(self, family: int) -> tuple[Member, ...]:
        """Return the family's members, the head first; poor families alone are ever asked for."""
        if family not in self._known:
            self._known[family] = tuple(self._make(family))
        return self._known[family]

    def _make(self, number: int) -> list[Member]:
        family = self.people.families[number]
        oldest = min(self.people.children[c].born for c in self.people.members[number])
        members = self._adults(family, oldest)
        members.extend(self._student(c) for c in self.people.members[number])
        # The first families get one of each kind, so that even a small county has them.
        away = self._forced.pop() if self._forced else self._draw_away()
        if away:
            members.append(self._away(family, away))
        if self.rng.random() < 0.12:
            born = self.term.reference_day - timedelta(days=self.rng.randrange(60, 900))
            members.append(self._new(family, born, boy=self.rng.random() < 0.5, schooling="学龄前儿童"))
        return members

    def _draw_away(self) -> str:
        draw = self.rng.random()
        for word, share in zip(AWAY, _AWAY_SHARE, strict=True):
            draw -= share
            if draw < 0:
                return word
        return ""

    def _adults(self, family: Household, oldest: date) -> list[Member]:
        rng = self.rng
        maker = self.families.maker
        birth = oldest - timedelta(days=rng.randrange(8000, 11_500))
        father = family.holder if family.relation == "父亲" else maker.person(family.surname, boy=True)
        mother = family.holder if family.relation == "母亲" else maker.person(maker.surname(), boy=False)
        adults = [self._person(father, birth, "户主", family, boy=True)]
        later = birth + timedelta(days=rng.randrange(30, 1200))
        adults.append(self._person(mother, later, "配偶", family, boy=False))
        older = birth - timedelta(days=rng.randrange(8000, 9500))
        for word, kin, boy in (("之父", "爷爷", True), ("之母", "奶奶", False)):
            if family.relation == kin or rng.random() < 0.25:
                made = maker.person(family.surname if boy else maker.surname(), boy=boy)
                name = family.holder if family.relation == kin else made
                adults.append(self._person(name, older, word, family, boy=boy))
        return adults

    def _person(self, name: str, born: date, relation: str, family: Household, *, boy: bool) -> Member:
        return Member(name, self.ids.make(born, boy=boy, area=family.area), boy, born, relation)

    def _new(self, family: Household, born: date, *, boy: bool, schooling: str) -> Member:
        name = self.families.maker.person(family.surname, boy=boy)
        number = self.ids.make(born, boy=boy, area=family.area)
        return Member(name, number, boy, born, "之子" if boy else "之女", schooling=schooling)

    def _student(self, place: int) -> Member:
        child = self.people.children[place]
        seats = self.plan.seats[child.seats]
        return Member(
            child.name, child.id_number, child.boy, child.born, "之子" if child.boy else "之女",
            child=place, schooling=schooling_word(seats.stage, seats.grade), where="县内", grade=seats.grade,
        )  # fmt: skip

    def _away(self, family: Household, away: str) -> Member:
        rng = self.rng
        boy = rng.random() < 0.53
        grade = rng.randrange(1, 4)
        stage = _AWAY_STAGE.get(away, "primary")
        born = birth_date(rng, self.term, FIRST_LEVEL[stage] + grade + (1 if stage == "primary" else -1))
        word = {
            "vocational": f"中职{_SENIOR_WORDS[grade - 1]}",
            "higher-vocational": f"高职高专{_SENIOR_WORDS[grade - 1]}",
            "university": f"本科{_SENIOR_WORDS[grade - 1]}",
            "out-of-county": "小学",
            "nowhere": "",
        }[away]
        plain = self._new(family, born, boy=boy, schooling=word)
        where = "" if away == "nowhere" else rng.choice(("县外", "省外"))
        return Member(
            plain.name, plain.id_number, boy, born, plain.relation,
            schooling=word, where=where, away=away, grade=grade,
        )  # fmt: skip


def schooling_word(stage: str, grade: int) -> str:
    """Return the register's word for a stage and grade.

    >>> schooling_word("junior", 2), schooling_word("primary", 5)
    ('八年级', '小学')
    """
    if stage == "preschool":
        return "学前教育"
    if stage == "primary":
        return "小学"
    if stage == "junior":
        return ("七年级", "八年级", "九年级")[grade - 1]
    return ("普通高中" if stage == "senior" else "中职") + _SENIOR_WORDS[grade - 1]
