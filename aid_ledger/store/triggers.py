"""Triggers that refuse to change what was posted, whoever asks.

SQLite: UPDATE and DELETE abort, and so does an INSERT over a row that is there (``INSERT OR REPLACE`` would delete it
without firing a delete trigger). PostgreSQL: UPDATE, DELETE and TRUNCATE raise. On both a second order of a line
is refused while one stands. The table of persons refuses all but
the blanking of its fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlalchemy import Connection, UniqueConstraint, inspect, text

from aid_ledger.store.tables import APPEND_ONLY, PERSONAL, TABLES

WRITER_LOCK = 0x41494C45
"""Any fixed number: the one advisory lock that writers take on PostgreSQL."""
_BLANKED = " AND ".join(f"NEW.{column} = ''" for column in PERSONAL)
_KEPT = "NEW.person = OLD.person AND NEW.subject = OLD.subject AND NEW.payee = OLD.payee"
_STANDS = (
    "EXISTS (SELECT 1 FROM payment_order AS other WHERE other.line = NEW.line AND NOT EXISTS "
    "(SELECT 1 FROM order_end WHERE order_end.payment_order = other.payment_order))"
)
_TWICE = "payment_order: an order of this line stands"
_BLIND = "payment_order: written only where what others commit meanwhile is seen (READ COMMITTED)"
_NAMED = re.compile(r"TRIGGER (?:IF NOT EXISTS )?(\w+)")
_WORDS = "nothing posted is ever changed"


def unique_keys(table: str) -> Iterator[tuple[str, ...]]:
    """Yield the columns of each key of a table that must be unique, the primary key first."""
    sql_table = inspect(TABLES[table]).local_table
    yield tuple(column.name for column in sql_table.primary_key.columns)
    for constraint in sql_table.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield tuple(column.name for column in constraint.columns)


def missing_triggers(connection: Connection) -> list[str]:
    """Return the triggers that the database should have and has not, or has switched off."""
    if connection.dialect.name == "sqlite":
        wanted, have = sqlite_triggers(), "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        wanted = postgresql_triggers()
        have = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
    there = {str(name) for (name,) in connection.execute(text(have))}
    names = [match[1] for statement in wanted if (match := _NAMED.search(statement))]
    return [name for name in names if name not in there]


def sqlite_triggers() -> Iterator[str]:
    """Yield the statements for SQLite.

    Those before an INSERT refuse by FAIL: the row is refused all the same, and the rows of the same statement before it
    replaced none. By ABORT, SQLite would keep a copy of every page that a row touches, for undoing the statement,
    which takes longer than the questions that the triggers ask.
    """
    for table in APPEND_ONLY:
        for verb in ("UPDATE", "DELETE"):
            yield (
                f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table}: {_WORDS}'); END"
            )
    for table in (*APPEND_ONLY, "person"):
        for number, key in enumerate((("rowid",), *unique_keys(table))):
            same = " AND ".join(f"{column} = NEW.{column}" for column in key)
            there = f"SELECT 1 FROM {table} WHERE {same}"  # noqa: S608
            yield (
                f"CREATE TRIGGER IF NOT EXISTS {table}_no_replace_{number} BEFORE INSERT ON {table} "
                f"WHEN EXISTS ({there}) "
                f"BEGIN SELECT RAISE(FAIL, '{table}: already posted'); END"
            )
    yield (
        f"CREATE TRIGGER IF NOT EXISTS payment_order_one_stands BEFORE INSERT ON payment_order WHEN {_STANDS} "
        f"BEGIN SELECT RAISE(FAIL, '{_TWICE}'); END"
    )
    yield (
        "CREATE TRIGGER IF NOT EXISTS person_no_delete BEFORE DELETE ON person "
        f"BEGIN SELECT RAISE(ABORT, 'person: {_WORDS}'); END"
    )
    yield (
        "CREATE TRIGGER IF NOT EXISTS person_only_blanked BEFORE UPDATE ON person "
        f"WHEN NOT ({_BLANKED} AND {_KEPT}) BEGIN SELECT RAISE(ABORT, 'person: {_WORDS}'); END"
    )


def postgresql_triggers() -> Iterator[str]:
    """Yield the statements for PostgreSQL."""
    yield (
        "CREATE OR REPLACE FUNCTION aid_ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '%: {_WORDS}', TG_TABLE_NAME; END $$"
    )
    for table in (*APPEND_ONLY, "person"):
        verbs = "DELETE" if table == "person" else "UPDATE OR DELETE"
        yield (
            f"CREATE OR REPLACE TRIGGER {table}_no_change BEFORE {verbs} ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION aid_ledger_refuse()"
        )
        yield (
            f"CREATE OR REPLACE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION aid_ledger_refuse()"
        )
    yield (
        "CREATE OR REPLACE FUNCTION aid_ledger_one_order() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF current_setting('transaction_isolation') = 'repeatable read' THEN "
        f"RAISE EXCEPTION '{_BLIND}'; END IF; "
        f"PERFORM pg_advisory_xact_lock({WRITER_LOCK}); "  # also of who did not take it: two at once see each other
        f"IF {_STANDS} THEN RAISE EXCEPTION '{_TWICE}'; END IF; RETURN NEW; END $$"
    )
    yield (
        "CREATE OR REPLACE TRIGGER payment_order_one_stands BEFORE INSERT ON payment_order "
        "FOR EACH ROW EXECUTE FUNCTION aid_ledger_one_order()"
    )
    yield (
        "CREATE OR REPLACE TRIGGER person_only_blanked BEFORE UPDATE ON person FOR EACH ROW "
        f"WHEN (NOT ({_BLANKED} AND {_KEPT})) EXECUTE FUNCTION aid_ledger_refuse()"
    )
