"""The ten files of a county's bureaus, and other sheets as they were found: every ID column, member and row is read."""

from datetime import date

import pytest

from aid_ledger.intake import SheetTable, read_file, shipped_profiles

from .books import an_id
from .bureau_files import BUREAU_FILES, BureauFile, rural_allowance
from .found_sheets import allowance_paid, grant_sheet, raw_codes, scholarship_sheet, village_roll, watched_csv


def found_ids(table: SheetTable) -> set[str]:
    fields = table.repeated_ids if table.kind.endswith("-allowance") else ("id_no",)
    return {text[:18] for field in fields for text in table.frame[field] if text}


@pytest.mark.parametrize("name", BUREAU_FILES)
def test_every_sheet_row_and_id_column_of_a_bureaus_file_is_found(name: str) -> None:
    made = BUREAU_FILES[name]()
    reading = read_file(made.data, made.name)
    assert {t.kind for t in reading.tables} == {made.kind}
    assert {t.sheet: (t.header_row, tuple(t.frame["row"])) for t in reading.tables} == dict(made.sheets)
    for table in reading.tables:
        assert tuple(table.letter_of(field) for field in table.repeated_ids)[: len(made.ids)] == made.ids
        names = [field.replace("id_no", "student_name") for field in table.repeated_ids]
        assert tuple(table.letter_of(field) for field in names)[: len(made.names)] == made.names
    assert set().union(*(found_ids(table) for table in reading.tables)) == made.members
    assert reading.as_of is not None


@pytest.mark.parametrize("labels", ["repeated", "blank", "merged"])
def test_members_are_found_by_content_whatever_stands_above_them(labels: str) -> None:
    made: BureauFile = rural_allowance(labels)
    table = read_file(made.data, made.name).tables[0]
    assert tuple(table.letter_of(field) for field in table.repeated_ids) == made.ids
    assert tuple(table.letter_of(f.replace("id_no", "student_name")) for f in table.repeated_ids) == made.names
    assert found_ids(table) == made.members
    assert [f.name for f in table.findings] == ([] if labels == "repeated" else ["id-columns-by-content"])


def test_allowance_paid_is_read_below_its_three_title_rows() -> None:
    reading = read_file(allowance_paid(), "农村低保发放明细.xlsx")
    table = reading.tables[0]
    assert (table.kind, table.header_row, table.frame["row"].tolist(), reading.as_of) == (
        "rural-allowance",
        4,
        [5, 6, 7],
        date(2025, 9, 1),
    )
    assert (table.letter_of("id_no"), table.letter_of("account_no"), table.unit_of("amount")) == ("C", "J", "元")
    assert [(f.name, f.params.get("count")) for f in table.findings] == [("control-totals-agree", 4)]


def test_three_level_header_of_a_villages_roll() -> None:
    table = read_file(village_roll(), "城保名册.xls").tables[0]
    assert (table.kind, table.header_row, table.frame["row"].tolist()) == ("urban-allowance", 2, [5, 6])
    assert table.frame[["student_name", "id_no"]].to_numpy().tolist() == [
        [f"陈{c}", an_id(840 + n, "19700101")] for n, c in enumerate("甲乙")
    ]
    headers = {c.letter: c.header for c in table.columns}
    assert headers["G"] == "保障人数›分解›残疾人数"
    assert headers["J"] == "领取金额›分解›重点救助60元"
    assert dict(table.passed_over)["signature"] == 1


def test_payment_sheet_with_tiers_is_read_below_its_titles() -> None:
    table = read_file(grant_sheet(), "发放表.xlsx", kind="accounts").tables[0]
    assert (table.header_row, table.frame["row"].tolist()) == (5, [7, 8])
    headers = {c.letter: c.header for c in table.columns}
    assert (headers["F"], headers["H"], table.letter_of("id_no"), table.letter_of("account_no")) == (
        "资助档次›一档",
        "资助档次›三档",
        "D",
        "E",
    )
    assert table.frame["id_no"].tolist() == [an_id(860, "20060305"), an_id(861, "20060305")]


def test_payment_sheet_without_a_name_for_its_award_is_read_by_its_profile() -> None:
    reading = read_file(scholarship_sheet(), "励志奖学金发放表.xlsx", profiles=shipped_profiles())
    table = reading.tables[0]
    assert (reading.profile, table.kind, table.header_row, table.frame["row"].tolist()) == (
        "励志奖学金发放表",
        "awards",
        6,
        [7, 8],
    )
    assert table.frame["award_name"].tolist() == ["国家励志奖学金"] * 2
    assert (table.unit_of("amount"), table.frame["amount"].tolist()) == ("元", ["5000", "5000"])
    assert [f.name for f in table.findings] == ["control-totals-agree"]


def test_field_codes_of_a_raw_export_are_headers() -> None:
    table = read_file(raw_codes(), "导出.xlsx").tables[0]
    found = {
        "student_name": "A",
        "student_no": "B",
        "id_no": "C",
        "gender": "D",
        "boarding": "F",
        "enrol_ym": "H",
        "school_code": "I",
    }
    assert (table.kind, {name: table.letter_of(name) for name in found}) == ("roster", found)


def test_text_in_the_code_page_of_windows_is_read() -> None:
    reading = read_file(watched_csv(), "监测对象信息_20250902-风险未消除3人.csv")
    table = reading.tables[0]
    assert (reading.container, table.kind, table.letter_of("id_no"), len(table.frame)) == ("csv", "monitored", "L", 3)
    assert table.frame["id_no"].tolist() == [an_id(740), an_id(741) + "43", an_id(742) + "43B1"]
    assert reading.findings == ()


@pytest.mark.parametrize("name", BUREAU_FILES)
def test_shipped_profiles_read_the_bureaus_files_alike(name: str) -> None:
    made = BUREAU_FILES[name]()
    reading = read_file(made.data, made.name, profiles=shipped_profiles())
    assert reading.profile
    plain = read_file(made.data, made.name)
    assert [(t.kind, t.sheet, t.columns) for t in reading.tables] == [
        (t.kind, t.sheet, t.columns) for t in plain.tables
    ]
