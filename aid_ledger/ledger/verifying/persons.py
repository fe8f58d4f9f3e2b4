"""Persons: every row holds a commitment to the version that it names; who was erased, and that a record says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from aid_ledger.ledger.verifying.finding import Bad
from aid_ledger.ledger.verifying.journal import Record
from aid_ledger.ledger.verifying.rows import Books

_NAMING = (
    ("line", "person", ("subject", "payee")),
    ("payment_order", "person", ("payee",)),
    ("account_change", "person", ("subject", "payee")),
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
    erased = {person for record in books.journal.values() for person in _erased(record)}
    for person, salt in zip(persons["person"], persons["salt"], strict=True):
        if (salt == "") is not (person in erased):
            yield Bad("person", str(person), "erased-without-record" if salt == "" else "erased-but-there")
    sealed = dict(zip(persons["person"], persons["commitment"], strict=True))
    said = {name: dict(zip(persons["person"], persons[name], strict=True)) for name in ("subject", "payee")}
    used = set(books.tables["account_change"]["old_person"])
    for table, key, same in _NAMING:
        columns = books.tables[table]
        used.update(columns[key])
        of_person = [said[name] for name in same]
        for row, (person, commitment, *own) in enumerate(
            zip(columns[key], columns["commitment"], *(columns[name] for name in same), strict=True)
        ):
            kept = sealed.get(person)
            if kept is None:
                yield Bad("person", str(person), "record-missing")
            elif kept not in ("", commitment):
                yield Bad("person", f"{person} ({columns[table][row]})", "values-altered")
            if [words.get(person) for words in of_person] != own:
                yield Bad("person", f"{person} ({columns[table][row]})", "values-altered")
    for person in sorted(sealed.keys() - used):
        yield Bad("person", str(person), "not-in-journal")


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
