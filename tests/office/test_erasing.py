"""Erasing a student: the chain and every digest still hold, nothing personal is left, and the report says so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from aid_ledger.errors import InputError, LedgerError
from aid_ledger.ledger import Bad, Verification, lines_of, verify
from aid_ledger.store import rows_of
from aid_ledger.store.tables import PERSONAL
from tests.tools import moved
from tests.tools.county import AT, Desk, desk, member, name_of, pupil, resident_id

WHY = "《个人信息保护法》第四十七条"


@pytest.fixture
def paid() -> Iterator[Desk]:
    """Two pupils, both paid."""
    with desk() as made:
        made.took("名册.xlsx", [pupil(1), pupil(2)])
        made.took("脱贫户.xlsx", [member(1), member(2)], "filed-poor")
        made.payout()
        moved.approve(made.office.database, "2023S-001")
        moved.pay(made.office.database, "2023S-001")
        moved.settle(made.office.database, "2023S-001")
        yield made


def erase(of: Desk, student: str) -> None:
    of.office.erase(student, why=WHY, by="李四", at=AT)


def line_of(of: Desk, name: str) -> str:
    with of.office.database.read() as connection:
        lines = lines_of(connection)
    return str(lines.loc[lines["name"] == name, "line"].iloc[0])


@pytest.mark.parametrize("how", ["id", "school number", "line"])
def test_nothing_personal_is_left_and_the_books_hold(paid: Desk, how: str) -> None:
    said = {"id": resident_id(1), "school number": "G" + resident_id(1), "line": line_of(paid, name_of(1))}[how]
    erase(paid, said)
    with paid.office.database.read() as connection:
        persons = rows_of(connection, "person")
        lines = lines_of(connection)
    blank = [row for row in persons if all(row[name] == "" for name in PERSONAL)]
    assert len(blank) == 1
    assert lines["name"].tolist().count("") == 1
    assert name_of(1) not in str(persons)
    assert resident_id(1) not in str(persons)
    seen = verified(paid)
    assert seen.ok
    assert [(one.by, one.persons, one.versions, one.why) for one in seen.erasures] == [("李四", 1, 1, WHY)]
    journal = str([row["body"] for row in journal_of(paid) if row["kind"] == "erase"])
    assert name_of(1) not in journal
    assert resident_id(1) not in journal


def verified(of: Desk) -> Verification:
    """Verify the books alone: the helpers' bank files are in no archive."""
    with of.office.database.read() as connection:
        return verify(connection)


def journal_of(of: Desk) -> list[dict[str, object]]:
    with of.office.database.read() as connection:
        return rows_of(connection, "journal", order="seq")


def test_whose_money_is_open_is_not_erased(paid: Desk) -> None:
    paid.took("名册2.xlsx", [pupil(1), pupil(2), pupil(3)], replace=True)
    paid.took("脱贫户2.xlsx", [member(3)], "filed-poor")
    paid.payout()
    with pytest.raises(LedgerError) as found:
        erase(paid, resident_id(3))
    assert found.value.findings[0].name == "erase-money-open"
    assert verified(paid).erased == 0


@pytest.mark.parametrize("student", ["", "G", resident_id(9), "2023S-001-99999"])
def test_who_is_not_known_is_not_erased(paid: Desk, student: str) -> None:
    with pytest.raises(InputError) as found:
        erase(paid, student)
    assert found.value.findings[0].name == "erase-not-known"


def test_nobody_is_erased_twice(paid: Desk) -> None:
    line = line_of(paid, name_of(1))
    erase(paid, line)
    with pytest.raises(InputError):
        erase(paid, line)


def test_a_person_blanked_without_a_record_is_named(paid: Desk) -> None:
    with paid.office.database.write() as connection:
        sets = ", ".join(f"{name} = ''" for name in PERSONAL)
        connection.execute(text(f"UPDATE person SET {sets} WHERE person = 1"))
    assert verified(paid).first_bad == Bad("person", "1", "erased-without-record")


def test_nothing_of_who_was_erased_is_left_in_the_file(tmp_path: Path) -> None:
    folder = tmp_path / "office"
    with closing(Desk(folder)) as made:
        made.took("名册.xlsx", [pupil(1)])
        made.took("脱贫户.xlsx", [member(1)], "filed-poor")
        made.payout()
        moved.approve(made.office.database, "2023S-001")
        moved.pay(made.office.database, "2023S-001")
        moved.settle(made.office.database, "2023S-001")
        account = rows_of_person(made)
        erase(made, resident_id(1))
    data = (folder / "ledger.db").read_bytes()
    assert account.encode() not in data
    assert name_of(1).encode() not in data


def rows_of_person(of: Desk) -> str:
    with of.office.database.read() as connection:
        return str(rows_of(connection, "person")[0]["account"])
