"""Re-derives the books from their values and names the first record that does not fit: one module a subject.

What it cannot know: records cut off at the end, or a journal chained anew from some record on, unless a head was kept
elsewhere (printed on a signed sheet). Where a record was altered together with its own digest, what it was sealed
with is named, its batch or its journal record, and of a row among them what :mod:`restoring` can prove.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from aid_ledger.ledger.verifying import (
    balances,
    batches,
    controls,
    journal,
    lists,
    orders,
    payments,
    persons,
    restoring,
    rows,
    seals,
    signatures,
)
from aid_ledger.ledger.verifying.finding import MOST, Bad, Bads, Changed
from aid_ledger.ledger.verifying.journal import read_record
from aid_ledger.ledger.verifying.persons import Erasure
from aid_ledger.ledger.verifying.signatures import KeyUse, Signatures
from aid_ledger.store import GENESIS, Connection, Head, rows_of
from aid_ledger.words import Lang, phrase

__all__ = [
    "MOST",
    "Bad",
    "Bads",
    "Changed",
    "Erasure",
    "KeyUse",
    "Signatures",
    "Verification",
    "check_signatures",
    "read_record",
    "signature_uses",
    "verify",
]
check_signatures = signatures.check
signature_uses = signatures.uses


_FEW_TRIGGERS = 3
"""As many are named one by one; whoever drops them mostly drops all."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What was checked and what was found.

    ``more`` are further ones of the same subject (balances, orders, archived files …), of ``bad`` in all: other
    subjects rest on what does not hold, and were not looked at. ``records`` counts the rows that were read, all
    tables; ``erased`` the persons erased, by the ``erasures``; ``signatures`` says who signed.
    ``unnamed`` counts archived files that no record names: a command that was killed leaves some, and so does a tail of
    the books that was cut off.
    """

    ok: bool
    records: int
    head: Head
    first_bad: Bad | None = None
    more: tuple[Bad, ...] = ()
    bad: int = 0
    erased: int = 0
    erasures: tuple[Erasure, ...] = ()
    signatures: Signatures = field(default_factory=Signatures)
    unnamed: int = 0

    def said(self, lang: Lang) -> tuple[str, ...]:
        """Return what does not fit, a sentence each, of many triggers one, and last how many are not listed."""
        if self.first_bad is None:
            return ()
        triggers = [bad.id for bad in self.more if bad.table == "trigger"]
        together = len(triggers) > _FEW_TRIGGERS
        listed = (self.first_bad, *(bad for bad in self.more if not together or bad.table != "trigger"))
        said = [bad.said(lang) for bad in listed]
        if together:
            said.append(phrase("verify-triggers", lang, count=len(triggers), names=", ".join(triggers[:_FEW_TRIGGERS])))
        rest = self.bad - 1 - len(self.more)
        last = (phrase("verify-bad-rest", lang, count=f"{rest:,}"),) if rest > 0 else ()
        return (*said, *last)


def verify(connection: Connection, head: str = "") -> Verification:
    """Check everything that can be checked from the database alone.

    Args:
        connection: for reading.
        head: a head digest from paper, as printed (``8306-3DF2-BCA9``) or longer; must be that of some record.
    """
    records = journal.read(connection)
    end = Head(records[-1].seq, records[-1].digest) if records else Head(0, GENESIS)
    signed = rows_of(connection, "signature", order="seq")
    found = _first(journal.check(records, head), signatures.check(records, signed))
    if found.count:
        return Verification(False, len(records), end, found.first, found.more, found.count)
    journal_by_seq = {record.seq: record for record in records}
    books, bad = rows.read(connection, journal_by_seq)
    subjects = (lists, batches, seals, balances, persons, orders, payments, controls)
    found = Bads.of(bad) if bad else _first(*(subject.check(books) for subject in subjects))
    if found.first is not None:
        first = restoring.restored(connection, found.first, journal_by_seq)
        return Verification(False, books.rows, end, first, found.more, found.count, books.erased)
    return Verification(
        True,
        books.rows + len(signed),
        end,
        erased=books.erased,
        erasures=tuple(persons.erasures(books.journal)),
        signatures=signatures.uses(records, signed),
    )


def _first(*subjects: Iterable[Bad]) -> Bads:
    """Return what the first subject finds that finds something."""
    return next((found for found in map(Bads.of, subjects) if found.count), Bads())
