"""Which key a name holds, as the journal says, and that a record in the name of a holder bears that key's signature.

It stands beside the journal and not in ``ledger`` so that no way of writing a record goes round it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from aid_ledger.errors import Finding, LedgerError
from aid_ledger.store.canonical import digest, short
from aid_ledger.store.database import insert, signer_of

KIND = "key"
"""The kind of journal record that gives a name its key."""


@dataclass(frozen=True, slots=True)
class Registration:
    """A record that gave ``name`` a key: by whom, when; ``replaces`` the key held before (blank: none), and why."""

    seq: int
    name: str
    key: str
    replaces: str
    by: str
    at: str
    why: str


def registrations(connection: Connection) -> tuple[Registration, ...]:
    """Return all records that gave a key to somebody, in order."""
    rows = connection.execute(
        text('SELECT seq, "by", at, body FROM journal WHERE kind = :kind ORDER BY seq'), {"kind": KIND}
    )
    return tuple(registration(int(seq), by, at, json.loads(body)) for seq, by, at, body in rows)


def registration(seq: int, by: str, at: str, body: Mapping[str, Any]) -> Registration:
    """Return what a record of the kind :data:`KIND` says."""
    return Registration(seq, body["name"], body["key"], body["replaces"], by, at, body["why"])


def held(found: Iterable[Registration]) -> dict[str, str]:
    """Return the key that each name holds after these registrations."""
    return {one.name: one.key for one in found}


def proof_of(name: str, key: str) -> str:
    """Return the digest that a new key signs to show that whoever registers it has it, for this name only."""
    return digest("key", (name, key))


def sign(connection: Connection, seq: int, kind: str, by: str, body: Mapping[str, Any], own: str) -> None:
    """Write the signature of the record just appended, where the one who acts holds a key.

    A first registration is signed with the key that it gives; every other record with the key held before it.

    Raises:
        LedgerError: ``key-needed``: ``by`` holds a key and the record is not signed; ``key-is-another``,
            ``key-not-registered``: it would be signed with a key that ``by`` does not hold. Nothing is written.
    """
    signer = signer_of(connection)
    wanted = held(one for one in registrations(connection) if one.seq < seq).get(by, "")
    if not wanted and kind == KIND and body["name"] == by:
        wanted = str(body["key"])
    if signer is None or signer.by != by:
        if wanted:
            raise LedgerError(Finding("key-needed", params={"by": by, "key": short(wanted)}))
        return
    if signer.key != wanted:
        name = "key-is-another" if wanted else "key-not-registered"
        params = {"by": by, "key": short(signer.key), "held": short(wanted)}
        raise LedgerError(Finding(name, params=params))
    insert(connection, "signature", [(seq, signer.key, signer.sign(own))])
