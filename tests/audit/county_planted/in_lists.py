"""Irregularities that stand in the lists themselves, at first or when they are sent again, each beside its twin."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from tests.audit.county_planted.in_doubts import (
    born_together,
    card_of_the_head,
    death,
    moved_after_the_day,
    one_number_two_names,
    standard_nobody_compared,
    status_that_nobody_knows,
)
from tests.audit.county_planted.lists import Child, Moment, child_of
from tests.audit.county_planted.plan import ACCOUNTS, ALLOWANCE, AWARDS, BEFORE, DAY, GRANT, LIVING, ORPHANS, POOR, Plan
from tests.tools.county import account_of, resident_id

TITLES = {LIVING: "家庭经济困难寄宿生生活补助", DAY: "家庭经济困难非寄宿生生活补助", GRANT: "普通高中国家助学金"}


def before(plan: Plan, child: Child, programme: str, amount: str, since: Moment = "first") -> None:
    """Let the list of money paid before the ledger have a row."""
    row = {"姓名": child.name, "身份证号": child.id_number, "项目": TITLES[programme], "学期": "2023S", "金额": amount,
           "发放日期": "2023-03-20"}  # fmt: skip
    plan.lists.put(BEFORE, "paid-before", (child.number, programme), row, since)


def _award(plan: Plan, child: Child, amount: str) -> None:
    """Let the list of awards have a row."""
    row = {"姓名": child.name, "身份证号": child.id_number, "奖助名称": "爱心企业奖", "金额": amount, "学期": "2023S",
           "资助方": "某企业"}  # fmt: skip
    plan.lists.put(AWARDS, "awards", child.number, row)


# --- owed -----------------------------------------------------------------------------------------------------------


def without_account(plan: Plan) -> None:
    plan.case("entitled-not-paid", plan.child(账号="", 户名="", 开户行=""))
    late = plan.child(账号="", 户名="", 开户行="")
    slip = {
        "姓名": late.name,
        "身份证号": late.id_number,
        "账号": late.account,
        "户名": late.name,
        "开户行": "示例银行",
    }
    plan.lists.put(ACCOUNTS, "accounts", late.number, slip, "second")
    plan.twin(late)


def registered_after_the_payouts(plan: Plan) -> None:
    found = plan.child(register="")
    plan.register(found, POOR, "last")
    plan.case("entitled-not-paid", found)
    paid = plan.child(register="")
    before(plan, paid, LIVING, "625.00" if paid.school.stage == "初中" else "500.00")
    plan.register(paid, POOR)
    plan.twin(paid)


def boarding_not_said(plan: Plan) -> None:
    plan.case("held-with-money", plan.child(就读方式="", 班级="7班"))
    said = plan.child(plan.quiet, 就读方式="", 班级=f"{next(plan.numbers)}班")
    plan.decided[said.name] = ("就读方式不清楚（是否住校）", "住校")
    plan.twin(said)


def id_with_a_slip(plan: Plan) -> None:
    """An ID whose check digit is wrong; the twin's was put right by a person."""
    for twin in (False, True):
        own = child_of(next(plan.numbers), plan.quiet if twin else next(plan.turn))
        plan.child(as_=own, 身份证件号=_slipped(own), 学籍号="")
        if twin:
            plan.decided[own.name] = ("身份证号有误", own.id_number)
            plan.twin(own)
        else:
            plan.case("absent-children", own)


def id_with_a_slip_elsewhere(plan: Plan) -> None:
    """The slip stands in the row of a senior, or in the register; the twins are other people of the same names."""
    senior = child_of(next(plan.numbers), plan.senior)
    plan.child(as_=senior, 身份证件号=_slipped(senior), 学籍号="")
    plan.case("held-with-money", senior.name)
    listed = plan.child(register="")
    plan.register(listed, 身份证号=_slipped(listed))
    plan.case("held-with-money", listed.name)
    namesake = replace(child_of(next(plan.numbers), plan.senior), name=plan.child(register="").name)
    plan.register(namesake)
    plan.twin(namesake)


def _slipped(child: Child) -> str:
    return child.id_number[:17] + ("0" if child.id_number[17] != "0" else "1")


