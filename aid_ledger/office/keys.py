"""Use case: keys. A key is made for a person, kept in a file under a passphrase and registered; records are signed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from aid_ledger.errors import Finding, InputError, LedgerError, Place
from aid_ledger.ledger import register
from aid_ledger.store import Registration, held, lock, new_signer, registrations, short, unlock

if TYPE_CHECKING:
    from aid_ledger.office import Office


def new_key(
    office: Office, name: str, passphrase: str, out: Path, *, by: str, at: str, why: str = ""
) -> Registration:  # fmt: skip
    """Make a key for a person: its file first, then the record; where that is refused the file is taken away again.

    Args:
        office: the workspace; where the one who acts holds a key it signs with that (:func:`sign_as`).
        name: whose key it will be.
        passphrase: what the file is locked with.
        out: the file; one that is there is not replaced.
        by: who acts: the same person, or a second one for a key that is lost.
        at: when.
        why: asked of a second person.

    Raises:
        InputError: ``key-file-exists``, ``key-passphrase-short``.
        LedgerError: what :func:`aid_ledger.ledger.keys.register` refuses.
    """
    signer = new_signer(name)
    data = lock(signer, passphrase)
    try:
        descriptor = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
    except FileExistsError as error:
        raise InputError(Finding("key-file-exists", Place(out.name), {"file": out.name})) from error
    database, before = office.database, office.database.signer
    try:
        if by == name and not key_of(office, name):
            database.signer = signer
        with database.write() as connection:
            return register(connection, signer, by=by, at=at, why=why)
    except BaseException:
        out.unlink()
        raise
    finally:
        database.signer = before


def sign_as(office: Office, by: str, data: bytes, passphrase: str, *, file: str = "") -> str:
    """Sign what ``by`` does from now on with the key in this file; return the public key.

    Raises:
        InputError: ``key-not-opened``.
        LedgerError: ``key-is-another``, ``key-not-registered``: it is not the key that ``by`` holds.
    """
    signer = unlock(by, data, passphrase, name=file)
    wanted = key_of(office, by)
    if signer.key != wanted:
        params = {"by": by, "key": short(signer.key), "held": short(wanted)}
        raise LedgerError(Finding("key-is-another" if wanted else "key-not-registered", params=params))
    office.database.signer = signer
    return signer.key


def key_of(office: Office, name: str) -> str:
    """Return the public key that a person holds, blank where none."""
    return held(keys(office)).get(name, "")


def keys(office: Office) -> tuple[Registration, ...]:
    """Return every key that was ever given, in order."""
    with office.database.read() as connection:
        return registrations(connection)


def require_key(office: Office, by: str) -> None:
    """Refuse what ``by`` would do unsigned though holding a key, before any work is done.

    Raises:
        LedgerError: ``key-needed``.
    """
    held_by = key_of(office, by)
    if held_by and signing_key(office, by) != held_by:
        raise LedgerError(Finding("key-needed", params={"by": by, "key": short(held_by)}))


def signing_key(office: Office, by: str) -> str:
    """Return the public key with which what ``by`` does is signed, blank: the name is only typed."""
    signer = office.database.signer
    return signer.key if signer is not None and signer.by == by else ""
