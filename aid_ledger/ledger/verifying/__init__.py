"""Re-derives the books from their values and names the first record that does not fit: one module a subject.

What it cannot know: records cut off at the end, or a journal chained anew from some record on, unless a head was kept
elsewhere (printed on a signed sheet). Where a record was altered together with its own digest, only what it was sealed
with can be named: its batch or its journal record.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain

from aid_ledger.ledger.verifying import (
    balances,
    batches,
    controls,
    journal,
    lists,
    orders,
    payments,
    persons,
    rows,
    seals,
    signatures,
)
from aid_ledger.ledger.verifying.finding import Bad
from aid_ledger.ledger.verifying.journal import read_record
from aid_ledger.ledger.verifying.persons import Erasure
from aid_ledger.ledger.verifying.signatures import KeyUse, Signatures
from aid_ledger.store import GENESIS, Connection, Head, rows_of

__all__ = ["Bad", "Erasure", "KeyUse", "Signatures", "Verification", "check_signatures", "read_record", "verify"]
check_signatures = signatures.check


@dataclass(frozen=True, slots=True)
class Verification:
    """What was checked and what was found.

    ``records`` counts the rows that were read, all tables; ``erased`` the persons erased, by the ``erasures``;
    ``signatures`` says who signed.
    """

    ok: bool
    records: int
    head: Head
    first_bad: Bad | None = None
    erased: int = 0
    erasures: tuple[Erasure, ...] = ()
    signatures: Signatures = field(default_factory=Signatures)


def verify(connection: Connection, head: str = "") -> Verification:
    """Check everything that can be checked from the database alone.

    Args:
        connection: for reading.
        head: a head digest from paper, as printed (``8306-3DF2-BCA9``) or longer; must be that of some record.
    """
    records = journal.read(connection)
    end = Head(records[-1].seq, records[-1].digest) if records else Head(0, GENESIS)
    signed = rows_of(connection, "signature", order="seq")
    bad = next(chain(journal.check(records, head), signatures.check(records, signed)), None)
    if bad is not None:
        return Verification(bad is None, len(records), end, bad)
    books, bad = rows.read(connection, {record.seq: record for record in records})
    if bad is None:
        subjects = (lists, seals, batches, balances, persons, orders, payments, controls)
        bad = next(chain.from_iterable(subject.check(books) for subject in subjects), None)
    if bad is not None:
        return Verification(False, books.rows, end, bad, books.erased)
    return Verification(
        True, books.rows + len(signed), end, None, books.erased, tuple(persons.erasures(books.journal)),
        signatures.uses(records, signed),
    )  # fmt: skip