def in_a_register_that_gives_nothing(plan: Plan) -> None:
    """An orphan who goes home every day has no allowance of their own; one in two registers has the other's."""
    plan.case("registered-without-aid", plan.child(register=ORPHANS, 就读方式="走读"))
    both = plan.child(register=ORPHANS, 就读方式="走读")
    plan.register(both, ALLOWANCE)
    plan.twin(both)


def at_no_school(plan: Plan) -> None:
    school = next(plan.turn)
    gone, grown = child_of(next(plan.numbers), school), child_of(next(plan.numbers), school, born=date(2003, 5, 4))
    plan.register(gone, ALLOWANCE)
    plan.register(grown, ALLOWANCE)
    plan.case("absent-children", gone)
    plan.twin(grown)


# --- paid -----------------------------------------------------------------------------------------------------------


def under_two_numbers(plan: Plan) -> None:
    """One child in two schools, each under another ID, both on one card; the twins are namesakes with their own."""
    number = next(plan.numbers)
    one = child_of(number, next(plan.turn))
    other = replace(child_of(next(plan.numbers), next(plan.turn)), name=one.name)
    plan.child(as_=one)
    plan.child(as_=other, 账号=one.account)
    plan.case("paid-twice", one, other)
    first = plan.child()
    second = replace(child_of(next(plan.numbers), first.school), name=first.name)
    plan.child(as_=second)
    plan.twin(first, second)


def one_student_number(plan: Plan) -> None:
    """One child in two schools under one 学籍号 and two IDs; the twin's ID was put right between two payouts.

    Both wait, whether they come in one payout or the other comes later, when one was paid.
    """
    for at in (1, 4):
        one = plan.child(plan.schools[0])
        other = replace(child_of(next(plan.numbers), plan.schools[at]), name=one.name)
        plan.child(as_=other, 学籍号="G" + one.id_number)
        plan.case("held-with-money", one, other)
    right = plan.child()
    born = right.born.replace(year=right.born.year + 1)
    new = resident_id(right.number * 37 % 1000, f"{born:%Y%m%d}")
    plan.change(right, "second", 身份证件号=new, 出生日期=born.isoformat())
    plan.register(right, POOR, "second", 身份证号=new)
    plan.twin(right, new)


def paid_before_and_again(plan: Plan) -> None:
    """The list of what the old office had paid comes after the money; the twin had that of another term."""
    again, other = plan.child(), plan.child()
    fen = "625.00" if again.school.stage == "初中" else "500.00"
    before(plan, again, LIVING, fen, "last")
    before(plan, other, LIVING, "500.00", "last")
    plan.lists.change(BEFORE, (other.number, LIVING), "last", 学期="2022A", 发放日期="2022-11-20")
    plan.case("paid-twice", again)
    plan.sums.add(LIVING)
    plan.twin(other)


def boarder_and_day_pupil(plan: Plan) -> None:
    """Both allowances at once; the twin went from one to the other, and paid the first back."""
    both = plan.child()
    before(plan, both, DAY, "312.50" if both.school.stage == "初中" else "250.00", "last")
    plan.case("excluded-together", both, also=("paid-not-entitled",))
    plan.sums |= {LIVING, DAY}
    moved = plan.child(就读方式="走读")
    plan.change(moved, "second", 就读方式="住校")
    plan.recovered[moved.id_number] = "returned"
    plan.twin(moved)


def no_longer_in_need(plan: Plan) -> None:
    """A register is sent again without a child; of the twin the money was claimed and came back."""
    found, back = plan.child(), plan.child()
    plan.lists.drop(POOR, found.number, "last")
    plan.case("paid-not-entitled", found)
    plan.lists.drop(POOR, back.number, "second")
    plan.recovered[back.id_number] = "returned"
    plan.twin(back)


def not_there_on_the_day(plan: Plan) -> None:
    gone, stayed = plan.child(), plan.child()
    plan.change(gone, "last", 学生状态="退学", 异动日期="2023-02-10")
    plan.case("away-but-paid", gone, may=("absent-children",))
    plan.change(stayed, "last", 学生状态="退学", 异动日期="2023-05-10")
    plan.twin(stayed)


def award_of_no_list(plan: Plan) -> None:
    for twin in (False, True):
        own = plan.child(plan.senior, register="")
        _award(plan, own, str(700 + 13 * own.number))
        if twin:
            plan.twin(own)
        else:
            plan.lists.drop(AWARDS, own.number, "last")
            plan.case("award-without-list", own)
            plan.sums.add("named-award")


