"""Workbooks for banks: files of xlsx and the covering sheet."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from aid_ledger.payments import bank_covers, read_bank_profile
from aid_ledger.reports import PayoutBook, bank_workbook, write_bank_cover
from aid_ledger.store import short
from aid_ledger.terms import Term
from tests.payments.sample import files_of, order, orders, orders_of
from tests.reports.reading import sheets

HEAD = PayoutBook.without_lines(
    office="示例县学生资助管理中心", county="990101", term=Term.parse("2023S"), made_on="2023-04-18",
    prepared_by="张三", head="ab" * 32,
)  # fmt: skip


def cover(folder: Path, **given: Any) -> Path:
    table = orders_of(
        order(1), order(2, payer="零余额"), order(3, payee="school", programme="fee", programme_name="=免学费"),
    )  # fmt: skip
    files = files_of(table)
    digests = {file.name: hashlib.sha256(bank_workbook(file)).hexdigest() for file in files}
    return write_bank_cover(
        folder, HEAD, bank_covers(files, digests), **{"sending": "2023S-001", "bank": "通用表格（xlsx）"} | given
    )


def test_the_cover_shows_each_file_with_its_control_totals_and_the_sum_in_capitals(tmp_path: Path) -> None:
    path = cover(tmp_path)
    assert path.name == "银行报送封面_2023S-001.xlsx"
    [sheet] = sheets(path)
    assert sheet.headings == [
        "序号", "文件", "对象", "项目", "付款账户", "笔数", "金额(元)", "大写", "账号校验和", "文件校验码"
    ]  # fmt: skip
    rows = list(sheet.rows())
    assert [
        (row["文件"], row["对象"], row["笔数"], row["金额(元)"], row["大写"], row["账号校验和"]) for row in rows
    ] == [
        ("2023S-001_个人_财政专户.xlsx", "个人", 1, 500.01, "伍佰元零壹分", "000000000001"),
        ("2023S-001_个人_零余额.xlsx", "个人", 1, 500.02, "伍佰元零贰分", "000000000002"),
        ("2023S-001_学校_财政专户.xlsx", "学校", 1, 500.03, "伍佰元零叁分", "000000000003"),
    ]
    [total] = sheet.labelled("合计")
    assert (total["笔数"], total["金额(元)"]) == (3, 1500.06)
    assert "合计金额（大写）：壹仟伍佰元零陆分" in sheet.texts()
    first = bank_workbook(files_of(orders_of(order(1)))[0])
    assert rows[0]["文件校验码"] == short(hashlib.sha256(first).hexdigest())


def test_its_sums_are_live_and_no_text_is_a_formula(tmp_path: Path) -> None:
    [sheet] = sheets(cover(tmp_path))
    formulas = [cell.value for row in sheet.formulas.iter_rows() for cell in row if cell.data_type == "f"]
    assert formulas == ["=SUM(F4:F6)", "=SUM(G4:G6)"]
    assert "=免学费" in sheet.texts()


def test_the_cover_is_the_same_bytes_again_and_has_a_digest_of_its_own(tmp_path: Path) -> None:
    one, two = cover(tmp_path / "a"), cover(tmp_path / "b")
    assert one.read_bytes() == two.read_bytes()
    other = cover(tmp_path / "c", sending="2023S-001-2")
    assert sheets(one)[0].digest != sheets(other)[0].digest
    assert "编制 张三" in sheets(one)[0].foot


def test_the_cover_in_english(tmp_path: Path) -> None:
    [sheet] = sheets(cover(tmp_path, lang="en"))
    assert sheet.headings[:6] == ["No.", "File", "To", "Programmes", "Payer account", "Payments"]


def test_no_cell_of_a_banks_workbook_is_a_formula_and_numbers_stay_text() -> None:
    [file] = files_of(orders_of(order(1, bank="a=1", id_number="001")))
    sheet = load_workbook(io.BytesIO(bank_workbook(file))).worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s", "n"}
    assert [cell.value for cell in sheet[2]][5] == "001"


def test_summary_lines_stand_before_and_after_the_rows() -> None:
    own = read_bank_profile(
        "name: own\nfile: xlsx\nsummary: [{text: 笔数}, {value: count}]\ntrailer: [{value: total}]\n"
        "columns: [{head: 账号, value: account}, {head: 金额, value: amount}]\n", "own.yaml",
    )  # fmt: skip
    [file] = files_of(orders(2), own)
    sheet = load_workbook(io.BytesIO(bank_workbook(file))).worksheets[0]
    rows = [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
    assert rows[0] == ["笔数", "2"]
    assert rows[1] == ["账号", "金额"]
    assert rows[-1] == ["1000.03"]


def test_a_text_is_no_workbook() -> None:
    with pytest.raises(ValueError, match="no workbook"):
        bank_workbook(files_of(orders(1), "dhcc")[0])
