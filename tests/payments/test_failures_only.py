"""Returns of failures alone: the rest is paid if the debit proves it, and nothing is where it does not."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from aid_ledger.errors import FindingsError
from aid_ledger.payments import Return, match_return, read_return
from aid_ledger.words import render
from tests.payments.sample import account, name, sent, settle, xlsx

WHOLE = 50001 + 50002 + 50003


def failures(*numbers: int, result: str = "退票", yuan: float | None = None) -> Return:
    head = ["户名", "账号", "金额", "摘要", "失败原因"]
    rows = [[name(n), account(n), yuan or 500 + n / 100, f"2023S-001-{n:05d}", result] for n in numbers]
    return read_return("失败.xlsx", xlsx([head, *rows]), only_failures=True)


def refused(table: pd.DataFrame, data: Return, debited: int) -> str:
    with pytest.raises(FindingsError) as caught:
        match_return(table, data, only_failures=True, debited=debited)
    [finding] = caught.value.findings
    assert render(finding, "zh")
    assert render(finding, "en")
    return finding.name


def test_the_rest_is_paid_where_the_debit_is_sent_less_failed() -> None:
    found = match_return(sent(3), failures(2), only_failures=True, debited=WHOLE - 50002)
    assert found.sent["became"].tolist() == ["ok", "failed", "ok"]
    assert found.sent["reason"].tolist() == ["", "bank-returned", ""]


SENT, FAILED = sent(3), failures(2)


@settings(max_examples=20)
@example(WHOLE - 50002 + 1)  # a tolerance of a few fen would pass what chance comes upon
@example(WHOLE - 50002 - 1)
@given(st.integers(-100_000, 300_000).filter(lambda fen: fen != WHOLE - 50002))
def test_a_debit_that_is_off_by_any_amount_pays_nobody(debited: int) -> None:
    assert refused(SENT, FAILED, debited) == "return-sum-differs"


def test_the_difference_is_said_to_the_fen() -> None:
    with pytest.raises(FindingsError) as caught:
        match_return(sent(3), failures(2), only_failures=True, debited=WHOLE)
    assert render(caught.value.findings[0], "zh").startswith(
        "失败.xlsx: 报送 1500.06 元减失败 500.02 元是 1000.04 元，银行扣款 1500.06 元，"
        "应扣减实扣为 -500.02 元 [return-sum-differs]\n"
    )


def test_a_row_that_is_no_certain_failure_pays_nobody() -> None:
    for data in (failures(2, result="成功"), failures(2, result="Ж"), failures(2, yuan=1.0), failures(9)):
        assert refused(sent(3), data, WHOLE - 50002) == "return-not-only-failures"


def test_orders_of_two_sendings_need_a_word_which() -> None:
    table = pd.concat([sent(3), sent(5).iloc[3:].assign(sending="S2")], ignore_index=True)
    assert refused(table, failures(2), WHOLE - 50002) == "return-sending-unclear"
    found = match_return(table, failures(2), sending="2023S-001", only_failures=True, debited=WHOLE - 50002)
    assert found.sent["became"].tolist() == ["ok", "failed", "ok"]


def test_sendings_that_the_bank_has_answered_do_not_count() -> None:
    """Of a line sent again, the old order is answered; the failures are of the file that waits."""
    old = sent(3).assign(sending="S1", order=["a", "b", "c"], settled=["paid", "returned", "paid"])
    again = sent(2).iloc[1:].assign(sending="S2")
    table = pd.concat([old, again], ignore_index=True)
    found = match_return(table, failures(2), only_failures=True, debited=0)
    assert found.sent[["sending", "became"]].to_numpy().tolist() == [["S2", "failed"]]
    assert match_return(table, failures(), only_failures=True, debited=50002).sent["became"].tolist() == ["ok"]
    settled = table.assign(settled=["paid", "returned", "paid", "paid"])
    assert refused(settled, failures(), 0) == "return-sending-unclear"


def test_a_return_of_failures_read_again_repeats_everything() -> None:
    table = sent(3)
    first = match_return(table, failures(2), only_failures=True, debited=WHOLE - 50002)
    again = match_return(settle(table, first.sent), failures(2), only_failures=True, debited=WHOLE - 50002)
    assert again.sent["became"].tolist() == ["repeated"] * 3


def test_what_came_back_before_must_be_among_the_failures() -> None:
    table = sent(3).assign(settled=["returned", "", ""])
    assert refused(table, failures(2), WHOLE - 50002) == "return-failure-missing"


def test_the_debit_must_be_given() -> None:
    with pytest.raises(ValueError, match="debited"):
        match_return(sent(3), failures(2), only_failures=True)
