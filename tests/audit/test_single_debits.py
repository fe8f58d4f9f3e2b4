"""A bank statement with one row a payment: honest ones are accused of nothing, one row too many stands by itself."""

from __future__ import annotations

import pytest

from aid_ledger.audit import CheckResult
from aid_ledger.audit.checks import CHECKS, run_checks
from aid_ledger.money import format_yuan
from tests.audit.county import BATCH, STANDARD, Child, County

CODES = ("paid-outside-ledger", "statement-ledger")


@pytest.fixture
def county() -> County:
    return County()


def debit(county: County, child: Child, *, named: bool = True, fen: int = STANDARD, day: str = "2023-05-03") -> None:
    summary = f"代发 {child.line}" if named else "代发资助金"
    county.give("statement", day=day, summary=summary, amount=fen, payee=child.name)


def found(county: County) -> dict[str, list[str]]:
    """Return what the two checks of a statement say, by code."""
    results: list[CheckResult] = list(run_checks(county.picture(), checks=[c for c in CHECKS if c.code in CODES]))
    return {one.code: [] if one.rows is None else one.rows["detail"].tolist() for one in results}


@pytest.mark.parametrize("named", [True, False])
def test_one_debit_a_payment_is_the_file(county: County, named: bool) -> None:
    for child in [county.child() for _ in range(4)]:
        debit(county, child, named=named)
    assert found(county) == {"paid-outside-ledger": [], "statement-ledger": []}


def test_a_file_of_one_payment_is_debited_at_once(county: County) -> None:
    debit(county, county.child())
    (result,) = run_checks(county.picture(), checks=[c for c in CHECKS if c.code == "statement-ledger"])
    assert result.status == "passed"
    assert "1 份" in str(result.params["how"])
    assert "分" not in str(result.params["how"]).replace("1 份", "")


def test_one_debit_more_to_somebody_is_of_no_file_whether_the_file_was_debited_at_once_or_singly(
    county: County,
) -> None:
    children = [county.child() for _ in range(3)]
    county.give("statement", day="2023-05-03", summary="", amount=0, payee="批量代发")
    debit(county, children[0], named=False, day="2023-05-09")
    [strange] = found(county)["paid-outside-ledger"]
    assert "2023-05-09" in strange
    other = County()
    for child in [other.child() for _ in range(3)]:
        debit(other, child)
    debit(other, child, day="2023-05-09")
    told = found(other)
    assert (len(told["paid-outside-ledger"]), "2023-05-09" in told["paid-outside-ledger"][0]) == (1, True)
    assert told["statement-ledger"] == []


def test_a_debit_that_is_missing_is_said_of_the_file(county: County) -> None:
    children = [county.child() for _ in range(4)]
    for child in children[1:]:
        debit(county, child)
    told = found(county)
    assert told["paid-outside-ledger"] == []
    [short] = told["statement-ledger"]
    assert "-500.00" in short
    assert short.endswith(f"记了到账而没有支出的 1 笔：{children[0].line} {children[0].name[0]}* 500.00")
    assert children[1].line not in short


def test_of_several_things_that_are_wrong_at_once_each_is_named(county: County) -> None:
    """One amount typed over, one payment that is missing: two sentences, and nothing is called a stranger's."""
    children = [county.child() for _ in range(6)]
    for child in children[1:]:
        debit(county, child, fen=STANDARD + 100 if child is children[3] else STANDARD)
    told = found(county)
    assert told["paid-outside-ledger"] == []
    off, short = sorted(told["statement-ledger"], key=lambda one: "记了到账" in one)
    assert off.endswith("差 +1.00")
    assert "差 -500.00；" in short
    assert children[0].line in short


def test_a_file_that_arrived_on_a_day_that_the_statement_does_not_have_is_not_compared(county: County) -> None:
    """The second file arrived a month later, and no statement of that month was given."""
    county.child()
    county.child()
    county.give("statement", day="2023-05-03", summary="", amount=0, payee="批量代发")
    county.give("statement", day="2023-05-09", summary="结息", amount=-1, payee="")
    county.child(order={"sending": f"{BATCH}-F99", "paid_on": "2023-06-12"})
    county.put("sendings", sending=f"{BATCH}-F99", batch=BATCH, file="f99.xlsx", total=STANDARD, seq=20,
               at="2023-06-10")  # fmt: skip
    (result,) = run_checks(county.picture(), checks=[c for c in CHECKS if c.code == "statement-ledger"])
    assert result.status == "passed"
    assert f"没有核对的报送文件 1 份 500.00 元（{BATCH}-F99）" in str(result.params["how"])
    other = County()
    other.child()
    other.give("statement", day="2022-05-03", summary="结息", amount=-1, payee="")
    (result,) = run_checks(other.picture(), checks=[c for c in CHECKS if c.code == "statement-ledger"])
    assert (result.status, result.why_not) == ("not-done", "statement-of-other-days")


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("fen", [STANDARD + 100, 10 * STANDARD, 10])
def test_one_payment_of_another_amount_is_the_one_row_that_is_named(county: County, named: bool, fen: int) -> None:
    returned = {"order": {"settled": "returned"}, "line": {"state": "returned"}}
    children = [*(county.child() for _ in range(5)), *(county.child(**returned) for _ in range(2))]
    for child in children:
        debit(county, child, named=named, fen=fen if child is children[0] else STANDARD)
    for child in children[5:]:
        county.give("statement", day="2023-05-08", summary="退汇", amount=-STANDARD, payee=child.name)
    told = found(county)
    assert told["paid-outside-ledger"] == []
    [off] = told["statement-ledger"]
    assert "这一笔是 500.00" in off
    assert off.endswith(("差 +" if fen > STANDARD else "差 ") + format_yuan(fen - STANDARD, grouped=True))


