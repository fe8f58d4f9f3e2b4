"""What a database refuses to do, put so that a clerk can act on it: disk full, in use, read-only, damaged, not there.

What a key or a trigger refuses is no such thing: it would be a bug of ours, and stays what it is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from aid_ledger.errors import AidLedgerError, Finding, InputError, IntegrityError, LedgerError

_SQLITE = {
    sqlite3.SQLITE_BUSY: "busy", sqlite3.SQLITE_LOCKED: "busy", sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_READONLY: "readonly", sqlite3.SQLITE_PERM: "readonly", sqlite3.SQLITE_IOERR: "disk",
    sqlite3.SQLITE_CANTOPEN: "unreachable", sqlite3.SQLITE_CORRUPT: "damaged", sqlite3.SQLITE_NOTADB: "damaged",
}  # fmt: skip
_POSTGRESQL = {
    "53100": "full", "25006": "readonly", "42501": "readonly", "55P03": "busy", "40P01": "busy", "40001": "busy",
    "58030": "disk", "XX001": "damaged", "XX002": "damaged", "53300": "unreachable", "3D000": "unreachable",
    "28P01": "unreachable", "28000": "unreachable", "57P01": "unreachable", "57P02": "unreachable",
    "57P03": "unreachable",
}  # fmt: skip
_KINDS: dict[str, type[AidLedgerError]] = {"busy": LedgerError, "damaged": IntegrityError}
_MASK = 0xFF  # SQLite's extended codes say more in the higher bits


@contextmanager
def plainly(where: str) -> Iterator[None]:
    """Turn what the driver refuses inside into an error that says what to do.

    Args:
        where: file name of the database, or its server.

    Raises:
        InputError: ``database-full``, ``database-readonly``, ``database-disk``, ``database-unreachable``.
        LedgerError: ``database-busy``: another program has been writing all the time.
        IntegrityError: ``database-damaged``.
    """
    try:
        yield
    except Exception as error:
        why = _why(error.orig if isinstance(error, DBAPIError) and error.orig else error)
        if not why:
            raise
        kind = _KINDS.get(why, InputError)
        raise kind(Finding(f"database-{why}", params={"where": where})) from error


def _why(error: BaseException) -> str:
    """Return what is the matter, blank where it is nothing that a clerk could do something about."""
    if isinstance(error, sqlite3.Error):
        return _SQLITE.get(getattr(error, "sqlite_errorcode", 0) & _MASK, "")
    home = type(error).__module__.split(".")[0]
    if home != "psycopg":
        return ""
    state = getattr(error, "sqlstate", None)
    if state is None:  # it has not come as far as the server, or was cut off from it
        return "unreachable" if any(one.__name__ == "OperationalError" for one in type(error).__mro__) else ""
    return _POSTGRESQL.get(str(state), "unreachable" if str(state).startswith("08") else "")
