"""Who any list in use names as a student's guardian, head or member of the household: for looking at accounts.

Decides nothing about a payment: a holder who is named here is one that a person need not ask about.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from aid_ledger.linking.linked import Linked
from aid_ledger.linking.rows import REGISTERS, ROSTER, identify, stack
from aid_ledger.people.text_columns import is_among

_NAMED = ("guardian_name", "head_name")


@dataclass(frozen=True, slots=True)
class Guardians:
    """By resident ID of a student.

    ``names``: of guardians, heads and members of the student's household, as lists give them, joined by ``、``.
    ``listed``: whose household a register lists member by member: who is not among the names is none of it.
    """

    names: dict[str, str]
    listed: frozenset[str]


def guardians_of(linked: Linked, ids: Collection[str]) -> Guardians:
    """Return who is named beside students.

    Args:
        linked: the term's lists.
        ids: whose; others are left out.
    """
    rows = identify(stack(linked.sources, (*ROSTER, *REGISTERS), ("student_name", "id_no", *_NAMED)))
    rows = rows[is_among(rows["id"], ids) & (rows["id"] != "").to_numpy(dtype=bool)]
    named = [rows[["id", name]].set_axis(["id", "guardian"], axis=1) for name in _NAMED]
    family = families(linked.registers, ids)[["id", "name"]].set_axis(["id", "guardian"], axis=1)
    every = pd.concat([*named, family])
    every = every[every["guardian"].str.strip() != ""].drop_duplicates().sort_values(["id", "guardian"])
    names = {str(key): "、".join(part) for key, part in every.groupby("id")["guardian"]}
    return Guardians(names, frozenset(family["id"].tolist()))


def families(registers: pd.DataFrame, ids: Collection[str]) -> pd.DataFrame:
    """Return ``id, name, number``: of each student the other members of a household that a register lists.

    ``number`` is the member's certain resident ID, ``""`` where there is none.
    """
    rows = registers[["id", "student_name", "household_no", "src", "row"]]
    place = (
        rows["src"].astype(str)
        + "/"
        + rows["household_no"].where(rows["household_no"] != "", "@" + rows["row"].astype(str))
    )
    rows = rows.assign(household=place)
    own = rows.loc[is_among(rows["id"], ids) & (rows["id"] != "").to_numpy(dtype=bool), ["id", "household"]]
    others = rows.loc[is_among(rows["household"], own["household"].tolist()), ["id", "student_name", "household"]]
    pairs = own.merge(others, on="household", suffixes=("", "_other"))
    pairs = pairs[(pairs["id"] != pairs["id_other"]) & (pairs["student_name"] != "")]
    return pairs[["id", "student_name", "id_other"]].set_axis(["id", "name", "number"], axis=1)
