"""Who was paid and should not have been."""

from __future__ import annotations

from datetime import date

from tests.audit.county import LIVING, STANDARD, Child, County, id_of
from tests.audit.planted.planter import TEACHER, Words, fresh
from tests.tools.county import account_of


def _again(county: County, first: Child, **line: object) -> Child:
    """Put in the same child once more under another subject and ID."""
    student_no = {"student_no": f"G{first.id_number}"}
    rows = [row for row in county.frames["lines"] if row["line"] == first.line]
    rows[0].update(student_no)
    return county.child(student={"name": first.name, **student_no}, line={"name": first.name, **student_no, **line})


def twice_under_two_numbers(county: County) -> Words:
    first = county.child()
    _again(county, first, school="第二小学", school_code="2", account_name=first.name)
    return (first.name,)


def namesakes(county: County) -> Words:
    first, other = county.child(), next(county.numbers)
    line = {"name": first.name, "school": "第二小学", "school_code": "2", "student_no": f"G{id_of(other)}",
            "account_name": first.name}  # fmt: skip
    county.child(student={"name": first.name}, line=line)
    return (first.name,)


def namesakes_whose_school_is_paid(county: County) -> Words:
    to_school = {"payee": "school", "account": "9101", "account_name": "第一小学"}
    first = county.child(line=to_school)
    county.child(student={"name": first.name}, line=to_school | {"name": first.name, "class_": "9班"})
    return (first.name,)


def twice_on_one_card(county: County) -> Words:
    first = county.child()
    card = {"account": account_of(first.number), "account_name": first.name, "name": first.name}
    county.child(student={"name": first.name}, line=card)
    return (first.name,)


def twice_under_an_id_that_left_the_lists(county: County) -> Words:
    first = county.child(listed=False, entitled=False)
    _reborn(county, first)
    return (first.name,)


def namesakes_in_the_lists(county: County) -> Words:
    first = county.child()
    _reborn(county, first)
    return (first.name,)


def _reborn(county: County, first: Child) -> None:
    """A child of the same name and birth date at the same school, of another class, card and area of the ID."""
    number = f"987654{first.id_number[6:]}"
    own = {"name": first.name, "id_number": number, "account_name": first.name}
    county.child(student={"name": first.name, "id_number": number}, line={**own, "class_": "9班"})


def twice_in_two_schools(county: County) -> Words:
    child = county.child()
    county.line(child.number, line=f"{child.line}b", subject=child.subject, name=child.name,
                id_number=child.id_number, school="第二小学", school_code="2", state="approved")  # fmt: skip
    return (child.name,)


def a_difference_made_up(county: County) -> Words:
    child = county.child(due={"amount": 62_500, "standard": 62_500})
    county.line(child.number, line=f"{child.line}b", subject=child.subject, name=child.name,
                id_number=child.id_number, school="第一小学", school_code="1", amount=12_500, standard=62_500,
                state="approved", reason="rate-changed")  # fmt: skip
    return (child.name,)


def paid_before_and_again(county: County) -> Words:
    child = county.child()
    county.put("paid_before", subject=child.subject, programme=LIVING, amount=STANDARD)
    return (child.name,)


def _two_programmes(county: County, other: str) -> Words:
    child = county.child()
    said = {"subject": child.subject, "name": child.name, "id_number": child.id_number, "programme": other}
    county.line(child.number, line=f"{child.line}b", state="approved", amount=25_000, school="第一小学",
                school_code="1", **said)  # fmt: skip
    county.put("due", subject=child.subject, programme=other, amount=25_000, standard=25_000)
    return (child.name,)


def both_allowances(county: County) -> Words:
    county.rules["excludes"] = frozenset({(LIVING, "nonboarding-living")})
    return _two_programmes(county, "nonboarding-living")


def allowance_and_grant(county: County) -> Words:
    return _two_programmes(county, "topup")


def no_longer_entitled(county: County) -> Words:
    return (county.child(due={"amount": 0}).name,)


def taken_back(county: County) -> Words:
    child = county.child(due={"amount": 0}, line={"state": "void", "reversed": True, "payable": 0}, sent=False)
    back = county.frames["lines"][-1] | {"line": f"{child.line}r", "kind": "reverse", "amount": -STANDARD,
                                         "reversed": False, "corrects": child.line}  # fmt: skip
    county.frames["lines"].append(back)
    county.put("transfers", term="2023S", programme=LIVING, debit="payable", credit="aid", amount=STANDARD)
    return (child.name,)


def not_there(county: County) -> Words:
    return (county.child(student={"away": True}, due={"amount": 0}).name,)


