"""A sheet against its table: no order is a difference, and one changed cell is one difference, at its place."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aid_ledger.audit.paper_differences import differences
from aid_ledger.audit.rereading import Table, headings_of, read_sheet

HEADINGS = ("序号", "姓名", "身份证号码", "本次金额(元)", "户名", "银行账号", "备注")
Rows = list[list[Any]]
rows_of_a_sheet = st.lists(
    st.tuples(st.sampled_from("甲乙丙"), st.sampled_from([500.0, 625.0, 0.01]), st.sampled_from(["父", ""])),
    min_size=1, max_size=8,
).map(
    lambda rows: [[n, name, f"99010120150101{n:04}", yuan, holder, f"62990000000{n:05}", "首发"]
                  for n, (name, yuan, holder) in enumerate(rows, start=1)]
)  # fmt: skip


def table_of(rows: Rows) -> Table:
    total = {3: sum(row[3] for row in rows)}
    columns = tuple(list(column) for column in zip(*rows, strict=True))
    return Table(HEADINGS, columns, 1, frozenset(), 3, (("合计", total),))


def printed(rows: Rows, total: object) -> list[list[Any]]:
    return [["花名册", *[""] * 6], list(HEADINGS), *rows, ["合计", "", "", total, "", "", ""], [99, *[""] * 6]]


def found(rows: Rows, changed: Rows, total: object = None) -> list[tuple[str, str]]:
    table = table_of(rows)
    read = read_sheet((printed(changed, table.sums[0][1][3] if total is None else total), 3, 2), table)
    assert read is not None
    return [(one.problem, one.cell) for one in differences(table, read)]


@given(rows_of_a_sheet, st.data())
def test_rows_in_any_order_say_the_same(rows: Rows, data: st.DataObject) -> None:
    mixed = data.draw(st.permutations(rows))
    again = [[number, *row[1:]] for number, row in enumerate(mixed, start=1)]
    assert found(rows, again) == []


@given(rows_of_a_sheet, st.data())
def test_one_changed_cell_is_one_difference_at_its_place(rows: Rows, data: st.DataObject) -> None:
    row = data.draw(st.integers(0, len(rows) - 1))
    column = data.draw(st.sampled_from([1, 2, 3, 4, 5]))
    changed = [list(own) for own in rows]
    changed[row][column] = 77.0 if column == 3 else "别的"
    assert found(rows, changed) == [("cell", f"{'BCDEFG'[column]}{row + 5}")]


@given(rows_of_a_sheet)
def test_a_row_put_in_or_left_out_is_one(rows: Rows) -> None:
    more = [*rows, [len(rows) + 1, "丁", "990101201601019999", 1.0, "", "", ""]]
    assert found(rows, more) == [("row-more", f"B{len(rows) + 5}")]
    assert found(more, rows) == [("row-missing", "")]


def test_a_total_is_compared_unless_it_was_saved_without_a_value() -> None:
    rows = [[1, "甲", "990101201501010001", 500.0, "", "62990000000001", ""]]
    assert found(rows, rows, "") == [("not-computed", "E6")]
    assert found(rows, rows, 500.01) == [("total", "E6")]
    assert found(rows, rows, "500.00") == []


def test_of_an_erased_person_the_money_alone_is_compared() -> None:
    erased = [[1, "", "", 500.0, "", "", ""], [2, "乙", "990101201501010002", 625.0, "", "6299000000002", ""]]
    on_paper = [[1, "甲", "990101201501010001", 500.0, "甲", "6299000000001", ""], erased[1]]
    assert found(erased, on_paper) == []
    assert found(erased, [[1, *on_paper[0][1:3], 600.0, *on_paper[0][4:]], erased[1]]) != []


@pytest.mark.parametrize("rows", [[], [["花名册"]], [["姓名", "金额"]]])
def test_a_sheet_without_its_headings_is_not_read(rows: Rows) -> None:
    assert read_sheet((rows, 1, 1), table_of([[1, "甲", "1", 1.0, "", "", ""]])) is None


def test_headings_that_come_again_have_a_number() -> None:
    assert headings_of(["", "小学", ""], ["学校", "金额", "金额"]) == ["学校", "小学 金额", "小学 金额 2"]
