"""Rows that one journal record wrote, against the seal that it keeps of them: nothing missing, altered or more.

A seal is one digest over many. Where it does not fit, the row is named if it is one too many; what was taken out
without a trace elsewhere, or altered with its own digest, is named by table and record (``#12``).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aid_ledger.ledger.sealing import key_of
from aid_ledger.ledger.verifying.columns import NO_ROWS, Rows, at, by_value, in_order, spelled_alike
from aid_ledger.ledger.verifying.finding import Bad
from aid_ledger.ledger.verifying.rows import Books, Columns, name_at
from aid_ledger.store import digest_of_digests, digest_of_items
from aid_ledger.store.tables import SEALED_BY_RECORD

_SEARCHED = 3000
"""Rows of a group up to which the one too many is searched for: it takes their square."""


def check(books: Books) -> Iterator[Bad]:
    """Yield what differs between the tables sealed by record, transfers too, and the ``seals`` of the journal."""
    for table in (*SEALED_BY_RECORD, "transfer"):
        columns = books.tables[table]
        groups = by_value(columns["seq"])
        for seq in sorted(groups.keys() | books.journal.keys()):
            rows = groups.get(seq, NO_ROWS)
            if seq not in books.journal:
                yield Bad(table, name_at(table, columns, rows[0]), "not-in-journal")
                continue
            body = books.journal[seq].body
            seal = body.get("seals", {}).get(table)
            if table == "transfer" and body.get("batches"):
                continue  # sealed batch by batch
            if seal is not None or len(rows):
                yield from compared(table, columns, _in_order(table, columns, rows), seal, seq)


def compared(table: str, columns: Columns, rows: Rows, seal: str | None, group: Any) -> Iterator[Bad]:
    """Yield what differs between rows, in the order of their seal, and the seal; ``group`` names them together."""
    if seal is None:
        if len(rows):
            yield Bad(table, name_at(table, columns, rows[0]), "not-in-journal")
        return
    sealed = at(columns["digest"], rows)
    items = spelled_alike(sealed, 64)
    if items is not None and digest_of_items(table, items) == seal:
        return
    digests = sealed.to_pylist()
    if digest_of_digests(table, digests) == seal:
        return
    for place, row in enumerate(rows.tolist() if len(rows) <= _SEARCHED else ()):
        if digest_of_digests(table, digests[:place] + digests[place + 1 :]) == seal:
            yield Bad(table, name_at(table, columns, row), "not-in-journal")
    what = "records-differ-from-journal" if len(rows) else "record-missing"
    yield Bad(table, str(group) if isinstance(group, str) else f"#{group}", what)


def _in_order(table: str, columns: Columns, rows: Rows) -> Rows:
    if len(rows) < 2:
        return rows
    return rows[in_order([at(columns[name], rows) for name in key_of(table)])]
