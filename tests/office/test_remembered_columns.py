"""A mapping that a person confirmed once is used for every file of the same make, and stands as a decision."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from aid_ledger.intake import read_file
from aid_ledger.office.refused import refusals
from aid_ledger.office.remembered_columns import remember
from tests.intake.books import an_id, one
from tests.tools.county import AT, BY, Desk, desk

HEADER = ["孩子", "证号", "所在校", "年级", "班级"]
COLUMNS = {"孩子": "student_name", "证号": "id_no", "所在校": "school"}


@pytest.fixture
def office() -> Iterator[Desk]:
    with desk() as made:
        yield made


def a_file(first: int, header: list[str] | None = None) -> bytes:
    rows = [[f"张{c}{c}", an_id(first + n), "示例小学", "三年级", f"{first}班"] for n, c in enumerate("一二三", 1)]
    return one([header or HEADER, *rows])


def fields(office: Desk, name: str, data: bytes) -> list[str] | str:
    done = office.take(name, data, "roster")
    return [column.field for column in done.sheets[0].table.columns] if done.sheets else done.findings[0].name


def test_a_confirmed_mapping_holds_for_the_next_file_of_its_make(office: Desk) -> None:
    assert fields(office, "甲.xlsx", a_file(1)) in ("header-not-found", "kind-columns-missing")
    office.took("甲.xlsx", a_file(1), "roster", columns=COLUMNS)
    done = office.take("乙.xlsx", a_file(10), "roster")
    assert not done.refused, done.findings
    assert [column.field for column in done.sheets[0].table.columns][:3] == ["student_name", "id_no", "school"]
    note = next(finding for finding in done.findings if finding.name == "columns-remembered")
    assert (note.params["by"], note.severity) == (BY, "note")


def test_a_file_taken_as_somebody_said_is_in_use_where_nobody_says_it_again(office: Desk) -> None:
    """As in a folder that is imported a second time."""
    data = a_file(1)  # once: a workbook bears the second in which it was made
    source = office.took("甲.xlsx", data, "roster", columns=COLUMNS)
    told = office.take("甲.xlsx", data)
    assert [(one.source, one.already) for one in told.sheets] == [(source, True)]
    office.office.retract_decision(office.office.decisions()[0]["decision"], why="只这一份", by=BY, at=AT)
    told = office.take("甲.xlsx", data)
    assert [(one.source, one.already) for one in told.sheets] == [(source, True)], "nothing remembers its columns"
    assert refusals(office.office) == ()
    assert office.take("甲.xlsx", data, "roster").refused, "somebody says what it is: that is looked at"


def test_a_mapping_by_letter_is_remembered_by_its_header(office: Desk) -> None:
    office.took("甲.xlsx", a_file(1), "roster", columns={"A": "student_name", "B": "id_no", "C": "school"})
    assert fields(office, "乙.xlsx", a_file(10)) == ["student_name", "id_no", "school", "grade", "class"]


def test_a_file_of_another_make_is_not_read_so(office: Desk) -> None:
    office.took("甲.xlsx", a_file(1), "roster", columns=COLUMNS)
    assert isinstance(fields(office, "乙.xlsx", a_file(10, ["孩子", "证号", "所在校", "级", "别的"])), str)


def test_what_is_remembered_is_read_again_from_the_archive_alone(office: Desk) -> None:
    office.took("甲.xlsx", a_file(1), "roster", columns=COLUMNS)
    office.took("乙.xlsx", a_file(10), "roster")
    for path in office.office.evidence.cache.glob("*/*"):
        path.unlink()
    office.office._tables.clear()
    sources = [row for row in office.office.sources("2023S") if row["in_use"]]
    with office.office.database.read() as connection:
        from aid_ledger.office.sources import all_sources

        rows = all_sources(connection)
    assert len(rows) == len(sources) == 2
    assert all(office.office.load(row).table.letter_of("id_no") == "B" for row in rows)


def test_a_mapping_taken_back_is_no_longer_used(office: Desk) -> None:
    office.took("甲.xlsx", a_file(1), "roster", columns=COLUMNS)
    made = office.office.decisions()
    assert [(one["question"], one["answer"], one["term"]) for one in made] == [("columns", "roster", "")]
    office.office.retract_decision(made[0]["decision"], why="说错了", by=BY, at=AT)
    assert isinstance(fields(office, "乙.xlsx", a_file(10)), str)
    assert office.verify().ok


def test_a_preview_remembers_nothing(office: Desk) -> None:
    office.take("甲.xlsx", a_file(1), "roster", columns=COLUMNS, preview=True)
    assert office.office.decisions() == []


def test_a_field_that_the_kind_has_not_and_an_earlier_version_took_is_left_out(office: Desk) -> None:
    tables = read_file(a_file(1), "甲.xlsx", kind="roster", columns=COLUMNS).tables
    remember(office.office, tables, {**COLUMNS, "E": "difficulty"}, by=BY, at=AT)
    assert fields(office, "乙.xlsx", a_file(10)) == ["student_name", "id_no", "school", "grade", "class"]
