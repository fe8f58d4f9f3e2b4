"""Prepared, approved, sent, paid or returned, sent again: the way of money, with real bank files and returns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from aid_ledger.errors import FindingsError, LedgerError
from aid_ledger.office.paying import Paid, PayOptions
from aid_ledger.office.settling import Settled, SettleOptions
from aid_ledger.words import render
from tests.tools.banks import Says, all_fine, bank_return, returns_of, rows_of_file, sent_files
from tests.tools.county import AT, BY, Desk, account_of, member, name_of, resident_id
from tests.tools.engines import on_both, url_for
from tests.tools.money import OTHER
from tests.tools.six_boarders import LIVES, roster, six_boarders


@pytest.fixture
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    with six_boarders(tmp_path / "office", url_for(request)) as made:
        yield made


def approved(office: Desk) -> str:
    batch = office.payout().batch
    assert batch is not None
    office.office.approve(batch.batch, by=OTHER, at=AT)
    return batch.batch


def pay(office: Desk, batch: str, **options: object) -> Paid:
    return office.office.pay(batch, PayOptions(**options), by=BY, at=AT)  # type: ignore[arg-type]


def settle(office: Desk, paid: Paid, says: Says = all_fine, **options: object) -> Settled:
    chosen = SettleOptions(**options)  # type: ignore[arg-type]
    return office.office.settle(returns_of(office.office, paid, says), chosen, by=BY, at=AT)


def states(office: Desk) -> dict[str, str]:
    """State by name, of lines that are not void."""
    lines = office.export("lines")
    lines = lines[lines["state"] != "void"]
    return dict(zip(lines["student_name"], lines["state"], strict=True))


def refused(error: pytest.ExceptionInfo[Any]) -> str:
    return str(error.value.findings[0].name)


@on_both
def test_a_line_goes_from_prepared_to_paid_and_the_books_verify_at_every_step(office: Desk) -> None:
    batch = office.payout().batch
    assert batch is not None
    with pytest.raises(LedgerError) as error:
        pay(office, batch.batch)
    assert refused(error) == "not-approved"
    done = office.office.approve(batch.batch, by=OTHER, at=AT, document="示教资〔2023〕8号")
    assert done.approval is not None
    assert (done.approval.orders, dict(done.plan.waiting)) == (5, {"no-account": 1})
    assert set(states(office).values()) == {"approved"}
    paid = pay(office, batch.batch)
    rows = [row for data in sent_files(office.office, paid) for row in rows_of_file(data)]
    assert sorted(row["户名"] for row in rows) == sorted(name_of(number) for number in LIVES if number != 5)
    assert {states(office)[name_of(1)], states(office)[name_of(5)]} == {"sent", "approved"}
    assert office.verify().ok
    settled = settle(office, paid, paid_on="2023-04-19", voucher="0512")
    assert (settled.booked, settled.counts["ok"]) == (5, 5)
    assert [(one.name, one.severity, one.params["count"]) for one in settled.findings] == [
        ("settled-before-sent", "warning", 5),
    ]  # fmt: skip
    assert {states(office)[name_of(1)], states(office)[name_of(5)]} == {"paid", "approved"}
    again = settle(office, paid)
    assert (again.booked, again.counts["repeated"]) == (0, 5)
    assert office.verify().ok


def test_a_second_sending_is_refused_and_a_late_account_is_sent_with_the_rest(office: Desk) -> None:
    batch = approved(office)
    pay(office, batch)
    for rest in (False, True):
        with pytest.raises(LedgerError) as error:
            pay(office, batch, rest=rest)
        assert refused(error) == "nothing-to-send"
    office.take("名册.xlsx", roster(p5={}), "roster", replace=True)
    with pytest.raises(LedgerError) as error:  # approved is what was approved
        pay(office, batch, rest=True)
    assert refused(error) == "nothing-to-send"
    office.office.approve(batch, by=OTHER, at=AT)
    with pytest.raises(LedgerError) as error:
        pay(office, batch)
    assert refused(error) == "only-rest-left"
    paid = pay(office, batch, rest=True)
    assert [one.file.count for one in paid.sendings] == [1]
    assert set(states(office).values()) == {"sent"}
    assert office.verify().ok


@on_both
def test_what_comes_back_is_sent_again_as_another_order_of_the_same_line(office: Desk) -> None:
    batch = approved(office)
    paid = pay(office, batch)

    def fails(row: dict[str, str]) -> tuple[str, str]:
        return ("失败", "账户已销户") if row["户名"] == name_of(2) else ("成功", "")

    settled = settle(office, paid, fails)  # type: ignore[arg-type]
    assert list(settled.failed["reason"]) == ["account-closed"]
    assert states(office)[name_of(2)] == "returned"
    with pytest.raises(LedgerError) as error:
        pay(office, batch, rest=True)
    assert refused(error) == "nothing-to-send"
    new = {"账号": account_of(902)}
    office.take("名册.xlsx", roster(p2=new), "roster", replace=True)
    done = office.office.approve(batch, by=OTHER, at=AT)  # another account than approved: it waits for a second person
    assert dict(done.plan.waiting) == {"account-change-waits": 1, "no-account": 1}
    changes = office.office.account_changes("2023S")
    assert list(changes["account"]) == [account_of(902)]
    with pytest.raises(LedgerError) as error:
        office.office.approve_account_changes("2023S", by=BY, at=AT)
    assert refused(error) == "change-approver-brought-it"
    office.office.approve_account_changes("2023S", by=OTHER, at=AT, document="账户变更3号")
    done = office.office.approve(batch, by=OTHER, at=AT)
    assert done.approval is not None
    assert done.approval.orders == 1
    assert states(office)[name_of(2)] == "approved"
    again = pay(office, batch, rest=True)
    assert "account-changed" not in {one.name for one in again.accounts}  # a second person has seen the change
    (row,) = [row for data in sent_files(office.office, again) for row in rows_of_file(data)]
    assert row["账号"] == account_of(902)
    assert settle(office, paid, fails).booked == 0  # type: ignore[arg-type] # the first return, read again
    assert states(office)[name_of(2)] == "sent"
    assert settle(office, again).booked == 1
    assert states(office)[name_of(2)] == "paid"
    assert office.payout().batch is None
    assert office.verify().ok


def test_a_line_goes_again_to_the_same_account_only_where_the_reason_was_the_banks_own(office: Desk) -> None:
    said = {
        1: ("失败", "账号不存在"),
        2: ("失败", "账户已冻结"),
        3: ("失败", "户名不符"),
        4: ("失败", "退票"),
        6: ("失败", ""),
    }
    by_name = {name_of(number): words for number, words in said.items()}
    batch = approved(office)
    settle(office, pay(office, batch), lambda row: by_name[row["户名"]])
    office.take("名册.xlsx", roster(p3={"户名": "王五"}), "roster", replace=True)  # another holder of the same number
    released = {"姓名": name_of(2), "身份证号": resident_id(2), "户名": name_of(2), "账号": account_of(2)}
    plan = office.office.plan_approval(batch)
    assert dict(plan.waiting) == {"account-sent-back": 2, "account-change-waits": 1, "no-account": 1}
    office.take("退回更正清单.xlsx", [released], "accounts")  # its parents went to the bank
    office.office.approve_account_changes("2023S", by=OTHER, at=AT)
    done = office.office.approve(batch, by=OTHER, at=AT)
    assert dict(done.plan.waiting) == {"account-sent-back": 1, "no-account": 1}
    again = pay(office, batch, rest=True)
    sent = [row["账号"] for data in sent_files(office.office, again) for row in rows_of_file(data)]
    assert sorted(sent) == sorted(account_of(number) for number in (2, 3, 4, 6))
    assert states(office)[name_of(1)] == "returned", "it is asked for in the 退回更正清单"
    settle(office, again, lambda row: ("失败", "账户已冻结") if row["账号"] == account_of(2) else ("成功", ""))
    waiting = dict(office.office.plan_approval(batch).waiting)
    assert waiting == {"account-sent-back": 2, "no-account": 1}, "a word counts for the return before it only"
    assert office.verify().ok


@on_both
def test_what_the_bank_has_twice_stays_sent_until_the_bank_has_said_what_became_of_it(office: Desk) -> None:
    batch = approved(office)
    paid = pay(office, batch)
    first = name_of(1)
    twice = settle(office, paid, lambda row: ("失败", "重复交易") if row["户名"] == first else ("成功", ""))
    assert (twice.counts["pending"], twice.counts["failed"]) == (1, 0)
    assert [(one.name, one.severity, one.rows) for one in twice.findings] == [("return-duplicate", "error", 1)]
    assert states(office)[first] == "sent"
    assert refused_to_send_again(office, batch) == "nothing-to-send"
    settle(office, paid)
    assert states(office)[first] == "paid"
    assert office.verify().ok


def refused_to_send_again(office: Desk, batch: str) -> str:
    with pytest.raises(LedgerError) as error:
        pay(office, batch, rest=True)
    return refused(error)


def test_a_row_whose_amount_name_or_account_differs_is_not_booked(office: Desk) -> None:
    paid = pay(office, approved(office))
    (data,) = sent_files(office.office, paid)
    one, two, three, *_ = [row["摘要"] for row in rows_of_file(data)]
    wrong = {one: {"金额": "1.00"}, two: {"户名": "王五"}, three: {"账号": account_of(777)}}
    done = office.office.settle([("回盘.xlsx", bank_return(data, changed=wrong))], by=BY, at=AT)
    assert (done.booked, done.counts["mismatch"]) == (2, 3)
    lines = office.export("lines").set_index("line")
    assert {lines.loc[line, "state"] for line in (one, two, three)} == {"sent"}
    assert office.verify().ok


def test_two_returns_of_one_name_are_both_booked(office: Desk) -> None:
    """A bank's 回盘.xlsx of two folders, each with a part of the payments; the very same file twice is read once."""
    paid = pay(office, approved(office))
    (sent,) = sent_files(office.office, paid)

    def part(own: str) -> bytes:
        return bank_return(sent, lambda row: ("失败" if row["序号"] in own else "成功", ""), failures=True)

    first, second = part("12"), part("345")
    files = [("回盘.xlsx", first), ("回盘.xlsx", second), ("回盘.xlsx", first)]
    done = office.office.settle(files, SettleOptions(), by=BY, at=AT)
    assert (done.booked, done.counts["repeated"]) == (5, 0)


