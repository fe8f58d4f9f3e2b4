"""Finds the values that an altered row had before, where a digest proves them; else nothing is said of them.

What a value was stands in other places too: a line's amount in its transfers and orders, a total in what it adds up.
Each such value is put back, and only one with which the row's own digest fits again, or the seal of the journal where
that digest was altered along, is what was there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

from aid_ledger.ledger.records import record_digests
from aid_ledger.ledger.sealing import key_of
from aid_ledger.ledger.verifying.finding import Bad, Changed
from aid_ledger.ledger.verifying.journal import Record
from aid_ledger.ledger.verifying.rows import WITH_DIGEST, name_of
from aid_ledger.store import Connection, chunks_of, columns_of, digest_of_digests, referred, rows_of
from aid_ledger.store.tables import column_names

Row = Mapping[str, Any]
_OF_LINE = ("line", "transfer", "payment_order", "recovery_booking")
"""Tables that say an amount of a line."""
_SEALS = {"line": "lines_digest", "transfer": "transfers_digest", "share": "shares_digest"}
_DIFFERENT = 2000
"""Different values of a column up to which each is tried."""
_TRIED = 50
"""Rows under one seal that are tried: each takes a hash over all of them."""


def restored(connection: Connection, bad: Bad, journal: Mapping[int, Record]) -> Bad:
    """Return the same with what its values were, as far as that is proved."""
    if bad.table not in WITH_DIGEST or bad.changes:
        return bad
    if bad.what == "values-altered":
        return replace(bad, changes=_by_digest(connection, bad))
    if bad.what == "records-differ-from-journal":
        return replace(bad, changes=_by_seal(connection, bad, journal))
    return bad


def _by_digest(connection: Connection, bad: Bad) -> tuple[Changed, ...]:
    """Return the values with which the row's own digest fits: of one column, or of its money and one more."""
    row, different = _named(connection, bad)
    money, others = _money(bad.table), [name for name in row if name != "digest"]
    near = {money: _elsewhere(connection, bad.table, row)} if money and row else {}
    for name in others:
        if found := _fitting(bad.table, row, {name: [*near.get(name, ()), *different[name]]}):
            return found
    for name in others:
        if near and name != money and (found := _fitting(bad.table, row, {**near, name: different[name]})):
            return found
    return ()


def _named(connection: Connection, bad: Bad) -> tuple[Row, Mapping[str, Sequence[Any]]]:
    """Return the row, and the different values of each column of its table, none where they are too many to try."""
    names = column_names(bad.table)
    row: Row = {}
    different: dict[str, dict[Any, None]] = {name: {} for name in names}
    for chunk in chunks_of(connection, bad.table):
        columns = dict(zip(names, chunk, strict=True))
        for name, values in columns.items():
            if len(different[name]) <= _DIFFERENT:
                different[name].update(dict.fromkeys(one for one in values if one is None or type(one) in (int, str)))
        for place in range(0 if row else len(chunk[0])):
            if name_of(bad.table, columns, place) == bad.id:
                row = {name: values[place] for name, values in columns.items()}
                break
    return row, {name: list(found) if len(found) <= _DIFFERENT else [] for name, found in different.items()}


def _fitting(table: str, row: Row, tried: Mapping[str, Sequence[Any]]) -> tuple[Changed, ...]:
    """Return the first of these values, one a column, with which the digest of the row fits."""
    sets = list(product(*(dict.fromkeys(values) for values in tried.values())))
    try:
        digests = _digests(table, row, tuple(tried), sets) if sets else []
    except (TypeError, UnicodeEncodeError):
        return ()  # another column holds what has no digest: a float, bytes
    found = next((one for one, digest in zip(sets, digests, strict=True) if digest == row["digest"]), None)
    return () if found is None else _changed(table, row, dict(zip(tried, found, strict=True)))


def _digests(table: str, row: Row, names: Sequence[str], sets: Sequence[Sequence[Any]]) -> list[str]:
    columns = {name: [value] * len(sets) for name, value in row.items() if name != "digest"}
    columns.update(dict(zip(names, map(list, zip(*sets, strict=True)), strict=True)))
    return record_digests(table, columns)


def _changed(table: str, row: Row, was: Row) -> tuple[Changed, ...]:
    named = name_of(table, {name: [value] for name, value in row.items()}, 0)
    return tuple(Changed(table, named, name, value, row[name]) for name, value in was.items() if value != row[name])


def _by_seal(connection: Connection, bad: Bad, journal: Mapping[int, Record]) -> tuple[Changed, ...]:
    """Return the value of one row with which the seal fits, where the row was altered together with its digest."""
    rows, seal = _sealed(connection, bad, journal)
    money, tries = _money(bad.table), 0
    digests = [str(row["digest"]) for row in rows]
    for place, row in enumerate(rows if money else ()):
        sets = [(value,) for value in dict.fromkeys(_elsewhere(connection, bad.table, row)) if value != row[money]]
        for one, digest in zip(sets, _digests(bad.table, row, (money,), sets) if sets else (), strict=True):
            if digest_of_digests(bad.table, [*digests[:place], digest, *digests[place + 1 :]]) == seal:
                return _changed(bad.table, row, {money: one[0]})
        tries += bool(sets)
        if tries > _TRIED:
            break
    return ()


def _sealed(connection: Connection, bad: Bad, journal: Mapping[int, Record]) -> tuple[list[Row], str]:
    """Return the rows under the seal that does not fit, in its order, and the seal."""
    rows: list[Row]
    if bad.id.startswith("#"):
        seq = int(bad.id[1:])
        rows = list(rows_of(connection, bad.table, "seq = :seq", seq=seq))
        rows.sort(key=lambda row: [str(row[name]) for name in key_of(bad.table)])
        return rows, str(journal[seq].body["seals"][bad.table])
    record, words = next(
        (record, words)
        for record in journal.values()
        for words in record.body.get("batches", ())
        if words["batch"] == bad.id
    )
    rows = list(rows_of(connection, bad.table, "batch = :batch", batch=bad.id))
    if bad.table == "share":
        rows.sort(key=lambda row: (row["programme"], row["school_code"], row["level"]))
    else:
        rows = [row for row in rows if row["seq"] == record.seq]
        rows.sort(key=lambda row: (len(row[bad.table]), row[bad.table]))
    return rows, str(words[_SEALS[bad.table]])


def _money(table: str) -> str:
    return next((name for name in ("amount", "total") if name in column_names(table)), "")


def _elsewhere(connection: Connection, table: str, row: Row) -> list[int]:
    """Return what other places say that the money of this row is, with either sign."""
    if table == "approval":
        said = [sum(_amounts(connection, "payment_order", row, "seq", "batch"))]
    elif table == "sending":
        sent = referred("payment_order", "sent_order", "sending = :sending")
        said = [sum(columns_of(connection, "payment_order", sent, names=("amount",), sending=row["sending"])["amount"])]
    elif table == "share":
        shared = ("batch", "programme", "school_code")
        all_levels = sum(_amounts(connection, "share", row, *shared))
        said = [sum(_amounts(connection, "line", row, *shared)) - all_levels + row["amount"]]
    else:
        said = [one for other in _OF_LINE for one in _amounts(connection, other, row, "line")]
    return [signed for value in said if type(value) is int for signed in (value, -value)]


def _amounts(connection: Connection, table: str, row: Row, *by: str) -> list[Any]:
    """Return the amounts of a table's rows that agree with a row in these columns."""
    where = " AND ".join(f"{name} = :{name}" for name in by)
    return columns_of(connection, table, where, names=("amount",), **{name: row[name] for name in by})["amount"]
