"""Who a student is across terms: the lasting surrogate behind changing IDs and accounts.

A student is found by identity, or else by the same 学籍号 and name under another identity (an ID filled in or corrected
later keeps what was paid). The same 学籍号 under another name, or beside the ID of a person who is there too, is
somebody's slip: such a student is not posted.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from aid_ledger.ledger.records import commitments
from aid_ledger.people.text_columns import is_among
from aid_ledger.store import Connection, columns_of, insert
from aid_ledger.store.tables import PERSONAL, column_names

_KEY = ["subject", "payee"]
_SALT = 32
"""Characters of a salt: 16 bytes in hex."""
_VERSIONED = [name for name in PERSONAL if name != "salt"]


@dataclass(frozen=True, slots=True)
class Known:
    """Everybody the ledger has met: all versions, the latest last, with ``student``, the surrogate (0: a school)."""

    versions: pd.DataFrame

    @classmethod
    def read(cls, connection: Connection) -> Known:
        """Read the table of persons."""
        versions = pd.DataFrame(columns_of(connection, "person", "", "person"))
        return cls(versions.assign(student=[student_of(subject) for subject in versions["subject"].tolist()]))

    def surrogates(self, students: pd.DataFrame) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        """Find the surrogate of each student.

        Args:
            students: ``identity``, ``student_no``, ``name``; one row a student, identities unique.

        Returns:
            The surrogate (0: not met yet), and why the 学籍号 is in doubt: ``student-number-two-names`` where it stands
            under another name, ``student-number-other-id`` where its holder is here under an ID of their own, or "".
        """
        named = self.versions[self.versions["identity"] != ""]  # schools have none, and who was erased has none left
        by_identity = dict(zip(named["identity"].tolist(), named["student"].tolist(), strict=True))
        found = students["identity"].map(by_identity).fillna(0).astype(int).to_numpy(copy=True)
        doubtful = np.full(len(students), "", dtype=object)
        numbered = self.versions[self.versions["student_no"] != ""]
        who = zip(numbered["student"].tolist(), numbered["name"].tolist(), strict=True)
        holders = dict(zip(numbered["student_no"].tolist(), who, strict=True))
        if not holders:
            return found, doubtful
        taken = set(found[found > 0].tolist())
        unmet = np.flatnonzero((found == 0) & is_among(students["student_no"], holders))
        for row in unmet.tolist():
            student, name = holders[students["student_no"].iat[row]]
            if name != students["name"].iat[row]:
                doubtful[row] = "student-number-two-names"
            elif student in taken:
                doubtful[row] = "student-number-other-id"
            else:
                found[row] = student
                taken.add(student)
        return found, doubtful


def student_of(subject: str) -> int:
    """Return the surrogate in a subject, 0 for a school.

    >>> student_of("p12"), student_of("s3699010001")
    (12, 0)
    """
    return int(subject[1:]) if subject.startswith("p") else 0


def record_versions(connection: Connection, known: Known, persons: pd.DataFrame) -> pd.DataFrame:
    """Write a version for everybody whose data changed, and say which version each line holds.

    Args:
        connection: in a writing transaction.
        known: as read in the same transaction.
        persons: ``subject``, ``payee`` and the personal columns; one row a subject and payee.

    Returns:
        ``subject, payee, person, commitment``, one row a row of ``persons``.
    """
    old = _latest(known, persons)
    same = np.full(len(persons), fill_value=bool(len(old)))
    for column in _VERSIONED if len(old) else ():
        there = old[column].notna().to_numpy(dtype=bool)
        same &= there & (old[column].to_numpy(dtype=object) == persons[column].to_numpy(dtype=object))
    first = int(known.versions["person"].max() or 0) + 1 if len(known.versions) else 1
    fresh = persons[~same].copy()
    fresh["person"] = range(first, first + len(fresh))
    drawn = secrets.token_hex(_SALT // 2 * len(fresh))
    fresh["salt"] = [drawn[place : place + _SALT] for place in range(0, len(drawn), _SALT)]
    names: Sequence[str] = column_names("person")
    insert(connection, "person", zip(*(fresh[name].tolist() for name in names), strict=True))
    versions = fresh
    if same.any():
        versions = pd.concat([fresh[list(names)], old[same].reset_index()[list(names)]], ignore_index=True)
    versions = versions.assign(commitment=commitments({name: versions[name].tolist() for name in PERSONAL}))
    return versions[[*_KEY, "person", "commitment"]]


def _latest(known: Known, persons: pd.DataFrame) -> pd.DataFrame:
    """Return the latest version of each, by subject and payee, blank where there is none; no rows: nobody is known."""
    if known.versions.empty:
        return known.versions
    latest = known.versions.drop_duplicates(_KEY, keep="last").set_index(_KEY)
    return latest.reindex(pd.MultiIndex.from_frame(persons[_KEY]))
