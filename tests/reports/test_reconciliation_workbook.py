"""The auditor's workbook: another program computes what we wrote, a reader re-adds it, a school sees its own alone."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook

from aid_ledger.audit.answers import missing, way_of
from aid_ledger.audit.results import Reconciliation
from aid_ledger.audit.sampling import draw
from aid_ledger.reports.reconciliation import write_reconciliation
from aid_ledger.reports.reconciliation.outliers import school_scores
from aid_ledger.reports.reconciliation.workbook import write_workbook
from tests.audit.test_sampling import population as people
from tests.reports.audited import Size, reconciliation
from tests.reports.reading import Sheet, fen, sheets
from tests.reports.test_recalculation import OFFICE, recalculated, without_values


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return write_reconciliation(reconciliation(Size(lines=150, hostile=True)), tmp_path_factory.mktemp("report"))


def sheet(path: Path, name: str) -> Sheet:
    return next(one for one in sheets(path) if one.name == name)


def test_workbook_has_every_sheet_in_its_order(written: list[Path]) -> None:
    names = [one.name for one in sheets(written[0])]
    assert names[:4] == ["汇总", "三方核对", "等式", "检查清单"]
    assert names[-4:] == ["明细", "复算", "抽样", "校验"]
    assert len(names) == 17  # eight findings


def test_identities_are_counted_by_kind_and_only_groups_that_differ_are_printed(written: list[Path]) -> None:
    """All groups were once printed in full: 37 pages for a county of 300 children."""
    identities = reconciliation(Size(lines=150, hostile=True)).identities
    kinds, groups = (sheet(written[0], name) for name in ("等式", "等式明细"))
    assert [(row["组数"], row["不等"], row["核对"]) for row in kinds.rows()] == [
        (len(one.groups), len(one.off), "相等" if one.holds else "不等") for one in identities
    ]
    rows, off = list(groups.rows()), sum(len(one.off) for one in identities)
    assert len(rows) == sum(len(one.groups) for one in identities)
    assert [row["核对"] for row in rows] == ["不等"] * off + ["相等"] * (len(rows) - off)
    assert str(groups.formulas.print_area).endswith(f"!$A$1:$I${3 + off}")
    assert groups.formulas.auto_filter.ref == f"A3:I{3 + len(rows)}"


def test_columns_that_say_nothing_are_narrow_and_keep_their_place(written: list[Path]) -> None:
    widths = {name: sheet(written[0], name).values.column_dimensions for name in ("应助未助", "重复发放")}
    assert [int(own["F"].width) for own in widths.values()] == [9, 17]  # 明细号 is blank in the first
    assert widths["应助未助"]["H"].width > widths["重复发放"]["H"].width
    assert sheet(written[0], "应助未助").headings == sheet(written[0], "重复发放").headings


def test_what_was_missing_is_named_once_with_its_schools(written: list[Path]) -> None:
    report = reconciliation(Size(lines=150, hostile=True))
    schools = {school for one in missing(report.results) if one.rows is not None for school in one.rows["school"]}
    summary = sheet(written[0], "汇总")
    labels = [str(row[0].value) for row in summary.values.iter_rows() if row[0].value is not None]
    gaps = labels[labels.index("没有检查到的") :]
    assert gaps.count("纸质材料") == gaps.count("所依据的标准未核对文件") == 1
    assert sum(school in summary.texts() for school in schools) >= 2


def test_the_same_report_gives_the_same_bytes(written: list[Path], tmp_path: Path) -> None:
    again = write_reconciliation(reconciliation(Size(lines=150, hostile=True)), tmp_path)
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in written]


def test_sums_are_what_a_reader_adds(written: list[Path]) -> None:
    report = reconciliation(Size(lines=150, hostile=True))
    matching = sheet(written[0], "三方核对")
    way = way_of(report)
    for column, whole in (("应发（规则）", way.due), ("批准（台账）", way.approved), ("实发（台账登记）", way.paid)):
        assert sum(fen(row[column]) for row in matching.rows()) == whole
        assert fen(matching.labelled("合计")[0][column]) == whole
    lines = sheet(written[0], "明细")
    assert sum(fen(row["金额(元)"]) for row in lines.rows()) == int(report.lines["amount"].sum())


def test_recalculation_takes_every_line_once(written: list[Path]) -> None:
    report, rows = reconciliation(Size(lines=150, hostile=True)), list(sheet(written[0], "复算").rows())
    assert sum(row["条数"] for row in rows) == len(report.lines)
    assert sum(fen(row["明细金额"]) for row in rows) == int(report.lines["amount"].sum())
    assert all(fen(row["差额"]) == 0 for row in rows)


def with_lines_taken_back() -> Reconciliation:
    """Return a report with a line taken back, one recovered, one of another amount and one without a standard."""
    report = reconciliation(Size(lines=150, hostile=True))
    lines = report.lines.copy()
    lines["standard"] = lines["standard"].mask(lines.index == 9, 0)
    lines["kind"] = lines["kind"].mask(lines.index == 6, "reverse").mask(lines.index == 7, "recover")
    lines["amount"] = lines["amount"].mask(lines.index.isin([6, 7]), -lines["amount"]).mask(lines.index == 8, 12345)
    lines["reason"] = lines["reason"].mask(lines.index == 8, "rate-changed")
    return replace(report, lines=lines)


def test_recalculation_says_why_a_line_is_not_its_standard(tmp_path: Path) -> None:
    report = with_lines_taken_back()
    rows = list(sheet(write_workbook(report, tmp_path / "book.xlsx", "zh"), "复算").rows())
    assert sum(row["条数"] for row in rows) == len(report.lines)
    assert sum(fen(row["明细金额"]) for row in rows) == int(report.lines["amount"].sum())
    [off] = [row for row in rows if fen(row["差额"])]
    assert fen(off["差额"]) == 12345 - int(report.lines["standard"][8])
    assert off["差额的原因"].endswith(" 1")
    assert {row["类别"] for row in rows} == {"发放", "冲销", "追缴"}


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_another_program_computes_what_is_stored_and_sees_a_changed_cell(tmp_path: Path) -> None:
    stripped, altered = tmp_path / "as-is.xlsx", tmp_path / "altered.xlsx"
    book = write_workbook(with_lines_taken_back(), tmp_path / "book.xlsx", "zh")
    without_values(book, stripped)
    without_values(book, altered, changed={'<v>312.5</v></c><c r="Q': '<v>999.5</v></c><c r="Q'})
    computed, seen = recalculated(tmp_path, [stripped, altered])
    stored, formulas, found = (
        load_workbook(book, data_only=True), load_workbook(book), load_workbook(computed, data_only=True),
    )  # fmt: skip
    compared = 0
    for one in formulas:
        for cell in (cell for row in one.iter_rows() for cell in row if cell.data_type == "f"):
            own, theirs = stored[one.title][cell.coordinate].value, found[one.title][cell.coordinate].value
            assert theirs == (pytest.approx(own, abs=0.001) if isinstance(own, int | float) else own), cell.value
            compared += 1
    assert compared > 100
    before, after = (sum(fen(row["差额"]) for row in sheet(one, "复算").rows()) for one in (book, seen))
    assert after - before == 68700


def test_nothing_in_the_workbooks_is_a_number_of_a_person(written: list[Path]) -> None:
    report = reconciliation(Size(lines=150, hostile=True))
    numbers = set(report.lines["id_number"])
    for path in (path for path in written if path.suffix == ".xlsx"):
        for one in sheets(path):
            text = one.texts()
            assert not re.findall(r"(?<![0-9A-Za-z])\d{17}[\dX]", text)
            assert not any(number in text for number in numbers)


def test_no_cell_of_a_list_starts_a_formula(written: list[Path]) -> None:
    lines = sheet(written[0], "明细")
    named: Any = [cell for row in lines.formulas.iter_rows(min_row=4, max_col=12) for cell in row]
    assert [cell.value for cell in named if cell.data_type == "f"] == []


def test_a_school_sees_its_own_questions_alone(written: list[Path]) -> None:
    report = reconciliation(Size(lines=150, hostile=True))
    asked = pd.concat([r.rows for r in report.results if r.rows is not None and r.severity != "hint"])
    books = written[2:]
    assert len(books) == asked["school"].nunique()
    assert sum(len(list(sheets(path)[0].rows())) for path in books) == len(asked)
    for path in books:
        [one] = sheets(path)
        schools = {re.split("2023年", str(one.values["A1"].value))[0]}
        others = set(report.schools["school"]) - schools
        assert not any(f"{other} " in one.texts() for other in others)
        assert one.headings[-3:] == ["核实结果", "单位意见", "签字"]


def test_a_sample_is_shown_with_room_to_write(tmp_path: Path) -> None:
    drawn = draw(people([300_00, 500_00, 250_50]), "amount", 2, 7)
    report = replace(reconciliation(Size(lines=150)), sample=drawn)
    shown = sheet(write_workbook(report, tmp_path / "book.xlsx", "zh"), "抽样")
    rows = list(shown.rows())
    assert [(row["编号"], row["抽中次数"], row["金额(元)"]) for row in rows] == [
        (number, hits, fen / 100) for number, hits, fen in zip(*(drawn.table[name] for name in
                                                                  ("number", "hits", "amount")), strict=True)
    ]  # fmt: skip
    said = str(shown.values["A2"].value)
    for part in ("1,050.50 元（105050 分）", "种子 7", f"起点 {drawn.start}", drawn.digest, "--size 2 --seed 7"):
        assert part in said
    assert [row["姓名"] for row in rows] == ["赵*"] * len(rows)
    whole = sheet(tmp_path / "book.xlsx", "抽样总体")
    everybody = list(whole.rows())
    assert [row["金额(元)"] for row in everybody][:3] == [300, 500, 250.5]
    points = [(drawn.start + place * drawn.total) // drawn.size + 1 for place in range(drawn.size)]
    hit = [row["编号"] for point in points for row in everybody
           if isinstance(row["编号"], int) and row["累计起（分）"] <= point <= row["累计止（分）"]]  # fmt: skip
    assert sorted(hit) == sorted(row["编号"] for row in rows for _ in range(row["抽中次数"]))
    assert f"sha256（“7|start”）的十六进制数 mod {drawn.total}" in str(whole.values["A2"].value)
    assert "银行已付" in said


def test_a_sum_of_nothing_is_said(written: list[Path]) -> None:
    book = load_workbook(written[0])
    own = book["三方核对"]
    last = next(row for row in own.iter_rows() if row[0].value == "合计")
    assert {cell.number_format for cell in last if str(cell.value).startswith("=")} == {"#,##0.00"}
    book.close()


def test_english_workbook_is_english(tmp_path: Path) -> None:
    book = write_workbook(reconciliation(Size(lines=150)), tmp_path / "book.xlsx", "en")
    assert [one.name for one in sheets(book)][:4] == ["summary", "three-way", "identities", "checks"]
    assert not re.search("[一-鿿]", " ".join(sheet(book, "checks").headings))


def test_a_school_far_off_is_named_and_like_ones_are_not() -> None:
    report = reconciliation(Size(lines=4000, schools=60))
    per_head = school_scores(report.schools, report.lines)[0]
    assert report.schools["school"][5] in per_head.far["school"].tolist()
    own = report.lines["school"] == report.schools["school"][5]
    alone = report.lines.assign(stage=report.lines["stage"].where(~own, "special"))
    assert all(
        report.schools["school"][5] not in one.far["school"].tolist() for one in school_scores(report.schools, alone)
    )
    same = report.schools.assign(heads=100, aided=20)
    even = report.lines.drop_duplicates("school").assign(amount=500_00, payee="student", stage="primary")
    assert all(score.far.empty for score in school_scores(same, even))
