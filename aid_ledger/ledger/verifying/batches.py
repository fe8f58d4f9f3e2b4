"""Batches: what the journal says of each must be what the tables hold, and nothing more may be there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from aid_ledger.ledger.posting import manifest_digest
from aid_ledger.ledger.verifying.columns import NO_ROWS, NOWHERE, Rows, at, by_value, in_order, numbers, places, where
from aid_ledger.ledger.verifying.finding import Bad, Changed
from aid_ledger.ledger.verifying.journal import Record
from aid_ledger.ledger.verifying.rows import Books, Columns, name_at
from aid_ledger.ledger.verifying.seals import compared

_SEALED = (("line", "lines_digest"), ("transfer", "transfers_digest"), ("share", "shares_digest"))
_POSTING = ("payout", "void", "approve", "pay")
Said = Mapping[str, tuple[Record, Mapping[str, Any]]]
"""What the journal says, by batch: the record and its words."""


def check(books: Books) -> Iterator[Bad]:
    """Yield what differs, batch by batch."""
    said = said_of(books)
    yield from _closed(books)
    yield from _listed(books.tables["batch"], said)
    rows: dict[str, dict[str, Rows]] = {}
    for table, _ in _SEALED:
        columns = books.tables[table]
        groups = by_value(columns["batch"])
        for batch in sorted(groups.keys() - said.keys(), key=str):
            yield Bad(table, name_at(table, columns, groups[batch][0]), "not-in-journal")
        rows[table] = {batch: groups.get(batch, NO_ROWS) for batch in said}
    by_record = numbers(books.tables["transfer"]["seq"])
    amounts = numbers(books.tables["line"]["amount"])
    for batch, (record, words) in said.items():
        own = {table: groups[batch] for table, groups in rows.items()}
        own["transfer"] = own["transfer"][by_record[own["transfer"]] == record.seq]
        own = {table: _in_posting_order(table, books.tables[table], rows) for table, rows in own.items()}
        yield from _numbered(books, batch, words, own)
        for table, seal in _SEALED:
            yield from compared(table, books.tables[table], own[table], words[seal], batch)
        if amounts[own["line"]].sum() != words["total"]:
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
    kept = {name: column.to_pylist() for name, column in batches.items()}
    for row, batch in enumerate(kept["batch"]):
        if batch not in said:
            yield Bad("batch", str(batch), "not-in-journal")
            continue
        record, words = said[batch]
        own = {**words, "seq": record.seq, "term": record.body["term"], "prepared_by": record.by}
        own["manifest"] = manifest_digest(record.body["manifest"])
        changed = [name for name, column in kept.items() if column[row] != own[name]]
        if changed:
            changes = (Changed("batch", str(batch), name, own[name], kept[name][row]) for name in changed)
            yield Bad("batch", batch, "values-altered", tuple(changes))
    for batch in sorted(said.keys() - set(kept["batch"])):
        yield Bad("batch", batch, "record-missing")


def _in_posting_order(table: str, columns: Columns, rows: Rows) -> Rows:
    """Sort rows as they were posted: by number, which may pass 99,999; shares by all that names them."""
    if len(rows) < 2:
        return rows
    if table == "share":
        return rows[in_order([at(columns[name], rows) for name in ("programme", "school_code", "level")])]
    ids = at(columns[table], rows)
    return rows[in_order([pc.utf8_length(ids), ids])]


def _numbered(books: Books, batch: str, words: Mapping[str, Any], own: Mapping[str, Rows]) -> Iterator[Bad]:
    """Lines count from 1 without a gap, and each has the transfer that posted it: so a missing one has a name."""
    lines = at(books.tables["line"]["line"], own["line"]).to_pylist()
    wanted = [f"{batch}-{number:05d}" for number in range(1, words["lines"] + 1)]
    if lines != wanted:
        missing, more = set(wanted) - set(lines), set(lines) - set(wanted)
        for line in sorted(missing):
            yield Bad("line", line, "record-missing")
        for line in sorted(more):
            yield Bad("line", line, "not-in-journal")
    transfers = at(books.tables["transfer"]["transfer"], own["transfer"])
    first = [f"{line}-1" for line in lines]
    for row in where(places(pa.array(first, transfers.type), transfers) == NOWHERE):
        yield Bad("transfer", first[row], "record-missing")
