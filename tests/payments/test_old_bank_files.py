"""Files of Excel 97-2003 for banks whose programs take no other: the same cells, as texts and numbers, 65,535 rows."""

from __future__ import annotations

import dataclasses

import pytest
import xlrd

from aid_ledger.payments import BankFile, read_bank_profile, read_return
from aid_ledger.payments.bank_files import most_rows
from aid_ledger.reports import bank_workbook
from aid_ledger.reports.excel97 import OldSheet, excel97
from tests.payments.sample import PROFILES, account, files_of, order, orders, orders_of, xls

OWN = (
    "name: own\nfile: xls\nheader: {header}\nsummary: [{{text: 笔数}}, {{value: count}}]\n"
    "columns: [{{head: 账号, value: account}}, {{head: 金额, value: amount}}]\n"
)


def opened(file: BankFile) -> xlrd.sheet.Sheet:
    data = bank_workbook(file)
    assert data.startswith(bytes.fromhex("d0cf11e0a1b11ae1"))
    return xlrd.open_workbook(file_contents=data, formatting_info=True).sheet_by_index(0)


def test_a_bank_of_old_gets_the_same_cells_as_texts_and_numbers() -> None:
    [file] = files_of(orders_of(order(1, account_name="𬭬　甲", id_number="001")), "rural-bank-xls")
    assert file.name == "2023S-001_个人_财政专户.xls"
    sheet = opened(file)
    assert sheet.row_values(0) == ["序号", "姓名", "账号", "金额", "证件号码", "备注"]
    assert sheet.row_values(1) == [1, "𬭬甲", account(1), 500.01, "001", "2023S-001-00001"]
    text, number = xlrd.XL_CELL_TEXT, xlrd.XL_CELL_NUMBER
    assert list(sheet.row_types(1)) == [number, text, text, number, text, text]
    book = sheet.book
    assert [book.format_map[book.xf_list[cell.xf_index].format_key].format_str for cell in sheet.row(1)] == [
        "0", "@", "@", "0.00", "@", "@"
    ]  # fmt: skip
    assert sheet.colinfo_map[2].width == 24 * 256


def test_the_same_orders_give_the_same_bytes() -> None:
    one, other = files_of(orders(9), "rural-bank-xls")[0], files_of(orders(9).iloc[::-1], "rural-bank-xls")[0]
    assert bank_workbook(one) == bank_workbook(other)


def test_a_text_that_begins_as_a_formula_is_a_text() -> None:
    [file] = files_of(orders(1), "rural-bank-xls")
    cells = file.cells.copy()
    cells[1] = "=1+1"
    sheet = opened(dataclasses.replace(file, cells=cells))
    assert (sheet.cell_type(1, 1), sheet.cell_value(1, 1)) == (xlrd.XL_CELL_TEXT, "=1+1")


def test_lines_before_and_after_the_rows_stand_as_in_any_workbook() -> None:
    own = read_bank_profile(OWN.format(header="yes") + "trailer: [{value: total}]\n", "own.yaml")
    sheet = opened(files_of(orders(2), own)[0])
    assert [sheet.row_values(row, 0, 2) for row in range(5)] == [
        ["笔数", "2"], ["账号", "金额"], [account(1), 500.01], [account(2), 500.02], ["1000.03", ""],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "cap", "most"), [("yes", "", 65_534), ("no", "", 65_535), ("no", "most_rows: 900000\n", 65_535),
                                ("no", "most_rows: 1000\n", 1000)],
)  # fmt: skip
def test_a_file_never_has_more_rows_than_an_old_workbook(header: str, cap: str, most: int) -> None:
    assert most_rows(read_bank_profile(OWN.format(header=header) + cap, "own.yaml")) == most


def test_orders_that_do_not_fit_go_into_a_second_file() -> None:
    profile = PROFILES["rural-bank-xls"]
    assert most_rows(profile) == 65_535
    files = files_of(orders(65_536), profile)
    assert [file.count for file in files] == [32_768, 32_768]
    assert [file.name.rsplit("_", 1)[1] for file in files] == ["1-2.xls", "2-2.xls"]


def test_our_own_file_comes_back_with_two_columns_more() -> None:
    sheet = opened(files_of(orders(2), "rural-bank-xls")[0])
    ends = (["处理结果", "失败原因"], ["成功", ""], ["失败", "户名不符"])
    back = xls([sheet.row_values(row) + end for row, end in enumerate(ends)])
    found = read_return("回盘.xls", back, PROFILES["rural-bank-xls"]).rows
    assert found["account"].tolist() == [account(1), account(2)]
    assert found["reference"].tolist() == ["2023S-001-00001", "2023S-001-00002"]


def test_a_sheet_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        excel97([OldSheet("a", [()] * 65_537)])
    with pytest.raises(ValueError, match="do not fit"):
        excel97([OldSheet("a", [[1] * 257])])
