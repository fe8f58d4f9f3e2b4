"""Payments: who gets what on which account is what the digest of each batch says."""

from __future__ import annotations

from collections.abc import Iterator

from aid_ledger.ledger.records import digest_of_payments
from aid_ledger.ledger.verifying.batches import said_of
from aid_ledger.ledger.verifying.finding import Bad
from aid_ledger.ledger.verifying.rows import Books
from aid_ledger.ledger.verifying.seals import by_value


def check(books: Books) -> Iterator[Bad]:
    """Yield the batches whose payment digest does not follow from their lines and persons, where none is erased."""
    lines, persons = books.tables["line"], books.persons
    place = {person: row for row, person in enumerate(persons["person"])}
    rows = by_value(lines["batch"])
    for batch, (_, words) in said_of(books).items():
        own = [(row, place[lines["person"][row]]) for row in rows.get(batch, ())]
        if any(persons["salt"][person] == "" for _, person in own):
            continue
        payments = [
            (
                persons["identity"][person] or lines["school_code"][row] + lines["school"][row],
                *(lines[name][row] for name in ("programme", "term", "kind", "amount", "payee")),
                persons["account"][person], persons["account_name"][person],
            )
            for row, person in own
        ]  # fmt: skip
        if digest_of_payments(payments) != words["digest"]:
            yield Bad("batch", batch, "payments-differ")
