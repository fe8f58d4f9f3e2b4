"""Balances: each line is moved for exactly its amount, and no book account of it ever stands on the wrong side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from aid_ledger.ledger.verifying.finding import Bad
from aid_ledger.ledger.verifying.rows import Books

_OUTSIDE = "aid"
"""The book account that everything comes from and goes back to."""
_NOWHERE = -1


def check(books: Books) -> Iterator[Bad]:
    """Yield transfers that move nothing, and lines whose accounts do not add up.

    Of what is paid no account but ``aid`` is ever owed to (below zero), of what is claimed back none is above zero. A
    line taken back counts with the line that took it back.
    """
    lines, transfers = books.tables["line"], books.tables["transfer"]
    names, kinds = lines["line"], lines["kind"]
    place = {line: row for row, line in enumerate(names)}
    counted_with = list(range(len(names)))
    for row, (kind, corrects) in enumerate(zip(kinds, lines["corrects"], strict=True)):
        if kind == "reverse":
            if corrects not in place:
                yield Bad("line", names[row], "not-in-journal")
                return
            counted_with[row] = place[corrects]
    line = np.fromiter((place.get(one, _NOWHERE) for one in transfers["line"]), dtype=np.int64)
    amount = np.array(transfers["amount"], dtype=np.int64)
    accounts = sorted({_OUTSIDE, *transfers["debit"], *transfers["credit"]})
    debit, credit = (_codes(transfers[side], accounts) for side in ("debit", "credit"))
    for row in np.flatnonzero((amount <= 0) | (debit == credit) | (line == _NOWHERE)).tolist():
        yield Bad("transfer", transfers["transfer"][row], "unbalanced")
        return
    moved = np.zeros(len(names), dtype=np.int64)
    outside = (debit == accounts.index(_OUTSIDE)) | (credit == accounts.index(_OUTSIDE))
    np.add.at(moved, line[outside], amount[outside])
    for row in np.flatnonzero(moved != np.abs(np.array(lines["amount"], dtype=np.int64))).tolist():
        yield Bad("line", names[row], "balance-differs")
    held = np.zeros((len(accounts), len(names)), dtype=np.int64)
    whose = np.array(counted_with, dtype=np.int64)[line]
    np.add.at(held, (credit, whose), amount)
    np.subtract.at(held, (debit, whose), amount)
    claims = np.array([kind == "recover" for kind in kinds], dtype=bool)
    wrong = np.where(claims, held > 0, held < 0)
    wrong[accounts.index(_OUTSIDE)] = False
    for row in np.flatnonzero(wrong.any(axis=0)).tolist():
        yield Bad("line", names[row], "account-overdrawn")


def _codes(names: list[str], accounts: list[str]) -> np.ndarray[Any, Any]:
    code: Mapping[str, int] = {account: number for number, account in enumerate(accounts)}
    return np.fromiter(map(code.__getitem__, names), dtype=np.int64)
