"""Which subjects of the ledger are one person: the same 学籍号 and name, an ID corrected since, a name and its card.

Looser than linking, which must be certain before it pays: here a pair is shown to somebody. What siblings and namesakes
share (a card, a birth date, a name) is never enough by itself.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from aid_ledger.people import normalise_account, normalise_names

_ID_WIDTH = 18
_SLIP = 2
"""Digits in which an ID and its correction differ at most."""
Edges = Iterator[tuple[str, str]]


def one_person(lines: pd.DataFrame, students: pd.DataFrame) -> dict[str, str]:
    """Return for each subject that is one person with another the least of them; others are not in it.

    Args:
        lines: ``subject, payee, name, id_number, student_no, account, school_code, class_, grade``.
        students: ``subject, name, id_number, student_no``: what the rosters say today.
    """
    columns = ["subject", "name", "id_number", "student_no", "account", "school_code", "grade", "class_"]
    to_people = lines["payee"] != "school"  # of what a school is paid for them the account is the school's
    of_lines = lines.assign(account=lines["account"].where(to_people, ""))
    of_lines = of_lines.loc[lines["subject"].str.startswith("p"), columns]
    today = students.loc[students["subject"] != ""].reindex(columns=columns, fill_value="")
    known = pd.concat([of_lines, today]).drop_duplicates(ignore_index=True)
    if known["subject"].nunique() < _SLIP:
        return {}
    known["name"] = normalise_names(known["name"].astype("str")).to_numpy(dtype=object)
    distinct = {text: normalise_account(text) for text in known["account"].unique()}
    known["account"] = known["account"].map(distinct)
    above: dict[str, str] = {}
    for one, other in _edges(known[known["name"] != ""], frozenset(today["subject"])):
        low, high = sorted((_root(above, one), _root(above, other)), key=_number)
        if low != high:
            above[high] = low
    return {subject: _root(above, subject) for subject in {*above, *above.values()}}


def _root(above: dict[str, str], subject: str) -> str:
    while subject in above:
        subject = above[subject]
    return subject


def _number(subject: str) -> tuple[int, str]:
    return len(subject), subject


def _edges(known: pd.DataFrame, today: frozenset[str]) -> Edges:
    """Yield pairs of subjects that are one person."""
    numbered = known[known["student_no"] != ""]
    yield from _same(numbered, ["student_no", "name"])
    carded = known[known["account"] != ""]
    yield from _same(carded, ["name", "account"])
    yield from _replaced(known, today)
    yield from _slips(known[known["id_number"].str.len() == _ID_WIDTH])


def _same(known: pd.DataFrame, keys: list[str]) -> Edges:
    own = known[[*keys, "subject"]].drop_duplicates()
    first = own.groupby(keys)["subject"].transform("first")
    differs = (first != own["subject"]).to_numpy()
    yield from zip(first[differs].tolist(), own["subject"][differs].tolist(), strict=True)


def _replaced(known: pd.DataFrame, today: frozenset[str]) -> Edges:
    """Pairs of one name and birth date at one school, of whom one is in the lists today and the other no longer."""
    keys = ["name", "school_code", "born"]
    own = known[(known["id_number"].str.len() == _ID_WIDTH) & (known["school_code"] != "")]
    own = own.assign(born=own["id_number"].str[6:14], here=own["subject"].isin(list(today)))
    own = own.drop_duplicates([*keys, "subject"])
    own = own[own.duplicated(keys, keep=False)].sort_values("here", kind="stable")
    for _, group in own.groupby(keys):
        gone, there = (group.loc[group["here"] == here, "subject"].tolist() for here in (False, True))
        yield from ((one, other) for one in gone for other in there)


def _slips(known: pd.DataFrame) -> Edges:
    """Pairs of one name in one class whose IDs differ by a slip of the pen."""
    keys = ["name", "school_code", "grade", "class_"]
    own = known[[*keys, "subject", "id_number"]].drop_duplicates(["subject", *keys])
    own = own[(own["school_code"] != "") & own.duplicated(keys, keep=False)]
    for _, group in own.groupby(keys):
        digits = np.array([list(text) for text in group["id_number"]])
        near = (digits[:, None, : _ID_WIDTH - 1] != digits[None, :, : _ID_WIDTH - 1]).sum(axis=2) <= _SLIP
        subjects = group["subject"].tolist()
        yield from ((subjects[a], subjects[b]) for a, b in zip(*np.nonzero(np.triu(near, 1)), strict=True))
