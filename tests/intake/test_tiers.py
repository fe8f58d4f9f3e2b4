"""Tiers in columns of their own, with a tick or an amount, are one field as a column 档次 is."""

from __future__ import annotations

import pytest

from aid_ledger.intake import SheetTable, read_file, unclear_tiers

from .books import Rows, an_id, one
from .found_sheets import grant_sheet

TIERS = ("一档", "二档", "三档")


def _list(*marks: tuple[str, str, str], tiers: tuple[str, ...] = TIERS, kind: str = "recognised") -> SheetTable:
    """A list with a row of marks a person."""
    header = ["姓名", "身份证号", "学校名称", *tiers, "备注"]
    rows = [[f"李{n}", an_id(n), "示例小学", *row, ""] for n, row in enumerate(marks, start=1)]
    return read_file(one([header, *rows]), "名单.xlsx", kind=kind).tables[0]


@pytest.mark.parametrize("tick", ["√", "✓", "1", "是"])
def test_tier_that_is_ticked_is_the_level(tick: str) -> None:
    table = _list((tick, "", ""), ("", "0", tick), ("", "", ""), ("×", tick, "否"))
    assert table.frame["level"].tolist() == ["一档", "三档", "", "二档"]
    assert not unclear_tiers(table.frame["level"]).any()


@pytest.mark.parametrize(
    ("marks", "said"),
    [(("√", "", "√"), "一档、三档"), (("", "待定", ""), "二档？"), (("#N/A", "", ""), "一档？")],
    ids=["two ticks", "a word", "an error"],
)
def test_two_tiers_or_a_word_are_a_question(marks: tuple[str, str, str], said: str) -> None:
    table = _list(marks, ("√", "", ""))
    assert table.frame["level"].tolist() == [said, "一档"]
    assert unclear_tiers(table.frame["level"]).tolist() == [True, False]


def test_levels_of_hardship_in_columns_are_read_too() -> None:
    tiers = ("特别困难", "一档（困难）", "一般困难")
    assert _list(("", "√", ""), ("√", "", ""), tiers=tiers).frame["level"].tolist() == ["困难", "特别困难"]


def test_columns_of_tiers_are_shown_as_such_and_the_level_is_placed_there() -> None:
    table = _list(("√", "", ""))
    assert [(c.letter, c.field) for c in table.columns[3:6]] == [("D", "tier_1"), ("E", "tier_2"), ("F", "tier_3")]
    assert table.place("名单.xlsx", 2, "level").cell == "D2"


def test_column_of_levels_goes_before_ticks() -> None:
    rows = [["姓名", "身份证号", "学校名称", "认定等级", *TIERS], ["李甲", an_id(1), "甲校", "困难", "√", "", ""]]
    table = read_file(one(rows), "名单.xlsx", kind="recognised").tables[0]
    assert table.frame["level"].tolist() == ["困难"]


def test_one_such_column_alone_is_no_choice() -> None:
    rows = [["姓名", "身份证号", "学校名称", "一档"], ["李甲", an_id(1), "甲校", "√"]]
    assert "level" not in read_file(one(rows), "名单.xlsx", kind="recognised").tables[0].frame


def test_tiers_of_a_payment_sheet_under_one_merged_header() -> None:
    table = read_file(grant_sheet(), "发放表.xlsx", kind="accounts").tables[0]
    assert table.frame["level"].tolist() == ["三档", "一档"]


def _paid(cells: list[list[str]], header: list[str], title: str = "发放记录") -> SheetTable:
    rows = [[f"李{n}", an_id(n), "国家助学金", "2023S", *row] for n, row in enumerate(cells, start=1)]
    return read_file(
        one([[title], ["姓名", "身份证号", "项目", "学期", *header], *rows]), "x.xlsx", kind="paid-before"
    ).tables[0]


def test_sum_under_a_tier_is_the_amount_where_no_column_gives_one() -> None:
    table = _paid([["1500", "", ""], ["", "1000元", ""], ["", "", "500"], ["1", "", "500"]], list(TIERS))
    assert table.frame["amount"].tolist() == ["1500.00", "1000.00", "500.00", ""]
    assert table.frame["level"].tolist() == ["一档", "二档", "三档", "一档、三档"]


def test_unit_of_the_sheet_holds_for_sums_under_tiers() -> None:
    table = _paid([["0.15", "", ""], ["", "0.1", ""]], list(TIERS), title="单位：万元")
    assert table.frame["amount"].tolist() == ["1500.00", "1000.00"]


def test_sum_under_a_tier_is_its_standard_beside_a_column_of_amounts() -> None:
    table = _paid([["300", "", "", "5", "1500"]], [*TIERS, "月数", "金额"])
    assert table.frame[["standard", "months", "amount"]].to_numpy().tolist() == [["300.00", "5", "1500"]]


def test_head_counts_under_tiers_below_the_list_are_no_row() -> None:
    header = ["姓名", "身份证号", "学校名称", *TIERS]
    rows = [header, ["李甲", an_id(1), "甲校", "√", "", ""], ["", "", "人数：", "1", "0", "0"]]
    assert read_file(one(rows), "名单.xlsx", kind="recognised").tables[0].frame["row"].tolist() == [2]


def test_an_award_whose_sums_stand_under_its_tiers_is_told_by_its_columns() -> None:
    rows: Rows = [
        ["姓名", "身份证号", "奖助名称", "资助档次（元）", "", "", "学期", "资助方"],
        ["", "", "", *TIERS, "", ""],
        ["李甲", an_id(1), "爱心助学金", 1500, "", "", "2023年春季学期", "示例县慈善会"],
        ["李乙", an_id(2), "爱心助学金", "", 1000, "", "2023年春季学期", "示例县慈善会"],
    ]
    merges = [*(f"{letter}1:{letter}2" for letter in "ABCGH"), "D1:F1"]
    table = read_file(one(rows, merges), "发放.xlsx").tables[0]
    assert (table.kind, table.frame["amount"].tolist()) == ("awards", ["1500.00", "1000.00"])
