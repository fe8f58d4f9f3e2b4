"""The schools that imported lists name and no school list in use has, each with the one that its name may mean.

It says so beside an import only; what holds a row is for linking to say, with the lists in use then.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from aid_ledger.errors import Finding
from aid_ledger.intake import SheetTable
from aid_ledger.linking import SchoolBook, correct, county_name
from aid_ledger.linking.earlier_schools import fold_name, with_earlier_schools
from aid_ledger.linking.schools import read_schools
from aid_ledger.office.decisions import corrections, in_force
from aid_ledger.office.hints import school_hint
from aid_ledger.office.sources import all_sources, in_use_for
from aid_ledger.words import Word

if TYPE_CHECKING:
    from aid_ledger.office import Office

_KINDS = frozenset({"roster", "boarders", "meals"})
"""Kinds whose rows wait where their school is in no list."""
_NAMED = 10


def unknown_schools(office: Office, lists: Sequence[tuple[str, SheetTable, str]]) -> list[tuple[Finding, ...]]:
    """Return for each list its unknown schools, those with most rows first; nothing where no school list is in use.

    Args:
        office: the workspace.
        lists: name of the file, what was read of it, and the term it speaks for (``""`` none).
    """
    books: dict[str, tuple[SchoolBook | None, frozenset[str]]] = {}
    found: list[tuple[Finding, ...]] = []
    for file, table, term in lists:
        if table.kind not in _KINDS or not {"school", "school_code"} & set(table.frame):
            found.append(())
            continue
        if term not in books:
            books[term] = _book(office, term)
        book, explained = books[term]
        found.append(_findings(table, file, book, explained, county_name(office.config.name)) if book else ())
    return found


def _book(office: Office, term: str) -> tuple[SchoolBook | None, frozenset[str]]:
    """The school lists in use for a term as one, and the names that people have explained."""
    with office.database.read() as connection:
        every, decided = all_sources(connection), in_force(connection, term)
    used = in_use_for(every, term) if term else [row for row in every if row["in_use"]]
    lists = [office.load(row) for row in used if row["kind"] == "schools"]
    if not lists:
        return None, frozenset()
    read = corrections(office, decided)
    ordered = sorted(correct(lists, read), key=lambda one: one.order)
    book = read_schools(with_earlier_schools(ordered), pd.DataFrame())
    return book, frozenset(fold_name(one.word) for one in read.words if one.field == "school")


def _findings(
    table: SheetTable, file: str, book: SchoolBook, explained: frozenset[str], county: str
) -> tuple[Finding, ...]:  # fmt: skip
    blank = pd.Series("", index=table.frame.index, dtype="str")
    codes, names = (table.frame.get(name, blank) for name in ("school_code", "school"))
    odd = (book.resolve(codes, names) < 0) & ((codes != "") | (names != "")).to_numpy()
    rows = pd.DataFrame(
        {"name": names[odd].where(names[odd] != "", codes[odd]), "row": table.frame["row"][odd], "count": 1}
    )
    whole = rows.groupby("name", as_index=False).agg(row=("row", "min"), count=("count", "sum"))
    whole = whole[~whole["name"].map(fold_name).isin(list(explained))]
    whole = whole.sort_values(["count", "name"], ascending=[False, True])
    told = []
    for name, row, count in whole.head(_NAMED).itertuples(index=False):
        hint = school_hint(book, str(name), county)
        params = {"name": name, "count": count, "hint": hint or Word("school-hint-none")}
        place = table.place(file, int(row), "school" if (names == name).any() else "school_code")
        told.append(Finding("school-not-in-list", place, params, rows=int(count), severity="warning"))
    if len(whole) > _NAMED:
        rest = whole.iloc[_NAMED:]
        params = {"schools": len(rest), "count": int(rest["count"].sum())}
        told.append(Finding("schools-not-in-list", table.place(file, table.header_row), params, severity="warning"))
    return tuple(told)
