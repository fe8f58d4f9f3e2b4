# ruff: noqa: E501 - parts of files on one line
"""What each container says beside its texts: merges, hidden rows and sheets, dates, errors, numbers that lost digits."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from struct import pack
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from aid_ledger.errors import FindingsError
from aid_ledger.intake import read_file
from aid_ledger.intake.containers import PartScan, RawSheet, open_sheets
from aid_ledger.intake.containers.grid import Budget
from aid_ledger.intake.containers.workbooks import _read_calamine
from aid_ledger.words import Listed
from tests.intake.books import ROSTER_HEADER, roster_row
from tests.intake.test_hostile_containers import shared_strings
from tests.tools.compound import biff5, record
from tests.tools.containers import html, ods, ods_rows, spreadsheetml, xls, xls_book, xml_rows

LONG = 360732201201010015


def only(data: bytes) -> RawSheet:
    _, sheets = open_sheets(data, "名册.xls")
    return sheets[-1]


# --- merges, hidden rows, hidden sheets -------------------------------------------------------------------------------

MERGED = {
    "xls": xls([["甲", "乙"], [None, "丙"]], merges=[(0, 1, 0, 0)]),
    "ods": ods('<table:table-row><table:table-cell office:value-type="string" table:number-rows-spanned="2"><text:p>甲</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>乙</text:p></table:table-cell></table:table-row><table:table-row><table:covered-table-cell/><table:table-cell office:value-type="string"><text:p>丙</text:p></table:table-cell></table:table-row>'),
    "html": "<table><tr><td rowspan=2>甲<td>乙<tr><td>丙</table>".encode(),
    "xml": spreadsheetml('<Row><Cell ss:MergeDown="1"><Data ss:Type="String">甲</Data></Cell><Cell><Data ss:Type="String">乙</Data></Cell></Row><Row><Cell ss:Index="2"><Data ss:Type="String">丙</Data></Cell></Row>'),
}  # fmt: skip


@pytest.mark.parametrize("container", MERGED)
def test_a_cell_merged_downwards_keeps_its_place(container: str) -> None:
    sheet = only(MERGED[container])
    assert (sheet.rows, sheet.merges) == ([["甲", "乙"], ["", "丙"]], ((1, 1, 2, 1),))


ACROSS = {
    "html": "<table><tr><td colspan='2'>甲</td><td>乙</td></tr></table>".encode(),
    "xml": spreadsheetml('<Row><Cell ss:MergeAcross="1"><Data ss:Type="String">甲</Data></Cell><Cell><Data ss:Type="String">乙</Data></Cell></Row>'),
    "ods": ods('<table:table-row><table:table-cell office:value-type="string" table:number-columns-spanned="2"><text:p>甲</text:p></table:table-cell><table:covered-table-cell/><table:table-cell office:value-type="string"><text:p>乙</text:p></table:table-cell></table:table-row>'),
}  # fmt: skip


@pytest.mark.parametrize("container", ACROSS)
def test_a_cell_merged_to_the_right_moves_what_follows(container: str) -> None:
    sheet = only(ACROSS[container])
    assert (sheet.rows, sheet.merges) == ([["甲", "", "乙"]], ((1, 1, 1, 2),))


HIDDEN_ROWS = {
    "xls": xls([["甲"], ["乙"], ["丙"]], hidden_rows=[1, 2]),
    "ods": ods('<table:table-row table:visibility="filter" table:number-rows-repeated="2"><table:table-cell office:value-type="string"><text:p>甲</text:p></table:table-cell></table:table-row>'),
    "html": "<table><tr style='display:none'><td>甲</td></tr><tr style=\"mso-x:1; DISPLAY: none\"><td>乙</td></tr></table>".encode(),
    "xml": spreadsheetml('<Row ss:Hidden="1"><Cell><Data ss:Type="String">甲</Data></Cell></Row>' * 2),
}  # fmt: skip


@pytest.mark.parametrize("container", HIDDEN_ROWS)
def test_hidden_rows_are_counted(container: str) -> None:
    assert only(HIDDEN_ROWS[container]).scan.hidden_rows == 2


def xlsx_with_hidden(rows: Sequence[Sequence[Any]], hidden: Sequence[int]) -> bytes:
    book = Workbook()
    page = book.worksheets[0]
    for row in rows:
        page.append(list(row))
    for number in hidden:
        page.column_dimensions[get_column_letter(number + 1)].hidden = True
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


ODS_COLUMNS = '<table:table-column/><table:table-column table:visibility="collapse" table:number-columns-repeated="2"/><table:table-column/>'
ROW: list[list[Any]] = [["甲", "乙", "丙", "丁"]]
HIDDEN_COLUMNS = {
    "xls": xls_book({"名册": ROW}, hidden_columns=[1, 2]),
    "xls of Excel 5.0": biff5(ROW, more=record(0x007D, pack("<HHHHH", 1, 2, 2340, 0, 1)) + record(0x007D, pack("<HHHHH", 3, 3, 2340, 0, 0))),
    "xlsx": xlsx_with_hidden(ROW, [1, 2]),
    "ods": ods(ODS_COLUMNS + ods_rows(ROW)),
    "html": "<table><col><col span=2 style='display:none'><col><tr><td>甲<td>乙<td>丙<td>丁</table>".encode(),
    "xml": spreadsheetml('<Column/><Column ss:Hidden="1" ss:Span="1"/><Column ss:Index="4"/>' + xml_rows(ROW)),
}  # fmt: skip


@pytest.mark.parametrize("container", HIDDEN_COLUMNS)
def test_hidden_columns_are_known_and_read(container: str) -> None:
    sheet = only(HIDDEN_COLUMNS[container])
    assert sheet.rows == ROW
    assert sorted({n for first, last in sheet.scan.hidden_columns for n in range(first, last + 1)}) == [2, 3]


@pytest.mark.defect(55)
@pytest.mark.parametrize("form", ["xls", "xlsx"])
def test_hidden_columns_that_hold_something_are_named(form: str) -> None:
    rows: list[list[Any]] = [[*ROSTER_HEADER, "备用"], *([*roster_row(number), None] for number in (1, 2))]
    hidden = [1, len(ROSTER_HEADER)]
    data = xls_book({"名册": rows}, hidden_columns=hidden) if form == "xls" else xlsx_with_hidden(rows, hidden)
    (table,) = read_file(data, "在校生名册.xls").tables
    (told,) = [one for one in table.findings if one.name == "columns-hidden"]
    assert (told.place.cell, told.params) == ("B1", {"columns": Listed((f"B {ROSTER_HEADER[1]}",)), "count": 1})
    assert told.severity == "note"
    assert table.frame[next(one.field for one in table.columns if one.letter == "B")].tolist() == [
        str(roster_row(n)[1]) for n in (1, 2)
    ]


HIDDEN_SHEETS = {
    "xls": xls([["甲"]], hidden=True),
    "ods": ods(ods_rows([["甲"]]), styles='<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>', table='table:name="名册" table:style-name="ta2"'),
    "xml": spreadsheetml(xml_rows([["甲"]]), after="<WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions>"),
}  # fmt: skip


@pytest.mark.parametrize("container", HIDDEN_SHEETS)
def test_a_hidden_sheet_is_known_to_be_hidden(container: str) -> None:
    sheet = only(HIDDEN_SHEETS[container])
    assert (sheet.name, sheet.hidden, sheet.rows) == ("名册", True, [["甲"]])


# --- values -----------------------------------------------------------------------------------------------------------


def row_with(**changed: object) -> list[list[object]]:
    row: list[object] = list(roster_row(1))
    for name, value in changed.items():
        row[ROSTER_HEADER.index(name)] = value
    return [list(ROSTER_HEADER), row, list(roster_row(2))]


NUMBERS = {
    "xls": xls(row_with(身份证件号=LONG)),
    "xls (Excel 5.0/95)": biff5(row_with(身份证件号=LONG)),
    "ods": ods(ods_rows(row_with(身份证件号=LONG))),
    "xml": spreadsheetml(xml_rows(row_with(身份证件号=LONG))),
    "html, shortened by Excel": html(row_with(身份证件号="3.60732E+17")),
    "html, with its number beside": html(row_with(身份证件号="@@")).replace(b"style='mso-number-format:\"\\@\"'>@@", b'x:num="3.6073220120101001E+17">3.60732E+17'),
}  # fmt: skip


@pytest.mark.parametrize("container", NUMBERS)
def test_an_identifier_that_went_through_a_number_is_damaged(container: str) -> None:
    [table] = read_file(NUMBERS[container], "在校生名册.xls").tables
    assert table.damaged["id_no"].tolist() == [True, False]
    assert [finding.name for finding in table.findings] == ["number-too-long"]


def test_a_whole_number_in_a_page_is_not_damaged() -> None:
    data = html(row_with(身份证件号=str(LONG)))
    assert "id_no" not in read_file(data, "在校生名册.xls").tables[0].damaged


ERRORS = {
    "ods": ods('<table:table-row><table:table-cell table:formula="of:=1/0" office:value-type="string" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell></table:table-row>' + ods_rows([["甲"]])),
    "xml": spreadsheetml('<Row><Cell ss:Formula="=1/0"><Data ss:Type="Error">#DIV/0!</Data></Cell></Row>' + xml_rows([["甲"]])),
    "html": html([["#DIV/0!"], ["甲"]]),
    "csv": "#DIV/0!,乙\r\n甲,丁\r\n".encode("gb18030"),
}  # fmt: skip


@pytest.mark.parametrize("container", ERRORS)
def test_a_cell_with_an_error_is_noted_and_empty(container: str) -> None:
    sheet = only(ERRORS[container])
    assert (sheet.scan.errors, sheet.rows[0][0], sheet.rows[1][0]) == (["A1"], "", "甲")


def test_an_error_of_an_old_workbook_is_noted() -> None:
    error = record(0x0205, pack("<HHHBB", 0, 0, 0, 0x2A, 1))
    found = only(biff5([[None], ["甲"]], more=error))
    assert (found.scan.errors, found.rows) == (["A1"], [[""], ["甲"]])


def test_a_formula_without_a_value_is_noted() -> None:
    cell = '<table:table-row><table:table-cell table:formula="of:=A9"/></table:table-row>'
    assert only(ods(cell + ods_rows([["甲"]]))).scan.without_value == ["A1"]
    assert only(spreadsheetml('<Row><Cell ss:Formula="=A9"/></Row>' + xml_rows([["甲"]]))).scan.without_value == ["A1"]


def test_dates_and_truth_values_are_what_they_are() -> None:
    import xlwt

    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    book = xlwt.Workbook()
    sheet = book.add_sheet("名册")
    sheet.write(0, 0, date(2012, 3, 5), day)
    sheet.write(0, 1, True)
    import io

    out = io.BytesIO()
    book.save(out)
    in_ods = '<table:table-row><table:table-cell office:value-type="date" office:date-value="2012-03-05"><text:p>5.3.12</text:p></table:table-cell><table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>TRUE</text:p></table:table-cell></table:table-row>'
    in_xml = '<Row><Cell><Data ss:Type="DateTime">2012-03-05T00:00:00.000</Data></Cell><Cell><Data ss:Type="Boolean">1</Data></Cell></Row>'
    for data in (out.getvalue(), ods(in_ods), spreadsheetml(in_xml)):
        assert only(data).rows == [[datetime(2012, 3, 5), True]]  # noqa: DTZ001 - a cell has no zone


# --- pages as they are ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "rows"),
    [
        ("<table><tr><td>a<br>b</td><td>&#x5F20;&nbsp;&lt;三</td></tr></table>", [["a\nb", "张\xa0<三"]]),
        ("<TABLE><TR><TD>a<TD>b<TR><TD>c</TABLE>", [["a", "b"], ["c", ""]]),
        ("<table><tr><td>a</td></tr></table>x<table><tr><td>b</td></tr></table>", [["a"], ["b"]]),
        ("<table><tr><td><table><tr><td>in</td></tr></table></td></tr></table>", [["in"]]),
        ("<table><tr><td title='a>b'>a</td></tr></table>", [["a"]]),
        ("<table><thead><tr><th>a</th></tr></thead><tbody><tr><td><b>b</b> c</td></tr></tbody></table>", [["a"], ["b c"]]),
        ("<table><tr><td>a<!-- </td><td>x --></td><td>b</td></tr></table>", [["a", "b"]]),
        ("<html><head><style>td {a:b}</style><script>if (a<b) '<td>'</script><table><tr><td>1 < 2</td></tr></table>", [["1 < 2"]]),
    ],
)  # fmt: skip
def test_a_page_is_read_as_excel_shows_it(page: str, rows: list[list[str]]) -> None:
    found = [row for row in only(page.encode()).rows if any(row)]
    assert found == rows


def test_a_page_that_ends_within_its_table_is_cut_off() -> None:
    with pytest.raises(FindingsError) as error:
        only(html([["甲"], ["乙"]])[:-30])
    assert [finding.name for finding in error.value.findings] == ["zip-damaged"]


@pytest.mark.parametrize(("encoding", "charset"), [("gb18030", "gb2312"), ("utf-8", "gb2312"), ("utf-8", "utf-8"), ("gb18030", "utf-8"), ("utf-16", "gb2312")])  # fmt: skip
def test_a_page_is_decoded_by_its_bytes_where_they_belie_its_charset(encoding: str, charset: str) -> None:
    assert only(html([["张三·李"]], encoding=encoding, charset=charset)).rows == [["张三·李"]]


def test_a_page_of_excel_names_its_sheet() -> None:
    assert only(html([["甲"]], sheet="在校生")).name == "在校生"


@pytest.mark.parametrize("encoding", ["UTF-8", "GB2312", "gb18030", "UTF-16"])
def test_an_xml_spreadsheet_is_read_in_every_encoding(encoding: str) -> None:
    assert only(spreadsheetml(xml_rows([["张三"]]), encoding=encoding)).rows == [["张三"]]


def test_a_reader_that_gives_up_is_told_as_a_finding() -> None:
    """Rust's panic is no ``Exception``: the scan refuses this file before, and the reader is safe without it too."""
    with pytest.raises(FindingsError) as error:
        _read_calamine(shared_strings(2**64 - 1), Budget("名册.xlsx"), {}, PartScan())
    assert [finding.name for finding in error.value.findings] == ["workbook-unreadable"]
