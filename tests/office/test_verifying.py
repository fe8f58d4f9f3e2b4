"""Verify looks at the archive and the guards, too; a changed cache changes nothing."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from aid_ledger.store import short
from tests.tools.county import Desk, desk, member, name_of, pupil, sheet

OTHERS = ("share_no_delete", "share_no_update", "line_no_delete")


@pytest.fixture
def office() -> Iterator[Desk]:
    with desk() as made:
        made.took("名册.xlsx", [pupil(1), pupil(2, 就读方式="走读")])
        made.took("脱贫户.xlsx", [member(1), member(2)], "filed-poor")
        yield made


def archived(office: Desk, digest: str) -> Path:
    return office.folder / "sources" / digest[:2] / digest


def first_bad(office: Desk) -> tuple[str, str]:
    found = office.verify()
    assert not found.ok
    assert found.first_bad is not None
    return found.first_bad.table, found.first_bad.what


@pytest.mark.parametrize("kind", ["source", "rule"])
def test_an_archived_file_that_is_gone_or_changed_is_named(office: Desk, kind: str) -> None:
    office.payout()
    assert office.verify().ok
    if kind == "source":
        path = archived(office, hashlib.sha256(sheet([pupil(1), pupil(2, 就读方式="走读")])).hexdigest())
    else:
        data = next(iter(office.office.rulebook().files.values()))
        path = next(one for one in (office.folder / "sources").rglob("*") if one.is_file() and one.read_bytes() == data)
    before = path.read_bytes()
    path.write_bytes(before[:-1] + b"!")
    assert first_bad(office) == (kind, "archived-file-altered")
    path.unlink()
    assert first_bad(office) == (kind, "archived-file-missing")
    path.write_bytes(before)
    assert office.verify().ok


def test_a_changed_cache_pays_nobody_and_is_made_anew(office: Desk) -> None:
    other = office.folder.parent / "other"
    with closing(Desk(other)) as forger:
        forger.took("名册.xlsx", [pupil(1), pupil(2)])
        forged = next((other / "cache").rglob("*roster*")).read_bytes()
    cached = next((office.folder / "cache").rglob("*roster*"))
    good = cached.read_bytes()
    cached.write_bytes(forged)
    office.payout()
    assert office.paid()[name_of(2), "nonboarding-living"] == 25000
    assert cached.read_bytes() == good


def test_a_trigger_taken_away_is_named(office: Desk) -> None:
    with closing(sqlite3.connect(office.folder / "ledger.db")) as connection:
        connection.execute("DROP TRIGGER line_no_update")
    assert first_bad(office) == ("trigger", "trigger-missing")


@pytest.mark.parametrize("dropped", [("line_no_update", "share_no_delete"), ("line_no_update", *OTHERS)])
def test_triggers_taken_away_are_named_beside_the_row_that_was_altered_then(
    office: Desk, dropped: tuple[str, ...]
) -> None:
    office.payout()
    with closing(sqlite3.connect(office.folder / "ledger.db")) as connection:
        for name in dropped:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE line SET amount = amount + 1 WHERE line LIKE '%-00001'")
        connection.commit()
    found = office.verify()
    assert found.first_bad is not None
    assert (found.first_bad.table, found.first_bad.changes[0].column) == ("line", "amount")
    assert {one.id for one in found.more if one.table == "trigger"} == set(dropped)
    assert found.bad == 1 + len(dropped)
    said = found.said("zh")
    assert len(said) == (3 if len(dropped) == 2 else 2)
    assert len(dropped) == 2 or "防改触发器 4 个被去掉了" in said[1]


def test_the_head_as_it_is_printed_is_found(office: Desk) -> None:
    head = office.verify().head.digest
    for written in (short(head), head, short(head).lower(), short(head).replace("-", " ")):
        assert office.office.verify(written).ok
    assert not office.office.verify(short("f" * 64)).ok


def test_a_form_that_the_program_does_not_know_is_named(office: Desk) -> None:
    office.payout()
    assert office.verify().ok
    with closing(sqlite3.connect(office.folder / "ledger.db")) as connection:
        for statement in ("DROP TRIGGER schema_form_no_delete", "DELETE FROM schema_form"):
            connection.execute(statement)
        connection.execute("CREATE TRIGGER schema_form_no_delete BEFORE DELETE ON schema_form BEGIN SELECT 1; END")
        connection.commit()
    assert first_bad(office) == ("schema_form", "record-missing")


@pytest.mark.skipif(os.name != "posix", reason="modes are those of POSIX")
def test_the_database_is_its_owners_alone(office: Desk) -> None:
    assert [path.stat().st_mode & 0o077 for path in office.folder.glob("ledger.db*")] == [0] * len(
        list(office.folder.glob("ledger.db*"))
    )


def test_archived_files_that_no_record_names_are_counted_as_after_a_tail_that_was_cut(office: Desk) -> None:
    """Somebody puts the ledger back to what it was before the payout: the chain fits, the archive knows more."""
    database = office.folder / "ledger.db"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = database.read_bytes()
    office.payout()
    assert (office.verify().ok, office.verify().unnamed) == (True, 0)
    office.close()
    for name in ("ledger.db-wal", "ledger.db-shm"):
        (office.folder / name).unlink(missing_ok=True)
    database.write_bytes(before)
    with closing(Desk(office.folder)) as again:
        found = again.verify()
        assert found.ok
        assert found.unnamed == len(again.office.rulebook().files)