def list_taken_away(plan: Plan) -> None:
    """A school's list goes out of use after the money; that of the twin's school was sent again, sorted otherwise."""
    gone, again = plan.school("小学"), plan.school("小学")
    plan.schools[:] = [one for one in plan.schools if one not in (gone, again)]
    for school in (gone, again):
        for child in [plan.child(school) for _ in range(2)]:
            if school is gone:
                plan.lists.drop(gone.roster, child.number, "last")
                plan.case("paid-not-listed", child, may=("absent-children",))
            else:
                plan.change(child, "last", 监护人姓名="钱大")
                plan.twin(child)


def another_stage(plan: Plan) -> None:
    """Who turns out to be in 初中 was paid by the standard of 小学; of the twin the difference was made up."""
    moments: tuple[Moment, ...] = ("last", "second")
    for since in moments:
        own = plan.child(as_=child_of(next(plan.numbers), plan.schools[0], born=date(2010, 11, 4)), 年级="六年级")
        plan.change(own, since, 学段="初中", 年级="七年级", 班级="2班")
        if since == "last":
            plan.case("amount-off-standard", own)
        else:
            plan.twin(own)


def tier_too_high(plan: Plan) -> None:
    """A grant above the nation's range was paid before the ledger; the twin's was at the top of it."""
    over, top = (plan.child(plan.senior, register="") for _ in range(2))
    plan.case("mean-off-average", f"|{GRANT}|")
    before(plan, over, GRANT, "2000.00", "last")
    before(plan, top, GRANT, "1500.00", "last")
    plan.case("tier-outside-range", over, also=("paid-not-entitled",))
    plan.case("paid-not-entitled", top)
    plan.twin(top, may=("paid-not-entitled",))
    plan.sums.add(GRANT)


def in_two_schools(plan: Plan) -> None:
    """Both schools report the child as theirs; the twin left one in time for the other."""
    for moved in (False, True):
        own = plan.child(register=ALLOWANCE)
        school = next(one for one in plan.schools if one.stage == own.school.stage and one != own.school)
        there = replace(own, school=school)
        plan.child(as_=there, register="", 转入日期="2023-02-20")
        if moved:
            plan.lists.change(own.school.roster, own.number, "first", 学生状态="转出", 异动日期="2023-02-20")
            plan.twin(own)
        else:
            plan.case("at-two-schools", own, also=("held-with-money",))


def no_age_for_the_stage(plan: Plan) -> None:
    """A parent's ID in a child's row; the twins are taught apart, or a person has looked."""
    school = plan.schools[0]
    grown = child_of(next(plan.numbers), school, born=date(1984, 3, 5))
    plan.child(as_=grown)
    plan.case("age-outside-stage", grown, also=("held-with-money",))
    late = child_of(next(plan.numbers), plan.quiet, born=date(2002, 3, 5))
    plan.child(as_=late)
    plan.case("forced-decisions", "年龄与学段不符")
    plan.decided[late.name] = ("年龄与学段不符（家长的身份证号？）", "核对无误")
    plan.twin(late)


def more_boarders_than_beds(plan: Plan) -> None:
    for beds in (2, 3):
        school = plan.school("小学", str(beds))
        for _ in range(3):
            plan.child(school)
        if beds == 2:
            plan.case("boarders-over-beds", school.title)
        else:
            plan.twin(school.title)


def one_card_for_three(plan: Plan) -> None:
    """Three children on one card of a fourth person; the twins are three of a family on their mother's."""
    card, name = account_of(800_000 + next(plan.numbers)), "孙老师"
    plan.case("account-of-many", *(plan.child(账号=card, 户名=name) for _ in range(3)), also=("holder-other",))
    card, name = account_of(800_000 + next(plan.numbers)), "周妈妈"
    plan.twin(*(plan.child(账号=card, 户名=name, 监护人姓名=name) for _ in range(3)))


def holder_a_stranger(plan: Plan) -> None:
    plan.case("holder-other", plan.child(户名="吴会计"))
    plan.twin(plan.child(户名="郑爸爸", 监护人姓名="郑爸爸"), plan.child(户名="冯奶奶", 与学生关系="祖母"))


