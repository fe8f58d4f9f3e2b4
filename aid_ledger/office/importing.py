"""Use case: import files. Each file is taken whole or not at all; its bytes are archived before anything else."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from aid_ledger.errors import AidLedgerError, Finding, FindingsError, Place
from aid_ledger.intake import FileReading, SheetTable, read_file
from aid_ledger.ledger import source_seals
from aid_ledger.linking import REGISTERS
from aid_ledger.linking.rows import ROSTER
from aid_ledger.office.source_tables import cache_key, to_bytes
from aid_ledger.office.sources import BY_OWN_COLUMNS, STANDING, all_sources
from aid_ledger.people import IdState, check_ids
from aid_ledger.store import append, body_text, insert
from aid_ledger.terms import Term

if TYPE_CHECKING:
    from aid_ledger.office import Office


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How to take files. ``terms`` blank: by the file's date or words. ``replace`` retires what lists the same."""

    kind: str | None = None
    terms: tuple[Term, ...] = ()
    as_of: date | None = None
    sheet: str | None = None
    replace: bool = False
    preview: bool = False


@dataclass(frozen=True, slots=True)
class SheetImport:
    """One data sheet as taken. ``outcomes`` counts its rows: ``read``, ``held``, ``duplicate``."""

    file: str
    source: str
    term: str
    table: SheetTable
    outcomes: Mapping[str, int]
    already: bool = False
    replaced: tuple[str, ...] = ()
    classes_without_list: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileImport:
    """One file: its sheets, or the findings for which it was refused."""

    file: str
    sheets: tuple[SheetImport, ...] = ()
    findings: tuple[Finding, ...] = ()
    refused: bool = False
    reading: FileReading | None = field(default=None, repr=False)


def import_files(
    office: Office, files: Sequence[tuple[str, bytes]], options: ImportOptions, *, by: str, at: str,
    progress: Callable[[str], None] | None = None,
) -> tuple[FileImport, ...]:  # fmt: skip
    """Import files one after the other.

    Args:
        office: the workspace.
        files: name and bytes.
        options: how to take them.
        by: who imports.
        at: when, ISO.
        progress: called with each file's name before it is read.
    """
    results = []
    for name, data in files:
        if progress:
            progress(name)
        try:
            results.append(_import_one(office, name, data, options, by, at))
        except AidLedgerError as error:
            results.append(FileImport(name, findings=error.findings, refused=True))
    return tuple(results)


def source_id(digest: str, sheet: str, kind: str, term: str) -> str:
    """Return a source's id: from content, never from a counter."""
    return hashlib.sha256("\0".join((digest, sheet, kind, term)).encode("utf-8")).hexdigest()[:12]


def _import_one(office: Office, name: str, data: bytes, options: ImportOptions, by: str, at: str) -> FileImport:
    reading = read_file(data, name, kind=options.kind, sheet=options.sheet)
    terms = {table.sheet: _terms(reading, table, options) for table in reading.tables}
    if options.preview:
        sheets = tuple(
            SheetImport(name, "", terms[table.sheet][0], table, _outcomes(table)) for table in reading.tables
        )
        return FileImport(name, sheets, reading.findings, reading=reading)
    digest = office.evidence.keep(data)
    for table in reading.tables:
        office.evidence.keep_cached(cache_key(digest, table.sheet, table.kind), to_bytes(table))
    as_of = options.as_of or reading.as_of
    new: list[tuple[Any, ...]] = []
    ended: list[tuple[str, str]] = []
    sheets_done: list[SheetImport] = []
    with office.database.write() as connection:
        known = {row["source"]: row for row in all_sources(connection)}
        for table in reading.tables:
            for term in terms[table.sheet]:
                source = source_id(digest, table.sheet, table.kind, term)
                already = source in known and known[source]["in_use"]
                replaced: tuple[str, ...] = ()
                if not already:
                    replaced = _overlaps(table, term, digest, known, replace=options.replace, name=name)
                    ended += [(old, source) for old in replaced]
                    new.append((source, digest, name, table, term, as_of.isoformat() if as_of else ""))
                outcome = _outcomes(table)
                without = _without_list(known, replaced, classes_of(table)) if replaced else ()
                sheets_done.append(SheetImport(name, source, term, table, outcome, already, replaced, without))
        if new:
            _record(connection, new, ended, by, at)
    return FileImport(name, tuple(sheets_done), reading.findings, reading=reading)


