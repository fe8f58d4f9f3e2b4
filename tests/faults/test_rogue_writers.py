"""Unique in the database whatever the processes do: writers that take no lock of ours and look at nothing before."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from aid_ledger.store import Database, insert, rows_of
from aid_ledger.store.tables import column_names
from tests.tools import moved
from tests.tools.books import fill

BATCH = "2023S-001"


@pytest.fixture
def books(database_url: str) -> Iterator[Database]:
    """Two lines, approved and sent."""
    with closing(Database(database_url)) as database:
        fill(database, [{(1, "boarding-living"): 50000, (2, "boarding-living"): 50000}])
        moved.approve(database, BATCH)
        moved.pay(database, BATCH)
        moved.settle(database, BATCH)
        yield database


def rows(books: Database, table: str) -> list[dict[str, Any]]:
    with books.read() as connection:
        return rows_of(connection, table)


def twins(table: str, row: dict[str, Any]) -> Sequence[dict[str, Any]]:
    """Two rows that pay the same a second time, each with another id of its own where the table has one."""
    again = {
        "line": ("line", "digest"), "sent_order": ("sending", "digest"), "settled_order": ("voucher", "digest"),
        "recovery_booking": ("recovery_booking", "digest"),
    }[table]  # fmt: skip
    return [row | {name: f"{row[name]}-{number}" for name in again} for number in (8, 9)]


def put(connection: Connection, table: str, row: dict[str, Any]) -> None:
    insert(connection, table, [tuple(row[name] for name in column_names(table))])


@pytest.mark.parametrize("table", ["line", "sent_order", "settled_order"])
def test_what_pays_once_cannot_be_written_twice(books: Database, table: str) -> None:
    before = rows(books, table)
    for twin in twins(table, before[0]):
        with pytest.raises(Exception, match=r"already posted|duplicate key"), rogue(books) as connection:
            put(connection, table, twin)
    assert sorted(map(str, rows(books, table))) == sorted(map(str, before))


class rogue:  # noqa: N801 - reads like a statement
    """A writing connection without any lock of ours."""

    def __init__(self, books: Database, isolation: str = "") -> None:
        url = make_url(books.engine.url)
        options = {"isolation_level": isolation} if isolation else {}
        self.engine = create_engine(url, **options)

    def __enter__(self) -> Connection:
        self.connection = self.engine.connect()
        self.connection.begin()
        return self.connection

    def __exit__(self, kind: object, *_: object) -> None:
        with suppress(DBAPIError):
            self.connection.rollback() if kind else self.connection.commit()
        self.connection.close()
        self.engine.dispose()


@pytest.mark.parametrize("isolation", ["", "REPEATABLE READ", "SERIALIZABLE"])
def test_two_rogues_at_once_cannot_make_two_orders_of_a_line_stand(books: Database, isolation: str) -> None:
    """Both look before either has committed; their orders have other numbers, so that no key stops them."""
    if books.is_sqlite and isolation:
        isolation = "SERIALIZABLE"  # the one it has
    with books.write() as connection:
        line = rows_of(connection, "line", order="line")[0]
        order = rows_of(connection, "payment_order", "line = :line", line=line["line"])[0]
        insert(connection, "order_end", [(order["payment_order"], 3, "returned", "0" * 64)])
    both, said = threading.Barrier(2, timeout=5), list[str]()

    def write(number: int) -> None:
        try:
            with rogue(books, isolation) as connection:
                connection.execute(text("SELECT count(*) FROM payment_order"))
                both.wait()
                own = order | {"payment_order": f"{line['line']}-{number}", "number": number}
                put(connection, "payment_order", own)
                with suppress(threading.BrokenBarrierError):
                    both.wait(0.5)  # so that both would have written before either commits
        except Exception as error:  # noqa: BLE001 - shown below
            said.append(str(error))

    threads = [threading.Thread(target=write, args=(number,)) for number in (2, 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ended = {row["payment_order"] for row in rows(books, "order_end")}
    standing = [
        row for row in rows(books, "payment_order")
        if row["line"] == line["line"] and row["payment_order"] not in ended
    ]  # fmt: skip
    assert len(standing) <= 1, said
    assert said
