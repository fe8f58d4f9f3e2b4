"""Opens the database, brings it to the present form, and hands out one writing transaction at a time.

SQLite is the embedded default (WAL, ``synchronous=FULL``), PostgreSQL serves an office of many. One writer at a time on
both: ``BEGIN IMMEDIATE`` there, an advisory lock here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlmodel import SQLModel

from aid_ledger.errors import Finding, InputError
from aid_ledger.store import triggers
from aid_ledger.store.canonical import Value
from aid_ledger.store.refusals import plainly
from aid_ledger.store.signing import Signer
from aid_ledger.store.tables import PERSONAL, TABLES, column_names

FORM = 4  # 2: decisions; 3: approvals, orders, sendings, settlements, recoveries, account changes; 4: signatures
Row = Sequence[Value]


class Database:
    """One ledger's database. Opening creates what is missing; nothing that stands is altered.

    ``signer`` signs the records of whoever it belongs to; see :mod:`aid_ledger.store.keys`.
    """

    def __init__(self, url: str) -> None:
        """Open ``sqlite:///path`` or ``postgresql://…`` and bring it to the present form.

        Raises:
            InputError: ``ledger-is-newer``: a later program has brought it to a form that this one does not know.
                Nothing was touched. And whatever :func:`~aid_ledger.store.refusals.plainly` says.
        """
        parsed = make_url(url)
        if parsed.drivername == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        self._where = Path(parsed.database or "").name if self.is_sqlite else f"{parsed.host}/{parsed.database}"
        if self.is_sqlite and parsed.database:
            _only_for_its_owner(Path(parsed.database))
        self.engine: Engine = create_engine(parsed)
        self.signer: Signer | None = None
        if self.is_sqlite:
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin)
        try:
            self._bring_to_form()
        except BaseException:
            self.close()
            raise

    def _bring_to_form(self) -> None:
        with self.read() as connection:
            dialect = self.engine.dialect
            if dialect.has_table(connection, "schema_form"):
                found = connection.execute(text("SELECT max(form) FROM schema_form")).scalar() or 0
                if found > FORM:
                    raise InputError(Finding("ledger-is-newer", params={"form": found, "known": FORM}))
                if found == FORM:
                    return
        with self.write() as connection:
            SQLModel.metadata.create_all(connection, tables=[_sql_table(name) for name in TABLES])
            statements = triggers.sqlite_triggers() if self.is_sqlite else triggers.postgresql_triggers()
            for statement in statements:
                connection.exec_driver_sql(statement.replace("%", "%%") if not self.is_sqlite else statement)
            known = connection.execute(text("SELECT count(*) FROM schema_form WHERE form = :form"), {"form": FORM})
            if not known.scalar():
                insert(connection, "schema_form", [(FORM,)])

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Yield a connection for reading one consistent state, whatever others write meanwhile."""
        options = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        with plainly(self._where), self.engine.connect().execution_options(**options) as connection:
            yield connection
            connection.rollback()

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Yield the one writing transaction; commits at the end, or nothing is written."""
        with (
            plainly(self._where),
            self.engine.connect().execution_options(aid_ledger_write=True, aid_ledger_signer=self.signer) as connection,
            connection.begin(),
        ):
            if not self.is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": triggers.WRITER_LOCK})
            yield connection

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()


def _only_for_its_owner(path: Path) -> None:
    """Make a new database file that nobody else can read; its side files take over what it allows."""
    if not path.exists():
        try:
            path.touch(mode=0o600)
        except OSError as error:
            raise InputError(Finding("database-unreachable", params={"where": path.name})) from error


def _sql_table(name: str) -> Any:
    return SQLModel.metadata.tables[name]


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    cursor = connection.cursor()
    pragmas = (
        "busy_timeout=30000", "journal_mode=WAL", "synchronous=FULL", "recursive_triggers=ON", "secure_delete=ON",
    )  # fmt: skip
    for pragma in pragmas:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get("aid_ledger_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def signer_of(connection: Connection) -> Signer | None:
    """Return who signs what is written in this transaction."""
    signer: Signer | None = connection.get_execution_options().get("aid_ledger_signer")
    return signer


def insert(connection: Connection, table: str, rows: Iterable[Row]) -> None:
    """Write rows in declared column order through the driver: executemany on SQLite, COPY on PostgreSQL.

    Where one is refused, this raises and the transaction ends without any of them. ``OR FAIL`` spares SQLite to prepare
    for undoing each single row; see :func:`~aid_ledger.store.triggers.sqlite_triggers`.
    """
    columns = ", ".join(f'"{name}"' for name in column_names(table))
    cursor: Any = connection.connection.cursor()
    try:
        if connection.dialect.name == "sqlite":
            marks = ", ".join("?" * len(column_names(table)))
            cursor.executemany(f"INSERT OR FAIL INTO {table} ({columns}) VALUES ({marks})", rows)  # noqa: S608
        else:
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
    finally:
        cursor.close()


def blank_persons(connection: Connection, persons: Sequence[int]) -> None:
    """Blank the personal data of these versions of persons: the one change that the law asks for."""
    sets = ", ".join(f"{name} = ''" for name in PERSONAL)
    statement = text(f"UPDATE person SET {sets} WHERE person = :person")  # noqa: S608
    connection.execute(statement, [{"person": person} for person in persons])


def rows_of(
    connection: Connection, table: str, where: str = "", order: str = "", **params: Value
) -> list[dict[str, Any]]:
    """Return a table's rows as mappings, all columns, for small tables.

    Args:
        connection: from :meth:`Database.read` or :meth:`Database.write`.
        table: a name of :data:`~aid_ledger.store.tables.TABLES`.
        where: a condition with ``:name`` parameters, our own text only.
        order: columns to sort by.
        params: values of the parameters.
    """
    found = connection.execute(text(_select(table, where, order)), params)
    return [dict(row._mapping) for row in found]


def columns_of(
    connection: Connection, table: str, where: str = "", order: str = "", *, names: Sequence[str] = (), **params: Value
) -> dict[str, list[Any]]:
    """Return a table (blank ``names``: all its columns) as lists by column name, for tables of many rows."""
    names = names or column_names(table)
    found = connection.execute(text(_select(table, where, order, names)), params).fetchall()
    if not found:
        return {name: [] for name in names}
    return dict(zip(names, map(list, zip(*found, strict=True)), strict=True))


def chunks_of(connection: Connection, table: str, size: int = 250) -> Iterator[tuple[tuple[Any, ...], ...]]:
    """Yield a table a few hundred rows at a time, as columns in declared order; the rows in no order.

    For reading whole tables: few rows stay in the processor's cache, all at once would take twice as long. On SQLite,
    where anybody can put bytes into a text column, what is no UTF-8 arrives as lone surrogates.
    """
    given = 0
    cursor: Any = connection.connection.cursor()
    try:
        cursor.execute(_select(table, "", ""))
        while True:
            try:
                rows = cursor.fetchmany(size)
            except _driver_error(connection):
                rows = _as_it_is(connection, table, given, size)
                cursor.execute(_select(table, "", "") + f" LIMIT -1 OFFSET {given + len(rows)}")
            if not rows:
                return
            given += len(rows)
            yield tuple(zip(*rows, strict=True))
    finally:
        cursor.close()


def _driver_error(connection: Connection) -> type[Exception] | tuple[()]:
    error: type[Exception] = connection.dialect.dbapi.OperationalError  # type: ignore[union-attr]
    return error if connection.dialect.name == "sqlite" else ()


def _as_it_is(connection: Connection, table: str, first: int, size: int) -> list[Any]:
    raw: Any = connection.connection.driver_connection
    raw.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
    try:
        rows: list[Any] = raw.execute(_select(table, "", "") + f" LIMIT {size} OFFSET {first}").fetchall()
    finally:
        raw.text_factory = str
    return rows


def referred(column: str, table: str, where: str) -> str:
    """Return the condition that a column's value stands in the column of this name of such rows of ``table``."""
    return f"{column} IN (SELECT {column} FROM {table} WHERE {where})"  # noqa: S608


def _select(table: str, where: str, order: str, names: Sequence[str] = ()) -> str:
    columns = ", ".join(f'"{name}"' for name in names or column_names(table))
    query = f"SELECT {columns} FROM {table}"  # noqa: S608
    if where:
        query += f" WHERE {where}"
    return query + (f" ORDER BY {order}" if order else "")


def sqlite_url(path: Path) -> str:
    """Return the url of a SQLite file."""
    return f"sqlite:///{path.as_posix()}"
