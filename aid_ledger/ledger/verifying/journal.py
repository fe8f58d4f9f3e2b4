"""The journal: numbered without a gap, each record chained to the one before, its digest that of its values."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aid_ledger.ledger.verifying.finding import Bad
from aid_ledger.store import GENESIS, Connection, record_digest, rows_of

_WORDS = ("kind", "by", "at", "body", "previous", "digest")


@dataclass(frozen=True, slots=True)
class Record:
    """One journal record, ``body`` read; ``broken`` says what is wrong with its own values, blank: nothing."""

    seq: int
    kind: str
    by: str
    at: str
    body: Mapping[str, Any]
    previous: str
    digest: str
    broken: str


def read(connection: Connection) -> tuple[Record, ...]:
    """Read the journal in its order; what cannot be read is said, not raised."""
    return tuple(read_record(row) for row in rows_of(connection, "journal", order="seq"))


def read_record(row: Mapping[str, Any]) -> Record:
    """Read one row of the journal; what is wrong with its own values is said in ``broken``."""
    words = [row[name] if isinstance(row[name], str) else "" for name in _WORDS]
    kind, by, at, text, previous, digest = words
    whole = all(isinstance(row[name], str) for name in _WORDS)
    broken = "" if whole and record_digest(row["seq"], kind, by, at, text, previous) == digest else "values-altered"
    try:
        body = json.loads(text)
    except ValueError:
        body, broken = {}, broken or "body-unreadable"
    if not _has_form(body):
        body, broken = {}, broken or "body-unreadable"
    return Record(int(row["seq"]), kind, by, at, body, previous, digest, broken)


_IN_BATCH: Mapping[str, type] = {
    "batch": str, "kind": str, "lines": int, "total": int, "digest": str,
    "lines_digest": str, "transfers_digest": str, "shares_digest": str,
}  # fmt: skip


def _has_form(body: object) -> bool:
    """Tell whether what other checks take from a body is there in its form; a forged one may hold anything."""
    if not isinstance(body, dict):
        return False
    lists = [body.get(name, []) for name in ("rows", "ends", "decisions", "decision_ends", "persons", "batches")]
    if not all(isinstance(one, list) for one in lists):
        return False
    seals = body.get("seals", {})
    if not isinstance(seals, dict) or not all(isinstance(one, str) for one in seals.values()):
        return False
    if body.get("batches") and not (isinstance(body.get("term"), str) and isinstance(body.get("manifest"), dict)):
        return False
    return all(
        isinstance(batch, dict) and all(isinstance(batch.get(name), kind) for name, kind in _IN_BATCH.items())
        for batch in body.get("batches", [])
    )


def check(records: Sequence[Record], head: str) -> Iterator[Bad]:
    """Yield what breaks the chain, in its order, and a head that stands nowhere in it.

    ``head``: as printed or longer; blank where none is known.
    """
    previous = GENESIS
    for number, record in enumerate(records, start=1):
        if record.seq != number:
            yield Bad("journal", str(number), "record-missing")
        if record.previous != previous:
            yield Bad("journal", str(record.seq), "chain-broken")
        if record.broken:
            yield Bad("journal", str(record.seq), record.broken)
        previous = record.digest
    wanted = re.sub(r"[\s-]", "", head).lower()
    if head and not any(record.digest.startswith(wanted) for record in records):
        yield Bad("journal", str(len(records) + 1), "head-not-found")
