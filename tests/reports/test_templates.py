"""Empty lists to fill in: told again without being told, every column read, drop-downs that are understood."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.worksheet import Worksheet

from aid_ledger.errors import FindingsError
from aid_ledger.intake import (
    KINDS,
    TemplateColumn,
    column_letter,
    read_date,
    read_file,
    read_money,
    read_stage_and_grade,
    read_words,
    template,
)
from aid_ledger.intake.kinds import kind_rules
from aid_ledger.intake.templates import _data
from aid_ledger.office.linked_term import programme_of
from aid_ledger.people import IdState, check_accounts, check_ids, check_student_numbers
from aid_ledger.reports import template_book, template_name
from tests.tools.county import Desk, rules

COLUMNS = [
    pytest.param(kind, column, id=f"{kind}-{column.header}") for kind in KINDS for column in template(kind).columns
]
BY_VOCABULARY = {
    "boarding": "boarding", "status": "status", "gender": "gender", "hukou_kind": "rural_hukou",
    "school_nature": "private", "inclusive": "inclusive", "agricultural": "agricultural_major",
    "study_form": "full_time", "degree_level": "higher_vocational", "new_entrant": "new_entrant",
    "college_place": "college_place", "came_from": "came_from", "meal_plan": "yes_no", "carried_over": "yes_no",
    "fund_level": "fund_level", "risk_cleared": "risk_cleared", "level": "level",
    **{f"paper_{name}": "paper" for name in ("roster", "receipts", "photos", "notice", "bank", "approval", "orders")},
}  # fmt: skip
BY_TEXT = {
    "studies_where": "县内|县外|省外", "out_of_poverty": "享受政策", "household_type": "脱贫户|普通农户",
    "monitor_type": "不稳定|边缘|突发", "relation": ".", "holder_relation": ".",
    "destitute_type": "农村|城市", "orphan_type": "孤儿|无人抚养", "meal_form": "营养午餐|蛋奶", "school_type": ".",
    "id_type": ".", "notice_photos": ".", "disability_class": ".", "disability_grade": ".",
}  # fmt: skip


def filled(kind: str, rows: int = 2) -> bytes:
    """Return the template with its own examples in these many rows."""
    book = load_workbook(io.BytesIO(template_book(kind)))
    for row in range(2, rows + 2):
        for place, column in enumerate(template(kind).columns, start=1):
            book.worksheets[0].cell(row, place, column.example)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("name", ["", "示例县第一小学.xlsx"], ids=["own name", "any name"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_filled_in_template_is_taken_for_its_kind_with_every_column(kind: str, name: str) -> None:
    read = read_file(filled(kind), name or template_name(kind))
    (table,) = read.tables
    assert (table.kind, table.header_row, len(table.frame)) == (kind, 1, 2)
    assert [(c.header, c.field) for c in table.columns] == [(c.header, c.field) for c in template(kind).columns]
    assert (read.findings, table.findings, dict(table.damaged)) == ((), (), {})
    assert table.frame.iloc[1, 1:].tolist() == [column.example for column in template(kind).columns]


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_template_is_refused_for_having_no_rows(kind: str) -> None:
    with pytest.raises(FindingsError) as refused:
        read_file(template_book(kind), template_name(kind))
    assert {finding.name for finding in refused.value.findings} == {"no-data-rows"}


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_kind_needs_is_marked_as_required(kind: str) -> None:
    required = {column.field for column in template(kind).columns if column.need == "required"}
    assert all(group & required for group in kind_rules()[kind].need)


def test_every_column_that_is_marked_is_a_column() -> None:
    for kind, entry in _data()["list"].items():
        marked = {*entry["required"], *entry.get("wanted", ()), *entry.get("says", {})}
        assert marked <= set(entry["columns"]), kind
        assert not set(entry["required"]) & set(entry.get("wanted", ())), kind
    assert set(_data()["list"]) == set(KINDS)
    met = {column.field for kind in KINDS for column in template(kind).columns}
    assert set(_data()["field"]) == met


def series(word: str) -> pd.Series[str]:
    """Return a column of one cell."""
    return pd.Series([word], dtype="str")


def understood(column: TemplateColumn) -> Callable[[str], bool]:
    """Return whether a word in this column decides something."""
    if column.field in BY_VOCABULARY:
        return lambda word: not read_words(BY_VOCABULARY[column.field], series(word), column.header)[2][0]
    if column.field in BY_TEXT:
        return lambda word: bool(re.search(BY_TEXT[column.field], word))
    if column.field == "stage":
        blank = series("")
        return lambda word: bool(read_stage_and_grade(series(word), blank, blank, blank, term=None)[0][0])
    if column.field == "difficulty":
        category_of = rules(("national",)).category_of
        return lambda word: category_of(word) is not None
    if column.field in ("project", "applied_for"):
        return lambda word: programme_of(rules(("national",)))(word) is not None
    raise AssertionError(f"{column.field}: nothing says what its choices mean")


@pytest.mark.parametrize(("kind", "column"), [one for one in COLUMNS if one.values[1].choices])  # type: ignore[union-attr]
def test_every_choice_of_a_drop_down_is_understood(kind: str, column: TemplateColumn) -> None:
    assert [word for word in column.choices if not understood(column)(word)] == []
    assert column.example in column.choices
    assert len(",".join(column.choices)) <= 255, kind  # Excel takes no longer list


@pytest.mark.parametrize(("kind", "column"), COLUMNS)
def test_every_example_is_one_that_is_taken(kind: str, column: TemplateColumn) -> None:
    example = series(column.example)
    if column.lengths:
        assert len(column.example) in column.lengths, kind
    if column.reader == "date":
        assert read_date(column.example) > 0
    if column.reader == "money":
        assert read_money(example)[0] > 0
    if column.field in ("id_no", "head_id_no", "guardian_id_no", "disability_no"):
        assert check_ids(example).state[0] in (int(IdState.VALID), int(IdState.REPAIRED))
    if column.field == "student_no":
        assert check_student_numbers(example).kind[0] > 0
    if column.field == "account_no":
        assert check_accounts(example, series("")).normal[0] == column.example


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_template_hides_nothing_stops_nothing_and_keeps_digits(kind: str, lang: str) -> None:
    data = template_book(kind, lang="zh" if lang == "zh" else "en")
    assert data == template_book(kind, lang="zh" if lang == "zh" else "en")
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert not [name for name in names if "vba" in name.lower() or "external" in name.lower()]
    book = load_workbook(io.BytesIO(data))
    assert [sheet.sheet_state for sheet in book.worksheets] == ["visible", "visible"]
    assert not book.defined_names
    sheet, guide = book.worksheets
    assert sheet.freeze_panes == "A2"
    assert sheet.print_title_rows == "$1:$1"
    questions = {str(rule.sqref).split(":")[0].rstrip("2"): rule for rule in sheet.data_validations.dataValidation}
    for place, column in enumerate(template(kind).columns):
        look = _look_of(sheet, place + 1)
        assert look.number_format == {"money": "0.00", "number": "0"}.get(column.reader, "@"), column.header
        assert not look.hidden
        rule = questions[column_letter(place)]
        assert rule.errorStyle == "warning" if rule.type else rule.prompt
        assert (rule.type == "list") == bool(column.choices)
        red = sheet.cell(1, place + 1).font.color is not None and sheet.cell(1, place + 1).font.color.rgb == "FFC00000"
        grey = sheet.cell(1, place + 1).fill.fgColor.rgb == "FFD9D9D9"
        assert (red, grey) == {"required": (True, True), "wanted": (True, False), "free": (False, False)}[column.need]
    explained = [
        row[0].value for row in guide.iter_rows() if row[0].value in {c.header for c in template(kind).columns}
    ]
    assert explained == [column.header for column in template(kind).columns]


def _look_of(sheet: Worksheet, place: int) -> ColumnDimension:
    """Return the look of a column; openpyxl keeps that of a run of equal columns at its first."""
    return next(look for look in sheet.column_dimensions.values() if (look.min or 0) <= place <= (look.max or 0))


def test_lists_filled_in_on_templates_pay(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "office")
    for kind in ("schools", "roster", "recognised", "filed-poor", "accounts"):
        desk.took(template_name(kind), filled(kind, rows=1))
    assert desk.payout().outcomes == {"paid": 1}
    assert desk.paid() == {("李小明", "boarding-living"): 50_000, ("", "nutrition"): 49_000}
