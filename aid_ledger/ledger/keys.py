"""Keys of persons: who may give a name a key, and which record says so. Signing itself stands beside the journal."""

from __future__ import annotations

from aid_ledger.errors import Finding, LedgerError
from aid_ledger.store import Connection, Registration, Signer, append, held, proof_of, registrations, short

FIRST, RENEWED, REPLACED = "first", "renewed", "replaced"


def register(connection: Connection, signer: Signer, *, by: str, at: str, why: str = "") -> Registration:
    """Give a name its key, or another one.

    The first is given by the one it belongs to. Another one: by the same person, signed with the old key, or by a
    second person who says why (the old one is lost) and signs that with a key of their own. Whoever gives a key so
    counts as one with its holder from then on (:mod:`~aid_ledger.ledger.hands`).

    Args:
        connection: in a writing transaction.
        signer: the new key; ``signer.by`` will hold it.
        by: who acts.
        at: when.
        why: asked of a second person.

    Raises:
        LedgerError: ``key-taken``: the key belongs, or once belonged, to somebody; ``key-first-by-other``: nobody
            gives another person a first key; ``key-without-why``; ``key-giver-without-key``: a second person has no
            key; ``key-needed``: ``by`` holds a key and does not sign with it.
    """
    before = registrations(connection)
    replaces = held(before).get(signer.by, "")
    taken = next((one.name for one in before if one.key == signer.key), "")
    if taken:
        raise LedgerError(Finding("key-taken", params={"key": short(signer.key), "name": taken}))
    if by != signer.by and not replaces:
        raise LedgerError(Finding("key-first-by-other", params={"name": signer.by, "by": by}))
    if by != signer.by and not why.strip():
        raise LedgerError(Finding("key-without-why", params={"name": signer.by, "by": by}))
    if by != signer.by and by not in held(before):
        raise LedgerError(Finding("key-giver-without-key", params={"name": signer.by, "by": by}))
    body = {
        "name": signer.by, "key": signer.key, "replaces": replaces, "why": why,
        "proof": signer.sign(proof_of(signer.by, signer.key)),
    }  # fmt: skip
    end = append(connection, "key", by=by, at=at, body=body)
    return Registration(end.seq, signer.by, signer.key, replaces, by, at, why)


def how(one: Registration) -> str:
    """Return how a key was given: ``first``, ``renewed`` (signed with the old one) or ``replaced`` (by another)."""
    if one.by != one.name:
        return REPLACED
    return RENEWED if one.replaces else FIRST
