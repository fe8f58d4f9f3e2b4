"""Sums, files and lists that do not agree."""

from __future__ import annotations

from tests.audit.county import BATCH, STANDARD, Child, County
from tests.audit.planted.planter import Words, fresh


def rules_say_more(county: County) -> Words:
    programme = fresh(county, "p")
    county.child(programme=programme, due={"amount": 60_000})
    return (programme,)


def rules_say_the_same(county: County) -> Words:
    programme = fresh(county, "p")
    county.child(programme=programme)
    return (programme,)


def moved_too_much(county: County) -> Words:
    programme = fresh(county, "p")
    county.child(programme=programme)
    county.put("transfers", term="2023S", programme=programme, debit="aid", credit="paid", amount=1)
    return (programme,)


def _approval(county: County, extra: int) -> Words:
    name = fresh(county, "A")
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
    name = fresh(county, "F")
    county.child(order={"sending": name, "file": {"sending": name}})
    county.put("sendings", sending=name, batch=BATCH, file=name, total=STANDARD + extra, seq=20, at="2023-05-01")
    return (name,)


def file_of_more(county: County) -> Words:
    return _file(county, 100)


def file_of_its_rows(county: County) -> Words:
    return _file(county, 0)


def _return(county: County, said: int) -> Words:
    name = fresh(county, "回盘")
    county.put("returned_rows", file=name, outcome="paid", booked=STANDARD, said=said)
    return (name,)


def return_says_less(county: County) -> Words:
    return _return(county, STANDARD - 1)


def return_says_so(county: County) -> Words:
    return _return(county, STANDARD)


def _kept(county: County, why: str) -> Words:
    name = fresh(county, "存档")
    county.put("archived", what=("return", "bank-file")[next(county.numbers) % 2], file=name, why=why)
    return (name,)


def file_nobody_can_read(county: County) -> Words:
    return _kept(county, "读不出明细行")


def file_that_was_read(county: County) -> Words:
    return _kept(county, "")


def _sheet(county: County, problem: str = "") -> Words:
    name = fresh(county, "表")
    county.put("sheets", group=name, side="ledger", printed=STANDARD, other=STANDARD)
    if problem:
        county.put("papers", file=name, sheet="花名册", problem=problem, cell="F12", heading="姓名", kind="name",
                   printed="王小明", booked="王晓明")  # fmt: skip
    return (name,)


def sheet_off(county: County) -> Words:
    return (*_sheet(county, "cell"), "F12", "王*")


def total_off(county: County) -> Words:
    return (*_sheet(county, "total"), "F12")


def row_too_many(county: County) -> Words:
    return _sheet(county, "row-more")


def sheet_right(county: County) -> Words:
    return _sheet(county)


def total_not_computed(county: County) -> Words:
    return _sheet(county, "not-computed")


def batch_of_more(county: County) -> Words:
    name = fresh(county, "批")
    county.put("batches", batch=name, kind="payout", total=1)
    return (name,)


def batch_of_its_lines(county: County) -> Words:
    name = fresh(county, "批")
    county.child(line={"batch": name, "state": "prepared"}, sent=False)
    return (name,)


def _rows(county: County, ended: int) -> Words:
    kind = fresh(county, "kind")
    county.put("sources", source=kind, file=kind, kind=kind, rows=10, in_use=True, speaks=True)
    county.put("outcomes", source=kind, kind=kind, outcome="paid", rows=ended)
    return (kind,)


def row_lost(county: County) -> Words:
    return _rows(county, 9)


def every_row_ended(county: County) -> Words:
    return _rows(county, 10)


def _allotted(county: County, used: int) -> Words:
    programme = fresh(county, "p")
    county.put("budget", programme=programme, level="county", year=2023, allotted=100_00, used=used)
    return (programme,)


def overdrawn(county: County) -> Words:
    return _allotted(county, 100_01)


def _project(county: County, programme: str) -> Words:
    document = fresh(county, "示财教〔2023〕")
    if not programme:
        county.put("unnamed", project="某项资金", document=document, level="county", year=2023, amount=100_00)
    else:
        county.put("budget", programme=programme, level="county", year=2023, allotted=100_00, used=100_00)
    return (document,)


def money_for_no_programme(county: County) -> Words:
    return _project(county, "")


def money_for_a_programme(county: County) -> Words:
    return _project(county, fresh(county, "p"))


def used_to_the_fen(county: County) -> Words:
    return _allotted(county, 100_00)


def total_differs(county: County) -> Words:
    file = fresh(county, "表")
    county.put("controls", file=file, cell="Sheet1!C9", stated="12", computed="11", differs=True)
    return (file,)


def totals_agree(county: County) -> Words:
    file = fresh(county, "表")
    county.put("controls", file=file, agree=2)
    return (file,)


def _list(county: County, **said: object) -> Words:
    file = fresh(county, "名单")
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


def leaver_of_a_list_taken_away(county: County) -> Words:
    return _said_gone(county, county.child())


def gone_and_not_paid(county: County) -> Words:
    return _said_gone(county, county.child(booked=False, entitled=False))


def _said_gone(county: County, child: Child) -> Words:
    (file,) = list_taken_away(county)
    county.put("said_gone", source=file, subject=child.subject, name=child.name, id_number=child.id_number,
               said="转出", evidence="12345678/Sheet1!F3")  # fmt: skip
    return (child.name,)


def list_in_use(county: County) -> Words:
    return _list(county)
