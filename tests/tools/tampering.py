"""Changes books behind the program's back, at random: the triggers are gone, and on PostgreSQL the keys too.

Each tampering happens in a transaction that is rolled back, so that one ledger serves a thousand of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from aid_ledger.ledger.records import record_digests, sealed_columns
from aid_ledger.store import Database, record_digest, rows_of, unique_keys
from aid_ledger.store.tables import TABLES, column_names

Row = Mapping[str, Any]
TAMPERED = tuple(name for name in TABLES if name != "schema_form")
"""``schema_form`` is no part of the books: opening the database writes it again."""
COLUMNS = tuple((table, column) for table in TAMPERED for column in column_names(table))


@dataclass(frozen=True, slots=True)
class Done:
    """What was done, to which table, and the id that must be named (blank: any of that table)."""

    words: str
    table: str
    id: str = ""


def unguard(database: Database) -> None:
    """Take the triggers away, as somebody would who owns the database; on PostgreSQL the keys as well."""
    with database.write() as connection:
        if database.is_sqlite:
            for (name,) in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
                connection.execute(text(f"DROP TRIGGER {name}"))
            return
        for table in TABLES:
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
            found = f"SELECT conname FROM pg_constraint WHERE conrelid = '{table}'::regclass AND contype IN ('p', 'u')"
            for (name,) in connection.execute(text(found)).all():
                connection.execute(text(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"'))


@contextmanager
def undone(database: Database) -> Iterator[Connection]:
    """Yield a connection whose changes are all taken back at the end."""
    with database.engine.connect() as connection:
        yield connection
        connection.rollback()


def name_of(table: str, row: Row) -> str:
    key = next(unique_keys(table))
    return "/".join(str(row[name]) or "''" for name in [name for name in key if name != "seq"] or key)


def tamper(connection: Connection, random: Random, column: tuple[str, str] | None = None) -> Done | None:
    """Do one thing at random (to this column: another value); nothing where the database itself refuses it."""
    table, name = column or random.choice(COLUMNS)
    rows = sorted(rows_of(connection, table), key=lambda row: str(sorted(row.items(), key=str)))
    act: Callable[[Connection, Random, str, str, list[dict[str, Any]]], Done | None] = value
    if column is None:
        act = random.choices([value, rehashed, deleted, inserted, swapped], [8, 4, 3, 3, 2])[0]
    try:
        return act(connection, random, table, name, rows)
    except DBAPIError:
        return None


def value(
    connection: Connection, random: Random, table: str, column: str, rows: list[dict[str, Any]]
) -> Done | None:  # fmt: skip
    """Put another value into a cell."""
    row = random.choice(rows)
    new = random.choice(others(random, row[column], [one[column] for one in rows], connection))
    if new == row[column] and type(new) is type(row[column]):
        return None
    there = _update(connection, table, row, {column: new})
    if type(there) is type(row[column]) and there == row[column]:
        return None  # the database made of it what had been there
    own = name_of(table, {**row, column: there}) if "digest" in row and table not in ("journal", "source") else ""
    return Done(f"{table}.{column} of {name_of(table, row)}: {row[column]!r} -> {new!r}", table, own)


def others(random: Random, old: Any, column: list[Any], connection: Connection) -> list[Any]:
    """Return values that a cell may be given: a neighbour's, one that looks like it, one of another type."""
    found = [value for value in column if value != old]
    if isinstance(old, int):
        found += [old + 1, old - 1, -old or 7, random.randrange(2**40)]
    else:
        words = str(old or "")
        place = random.randrange(len(words)) if words else 0
        found += [words + " ", "", words[:place] + "7" + words[place + 1 :], words[1:], "aid", None, words.upper()]
        found += ["2023S-001", "receivable", "甲"]
    if connection.dialect.name == "sqlite":
        found += [1.5, b"\xff\xfe", str(old).encode()]
    return [value for value in found if value != old]


def rehashed(
    connection: Connection, random: Random, table: str, column: str, rows: list[dict[str, Any]]
) -> Done | None:  # fmt: skip
    """Put another value into a cell and give the row the digest that fits, as somebody would who knows the program."""
    if "digest" not in rows[0] or table in ("source", "batch") or column in ("digest", "seq"):
        return None
    last = max(row.get("seq", 0) for row in rows)
    row = random.choice([row for row in rows if table != "journal" or row["seq"] < last] or rows)
    new = random.choice(others(random, row[column], [one[column] for one in rows], connection))
    if isinstance(new, float | bytes) or (new is None and table == "journal"):
        return None
    changed = {**row, column: new}
    _update(connection, table, row, {column: new, "digest": own_digest(table, changed)})
    return Done(f"{table}.{column} of {name_of(table, row)}: {row[column]!r} -> {new!r}, digest made to fit", table)