def test_a_credit_that_nothing_is_booked_for_stands_by_itself_among_those_of_returned_payments(county: County) -> None:
    returned = {"order": {"settled": "returned"}, "line": {"state": "returned"}}
    children = [county.child(), county.child(), county.child(**returned), county.child(**returned)]
    county.give("statement", day="2023-05-03", summary="", amount=0, payee="批量代发")
    for child in (*children[2:], children[0]):  # the last arrived, as the books have it
        county.give("statement", day="2023-05-08", summary="退汇", amount=-STANDARD, payee=child.name)
    told = found(county)
    assert told["paid-outside-ledger"] == []
    [came] = told["statement-ledger"]
    assert children[0].name[0] in came


OTHER = "贾另外人"


@pytest.mark.parametrize(
    ("payee", "account", "says"),
    [
        (OTHER, "", "收款人却是 贾"), ("", "6299010000099999998", "付到账号"), ("钱*一", "", ""), ("", "", ""),
        ("", "6299****0216", ""),
    ],
)  # fmt: skip
def test_a_payment_to_somebody_else_is_named_though_every_sum_fits(
    county: County, payee: str, account: str, says: str
) -> None:  # fmt: skip
    children = [county.child() for _ in range(5)]
    for child in children:
        first = child is children[0]
        county.give(
            "statement", day="2023-05-03", summary=f"代发 {child.line}", amount=STANDARD,
            payee=payee if first and (payee or not account) else child.name, account=account if first else "",
        )  # fmt: skip
    told = found(county)
    assert told["paid-outside-ledger"] == []
    assert len(told["statement-ledger"]) == bool(says)
    assert all(says in one and children[0].line in one for one in told["statement-ledger"])


def test_a_payment_to_a_stranger_is_of_no_file_where_no_line_is_named(county: County) -> None:
    children = [county.child() for _ in range(5)]
    for child in children[1:]:
        debit(county, child, named=False)
    county.give("statement", day="2023-05-03", summary="代发资助金", amount=STANDARD, payee=OTHER)
    [strange] = found(county)["paid-outside-ledger"]
    assert "收款人 贾" in strange


@pytest.mark.parametrize(
    ("refunds", "last", "missing"),
    [(2, "2023-05-09", ""), (1, "2023-05-09", "500.00"), (0, "2023-05-09", ""), (0, "2023-06-09", "1,000.00")],
)
def test_what_is_booked_as_returned_must_have_come_back(
    county: County, refunds: int, last: str, missing: str
) -> None:  # fmt: skip
    returned = {"order": {"settled": "returned", "settled_at": "2023-05-08T09:00:00"}, "line": {"state": "returned"}}
    children = [*(county.child() for _ in range(5)), *(county.child(**returned) for _ in range(2))]
    for child in children:
        debit(county, child)
    for child in children[5 : 5 + refunds]:
        county.give("statement", day="2023-05-08", summary="退汇", amount=-STANDARD, payee=child.name)
    county.give("statement", day=last, summary="利息", amount=-100, payee="")
    told = [one for one in found(county)["statement-ledger"] if "已退回" in one]
    assert len(told) == bool(missing)
    assert all(one.endswith(f"少 {missing}") for one in told)


def test_a_refund_of_another_amount_is_named_by_its_payment(county: County) -> None:
    returned = {"order": {"settled": "returned"}, "line": {"state": "returned"}}
    children = [*(county.child() for _ in range(5)), *(county.child(**returned) for _ in range(2))]
    for child in children:
        debit(county, child)
    for child, fen in zip(children[5:], (STANDARD, STANDARD // 2), strict=True):
        county.give("statement", day="2023-05-08", summary=f"退汇 {child.line}", amount=-fen, payee=child.name)
    [off] = found(county)["statement-ledger"]
    assert off.endswith("这一笔退回的是 500.00，流水退款 250.00，差 -250.00")
    assert children[6].line in off


def test_a_payment_and_a_refund_that_are_both_missing_do_not_make_up_for_each_other(county: County) -> None:
    returned = {"order": {"settled": "returned"}, "line": {"state": "returned"}}
    children = [*(county.child() for _ in range(5)), *(county.child(**returned) for _ in range(2))]
    for child in children[1:]:
        debit(county, child)
    county.give("statement", day="2023-05-08", summary="退汇", amount=-STANDARD, payee=children[5].name)
    [short] = found(county)["statement-ledger"]
    assert f"差 0.00；记了到账而没有支出的 1 笔：{children[0].line}" in short
    assert short.endswith("台账记已退回 1,000.00，退款没有这么多")
