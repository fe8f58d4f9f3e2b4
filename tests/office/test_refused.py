"""Refused files are remembered until one of that name is taken; the journal holds no name of theirs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from aid_ledger.errors import InputError
from aid_ledger.office.importing import ImportOptions
from aid_ledger.store import rows_of
from aid_ledger.terms import Term
from tests.tools.containers import zipped
from tests.tools.county import AT, BY, Desk, desk, member, pupil, sheet
from tests.tools.locked import locked_xlsx

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


def test_a_payout_says_who_could_not_be_counted_once_nothing_more_when_settled(office: Desk) -> None:
    office.took("名册.xlsx", [pupil(1)])
    office.took("脱贫户.xlsx", [member(1)], "filed-poor")
    office.take("坏的.xlsx", BROKEN, term="2023S")
    office.take("别期的.xlsx", BROKEN, term="2023A")

    def said() -> list[object]:
        warnings = office.payout(dry_run=True).warnings
        return [one.params["files"] for one in warnings if one.name == "files-refused"]

    assert said() == ["坏的.xlsx"]
    office.office.retire_source("坏的.xlsx", why="已换名重报", by=BY, at=AT)
    assert said() == []
    assert office.take("坏的.xlsx", BROKEN, term="2023S").refused
    assert said() == [], "the very same file came again with its folder: nobody waits for it"
    office.take("坏的.xlsx", BROKEN + b"!", term="2023S")
    assert said() == ["坏的.xlsx"]


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


def test_the_same_bytes_under_another_name_settle_it(office: Desk) -> None:
    office.took("一班.xlsx", [pupil(1)])
    again = sheet([pupil(1), pupil(2)])
    assert office.take("二班.xlsx", again).refused  # the class is listed already
    assert office.take("一班（补报）.xlsx", sheet([pupil(1), pupil(3)])).refused
    office.took("三年级.xlsx", again, replace=True)
    assert remembered(office) == [("一班（补报）.xlsx", ("class-already-listed",))]


def test_a_file_under_a_password_is_settled_by_its_bytes_opened_under_another_name(office: Desk) -> None:
    data = locked_xlsx(sheet([pupil(1)]), "密码1")
    assert office.take("加密名册.xlsx", data).refused
    office.took("解密名册.xlsx", data, password="密码1")
    assert remembered(office) == []


def test_a_person_says_that_another_file_came_in_its_stead(office: Desk) -> None:
    for name in ("东镇/名册.xlsx", "西镇/名册.xlsx", "东镇/低保.xlsx"):
        office.take(name, BROKEN)
    office.took("全县名册.xlsx", [pupil(1)])
    for vague in ("名册.xlsx", "别的.xlsx"):  # two end so, none is called so
        with pytest.raises(InputError) as caught:
            office.office.retire_source(vague, why="已重报", by=BY, at=AT)
        assert caught.value.findings[0].name == "source-not-known"
    done = office.office.retire_source("东镇/名册.xlsx", why="换名重报", by=BY, at=AT)
    assert done == {"source": "", "file": "东镇/名册.xlsx", "classes_without_list": []}
    assert office.office.retire_source("低保.xlsx", why="换名重报", by=BY, at=AT)["file"] == "东镇/低保.xlsx"
    assert [name for name, _ in remembered(office)] == ["西镇/名册.xlsx"]
    with office.office.database.read() as connection:
        ends = rows_of(connection, "journal", "kind = 'refuse-end'", "seq")
    assert ["名册" in one["body"] for one in ends] == [False, False]
    assert office.verify().ok
    office.take("东镇/名册.xlsx", BROKEN + b"!")  # another one
    assert [name for name, _ in remembered(office)] == ["东镇/名册.xlsx", "西镇/名册.xlsx"]
