"""DESIGN invariant 3: nothing posted changes, whoever asks; a person alone can be blanked, as the law demands."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, inspect
from sqlalchemy.exc import DBAPIError

from aid_ledger.store import Database, append, insert, rows_of
from aid_ledger.store.tables import APPEND_ONLY, PERSONAL, TABLES, column_names
from aid_ledger.store.triggers import sqlite_triggers, unique_keys
from tests.tools import moved
from tests.tools.books import fill
from tests.tools.county import AT, BY
from tests.tools.whole_books import register_key

pytestmark = pytest.mark.xdist_group("append-only")  # what its tests share is built once
HISTORY = [
    {(1, "boarding-living"): 50000, (2, "senior-grant"): 75000, (-1, "nutrition"): 9000},
    {(1, "boarding-living"): 25000},
]
A_SOURCE = ("0123456789ab", 1, "0" * 64, "名册.xlsx", "Sheet1", "roster", "2023S", "", 3, "{}")


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.server)])
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Books with rows in every table, one for the whole module: nothing that is tried here changes them."""
    url = f"sqlite:///{tmp_path_factory.mktemp('books') / 'ledger.db'}"
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres_server")
        import psycopg

        with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE append_only TEMPLATE template0")
        url = server.url("append_only")
    with closing(Database(url)) as opened:
        _fill(opened)
        yield opened


def _fill(database: Database) -> None:
    fill(database, HISTORY)
    with database.write() as connection:
        insert(connection, "source", [A_SOURCE])
        insert(connection, "source_end", [("0123456789ab", 2, "错了")])
        digest = "0" * 64
        insert(
            connection,
            "decision",
            [("d0123456789a", 2, "cells", "2023S", "boarding-unknown", 3, digest, digest, digest, "", "")],
        )
        insert(connection, "decision_end", [("d0123456789a", 3, "学校来电")])
    moved.approve(database, "2023S-001")
    moved.pay(database, "2023S-001")
    moved.settle(database, "2023S-001", returned=["2023S-001-00001"])
    fill(database, [{(2, "senior-grant"): 70000}])
    with database.read() as connection:
        claimed = rows_of(connection, "line", "kind = 'recover'")[0]
    moved.recovered(database, claimed["line"], 1000)
    moved.change_account(database, claimed["person"])
    register_key(database, "王五")


def everything(database: Database) -> dict[str, list[str]]:
    with database.read() as connection:
        return {name: sorted(map(str, rows_of(connection, name))) for name in TABLES}


@pytest.fixture(scope="module")
def filled(database: Database) -> dict[str, list[str]]:
    """Everything that the books of the module hold."""
    return everything(database)


@pytest.fixture(autouse=True)
def _nothing_changes(request: pytest.FixtureRequest) -> Iterator[None]:
    """After each test that has the module's books nothing may be other than before all of them."""
    if "database" not in request.fixturenames:
        yield
        return
    database, before = (request.getfixturevalue(name) for name in ("database", "filled"))
    yield
    assert everything(database) == before


@contextmanager
def refused(database: Database) -> Iterator[Connection]:
    """What is done inside must be refused."""
    with (
        pytest.raises(
            DBAPIError, match=r"nothing posted is ever changed|already posted|duplicate key|datatype mismatch"
        ),
        database.write() as connection,
    ):
        yield connection


def places(table: str) -> str:
    return ", ".join(f'"{name}"' for name in column_names(table))


def is_text(table: str, column: str) -> bool:
    return inspect(TABLES[table]).local_table.columns[column].type.python_type is str


# --- each table -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_every_table_but_that_of_persons_has_rows_to_guard(table: str, database: Database) -> None:
    assert everything(database)[table]
    assert set(TABLES) - set(APPEND_ONLY) == {"person"}


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_no_column_can_be_updated(table: str, database: Database) -> None:
    for column in column_names(table):
        value = "'x'" if is_text(table, column) else "7"
        with refused(database) as connection:
            connection.exec_driver_sql(f'UPDATE {table} SET "{column}" = {value}')


