# ruff: noqa: E501 - rows of lists, one on a line
"""Totals that a sheet states are checked against its rows: a wrong one is a finding, right ones are said."""

from collections.abc import Sequence

import pytest

from aid_ledger.intake import read_file

from .books import an_id, one

HEADER = ["序号", "姓名", "身份证号", "监护人姓名", "金额（元）", "年龄"]


def child(number: int, amount: object = 950) -> list[object]:
    return [str(number), f"孤{'甲乙丙丁戊'[number - 1]}", an_id(number), "某", amount, 10]


def checked(*rows: Sequence[object], title: str = "") -> list[tuple[str, str, str, str]]:
    sheet: list[Sequence[object]] = [[title]] if title else []
    reading = read_file(one([*sheet, HEADER, *rows]), "孤儿.xlsx")
    found = [*reading.findings, *reading.tables[0].findings]
    return [
        (f.name, f.place.cell, str(f.params.get("stated", f.params.get("count"))), str(f.params.get("computed", f.params.get("rows", ""))))
        for f in found
    ]  # fmt: skip


CASES: dict[str, tuple[list[Sequence[object]], list[tuple[str, str, str, str]]]] = {
    "right": ([child(1), child(2), ["合计", "", "", "", 1900, ""]], [("control-totals-agree", "", "1", "")]),
    "wrong": ([child(1), child(2), ["合计", "", "", "", 1800, ""]], [("control-total-differs", "E4", "1800", "1900")]),
    "halves of a yuan": (
        [child(1, 312.5), child(2, "312.50"), ["合计", "", "", "", "625.00元", ""]],
        [("control-totals-agree", "", "1", "")],
    ),
    "subtotals of pages, then all": (
        [
            child(1),
            child(2),
            ["本页小计", "", "", "", 1900, ""],
            HEADER,
            child(3),
            ["本页小计", "", "", "", 950, ""],
            ["合计", "", "", "", 2850, ""],
        ],
        [("control-totals-agree", "", "3", "")],
    ),
    "a wrong subtotal": (
        [child(1), child(2), ["小计", "", "", "", 1900, ""], child(3), ["小计", "", "", "", 900, ""]],
        [("control-total-differs", "E6", "900", "950"), ("control-totals-agree", "", "1", "")],
    ),
    "a head-count in the label": (
        [child(1), child(2), ["合计：3人", "", "", "", 1900, ""]],
        [("control-total-differs", "4", "3", "2"), ("control-totals-agree", "", "1", "")],
    ),
    "a head-count under the names": (
        [child(1), child(2), ["合计", 2, "", "", 1900, ""]],
        [("control-totals-agree", "", "2", "")],
    ),
    "a head-count beside the word, below a column of something else": (
        [child(1), child(2), ["合计", "", "", "3人", "", ""]],
        [("control-total-differs", "D4", "3", "2")],
    ),
    "a cell that is no number": ([child(1), child(2, "待定"), ["合计", "", "", "", 950, ""]], []),
    "ages do not add up": (
        [child(1), child(2), ["合计", "", "", "", 1900, 11]],
        [("control-totals-agree", "", "1", "")],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_stated_total_is_compared_with_its_rows(case: str) -> None:
    rows, expected = CASES[case]
    assert checked(*rows) == expected


def test_head_count_of_a_title_is_compared() -> None:
    assert checked(child(1), child(2), title="孤儿名单（共3人）") == [("count-differs-from-title", "", "3", "2")]
    assert checked(child(1), child(2), title="孤儿名单（共2人）") == []


def test_head_count_of_a_household_list_may_be_its_members() -> None:
    header = ["户主姓名", "户主身份证号", "成员姓名", "身份证号", "成员姓名", "身份证号"]
    row = ["甲", an_id(1), "乙", an_id(2), "丙", an_id(3)]
    assert read_file(one([["共1户3人"], header, row]), "农村低保3人.xlsx").findings == ()
    assert [f.name for f in read_file(one([["共1户4人"], header, row]), "农村低保.xlsx").findings] == [
        "count-differs-from-title"
    ]
