"""Persons: every row holds a commitment to the version that it names; who was erased, and that a record says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from aid_ledger.ledger.verifying.columns import NOWHERE, at, places, said, same, where
from aid_ledger.ledger.verifying.finding import Bad
from aid_ledger.ledger.verifying.journal import Record
from aid_ledger.ledger.verifying.rows import Books

_NAMING = (
    ("line", ("subject", "payee")),
    ("payment_order", ("payee",)),
    ("account_change", ("subject", "payee")),
)
"""Tables that name a version beside their commitment to it, and what they say of it too."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """A record that erased persons: how many versions of how many persons, by whom, when and why."""

    seq: int
    by: str
    at: str
    why: str
    persons: int
    versions: int


def check(books: Books) -> Iterator[Bad]:
    """Yield persons that are missing, altered, named by nothing, or blank without a record that erased them."""
    persons = books.persons
    names = persons["person"]
    recorded = pa.array([person for record in books.journal.values() for person in _erased(record)], pa.int64())
    erased, blank = places(names, recorded) != NOWHERE, said(persons["salt"], "")
    for row in where(blank != erased):
        yield Bad("person", str(names[row]), "erased-without-record" if blank[row] else "erased-but-there")
    used = [books.tables["account_change"]["old_person"]]
    for table, same_as in _NAMING:
        columns = books.tables[table]
        used.append(columns["person"])
        version = places(columns["person"], names)
        sealed = same(at(persons["commitment"], version), columns["commitment"])
        known = np.append(erased, False)[version]  # erased: nothing is known of what was sealed
        for row in where(~sealed & ~known):
            if version[row] == NOWHERE:
                yield Bad("person", str(columns["person"][row]), "record-missing")
            yield Bad("person", f"{columns['person'][row]} ({columns[table][row]})", "values-altered")
        for name in same_as:
            for row in where(~same(at(persons[name], version), columns[name])):
                yield Bad("person", f"{columns['person'][row]} ({columns[table][row]})", "values-altered")
    for row in where(places(names, pa.concat_arrays(used)) == NOWHERE):
        yield Bad("person", str(names[row]), "not-in-journal")


def erasures(journal: Mapping[int, Record]) -> Iterator[Erasure]:
    """Yield what was erased, in order."""
    for record in journal.values():
        if record.kind == "erase":
            body = record.body
            yield Erasure(
                record.seq, record.by, record.at, str(body.get("why", "")), int(body.get("count", 0)),
                len(body.get("persons", ())),
            )  # fmt: skip


def _erased(record: Record) -> tuple[int, ...]:
    return tuple(record.body.get("persons", ())) if record.kind == "erase" else ()
