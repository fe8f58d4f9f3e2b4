"""What columns mean, once confirmed by a person: remembered as a decision, and used for every file of the same make.

A make is a kind and its header texts (:func:`aid_ledger.intake.header_signature`). Where a person says otherwise for
a file, that goes before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aid_ledger.errors import Finding, FindingsError, Place
from aid_ledger.intake import FileReading, SheetTable, fields_of_kind, header_signature, read_file
from aid_ledger.office.decisions import Decided, Document, decisions_made, read_body, record
from aid_ledger.words import shown_day

if TYPE_CHECKING:
    from aid_ledger.office import Office

QUESTION = "columns"


@dataclass(frozen=True, slots=True)
class Remembered:
    """One confirmed mapping: ``columns`` is field by header (or letter, of one without a header of its own)."""

    kind: str
    columns: Mapping[str, str]
    by: str
    at: str


def remembered(office: Office) -> dict[str, Remembered]:
    """Return the mappings in force, by header signature; of two of one make the later.

    A field that lists of the kind have not is left out: an earlier version took it, and made nothing of it.
    """
    with office.database.read() as connection:
        rows = [row for row in decisions_made(connection) if row["in_force"] and row["kind"] == "mapping"]
    found = {}
    for row in rows:
        body = read_body(office, row)
        kind = body["answer"]
        columns = {at: name for at, name in body["columns"].items() if not name or name in fields_of_kind(kind)}
        found[body["key"]] = Remembered(kind, columns, row["by"], shown_day(row["at"]))
    return found


def read_as_remembered(
    office: Office, name: str, data: bytes, how: Mapping[str, Any]
) -> tuple[FileReading, tuple[Finding, ...]]:  # fmt: skip
    """Read a file; where nobody said now what its columns are, as was confirmed for files of its make.

    Args:
        office: the workspace.
        name: of the file.
        data: its bytes.
        how: further arguments of :func:`aid_ledger.intake.read_file`.

    Raises:
        FindingsError: the file is refused.
    """
    if how.get("columns"):
        return read_file(data, name, **how), ()
    known = remembered(office)
    try:
        reading = read_file(data, name, **how)
    except FindingsError:
        found = _first_that_fits(known, name, data, how)
        if found is None:
            raise
        return found
    for table in reading.tables:
        one = known.get(_signature(table))
        if one is not None:
            again = read_file(data, name, **{**how, "kind": one.kind, "columns": one.columns})
            return again, (_said(one, name, table),)
    return reading, ()


def _first_that_fits(
    known: Mapping[str, Remembered], name: str, data: bytes, how: Mapping[str, Any]
) -> tuple[FileReading, tuple[Finding, ...]] | None:  # fmt: skip
    """A file whose headers say nothing by themselves: the mapping of exactly its headers, where there is one."""
    for signature, one in known.items():
        if how.get("kind") not in (None, one.kind):
            continue
        try:
            reading = read_file(data, name, **{**how, "kind": one.kind, "columns": one.columns})
        except FindingsError:
            continue
        fitting = [table for table in reading.tables if _signature(table) == signature]
        if fitting:
            return reading, (_said(one, name, fitting[0]),)
    return None


def _signature(table: SheetTable) -> str:
    return header_signature(table.kind, [column.header for column in table.columns])


def _said(one: Remembered, name: str, table: SheetTable) -> Finding:
    params = {"by": one.by, "on": one.at, "count": len(one.columns)}
    return Finding("columns-remembered", Place(name, table.sheet), params, severity="note")


def remember(
    office: Office, tables: Sequence[SheetTable], asked: Mapping[str, str], *, by: str, at: str
) -> tuple[str, ...]:  # fmt: skip
    """Record what a person said of columns, for files of the same make; return the ids of new decisions."""
    decided = []
    for table in tables:
        times = Counter(column.header for column in table.columns)
        by_letter = {column.letter: column.header for column in table.columns if times[column.header] == 1}
        columns = {by_letter.get(key) or key: field for key, field in asked.items()}
        key = _signature(table)
        decided.append(Decided("mapping", QUESTION, key, key, table.kind, columns=columns, rows=len(table.frame)))
    return record(office, decided, term="", document=Document(), by=by, at=at)