@pytest.mark.parametrize("column", ["", "处理结果"])
def test_a_list_of_failures_pays_the_rest_only_where_the_sum_proves_it(office: Desk, column: str) -> None:
    paid = pay(office, approved(office))
    (data,) = sent_files(office.office, paid)
    total = paid.sendings[0].file.total
    failed = 50000

    def says(row: Mapping[str, str]) -> tuple[str, str]:
        return "失败" if row["户名"] == name_of(3) else "成功", "户名不符"

    file = bank_return(data, says, failures=True, without=column)

    def settle_failures(debited: int) -> Settled:
        said = SettleOptions(only_failures=True, sending=paid.sendings[0].sending, debited=debited)
        return office.office.settle([("失败.xlsx", file)], said, by=BY, at=AT)

    with pytest.raises(FindingsError) as error:
        settle_failures(total - failed - 1)
    assert refused(error) == "return-sum-differs"
    assert "paid" not in states(office).values()
    done = settle_failures(total - failed)
    assert (done.booked, done.returned) == (5, failed)
    assert not office.verify().first_bad
    assert states(office)[name_of(3)] == "returned"


def test_a_name_that_no_bank_takes_is_told_with_child_school_and_the_commands_that_mend_it(office: Desk) -> None:
    office.take("名册.xlsx", roster(p1={"户名": "赵丁?"}), "roster", replace=True)
    batch = approved(office)
    with pytest.raises(FindingsError) as error:
        pay(office, batch)
    said = render(error.value.findings[0], "zh")
    assert f"如明细 {batch}-00001 赵*（" in said
    assert "，示例县第一小学 三年级 1班）" in said
    assert name_of(1) not in said
    assert resident_id(1) not in said
    ways = [
        "import 文件 --as accounts --term 2023S",
        "accounts approve --term 2023S",
        f"approve {batch}",
        f"pay {batch}",
    ]
    assert [way for way in ways if f"aid-ledger {way}" not in said] == []
    account = {**member(1), "账号": account_of(1), "户名": name_of(1), "开户行": "示例银行"}
    office.took("账户.xlsx", [account], "accounts")
    assert dict(pay(office, batch).kept) == {"account-change-waits": 1}
    office.office.approve_account_changes("2023S", by=OTHER, at=AT)
    office.office.approve(batch, by=OTHER, at=AT)
    (mended,) = pay(office, batch, rest=True).sendings
    assert (mended.file.count, states(office)[name_of(1)]) == (1, "sent")


