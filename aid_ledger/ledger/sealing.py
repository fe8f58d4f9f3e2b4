"""Writes rows with their record digests, and gives the seal that the journal keeps of what one record wrote.

Rows of the tables in ``SEALED_BY_RECORD`` stand in the order of their ids; so do the transfers of a record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from aid_ledger.ledger.records import record_digests
from aid_ledger.store import Connection, Head, append, digest_of_digests, head, insert
from aid_ledger.store.tables import column_names

Rows = Sequence[Mapping[str, Any]]


def write_columns(connection: Connection, table: str, columns: Mapping[str, Sequence[Any]]) -> str:
    """Write columns as rows with their record digests, and return the digest over these.

    Raises:
        ValueError: columns of different lengths.
    """
    digests = record_digests(table, columns)
    full = {**columns, "digest": digests}
    lengths = {name: len(full[name]) for name in column_names(table)}
    if set(lengths.values()) - {len(digests)}:
        raise ValueError(f"{table}: columns of different lengths: {lengths}")
    insert(connection, table, zip(*(full[name] for name in column_names(table)), strict=True))
    return digest_of_digests(table, digests)


def write_rows(connection: Connection, tables: Mapping[str, Rows]) -> dict[str, str]:
    """Write what one record says, for the record's ``seals``: the digest by table, for the tables that have rows.

    Args:
        connection: in the writing transaction of the record.
        tables: rows by table, all columns but ``digest``, in any order.
    """
    seals = {}
    for table, rows in tables.items():
        if rows:
            names = [name for name in column_names(table) if name != "digest"]
            ordered = sorted(rows, key=lambda row: [str(row[name]) for name in key_of(table)])
            seals[table] = write_columns(connection, table, {name: [row[name] for row in ordered] for name in names})
    return seals


def key_of(table: str) -> tuple[str, ...]:
    """Return the columns that name a row of a table sealed by record, in the order that its seal sorts by."""
    return ("payment_order", "outcome") if table == "settled_order" else (column_names(table)[0],)


def record(
    connection: Connection, kind: str, *, by: str, at: str, body: Mapping[str, Any], tables: Mapping[str, Rows]
) -> Head:  # fmt: skip
    """Append one journal record with what it writes, and return the new head.

    Args:
        connection: in a writing transaction.
        kind: of the record.
        by: who acts.
        at: when.
        body: what the record says; its ``seals`` are added.
        tables: rows by table without ``seq`` and ``digest``, written in this order.
    """
    seq = head(connection).seq + 1
    seals = write_rows(connection, {name: [{**row, "seq": seq} for row in rows] for name, rows in tables.items()})
    return append(connection, kind, by=by, at=at, body={**body, "seals": seals})
