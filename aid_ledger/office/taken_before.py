"""A file that was taken once, as somebody said how, and comes again in a folder where nobody says it: it is in use.

Else the second import of a folder refuses what the first took, and the payout says that nobody in it is counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from aid_ledger.office.sources import all_sources
from aid_ledger.office.taking import SheetImport, outcomes_of
from aid_ledger.terms import Term

if TYPE_CHECKING:
    from aid_ledger.office import Office


def taken_before(office: Office, name: str, digest: str, terms: Sequence[Term]) -> tuple[SheetImport, ...]:
    """Return the sheets in use of a file with these bytes, for these terms where some are named; none: it is new."""
    said = {"", *map(str, terms)}
    with office.database.read() as connection:
        rows = [row for row in all_sources(connection) if row["in_use"] and row["digest"] == digest]
    own = [row for row in rows if not terms or row["term"] in said]
    tables = [(row, office.load(row).table) for row in own]
    return tuple(
        SheetImport(name, str(row["source"]), str(row["term"]), table, outcomes_of(table), already=True)
        for row, table in tables
    )