def left_after_the_day(county: County) -> Words:
    return (county.child(student={"away": False, "left_on": 20230515}).name,)


def died_before(county: County) -> Words:
    child = county.child()
    county.give("deceased", name=child.name, id_number=child.id_number, died_on=20230420)
    return (child.name,)


def died_after(county: County) -> Words:
    child = county.child()
    county.give("deceased", name=child.name, id_number=child.id_number, died_on=20230601)
    return (child.name,)


def award_of_no_list(county: County) -> Words:
    county.rules["listed"] = frozenset({"named-award"})
    return (county.child(programme="named-award", due={"amount": 0}).name,)


def award_of_a_list(county: County) -> Words:
    county.rules["listed"] = frozenset({"named-award"})
    return (county.child(programme="named-award").name,)


def in_no_list(county: County) -> Words:
    return (county.child(listed=False, entitled=False).name,)


def off_the_standard(county: County) -> Words:
    return (county.child(due={"amount": 62_500, "standard": 62_500}).name,)


def unverified(county: County) -> Words:
    programme = fresh(county, "p")
    county.child(programme=programme)
    county.rules["unverified"] = county.rules.get("unverified", frozenset()) | {(programme, STANDARD)}
    return (programme,)


def verified(county: County) -> Words:
    programme = fresh(county, "p")
    county.child(programme=programme)
    return (programme,)


def _tier(county: County, amounts: tuple[int, ...], average: int) -> tuple[str, list[Child]]:
    programme = fresh(county, "p")
    county.rules["ranges"] = {**county.rules.get("ranges", {}), programme: (STANDARD, 3 * STANDARD, average)}
    return programme, [county.child(programme=programme, amount=amount) for amount in amounts]


def tier_too_high(county: County) -> Words:
    return (_tier(county, (4 * STANDARD,), -1)[1][0].name,)


def tier_at_the_top(county: County) -> Words:
    return (_tier(county, (3 * STANDARD,), -1)[1][0].name,)


def mean_too_low(county: County) -> Words:
    return (_tier(county, (STANDARD, STANDARD), 2 * STANDARD)[0],)


def mean_right(county: County) -> Words:
    return (_tier(county, (STANDARD, 3 * STANDARD), 2 * STANDARD)[0],)


def at_two_schools(county: County) -> Words:
    return (county.child(student={"reason": "listed-by-two-schools"}, entitled=False, booked=False).name,)


def at_one_school(county: County) -> Words:
    return (county.child(line={"school": "第二小学", "school_code": "2"}).name,)


def _grown(county: County, *, doubted: bool) -> Words:
    born = {"id_number": id_of(next(county.numbers), date(1999, 3, 5))}
    return (county.child(student={**born, "doubted": doubted}, line=born).name,)


def grown_up(county: County) -> Words:
    return _grown(county, doubted=True)


def confirmed_by_a_person(county: County) -> Words:
    return _grown(county, doubted=False)


def _beds(county: County, beds: int) -> Words:
    county.rules["boarding"] = frozenset({LIVING})
    code = fresh(county, "s")
    where = {"school": f"学校{code}", "school_code": code}
    for _ in range(2):
        county.child(student=where, line=where)
    county.put("schools", beds=beds, **where)
    return (where["school"],)


def more_boarders_than_beds(county: County) -> Words:
    return _beds(county, 1)


def a_bed_for_each(county: County) -> Words:
    return _beds(county, 2)


def _meals(county: County, **served: object) -> Words:
    code = fresh(county, "s")
    where = {"school": f"学校{code}", "school_code": code}
    own, number = {"subject": f"s{code}", "programme": "nutrition"}, next(county.numbers)
    county.line(number, **own, **where, amount=500 * 10 * 80, standard=500, payee="school")
    county.send(number, payee="school")
    county.put("due", **own, amount=500 * 10 * 80, standard=500, units=10 * 80)
    county.put("served", **own, **where, heads=10, days=80, **{"reports": 4, **served})
    return (where["school"],)


def fewer_meals_than_paid(county: County) -> Words:
    return *_meals(county, diners=700), "700"


def more_meals_than_paid(county: County) -> Words:
    return *_meals(county, diners=900), "900"


def meals_that_nobody_reported(county: County) -> Words:
    _meals(county, diners=800)  # others have reported
    return *_meals(county, reports=0), "100 天"


def a_tenth_more_or_fewer(county: County) -> Words:
    return *_meals(county, diners=720), *_meals(county, diners=880)


