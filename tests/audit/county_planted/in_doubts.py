"""What is planted in the lists to be doubted, or to be told apart: two who look alike, words that nobody knows."""

from __future__ import annotations

from dataclasses import replace

from tests.audit.county_planted.lists import child_of
from tests.audit.county_planted.plan import ALLOWANCE, DAY, GRANT, LIVING, Plan
from tests.tools.county import resident_id

TITLES = {LIVING: "家庭经济困难寄宿生生活补助", DAY: "家庭经济困难非寄宿生生活补助", GRANT: "普通高中国家助学金"}


def one_number_two_names(plan: Plan) -> None:
    """Two children under one ID, and a register that gives the ID another name: each waits for a person."""
    one = plan.child()
    school = next(place for place in plan.schools if place.stage == one.school.stage and place != one.school)
    other = replace(child_of(next(plan.numbers), school), id_number=one.id_number, born=one.born)
    plan.child(as_=other, register="", 学籍号="")
    plan.case("held-with-money", one)
    named = plan.child(register="")
    plan.register(named, 姓名="欧阳另外人")
    plan.case("held-with-money", named)


def status_that_nobody_knows(plan: Plan) -> None:
    plan.case("held-with-money", plan.child(学生状态="空挂"))
    own = plan.child()
    plan.lists.put(own.school.roster, "roster", (own.number, "again"), own.row)  # the very row twice
    plan.twin(own)


def born_together(plan: Plan) -> None:
    """Twins: one birthday, IDs that differ by little, one class and their mother's card."""
    first = child_of(next(plan.numbers), plan.schools[1])
    seq = int(first.id_number[14:17])
    second = replace(
        child_of(next(plan.numbers), first.school), born=first.born,
        id_number=resident_id((seq + 2) % 1000, f"{first.born:%Y%m%d}"),
    )  # fmt: skip
    for own in (first, second):
        plan.child(as_=own, 账号=first.account, 户名="卫妈妈", 监护人姓名="卫妈妈")
    plan.twin(first, second)


def moved_after_the_day(plan: Plan) -> None:
    """Went to another school in April: the school of 1 March pays, and the other does not."""
    own = plan.child(学生状态="转出", 异动日期="2023-04-10", register=ALLOWANCE)
    school = next(one for one in plan.schools if one.stage == own.school.stage and one != own.school)
    plan.child(as_=replace(own, school=school), register="", 转入日期="2023-04-10")
    plan.twin(own)


def card_of_the_head(plan: Plan) -> None:
    """The card of the head of the household as the register names it, and a name written with a space in it."""
    own = plan.child(register="", 户名="蒋爷爷")
    plan.register(own, ALLOWANCE, 户主姓名="蒋爷爷")
    spaced = plan.child()
    plan.change(spaced, "first", 户名=f"{spaced.name[0]} {spaced.name[1:]}")
    plan.twin(own, spaced)


def death(plan: Plan) -> None:
    """The money came after the child had died; the twin was alive on the day."""
    dead, alive = plan.child(), plan.child()
    plan.change(dead, "last", 学生状态="死亡", 异动日期="2023-03-15")
    plan.change(alive, "last", 学生状态="死亡", 异动日期="2023-06-15")
    plan.case("paid-after-death", dead)
    plan.twin(alive)


def standard_nobody_compared(plan: Plan) -> None:
    """The middle tier of the grant rests on a document that nobody compared; the top one's was compared."""
    plan.child(plan.senior, ALLOWANCE)
    plan.child(plan.senior)
    plan.case("unverified-standard", (f"|{GRANT}|", "1,000.00"))
    plan.twin((f"|{GRANT}|", "1,500.00", "标准"))
