"""Books of older programs open, are brought to the present form and go on; books of newer ones are not touched.

``forms/form-N.zip`` is an office as the program of form N left it after its first payout: the dump of its SQLite file,
its settings and its archive. Six pupils, six lines, 3000 yuan.
"""

from __future__ import annotations

import gc
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from aid_ledger.errors import InputError
from aid_ledger.office import Office
from aid_ledger.store import Database, insert, missing_triggers, rows_of
from aid_ledger.store.database import FORM
from aid_ledger.store.tables import TABLES
from tests.tools.books import fill
from tests.tools.county import AT, BY, Desk

FORMS = Path(__file__).parent / "forms"
OLD = range(1, FORM)
KEPT = ("journal", "source", "person", "batch", "line", "transfer", "share")


def statements(dump: str) -> Iterator[str]:
    """The statements of a dump that both engines know; triggers are SQLite's own."""
    whole = ""
    for part in dump.splitlines():
        whole = f"{whole}\n{part}" if whole else part
        if sqlite3.complete_statement(whole):
            if whole.startswith(("CREATE TABLE", "CREATE INDEX", "INSERT INTO")):
                yield whole
            whole = ""


@pytest.fixture(params=OLD, ids=lambda form: f"form-{form}")
def old(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> tuple[Path, str]:
    """Return the folder of an office of an older form, and the url of its database."""
    folder = tmp_path / "office"
    with zipfile.ZipFile(FORMS / f"form-{request.param}.zip") as held:
        held.extractall(folder)
    dump = (folder / "ledger.sql").read_text("utf-8")
    if database_url.startswith("sqlite"):
        url = "sqlite:///ledger.db"
        with closing(sqlite3.connect(folder / "ledger.db")) as connection:
            connection.executescript(dump)
        return folder, url
    import psycopg

    with psycopg.connect(database_url, autocommit=True) as server:
        for statement in statements(dump):
            server.execute(statement.encode("utf-8"))
    config = folder / "aid-ledger.toml"
    config.write_text(config.read_text("utf-8").replace("sqlite:///ledger.db", database_url), "utf-8")
    return folder, database_url


def forms(database: Database) -> list[int]:
    with database.read() as connection:
        return [row["form"] for row in rows_of(connection, "schema_form", order="form")]


def test_every_older_form_has_an_office_to_try() -> None:
    assert sorted(path.name for path in FORMS.glob("*.zip")) == [f"form-{form}.zip" for form in OLD]


def test_books_of_an_older_form_are_brought_to_this_one_and_verify(old: tuple[Path, str]) -> None:
    folder, _ = old
    with closing(Office.open(folder)) as office:
        assert forms(office.database)[-1] == FORM
        with office.database.read() as connection:
            assert missing_triggers(connection) == []
            assert {name: bool(rows_of(connection, name)) for name in KEPT} == dict.fromkeys(KEPT, True)
            for name in TABLES:
                rows_of(connection, name)  # it is there, with every column
        found = office.verify()
        assert found.ok, found.first_bad


@pytest.mark.long
def test_books_of_an_older_form_go_on_to_the_bank(old: tuple[Path, str]) -> None:
    folder, url = old
    with closing(Desk(folder, url=url)) as desk:
        before = desk.csv("lines")
        assert desk.payout().batch is None
        assert desk.csv("lines") == before
        desk.office.approve("2023S-001", by="李四", at=AT)
        paid = desk.office.pay("2023S-001", by=BY, at=AT)
        assert [(one.file.count, one.file.total) for one in paid.sendings] == [(6, 300000)]
        assert desk.verify().ok


def test_opening_an_older_form_twice_brings_it_over_once(old: tuple[Path, str]) -> None:
    folder, _ = old
    for _ in range(2):
        with closing(Office.open(folder)) as office:
            found = forms(office.database)
    assert found == sorted(set(found))


def test_books_of_a_newer_form_are_refused_and_not_touched(database_url: str) -> None:
    with closing(Database(database_url)) as database:
        fill(database, [{(1, "boarding-living"): 50000}])
        with database.write() as connection:
            insert(connection, "schema_form", [(FORM + 1,)])
            connection.execute(text("DROP TABLE account_change"))  # a table that this program would make
    with pytest.raises(InputError) as error:
        Database(database_url)
    assert [(one.name, dict(one.params)) for one in error.value.findings] == [
        ("ledger-is-newer", {"form": FORM + 1, "known": FORM})
    ]
    assert error.value.exit_code == 3
    gc.collect()  # a connection left open would be warned of here, and a warning is an error
    if database_url.startswith("sqlite"):
        with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"))) as connection:
            made = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'account_change'").fetchone()
            assert made == (0,)
