"""Names made to harm: formulas, markup, control signs, names that Windows will not take."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aid_ledger.reports import write_payout_books
from aid_ledger.reports.names import file_names, safe_file_name, sheet_names
from tests.reports.reading import sheets
from tests.reports.sample import book_of, one_line
from tests.reports.test_cuts_and_doubts import doubt

FORMULAS = [
    "=cmd|' /C calc'!A0", "+1+1", "@SUM(1)", "-2+3", "{=1}", "\t=1", "=HYPERLINK(\"http://x\")", "http://x.invalid/",
    "<r><t>x</t></r>", "<r>&bad", "a & <b>", "1234567890123456789", "001",
]  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_of_theirs_becomes_a_formula_link_or_markup(tmp_path: Path, text: str) -> None:
    fields = ("name", "grade", "class_", "account_name", "relation", "bank", "account", "id_number", "school", "town")
    line = one_line(**dict.fromkeys(fields, text))
    cut = line | {"line": "L2", "kind": "reverse", "amount": -50000, "reason": "left-school"}
    book = book_of([line, cut], [doubt(**dict.fromkeys(("file", "sheet", "name", "school", "note"), text))])
    for path in write_payout_books(tmp_path, book):
        for sheet in sheets(path):
            formulas = [cell.value for row in sheet.formulas.iter_rows() for cell in row if cell.data_type == "f"]
            assert all(re.match(r'=("|SUM\(|SUMIF\(|COUNTA\(|N\()', str(formula)) for formula in formulas)
            assert not any(cell.hyperlink for row in sheet.formulas.iter_rows() for cell in row)
        with zipfile.ZipFile(path) as archive:
            assert not [name for name in archive.namelist() if "external" in name.lower()]


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1+1", "@SUM(1)", "a & <b>", "001"])
def test_the_text_stands_as_it_was_given(tmp_path: Path, text: str) -> None:
    write_payout_books(tmp_path, book_of([one_line(name=text)]))
    [sheet] = sheets(tmp_path / "全县发放花名册.xlsx")
    assert next(sheet.rows())["姓名"] == text


@pytest.mark.parametrize("text", ["<r><t>x</t></r>", "<r><broken></r>"])
def test_what_the_writer_would_take_for_its_markup_stays_text(tmp_path: Path, text: str) -> None:
    write_payout_books(tmp_path, book_of([one_line(name=text)]))
    [sheet] = sheets(tmp_path / "全县发放花名册.xlsx")
    assert next(sheet.rows())["姓名"] == f"＜{text[1:]}"


def test_text_cells_are_marked_so_that_editing_makes_no_formula_of_them(tmp_path: Path) -> None:
    write_payout_books(tmp_path, book_of([one_line(name="=1")]))
    [sheet] = sheets(tmp_path / "全县发放花名册.xlsx")
    cell = next(cell for cell in sheet.formulas[4] if cell.value == "=1")
    assert (cell.number_format, cell.quotePrefix) == ("@", True)


def test_signs_that_hide_or_turn_text_are_shown_as_marks(tmp_path: Path) -> None:
    write_payout_books(tmp_path, book_of([one_line(name="王\x00小\u202e明", bank="农商\n银行")]))
    [sheet] = sheets(tmp_path / "全县发放花名册.xlsx")
    row = next(sheet.rows())
    assert (row["姓名"], row["开户银行"]) == ("王\ufffd小\ufffd明", "农商 银行")


def test_a_text_too_long_for_a_cell_is_cut_not_lost(tmp_path: Path) -> None:
    write_payout_books(tmp_path, book_of([one_line(bank="行" * 40_000)]))
    [sheet] = sheets(tmp_path / "全县发放花名册.xlsx")
    assert next(sheet.rows())["开户银行"].startswith("行行行")


def test_words_in_the_foot_cannot_give_orders(tmp_path: Path) -> None:
    write_payout_books(tmp_path, book_of([one_line()], batch="&P&D", prepared_by="A&B"))
    [sheet] = sheets(tmp_path / "全县发放花名册.xlsx")
    assert "&&P&&D" in sheet.foot
    assert "A&&B" in sheet.foot


def test_two_schools_of_one_name_have_two_files_with_their_codes(tmp_path: Path) -> None:
    lines = [one_line(line=code, school="中心小学", school_code=code) for code in ("2136000001", "2136000002")]
    files = write_payout_books(tmp_path, book_of(lines))
    assert [path.name for path in files[2:]] == ["中心小学（2136000001）.xlsx", "中心小学（2136000002）.xlsx"]


def test_schools_without_codes_are_kept_apart_by_name(tmp_path: Path) -> None:
    lines = [one_line(line=name, school=name, school_code="") for name in ("甲小学", "乙小学")]
    files = write_payout_books(tmp_path, book_of(lines))
    assert sorted(path.stem for path in files[2:]) == ["乙小学", "甲小学"]


@given(st.lists(st.tuples(st.text(max_size=90), st.text("0123456789", max_size=30)), max_size=12))
def test_file_names_are_safe_everywhere_and_unique(schools: list[tuple[str, str]]) -> None:
    stems = file_names([name for name, _ in schools], [code for _, code in schools])
    assert len({stem.casefold() for stem in stems}) == len(schools)
    for stem in stems:
        assert re.fullmatch(r'[^<>:"/\\|?*\x00-\x1f]{1,80}', stem)
        assert len(f"{stem}.xlsx".encode()) <= 255
        assert stem == stem.strip(" .")
        assert not re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?", stem)


@pytest.mark.parametrize("name", ["con", "Aux.x", "LPT1", "nul .txt", "COM¹"])
def test_names_of_devices_are_not_files(name: str) -> None:
    assert safe_file_name(name).startswith("_")


@given(st.lists(st.text(max_size=60), max_size=12))
@example([" '0", "0' "])
def test_sheet_names_are_those_that_excel_takes(names: list[str]) -> None:
    out = sheet_names(names)
    assert len({name.casefold() for name in out}) == len(names)
    for name in out:
        assert re.fullmatch(r"[^\[\]:*?/\\\x00-\x1f]+", name)
        assert len(name.encode("utf-16-le")) // 2 <= 31
        assert not name.startswith("'")
        assert not name.endswith("'")
        assert name.casefold() != "history"
