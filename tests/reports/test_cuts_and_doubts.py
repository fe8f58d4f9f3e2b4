"""调减单 and 待核实清单."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from aid_ledger.reports import write_payout_books
from aid_ledger.words import reason, reason_fix
from tests.reports.reading import Sheet, fen, sheets
from tests.reports.sample import book_of, county_book, one_line


def doubt(**given: object) -> dict[str, Any]:
    return {
        "file": "名册.xlsx", "sheet": "Sheet1", "row": 7, "cell": "F7", "kind": "roster", "school": "城关镇中心小学",
        "grade": "三年级", "class_": "三(2)班", "name": "王小明", "id_number": "990101201403051234",
        "reason": "id-invalid", "programme": "", "stake": 50000, "note": "", "hint": "",
    } | given  # fmt: skip


def held(tmp_path: Path, *doubts: dict[str, Any]) -> list[Sheet]:
    write_payout_books(tmp_path, book_of([], [*doubts]))
    return sheets(tmp_path / "待核实清单.xlsx")


def test_taken_back_and_to_recover_stand_on_their_own_sheets_with_reason_and_sum(tmp_path: Path) -> None:
    book = county_book()
    write_payout_books(tmp_path, book)
    found = {sheet.name: sheet for sheet in sheets(tmp_path / "调减单.xlsx")}
    for name, kind in (("冲销", "reverse"), ("追缴", "recover")):
        own = book.lines[book.lines["kind"] == kind]
        rows, [total] = list(found[name].rows()), found[name].labelled("合计")
        assert sorted(fen(row["调减金额(元)"]) for row in rows) == sorted(own["amount"])
        assert fen(total["调减金额(元)"]) == own["amount"].sum() < 0
        assert "负数为减少" in found[name].texts()
        assert {row["调减原因"] for row in rows} == {reason("left-school", "zh")}


def test_the_headings_of_a_cut(tmp_path: Path) -> None:
    write_payout_books(tmp_path, book_of([one_line(kind="recover", amount=-50000, reason="left-school")]))
    [sheet] = sheets(tmp_path / "调减单.xlsx")
    assert sheet.headings == [
        "序号", "学校", "年级", "班级", "姓名", "身份证号码", "项目", "调减金额(元)", "调减原因", "备注",
        "明细编号",
    ]  # fmt: skip


def test_a_batch_without_cuts_has_no_such_paper(tmp_path: Path) -> None:
    write_payout_books(tmp_path, book_of([one_line()]))
    assert not (tmp_path / "调减单.xlsx").exists()


def test_reasons_stand_in_words_by_money_with_what_to_do(tmp_path: Path) -> None:
    [summary, _] = held(
        tmp_path,
        doubt(),
        doubt(row=8, reason="boarding-unknown", stake=62500),
        doubt(row=9, stake=0, reason="name-conflict"),
        doubt(row=10, stake=10000),
    )
    assert [list(row.values())[1:] for row in summary.rows()] == [
        [reason("boarding-unknown", "zh"), reason_fix("boarding-unknown", "zh"), 1, 625],
        [reason("id-invalid", "zh"), reason_fix("id-invalid", "zh"), 2, 600],
        [reason("name-conflict", "zh"), reason_fix("name-conflict", "zh"), 1, None],
    ]


def test_the_reason_with_most_money_comes_first_and_its_dearest_row(tmp_path: Path) -> None:
    [summary, rows] = held(
        tmp_path,
        doubt(row=1, reason="name-conflict", stake=60000),
        doubt(row=2, stake=50000),
        doubt(row=3, stake=62500),
    )
    assert [row["原因"] for row in summary.rows()] == [reason("id-invalid", "zh"), reason("name-conflict", "zh")]
    assert [row["行号"] for row in rows.rows()] == [3, 2, 1]


def test_rows_have_their_place_and_a_masked_id(tmp_path: Path) -> None:
    [_, rows] = held(tmp_path, doubt())
    [row] = rows.rows()
    assert (row["来源文件"], row["工作表"], row["行号"], row["学校"]) == ("名册.xlsx", "Sheet1", 7, "城关镇中心小学")
    assert row["身份证号(掩码)"] == "990101********1234"
    assert (row["项目"], row["涉及金额(元/学期)"]) == ("全部项目", 500)


def test_no_whole_id_stands_anywhere_in_the_list_of_doubts(tmp_path: Path) -> None:
    book = county_book()
    write_payout_books(tmp_path, book)
    text = "\n".join(sheet.texts() for sheet in sheets(tmp_path / "待核实清单.xlsx"))
    assert not [number for number in book.held["id_number"] if number in text]


@pytest.mark.parametrize(
    ("number", "shown"), [("99010120140305123", "*************5123"), ("1234567", "******7"), ("12", "**"), ("", None)]
)
def test_a_number_that_is_no_id_shows_no_more_than_its_end(tmp_path: Path, number: str, shown: str | None) -> None:
    [_, rows] = held(tmp_path, doubt(id_number=number))
    found = next(rows.rows())["身份证号(掩码)"]
    assert found == shown or (len(number) >= 15 and found == f"{number[:6]}{'*' * (len(number) - 10)}{number[-4:]}")


def test_summary_and_rows_have_the_same_money(tmp_path: Path) -> None:
    book = county_book()
    write_payout_books(tmp_path, book)
    summary, rows = sheets(tmp_path / "待核实清单.xlsx")
    [total] = summary.labelled("合计")
    assert fen(total["涉及金额(元/学期)"]) == book.held["stake"].sum()
    assert sum(fen(row["涉及金额(元/学期)"]) for row in rows.rows()) == book.held["stake"].sum()
    assert total["行数"] == len(book.held) == len(list(rows.rows()))


def test_a_reason_without_words_stops_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        write_payout_books(tmp_path / "papers", book_of([one_line()], [doubt(reason="no-such-reason")]))
    assert not (tmp_path / "papers").exists()
