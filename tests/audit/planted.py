"""What is wrong in counties, one kind a check, and beside each its innocent twin: alike, and in order.

A planter puts children or rows in and returns the words by which the evidence must name the case, or must not name the
twin: a name, a school, a programme, a file.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd

from tests.audit.county import BATCH, FINE_NOTICE, LIVING, STANDARD, UNKNOWN, Child, County, id_of
from tests.tools.county import account_of

Words = tuple[str, ...]
Planter = Callable[[County], Words]
TEACHER, BULK = "孙老师", "批量代发"
LATE = "2023-08-15"


def _fresh(county: County, kind: str) -> str:
    """Return a word that nothing else has, and that is no part of another."""
    return f"{kind}{next(county.numbers)}z"


# --- owed ------------------------------------------------------------------------------------------------------------


def not_posted(county: County) -> Words:
    return (county.child(booked=False).name,)


def paid_before_the_ledger(county: County) -> Words:
    child = county.child(booked=False)
    county.put("paid_before", subject=child.subject, programme=LIVING, amount=STANDARD)
    return (child.name,)


def without_account(county: County) -> Words:
    return (county.child(line={"account": "", "state": "approved"}, sent=False).name,)


def held(county: County) -> Words:
    name = _fresh(county, "待")
    county.put("held", name=name, programme=LIVING, reason="boarding-unknown", amount=STANDARD)
    return (name,)


def nothing_waits(county: County) -> Words:
    return (county.child().name,)


def in_a_register_alone(county: County) -> Words:
    child = county.child(entitled=False, booked=False)
    county.put("registered", subject=child.subject, name=child.name, id_number=child.id_number, kind="脱贫户")
    return (child.name,)


def in_two_registers_and_paid(county: County) -> Words:
    child = county.child()
    for kind, aided in (("脱贫户", True), ("残疾", False)):
        county.put("registered", subject=child.subject, name=child.name, id_number=child.id_number, kind=kind,
                   aided=aided)  # fmt: skip
    return (child.name,)


def at_no_school(county: County) -> Words:
    name = _fresh(county, "失")
    county.put("absent", name=name, id_number=id_of(900), age=9, lists="脱贫户", why="没有线索")
    return (name,)


def came_back(county: County) -> Words:
    child = county.child(line={"state": "returned"}, order={"settled": "returned", "ended": "returned"})
    return (child.name,)


def came_back_and_went_again(county: County) -> Words:
    child = county.child()
    first = county.frames["orders"][-1] | {"number": 0, "ended": "returned", "settled": "returned", "place": 0,
                                           "payment_order": f"{child.line}/0", "seq": 9, "sending": ""}  # fmt: skip
    county.frames["orders"].append(first | {"sent": False})
    return (child.name,)


def sent_long_ago(county: County) -> Words:
    return (county.child(line={"state": "sent"}, order={"settled": "", "paid_on": ""}).name,)


def sent_lately(county: County) -> Words:
    child = county.child(line={"state": "sent"}, order={"settled": "", "paid_on": "", "sent_at": "2023-06-20"})
    return (child.name,)


def arrived_late(county: County) -> Words:
    return (county.child(order={"paid_on": LATE}).name,)


def arrived_on_the_last_day(county: County) -> Words:
    return (county.child(order={"paid_on": "2023-07-31"}).name,)


def idle(county: County) -> Words:
    programme = _fresh(county, "p")
    county.put("budget", programme=programme, level="county", year=2022, allotted=100_00, used=60_00)
    return (programme,)


def used_up(county: County) -> Words:
    programme = _fresh(county, "p")
    county.put("budget", programme=programme, level="county", year=2022, allotted=100_00, used=100_00)
    county.put("budget", programme=programme, level="county", year=2023, allotted=100_00, used=1_00)
    return (programme,)


# --- paid ------------------------------------------------------------------------------------------------------------


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
    programme = _fresh(county, "p")
    county.child(programme=programme)
    county.rules["unverified"] = county.rules.get("unverified", frozenset()) | {(programme, STANDARD)}
    return (programme,)


def verified(county: County) -> Words:
    programme = _fresh(county, "p")
    county.child(programme=programme)
    return (programme,)


def _tier(county: County, amounts: tuple[int, ...], average: int) -> tuple[str, list[Child]]:
    programme = _fresh(county, "p")
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
    code = _fresh(county, "s")
    where = {"school": f"学校{code}", "school_code": code}
    for _ in range(2):
        county.child(student=where, line=where)
    county.put("schools", beds=beds, **where)
    return (where["school"],)


def more_boarders_than_beds(county: County) -> Words:
    return _beds(county, 1)


def a_bed_for_each(county: County) -> Words:
    return _beds(county, 2)


def _shared(county: County, count: int, guardian: str) -> Words:
    card = {"account": account_of(10_000 + next(county.numbers)), "account_name": guardian or TEACHER, "relation": ""}
    own = {"guardians": guardian} if guardian else {}
    return tuple(county.child(student=own, line=card).name for _ in range(count))


def one_card_for_three(county: County) -> Words:
    return _shared(county, 3, "")


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


def sent_unapproved(county: County) -> Words:
    other = {"batch": "2023S-009"}
    return (county.child(line=other, order=other).name,)


def sent_to_another_card(county: County) -> Words:
    return (county.child(order={"file": {"account": account_of(88_000)}}).name,)


def written_with_spaces(county: County) -> Words:
    child = county.child()
    row, number = county.frames["bank_rows"][-1], account_of(child.number)
    row["account"] = " ".join(number[at : at + 4] for at in range(0, len(number), 4))
    return (child.name,)


def outside_the_ledger(county: County) -> Words:
    who = _fresh(county, "收款")
    county.give("statement", day="2023-05-03", summary="其他", amount=12_345, payee=who)
    return (who,)


def the_file_itself(county: County) -> Words:
    if "statement" not in county.given or BULK not in set(county.given["statement"]["payee"]):
        county.give("statement", day="2023-05-03", summary="", amount=0, payee=BULK)
    return (BULK,)


def list_changed(county: County) -> Words:
    file = f"{_fresh(county, '名单')}.xlsx"
    county.give("lists", file=file, archived="脱贫户.xlsx", status="cell-differs", at="S!C4 / C3", header="类别",
                theirs="脱贫户", ours="监测户")  # fmt: skip
    return (file,)


def list_sorted(county: County) -> Words:
    file = f"{_fresh(county, '名单')}.xlsx"
    county.give("lists", file=file, archived="脱贫户.xlsx", status="same", at="S", header="", theirs="", ours="")
    return (file,)


def return_changed(county: County) -> Words:
    file = f"{_fresh(county, '回盘')}.xlsx"
    county.give("returns", file=file, at="S!E5", status="mismatch", line="", amount=50_000)
    return (file,)


def return_booked(county: County) -> Words:
    file = f"{_fresh(county, '回盘')}.xlsx"
    county.give("returns", file=file, at="S!E5", status="repeated", line="", amount=50_000)
    return (file,)


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
    who = _fresh(county, "主任")
    county.put("acts", at="2023-04-21", by=who, act="forced", what="one-id-two-names (1)")
    return (who,)


def decided(county: County) -> Words:
    who = _fresh(county, "科员")
    county.put("acts", at="2023-04-21", by=who, act="decided", what="boarding-unknown (3)")
    return (who,)


def _notice(county: County, **notice: object) -> Words:
    where = _fresh(county, UNKNOWN)
    county.child(student={"school": where, "school_code": where}, line={"school": where, "school_code": where})
    county.given.setdefault("notices", pd.DataFrame(columns=["batch", "school", *FINE_NOTICE]))
    if notice:
        county.give("notices", batch=BATCH, school=where, **{**FINE_NOTICE, **notice})
    return (where,)


def never_public(county: County) -> Words:
    return _notice(county)


def public_too_short(county: County) -> Words:
    return _notice(county, working_days=3)


def public_after_approval(county: County) -> Words:
    return _notice(county, last_day="2023-04-28")


def public_with_numbers(county: County) -> Words:
    return _notice(county, forbidden="身份证号")


def public_in_order(county: County) -> Words:
    return _notice(county, working_days=7)


# --- sums ------------------------------------------------------------------------------------------------------------


def rules_say_more(county: County) -> Words:
    programme = _fresh(county, "p")
    county.child(programme=programme, due={"amount": 60_000})
    return (programme,)


def rules_say_the_same(county: County) -> Words:
    return verified(county)


def moved_too_much(county: County) -> Words:
    programme = _fresh(county, "p")
    county.child(programme=programme)
    county.put("transfers", term="2023S", programme=programme, debit="aid", credit="paid", amount=1)
    return (programme,)


def _approval(county: County, extra: int) -> Words:
    name = _fresh(county, "A")
    county.child(order={"seq": 500 + len(county.frames["orders"])})
    order = county.frames["orders"][-1]
    order["sent_seq"] = order["seq"] + 1
    county.put("approvals", approval=name, batch=BATCH, seq=order["seq"], total=STANDARD + extra, by="李四",
               at="2023-04-25")  # fmt: skip
    return (name,)


def approval_of_more(county: County) -> Words:
    return _approval(county, 100)


def approval_of_its_orders(county: County) -> Words:
    return _approval(county, 0)


def _file(county: County, extra: int) -> Words:
    name = _fresh(county, "F")
    county.child(order={"sending": name, "file": {"sending": name}})
    county.put("sendings", sending=name, batch=BATCH, file=name, total=STANDARD + extra, seq=20, at="2023-05-01")
    return (name,)


def file_of_more(county: County) -> Words:
    return _file(county, 100)


def file_of_its_rows(county: County) -> Words:
    return _file(county, 0)


def _return(county: County, said: int) -> Words:
    name = _fresh(county, "回盘")
    county.put("returned_rows", file=name, outcome="paid", booked=STANDARD, said=said)
    return (name,)


def return_says_less(county: County) -> Words:
    return _return(county, STANDARD - 1)


def return_says_so(county: County) -> Words:
    return _return(county, STANDARD)


def _sheet(county: County, other: int, side: str = "cells") -> Words:
    name = _fresh(county, "表")
    county.put("sheets", group=name, side=side, printed=STANDARD, other=other)
    return (name,)


def sheet_off(county: County) -> Words:
    return _sheet(county, STANDARD + 1, ("cells", "pages", "ledger")[next(county.numbers) % 3])


def sheet_right(county: County) -> Words:
    return _sheet(county, STANDARD)


def batch_of_more(county: County) -> Words:
    name = _fresh(county, "批")
    county.put("batches", batch=name, kind="payout", total=1)
    return (name,)


def batch_of_its_lines(county: County) -> Words:
    name = _fresh(county, "批")
    county.child(line={"batch": name, "state": "prepared"}, sent=False)
    return (name,)


def _rows(county: County, ended: int) -> Words:
    kind = _fresh(county, "kind")
    county.put("sources", source=kind, file=kind, kind=kind, rows=10, in_use=True, speaks=True)
    county.put("outcomes", source=kind, kind=kind, outcome="paid", rows=ended)
    return (kind,)


def row_lost(county: County) -> Words:
    return _rows(county, 9)


def every_row_ended(county: County) -> Words:
    return _rows(county, 10)


def _allotted(county: County, used: int) -> Words:
    programme = _fresh(county, "p")
    county.put("budget", programme=programme, level="county", year=2023, allotted=100_00, used=used)
    return (programme,)


def overdrawn(county: County) -> Words:
    return _allotted(county, 100_01)


def used_to_the_fen(county: County) -> Words:
    return _allotted(county, 100_00)


def total_differs(county: County) -> Words:
    file = _fresh(county, "表")
    county.put("controls", file=file, cell="Sheet1!C9", stated="12", computed="11", differs=True)
    return (file,)


def totals_agree(county: County) -> Words:
    file = _fresh(county, "表")
    county.put("controls", file=file, agree=2)
    return (file,)


def _list(county: County, **said: object) -> Words:
    file = _fresh(county, "名单")
    county.put("sources", **{"source": file, "file": file, "kind": "roster", "as_of": "2023-03-01", "rows": 0,
                             "in_use": True, "speaks": False, **said})  # fmt: skip
    county.put("used", batch=BATCH, at="2023-04-20", source=file)
    return (file,)


def old_list(county: County) -> Words:
    return _list(county, as_of="2023-02-18")


def sixty_days_old(county: County) -> Words:
    return _list(county, as_of="2023-02-19")


def list_taken_away(county: County) -> Words:
    return _list(county, in_use=False, retired_by="张三", retired_at="2023-05-20", why="错")


def list_in_use(county: County) -> Words:
    return _list(county)


# --- hints -----------------------------------------------------------------------------------------------------------


def _counted_ids(county: County, count: int) -> Words:
    first = 990101_20130305_1000 + 100 * next(county.numbers)
    ids = [{"id_number": str(first + at)} for at in range(count)]
    return tuple(county.child(student=own, line=own).name for own in ids)


def filled_down(county: County) -> Words:
    return _counted_ids(county, 3)


def two_neighbours(county: County) -> Words:
    return _counted_ids(county, 2)


def _series(county: County, *numbers: int) -> Words:
    name = _fresh(county, "series")
    for number in numbers:
        county.put("numbers", series=name, number=number)
    return (name,)


def number_missing(county: County) -> Words:
    return _series(county, 1, 2, 4)


def numbers_run_on(county: County) -> Words:
    return _series(county, 1, 2, 3)


PLANTED: tuple[tuple[str, Planter, Planter], ...] = (
    ("entitled-not-paid", not_posted, paid_before_the_ledger),
    ("entitled-not-paid", without_account, nothing_waits),
    ("held-with-money", held, nothing_waits),
    ("registered-without-aid", in_a_register_alone, in_two_registers_and_paid),
    ("absent-children", at_no_school, in_two_registers_and_paid),
    ("returned-not-resent", came_back, came_back_and_went_again),
    ("sent-not-settled", sent_long_ago, sent_lately),
    ("paid-late", arrived_late, arrived_on_the_last_day),
    ("budget-idle", idle, used_up),
    ("paid-twice", twice_under_two_numbers, namesakes),
    ("paid-twice", twice_on_one_card, siblings_on_their_guardians_card),
    ("paid-twice", twice_on_one_card, namesakes_whose_school_is_paid),
    ("paid-twice", twice_in_two_schools, a_difference_made_up),
    ("paid-twice", paid_before_and_again, paid_before_the_ledger),
    ("excluded-together", both_allowances, allowance_and_grant),
    ("paid-not-entitled", no_longer_entitled, taken_back),
    ("away-but-paid", not_there, left_after_the_day),
    ("paid-after-death", died_before, died_after),
    ("award-without-list", award_of_no_list, award_of_a_list),
    ("paid-not-listed", in_no_list, nothing_waits),
    ("amount-off-standard", off_the_standard, a_difference_made_up),
    ("unverified-standard", unverified, verified),
    ("tier-outside-range", tier_too_high, tier_at_the_top),
    ("mean-off-average", mean_too_low, mean_right),
    ("at-two-schools", at_two_schools, at_one_school),
    ("age-outside-stage", grown_up, confirmed_by_a_person),
    ("boarders-over-beds", more_boarders_than_beds, a_bed_for_each),
    ("account-of-many", one_card_for_three, siblings_on_their_guardians_card),
    ("holder-other", holder_a_stranger, holder_the_mother),
    ("account-changed", account_changed, account_change_approved),
    ("account-of-employee", card_of_an_employee, child_of_an_employee),
    ("sent-without-approval", sent_unapproved, nothing_waits),
    ("sent-otherwise", sent_to_another_card, written_with_spaces),
    ("paid-outside-ledger", outside_the_ledger, the_file_itself),
    ("lists-as-archived", list_changed, list_sorted),
    ("returns-as-booked", return_changed, return_booked),
    ("recoveries-open", claim_open, claim_paid_back),
    ("forced-decisions", pushed_through, decided),
    ("public-notice", never_public, public_in_order),
    ("public-notice", public_too_short, public_in_order),
    ("public-notice", public_after_approval, public_in_order),
    ("public-notice", public_with_numbers, public_in_order),
    ("rules-ledger", rules_say_more, rules_say_the_same),
    ("ledger-moves", moved_too_much, rules_say_the_same),
    ("ledger-approvals", approval_of_more, approval_of_its_orders),
    ("ledger-bank-files", file_of_more, file_of_its_rows),
    ("bank-returns", return_says_less, return_says_so),
    ("ledger-sheets", sheet_off, sheet_right),
    ("totals-agree", batch_of_more, batch_of_its_lines),
    ("rows-outcomes", row_lost, every_row_ended),
    ("budget-overdrawn", overdrawn, used_to_the_fen),
    ("control-totals", total_differs, totals_agree),
    ("file-old", old_list, sixty_days_old),
    ("sources-retired", list_taken_away, list_in_use),
    ("id-runs", filled_down, two_neighbours),
    ("numbering-gaps", number_missing, numbers_run_on),
)
"""The code of a check, what it must find, and what it must not."""
