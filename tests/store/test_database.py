"""The database: opens what is there without touching it, and lets one writer in at a time."""

from __future__ import annotations

import threading
from contextlib import closing

from sqlalchemy import inspect

from aid_ledger.store import Database, append, insert, rows_of
from aid_ledger.store.tables import TABLES, column_names


def test_opening_again_alters_nothing(database_url: str) -> None:
    with closing(Database(database_url)) as database:
        with database.write() as connection:
            append(connection, "import", by="张三", at="2023-04-01", body={})
        with database.read() as connection:
            before = {name: rows_of(connection, name) for name in TABLES}
    with closing(Database(database_url)) as database, database.read() as connection:
        assert {name: rows_of(connection, name) for name in TABLES} == before
        assert len(before["schema_form"]) == 1


def test_the_tables_have_the_columns_that_are_declared(database_url: str) -> None:
    with closing(Database(database_url)) as database:
        made = inspect(database.engine)
        for table in TABLES:
            assert tuple(column["name"] for column in made.get_columns(table)) == column_names(table)


def test_writers_wait_for_each_other_and_lose_nothing(database_url: str) -> None:
    with closing(Database(database_url)) as database:
        failures: list[BaseException] = []

        def write() -> None:
            try:
                for _ in range(5):
                    with database.write() as connection:
                        append(connection, "import", by="张三", at="2023-04-01", body={})
            except BaseException as error:  # noqa: BLE001 - shown to the test below
                failures.append(error)

        threads = [threading.Thread(target=write) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
        with database.read() as connection:
            assert [row["seq"] for row in rows_of(connection, "journal", order="seq")] == list(range(1, 21))


def test_text_comes_back_as_it_was_written(database_url: str) -> None:
    words = ("𠮷田·阿不都", "a\tb\nc\\d", "NULL", "\\N", "", "'); DROP TABLE line; --", " 前后 ")
    rows = [(f"s{n}", n, "0" * 64, word, word, "roster", "", "", 0, "{}") for n, word in enumerate(words)]
    with closing(Database(database_url)) as database:
        with database.write() as connection:
            insert(connection, "source", rows)
        with database.read() as connection:
            assert [row["file"] for row in rows_of(connection, "source", order="seq")] == list(words)
