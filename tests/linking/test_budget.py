# ruff: noqa: E501 - rows of lists, one on a line
"""A budget whose levels of government stand in columns: each filled cell is an allotment of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd
import pytest

from aid_ledger.intake import read_file
from aid_ledger.office.payout import look
from aid_ledger.office.proofs import cell_name
from aid_ledger.terms import Term
from tests.intake.books import Rows, book, one
from tests.tools.county import Desk, desk, member, pupil
from tests.tools.review import apply, ask, filled, workbook

HEADER = ["项目", "中央", "省", "市", "县", "年度", "文号"]
LIVING = "家庭经济困难寄宿生生活补助"


@pytest.fixture
def office() -> Iterator[Desk]:
    with desk() as made:
        made.took("在校生名册.xlsx", [pupil(1)])
        made.took("脱贫户.xlsx", [member(1)], "filed-poor")
        yield made


def kept(office: Desk, rows: Rows, merges: Sequence[str] = ()) -> pd.DataFrame:
    office.took("预算.xlsx", one(rows, merges), "", term="")
    return look(office.office, Term.parse("2023S")).linked.others.budget


def sums(budget: pd.DataFrame) -> list[tuple[str, int]]:
    return list(zip(budget["level"], budget["amount"], strict=True))


def test_each_filled_cell_is_an_allotment_with_its_own_cell(office: Desk) -> None:
    rows: Rows = [["2023年学生资助资金预算（单位：万元）"], HEADER,
            [LIVING, 120.5, "60", "", "—", "2023", "示财教〔2023〕1号"], ["其他支出", "0", "", "", "3", "2023", ""]]  # fmt: skip
    budget = kept(office, rows)
    assert sums(budget) == [("central", 120_500_000), ("province", 60_000_000), ("county", 3_000_000)]
    assert budget["programme"].tolist() == ["boarding-living", "boarding-living", ""]
    assert budget["document"].tolist() == ["示财教〔2023〕1号", "示财教〔2023〕1号", ""]
    source = next(s for s in look(office.office, Term.parse("2023S")).linked.sources if s.kind == "budget")
    cells = [cell_name(source, int(row), field).rsplit("!", 1)[1] for row, field in zip(budget["row"], budget["field"], strict=True)]  # fmt: skip
    assert cells == ["B3", "C3", "E4"]
    assert office.outcomes("budget") == [("used", ""), ("used", "")]


def test_sums_of_ten_thousands_with_four_decimals_are_sums_too(office: Desk) -> None:
    """A small county's part is 0.1013 万元, which read as yuan would be no amount; its column was passed over."""
    rows: Rows = [["2023年学生资助资金预算（单位：万元）"], HEADER, [LIVING, 20.5, "10.25", "", 0.1013, "2023", ""]]
    assert sums(kept(office, rows)) == [("central", 20_500_000), ("province", 10_250_000), ("county", 101_300)]


@pytest.mark.parametrize(
    ("rows", "merges"),
    [
        ([["项目", "资金级次", "", "", "", "年度"], ["", "中央", "省级", "市级", "县级", ""],
          [LIVING, "10", "20", "", "30", "2023"]], ["A1:A2", "B1:E1", "F1:F2"]),
        ([["项目", "下达资金", "", "", ""], ["", "中央资金", "省级配套资金", "市级", "县级财政"],
          [LIVING, "10", "20", "", "30"]], ["A1:A2", "B1:E1"]),
        ([["项目", "其中：中央", "省（元）", "设区市级", "县本级", "年度"], [LIVING, "10", "20", "", "30", "2023"]], []),
    ],
    ids=["under one header", "known by both rows alone", "in other words"],
)  # fmt: skip
def test_levels_are_known_however_they_are_headed(rows: Rows, merges: Sequence[str]) -> None:
    table = read_file(one(rows, merges), "预算.xlsx").tables[0]
    fields = [c.field for c in table.columns if c.field.startswith("allotted")]
    assert (table.kind, len(fields) >= 3) == ("budget", True)
    assert table.frame[fields[0]].tolist() == ["10"]


def test_year_and_carried_over_may_stand_in_the_headers(office: Desk) -> None:
    rows = [
        ["项目", "2022年结转", "", "2023年下达", ""],
        ["", "中央", "省", "中央", "省"],
        [LIVING, "1", "2", "3", "4"],
    ]
    budget = kept(office, rows, ["A1:A2", "B1:C1", "D1:E1"])
    assert budget[["level", "year", "amount", "carried_over"]].to_numpy().tolist() == [
        ["central", 2022, 100, True], ["province", 2022, 200, True],
        ["central", 2023, 300, False], ["province", 2023, 400, False],
    ]  # fmt: skip


def test_row_whose_levels_do_not_add_up_to_its_total_waits_whole(office: Desk) -> None:
    rows = [
        [*HEADER, "金额"],
        [LIVING, "10", "20", "", "", "2023", "", "30"],
        ["其他", "10", "20", "", "", "2023", "", "31"],
    ]
    assert sums(kept(office, rows)) == [("central", 1_000), ("province", 2_000)]
    assert office.outcomes("budget") == [("used", ""), ("held", "row-total-differs")]


def test_cell_that_cannot_be_read_holds_its_row_and_is_the_one_asked_about(office: Desk) -> None:
    rows = [HEADER, [LIVING, "10", "一百多", "", "", "2023", ""], ["其他", "10", "20", "30", "40", "2023", ""]]
    assert len(kept(office, rows)) == 4
    assert office.outcomes("budget") == [("held", "amount-unreadable"), ("used", "")]
    assert not apply(office, filled(workbook(ask(office)), {"金额读不出": {1: "20"}})).findings
    assert office.outcomes("budget") == [("used", ""), ("used", "")]


def test_columns_of_places_are_none_of_money() -> None:
    rows = [["项目", "市", "县", "金额", "文号"], ["某项目", "甲市", "乙县", "10", "x"]]
    fields = {c.field for c in read_file(one(rows), "预算.xlsx", kind="budget").tables[0].columns}
    assert {"city", "county", "amount"} <= fields


def test_a_list_of_persons_is_no_budget() -> None:
    rows = [["姓名", "身份证号", "项目", "中央", "省", "金额"], ["李甲", "990101201203050019", "x", "1", "2", "3"]]
    table = read_file(book({"名单": rows}), "发放.xlsx", kind="paid-before").tables[0]
    assert not any(c.field.startswith("allotted") for c in table.columns)