def reported_by_the_day(county: County) -> Words:
    return *_meals(county, diners=4 * 11), *_meals(county, diners=-1)


def _shared(county: County, count: int, guardian: str) -> Words:
    card = {"account": account_of(10_000 + next(county.numbers)), "account_name": guardian or TEACHER, "relation": ""}
    own = {"guardians": guardian} if guardian else {}
    return tuple(county.child(student=own, line=card).name for _ in range(count))


def one_card_for_three(county: County) -> Words:
    return _shared(county, 3, "")


def one_card_for_three_in_the_orders_alone(county: County) -> Words:
    """The lists name an account for each; what was approved and sent goes to one."""
    card = {"account": account_of(10_000 + next(county.numbers)), "account_name": TEACHER}
    return tuple(county.child(line={"relation": ""}, order=card).name for _ in range(3))


def siblings_on_their_guardians_card(county: County) -> Words:
    return _shared(county, 4, f"李奶奶{next(county.numbers)}")


def holder_a_stranger(county: County) -> Words:
    return _shared(county, 1, "")


def holder_the_mother(county: County) -> Words:
    return _shared(county, 1, f"周妈妈{next(county.numbers)}")


def _changed(county: County, *, agreed: bool) -> Words:
    child = county.child(order={"number": 2, "seq": 15, "payment_order": "x"})
    first = county.frames["orders"][-1] | {"number": 1, "seq": 10, "account": account_of(77_000), "ended": "withdrawn",
                                           "sent": False, "sending": "", "place": 0, "settled": ""}  # fmt: skip
    county.frames["orders"].append(first)
    if agreed:
        county.put("changes", subject=child.subject, payee="student", seq=12)
    return (child.name,)


def account_changed(county: County) -> Words:
    return _changed(county, agreed=False)


def account_change_approved(county: County) -> Words:
    return _changed(county, agreed=True)


def _employee(county: County, *, guardian: bool) -> Words:
    holder = f"吴干部{next(county.numbers)}"
    child = county.child(student={"guardians": holder if guardian else ""},
                         line={"account_name": holder, "relation": "" if guardian else "亲属"})  # fmt: skip
    county.give("employees", name=holder, id_number="", account=account_of(child.number))
    return (child.name,)


def card_of_an_employee(county: County) -> Words:
    return _employee(county, guardian=False)


def child_of_an_employee(county: County) -> Words:
    return _employee(county, guardian=True)


def student_on_the_payroll(county: County) -> Words:
    """A public employee stands among the students themselves."""
    child = county.child()
    county.give("employees", name=child.name, id_number=child.id_number, account="")
    return (child.name,)


def student_of_an_employees_name(county: County) -> Words:
    """Another person of the same name: no account and no ID agree."""
    child = county.child()
    county.give("employees", name=child.name, id_number=id_of(70_000 + child.number), account=account_of(70_000))
    return (child.name,)


def namesake_of_an_employee(county: County) -> Words:
    holder = f"吴干部{next(county.numbers)}"
    child = county.child(line={"account_name": holder})
    county.give("employees", name=holder, id_number=id_of(70_000), account=account_of(70_000 + child.number))
    return (child.name,)


def guardian_of_an_employees_name(county: County) -> Words:
    holder = f"吴干部{next(county.numbers)}"
    child = county.child(student={"guardians": f"钱父、{holder}"}, line={"account_name": holder})
    county.give("employees", name=holder, id_number="", account="")
    return (child.name,)


def claim_open(county: County) -> Words:
    child = county.child(entitled=False)
    county.line(child.number, line=f"{child.line}c", subject=child.subject, name=child.name,
                id_number=child.id_number, kind="recover", amount=-STANDARD, state="approved")  # fmt: skip
    return (child.name,)


def claim_paid_back(county: County) -> Words:
    child = county.child(due={"amount": 0})
    county.line(child.number, line=f"{child.line}c", subject=child.subject, name=child.name, id_number=child.id_number,
                kind="recover", amount=-STANDARD, state="recovered", outstanding=0, paid=-STANDARD)  # fmt: skip
    county.put("transfers", term="2023S", programme=LIVING, debit="paid", credit="receivable", amount=STANDARD)
    return (child.name,)


def pushed_through(county: County) -> Words:
    who = fresh(county, "主任")
    county.put("acts", at="2023-04-21", by=who, act="forced", what="one-id-two-names (1)")
    return (who,)


def decided(county: County) -> Words:
    who = fresh(county, "科员")
    county.put("acts", at="2023-04-21", by=who, act="decided", what="boarding-unknown (3)")
    return (who,)
