"""催报表: towns with live sums, what is missing in words, heads that are not known left blank."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook

from aid_ledger.reports import Beside, PayoutBook, write_chasing
from aid_ledger.reports.chasing import CHASING_COLUMNS
from aid_ledger.terms import Term

BOOK = PayoutBook.without_lines(
    office="示例县学生资助管理中心", county="990101", term=Term.parse("2023S"), made_on="2023-04-20",
    prepared_by="张三", head="ab" * 32,
)  # fmt: skip
ROWS: list[tuple[object, ...]] = [
    ("东镇", "示例县东河小学", "1", "王老师", "13900000001", "sent", (), 30, 20, 2, ("up",)),
    ("东镇", "示例县西山小学", "2", "", "", "none", ("roster",), -1, 40, 0, ("gone",)),
    ("南乡", "=SUM(A1)<r>", "3", "", "", "part", ("boarders", "recognised"), 12, 12, 1, ()),
    ("", "", "", "", "", "unknown", (), 3, -1, 1, ()),
]  # fmt: skip


def written(path: Path, rows: Sequence[tuple[object, ...]] = ROWS, **options: Any) -> tuple[list[list[Any]], Any]:
    """Return the cells of the sheet, formulas as such, and the sheet."""
    table = pd.DataFrame(rows, columns=list(CHASING_COLUMNS))
    lang = options.pop("lang", "zh")
    chosen: dict[str, Any] = {"before": Term.parse("2022A"), "elsewhere": 7} | options
    (sheet,) = load_workbook(write_chasing(path, BOOK, table, Beside(**chosen), lang=lang)).worksheets
    return [[cell.value for cell in row] for row in sheet.iter_rows()], sheet


def test_every_school_has_its_line_under_its_town(tmp_path: Path) -> None:
    cells, sheet = written(tmp_path / "催报表.xlsx")
    assert cells[0][0] == "示例县2023年春季学期名单报送情况（催报表）"
    assert cells[2] == [
        "序号", "乡镇", "学校", "资助专干", "电话", "已交/未交", "缺少的名单", "本期在校人数", "上期在校人数（2022秋）",
        "增减", "增减比例", "待核实行数", "提示",
    ]  # fmt: skip
    assert cells[3] == [
        1, "东镇", "示例县东河小学", "王老师", "13900000001", "已交", None, 30, 20, "=H4-I4", "=(H4-I4)/I4", 2,
        "比上期增加达 10%，请学校说明",
    ]  # fmt: skip
    assert cells[4][5:12] == ["未交", "在校生名册", None, 40, None, None, 0]
    assert cells[5][0] == "东镇小计"
    assert cells[5][3] == "2 所，其中未交齐 1 所"
    assert cells[5][7:12] == [
        "=SUBTOTAL(9,H4:H5)", "=SUBTOTAL(9,I4:I5)", "=SUBTOTAL(9,J4:J5)", None, "=SUBTOTAL(9,L4:L5)",
    ]  # fmt: skip
    assert cells[6][2] == "=SUM(A1)<r>"
    assert sheet["C7"].data_type == "s"
    assert cells[6][5:7] == ["部分未交", "住校生名册、学校认定"]
    assert (cells[8][0], cells[8][7]) == ("总计", "=SUBTOTAL(9,H4:H8)")
    assert cells[10][2:6] == ["（没有写学校）", None, None, "查无此校"]
    assert "另有 7 行待核实" in cells[12][0]


def test_sums_as_saved_are_those_of_the_schools(tmp_path: Path) -> None:
    written(tmp_path / "催报表.xlsx")
    (sheet,) = load_workbook(tmp_path / "催报表.xlsx", data_only=True).worksheets
    assert [sheet.cell(9, column).value for column in (8, 9, 10, 12)] == [42, 72, 10, 3]
    assert [sheet.cell(6, column).value for column in (8, 9, 10, 12)] == [30, 60, 10, 2]


def test_the_sheet_is_ready_to_print(tmp_path: Path) -> None:
    _, sheet = written(tmp_path / "催报表.xlsx")
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0)
    assert (sheet.print_title_rows, sheet.freeze_panes) == ("$1:$3", "D4")
    assert "张三" in sheet.oddFooter.left.text
    assert "链校验码 ABAB-ABAB-ABAB" in sheet.oddFooter.center.text


def test_the_digest_is_that_of_what_is_shown(tmp_path: Path) -> None:
    def digest(name: str, rows: Sequence[tuple[object, ...]] = ROWS, **options: Any) -> str:
        return str(written(tmp_path / name, rows, **options)[1].oddFooter.center.text)

    changed = [(*ROWS[0][:9], 3, ("up",)), *ROWS[1:]]
    assert digest("a.xlsx") == digest("b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert len({digest("c.xlsx"), digest("d.xlsx", changed), digest("e.xlsx", elsewhere=8)}) == 3


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_term_with_nothing_before_and_one_town_has_no_subtotals(tmp_path: Path, lang: str) -> None:
    row = ("东镇", "示例县东河小学", "1", "", "", "sent", (), 30, -1, 0, ())
    cells, _ = written(tmp_path / "x.xlsx", [row], before=None, lang=lang)
    assert cells[2][8] == {"zh": "上期在校人数（无上期）", "en": "At school, none"}[lang]
    assert cells[3][7:12] == [30, None, None, None, 0]
    assert cells[4][0] == {"zh": "总计", "en": "Grand total"}[lang]


def test_an_older_file_is_replaced_and_no_schools_at_all_are_no_error(tmp_path: Path) -> None:
    written(tmp_path / "x.xlsx")
    cells, _ = written(tmp_path / "x.xlsx", [])
    assert (cells[3][0], cells[3][3]) == ("总计", "0 所，其中未交齐 0 所")


def test_refused_files_that_were_not_sent_again_are_named(tmp_path: Path) -> None:
    cells, _ = written(tmp_path / "a.xlsx", refused=("一中.xlsx", "=SUM(A1).xls"))
    assert cells[13][0] == "另有 2 个文件报送后被拒收、尚未补交：一中.xlsx、=SUM(A1).xls"
    many, _ = written(tmp_path / "b.xlsx", refused=tuple(f"{n}.xlsx" for n in range(12)))
    assert many[13][0].startswith("另有 12 个文件")
    assert many[13][0].endswith("9.xlsx …")
