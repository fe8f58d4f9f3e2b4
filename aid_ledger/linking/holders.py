"""Whose resident ID goes with the holder of an account: the student's own, or the one that lists give for the holder.

A bank compares it with the account's. So where nobody knows the holder's, or lists give two, it is none: never the
child's beside a parent's name.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.linking.guardians import families
from aid_ledger.linking.linked import Linked
from aid_ledger.linking.rows import REGISTERS, ROSTER, identify, stack
from aid_ledger.people import SELF, NameAgreement, check_ids, compare_names, normalise_names
from aid_ledger.people.text_columns import is_among

_PAIRS = (("account_name", "account_id_no"), ("guardian_name", "guardian_id_no"), ("head_name", "head_id_no"))
_FIELDS = ("student_name", "id_no", *(name for pair in _PAIRS for name in pair))


def holder_ids(linked: Linked, holders: pd.DataFrame) -> npt.NDArray[np.object_]:
    """Return the resident ID of each holder, ``""`` where it is not certain.

    Args:
        linked: the term's lists.
        holders: ``id_number, student_name, account_name, relation``: of the student, and who holds the account.
    """
    table = holders[["id_number", "student_name", "account_name", "relation"]].fillna("").astype("str")
    table = table.reset_index(drop=True)
    own = _own(table)
    others = table[~own & (table["id_number"] != "") & (table["account_name"].str.strip() != "")]
    out: npt.NDArray[np.object_] = np.where(own, table["id_number"], "").astype(object)
    if others.empty:
        return out
    known = _known(linked, others["id_number"].tolist())
    keys = zip(others["id_number"].tolist(), normalise_names(others["account_name"]).tolist(), strict=True)
    out[others.index] = [known.get(key, "") for key in keys]
    return out


def _own(table: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Tell where the student holds the account: by the name, or as the list says where the name may be the same."""
    agree = compare_names(table["account_name"], table["student_name"])
    same = normalise_names(table["account_name"]) == normalise_names(table["student_name"])
    said = table["relation"].str.strip().isin(SELF) & (agree != int(NameAgreement.DIFFERENT))
    own = (table["account_name"].str.strip() != "") & (same | said)
    return np.asarray(own, dtype=np.bool_)


def _known(linked: Linked, ids: list[str]) -> dict[tuple[str, str], str]:
    """Return the one ID that lists give of each person named beside a student: by the student's ID and the name."""
    rows = identify(stack(linked.sources, (*ROSTER, *REGISTERS, "accounts"), _FIELDS))
    rows = rows[is_among(rows["id"], ids) & (rows["id"] != "").to_numpy(dtype=bool)]
    parts = [_certain(rows["id"], rows[name], rows[number], rows[f"{number}_damaged"]) for name, number in _PAIRS]
    parts.append(_of_families(linked.registers, ids))
    every = pd.concat(parts, ignore_index=True)
    every = every[(every["number"] != "") & (every["name"] != "") & (every["number"] != every["id"])].drop_duplicates()
    one = every[~every.duplicated(["id", "name"], keep=False)]
    return dict(zip(zip(one["id"].tolist(), one["name"].tolist(), strict=True), one["number"].tolist(), strict=True))


def _certain(
    ids: pd.Series[str], names: pd.Series[str], numbers: pd.Series[str], damaged: pd.Series[bool]
) -> pd.DataFrame:  # fmt: skip
    checked = check_ids(numbers.astype("str"))
    good = checked.usable & ~damaged.to_numpy(dtype=bool)
    number = checked.normal.where(good, "").to_numpy()
    return pd.DataFrame(
        {"id": ids.to_numpy(), "name": normalise_names(names.astype("str")).to_numpy(), "number": number}
    )


def _of_families(registers: pd.DataFrame, ids: list[str]) -> pd.DataFrame:
    """Return who stands in one household with a student, each with an ID of their own."""
    pairs = families(registers, ids)
    names = normalise_names(pairs["name"].astype("str")).to_numpy()
    return pd.DataFrame({"id": pairs["id"].to_numpy(), "name": names, "number": pairs["number"].to_numpy()})
