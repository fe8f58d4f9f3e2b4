"""A column of a roster that says of a child that it has left is never passed over: by its header, or by its cells."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from openpyxl import load_workbook

from aid_ledger.intake import SheetTable, meaning, read_file
from tests.tools.county import Desk, desk, member, name_of, pupil
from tests.tools.review import STATUS, ask, settle, workbook

from .books import one, roster_row


@pytest.fixture
def office() -> Iterator[Desk]:
    with desk() as made:
        yield made


def table(header: str, *cells: str, columns: dict[str, str] | None = None) -> SheetTable:
    rows = [[*roster_row(number)[:4], text] for number, text in enumerate(cells, start=1)]
    names = ["学校名称", "班级", "姓名", "身份证号"]
    return read_file(one([[*names, header], *rows]), "名册.xlsx", kind="roster", columns=columns).tables[0]


@pytest.mark.parametrize(
    "header",
    [
        "异动类型",
        "学籍异动",
        "变动情况",
        "在校情况",
        "学生现状",
        "就学状态",
        "状态",
        "是否在校生",
        "是否离校",
        "是否辍学",
    ],
)
def test_a_column_of_status_is_known_by_many_headers(header: str) -> None:
    known = meaning(header, "roster")
    assert known is not None
    assert known.field == "status"


@pytest.mark.parametrize("header", ["离校时间", "转出时间", "转学日期", "退学时间", "辍学日期"])
def test_a_day_of_leaving_is_known_by_its_header(header: str) -> None:
    known = meaning(header, "roster")
    assert known is not None
    assert known.field == "status_date"


@pytest.mark.parametrize(
    ("header", "cell", "remark"),
    [
        ("去向", "广东", "“去向”一列：广东"), ("异动原因", "随父母外出", "“异动原因”一列：随父母外出"),
        ("流动情况", "转出", "“流动情况”一列：转出"), ("情况说明", "已 转走", "“情况说明”一列：已转走"),
        ("流动情况", "转入", ""), ("去向", "在校", ""), ("去向", "否", ""), ("是否有辍学风险", "是", ""),
        ("家庭住址", "转塘镇", ""), ("来源", "转学", ""),
        ("转入前学校", "某校退学", ""), ("特长", "转笔" * 30 + "转出", ""),
    ],
)  # fmt: skip
def test_what_an_unknown_column_says_of_leaving_stands_in_the_remark(header: str, cell: str, remark: str) -> None:
    read = table(header, cell, "")
    assert (read.frame["remark"].tolist() if "remark" in read.frame else ["", ""]) == [remark, ""]


def test_a_column_that_a_person_left_out_says_nothing() -> None:
    assert "remark" not in table("去向", "广东", columns={"E": ""}).frame


@pytest.mark.parametrize(
    ("column", "text", "waits"),
    [
        ("异动类型", "转出", {"left-date-unknown": 0}), ("去向", "转往外县", {"status-unknown": 1}),
        ("去向", "广东", {"status-unknown": 1}), ("异动原因", "随父母外出", {"status-unknown": 1}),
        ("情况说明", "已转走", {"status-unknown": 1}), ("情况说明", "父亲已转走", {}),
        ("离校时间", "2023-02-10", {"status-unknown": 1}), ("离校时间", "2023-05-10", {}),
        ("离校时间", "开学前", {"status-unknown": 1}), ("是否离校", "是", {"left-date-unknown": 0}),
        ("是否离校", "否", {}), ("学籍异动", "无", {}), ("学籍异动", "是", {"status-unknown": 1}),
    ],
)  # fmt: skip
def test_who_has_left_by_any_column_is_not_paid(
    office: Desk, column: str, text: str, waits: dict[str, int]
) -> None:  # fmt: skip
    rows = [{**pupil(number, 学生状态=""), column: ""} for number in (1, 2)]
    rows = [{key: value for key, value in row.items() if key not in ("学生状态", "异动日期")} for row in rows]
    rows[1][column] = text
    office.took("名册.xlsx", rows)
    office.took("脱贫户.xlsx", [member(1), member(2)], "filed-poor")
    office.payout()
    paid = {(name_of(1), "boarding-living"): 50000}
    assert office.paid() == (paid if waits else paid | {(name_of(2), "boarding-living"): 50000})
    held = [reason for outcome, reason in office.outcomes("roster") if outcome == "held"]
    assert {reason: held.count(reason) for reason in waits} == waits


@pytest.mark.parametrize(("answer", "paid"), [("在读", 2), ("转出", 1)])
def test_the_question_shows_what_the_column_says_and_an_answer_settles_it(
    office: Desk, answer: str, paid: int
) -> None:  # fmt: skip
    rows = [{**pupil(number), "去向": "广东" if number == 2 else ""} for number in (1, 2)]
    office.took("名册.xlsx", rows)
    office.took("脱贫户.xlsx", [member(1), member(2)], "filed-poor")
    shown = load_workbook(workbook(ask(office)))
    texts = [str(cell) for sheet in shown for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert any("“去向”一列：广东" in text for text in texts)
    settle(office, {STATUS: answer})
    office.payout()
    assert len(office.paid()) == paid
