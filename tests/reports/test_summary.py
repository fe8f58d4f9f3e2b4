"""汇总表: groups with their standard, subtotals, different people, and the check rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from aid_ledger.money import to_capitals
from aid_ledger.reports import PayoutBook, write_payout_books
from tests.reports.reading import Sheet, fen, sheets
from tests.reports.sample import County, book_of, columns, county_book, one_line


@pytest.fixture(scope="module")
def book() -> PayoutBook:
    return county_book(County(lines=500, schools=12))


@pytest.fixture(scope="module")
def found(book: PayoutBook, tmp_path_factory: pytest.TempPathFactory) -> list[Sheet]:
    folder = tmp_path_factory.mktemp("papers")
    write_payout_books(folder, book)
    return sheets(folder / "汇总表.xlsx")


def written(tmp_path: Path, *lines: dict[str, object], **given: Any) -> list[Sheet]:
    write_payout_books(tmp_path, book_of([*lines], **given))
    return sheets(tmp_path / "汇总表.xlsx")


def heads(sheet: Sheet) -> list[tuple[str, str]]:
    """Return (heading, heading under it) by column."""
    out, top = [], ""
    for upper, lower in zip(sheet.values[3], sheet.values[4], strict=True):
        top = str(upper.value) if upper.value is not None else top
        out.append((top, str(lower.value or "")))
    return out


def column(sheet: Sheet, top: str, lower: str = "") -> int:
    return heads(sheet).index((top, lower))


def row_of(sheet: Sheet, label: str) -> list[Any]:
    return next(list(row) for row in sheet.values.iter_rows(values_only=True) if row[0] == label)


def schools(sheet: Sheet) -> list[list[Any]]:
    return [list(row) for row in sheet.values.iter_rows(min_row=5, values_only=True) if isinstance(row[0], int)]


def test_the_columns_are_those_of_the_office(found: list[Sheet], book: PayoutBook) -> None:
    by_name = {sheet.name: sheet for sheet in found}
    assert heads(by_name[book.titles["boarding-living"]]) == [
        ("序号", ""), ("乡镇", ""), ("学校", ""), ("小学寄宿 500", "人数"), ("小学寄宿 500", "金额"),
        ("初中寄宿 625", "人数"), ("初中寄宿 625", "金额"), ("合计人数", ""), ("合计金额", ""),
        ("其中补发", "人数"), ("其中补发", "金额"), ("其中暂无账户", "人数"), ("其中暂无账户", "金额"),
        ("资金来源", "中央"), ("资金来源", "省"), ("资金来源", "市"), ("资金来源", "县"), ("资金来源", "衔接"),
        ("资金来源", "社会"), ("备注", ""),
    ]  # fmt: skip
    assert ("初中非寄宿 312.50", "金额") in heads(by_name["总表"])


def test_one_sheet_over_all_and_one_a_programme(found: list[Sheet], book: PayoutBook) -> None:
    assert [sheet.name for sheet in found] == ["总表", *book.titles.values()]


def test_numbers_of_a_school_are_those_of_its_lines(found: list[Sheet], book: PayoutBook) -> None:
    pays = book.lines[book.lines["kind"] == "pay"]
    for sheet, programme in zip(found, [None, *book.titles], strict=True):
        own = pays if programme is None else pays[pays["programme"] == programme]
        for row in schools(sheet):
            lines = own[own["school"] == row[2]]
            assert fen(row[column(sheet, "合计金额")]) == lines["amount"].sum()
            assert (row[column(sheet, "合计人数")] or 0) == lines.loc[lines["name"] != "", "id_number"].nunique()
        assert len(schools(sheet)) == own["school"].nunique()


def test_towns_and_grand_total_add_up(found: list[Sheet]) -> None:
    for sheet in found:
        rows = list(sheet.values.iter_rows(min_row=5, values_only=True))
        end = next(i for i, row in enumerate(rows) if row[0] == "总计")
        for index in range(3, len(rows[0]) - 1):
            own = sum(fen(row[index]) for row in rows[:end] if isinstance(row[0], int))
            towns = sum(fen(row[index]) for row in rows[:end] if str(row[0]).endswith("小计"))
            assert own == towns == fen(rows[end][index])


def test_groups_add_up_to_the_total(found: list[Sheet]) -> None:
    for sheet in found:
        total, last = row_of(sheet, "总计"), column(sheet, "合计人数")
        money = [fen(total[i]) for i in range(3, last) if heads(sheet)[i][1] == "金额"]
        assert sum(money) == fen(total[column(sheet, "合计金额")])


def test_funding_adds_up_to_the_money_less_what_was_taken_back(found: list[Sheet], book: PayoutBook) -> None:
    total = row_of(found[0], "总计")
    first = column(found[0], "资金来源", "中央")
    taken = book.lines.loc[book.lines["kind"] == "reverse", "amount"].sum()
    assert sum(map(fen, total[first : first + 6])) == fen(total[column(found[0], "合计金额")]) + taken


def test_the_check_rows_say_equal(found: list[Sheet]) -> None:
    for sheet in found:
        checks = [line for line in sheet.texts().split("\n") if line.startswith("核对：")]
        assert len(checks) == 2
        assert all(check.endswith("，相符") for check in checks)


def test_the_check_row_multiplies_the_people_by_the_standard(tmp_path: Path) -> None:
    lines = [one_line(line=f"L{i}", id_number=f"99010120140305{i:04d}", remark="") for i in range(3)]
    [_, sheet] = written(tmp_path, *lines[:2], lines[2] | {"amount": 12500, "remark": "rate-changed"})
    assert (
        "核对：Σ(人数×标准) 1,500.00 － 只补差额、比标准少发的 375.00 ＝ 金额 1,125.00 ＝ 台账 1,125.00，相符"
        in sheet.texts()
    )
    row = schools(sheet)[0]
    assert [row[column(sheet, "其中补发", lower)] for lower in ("人数", "金额")] == [1, 125]


def test_shares_that_do_not_add_up_are_said(tmp_path: Path) -> None:
    names = ("programme", "school_code", "level", "amount")
    share = {"programme": "boarding-living", "school_code": "2136000001", "level": "central", "amount": 49999}
    [sheet, _] = written(tmp_path, one_line(), shares=columns([share], names))
    assert "核对：资金来源合计 499.99 ＝ 金额 500.00，不符，本表不得使用" in sheet.texts()


def test_schools_without_a_code_bear_their_own_part_of_the_shares(tmp_path: Path) -> None:
    lines = [
        one_line(line=f"L{n}", school=f"邻县{n}校", school_code="", amount=fen) for n, fen in ((1, 33333), (2, 16668))
    ]
    shares = [
        {"programme": "boarding-living", "school_code": "", "level": level, "amount": part}
        for level, part in (("central", 40001), ("county", 10000))
    ]
    names = ("programme", "school_code", "level", "amount")
    [sheet, _] = written(tmp_path, *lines, shares=columns(shares, names))
    assert "核对：资金来源合计 500.01 ＝ 金额 500.01，相符" in sheet.texts()
    first = column(sheet, "资金来源", "中央")
    rows = [[fen(cell or 0) for cell in row[first : first + 6]] for row in schools(sheet)]
    assert [sum(row) for row in rows] == [33333, 16668]


def test_the_total_stands_in_capitals_and_the_six_boxes_below(found: list[Sheet]) -> None:
    for sheet in found:
        total = fen(row_of(sheet, "总计")[column(sheet, "合计金额")])
        assert f"合计金额（大写）：{to_capitals(total)}" in sheet.texts()
        for box in ("制表：张三", "复核：", "中心负责人：", "分管领导：", "局长（章）：", "财政部门意见（章）："):
            assert box in sheet.texts()


def test_one_student_in_two_programmes_is_one_person_over_all(tmp_path: Path) -> None:
    [sheet, *_] = written(tmp_path, one_line(), one_line(line="L2", programme="senior-grant", stage="senior"))
    row = schools(sheet)[0]
    assert (row[column(sheet, "合计人数")], row[column(sheet, "合计金额")]) == (1, 1000)
    assert row_of(sheet, "总计")[column(sheet, "合计人数")] == 1


def test_one_student_at_two_schools_of_a_town_is_one_person_in_the_town(tmp_path: Path) -> None:
    other = one_line(line="L2", programme="senior-grant", stage="senior", school="二中", school_code="2136000002")
    [sheet, *_] = written(tmp_path, one_line(), other)
    people = column(sheet, "合计人数")
    assert [row[people] for row in schools(sheet)] == [1, 1]
    assert row_of(sheet, "城关镇小计")[people] == row_of(sheet, "总计")[people] == 1


def test_many_standards_are_one_group_by_their_own(tmp_path: Path) -> None:
    lines = [
        one_line(line=f"L{i}", id_number=f"99010120140305{i:04d}", programme="vocational-fee-waiver", payee="school",
                 stage="vocational", standard=90000 + i, amount=90000 + i)
        for i in range(7)
    ]  # fmt: skip
    [_, sheet] = written(tmp_path, *lines)
    assert ("中职免学费 (按各自标准)", "人数") in heads(sheet)
    assert "Σ(人数×标准) 6,300.21 ＋ 补发差额 0.00 ＝ 金额 6,300.21" in sheet.texts()


def test_no_group_vanishes_whatever_the_stage(tmp_path: Path) -> None:
    stages = ["preschool", "primary", "junior", "senior", "vocational", "higher", "primary+junior"]
    lines = [one_line(line=f"L{i}", id_number=f"9{i}", stage=stage) for i, stage in enumerate(stages)]
    [sheet, _] = written(tmp_path, *lines)
    assert fen(row_of(sheet, "总计")[column(sheet, "合计金额")]) == 50000 * len(stages)


def test_a_wide_sheet_goes_over_pages_with_title_and_schools_on_each(found: list[Sheet]) -> None:
    sheet = found[0].values
    assert sheet.print_title_cols == "$A:$C"
    assert len(sheet.col_breaks.brk) >= 1
    titles = [cell.value for cell in sheet[1] if cell.value]
    assert len(titles) == len(sheet.col_breaks.brk) + 1


def test_schools_stand_in_their_order_within_their_town(tmp_path: Path) -> None:
    lines = [
        one_line(line=f"L{i}", school=f"{i}小", school_code=f"{i}", town=town)
        for i, town in enumerate(["乙镇", "甲镇", "乙镇", ""])
    ]
    order = pd.DataFrame({"school_code": ["2", "1", "0", "3"], "school": ["2小", "1小", "0小", "3小"]})
    order = order.assign(town=["乙镇", "甲镇", "乙镇", ""], order=range(4))
    [sheet, _] = written(tmp_path, *lines, schools=order)
    assert [row[1:3] for row in schools(sheet)] == [
        ["乙镇", "2小"], ["乙镇", "0小"], ["甲镇", "1小"], ["（未填乡镇）", "3小"]
    ]  # fmt: skip


def test_nothing_is_said_of_towns_where_none_is_known(tmp_path: Path) -> None:
    [sheet, _] = written(
        tmp_path, *(one_line(line=f"L{i}", school=f"{i}小", school_code=f"{i}", town="") for i in "12")
    )
    assert [row[1:3] for row in schools(sheet)] == [[None, "1小"], [None, "2小"]]
    assert not [text for text in sheet.texts() if "乡镇" in text and text != "乡镇"]
    assert sheet.labelled("总计")
