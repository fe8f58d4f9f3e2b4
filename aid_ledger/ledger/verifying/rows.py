"""Reads every table once: each row's own digest must be that of its values, each key must stand once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from aid_ledger.ledger.verifying.columns import Column, Rows, column, fits, numbers
from aid_ledger.ledger.verifying.finding import Bad
from aid_ledger.ledger.verifying.journal import Record
from aid_ledger.store import Connection, chunks_of, digest_columns, unique_keys
from aid_ledger.store.tables import PERSONAL, SEALED_BY_RECORD, column_names, column_types, may_be_empty

Columns = Mapping[str, Column]
WITH_DIGEST = ("line", "transfer", "share", *SEALED_BY_RECORD)
LISTED = ("source", "source_end", "decision", "decision_end")
_KEPT = {
    "line": (
        "line", "batch", "seq", "term", "programme", "subject", "correction", "person", "kind", "corrects", "payee",
        "amount", "school", "school_code", "commitment", "digest",
    ),
    "transfer": ("transfer", "seq", "batch", "line", "debit", "credit", "amount", "digest"),
    "person": ("person", "subject", "payee", "salt", "identity", "account", "account_name"),
    "share": ("batch", "programme", "school_code", "level", "digest"),
    "approval": ("approval", "seq", "batch", "orders", "total", "payments", "digest"),
    "order_end": ("payment_order", "seq", "digest"),
    "sending": ("sending", "seq", "orders", "total", "hash_total", "digest"),
    "settled_order": ("payment_order", "outcome", "seq", "digest"),
    "recovery_booking": (
        "recovery_booking", "seq", "line", "number", "kind", "amount", "corrects", "digest",
    ),
}  # fmt: skip
"""Of tables with columns that no other check reads those that one does."""


_UNREADABLE = "unreadable"
_PACKED = 5000


@dataclass(frozen=True, slots=True)
class Books:
    """All tables as columns, rows in the same order in each; ``persons`` with a ``commitment`` (erased: blank).

    ``rows`` counts those of all tables, ``erased`` the versions of persons that are blank.
    """

    journal: Mapping[int, Record]
    tables: Mapping[str, Columns]
    persons: Columns
    rows: int
    erased: int


def read(connection: Connection, journal: Mapping[int, Record]) -> tuple[Books, list[Bad]]:
    """Read the books and name the rows whose values are not those of their digest, or whose key stands twice.

    Where one is named, the columns may not all be there.
    """
    bad: list[Bad] = []
    rows = len(journal)
    tables: dict[str, Columns] = {}
    for table in ("batch", *LISTED, *WITH_DIGEST, "person"):
        tables[table], count, wrong = _read(connection, table)
        rows += count
        bad += wrong or _twice(table, tables[table])
    persons = tables.pop("person")
    return Books(journal, tables, persons, rows, persons["salt"].to_pylist().count("")), bad


def _read(connection: Connection, table: str) -> tuple[Columns, int, list[Bad]]:
    """Return what is kept of a table, how many rows it has, and those of them that are not what they should be."""
    names = column_names(table)
    kept = _Kept(table)
    count = 0
    bad: list[Bad] = []
    for chunk in chunks_of(connection, table):
        count += len(chunk[0])
        named: dict[str, Sequence[Any]] = dict(zip(names, chunk, strict=True))
        if table == "person":
            named["commitment"], wrong = _commitments(named)
        else:
            wrong = _altered(table, chunk) if table in WITH_DIGEST else []
        bad += wrong
        kept.add(named)
    kept.close()
    return kept.columns(), count, bad or [one for one in (kept.bad,) if one]


class _Kept:
    """The columns of a table that other checks read, packed some thousand rows at a time.

    ``bad``: the first row that holds what nothing of ours can have written into its column. The columns are not whole
    then.
    """

    def __init__(self, table: str) -> None:
        self.bad: Bad | None = None
        self._table = table
        types, empty = column_types(table), may_be_empty(table)
        names = _KEPT.get(table, column_names(table)) + (("commitment",) if table == "person" else ())
        self._kinds = {name: (types.get(name, str), name in empty) for name in names}
        self._open: dict[str, list[Any]] = {name: [] for name in names}
        self._packed: dict[str, list[Column]] = {name: [] for name in names}

    def add(self, chunk: Mapping[str, Sequence[Any]]) -> None:
        """Keep some rows."""
        for name, values in self._open.items():
            values.extend(chunk[name])
        if len(values) >= _PACKED:
            self.close()

    def close(self) -> None:
        """Pack the rows that are not packed yet."""
        for name, values in self._open.items():
            try:
                self._packed[name].append(column(values, *self._kinds[name]))
            except (TypeError, ValueError, OverflowError):
                row = next(row for row, value in enumerate(values) if not fits(value, *self._kinds[name]))
                self.bad = self.bad or Bad(self._table, name_of(self._table, self._open, row), "values-altered")
        self._open = {name: [] for name in self._open}

    def columns(self) -> Columns:
        """Return the columns, once; all rows must have been packed."""
        joined = {}
        for name in list(self._packed):
            parts = self._packed.pop(name)  # let go of: the next column is put together in the same memory
            joined[name] = pa.concat_arrays(parts or [column([], *self._kinds[name])])
        return joined


def _altered(table: str, chunk: tuple[tuple[Any, ...], ...]) -> list[Bad]:
    """Return the rows of a chunk that are not what their digest (the last column) says."""
    *values, kept = chunk
    own = _digests(table, values)
    if own == list(kept) and _UNREADABLE not in own:
        return []
    rows = [row for row, digest in enumerate(own) if digest != kept[row] or digest == _UNREADABLE]
    named = dict(zip(column_names(table), chunk, strict=True))
    return [Bad(table, name_of(table, named, row), "values-altered") for row in rows]


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


def _commitments(persons: Mapping[str, Sequence[Any]]) -> tuple[list[str], list[Bad]]:
    """Return the commitment to each person, blank where erased; whose salt is blank has nothing else left either."""
    own = _digests("person", [persons[name] for name in PERSONAL])
    if "" not in persons["salt"]:
        return own, []
    bad = []
    for row, salt in enumerate(persons["salt"]):
        if salt == "":
            own[row] = ""
            if any(persons[name][row] != "" for name in PERSONAL):
                bad.append(Bad("person", str(persons["person"][row]), "values-altered"))
    return own, bad


def _twice(table: str, columns: Columns) -> Iterator[Bad]:
    """Yield the rows whose key stands before them already: an index may have been taken away with the triggers."""
    if len(columns[column_names(table)[0]]) < 2:
        return
    for key in unique_keys(table):
        if _distinct([columns[name] for name in key]) == len(columns[key[0]]):
            continue
        seen: set[Any] = set()
        for row, value in enumerate(zip(*(columns[name].to_pylist() for name in key), strict=True)):
            if value in seen:
                yield Bad(table, name_of(table, _plain(columns, key_names(table)), row), "key-twice")
            seen.add(value)


def _distinct(key: Sequence[Column]) -> int:
    """Return how many different rows these columns have."""
    if len(key) == 1:
        return len(key[0].unique())
    if len(key[0]) < _PACKED:
        return len(set(zip(*(one.to_pylist() for one in key), strict=True)))
    rows: Rows = np.zeros(len(key[0]), dtype=np.int64)
    for one in key:
        codes = one.dictionary_encode()
        rows = rows * len(codes.dictionary) + numbers(codes.indices.cast(pa.int64()))
        rows = np.unique(rows, return_inverse=True)[1]
    return int(rows.max(initial=-1)) + 1


def _plain(columns: Columns, names: Sequence[str]) -> dict[str, list[Any]]:
    return {name: columns[name].to_pylist() for name in names}


def name_at(table: str, columns: Columns, row: int) -> str:
    """Return how a row of columns is named; see :func:`name_of`."""
    return name_of(table, {name: [columns[name][row].as_py()] for name in key_names(table)}, 0)


def name_of(table: str, columns: Mapping[str, Sequence[Any]], row: int) -> str:
    """Return how a row is named: by its key, without the record that wrote it."""
    return "/".join(str(columns[name][row]) or "''" for name in key_names(table))


def key_names(table: str) -> tuple[str, ...]:
    """Return the columns that name a row."""
    key = next(unique_keys(table))
    return tuple(name for name in key if name != "seq") or key
