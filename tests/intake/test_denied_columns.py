"""Who stands on a list with 否 or 不通过 is no member of it, and is not paid before a person has said so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from aid_ledger.intake.denied_columns import denies
from tests.tools.county import Desk, desk, member, name_of, pupil
from tests.tools.review import ask, settle, workbook

STANDING = "这个状态算不算还在册"
CASES = [
    ("filed-poor", "是否建档立卡", "否"), ("filed-poor", "是否脱贫户", "×"), ("rural-allowance", "是否农村低保", "否"),
    ("rural-allowance", "比对结果", "不一致"), ("urban-allowance", "是否低保", "不是"), ("disabled", "是否残疾", "否"),
    ("disabled", "核实结果", "查无此人"), ("orphans", "是否孤儿", "否"), ("martyrs", "是否烈士子女", "否"),
    ("recognised", "认定结果", "不通过"), ("recognised", "评议结论", "不困难"), ("recognised", "是否认定", "否"),
    ("hardship", "是否符合条件", "否"),
]  # fmt: skip
INNOCENT = [
    ("rural-allowance", "是否残疾", "否"), ("rural-allowance", "是否户主", "否"), ("disabled", "是否低保", "否"),
    ("filed-poor", "是否纳入低保", "否"), ("rural-allowance", "是否享受其他补助", "否"), ("orphans", "是否在校", "否"),
    ("recognised", "是否建档立卡", "否"), ("rural-allowance", "核查结果", "无误"), ("disabled", "公示情况", "无异议"),
    ("rural-allowance", "审核意见", "同意"), ("filed-poor", "是否建档立卡", "是"), ("roster", "是否低保", "否"),
    ("hardship", "是否孤儿", "否"), ("monitored", "核实结果", "未发现问题"),
]  # fmt: skip


@pytest.fixture
def office() -> Iterator[Desk]:
    with desk() as made:
        yield made


@pytest.mark.parametrize(("kind", "header", "cell"), INNOCENT)
def test_a_column_about_something_else_denies_nothing(kind: str, header: str, cell: str) -> None:
    assert not denies(header, cell, kind)


def listed(number: int, kind: str, **more: str) -> dict[str, str]:
    own = {"recognised": {"困难等级": "一般困难"}, "hardship": {"困难类型": "农村低保"}}.get(kind, {})
    return {**member(number), "学校": "示例县第一小学", "班级": "1班", **own, **more}


ITSELF = [
    ("recognised", "困难等级", "否"), ("recognised", "困难等级", "非困难"), ("filed-poor", "户类型", "非贫困户"),
    ("orphans", "孤儿类别", "非孤儿"), ("rural-allowance", "低保类别", "非低保"), ("disabled", "残疾等级", "无"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "header", "cell"), ITSELF)
def test_a_list_that_says_of_somebody_to_be_none_of_it_waits(
    office: Desk, kind: str, header: str, cell: str
) -> None:  # fmt: skip
    office.took("名册.xlsx", [pupil(1)])
    office.took("名单.xlsx", [listed(1, kind, **{header: cell})], kind)
    office.payout()
    assert (office.paid(), office.outcomes(kind)) == ({}, [("held", "standing-unclear")])


@pytest.mark.parametrize(("kind", "header", "cell"), CASES)
def test_who_is_on_a_list_with_a_no_waits(office: Desk, kind: str, header: str, cell: str) -> None:
    office.took("名册.xlsx", [pupil(1), pupil(2)])
    office.took("名单.xlsx", [listed(1, kind, **{header: ""}), listed(2, kind, **{header: cell})], kind)
    office.payout()
    assert list(office.paid()) == [(name_of(1), "boarding-living")]
    assert office.outcomes(kind) == [("matched", ""), ("held", "standing-unclear")]


@pytest.mark.parametrize(("answer", "paid"), [("停发", 1), ("正常", 4)])
def test_one_answer_settles_all_of_them(office: Desk, answer: str, paid: int) -> None:
    """建档立卡学生核对表: a school asked all its pupils."""
    office.took("名册.xlsx", [pupil(number) for number in range(1, 5)])
    rows = [{**member(number), "是否建档立卡": "是" if number == 1 else "否"} for number in range(1, 5)]
    office.took("建档立卡学生核对表.xlsx", rows)
    found = ask(office)
    assert (found.questions, found.rows) == (1, 3)
    assert workbook(found).exists()
    settle(office, {STANDING: answer})
    office.payout()
    assert len(office.paid()) == paid


def test_an_application_that_was_turned_down_waits(office: Desk) -> None:
    rows = [
        {**member(number), "学校": "省外某职业学院", "学段": "中职", "申报项目": "雨露计划", "审核结果": said}
        for number, said in ((1, "通过"), (2, "不通过"))
    ]
    office.took("雨露计划申报.xlsx", rows, "applications")
    office.took("脱贫户.xlsx", [member(1), member(2)], "filed-poor")
    office.payout()
    assert [name for name, _ in office.paid()] == [name_of(1)]
    assert ("held", "status-unknown") in office.outcomes("applications")
