"""Balances: each line is moved for exactly its amount, and no book account of it ever stands on the wrong side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from aid_ledger.ledger.verifying.finding import Bad
from aid_ledger.ledger.verifying.rows import Books

_OUTSIDE = "aid"
"""The book account that everything comes from and goes back to."""


def check(books: Books) -> Iterator[Bad]:
    """Yield transfers that move nothing, and lines whose accounts do not add up.

    Of what is paid no account but ``aid`` is ever owed to (below zero), of what is claimed back none is above zero. A
    line taken back counts with the line that took it back.
    """
    lines, transfers = books.tables["line"], books.tables["transfer"]
    family = dict(zip(lines["line"], lines["line"], strict=True))
    kinds = dict(zip(lines["line"], lines["kind"], strict=True))
    for line, kind, corrects in zip(lines["line"], lines["kind"], lines["corrects"], strict=True):
        if kind == "reverse":
            if corrects not in kinds:
                yield Bad("line", line, "not-in-journal")
            family[line] = corrects
    moved, held = dict.fromkeys(family, 0), Counter[tuple[str, str]]()
    for transfer, line, debit, credit, amount in zip(
        *(transfers[name] for name in ("transfer", "line", "debit", "credit", "amount")), strict=True
    ):
        if amount <= 0 or debit == credit or line not in family:
            yield Bad("transfer", transfer, "unbalanced")
            continue
        if _OUTSIDE in (debit, credit):
            moved[line] += amount
        held[family[line], debit] -= amount
        held[family[line], credit] += amount
    for line, amount in zip(lines["line"], lines["amount"], strict=True):
        if moved[line] != abs(amount):
            yield Bad("line", line, "balance-differs")
    for (line, account), fen in held.items():
        if fen and account != _OUTSIDE and (fen > 0) is (kinds.get(line) == "recover"):
            yield Bad("line", line, "account-overdrawn")