@pytest.mark.parametrize("table", [*APPEND_ONLY, "person"])
def test_no_row_can_be_deleted(table: str, database: Database) -> None:
    with refused(database) as connection:
        connection.exec_driver_sql(f"DELETE FROM {table}")


@pytest.mark.parametrize("table", [*APPEND_ONLY, "person"])
def test_no_table_can_be_truncated(table: str, database: Database) -> None:
    if database.is_sqlite:  # it has no TRUNCATE: a DELETE of everything is as near as it comes
        with refused(database) as connection:
            connection.exec_driver_sql(f"DELETE FROM {table} WHERE 1")
        return
    with refused(database) as connection:
        connection.exec_driver_sql(f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize("table", [*APPEND_ONLY, "person"])
def test_no_row_can_be_written_over_by_its_key(table: str, database: Database) -> None:
    row = _other_values(database, table)
    with refused(database) as connection:
        if database.is_sqlite:
            marks = ", ".join("?" * len(row))
            connection.exec_driver_sql(f"INSERT OR REPLACE INTO {table} ({places(table)}) VALUES ({marks})", row)
            return
        keys = next(iter(unique_keys(table))) if table != "person" else ("person",)
        marks = ", ".join(["%s"] * len(row))
        free = next(name for name in column_names(table) if name not in keys) if len(row) > len(keys) else keys[0]
        connection.exec_driver_sql(
            f"INSERT INTO {table} ({places(table)}) VALUES ({marks}) ON CONFLICT ({', '.join(keys)}) "
            f'DO UPDATE SET "{free}" = EXCLUDED."{free}"',
            row,
        )


def _other_values(database: Database, table: str) -> tuple[Any, ...]:
    """Return a row with the keys of one that is there, and other values wherever the keys leave room."""
    with database.read() as connection:
        row = rows_of(connection, table)[0]
    keys = {name for key in unique_keys(table) for name in key}
    return tuple(
        value if name in keys or value is None else "x" if isinstance(value, str) else 7 for name, value in row.items()
    )


# --- from outside our program (SQLite: any tool opens the file, with no pragma of ours) -------------------------------


@pytest.fixture(scope="module")
def books_of_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("outsider") / "ledger.db"
    with closing(Database(f"sqlite:///{path}")) as opened:
        _fill(opened)
    return path


@pytest.fixture
def outsider(books_of_sqlite: Path, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    shutil.copy(books_of_sqlite, tmp_path / "ledger.db")
    with closing(sqlite3.connect(tmp_path / "ledger.db", isolation_level=None)) as connection:
        yield connection


@pytest.mark.parametrize("table", [*APPEND_ONLY, "person"])
def test_an_outsider_cannot_replace_a_row_by_its_key(table: str, outsider: sqlite3.Connection) -> None:
    before = outsider.execute(f"SELECT * FROM {table}").fetchall()
    with pytest.raises(sqlite3.IntegrityError):
        outsider.execute(f"REPLACE INTO {table} SELECT * FROM {table}")
    assert outsider.execute(f"SELECT * FROM {table}").fetchall() == before


@pytest.mark.parametrize("table", [name for name in APPEND_ONLY if name not in ("schema_form", "journal")])
def test_an_outsider_cannot_replace_a_row_by_its_hidden_number(table: str, outsider: sqlite3.Connection) -> None:
    """A table with a text key also has a rowid: a new key under an old rowid would push the old row out."""
    before = outsider.execute(f"SELECT * FROM {table}").fetchall()
    names = [info[1] for info in outsider.execute(f"PRAGMA table_info({table})")]
    fresh = [f"'new ' || \"{name}\"" if is_text(table, name) else f'"{name}" + 1000' for name in names]
    columns = ", ".join(f'"{name}"' for name in names)
    with suppress(sqlite3.Error):  # refused, or the table has no such number: both are well
        outsider.execute(
            f"INSERT OR REPLACE INTO {table} (rowid, {columns}) SELECT rowid, {', '.join(fresh)} FROM {table} LIMIT 1"
        )
    assert set(before) <= set(outsider.execute(f"SELECT * FROM {table}").fetchall())


def test_an_outsider_who_writes_many_rows_at_once_replaces_none(outsider: sqlite3.Connection) -> None:
    """The rows before the one that is refused may stay, as they would have by themselves."""
    before = outsider.execute("SELECT * FROM schema_form").fetchall()
    with pytest.raises(sqlite3.IntegrityError):
        outsider.execute(
            "INSERT OR REPLACE INTO schema_form (rowid, form) SELECT form + 1000, form + 1000 FROM schema_form "
            "UNION ALL SELECT rowid, form FROM schema_form"
        )
    assert set(before) <= set(outsider.execute("SELECT * FROM schema_form").fetchall())


@pytest.mark.parametrize("table", [*APPEND_ONLY, "person"])
def test_what_is_asked_before_a_row_is_written_does_not_make_sqlite_prepare_for_undoing_it(table: str) -> None:
    """RAISE(ABORT) there makes it keep a copy of every page that each row touches: posting took half as long again."""
    asked = [one for one in sqlite_triggers() if f"BEFORE INSERT ON {table} " in one]
    assert asked
    assert all("RAISE(FAIL, " in one for one in asked)


# --- any statement --------------------------------------------------------------------------------------------------

verbs = st.sampled_from(
    [
        'UPDATE {table} SET "{column}" = "{column}"',
        'UPDATE {table} SET "{column}" = NULL',
        "DELETE FROM {table}",
        'DELETE FROM {table} WHERE "{column}" IS NOT NULL',
        "INSERT INTO {table} SELECT * FROM {table}",
    ]
)


@settings(max_examples=30)
@given(st.data())
def test_nothing_posted_changes_whatever_is_tried(database: Database, data: st.DataObject) -> None:
    table = data.draw(st.sampled_from(APPEND_ONLY))
    column = data.draw(st.sampled_from(column_names(table)))
    with refused(database) as connection:
        connection.exec_driver_sql(data.draw(verbs).format(table=table, column=column))


# --- persons --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("column", [name for name in column_names("person") if name != "person"])
def test_a_person_cannot_be_rewritten(column: str, database: Database) -> None:
    value = "'x'" if is_text("person", column) else "7"
    with refused(database) as connection:
        connection.exec_driver_sql(f'UPDATE person SET "{column}" = {value} WHERE person = 1')


def test_all_that_is_known_of_a_person_can_be_blanked() -> None:
    assert set(PERSONAL) == set(column_names("person")) - {"person", "subject", "payee"}


def test_a_person_cannot_be_blanked_in_part(database: Database) -> None:
    for left in PERSONAL:
        blanks = ", ".join(f"\"{name}\" = ''" for name in PERSONAL if name != left)
        with refused(database) as connection:
            connection.exec_driver_sql(f"UPDATE person SET {blanks} WHERE person = 1")


@pytest.mark.parametrize("column", ["person", "subject", "payee"])
def test_whose_version_it_is_cannot_change_while_a_person_is_blanked(column: str, database: Database) -> None:
    blanks = ", ".join(f"\"{name}\" = ''" for name in PERSONAL)
    value = "77" if column == "person" else "'x'"
    with refused(database) as connection:
        connection.exec_driver_sql(f"UPDATE person SET {blanks}, {column} = {value} WHERE person = 1")


def test_a_person_can_be_blanked_and_no_digest_breaks(database_url: str) -> None:
    from aid_ledger.ledger import verify

    blanks = ", ".join(f"\"{name}\" = ''" for name in PERSONAL)
    with closing(Database(database_url)) as database:
        fill(database, HISTORY)
        with database.write() as connection:
            connection.exec_driver_sql(f"UPDATE person SET {blanks} WHERE person = 1")
        with database.read() as connection:
            rows = rows_of(connection, "person", order="person")
            assert {rows[0][name] for name in PERSONAL} == {""}
            bad = verify(connection).first_bad  # nobody has recorded it: somebody altered the books
        assert bad is not None
        assert bad.table == "person"
        with database.write() as connection:
            append(connection, "erase", by=BY, at=AT, body={"persons": [1], "count": 1, "why": "依法删除"})
            found = verify(connection)
    assert (found.ok, found.erased) == (True, 1)
