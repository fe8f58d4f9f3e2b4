"""What was sent and what the bank says of it: files, statements, returns, lists of the auditor's own."""

from __future__ import annotations

from tests.audit.county import BATCH, STANDARD, Child, County
from tests.audit.planted.planter import BULK, Words, fresh
from tests.tools.county import account_of


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
    who = f"{fresh(county, '收款')}商行"
    county.give("statement", day="2023-05-03", summary="其他", amount=12_345, payee=who)
    return (who,)


def debited_otherwise(county: County) -> Words:
    sending, number = _other_file(county)
    county.give("statement", day=20230504, summary=f"代发{sending}", amount=STANDARD + 50, payee=f"第{number}代发户")
    return sending, f"第{number}代发户", "2023-05-04", "+0.50"


def debited_never(county: County) -> Words:
    sending, _ = _other_file(county)
    return (f"报送文件 {sending} 在对账单上没有支出",)


def debited_for_what_arrived(county: County) -> Words:
    """The bank takes what it could pay: one of two came back."""
    sending, number = _other_file(county)
    county.child(order={"sending": sending, "settled": "returned"}, line={"state": "returned"})
    county.frames["sendings"][-1]["total"] += STANDARD
    county.give("statement", day=20230504, summary=f"代发{sending}", amount=STANDARD, payee=f"第{number}代发户")
    return sending, f"第{number}代发户"


def debited_in_parts_otherwise(county: County) -> Words:
    return _in_parts(county, 7), "差 +0.07"


def debited_in_parts(county: County) -> Words:
    return (_in_parts(county, 0),)


def _in_parts(county: County, more: int) -> str:
    sending, number = _other_file(county)
    for fen in (20_000, STANDARD - 20_000 + more):
        county.give("statement", day=20230504, summary=f"代发{sending}", amount=fen, payee=f"第{number}代发户")
    return sending


def refunded_otherwise(county: County) -> Words:
    return _refunded(county, -7), "差 +0.07"


def refunded_in_two_credits(county: County) -> Words:
    return (_refunded(county, 0),)


def _refunded(county: County, more: int) -> str:
    """The bank takes the whole and gives back what it could not pay: one of two."""
    sending, number = _other_file(county)
    county.child(order={"sending": sending, "settled": "returned"}, line={"state": "returned"})
    county.frames["sendings"][-1]["total"] += STANDARD
    for words, fen in (("代发", 2 * STANDARD), ("退回", -20_000), ("退回", 20_000 - STANDARD - more)):
        county.give("statement", day=20230504, summary=f"{words}{sending}", amount=fen, payee=f"第{number}代发户")
    return sending


def came_of_no_file(county: County) -> Words:
    the_file_itself(county)
    who = f"{fresh(county, '转入')}公司"
    county.give("statement", day="2023-05-03", summary="转入", amount=-12_345, payee=who)
    return (who,)


def recovered_never(county: County) -> Words:
    the_file_itself(county)
    who, voucher = _claimed(county, 30_000)
    return (who, voucher)


def recovered_in_parts(county: County) -> Words:
    """Booked in two parts, and the bank has them in two credits."""
    the_file_itself(county)
    who, voucher = _claimed(county, 30_000, 20_000)
    for fen in (30_000, 20_000):
        county.give("statement", day="2023-05-03", summary=f"{voucher}转入", amount=-fen, payee="某某")
    return (who, voucher)


def _claimed(county: County, *parts: int) -> tuple[str, str]:
    """Put in a child of whom it is booked that money came back, in parts."""
    child, voucher = county.child(due={"amount": 0}), fresh(county, "凭证V")
    line = f"{child.line}-C"
    county.line(child.number, line=line, kind="recover", amount=-STANDARD, state="recovered", outstanding=0,
                subject=child.subject, name=child.name)  # fmt: skip
    for place, fen in enumerate(parts):
        county.put("recovered", booking=f"{line}-R{place}", line=line, amount=fen, day="2023-05-03",
                   voucher=f"{voucher}{place}" if place else voucher)  # fmt: skip
    return child.name, voucher


