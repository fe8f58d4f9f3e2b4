"""Refused files are remembered until one of that name is taken; the journal holds no name of theirs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from aid_ledger.office.importing import ImportOptions
from aid_ledger.store import rows_of
from aid_ledger.terms import Term
from tests.tools.containers import zipped
from tests.tools.county import AT, BY, Desk, desk, pupil, sheet

BROKEN = b"PK\x03\x04 cut off"


@pytest.fixture
def office() -> Iterator[Desk]:
    with desk() as made:
        yield made


def remembered(office: Desk) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.file, one.findings) for one in office.office.refusals()]


def test_a_refused_file_is_remembered_until_one_of_its_name_is_taken(office: Desk) -> None:
    assert office.take("张三的名册.xlsx", BROKEN).refused
    office.took("别的名册.xlsx", [pupil(1)])
    [(name, why)] = remembered(office)
    assert (name, why) == ("张三的名册.xlsx", ("zip-damaged",))
    [told] = office.office.refusals()
    assert told.why["zh"]
    assert (told.by, told.at) == (BY, AT)
    office.took("张三的名册.xlsx", [pupil(2)], replace=True)
    assert remembered(office) == []
    assert office.verify().ok


def test_the_journal_holds_digests_and_reasons_only(office: Desk) -> None:
    office.take("张三的名册.xlsx", BROKEN)
    with office.office.database.read() as connection:
        [record] = rows_of(connection, "journal", "kind = 'refuse'")
    assert "张三" not in record["body"]
    (office.folder / "refused.json").unlink()
    assert remembered(office) == [("", ("zip-damaged",))]


def test_the_same_refusal_is_recorded_once_and_one_call_is_one_record(office: Desk) -> None:
    files = [("a.xlsx", BROKEN), ("b.xlsx", BROKEN), ("~$c.xlsx", b"\x00" * 165)]
    for _ in range(2):
        office.office.import_files(files, by=BY, at=AT)
        assert office.verify().head.seq == 1
    assert [name for name, _ in remembered(office)] == ["a.xlsx", "b.xlsx"]


def test_looking_first_records_nothing(office: Desk) -> None:
    assert office.take("名册.xlsx", BROKEN, preview=True).refused
    assert remembered(office) == []


def test_a_zip_is_settled_by_what_was_in_it(office: Desk) -> None:
    assert office.take("报送.zip", BROKEN).refused
    assert [name for name, _ in remembered(office)] == ["报送.zip"]
    options = ImportOptions(terms=(Term.parse("2023S"),))
    office.office.import_files([("报送.zip", zipped({"三年级.xlsx": sheet([pupil(1)])}))], options, by=BY, at=AT)
    assert remembered(office) == []
