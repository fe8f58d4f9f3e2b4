"""Balances: each line is moved for exactly its amount, and no book account of it ever stands on the wrong side."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from aid_ledger.ledger.verifying.columns import NOWHERE, numbers, places, said, where
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
    names = lines["line"]
    reverse, corrected = said(lines["kind"], "reverse"), places(lines["corrects"], names)
    for row in where(reverse & (corrected == NOWHERE)):
        yield Bad("line", names[row].as_py(), "not-in-journal")
        return
    line, amount = places(transfers["line"], names), numbers(transfers["amount"])
    accounts = pa.concat_arrays([pa.array([_OUTSIDE], pa.large_string()), transfers["debit"], transfers["credit"]])
    accounts = accounts.unique()
    debit, credit = (places(transfers[side], accounts) for side in ("debit", "credit"))
    for row in where((amount <= 0) | (debit == credit) | (line == NOWHERE)):
        yield Bad("transfer", transfers["transfer"][row].as_py(), "unbalanced")
        return
    moved = np.zeros(len(names), dtype=np.int64)
    outside = (debit == 0) | (credit == 0)
    np.add.at(moved, line[outside], amount[outside])
    for row in where(moved != np.abs(numbers(lines["amount"]))):
        yield Bad("line", names[row].as_py(), "balance-differs")
    held = np.zeros((len(accounts), len(names)), dtype=np.int64)
    whose = np.where(reverse, corrected, np.arange(len(names)))[line]
    np.add.at(held, (credit, whose), amount)
    np.subtract.at(held, (debit, whose), amount)
    wrong = np.where(said(lines["kind"], "recover"), held > 0, held < 0).reshape(held.shape)
    wrong[0] = False
    for row in where(np.any(wrong, axis=0)):
        yield Bad("line", names[row].as_py(), "account-overdrawn")
