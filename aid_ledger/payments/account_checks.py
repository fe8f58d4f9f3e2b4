"""Looks at the accounts of orders before they are approved or sent: what a person should see, and what no bank can pay.

Decides nothing about a payment. A card that several students share, a holder who is neither student nor guardian, an
account that is another one than last time: most of these are in order, and each is how money goes astray.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.errors import Finding
from aid_ledger.payments.names_at_banks import encodable, names_for, unfit_names
from aid_ledger.payments.profiles import BankProfile
from aid_ledger.people import (
    SELF,
    AccountState,
    check_accounts,
    fold_names,
    mask_account,
    mask_name,
    normalise_account,
    normalise_names,
)

KNOWN_COLUMNS = (
    "order", "subject", "relation", "student_name", "guardian_names", "family_listed", "last_account",
    "last_account_name",
)  # fmt: skip
CHECK_COLUMNS = ("order", "line", "check", "severity", "example")
CHECKS = {
    "account-not-payable": "error",
    "account-name-not-allowed": "error",
    "account-shared-many": "warning",
    "account-holder-other": "warning",
    "account-changed": "warning",
    "account-shared-few": "note",
}
"""The checks, with how grave what they find is."""
MANY = 3
"""Students on one account from which on a person is to look, unless a guardian of all of them holds it."""
_EXAMPLES = 3

Marks = npt.NDArray[np.bool_]


def account_checks(
    orders: pd.DataFrame, known: pd.DataFrame, *, profile: BankProfile | None = None
) -> pd.DataFrame:  # fmt: skip
    """Check the accounts of orders.

    Args:
        orders: with ``order, line, payee, account, account_name, id_number``, one row an order.
        known: ``KNOWN_COLUMNS``, one row an order in any order: ``subject`` is whose the line is, ``guardian_names``
            are joined by ``、``, ``family_listed`` tells whether all of a household are among them, ``last_account`` is
            the one last approved for the subject; blank where not known.
        profile: the bank's form, for the names that it takes.

    Returns:
        ``CHECK_COLUMNS``, one row an order and check that found something, by check (in the order of ``CHECKS``), line,
        order. ``example`` is masked.

    Raises:
        ValueError: an order is not in ``known``, or stands there twice.
    """
    if known["order"].duplicated().any() or not set(orders["order"]) <= set(known["order"]):
        raise ValueError("known has not each order once")
    table = orders.merge(known[list(KNOWN_COLUMNS)], on="order", how="left").reset_index(drop=True)
    table["holder"] = normalise_names(table["account_name"].astype("str"))
    table["normal"] = check_accounts(table["account"], table["id_number"]).normal.to_numpy()
    people = (table["payee"] != "school").to_numpy(dtype=bool)
    guardian = _holder_among(table)
    many, some = _shared(table, people, guardian)
    marks = {
        "account-not-payable": _not_payable(table),
        "account-name-not-allowed": _not_allowed(table, profile),
        "account-shared-many": many,
        "account-holder-other": people & _other_holder(table, guardian),
        "account-changed": _changed(table),
        "account-shared-few": some,
    }
    return _as_table(table, marks)


def account_findings(checks: pd.DataFrame) -> tuple[Finding, ...]:
    """Return what :func:`account_checks` found as findings, one a check, each with masked examples."""
    return tuple(_told(checks))


def _told(checks: pd.DataFrame) -> Iterator[Finding]:
    for check, severity in CHECKS.items():
        own = checks[checks["check"] == check]
        if len(own):
            examples = "、".join(own["example"].unique()[:_EXAMPLES])
            params = {"count": len(own), "lines": "、".join(own["line"].iloc[:_EXAMPLES]), "examples": examples}
            yield Finding(check, params=params, rows=len(own), severity=severity)


def _not_payable(table: pd.DataFrame) -> Marks:
    state = check_accounts(table["account"], table["id_number"]).state
    marks: Marks = state != int(AccountState.PAYABLE)
    return marks


def _not_allowed(table: pd.DataFrame, profile: BankProfile | None) -> Marks:
    if profile is None:
        return np.zeros(len(table), dtype=np.bool_)
    names = names_for(profile, table["account_name"].astype("str"))
    return unfit_names(profile, names) | ~encodable(profile, names)


def _holder_among(table: pd.DataFrame) -> Marks:
    """Return which holders are named as guardians of the student."""
    guardians = table["guardian_names"].tolist()
    known = _names(dict.fromkeys(guardians))
    pairs = zip(fold_names(table["account_name"].astype("str")).tolist(), guardians, strict=True)
    return np.array([bool(holder) and holder in known[names] for holder, names in pairs], dtype=np.bool_)


def _names(texts: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return the names of each text, joined by ``、`` in it, without what is written in several ways (dots, spaces)."""
    parts = {text: [part for part in text.split("、") if part.strip()] for text in texts}
    every = list(dict.fromkeys(part for own in parts.values() for part in own))
    normal = dict(zip(every, fold_names(pd.Series(every, dtype="str")).tolist(), strict=True)) if every else {}
    return {text: frozenset(normal[part] for part in own) for text, own in parts.items()}


def _shared(table: pd.DataFrame, people: Marks, guardian: Marks) -> tuple[Marks, Marks]:
    """Return the orders on an account of many students, and those on one of two, or of a guardian of all of them."""
    usable = people & (table["normal"] != "").to_numpy(dtype=bool)
    own = table[usable].assign(guardian=guardian[usable])
    students = own.groupby("normal")["subject"].transform("nunique")
    of_guardian = own.groupby("normal")["guardian"].transform("all")
    many, some = np.zeros(len(table), dtype=np.bool_), np.zeros(len(table), dtype=np.bool_)
    many[own.index] = (students >= MANY) & ~of_guardian
    some[own.index] = (students > 1) & ((students < MANY) | of_guardian)
    return many, some


def _other_holder(table: pd.DataFrame, guardian: Marks) -> Marks:
    """Return which holders are neither the student nor known as guardian, nor said to be somebody of the student's.

    What a school says of the relation is believed, unless a register lists the whole household and nobody of that name.
    """
    student, holder = (fold_names(table[name].astype("str")) for name in ("student_name", "account_name"))
    relation = table["relation"].str.strip()
    vouched = (relation != "") & ~relation.isin(SELF) & ~table["family_listed"].astype(bool)
    marks: Marks = ((holder != student) & (student != "") & ~vouched).to_numpy(dtype=bool) & ~guardian
    return marks


def _changed(table: pd.DataFrame) -> Marks:
    last = table["last_account"].map(normalise_account)
    name = normalise_names(table["last_account_name"].astype("str"))
    other = (last != "") & (last != table["normal"]) | (name != "") & (last != "") & (name != table["holder"])
    return other.to_numpy(dtype=bool)


def _as_table(table: pd.DataFrame, marks: dict[str, Marks]) -> pd.DataFrame:
    shown = [
        f"{mask_name(holder)} {mask_account(account)}"
        for holder, account in zip(table["account_name"].tolist(), table["normal"].tolist(), strict=True)
    ]
    base = table[["order", "line"]].assign(example=shown)
    parts = [
        base[marks[check]].assign(check=check, severity=severity).sort_values(["line", "order"])
        for check, severity in CHECKS.items()
    ]
    return pd.concat(parts, ignore_index=True)[list(CHECK_COLUMNS)]
