"""Matching a return with what was sent: what is compared, what is never counted twice, what is nobody's."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from aid_ledger.payments import Matched, Return, join_returns, match_return, read_return
from aid_ledger.words import render
from tests.payments.sample import (
    PROFILES,
    Answer,
    account,
    answered,
    bars,
    drawn,
    files_of,
    name,
    order,
    orders,
    orders_of,
    sent,
    sent_of,
    settle,
    xlsx,
)


def matched(count: int, answers: dict[int, Answer] | None = None, **cells: dict[int, Any]) -> Matched:
    table = orders(count)
    files = files_of(table)
    return match_return(sent_of(table, files), read_return("r.xlsx", answered(files[0], answers or {}, **cells)))


def statuses(found: Matched) -> list[str]:
    return found.rows["status"].tolist()


def became(found: Matched) -> list[str]:
    return found.sent["became"].tolist()


def names(found: Matched) -> list[str]:
    return [finding.name for finding in found.findings]


def test_successes_failures_and_blanks_end_as_the_bank_says() -> None:
    found = matched(4, {2: ("失败", "户名不符"), 3: ("", ""), 4: ("处理中", "")})
    assert statuses(found) == became(found) == ["ok", "failed", "pending", "pending"]
    assert found.sent["reason"].tolist() == ["", "name-mismatch", "", ""]
    assert found.counts == {"ok": 1, "failed": 1, "pending": 2, "mismatch": 0, "unknown": 0, "repeated": 0, "again": 0}
    assert found.findings == ()


def test_a_blank_receipt_never_passes() -> None:
    assert became(matched(3, {1: ("", ""), 2: ("", "交易成功"), 3: (" ", "")})) == ["pending"] * 3


def test_an_unknown_code_leaves_the_other_rows_of_the_file_alone() -> None:
    assert became(matched(3, {2: ("代码 Z9", "")})) == ["ok", "pending", "ok"]


@pytest.mark.parametrize(
    ("heading", "value", "differs"),
    [
        ("金额", 500.03, "amount"),
        ("金额", 50002, "amount"),
        ("金额", None, "amount"),
        ("金额", "约五百", "amount"),
        ("户名", "赵甲", "name"),
        ("户名", None, "name"),
        ("账号", account(3), "account"),
        ("账号", account(2)[:-1], "account"),
        ("账号", None, "account"),
        ("账号", "6299****0003", "account"),
        ("账号", "****", "account"),
    ],
)
def test_amount_name_and_account_are_compared_in_every_row(heading: str, value: Any, differs: str) -> None:
    for answer in (("成功", ""), ("失败", "户名不符"), ("", "")):
        found = matched(3, {2: answer}, **{heading: {2: value}})
        assert became(found) == ["ok", "mismatch", "ok"]
        assert found.rows["differs"].tolist() == ["", differs, ""]
        assert "mismatch" in names(found)


def test_a_difference_is_told_with_both_values_and_without_persons() -> None:
    found = matched(3, {}, 金额={2: 500.03}, 户名={3: "李四"})
    told = [render(finding, "zh").split("\n")[0] for finding in found.findings]
    assert told == [
        "r.xlsx[Sheet1!3]: 1 行的金额与报送的不同，如明细 2023S-001-00002：报送 500.02，回盘 500.03 [mismatch]",
        "r.xlsx[Sheet1!4]: 1 行的户名与报送的不同，如明细 2023S-001-00003：报送 赵*，回盘 李* [mismatch]",
    ]
    assert found.rows["differs"].tolist() == ["", "amount", "name"]


@pytest.mark.parametrize(("heading", "value"), [
    ("账号", f"{account(2)[:4]}****{account(2)[-4:]}"), ("账号", f"{account(2)[:6]}*********{account(2)[-4:]}"),
    ("账号", f" {account(2)[:4]} {account(2)[4:]} "), ("户名", "赵*丙"), ("户名", "赵**"), ("户名", "赵　甲丙"),
    ("户名", "**丙"),
])  # fmt: skip
def test_what_a_bank_masks_or_spaces_is_compared_by_what_it_shows(heading: str, value: str) -> None:
    assert became(matched(3, {}, **{heading: {2: value}})) == ["ok"] * 3


def test_an_account_that_lost_its_last_digits_still_agrees_by_the_others() -> None:
    assert became(matched(3, {}, 账号={2: float(account(2))})) == ["ok"] * 3
    assert became(matched(3, {}, 账号={2: float("6217" + account(2)[4:])})) == ["ok", "mismatch", "ok"]


def test_rows_of_another_batch_are_unknown_though_place_account_and_amount_fit() -> None:
    found = matched(2, {}, 摘要={2: "2022A-003-00002"})
    assert (statuses(found), became(found)) == (["ok", "unknown"], ["ok", "not-mentioned"])
    assert names(found) == ["return-row-unknown"]


def test_a_return_that_names_a_part_leaves_the_rest_as_it_was() -> None:
    table = sent(3)
    head = ["户名", "账号", "金额", "摘要", "处理结果"]
    data = xlsx([head, [name(2), account(2), 500.02, "2023S-001-00002", "成功"]])
    assert became(match_return(table, read_return("r.xlsx", data))) == ["not-mentioned", "ok", "not-mentioned"]


def rows_of(*rows: tuple[int, float, str, str]) -> Return:
    """A return of (number, yuan, line id, result)."""
    head = ["户名", "账号", "金额", "摘要", "处理结果"]
    lines = [[name(n), account(n), yuan, line, result] for n, yuan, line, result in rows]
    return read_return("r.xlsx", xlsx([head, *lines]))


ONE = "2023S-001-00001"


def test_two_bank_lines_of_one_entry_are_counted_once_and_said() -> None:
    found = match_return(sent(2), rows_of((1, 500.01, ONE, "成功"), (1, 500.01, ONE, "成功")))
    assert sorted(statuses(found)) == ["again", "ok"]
    assert became(found) == ["ok", "not-mentioned"]
    assert names(found) == ["return-row-twice"]


def test_two_bank_lines_of_an_entry_that_was_booked_before_are_counted_once_and_said() -> None:
    table = sent(2).assign(settled=["paid", "paid"])
    twice = rows_of((1, 500.01, ONE, "成功"), (2, 500.02, f"{ONE[:-1]}2", "成功"), (1, 500.01, ONE, "成功"))
    found = match_return(table, twice)
    assert (found.counts["repeated"], found.counts["again"]) == (2, 1)
    assert became(found) == ["repeated", "repeated"]
    assert [(one.name, one.rows) for one in found.findings] == [("return-row-twice", 1), ("return-row-repeated", 2)]


def test_two_bank_lines_of_one_entry_that_contradict_each_other_are_booked_neither_way() -> None:
    for second in ((1, 500.01, ONE, "失败"), (1, 500.01, ONE, ""), (1, 500.02, ONE, "成功")):
        found = match_return(sent(2), rows_of((1, 500.01, ONE, "成功"), second))
        assert statuses(found) == ["mismatch", "mismatch"]
        assert became(found) == ["mismatch", "not-mentioned"]
        assert "return-rows-contradict" in names(found)


def test_a_success_and_a_failure_in_the_two_files_of_a_core_are_seen_when_joined() -> None:
    head = ["代理编号", "客户姓名", "账号", "金额", "次数", "处理结果"]
    table = orders(3)
    files = files_of(table, "dhcc")
    lines = [[n, name(n), account(n), f"{500 + n / 100:.2f}", 1, "交易成功"] for n in (1, 2)]
    failed = [[2, name(2), account(2), "500.02", 1, "已销户"], [3, name(3), account(3), "500.03", 1, "已销户"]]
    both = join_returns([
        read_return("成功.txt", drawn([head, *lines]), PROFILES["dhcc"]),
        read_return("失败.txt", drawn([head, *failed]), PROFILES["dhcc"]),
    ])  # fmt: skip
    assert became(match_return(sent_of(table, files), both)) == ["ok", "mismatch", "failed"]


def test_a_return_read_again_repeats_what_was_booked_and_books_nothing() -> None:
    table = orders(4)
    files = files_of(table)
    data = read_return("r.xlsx", answered(files[0], {2: ("失败", "退票"), 3: ("", "")}))
    before = sent_of(table, files)
    first = match_return(before, data)
    again = match_return(settle(before, first.sent), data)
    assert statuses(again) == ["repeated", "repeated", "pending", "repeated"]
    assert names(again) == ["return-row-repeated"]


def test_a_pending_row_is_settled_by_a_later_return_and_an_old_one_changes_nothing() -> None:
    table = orders(2)
    files = files_of(table)
    early, late = (read_return("r.xlsx", answered(files[0], {1: (word, "")})) for word in ("处理中", "成功"))
    before = sent_of(table, files)
    after = settle(before, match_return(before, early).sent)
    assert became(match_return(after, late)) == ["ok", "repeated"]
    done = settle(after, match_return(after, late).sent)
    assert became(match_return(done, early)) == ["repeated", "repeated"]


def test_what_says_the_contrary_of_what_was_booked_is_a_mismatch() -> None:
    table = orders(1)
    files = files_of(table)
    good, bad = (read_return("r.xlsx", answered(files[0], {1: answer})) for answer in (("成功", ""), ("失败", "退票")))
    before = sent_of(table, files)
    ways = ((good, bad, "return-settled-otherwise"), (bad, good, "return-arrived-after-all"))
    for first, second, said in ways:
        found = match_return(settle(before, match_return(before, first).sent), second)
        assert (became(found), found.rows["differs"].tolist()) == (["mismatch"], ["settled"])
        assert names(found) == [said]


# --- returns without line ids ---------------------------------------------------------------------------------------


def lanzhou(*rows: list[Any]) -> Return:
    return read_return("r.txt", bars([["序号", "姓名", "帐号", "金额", "处理结果"], *rows]), PROFILES["lanzhou-bank"])


def plain(*rows: list[Any]) -> Return:
    """A return that says nothing but name, account and amount, all of it paid."""
    return read_return("r.xlsx", xlsx([["户名", "账号", "金额", "处理结果"], *([*row, "成功"] for row in rows)]))


def test_rows_are_found_by_place_account_and_amount() -> None:
    table = orders(5)
    found = match_return(
        sent_of(table, files_of(table, "lanzhou-bank")),
        lanzhou([2, name(2), account(2), "500.02", "成功"], [1, name(1), account(1), "500.01", "户名不符"]),
    )
    assert became(found) == ["failed", "ok", "not-mentioned", "not-mentioned", "not-mentioned"]


def test_a_place_alone_finds_nothing() -> None:
    table = orders(5)
    away = sent_of(table, files_of(table, "lanzhou-bank"))
    found = match_return(
        away, lanzhou([2, name(2), account(2), "500.99", "成功"], [3, name(3), account(9), "500.03", "成功"])
    )
    assert statuses(found) == ["unknown", "unknown"]
    assert set(became(found)) == {"not-mentioned"}


def test_without_a_place_account_name_and_amount_find_what_is_one_payments_alone() -> None:
    table = orders_of(order(1), order(2), order(3, account=account(2), account_name=name(2), amount=50002))
    found = match_return(
        sent_of(table, files_of(table)),
        plain([name(1), account(1), 500.01], [name(2), account(2), 500.02]),
    )
    assert statuses(found) == ["ok", "mismatch"]
    assert found.rows["differs"].tolist() == ["", "unclear"]
    assert became(found) == ["ok", "not-mentioned", "not-mentioned"]
    assert names(found) == ["return-order-unclear"]


def test_masked_accounts_are_found_by_name_and_amount() -> None:
    found = match_return(sent(3), plain([name(1), "6299*****0001", 500.01], ["赵*丙", "6299*****0002", 500.02]))
    assert statuses(found) == ["ok", "unknown"]  # a masked name beside a masked account finds nobody


# --- a line sent twice ----------------------------------------------------------------------------------------------


def twice_sent(second: pd.DataFrame) -> tuple[pd.DataFrame, Return]:
    """Three orders of which the second came back, and its next order; with the return of the next sending."""
    table = orders(3)
    first = sent_of(table, files_of(table), "S1").assign(settled=["paid", "returned", "paid"])
    files = files_of(second)
    return pd.concat([first, sent_of(second, files, "S2")], ignore_index=True), read_return(
        "r.xlsx", answered(files[0], {})
    )


def test_a_line_sent_again_on_another_account_is_told_by_its_account() -> None:
    table, data = twice_sent(orders_of(order(2, order="O2b", account=account(8))))
    assert became(match_return(table, data)) == ["not-mentioned"] * 3 + ["ok"]


def test_a_line_sent_again_as_it_was_is_told_by_its_place() -> None:
    table, data = twice_sent(orders_of(order(2, order="O2b")))
    assert became(match_return(table, data)) == ["not-mentioned"] * 3 + ["ok"]


def test_a_line_sent_again_as_it_was_in_the_same_place_is_told_by_the_rest_of_the_file() -> None:
    table, data = twice_sent(orders_of(order(0), order(2, order="O2b")))
    assert became(match_return(table, data)) == ["not-mentioned"] * 3 + ["ok", "ok"]


def test_a_line_sent_again_under_an_id_of_its_own_is_told_by_it() -> None:
    again = orders_of(order(2, order="O2b", line="2023S-001-00002/2"))
    table, data = twice_sent(again)
    bare = join_returns([data])
    bare.rows["place"] = 0
    assert became(match_return(table, bare)) == ["not-mentioned"] * 3 + ["ok"]


def test_a_line_sent_again_that_nothing_tells_apart_is_not_guessed() -> None:
    table, data = twice_sent(orders_of(order(2, order="O2b")))
    bare = join_returns([data])
    bare.rows["place"] = 0
    found = match_return(table, bare)
    assert found.rows["differs"].tolist() == ["unclear"]
    assert set(became(found)) == {"not-mentioned"}
    assert became(match_return(table, bare, sending="S2")) == ["ok"]


def test_the_return_of_the_first_sending_read_again_after_the_second_books_nothing() -> None:
    table, _ = twice_sent(orders_of(order(2, order="O2b")))
    old = read_return("r.xlsx", answered(files_of(orders(3))[0], {2: ("失败", "退票")}))
    found = match_return(table, old)
    assert statuses(found) == ["repeated"] * 3
    assert became(found)[3] == "not-mentioned"


# --- form -----------------------------------------------------------------------------------------------------------


def test_nothing_sent_makes_every_row_unknown() -> None:
    found = match_return(sent(2).iloc[:0], rows_of((1, 500.01, ONE, "成功")))
    assert (statuses(found), len(found.sent)) == (["unknown"], 0)


def test_what_was_sent_must_have_its_columns_each_order_once() -> None:
    data = rows_of((1, 500.01, ONE, "成功"))
    with pytest.raises(ValueError, match="lacks"):
        match_return(sent(1).drop(columns="settled"), data)
    with pytest.raises(ValueError, match="twice"):
        match_return(pd.concat([sent(1), sent(1)]), data)
    with pytest.raises(ValueError, match="other words"):
        match_return(sent(1).assign(settled="yes"), data)
