"""Use case: erase. Blanks all that the books know of one student, once no money of theirs is open, and records that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from aid_ledger.errors import Finding, InputError, LedgerError
from aid_ledger.ledger import lines_of
from aid_ledger.people import check_id, check_student_numbers, mask_id
from aid_ledger.store import Connection, Head, append, blank_persons, columns_of

if TYPE_CHECKING:
    from aid_ledger.office import Office

_AT_AN_END = ("paid", "void", "recovered", "waived")


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased: a subject of the ledger, how many versions of it, and the journal head after it."""

    subject: str
    versions: int
    terms: tuple[str, ...]
    head: Head


def erase(office: Office, student: str, *, why: str, by: str, at: str) -> Erased:
    """Erase a student from the table of persons: identity, numbers, name, accounts, all versions of them.

    Lines, orders and transfers stay, with their commitments to what nobody can read any more. Archived files stay, too:
    they are under the duty to keep the papers behind payments.

    Args:
        office: the workspace.
        student: ID number, 学籍号 or line id.
        why: the law or the request that asks for it.
        by: who erases.
        at: when.

    Raises:
        InputError: ``erase-not-known``.
        LedgerError: ``erase-money-open``: a line of theirs is not paid, taken back or recovered. Nothing was written.
    """
    with office.database.write() as connection:
        lines = lines_of(connection)
        persons = pd.DataFrame(columns_of(connection, "person", order="person"))
        subject = _subject(persons, lines, student)
        own = lines[lines["subject"] == subject]
        open_ = own[~own["state"].isin(_AT_AN_END)]
        if len(open_):
            shown = student if student in set(own["line"]) else mask_id(student)
            params = {"student": shown, "count": len(open_), "line": open_["line"].iloc[0]}
            raise LedgerError(Finding("erase-money-open", params=params))
        return _erase(connection, persons, own, why=why, by=by, at=at)


def _erase(
    connection: Connection, persons: pd.DataFrame, own: pd.DataFrame, *, why: str, by: str, at: str
) -> Erased:  # fmt: skip
    subject = str(own["subject"].iloc[0])
    versions = [int(one) for one in persons.loc[(persons["subject"] == subject) & (persons["salt"] != ""), "person"]]
    blank_persons(connection, versions)
    body = {"persons": versions, "count": 1, "why": why}
    end = append(connection, "erase", by=by, at=at, body=body)
    return Erased(subject, len(versions), tuple(sorted(set(own["term"]))), end)


def _subject(persons: pd.DataFrame, lines: pd.DataFrame, student: str) -> str:
    """Return the subject of a student who is not erased yet."""
    known = persons[persons["subject"].str.startswith("p") & (persons["salt"] != "")]
    number = check_id(student).normal
    school_number = check_student_numbers(pd.Series([student], dtype="str")).normal.iloc[0]
    of_line = lines.loc[lines["line"] == student, "subject"]
    for found in (
        known[(known["id_number"] == number) & (number != "")],
        known[(known["student_no"] == school_number) & (school_number != "")],
        known[known["subject"].isin(of_line)],
    ):
        subjects = sorted(set(found["subject"]))
        if len(subjects) == 1:
            return str(subjects[0])
        if subjects:
            raise InputError(Finding("erase-several", params={"student": mask_id(student), "count": len(subjects)}))
    raise InputError(Finding("erase-not-known", params={"student": mask_id(student)}))
