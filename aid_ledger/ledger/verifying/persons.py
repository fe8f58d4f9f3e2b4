"""Persons: every row holds a commitment to the version that it names; who was erased, and that a record says so."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass

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
    erased = {person for record in books.journal.values() for person in _erased(record)}
    for person, salt in zip(persons["person"], persons["salt"], strict=True):
        if (salt == "") is not (person in erased):
            yield Bad("person", str(person), "erased-without-record" if salt == "" else "erased-but-there")
    sealed = dict(zip(persons["person"], persons["commitment"], strict=True))
    used = set(books.tables["account_change"]["old_person"])
    for table, same in _NAMING:
        columns = books.tables[table]
        used.update(columns["person"])
        for row in _apart(sealed, columns["person"], columns["commitment"], erased):
            person = columns["person"][row]
            if person not in sealed:
                yield Bad("person", str(person), "record-missing")
            yield Bad("person", f"{person} ({columns[table][row]})", "values-altered")
        for name in same:
            said = dict(zip(persons["person"], persons[name], strict=True))
            for row in _apart(said, columns["person"], columns[name], frozenset()):
                yield Bad("person", f"{columns['person'][row]} ({columns[table][row]})", "values-altered")
    for person in sorted(sealed.keys() - used):
        yield Bad("person", str(person), "not-in-journal")


def _apart(
    kept: Mapping[int, str], persons: Sequence[int], said: Sequence[str], but: Container[int]
) -> Iterator[int]:  # fmt: skip
    """Yield the places where a row says something else of a person than is kept; of those ``but`` nothing is known."""
    if list(map(kept.get, persons)) != said:
        for row, (person, own) in enumerate(zip(persons, said, strict=True)):
            if kept.get(person) != own and not (person in but and person in kept):
                yield row


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
