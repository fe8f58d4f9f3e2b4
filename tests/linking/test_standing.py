"""What a register says of a row's standing decides who still counts: 注销, 停发, and words that nobody knows."""

from __future__ import annotations

import pytest

from tests.intake.books import one
from tests.tools.county import Desk, Row, desk, member, name_of, pupil, resident_id
from tests.tools.review import answered, apply, ask, workbook

NO_LONGER, COUNTS, WAITS = ("not-in-force", "no-longer-in-force"), ("matched", ""), ("held", "standing-unclear")
CASES: dict[str, tuple[str, Row, tuple[str, str]]] = {
    "cancelled": ("disabled", {"是否注销": "是"}, NO_LONGER),
    "not cancelled": ("disabled", {"是否注销": "否"}, COUNTS),
    "a certificate cancelled": ("disabled", {"证件状态": "注销"}, NO_LONGER),
    "cancelled on a day before": ("disabled", {"注销日期": "2022-12-31"}, NO_LONGER),
    "a yes that answers no question": ("disabled", {"证件状态": "是"}, WAITS),
    "stopped": ("orphans", {"保障状态": "已停发"}, NO_LONGER),
    "stopped, as the payers say": ("orphans", {"发放状态": "停发"}, NO_LONGER),
    "no longer secured": ("orphans", {"是否在保": "否"}, NO_LONGER),
    "secured": ("orphans", {"是否在保": "是"}, COUNTS),
    "a usual word": ("orphans", {"保障状态": "正常"}, COUNTS),
    "a word that nobody knows": ("orphans", {"保障状态": "待复核"}, WAITS),
    "stopped on a day before": ("orphans", {"停发日期": "2022-12-31"}, NO_LONGER),
    "stopped after the reference day": ("orphans", {"保障状态": "停发", "停发日期": "2023-04-01"}, COUNTS),
    "stopped, in a list of the filed poor": ("filed-poor", {"人员状态": "清退"}, NO_LONGER),
    "one of two says so": ("disabled", {"证件状态": "正常", "享受状态": "停发"}, NO_LONGER),
    "the other of two says so": ("disabled", {"证件状态": "注销", "享受状态": "正常"}, NO_LONGER),
    "both of two in force": ("disabled", {"证件状态": "正常", "是否停发": "否"}, COUNTS),
    "one of two not known": ("disabled", {"证件状态": "正常", "享受状态": "待复核"}, WAITS),
    "not known beside one that ends it": ("disabled", {"证件状态": "待复核", "享受状态": "停发"}, NO_LONGER),
    "the third of three says so": ("orphans", {"保障状态": "正常", "是否在保": "是", "是否注销": "是"}, NO_LONGER),
    "a risk cleared, as other bureaus ask": (
        "monitored", {"监测对象类别": "突发严重困难户", "是否风险消除": "是"}, ("not-in-force", "risk-cleared"),
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def ends() -> dict[str, tuple[str, str]]:
    """What became of each case's row, each in a list of its own."""
    with desk() as office:
        office.took("在校生名册.xlsx", [pupil(number) for number in range(1, len(CASES) + 1)])
        for number, (kind, row, _) in enumerate(CASES.values(), start=1):
            office.took(f"{number}.xlsx", [{**member(number), **row}], kind)
        table = office.export("outcomes")
    by_file = {row.file: (str(row.outcome), str(row.reason)) for row in table.itertuples() if row.kind != "roster"}
    return {sentence: by_file[f"{number}.xlsx"] for number, sentence in enumerate(CASES, start=1)}


HEADER = ["姓名", "身份证号", "乡镇", "状态", "享受状态", "状态"]


def twice(office: Desk, first: str, second: str) -> tuple[str, str]:
    """What became of a row under a header that stands twice."""
    row = [name_of(1), resident_id(1), "东镇", first, "正常", second]
    office.took("残疾人.xlsx", one([HEADER, row]), "disabled")
    return office.outcomes("disabled")[0]


@pytest.mark.parametrize(
    ("first", "second", "ends"),
    [("正常", "停发", WAITS), ("停发", "正常", WAITS), ("停发", "停发", NO_LONGER), ("正常", "", COUNTS)],
)
def test_columns_of_one_header_that_contradict_each_other_wait(first: str, second: str, ends: tuple[str, str]) -> None:
    with desk() as office:
        office.took("在校生名册.xlsx", [pupil(1)])
        assert twice(office, first, second) == ends


@pytest.mark.parametrize(
    ("first", "second", "asked", "answer", "ends"),
    [
        ("正常", "停发", "正常", "正常", COUNTS), ("正常", "停发", "正常", "停发", NO_LONGER),
        ("正常", "待复核", "待复核", "正常", COUNTS), ("待复核", "待查", "待复核", "停发", NO_LONGER),
    ],
)  # fmt: skip
def test_what_a_person_says_of_such_a_row_settles_it(
    first: str, second: str, asked: str, answer: str, ends: tuple[str, str]
) -> None:
    with desk() as office:
        office.took("在校生名册.xlsx", [pupil(1)])
        twice(office, first, second)
        done = apply(office, answered(workbook(ask(office)), {"这个状态算不算还在册": answer}, about=asked))
        assert (len(done.decisions), done.findings) == (1, ())
        assert office.outcomes("disabled") == [ends]


@pytest.mark.parametrize("sentence", CASES)
def test_standing_decides(sentence: str, ends: dict[str, tuple[str, str]]) -> None:
    assert ends[sentence] == CASES[sentence][2]
