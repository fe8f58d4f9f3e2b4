"""Payments: who gets what on which account is what the digest of each batch says, and that of each approval."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from aid_ledger.ledger.records import digest_of_payments
from aid_ledger.ledger.verifying.batches import said_of
from aid_ledger.ledger.verifying.columns import NO_ROWS, Column, Rows, at, by_value, numbers, places, said
from aid_ledger.ledger.verifying.finding import Bad
from aid_ledger.ledger.verifying.orders import ended_by
from aid_ledger.ledger.verifying.rows import Books


def check(books: Books) -> Iterator[Bad]:
    """Yield the batches and approvals whose payment digest does not follow, where nobody in them is erased."""
    lines = books.tables["line"]
    digests = _Digests(books)
    version = places(lines["person"], books.persons["person"])
    rows = by_value(lines["batch"])
    for batch, (_, words) in said_of(books).items():
        own = rows[batch]
        kinds = at(lines["kind"], own)
        if digests.differ(own, version[own], at(lines["amount"], own), kinds, words["digest"]):
            yield Bad("batch", batch, "payments-differ")
    yield from _approvals(books, digests)


def _approvals(books: Books, digests: _Digests) -> Iterator[Bad]:
    """Compare each approval with the orders of its batch that stood after it."""
    orders, approvals = books.tables["payment_order"], books.tables["approval"]
    line = places(orders["line"], books.tables["line"]["line"])
    version = places(orders["person"], books.persons["person"])
    since, until = numbers(orders["seq"]), ended_by(books)
    of_batch = by_value(orders["batch"])
    names = ("approval", "batch", "seq", "payments")
    for approval, batch, seq, payments in zip(*(approvals[name].to_pylist() for name in names), strict=True):
        own = of_batch.get(batch, NO_ROWS)
        own = own[(since[own] <= seq) & (seq < until[own])]
        own = own[np.argsort(line[own], kind="stable")]
        kinds = pa.repeat(pa.scalar("pay", pa.large_string()), len(own))
        if digests.differ(line[own], version[own], at(orders["amount"], own), kinds, payments):
            yield Bad("approval", approval, "payments-differ")


class _Digests:
    """Payment digests of lines on accounts: what fitted once (a batch approved as posted) is not spelled again."""

    def __init__(self, books: Books) -> None:
        self._lines, self._persons = books.tables["line"], books.persons
        whose = places(self._lines["person"], self._persons["person"])
        identity = at(self._persons["identity"], whose)
        school = pc.binary_join_element_wise(
            self._lines["school_code"], self._lines["school"], pa.scalar("", pa.large_string())
        )
        self._who: Column = pc.if_else(pc.equal(identity, pa.scalar("", pa.large_string())), school, identity)
        self._erased = said(self._persons["salt"], "")
        self._of_erased = self._erased[whose]
        self._fitted: list[tuple[Rows, Rows, Column, Column, str]] = []

    def differ(self, lines: Rows, versions: Rows, amounts: Column, kinds: Column, digest: str) -> bool:
        """Tell whether payments have another digest; of erased persons nobody can say.

        Args:
            lines: in order.
            versions: of persons, whose accounts they go to.
            amounts: fen.
            kinds: of the lines; an order pays.
            digest: as sealed.
        """
        if self._of_erased[lines].any() or self._erased[versions].any():
            return False
        for known_lines, known_versions, known_amounts, known_kinds, known in self._fitted:
            if (
                known == digest and np.array_equal(known_lines, lines) and np.array_equal(known_versions, versions)
                and known_amounts.equals(amounts) and known_kinds.equals(kinds)
            ):  # fmt: skip
                return False
        own = digest_of_payments([
            at(self._who, lines), at(self._lines["programme"], lines), at(self._lines["term"], lines), kinds, amounts,
            at(self._lines["payee"], lines), at(self._persons["account"], versions),
            at(self._persons["account_name"], versions),
        ])  # fmt: skip
        if own != digest:
            return True
        self._fitted.append((lines, versions, amounts, kinds, own))
        return False
