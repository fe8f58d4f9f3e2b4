"""Signatures: every record in the name of a key holder bears that key's, and no key was given that could not be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aid_ledger.ledger.verifying.finding import Bad
from aid_ledger.ledger.verifying.journal import Record
from aid_ledger.store import is_key, proof_of, signed_by
from aid_ledger.store.keys import KIND

_SAID = ("name", "key", "replaces", "why", "proof")
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class KeyUse:
    """A key: who holds or held it, since which record, how many records it signed, and how many of these approve.

    ``given_by``: who gave it without the old one; blank where its holder registered it.
    """

    name: str
    key: str
    seq: int
    records: int
    approvals: int
    given_by: str = ""


@dataclass(frozen=True, slots=True)
class Signatures:
    """Every key with its use, and how many approvals bear a name that was typed, without a key."""

    keys: tuple[KeyUse, ...] = ()
    typed: int = 0


def check(records: Sequence[Record], rows: Sequence[Row]) -> Iterator[Bad]:
    """Yield what does not fit, record by record, then the signatures of nothing.

    Args:
        records: the journal, its chain checked.
        rows: of ``signature``.
    """
    signatures: dict[int, Row] = {}
    for row in rows:
        if row["seq"] in signatures:
            yield Bad("signature", str(row["seq"]), "key-twice")
        signatures[row["seq"]] = row
    keys: dict[str, str] = {}
    owners: dict[str, str] = {}
    for record in records:
        wanted = keys.get(record.by, "")
        if record.kind == KIND:
            said = _said(record)
            if said is None or said["key"] in owners or not _may(record, said, keys):
                yield Bad("journal", str(record.seq), "key-wrongly-given")
                continue
            if not wanted and said["name"] == record.by:
                wanted = said["key"]
            keys[said["name"]] = said["key"]
            owners[said["key"]] = said["name"]
        yield from _of_record(record, wanted, signatures.pop(record.seq, None))
    for seq in signatures:
        yield Bad("signature", str(seq), "not-in-journal")


def _of_record(record: Record, wanted: str, row: Row | None) -> Iterator[Bad]:
    if row is None:
        if wanted:
            yield Bad("signature", str(record.seq), "not-signed")
    elif not wanted:
        yield Bad("signature", str(record.seq), "not-in-journal")
    elif row["key"] != wanted or not signed_by(wanted, record.digest, row["signature"]):
        yield Bad("signature", str(record.seq), "signature-wrong")


def _said(record: Record) -> Mapping[str, str] | None:
    """Return what a record says of a key; ``None`` where it does not have the form."""
    body = record.body
    whole = all(isinstance(body.get(name), str) for name in _SAID)
    return body if whole and is_key(body["key"]) else None


def _may(record: Record, said: Mapping[str, str], keys: Mapping[str, str]) -> bool:
    """Tell whether a key could be given so: proved, after the one before; by another only if a holder too, and why."""
    before = keys.get(said["name"], "")
    by_holder = record.by == said["name"]
    proved = signed_by(said["key"], proof_of(said["name"], said["key"]), said["proof"])
    return (
        proved
        and said["replaces"] == before
        and (by_holder or bool(before and said["why"].strip() and record.by in keys))
    )


def uses(records: Sequence[Record], rows: Sequence[Row]) -> Signatures:
    """Count what each key signed; of books that were checked."""
    by_seq = {row["seq"]: str(row["key"]) for row in rows}
    approved = Counter(by_seq.get(record.seq, "") for record in records if record.kind == "approve")
    signed = Counter(by_seq.values())
    given = [(one.body["name"], one.body["key"], one.seq, one.by) for one in records if one.kind == KIND]
    return Signatures(
        tuple(
            KeyUse(name, key, seq, signed[key], approved[key], by if by != name else "") for name, key, seq, by in given
        ),
        approved[""],
    )
