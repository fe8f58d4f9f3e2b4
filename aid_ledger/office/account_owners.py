"""Whose an account is: a student's or household's is theirs, and money to a school, whoever it is for, goes to one.

A school's account is one for all its students, so one that changed is another account also for a student new to it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from aid_ledger.store import Connection, columns_of

OWNER = "owner"


def line_of_change(change: str) -> str:
    """Return the line that an approved change of an account was made for.

    >>> line_of_change("2023S-001-00007-C12")
    '2023S-001-00007'
    """
    return change.rpartition("-C")[0]


def with_owner(connection: Connection, rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows with ``owner``: the subject, or of money to a school that school, by its code or else its name.

    Args:
        connection: for reading.
        rows: with ``line``, ``subject`` and ``payee``; a line of the ledger each.
    """
    if not (rows["payee"] == "school").any():
        return rows.assign(**{OWNER: rows["subject"]})
    names = ("line", "school_code", "school")
    lines = pd.DataFrame(columns_of(connection, "line", names=names)).set_index("line").astype(object)
    own = lines.reindex(rows["line"])
    school = own["school_code"].where(own["school_code"] != "", own["school"]).fillna("").to_numpy(dtype=object)
    to_school = (rows["payee"] == "school").to_numpy() & (school != "")
    return rows.assign(**{OWNER: np.where(to_school, "school " + school, rows["subject"].to_numpy(dtype=object))})