def counted_ids(plan: Plan) -> None:
    """IDs that the fill handle has counted up wait; two that follow each other with right check digits do not."""
    school, number = plan.schools[0], next(plan.numbers)
    first = int(resident_id(number * 37 % 1000, "20131103")[:17] + "2")
    for at in range(3):
        own = replace(child_of(next(plan.numbers), school), id_number=str(first + at), born=date(2013, 11, 3))
        plan.child(as_=own, 学籍号="")
        plan.case("held-with-money", own.name)
    for own in _neighbours(plan, school.number + number):
        plan.child(as_=own)
        plan.twin(own)


def _neighbours(plan: Plan, turn: int) -> tuple[Child, Child]:
    """Return two children whose whole IDs follow each other, …9 and …0: the first such pair from a day on."""
    for day in range(turn % 250, 365):
        born = date(2013, 9, 1) + timedelta(days=day)
        for seq in range(99, 999, 100):
            low, high = (resident_id(one, f"{born:%Y%m%d}") for one in (seq, seq + 1))
            if (low[17], high[17]) == ("9", "0"):
                first, second = (child_of(next(plan.numbers), plan.schools[0], born=born) for _ in range(2))
                return replace(first, id_number=low), replace(second, id_number=high)
    raise ValueError("no two such numbers")


def ordinary(plan: Plan, many: int) -> None:
    """Put in children of whom nothing is wrong; with 300 of them, awards of theirs that somebody made up."""
    plan.how = "ordinary"
    for number in range(many):
        school = plan.others[number // 5 % 4] if number % 5 == 4 else next(plan.turn)
        own = plan.child(school, (POOR, ALLOWANCE, "")[number % 3], 就读方式="住校" if number % 4 else "走读")
        _award(plan, own, f"{50 + number % 50}00")
        plan.twin(own)
    if many >= MADE_UP:
        plan.case("first-digits", "")
        plan.case("round-amounts", "")


MADE_UP = 320
"""Awards from which on their first digits say something."""


def there_again_by_a_new_list(plan: Plan) -> None:
    """The school's first list has two as gone, its next as there; of the twin it says so of a day after the term's."""
    found, later = (plan.child(学生状态="转出", 异动日期=day) for day in ("2023-02-10", "2023-05-10"))
    for own in (found, later):
        plan.change(own, "second", 学生状态="在读", 异动日期="")
    plan.case("gone-by-retired-list", found)
    plan.twin(later)


def alike_at_two_schools(plan: Plan) -> None:
    """Two of one name and birth date under two IDs and with two cards; the twin has another birth date."""
    one = plan.child()
    near = [school for school in plan.schools if school.stage == one.school.stage and school is not one.school]
    other = child_of(next(plan.numbers), (near or [one.school])[0], born=one.born)
    other = plan.child(as_=replace(other, name=one.name))
    plan.case("alike-persons", one, other)
    first = plan.child()
    born = first.born - timedelta(days=1)
    plan.twin(first, plan.child(as_=replace(child_of(next(plan.numbers), first.school, born=born), name=first.name)))


IN_LISTS = (
    without_account, registered_after_the_payouts, boarding_not_said, id_with_a_slip, id_with_a_slip_elsewhere,
    in_a_register_that_gives_nothing,
    at_no_school, under_two_numbers, one_student_number, paid_before_and_again, boarder_and_day_pupil,
    no_longer_in_need, not_there_on_the_day, award_of_no_list, list_taken_away, another_stage, tier_too_high,
    in_two_schools, no_age_for_the_stage, more_boarders_than_beds, one_card_for_three, holder_a_stranger, counted_ids,
    one_number_two_names, status_that_nobody_knows, born_together, moved_after_the_day, card_of_the_head, death,
    standard_nobody_compared, there_again_by_a_new_list, alike_at_two_schools,
)  # fmt: skip
SHORTLY = (
    id_with_a_slip_elsewhere, in_a_register_that_gives_nothing, at_no_school, under_two_numbers, paid_before_and_again,
    not_there_on_the_day, award_of_no_list, list_taken_away, tier_too_high, in_two_schools, more_boarders_than_beds,
    one_card_for_three, holder_a_stranger, counted_ids, one_number_two_names, status_that_nobody_knows, born_together,
    moved_after_the_day, card_of_the_head,
)  # fmt: skip
"""What shows after one payout of which nothing was sent."""