def own_digest(table: str, row: Row) -> str:
    if table == "journal":
        return record_digest(*(row[name] for name in ("seq", "kind", "by", "at", "body", "previous")))
    return record_digests(table, {name: [row[name]] for name in sealed_columns(table)})[0]


def deleted(connection: Connection, random: Random, table: str, _: str, rows: list[dict[str, Any]]) -> Done | None:
    """Take a row out; the journal's last record only shows against a head."""
    last = max((row["seq"] for row in rows), default=0) if table == "journal" else -1
    row = random.choice([row for row in rows if row.get("seq") != last])
    where, params = _key(table, row)
    connection.execute(text(f"DELETE FROM {table} WHERE {where}"), params)
    return Done(f"{table} {name_of(table, row)} taken out", table)


def inserted(connection: Connection, random: Random, table: str, _: str, rows: list[dict[str, Any]]) -> Done | None:
    """Put in a copy of a row under another key, or with the keys gone under the same; half of them with its digest."""
    row = dict(random.choice(rows))
    for key in unique_keys(table):
        name = random.choice([one for one in key if one != "seq"] or list(key))
        if random.random() < 0.8:
            row[name] = random.randrange(900, 999) if isinstance(row[name], int) else f"{row[name]}9"
    if "digest" in row and table not in ("source", "batch") and random.random() < 0.5:
        row["digest"] = own_digest(table, row)
    names = ", ".join(f'"{name}"' for name in row)
    connection.execute(
        text(f"INSERT INTO {table} ({names}) VALUES ({', '.join(f':v_{name}' for name in row)})"),
        {f"v_{name}": value for name, value in row.items()},
    )
    return Done(f"{table} {name_of(table, row)} put in", table)


def swapped(connection: Connection, random: Random, table: str, _: str, rows: list[dict[str, Any]]) -> Done | None:
    """Let two rows change places: all that they say but the key, digests too."""
    if len(rows) < 2:
        return None
    one, other = random.sample(rows, 2)
    key = {name for names in unique_keys(table) for name in names}
    names = [name for name in one if name not in key]
    if all(one[name] == other[name] for name in names):
        return None
    for row, says in ((one, other), (other, one)):
        _update(connection, table, row, {name: says[name] for name in names})
    return Done(f"{table} {name_of(table, one)} and {name_of(table, other)} swapped", table)


def cut_off(connection: Connection, records: int) -> None:
    """Take the journal's last records away, with all that they wrote."""
    last = max(row["seq"] for row in rows_of(connection, "journal"))
    for table in TAMPERED:
        if "seq" in column_names(table):
            connection.execute(text(f"DELETE FROM {table} WHERE seq > :seq"), {"seq": last - records})
    connection.execute(text("DELETE FROM share WHERE batch NOT IN (SELECT batch FROM batch)"))
    named = " ".join(f"AND person NOT IN (SELECT person FROM {table})" for table in ("line", "payment_order"))
    connection.execute(text(f"DELETE FROM person WHERE person NOT IN (SELECT person FROM account_change) {named}"))


def chained_anew(connection: Connection, random: Random, last: int = 0) -> None:
    """Change what a record (one of the ``last``) says, and give it and all records after it digests that fit."""
    rows = rows_of(connection, "journal", order="seq")
    first = random.randrange(len(rows) - (last or len(rows)), len(rows))
    rows[first]["at"] = "2023-04-21T09:00:00+08:00"
    previous = rows[first]["previous"]
    for row in rows[first:]:
        row["previous"], before = previous, dict(row)
        row["digest"] = previous = own_digest("journal", row)
        _update(connection, "journal", before, row)


def _key(table: str, row: Row) -> tuple[str, dict[str, Any]]:
    key = next(unique_keys(table))
    return " AND ".join(f'"{name}" = :k_{name}' for name in key), {f"k_{name}": row[name] for name in key}


def _update(connection: Connection, table: str, row: Row, changed: Row) -> Any:
    """Change a row; return the first changed value as it is then in the database."""
    sets = ", ".join(f'"{name}" = :v_{name}' for name in changed)
    where, params = _key(table, row)
    connection.execute(
        text(f"UPDATE {table} SET {sets} WHERE {where}"), params | {f"v_{name}": one for name, one in changed.items()}
    )
    name = next(iter(changed))
    where, params = _key(table, {**row, **changed})
    return connection.execute(text(f'SELECT "{name}" FROM {table} WHERE {where}'), params).scalar()
