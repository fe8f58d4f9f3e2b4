"""The roster before it is written: one list of cells a row, in a fixed order of fields, good until it is spoiled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from random import Random
from typing import TypeAlias

from aid_ledger.demo.book import Cell
from aid_ledger.demo.numbers import card
from aid_ledger.demo.people import MAJORS, Population
from aid_ledger.demo.schools import STAGE_WORDS, Plan
from aid_ledger.terms import Term

FIELDS = (
    "name", "number", "id", "sex", "born", "nation", "school", "code", "stage", "grade", "class", "seat",
    "boarding", "status", "left", "came", "hukou", "area", "major", "farming", "form",
    "account", "holder", "bank", "relation", "note", "entered", "guardian", "kin", "phone", "orphan", "disability",
    "attending",
)  # fmt: skip
(
    NAME, NUMBER, ID, SEX, BORN, NATION, SCHOOL, CODE, STAGE, GRADE, CLASS, SEAT,
    BOARDING, STATUS, LEFT, CAME, HUKOU, AREA, MAJOR, FARMING, FORM,
    ACCOUNT, HOLDER, BANK, RELATION, NOTE, ENTERED, GUARDIAN, KIN, PHONE, ORPHAN, DISABILITY,
    ATTENDING,
) = range(len(FIELDS))  # fmt: skip
"""``ATTENDING``, a second column of the status, is blank where it says what the first says."""
PRIMARY_GRADES = ("一年级", "二年级", "三年级", "四年级", "五年级", "六年级")
GRADE_WORDS = {
    "preschool": (("小班", "中班", "大班"),),
    "primary": (PRIMARY_GRADES,),
    "junior": (("七年级", "八年级", "九年级"), ("初一", "初二", "初三")),
    "senior": (("高一", "高二", "高三"),),
    "vocational": (PRIMARY_GRADES[:3],),
}
_CLASS_FORMS = ("{0}班", "（{0}）班", "({0})班")

Cells: TypeAlias = list[Cell]


@dataclass(slots=True, frozen=True)
class Line:
    """One roster row: whose it is (a child's place), in which class's list it stands, and its cells by field.

    ``comment`` is a comment on the name's cell.
    """

    child: int
    seats: int
    cells: Cells
    hidden: bool = False
    comment: str = ""


Book: TypeAlias = dict[int, list[Line]]
"""Lines by school, each school's in the order of its roster."""


def good_lines(rng: Random, plan: Plan, people: Population, term: Term, needy: Iterable[int]) -> Book:
    """Return the rosters as they would be in a county without slips; ``needy`` children all have an account."""
    in_need = set(needy)
    autumn = term.year if term.half else term.year - 1
    book: Book = {place: [] for place in range(len(plan.schools))}
    seat = 0
    last = -1
    for child in people.children:
        seats = plan.seats[child.seats]
        school = plan.schools[seats.school]
        family = people.families[child.family]
        if child.seats != last:
            last, seat = child.seats, 0
            words = GRADE_WORDS[seats.stage]
            klass = _CLASS_FORMS[seats.school % 3].format(seats.klass)
            grade = words[seats.school % len(words)][seats.grade - 1]
        seat += 1
        upper = seats.stage in {"senior", "vocational"}
        own = upper and rng.random() < 0.5
        banked = child.place in in_need or rng.random() < 0.6
        study = seats.stage == "vocational"
        major, farming = MAJORS[child.major] if study else ("", "")
        book[seats.school].append(
            Line(
                child.place,
                child.seats,
                [
                    child.name, "" if seats.stage == "preschool" else f"G{child.id_number}", child.id_number,
                    "男" if child.boy else "女", f"{child.born:%Y%m%d}", "汉族", school.name, school.code,
                    STAGE_WORDS[seats.stage], grade, klass, str(seat),
                    "" if seats.stage == "preschool" else "住校" if child.boards else "走读", "在读", "", "",
                    "农业户口" if family.rural else "非农业户口", family.area, major, farming,
                    ("非全日制" if rng.random() < 0.04 else "全日制") if study else "",
                    (card(500_000_000 + child.place) if own else family.account) if banked else "",
                    (child.name if own else family.holder) if banked else "",
                    family.bank if banked else "", ("本人" if own else family.relation) if banked else "", "",
                    f"{autumn - seats.grade + 1}09", family.holder, family.relation, family.phone, "否", "",
                    "",
                ],
            )
        )  # fmt: skip
    return book
