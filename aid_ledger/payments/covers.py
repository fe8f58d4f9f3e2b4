"""What the covering sheet (封面) of a sending says of each file: counts and totals to compare at the counter.

Decides nothing: the figures are those of the files; their digests are of the bytes as they were written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aid_ledger.money import to_capitals
from aid_ledger.payments.bank_files import BankFile


@dataclass(frozen=True, slots=True)
class Cover:
    """One file on the covering sheet. ``total`` is fen, ``hash_total`` twelve digits, ``digest`` sha256 in 64 hex."""

    file: str
    batch: str
    whom: str
    programmes: tuple[str, ...]
    payer: str
    count: int
    total: int
    capitals: str
    hash_total: str
    digest: str


def bank_covers(files: Sequence[BankFile], digests: Mapping[str, str]) -> tuple[Cover, ...]:
    """Return what the covering sheet says, one a file, in their order.

    Raises:
        KeyError: a file has no digest.
    """
    return tuple(
        Cover(
            one.name, one.batch, one.whom, one.programme_names, one.payer, one.count, one.total,
            to_capitals(one.total), f"{one.hash_total:012d}", digests[one.name],
        )
        for one in files
    )  # fmt: skip