def test_money_reported_paid_that_bounces_is_booked_only_when_somebody_says_so(office: Desk) -> None:
    batch = approved(office)
    paid = pay(office, batch)
    settle(office, paid)
    bounced = settle(office, paid, lambda _row: ("失败", "退票"))
    assert (bounced.booked, bounced.counts["mismatch"]) == (0, 5)
    assert states(office)[name_of(1)] == "paid"
    assert settle(office, paid, lambda _row: ("失败", "退票"), bounced=True).booked == 5
    assert states(office)[name_of(1)] == "returned"
    assert settle(office, paid, lambda _row: ("失败", "退票"), bounced=True).booked == 0
    office.office.approve(batch, by=OTHER, at=AT)
    settle(office, pay(office, batch, rest=True))
    assert states(office)[name_of(1)] == "paid"
    assert office.verify().ok


@on_both
def test_a_line_taken_back_after_approval_stops_the_batch_until_the_difference_is_approved(office: Desk) -> None:
    batch = approved(office)
    office.take("名册.xlsx", roster(p1={"就读方式": "走读"}), "roster", replace=True)
    with pytest.raises(LedgerError) as error:  # known to be too much, before any payout says so
        pay(office, batch, programmes=("no-such",))
    second = office.payout()
    assert second.batch is not None
    with pytest.raises(LedgerError) as error:
        pay(office, batch)
    assert refused(error) == "approval-outdated"
    done = office.office.approve(batch, by=OTHER, at=AT)
    assert done.approval is not None
    assert (done.approval.orders, done.approval.withdrawn) == (0, 1)
    paid = pay(office, batch)
    assert sum(one.file.count for one in paid.sendings) == 4
    assert office.verify().ok


