"""Reads every table once: each row's own digest must be that of its values, each key must stand once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aid_ledger.ledger.verifying.finding import Bad
from aid_ledger.ledger.verifying.journal import Record
from aid_ledger.store import Connection, chunks_of, digest_columns, unique_keys
from aid_ledger.store.tables import PERSONAL, SEALED_BY_RECORD, column_names

Columns = Mapping[str, list[Any]]
WITH_DIGEST = ("line", "transfer", "share", *SEALED_BY_RECORD)
LISTED = ("source", "source_end", "decision", "decision_end")
_KEPT = {
    "line": (
        "line", "batch", "seq", "term", "programme", "subject", "correction", "person", "kind", "corrects", "payee",
        "amount", "school", "school_code", "commitment", "digest",
    ),
    "transfer": ("transfer", "seq", "batch", "line", "debit", "credit", "amount", "digest"),
    "person": ("person", "subject", "payee", "salt", "identity", "account", "account_name"),
}  # fmt: skip
"""Of tables with many columns those that other checks read."""


_UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Books:
    """All tables as columns, rows in the same order in each; ``persons`` with a ``commitment`` (erased: blank)."""

    journal: Mapping[int, Record]
    tables: Mapping[str, Columns]
    persons: Columns
    rows: int


def read(connection: Connection, journal: Mapping[int, Record]) -> tuple[Books, Bad | None]:
    """Read the books and name the first row whose values are not those of its digest, or whose key stands twice."""
    bad: Bad | None = None
    count = len(journal)
    tables: dict[str, Columns] = {}
    for table in ("batch", *LISTED, *WITH_DIGEST, "person"):
        columns, wrong = _read(connection, table)
        tables[table] = columns
        count += len(columns[column_names(table)[0]])
        bad = bad or wrong or next(_twice(table, columns), None)
    return Books(journal, tables, tables.pop("person"), count), bad


def _read(connection: Connection, table: str) -> tuple[Columns, Bad | None]:
    names = column_names(table)
    kept: dict[str, list[Any]] = {name: [] for name in _KEPT.get(table, names)}
    if table == "person":
        kept["commitment"] = []
    places = [(kept[name], names.index(name)) for name in kept if name in names]
    bad: Bad | None = None
    for chunk in chunks_of(connection, table):
        for column, place in places:
            column.extend(chunk[place])
        if table == "person":
            commitments, wrong = _commitments(dict(zip(names, chunk, strict=True)))
            kept["commitment"] += commitments
        elif table in WITH_DIGEST:
            wrong = _altered(table, chunk)
        else:
            wrong = None
        bad = bad or wrong
    return kept, bad


def _altered(table: str, chunk: tuple[tuple[Any, ...], ...]) -> Bad | None:
    """Return the first row of a chunk that is not what its digest (the last column) says."""
    *values, kept = chunk
    own = _digests(table, values)
    if own == list(kept) and _UNREADABLE not in own:
        return None
    row = next(row for row, digest in enumerate(own) if digest != kept[row] or digest == _UNREADABLE)
    named = dict(zip(column_names(table), chunk, strict=True))
    return Bad(table, name_of(table, named, row), "values-altered")


def _digests(kind: str, columns: Sequence[Sequence[Any]]) -> list[str]:
    """Return each row's digest, or that it holds what nothing of ours can have written: a float, bytes."""
    try:
        return digest_columns(kind, columns)
    except (TypeError, UnicodeEncodeError):
        return [_digest(kind, row) for row in zip(*columns, strict=True)]


def _digest(kind: str, row: tuple[Any, ...]) -> str:
    try:
        return digest_columns(kind, [[value] for value in row])[0]
    except (TypeError, UnicodeEncodeError):
        return _UNREADABLE


def _commitments(persons: Mapping[str, Sequence[Any]]) -> tuple[list[str], Bad | None]:
    """Return the commitment to each person, blank where erased; whose salt is blank has nothing else left either."""
    own = _digests("person", [persons[name] for name in PERSONAL])
    if "" not in persons["salt"]:
        return own, None
    bad = None
    for row, salt in enumerate(persons["salt"]):
        if salt == "":
            own[row] = ""
            if bad is None and any(persons[name][row] != "" for name in PERSONAL):
                bad = Bad("person", str(persons["person"][row]), "values-altered")
    return own, bad


def _twice(table: str, columns: Columns) -> Iterator[Bad]:
    """Yield the rows whose key stands before them already: an index may have been taken away with the triggers."""
    for key in unique_keys(table):
        values = columns[key[0]] if len(key) == 1 else list(zip(*(columns[name] for name in key), strict=True))
        if len(set(values)) < len(values):
            seen: set[Any] = set()
            for row, value in enumerate(values):
                if value in seen:
                    yield Bad(table, name_of(table, columns, row), "key-twice")
                seen.add(value)


def name_of(table: str, columns: Mapping[str, Sequence[Any]], row: int) -> str:
    """Return how a row is named: by its key, without the record that wrote it."""
    return "/".join(str(columns[name][row]) or "''" for name in key_names(table))


def key_names(table: str) -> tuple[str, ...]:
    """Return the columns that name a row."""
    key = next(unique_keys(table))
    return tuple(name for name in key if name != "seq") or key
