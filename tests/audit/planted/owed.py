"""What is owed and was not paid, or late."""

from __future__ import annotations

from tests.audit.county import LIVING, STANDARD, County, id_of
from tests.audit.planted.planter import LATE, Words, fresh


def not_posted(county: County) -> Words:
    return (county.child(booked=False).name,)


def paid_before_the_ledger(county: County) -> Words:
    child = county.child(booked=False)
    county.put("paid_before", subject=child.subject, programme=LIVING, amount=STANDARD)
    return (child.name,)


def without_account(county: County) -> Words:
    return (county.child(line={"account": "", "state": "approved"}, sent=False).name,)


def held(county: County) -> Words:
    name = fresh(county, "待")
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
    name = fresh(county, "失")
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


def approved_and_waiting(county: County) -> Words:
    child = county.child(line={"state": "approved"})
    county.frames["orders"][-1].update(sent=False, settled="", sending="", paid_on="")
    county.frames["bank_rows"].pop()
    return (child.name,)


def sent_long_ago(county: County) -> Words:
    return (county.child(line={"state": "sent"}, order={"settled": "", "paid_on": ""}).name,)


def sent_lately(county: County) -> Words:
    child = county.child(line={"state": "sent"}, order={"settled": "", "paid_on": "", "sent_at": "2023-06-20"})
    return (child.name,)


def arrived_late(county: County) -> Words:
    return (county.child(order={"paid_on": LATE, "settled_at": LATE}).name,)


def arrived_on_the_last_day(county: County) -> Words:
    return (county.child(order={"paid_on": "2023-07-31", "settled_at": "2023-08-01"}).name,)


def idle(county: County) -> Words:
    programme = fresh(county, "p")
    for term in ("2022S", "2022A"):  # the whole year is in the books
        for debit, credit in (("aid", "payable"), ("payable", "aid")):
            county.put("transfers", term=term, programme=programme, debit=debit, credit=credit, amount=1)
    county.put("budget", programme=programme, level="county", year=2022, allotted=100_00, used=60_00)
    return (programme,)


def used_up(county: County) -> Words:
    programme = fresh(county, "p")
    county.put("budget", programme=programme, level="county", year=2022, allotted=100_00, used=100_00)
    county.put("budget", programme=programme, level="county", year=2023, allotted=100_00, used=1_00)
    return (programme,)
