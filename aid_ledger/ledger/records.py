"""The digests of lines, transfers, shares and persons, and the payment digest of a batch.

Two kinds that must not be mixed. A *record digest* seals a row of the database; a line's holds a salted commitment
to the person instead of the person. The *payment digest* says who gets what, how much and to whom, with IDs; it is
the same for the same payments on every machine and in any order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from aid_ledger.store import digest, digest_columns, digest_of_digests
from aid_ledger.store.tables import PERSONAL, column_names

PAYMENT = ("who", "programme", "term", "kind", "amount", "payee", "account", "account_name")
"""What a payment says, in the order of its digest."""
Columns = Mapping[str, Sequence[Any]]


def sealed_columns(table: str) -> tuple[str, ...]:
    """Return the columns that a record digest covers, in their order: all but the digest itself."""
    return tuple(name for name in column_names(table) if name != "digest")


def record_digests(table: str, columns: Columns) -> list[str]:
    """Return the record digest of each row of ``line``, ``transfer`` or ``share``."""
    return digest_columns(table, [columns[name] for name in sealed_columns(table)])


def commitments(persons: Columns) -> list[str]:
    """Return the salted commitment to each version of a person."""
    return digest_columns("person", [persons[name] for name in PERSONAL])


def source_seals(rows: Iterable[Sequence[str | int]]) -> list[str]:
    """Return the digests of rows of ``source`` or ``source_end``, without their ``seq``, sorted, for the journal."""
    return sorted(digest("source", row) for row in rows)


def decision_seals(rows: Iterable[Sequence[str | int]]) -> list[str]:
    """Return the digests of rows of ``decision`` or ``decision_end``, without their ``seq``, sorted."""
    return sorted(digest("decision", row) for row in rows)


def payment_digest(lines: pd.DataFrame) -> str:
    """Return the digest of a payment list: who (identity, or code and name of the school), what, how much, to whom.

    Args:
        lines: columns of lines and of their persons, in any order.
    """
    who = np.where(lines["identity"] != "", lines["identity"], lines["school_code"] + lines["school"])
    named = lines.assign(who=who)
    return digest_of_payments([pa.array(named[name]) for name in PAYMENT])


def digest_of_payments(columns: Sequence[Sequence[Any] | pa.Array]) -> str:
    """Return the digest of payments in any order, given as the columns :data:`PAYMENT`.

    It runs over them sorted by all of these: text by code points, which is the order of its bytes too.
    """
    table = pa.table(dict(zip(PAYMENT, columns, strict=True)))
    ordered = table.take(pc.sort_indices(table, [(name, "ascending") for name in PAYMENT]))
    return digest_of_digests("payments", digest_columns("payment", [one.to_pylist() for one in ordered.columns]))