def _record(connection: Any, new: list[tuple[Any, ...]], ended: list[tuple[str, str]], by: str, at: str) -> None:
    body = {
        "sources": [
            {"source": source, "digest": digest, "file": name, "sheet": table.sheet, "kind": table.kind, "term": term}
            for source, digest, name, table, term, _ in new
        ],
        "replaced": sorted({old for old, _ in ended}),
    }
    rows = []
    for source, digest, name, table, term, as_of in new:
        detail = {
            "header_row": table.header_row,
            "columns": [{"column": c.letter, "header": c.header, "field": c.field} for c in table.columns],
            "name_facts": dict(table.name_facts),
            "classes": sorted(map(list, classes_of(table))) if table.kind == "roster" else [],
        }
        rows.append((source, digest, name, table.sheet, table.kind, term, as_of, len(table.frame), body_text(detail)))
    ends = [(old, f"replaced by {source}") for old, source in dict(ended).items()]
    body |= {"rows": source_seals(rows), "ends": source_seals(ends)}
    seq = append(connection, "import", by=by, at=at, body=body).seq
    insert(connection, "source", [(row[0], seq, *row[1:]) for row in rows])
    insert(connection, "source_end", [(source, seq, why) for source, why in ends])


def _terms(reading: FileReading, table: SheetTable, options: ImportOptions) -> tuple[str, ...]:
    """The terms a sheet speaks for: told, else by its date; none for kinds that speak by their own columns."""
    if options.terms:
        return tuple(str(term) for term in options.terms)
    if options.as_of is not None:
        return (str(Term.containing(options.as_of)),)
    if reading.term is not None:
        return (str(reading.term),)
    if reading.as_of is not None:
        return (str(Term.containing(reading.as_of)),)
    if table.kind in STANDING or table.kind in BY_OWN_COLUMNS:
        return ("",)
    raise FindingsError(Finding("term-unknown", Place(reading.name, table.sheet)))


def _overlaps(
    table: SheetTable, term: str, digest: str, known: Mapping[str, dict[str, Any]], *, replace: bool, name: str
) -> tuple[str, ...]:  # fmt: skip
    """Return the sources that list a class which this roster lists too, to be retired.

    Raises:
        FindingsError: ``class-already-listed``, unless ``replace``.
    """
    if table.kind != "roster":
        return ()
    own = classes_of(table)
    found: dict[str, set[tuple[str, ...]]] = {}
    for row in known.values():
        if row["in_use"] and row["kind"] == "roster" and row["term"] == term and row["digest"] != digest:
            same = own & _classes_kept(row)
            if same:
                found[row["source"]] = same
    if found and not replace:
        source, same = next(iter(found.items()))
        words = "、".join(" ".join(part for part in one if part) for one in sorted(same)[:3])
        params = {
            "other": known[source]["file"],
            "source": source,
            "classes": words,
            "count": len(same),
            "term": term,
        }
        raise FindingsError(Finding("class-already-listed", Place(name, table.sheet), params))
    return tuple(sorted(found))


def _without_list(
    known: Mapping[str, dict[str, Any]], replaced: tuple[str, ...], own: set[tuple[str, ...]]
) -> tuple[str, ...]:
    """Name the classes of replaced files that no list in use has any more."""
    term = known[replaced[0]]["term"]
    lost = set().union(*(_classes_kept(known[source]) for source in replaced)) - own
    for source, row in known.items():
        if row["in_use"] and row["kind"] == "roster" and row["term"] == term and source not in replaced:
            lost -= _classes_kept(row)
    return tuple(" ".join(part for part in one if part) for one in sorted(lost))


def _classes_kept(row: Mapping[str, Any]) -> set[tuple[str, ...]]:
    return {tuple(one) for one in json.loads(row["detail"]).get("classes", [])}


_CLASS = ("school_code", "school", "grade", "class")
_STRAY, _ONE_IN = 2, 100  # a class of no more rows, of a school with no more than one in a hundred: may be a slip


def classes_of(table: SheetTable) -> set[tuple[str, ...]]:
    """Return the classes that a roster lists: school code or name, grade, class, as written without spaces.

    A row that names no school is of no class: it must not stand in the way of another school's list. Nor must one or
    two rows that name a school which the list is not about: a child who moved, a slip.
    """
    named = [name for name in _CLASS if name in table.frame]
    found: Counter[tuple[str, ...]] = Counter()
    schools: Counter[str] = Counter()
    for row in table.frame.groupby(named, sort=False).size().reset_index(name="rows").to_dict("records"):
        code, school, grade, class_ = ("".join(str(row.get(name, "")).split()) for name in _CLASS)
        if code or school:
            found[code or school, grade, class_] += row["rows"]
            schools[code or school] += row["rows"]
    return {one for one, rows in found.items() if rows > _STRAY or schools[one[0]] * _ONE_IN > len(table.frame)}


def _outcomes(table: SheetTable) -> dict[str, int]:
    """What can be said of the rows before linking: how many can be used, are held for their ID, stand twice."""
    frame = table.frame
    total = len(frame)
    if table.kind not in (*ROSTER, *REGISTERS) or "id_no" not in frame:
        return {"read": total}
    ids = check_ids(frame["id_no"])
    damaged = table.damaged.get("id_no", np.zeros(total, dtype=bool))
    held = (ids.state == int(IdState.INVALID)) | damaged
    twice = frame.drop(columns="row").duplicated().to_numpy() & ~held
    return {"read": int((~held & ~twice).sum()), "held": int(held.sum()), "duplicate": int(twice.sum())}
