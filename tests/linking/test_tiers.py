"""What ticks under tiers decide: one gives the level, two wait for a person, who is asked which it is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from aid_ledger.facts import value_code
from aid_ledger.office.payout import look
from aid_ledger.terms import Term
from tests.tools.county import Desk, Row, desk, member, name_of, pupil
from tests.tools.review import apply, ask, filled, workbook

COLUMNS = ("特别困难", "困难", "一般困难", "不困难")


@pytest.fixture
def office() -> Iterator[Desk]:
    with desk() as made:
        made.took("在校生名册.xlsx", [pupil(number) for number in (1, 2, 3)])
        yield made


def ticked(number: int, *ticks: str) -> Row:
    return {**member(number), "学校名称": "示例县第一小学", **{name: "√" if name in ticks else "" for name in COLUMNS}}


def levels(office: Desk) -> list[int]:
    registers = look(office.office, Term.parse("2023S")).linked.registers
    return [int(one) for one in registers["level"]]


def test_one_tick_is_a_level_and_two_wait(office: Desk) -> None:
    office.took("学校认定.xlsx", [ticked(1, "困难"), ticked(2, "特别困难", "困难"), ticked(3, "不困难")], "recognised")
    assert office.outcomes("recognised") == [
        ("matched", ""),
        ("held", "tier-unclear"),
        ("not-in-force", "not-recognised"),
    ]
    assert levels(office) == [value_code("level", word) for word in ("hard", "unknown", "none")]
    office.payout()
    assert set(office.paid()) == {(name_of(1), "boarding-living")}


def test_who_answers_which_tier_it_is_settles_the_row(office: Desk) -> None:
    office.took("学校认定.xlsx", [ticked(1, "困难"), ticked(2, "特别困难", "困难")], "recognised")
    which = "勾了几个档次，是哪一个"
    assert not apply(office, filled(workbook(ask(office)), {which: {1: "特别困难"}})).findings
    assert office.outcomes("recognised") == [("matched", ""), ("matched", "")]
    assert levels(office) == [value_code("level", "hard"), value_code("level", "special")]


def test_award_under_two_tiers_waits(office: Desk) -> None:
    office.took("脱贫户.xlsx", [member(1)], "filed-poor")
    award = {"奖助名称": "国家助学金", "学期": "2023S", "资助方": "某企业", "金额": "1000"}
    rows = [{**member(1), **award, "一档": "√"}, {**member(2), **award, "一档": "√", "二档": "√"}]
    office.took("奖助名单.xlsx", rows, "awards", term="")
    assert office.outcomes("awards") == [("used", ""), ("held", "tier-unclear")]


def test_money_paid_before_under_two_tiers_waits(office: Desk) -> None:
    office.took("脱贫户.xlsx", [member(1)], "filed-poor")
    paid = {"项目": "普通高中国家助学金", "学期": "2023S"}
    rows = [{**member(1), **paid, "一档": "1000", "二档": ""}, {**member(2), **paid, "一档": "1000", "二档": "500"}]
    office.took("已发放.xlsx", rows, "paid-before", term="")
    assert office.outcomes("paid-before") == [("used", ""), ("held", "tier-unclear")]