def test_what_is_held_or_due_less_today_is_kept_back(office: Desk) -> None:
    batch = approved(office)
    gone = roster(p1={"就读方式": "走读"}, p2={"就读方式": "不知道"})
    office.take("名册.xlsx", gone, "roster", replace=True)
    paid = pay(office, batch)
    assert dict(paid.kept) == {"held": 1, "less-is-due": 1}
    assert states(office)[name_of(1)] == "approved"
    assert states(office)[name_of(2)] == "approved"


def test_an_account_that_changes_between_approval_and_sending_is_kept_back(office: Desk) -> None:
    batch = approved(office)
    office.take("名册.xlsx", roster(p1={"账号": account_of(901)}), "roster", replace=True)
    assert dict(pay(office, batch).kept) == {"account-change-waits": 1}


def test_a_batch_is_taken_back_whole_before_it_is_sent_and_never_after(office: Desk) -> None:
    batch = approved(office)
    office.office.void(batch, why="名单报错", by=BY, at=AT)
    assert states(office) == {}
    assert office.verify().ok
    with pytest.raises(LedgerError) as error:
        office.office.void(batch, why="再来", by=BY, at=AT)
    assert refused(error) == "batch-is-void"
    with pytest.raises(LedgerError) as error:
        office.office.approve(batch, by=OTHER, at=AT)
    assert refused(error) == "batch-is-void"
    again = approved(office)
    pay(office, again)
    with pytest.raises(LedgerError) as error:
        office.office.void(again, why="晚了", by=OTHER, at=AT)
    assert refused(error) == "batch-was-sent"
    assert office.verify().ok


def test_a_closed_term_is_closed_on_every_route_but_results_are_booked(office: Desk) -> None:
    batch = approved(office)
    paid = pay(office, batch)
    office.office.close_term("2023S", by=OTHER, at=AT)
    office.take("名册.xlsx", roster(p5={}), "roster", replace=True)
    office.take("脱贫户2.xlsx", [member(7)], "filed-poor")
    routes = (
        lambda: office.payout(programmes=("nonboarding-living", "boarding-living")),
        lambda: office.office.approve(batch, by=OTHER, at=AT),
        lambda: office.office.void(batch, why="关账", by=OTHER, at=AT),
        lambda: pay(office, batch, rest=True),
        lambda: office.office.close_term("2023S", by=OTHER, at=AT),
    )
    found = []
    for route in routes:
        try:
            route()
            found.append("done")
        except LedgerError as error:
            found.append(error.findings[0].name)
    assert found == ["term-closed", "term-closed", "term-closed", "nothing-to-send", "term-closed"]
    assert settle(office, paid).booked == 5
    office.office.reopen_term("2023S", why="补发", by=OTHER, at=AT)
    assert office.office.approve(batch, by=OTHER, at=AT).approval is not None
    assert office.verify().ok


def test_an_approval_is_bound_to_what_was_shown(office: Desk) -> None:
    batch = office.payout().batch
    assert batch is not None
    shown = office.office.plan_approval(batch.batch)
    office.take("名册.xlsx", roster(p6={"账号": account_of(906)}), "roster", replace=True)
    with pytest.raises(LedgerError) as error:
        office.office.approve(batch.batch, by=OTHER, at=AT, shown=shown)
    assert refused(error) == "changed-since-shown"
    shown = office.office.plan_approval(batch.batch)
    office.office.log_export("lines", "2023S", by=BY, at=AT)  # the books moved, the orders did not
    done = office.office.approve(batch.batch, by=OTHER, at=AT, shown=shown)
    assert done.approval is not None
    assert resident_id(6) not in str(done.approval)
