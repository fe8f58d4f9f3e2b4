"""Use case: import files. Each file is taken whole or not at all; its bytes are archived before anything else."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from aid_ledger.errors import AidLedgerError, Finding, FindingsError, Place
from aid_ledger.intake import FileReading, SheetSeen, SheetTable, look_at_columns
from aid_ledger.ledger import source_seals
from aid_ledger.office.cell_findings import cell_findings
from aid_ledger.office.class_lists import classes_of, listed_before
from aid_ledger.office.old_lists import findings_of, says_another_term
from aid_ledger.office.receiving import Received, receive
from aid_ledger.office.refused import RefusedFile, record_refused
from aid_ledger.office.remembered_columns import read_as_remembered, remember
from aid_ledger.office.same_students import same_students
from aid_ledger.office.school_list_changes import school_list_changes
from aid_ledger.office.source_tables import cache_key, to_bytes
from aid_ledger.office.sources import BY_OWN_COLUMNS, STANDING, all_sources
from aid_ledger.office.stated_totals import stated_totals
from aid_ledger.office.taken_before import taken_before
from aid_ledger.office.taking import SheetImport, There, taken, told_of
from aid_ledger.office.unknown_schools import unknown_schools
from aid_ledger.store import append, body_text, insert
from aid_ledger.terms import Term

if TYPE_CHECKING:
    from aid_ledger.office import Office


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How to take files.

    ``terms`` blank: by the file's date or words. ``replace``: see
    :mod:`aid_ledger.office.replacing`. ``columns``: what columns
    are, field by letter or header, ``""`` to leave one out. ``school``: whose list it is, where no column says.
    ``password`` opens files that are under one; it is kept nowhere.
    """

    kind: str | None = None
    terms: tuple[Term, ...] = ()
    as_of: date | None = None
    sheet: str | None = None
    replace: bool = False
    preview: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)
    school: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class FileImport:
    """One file: its sheets, or the findings for which it was refused; ``seen`` what a preview shows of such a one."""

    file: str
    sheets: tuple[SheetImport, ...] = ()
    findings: tuple[Finding, ...] = ()
    refused: bool = False
    reading: FileReading | None = field(default=None, repr=False)
    seen: tuple[SheetSeen, ...] = ()


def import_files(
    office: Office, files: Sequence[tuple[str, bytes] | Received], options: ImportOptions, *, by: str, at: str,
    progress: Callable[[str], None] | None = None,
) -> tuple[FileImport, ...]:  # fmt: skip
    """Import files one after the other.

    Args:
        office: the workspace.
        files: name and bytes, archives among them; or what :func:`~aid_ledger.office.receiving.receive` made of them.
        options: how to take them.
        by: who imports.
        at: when, ISO.
        progress: called with each file's name before it is read.
    """
    results = []
    refused = []
    said_terms = tuple(map(str, options.terms or ((Term.containing(options.as_of),) if options.as_of else ())))
    with office.database.read() as connection:
        before = frozenset(row["source"] for row in all_sources(connection) if row["in_use"])
    received = list(_received(files, options.password))
    for one in received:
        if progress:
            progress(one.name)
        if one.findings:
            if one.refused:
                refused.append(RefusedFile(one.name, one.came_in, one.findings, said_terms))
            results.append(FileImport(one.name, findings=one.findings, refused=one.refused))
            continue
        try:
            results.append(_import_one(office, one, options, before, alone=len(received) == 1, by=by, at=at))
        except AidLedgerError as error:
            digest = hashlib.sha256(one.data).hexdigest()
            said = bool(options.kind or options.columns or options.sheet or options.school)
            if not said and (there := taken_before(office, one.name, digest, options.terms)):
                results.append(FileImport(one.name, there))
                continue
            seen = _look(one, options) if options.preview else ()
            results.append(FileImport(one.name, findings=error.findings, refused=True, seen=seen))
            refused.append(RefusedFile(one.name, digest, error.findings, said_terms))
    if not options.preview:
        record_refused(office, refused, by=by, at=at)
        results = _with_same_students(office, _with_changes(office, results, before))
    else:
        results = _with_classes(_with_same(results), replace_them=options.replace)
    return _with_schools(office, results)


def _with_same(results: Sequence[FileImport]) -> list[FileImport]:
    """Say of each file of a preview that has the bytes of one before it that it would be in use already by then."""
    first: dict[str, str] = {}
    told = []
    for one in results:
        before = first.setdefault(one.reading.sha256, one.file) if one.reading else one.file
        same = [replace(sheet, already=True, same_as="" if sheet.source else before) for sheet in one.sheets]
        told.append(replace(one, sheets=tuple(same)) if before != one.file else one)
    return told


def _with_classes(results: Sequence[FileImport], *, replace_them: bool) -> list[FileImport]:
    """Say of each file of a preview which classes a file before it lists too."""
    lists = [
        (one.file, one.reading.sha256, sheet.term, sheet.table)
        for one in results if one.reading for sheet in one.sheets if not sheet.already
    ]  # fmt: skip
    told = listed_before(lists, replace=replace_them)
    return [
        replace(one, findings=(*one.findings, *told.get((one.file, one.reading.sha256), ()))) if one.reading else one
        for one in results
    ]


def _with_changes(office: Office, results: Sequence[FileImport], before: frozenset[str]) -> list[FileImport]:
    """Add what new school lists change of those that were in use before the call."""
    new = [sheet for one in results for sheet in one.sheets if sheet.table.kind == "schools" and not sheet.already]
    told = school_list_changes(office, before, [(sheet.source, sheet.file, sheet.table.sheet) for sheet in new])
    return [
        replace(one, findings=(*one.findings, *(more for sheet in one.sheets for more in told.get(sheet.source, ()))))
        for one in results
    ]  # fmt: skip


