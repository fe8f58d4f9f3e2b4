"""What an auditor's own copies of lists and bank returns say beside the archive and the books, which are only read."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from aid_ledger.audit.list_differences import ListDifferences, likeness, list_differences
from aid_ledger.intake import read_file
from aid_ledger.office.settling import SettleOptions, look_at_return
from aid_ledger.office.sources import all_sources, in_use_for

if TYPE_CHECKING:
    from aid_ledger.office import Office
    from aid_ledger.payments import Matched
    from aid_ledger.terms import Term

Likeness = Literal["identical", "same", "differs", "not-archived", "out-of-use"]


@dataclass(frozen=True, slots=True)
class GivenList:
    """One list of a file of the auditor's, beside the archived one.

    ``status``: ``identical`` (the very bytes), ``same`` (other bytes, every row and cell alike), ``differs``,
    ``not-archived`` (no list in use shares a person with it), ``out-of-use`` (the very bytes, but taken out of use).
    ``source`` and ``archived`` name the archived list; ``differences`` where the bytes are others.
    """

    file: str
    sheet: str
    kind: str
    status: Likeness
    source: str = ""
    archived: str = ""
    differences: ListDifferences | None = None


def compare_lists(
    office: Office, name: str, data: bytes, term: Term, *, kind: str | None = None
) -> tuple[GivenList, ...]:  # fmt: skip
    """Compare a roster or register of the auditor's with the archived ones that speak for a term.

    Raises:
        FindingsError: what :func:`aid_ledger.intake.read_file` raises; not for bytes that are archived.
    """
    with office.database.read() as connection:
        everything = all_sources(connection)
    archived = in_use_for(everything, str(term))
    digest = hashlib.sha256(data).hexdigest()
    for rows, status in ((archived, "identical"), (everything, "out-of-use")):
        own = [row for row in rows if row["digest"] == digest and row["term"] in ("", str(term))]
        if own:
            said: Likeness = "identical" if status == "identical" else "out-of-use"
            return tuple(GivenList(name, row["sheet"], row["kind"], said, row["source"], row["file"]) for row in own)
    reading = read_file(data, name, kind=kind, profiles=office.profiles(), terms=(term,))
    found = []
    for table in reading.tables:
        candidates = [(row, office.load(row).table) for row in archived if row["kind"] == table.kind]
        best = max(candidates, key=lambda one: likeness(table, one[1]), default=None)
        if best is None or not likeness(table, best[1]):
            found.append(GivenList(name, table.sheet, table.kind, "not-archived"))
            continue
        row, ours = best
        differences = list_differences(table, ours)
        same: Likeness = "same" if differences.none else "differs"
        found.append(GivenList(name, table.sheet, table.kind, same, row["source"], row["file"], differences))
    return tuple(found)


def compare_returns(office: Office, files: Sequence[tuple[str, bytes]], *, bank: str = "") -> Matched:
    """Say of each row of a bank's return what the books make of it; nothing is booked.

    A row that the books have as the bank says it is ``repeated``; ``ok`` and ``failed`` are not booked yet.

    Raises:
        InputError: what :func:`aid_ledger.office.settling.settle` raises of a file that cannot be read.
    """
    return look_at_return(office, files, SettleOptions(bank=bank))
