"""Reads a file: container, sheets, header, kind, columns, rows. The one way in for every list."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from aid_ledger.errors import Finding, FindingsError, Place
from aid_ledger.intake.choosing import Found, Plan, choose, find_lists
from aid_ledger.intake.class_names import OF_CLASSES
from aid_ledger.intake.containers import RawSheet, collector_paused, open_sheets, unlock
from aid_ledger.intake.kinds import kind_rules
from aid_ledger.intake.members import OF_MEMBERS
from aid_ledger.intake.name_facts import NameFacts, first_known, read_name, read_path
from aid_ledger.intake.other_terms import leave_out_other_terms, lists_of_other_terms
from aid_ledger.intake.profiles import Profile, profiles_for
from aid_ledger.intake.tables import FileReading, SheetNote, SheetTable
from aid_ledger.intake.tabling import make_table
from aid_ledger.intake.told import NOTHING_TOLD, told_from_json
from aid_ledger.intake.values import read_dates
from aid_ledger.terms import Term


@collector_paused()  # until the cells are a table, and gone
def read_file(  # noqa: PLR0913 - one argument a way to be told how
    data: bytes, name: str, *, kind: str | None = None, sheet: str | None = None,
    columns: Mapping[str, str] | None = None, values: Mapping[str, str] | None = None,
    profiles: Sequence[Profile] = (), told: Mapping[str, Any] | None = None, password: str = "",
    terms: Sequence[Term] = (),
) -> FileReading:  # fmt: skip
    """Read every list of a file.

    Args:
        data: the bytes of the file.
        name: its name, after ``/`` with the folders or the archive that it came in; facts are read from it, its
            extension decides nothing.
        kind: a kind of ``import``; told from headers and names where it is left out.
        sheet: the one sheet to read; found where it is left out.
        columns: what a person says that columns are: field by letter or header, ``""`` for a column to leave out.
        values: what a person says that holds for every row, by field (``school``).
        profiles: source profiles; the office's own one that fits the file's name must fit its contents too, a
            shipped one is passed over where it does not.
        told: what ``SheetTable.told`` kept at an earlier reading, to read the same bytes the same way; ``columns``,
            ``values`` and ``profiles`` are then left aside.
        password: opens a file that is under one; kept nowhere.
        terms: those that the lists are wanted for; a sheet that names another is left out where a sheet remains, and
            a list that says another is told (``OTHER_TERM``).

    Raises:
        FindingsError: the file is refused whole: what :func:`unlock` and :func:`open_sheets` raise,
            ``sheet-missing``, ``header-not-found``, ``no-data-rows``, ``kind-unclear``, ``kind-columns-missing``,
            ``told-column-missing``, ``told-column-not-ids``.
        ValueError: ``kind`` is no kind.
    """
    if kind is not None and kind not in kind_rules():
        raise ValueError(f"{kind!r} is no kind; known: {', '.join(kind_rules())}")
    unlocked = unlock(data, name, password)
    data = unlocked.data
    container, sheets = open_sheets(data, name)
    made = (container, hashlib.sha256(data).hexdigest(), unlocked.encrypted)
    if told is not None:
        return _read(sheets, name, Plan(kind, sheet, told_from_json(told)), made, terms)
    for profile in profiles_for(profiles, name, kind):
        said = profile.told.with_asked(columns or {}, values or {})
        try:
            return _read(sheets, name, Plan(profile.kind, sheet, said, profile), made, terms)
        except FindingsError:
            if profile.own:
                raise
    said = NOTHING_TOLD.with_asked(columns or {}, values or {})
    return _read(sheets, name, Plan(kind, sheet, said), made, terms)


def _read(
    sheets: tuple[RawSheet, ...], name: str, plan: Plan, made: tuple[str, str, str], terms: Sequence[Term]
) -> FileReading:  # fmt: skip
    said = read_path(name)
    found, notes = find_lists(sheets, name, plan)
    chosen = choose(found, notes, name, plan)
    wanted = terms or ([said.term] if said.term else [])
    chosen, left_out, of_terms = leave_out_other_terms(chosen, wanted, name)
    of_terms += lists_of_other_terms(chosen, terms, said.term, name)
    for other in left_out:
        notes[other] = replace(notes[other], used=False, why="other-term")
    tables: list[SheetTable] = []
    titles: list[NameFacts] = []
    met = [[(item.sheet.letter(at), text) for at, text in enumerate(item.header.texts)] for item, _ in chosen]
    for place, (item, item_kind) in enumerate(chosen):
        own = first_known([said, read_name(item.sheet.name), *map(read_name, item.header.titles)])
        titles.append(own)
        told = plan.told.of_sheet(met[place], [*met[:place], *met[place + 1 :]])
        facts = {**own.facts, **item.places} if item_kind in OF_CLASSES else own.facts
        tables.append(make_table(item.sheet, item.header, item_kind, name, facts, told))
    empty = [table for table in tables if table.frame.empty]
    if len(empty) == len(tables):
        raise FindingsError(*(Finding("no-data-rows", Place(name, t.sheet, str(t.header_row))) for t in empty))
    for table in empty:
        notes[table.sheet] = SheetNote(table.sheet, _is_hidden(sheets, table.sheet), False, "no-rows")
    tables = [table for table in tables if not table.frame.empty]
    known = first_known(titles)
    profile = plan.profile
    return FileReading(
        name=name,
        sha256=made[1],
        container=made[0],
        encrypted=made[2],
        tables=tuple(tables),
        sheets=tuple(notes[s.name] for s in sheets),
        as_of=known.as_of or _as_of_column(tables) or (profile.as_of if profile else None),
        term=known.term or (profile.term if profile else None),
        stated_count=said.stated_count,
        name_facts=said.facts,
        profile=profile.name if profile else "",
        findings=(*of_terms, *_counts(said, chosen, tables, name)),
    )


def _is_hidden(sheets: tuple[RawSheet, ...], name: str) -> bool:
    return any(s.hidden for s in sheets if s.name == name)


def _counts(
    said: NameFacts, chosen: list[tuple[Found, str]], tables: list[SheetTable], name: str
) -> Iterator[Finding]:  # fmt: skip
    """Compare head-counts in the file's name and in titles with the rows, or with the members of households."""
    rows = sum(len(table.frame) for table in tables)
    if said.stated_count is not None and said.stated_count not in (rows, sum(map(_persons, tables))):
        yield _count_differs("count-differs-from-name", Place(name), said.stated_count, rows)
    by_sheet = {table.sheet: table for table in tables}
    for item, kind in chosen:
        table = by_sheet.get(item.sheet.name)
        stated = first_known(map(read_name, item.header.titles)).stated_count
        if table and stated is not None and stated not in (len(table.frame), _persons(table)):
            yield _count_differs("count-differs-from-title", Place(name, table.sheet), stated, len(table.frame))
        if table and item.around.differ and kind in OF_CLASSES:
            said_so = "；".join("、".join(values) for values in item.around.differ.values())
            yield Finding("class-names-differ", Place(name, table.sheet), {"said": said_so}, severity="warning")


def _count_differs(finding: str, place: Place, stated: int, rows: int) -> Finding:
    return Finding(
        finding, place, {"stated": stated, "rows": rows, "difference": abs(rows - stated)}, severity="warning"
    )


def _persons(table: SheetTable) -> int:
    """Return how many IDs a list of households holds, else its rows."""
    if table.kind not in OF_MEMBERS:
        return len(table.frame)
    return int(sum((table.frame[name] != "").sum() for name in table.repeated_ids))


def _as_of_column(tables: list[SheetTable]) -> date | None:
    days: set[int] = set()
    for table in tables:
        if "as_of" in table.frame.columns:
            days |= set(read_dates(table.frame["as_of"]).tolist()) - {0}
    if len(days) != 1 or (day := days.pop()) < 0:
        return None
    return date(day // 10_000, day // 100 % 100, day % 100)
