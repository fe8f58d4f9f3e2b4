"""The ten files of a county's bureaus, and other sheets as they were found: every ID column, member and row is read."""

import pytest

from aid_ledger.intake import SheetTable, read_file

from .bureau_files import BUREAU_FILES, BureauFile, rural_allowance


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
