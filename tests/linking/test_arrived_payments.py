"""Money paid before the ledger began: a row that says that it failed pays nobody and keeps nobody out in silence."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.tools.county import Desk, Row, desk, member, name_of, pupil
from tests.tools.review import settle

ARRIVED = "以前这笔钱到账没有"
CASES = [
    ({}, "used"), ({"发放状态": "成功"}, "used"), ({"发放情况": "已发放"}, "used"), ({"是否到账": "是"}, "used"),
    ({"发放状态": "失败"}, "held"), ({"发放结果": "退回"}, "held"), ({"是否发放": "否"}, "held"),
    ({"处理结果": "某代码"}, "held"), ({"备注": "账号错误退回"}, "held"), ({"失败原因": "户名不符"}, "held"),
    ({"失败原因": "交易成功"}, "used"), ({"备注": "三月补发"}, "used"),
]  # fmt: skip


@pytest.fixture
def office() -> Iterator[Desk]:
    with desk() as made:
        made.took("名册.xlsx", [pupil(1), pupil(2)])
        made.took("脱贫户.xlsx", [member(1), member(2)], "filed-poor")
        yield made


def before(office: Desk, said: Row) -> None:
    row = {**member(1), "资助项目": "家庭经济困难寄宿生生活补助", "金额": "500", "学期": "2023S"}
    office.took("以前已发.xlsx", [{**row, **said}], "paid-before")
    office.payout()


@pytest.mark.parametrize(("said", "outcome"), CASES)
def test_a_row_that_may_not_have_arrived_waits(office: Desk, said: Row, outcome: str) -> None:
    before(office, said)
    assert office.outcomes("paid-before") == [(outcome, "payment-unclear" if outcome == "held" else "")]
    assert list(office.paid()) == [(name_of(2), "boarding-living")], "nobody is paid twice, nobody before it is clear"
    waits = [reason for state, reason in office.outcomes("roster") if state == "held"]
    assert waits == (["paid-before-unclear"] if outcome == "held" else [])


@pytest.mark.parametrize(("said", "column"), [("失败", "发放状态"), ("账号错误退回", "备注")])
@pytest.mark.parametrize(("answer", "paid", "outcome"), [("已到账", 1, "used"), ("没有到账", 2, "unused")])
def test_an_answer_settles_whether_the_ledger_pays(
    office: Desk, said: str, column: str, answer: str, paid: int, outcome: str
) -> None:  # fmt: skip
    before(office, {column: said})
    settle(office, {ARRIVED: answer})
    office.payout()
    assert len(office.paid()) == paid
    assert office.outcomes("paid-before") == [(outcome, "")]