def interest(county: County) -> Words:
    the_file_itself(county)
    who = f"{fresh(county, '银行')}支行"
    county.give("statement", day="2023-05-03", summary="结息", amount=-321, payee=who)
    return (who,)


def _other_file(county: County) -> tuple[str, int]:
    """Put in a file of one payment that arrived, beside that of the county; the statement has that one."""
    the_file_itself(county)
    number = next(county.numbers)
    sending = f"{BATCH}-F{100 + number}"
    county.child(order={"sending": sending})
    county.put("sendings", sending=sending, batch=BATCH, file=f"{sending}.xlsx", total=STANDARD, seq=20,
               at="2023-05-01")  # fmt: skip
    return sending, number


def the_file_itself(county: County) -> Words:
    if "statement" not in county.given or BULK not in set(county.given["statement"]["payee"]):
        county.give("statement", day="2023-05-03", summary="", amount=0, payee=BULK)
        county.give("statement", day="2023-05-09", summary="结息", amount=-1, payee="")  # it goes on after the arrival
    return (BULK,)


def debited_to_a_firm(county: County) -> Words:
    return _lump(county, f"{fresh(county, '宏大')}商贸公司")


def debited_to_the_bank(county: County) -> Words:
    return _lump(county, f"{fresh(county, '示例')}银行代发过渡户")


def debited_too_early(county: County) -> Words:
    return _lump(county, f"{fresh(county, '早于')}代发户", day="2023-01-04")


def debited_a_year_late(county: County) -> Words:
    return _lump(county, f"{fresh(county, '迟于')}代发户", day="2024-05-04")


def _lump(county: County, payee: str, day: str = "2023-05-04") -> Words:
    """Debit a file of two payments at once, named by its amount alone."""
    sending, number = _other_file(county)
    more = 60 * STANDARD + 31 * number  # no other file has this sum, or nearly
    county.child(order={"sending": sending, "amount": more}, line={"amount": more})
    county.frames["sendings"][-1]["total"] += more
    county.give("statement", day=day, summary="转账", amount=STANDARD + more, payee=payee)
    return (payee,) if day == "2023-05-04" else (f"{day} 转账：", sending)


def list_changed(county: County) -> Words:
    file = f"{fresh(county, '名单')}.xlsx"
    county.give("lists", file=file, archived="脱贫户.xlsx", status="cell-differs", at="S!C4 / C3", header="类别",
                theirs="脱贫户", ours="监测户", evidence=f"{file}/S!C4")  # fmt: skip
    return (file,)


def list_sorted(county: County) -> Words:
    file = f"{fresh(county, '名单')}.xlsx"
    county.give("lists", file=file, archived="脱贫户.xlsx", status="same", at="S", header="", theirs="", ours="")
    return (file,)


def _returned(county: County, file: str, child: Child, **said: object) -> None:
    """Give the row of a bank's return that says of a child's payment what the books say, but for ``said``."""
    order = county.frames["orders"][-1]
    row = {"file": file, "at": "S!E5", "status": "repeated", "differs": "", "order": order["payment_order"],
           "sending": order["sending"], "line": child.line, "result": "ok", "settled": order["settled"],
           "amount": order["amount"], "booked": order["amount"], "name": order["account_name"],
           "our_name": order["account_name"], "account": order["account"],
           "our_account": order["account"]}  # fmt: skip
    county.give("returns", **row | said)


def return_changed(county: County) -> Words:
    file, child = f"{fresh(county, '回盘')}.xlsx", county.child(order={"sending": f"{BATCH}-R1"})
    _returned(county, file, child, status="mismatch", differs="amount;settled", amount=40_000, result="failed")
    return (file, child.name, "金额：银行 400.00，台账 500.00；结果：银行 已退回，台账 已到账")


def return_booked(county: County) -> Words:
    file, child = f"{fresh(county, '回盘')}.xlsx", county.child(order={"sending": f"{BATCH}-R1"})
    _returned(county, file, child)
    return (file, child.name)


def not_in_the_return(county: County) -> Words:
    return_booked(county)  # another payment of the same file
    return (county.child(order={"sending": f"{BATCH}-R1"}).name,)


def in_a_file_without_return(county: County) -> Words:
    return (county.child(order={"sending": f"{BATCH}-R2"}).name,)
