"""Payments: who gets what on which account is what the digest of each batch says, and that of each approval."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from aid_ledger.ledger.records import digest_of_payments
from aid_ledger.ledger.verifying.batches import said_of
from aid_ledger.ledger.verifying.finding import Bad
from aid_ledger.ledger.verifying.rows import Books
from aid_ledger.ledger.verifying.seals import by_value

Item = tuple[int, int, int, str]
"""What is to be paid: the places of a line and of the version of a person whose account it is, fen, kind."""


def check(books: Books) -> Iterator[Bad]:
    """Yield the batches and approvals whose payment digest does not follow, where nobody in them is erased."""
    lines = books.tables["line"]
    place = {person: row for row, person in enumerate(books.persons["person"])}
    rows = by_value(lines["batch"])
    for batch, (_, words) in said_of(books).items():
        own = [(row, place[lines["person"][row]], lines["amount"][row], lines["kind"][row]) for row in rows[batch]]
        if _differs(books, own, words["digest"]):
            yield Bad("batch", batch, "payments-differ")
    for approval, payments, standing in _approvals(books, place):
        if _differs(books, standing, payments):
            yield Bad("approval", approval, "payments-differ")


def _approvals(books: Books, place: dict[int, int]) -> Iterator[tuple[str, str, Sequence[Item]]]:
    """Yield each approval with its digest and the orders of its batch that stood after it."""
    orders, ends, approvals = (books.tables[name] for name in ("payment_order", "order_end", "approval"))
    line_at = {line: row for row, line in enumerate(books.tables["line"]["line"])}
    ended = dict(zip(ends["payment_order"], ends["seq"], strict=True))
    of_batch = by_value(orders["batch"])
    for approval, batch, seq, payments in zip(
        *(approvals[name] for name in ("approval", "batch", "seq", "payments")), strict=True
    ):
        yield (
            approval,
            payments,
            [
                (line_at[orders["line"][row]], place[orders["person"][row]], orders["amount"][row], "pay")
                for row in of_batch.get(batch, ())
                if orders["seq"][row] <= seq < ended.get(orders["payment_order"][row], seq + 1)
            ],
        )


def _differs(books: Books, items: Sequence[Item], digest: str) -> bool:
    """Tell whether payments have another digest; of erased persons nobody can say."""
    lines, persons = books.tables["line"], books.persons
    whose: list[Any] = lines["person"]
    identity = dict(zip(persons["person"], persons["identity"], strict=True))
    erased = {person for person, salt in zip(persons["person"], persons["salt"], strict=True) if salt == ""}
    if erased and any(whose[line] in erased or persons["salt"][row] == "" for line, row, _, _ in items):
        return False
    programme, term, payee = (lines[name] for name in ("programme", "term", "payee"))
    code, school = lines["school_code"], lines["school"]
    account, holder = persons["account"], persons["account_name"]
    return digest != digest_of_payments(
        (
            identity[whose[line]] or code[line] + school[line],
            programme[line], term[line], kind, amount, payee[line], account[row], holder[row],
        )
        for line, row, amount, kind in items
    )  # fmt: skip
