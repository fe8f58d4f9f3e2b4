"""Batches: what the journal says of each must be what the tables hold, and nothing more may be there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from aid_ledger.ledger.posting import manifest_digest
from aid_ledger.ledger.verifying.finding import Bad
from aid_ledger.ledger.verifying.journal import Record
from aid_ledger.ledger.verifying.rows import Books, Columns, name_of
from aid_ledger.ledger.verifying.seals import by_value, compared

_SEALED = (("line", "lines_digest"), ("transfer", "transfers_digest"), ("share", "shares_digest"))
_POSTING = ("payout", "void", "approve", "pay")
Said = Mapping[str, tuple[Record, Mapping[str, Any]]]
"""What the journal says, by batch: the record and its words."""


def check(books: Books) -> Iterator[Bad]:
    """Yield what differs, batch by batch."""
    said = said_of(books)
    yield from _closed(books)
    yield from _listed(books.tables["batch"], said)
    rows: dict[str, dict[str, list[int]]] = {}
    for table, _ in _SEALED:
        columns = books.tables[table]
        groups = by_value(columns["batch"])
        for batch in sorted(groups.keys() - said.keys(), key=str):
            yield Bad(table, name_of(table, columns, groups[batch][0]), "not-in-journal")
        rows[table] = {batch: _in_posting_order(table, columns, groups.get(batch, [])) for batch in said}
    transfers = books.tables["transfer"]["seq"]
    for batch, (record, words) in said.items():
        own = {table: groups[batch] for table, groups in rows.items()}
        own["transfer"] = [row for row in own["transfer"] if transfers[row] == record.seq]
        yield from _numbered(books, batch, words, own)
        for table, seal in _SEALED:
            yield from compared(table, books.tables[table], own[table], words[seal], batch)
        amounts = books.tables["line"]["amount"]
        if sum(amounts[row] for row in own["line"]) != words["total"]:
            yield Bad("batch", batch, "total-differs")


def said_of(books: Books) -> Said:
    """Return what the journal says of every batch."""
    return {
        words["batch"]: (record, words) for record in books.journal.values() for words in record.body.get("batches", ())
    }


def _closed(books: Books) -> Iterator[Bad]:
    """Nothing is posted, approved or sent in a term while it is closed."""
    closed: set[Any] = set()
    for record in books.journal.values():
        term = record.body.get("term")
        if record.kind == "close":
            closed.add(term)
        elif record.kind == "reopen":
            closed.discard(term)
        elif record.kind in _POSTING and term in closed:
            yield Bad("journal", str(record.seq), "term-was-closed")


def _listed(batches: Columns, said: Said) -> Iterator[Bad]:
    for row, batch in enumerate(batches["batch"]):
        if batch not in said:
            yield Bad("batch", str(batch), "not-in-journal")
            continue
        record, words = said[batch]
        own = {**words, "seq": record.seq, "term": record.body["term"], "prepared_by": record.by}
        own["manifest"] = manifest_digest(record.body["manifest"])
        if any(column[row] != own[name] for name, column in batches.items()):
            yield Bad("batch", batch, "values-altered")
    for batch in sorted(said.keys() - set(batches["batch"])):
        yield Bad("batch", batch, "record-missing")


def _in_posting_order(table: str, columns: Columns, rows: list[int]) -> list[int]:
    """Sort rows as they were posted: by number, which may pass 99,999; shares by all that names them."""
    if table == "share":
        keys = [columns[name] for name in ("programme", "school_code", "level")]
        return sorted(rows, key=lambda row: [key[row] for key in keys])
    ids = columns[table]
    by_name = sorted(rows, key=ids.__getitem__)
    return sorted(by_name, key=lambda row: len(ids[row]))


def _numbered(books: Books, batch: str, words: Mapping[str, Any], own: Mapping[str, Sequence[int]]) -> Iterator[Bad]:
    """Lines count from 1 without a gap, and each has the transfer that posted it: so a missing one has a name."""
    lines = [books.tables["line"]["line"][row] for row in own["line"]]
    wanted = [f"{batch}-{number:05d}" for number in range(1, words["lines"] + 1)]
    if lines != wanted:
        missing, more = set(wanted) - set(lines), set(lines) - set(wanted)
        for line in sorted(missing):
            yield Bad("line", line, "record-missing")
        for line in sorted(more):
            yield Bad("line", line, "not-in-journal")
    transfers = {books.tables["transfer"]["transfer"][row] for row in own["transfer"]}
    for line in lines:
        if f"{line}-1" not in transfers:
            yield Bad("transfer", f"{line}-1", "record-missing")