def _with_same_students(office: Office, results: Sequence[FileImport]) -> list[FileImport]:
    """Add which new lists have mostly the students of another list in use."""
    new = [sheet for one in results for sheet in one.sheets if not sheet.already]
    told = same_students(office, [(sheet.source, sheet.file, sheet.term, sheet.table) for sheet in new])
    return [
        replace(one, findings=(*one.findings, *(told[sheet.source] for sheet in one.sheets if sheet.source in told)))
        for one in results
    ]


def _with_schools(office: Office, results: Sequence[FileImport]) -> tuple[FileImport, ...]:
    """Add which schools are in no list; only here, since the school list may be the last file of a call."""
    once = [{sheet.table.sheet: sheet for sheet in reversed(one.sheets)} for one in results]  # not for each term again
    lists = [(sheet.file, sheet.table, sheet.term) for sheets in once for sheet in sheets.values()]
    found = iter(unknown_schools(office, lists))
    return tuple(
        replace(one, findings=(*one.findings, *(more for _ in sheets for more in next(found))))
        for one, sheets in zip(results, once, strict=True)
    )


def _look(file: Received, options: ImportOptions) -> tuple[SheetSeen, ...]:
    return look_at_columns(
        file.data, file.name, kind=options.kind, sheet=options.sheet, columns=options.columns
    )  # fmt: skip


def _received(files: Sequence[tuple[str, bytes] | Received], password: str) -> Iterator[Received]:
    for one in files:
        if isinstance(one, Received):
            yield one
        else:
            yield from receive([one], password)


def _import_one(
    office: Office, file: Received, options: ImportOptions, before: frozenset[str], *, alone: bool, by: str, at: str
) -> FileImport:  # fmt: skip
    """Import one file; ``alone``: the call has no other, so that a day given with it is a word on this one."""
    name, data = file.name, file.data
    how = {
        "kind": options.kind, "sheet": options.sheet, "columns": options.columns,
        "values": {"school": options.school} if options.school else {}, "profiles": office.profiles(),
        "terms": options.terms or ((Term.containing(options.as_of),) if options.as_of else ()),
    }  # fmt: skip
    reading, notes = read_as_remembered(office, name, data, how)
    terms = {table.sheet: _terms(reading, table, options) for table in reading.tables}
    digest = hashlib.sha256(data).hexdigest()
    if options.preview or says_another_term(reading):
        with office.database.read() as connection:
            there = There.now(connection, before, reading, alone=alone)
        looked = tuple(
            taken(name, table, term, digest, there, replace=options.replace)
            for table in reading.tables
            for term in terms[table.sheet]
        )
        told = findings_of(reading, as_of=options.as_of if alone else None, already=all(one.already for one in looked))
    else:
        told = reading.findings
    if options.preview:
        first = [one for one in looked if one.term == terms[one.table.sheet][0]]
        looked = tuple(one if one.already else replace(one, source="") for one in first)
        found = (*notes, *told, *told_of(looked, there.known, replace=options.replace), *_of_cells(reading))
        return FileImport(name, looked, found, reading=reading)
    office.evidence.keep(data)
    cached = {}
    for table in reading.tables:
        kept = to_bytes(table)
        cached[table.sheet] = hashlib.sha256(kept).hexdigest()
        office.evidence.keep_cached(cache_key(digest, table.sheet, table.kind, table.told), kept)
    as_of = options.as_of or reading.as_of
    with office.database.write() as connection:
        there = There.now(connection, before, reading, alone=alone)
        sheets = tuple(
            taken(name, table, term, digest, there, replace=options.replace)
            for table in reading.tables
            for term in terms[table.sheet]
        )
        new = [sheet for sheet in sheets if not sheet.already]
        if new:
            day = as_of.isoformat() if as_of else ""
            _record(connection, new, (digest, file.encrypted, day), cached, reading, by=by, at=at)
    if options.columns:
        remember(office, reading.tables, options.columns, by=by, at=at)
    found = (*notes, *told, *told_of(sheets, there.known, replace=options.replace), *_of_cells(reading))
    return FileImport(name, sheets, found, reading=reading)


def _of_cells(reading: FileReading) -> Iterator[Finding]:
    for table in reading.tables:
        yield from cell_findings(table, reading.name)


def _record(
    connection: Any, new: Sequence[SheetImport], of: tuple[str, str, str], cached: Mapping[str, str],
    reading: FileReading, *, by: str, at: str,
) -> None:  # fmt: skip
    digest, encrypted, as_of = of
    ended = {old: sheet.source for sheet in new for old in sheet.replaced}
    body: dict[str, Any] = {
        "sources": [
            {
                "source": sheet.source, "digest": digest, "file": sheet.file, "sheet": sheet.table.sheet,
                "kind": sheet.table.kind, "term": sheet.term, **({"encrypted": encrypted} if encrypted else {}),
            }
            for sheet in new
        ],
        "replaced": sorted(ended),
    }  # fmt: skip
    rows = []
    for sheet in new:
        table = sheet.table
        detail: dict[str, Any] = {
            "cached": cached[table.sheet],
            "header_row": table.header_row,
            "columns": [{"column": c.letter, "header": c.header, "field": c.field} for c in table.columns],
            "name_facts": dict(table.name_facts),
            "told": dict(table.told),
            "classes": sorted(map(list, classes_of(table))) if table.kind == "roster" else [],
        }
        if encrypted:
            detail["encrypted"] = encrypted
        if stated := stated_totals(reading, table):
            detail["controls"] = stated
        rows.append(
            (sheet.source, digest, sheet.file, table.sheet, table.kind, sheet.term, as_of, len(table.frame),
             body_text(detail))
        )  # fmt: skip
    ends = [(old, f"replaced by {source}") for old, source in ended.items()]
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
