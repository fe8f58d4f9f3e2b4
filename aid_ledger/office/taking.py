"""How one sheet of a file is taken for a term: as it is in use already, in place of others, or added."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from aid_ledger.errors import Finding, Place
from aid_ledger.intake import FileReading, SheetTable
from aid_ledger.linking import REGISTERS
from aid_ledger.linking.rows import ROSTER
from aid_ledger.office.cell_findings import unpayable
from aid_ledger.office.class_lists import classes_of, overlaps, some, without_list
from aid_ledger.office.replacing import named_alike, said_of_replacing
from aid_ledger.office.source_tables import told_key
from aid_ledger.office.sources import STANDING, all_sources
from aid_ledger.people import IdState, check_accounts, check_ids


@dataclass(frozen=True, slots=True)
class SheetImport:
    """One data sheet as taken. ``outcomes`` counts its rows: ``read``, ``held``, ``duplicate``, ``unpayable``.

    Unpayable are rows of a list of accounts to which no money can be sent.
    ``already``: it is in use as ``source``; in a preview also where ``same_as``, a file before it, has the same bytes.
    ``alike`` are sources in use of its kind and term whose file had the same name.
    """

    file: str
    source: str
    term: str
    table: SheetTable
    outcomes: Mapping[str, int]
    already: bool = False
    same_as: str = ""
    replaced: tuple[str, ...] = ()
    classes_without_list: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class There:
    """What is there when a file comes in: sources, which were before the call, and the classes that the file lists.

    ``alone``: the call has no other file.
    """

    known: Mapping[str, dict[str, Any]]
    before: frozenset[str]
    of_file: frozenset[tuple[str, ...]]
    alone: bool = False

    @classmethod
    def now(cls, connection: Any, before: frozenset[str], reading: FileReading, *, alone: bool) -> There:
        """Look at the sources as they are before this file."""
        rosters = [classes_of(table) for table in reading.tables if table.kind == "roster"]
        return cls({row["source"]: row for row in all_sources(connection)}, before, frozenset().union(*rosters), alone)


def taken(
    name: str, table: SheetTable, term: str, digest: str, there: There, *, replace: bool
) -> SheetImport:  # fmt: skip
    """Say how a sheet is taken for a term: as it is in use already, in place of others, or added."""
    known = there.known
    source = source_id(digest, table.sheet, table.kind, term, told_key(table.told))
    same = {"digest": digest, "sheet": table.sheet, "kind": table.kind, "term": term}
    if table.kind in STANDING and not term:  # taken for a term before, it stands since then
        del same["term"]
    before = [key for key, row in known.items() if row["in_use"] and all(row[name] == same[name] for name in same)]
    alike_read = [key for key in before if key == source or _reads_the_same(known[key], table)]
    if alike_read or (before and not told_key(table.told)):
        in_use = (alike_read or before)[0]
        others = named_alike(table, term, digest, name, known, there.before) if replace and there.alone else ()
        if others and in_use == source:  # taken beside the older one before; now somebody says that it is in its place
            return SheetImport(name, in_use, term, table, outcomes_of(table), replaced=others)
        return SheetImport(name, in_use, term, table, outcomes_of(table), already=True)
    if before:  # the same bytes, read otherwise because somebody said what the columns are
        return SheetImport(name, source, term, table, outcomes_of(table), replaced=tuple(before))
    replaced = overlaps(table, term, digest, known, replace=replace, name=name)
    alike = named_alike(table, term, digest, name, known, there.before)
    if replace:
        replaced = tuple(sorted({*replaced, *alike}))
    without = without_list(known, replaced, set(there.of_file)) if replaced and table.kind == "roster" else ()
    return SheetImport(
        name, source, term, table, outcomes_of(table), replaced=replaced, classes_without_list=without, alike=alike
    )  # fmt: skip


def told_of(
    sheets: Sequence[SheetImport], known: Mapping[str, dict[str, Any]], *, replace: bool
) -> Iterator[Finding]:  # fmt: skip
    """Name the lists that go out of use, the classes that have none then, and those that ``--replace`` leaves alone."""
    for sheet in sheets:
        place = Place(sheet.file, sheet.table.sheet)
        if not sheet.already:
            yield from said_of_replacing(
                sheet.table, sheet.term, place, sheet.alike, known, replace=replace, replaced=sheet.replaced
            )
        if sheet.replaced:
            files = "、".join(dict.fromkeys(known[old]["file"] for old in sheet.replaced))
            yield Finding("list-replaced", place, {"files": files, "term": sheet.term}, severity="note")
        if sheet.classes_without_list:
            params = {"classes": some(sheet.classes_without_list), "count": len(sheet.classes_without_list)}
            yield Finding("classes-without-list", place, params, severity="warning")


def source_id(digest: str, sheet: str, kind: str, term: str, told: str = "") -> str:
    """Return a source's id: from content, and from what was said of its columns; never from a counter."""
    parts = (digest, sheet, kind, term, *([told] if told else []))
    return hashlib.sha256("\0".join(parts).encode("utf-8")).hexdigest()[:12]


def _ids_of(frame: pd.DataFrame) -> pd.Series[str]:
    return check_ids(frame["id_no"]).normal if "id_no" in frame else pd.Series("", index=frame.index, dtype="str")


def _reads_the_same(row: Mapping[str, Any], table: SheetTable) -> bool:
    """Tell whether a source was read with the header and the columns, field by field, that this table has."""
    detail = json.loads(str(row["detail"]))
    columns = [{"column": one.letter, "header": one.header, "field": one.field} for one in table.columns]
    rest = [
        {name: value for name, value in told.items() if name not in ("columns", "profile")}
        for told in (detail["told"], table.told)
    ]
    return bool(
        detail["columns"] == columns and detail["header_row"] == table.header_row and rest[0] == rest[1]
        and detail["name_facts"] == dict(table.name_facts)
    )  # fmt: skip


def outcomes_of(table: SheetTable) -> dict[str, int]:
    """Say what can be said of the rows before linking: how many can be used, are held for their ID, stand twice."""
    frame = table.frame
    total = len(frame)
    if table.kind == "accounts" and "account_no" in frame:
        wrong, nameless = unpayable(table, check_accounts(frame["account_no"], _ids_of(frame)))
        bad = int((wrong | nameless).sum())
        return {"read": total - bad, "unpayable": bad}
    if table.kind not in (*ROSTER, *REGISTERS) or "id_no" not in frame:
        return {"read": total}
    ids = check_ids(frame["id_no"])
    damaged = table.damaged.get("id_no", np.zeros(total, dtype=bool))
    held = (ids.state == int(IdState.INVALID)) | damaged
    again = frame[frame["id_no"].duplicated(keep=False)]  # only rows of one ID can be the same
    twice = again.drop(columns="row").duplicated().reindex(frame.index, fill_value=False).to_numpy() & ~held
    return {"read": int((~held & ~twice).sum()), "held": int(held.sum()), "duplicate": int(twice.sum())}
