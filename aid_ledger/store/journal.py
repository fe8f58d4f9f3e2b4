"""The journal: one record a command, each chained to the one before over canonical bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from aid_ledger.store.canonical import digest
from aid_ledger.store.database import insert
from aid_ledger.store.keys import sign

GENESIS = "0" * 64
"""What the first record names as the digest before it."""


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain: the last record's number and digest; 0 and :data:`GENESIS` before the first."""

    seq: int
    digest: str


def head(connection: Connection) -> Head:
    """Return the end of the chain."""
    row = connection.execute(text("SELECT seq, digest FROM journal ORDER BY seq DESC LIMIT 1")).first()
    return Head(int(row[0]), str(row[1])) if row else Head(0, GENESIS)


def body_text(body: Mapping[str, Any]) -> str:
    """Return a body as the one JSON text that is stored and hashed: keys sorted, no spaces, no floats.

    Raises:
        TypeError: a float is in it.
    """
    _refuse_floats(body)
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _refuse_floats(value: object) -> None:
    if isinstance(value, float):
        raise TypeError("a journal body holds no floats")
    if isinstance(value, Mapping):
        for part in value.values():
            _refuse_floats(part)
    elif isinstance(value, list | tuple):
        for part in value:
            _refuse_floats(part)


def record_digest(seq: int, kind: str, by: str, at: str, body: str, previous: str) -> str:
    """Return the digest of one journal record."""
    return digest("journal", (seq, kind, by, at, body, previous))


def append(connection: Connection, kind: str, *, by: str, at: str, body: Mapping[str, Any]) -> Head:
    """Add a record at the end of the chain, inside the caller's writing transaction, and return the new head.

    Raises:
        LedgerError: what :func:`~aid_ledger.store.keys.sign` refuses.
    """
    last = head(connection)
    seq, words = last.seq + 1, body_text(body)
    own = record_digest(seq, kind, by, at, words, last.digest)
    insert(connection, "journal", [(seq, kind, by, at, words, last.digest, own)])
    sign(connection, seq, kind, by, body, own)
    return Head(seq, own)
