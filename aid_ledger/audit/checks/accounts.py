"""Checks of the accounts that money goes to: whose they are, how many share one, whether they changed on the way."""

from __future__ import annotations

import numpy as np
import pandas as pd

from aid_ledger.audit.checks.looking import Looked, NotDone, Outcome, evidence, said
from aid_ledger.audit.picture import Picture, looked_up
from aid_ledger.linking import strange_holders
from aid_ledger.payments import account_checks
from aid_ledger.people import mask_account, mask_name, normalise_account, normalise_names


def _lines(picture: Picture) -> pd.DataFrame:
    """Return standing lines that people are paid by, with the account that their money goes to or went to."""
    lines = picture["lines"]
    own = lines[(lines["kind"] == "pay") & ~lines["reversed"] & (lines["payee"] != "school")]
    orders = picture["orders"]
    last = orders[orders["account"] != ""].sort_values(["line", "number"]).drop_duplicates("line", keep="last")
    last = last.set_index("line")
    for name in ("account", "account_name"):
        ordered = looked_up(own["line"], last[name].to_dict(), "")
        own = own.assign(**{name: ordered.where(ordered != "", own[name])})
    students = picture["students"]
    certain = students[students["subject"] != ""].drop_duplicates("subject").set_index("subject")
    own = own.assign(
        guardians=looked_up(own["subject"], certain["guardians"].to_dict(), ""),
        family_listed=looked_up(own["subject"], certain["family_listed"].to_dict(), plain=False),
    )
    return own[own["account"] != ""].reset_index(drop=True)


def _checked(picture: Picture) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the lines and what looking at their accounts found, by check and line."""
    own = picture.once(_lines)
    if own.empty:
        return own, pd.DataFrame(columns=["check", "line", "example"])
    orders = own.assign(order=own["line"])[["order", "line", "payee", "account", "account_name", "id_number"]]
    known = pd.DataFrame(
        {"order": own["line"], "subject": own["subject"], "relation": own["relation"], "student_name": own["name"],
         "guardian_names": own["guardians"], "family_listed": own["family_listed"],
         "last_account": "", "last_account_name": ""}
    )  # fmt: skip
    return own, account_checks(orders, known)


def _found(picture: Picture, check: str, word: str) -> Outcome:
    own, checks = picture.once(_checked)
    if own.empty:
        return NotDone("no-accounts")
    marked = checks[checks["check"] == check].drop_duplicates("line").set_index("line")["example"]
    found = own[own["line"].isin(marked.index)].sort_values(["account", "line"])
    sharing = own.groupby("account")["subject"].nunique()
    detail = said(picture, word, account=found["line"].map(marked), count=found["account"].map(sharing))
    params = {"accounts": found["account"].nunique(), "people": found["subject"].nunique()}
    return Looked(evidence(found, detail), len(own), "payments", params)


def account_of_many(picture: Picture) -> Outcome:
    """No account gets the money of three students or more, unless a guardian of all of them holds it."""
    return _found(picture, "account-shared-many", "shared")


def holder_other(picture: Picture) -> Outcome:
    """The holder of an account is the student, or somebody whom a list names as the guardian."""
    return _found(picture, "account-holder-other", "holder")


def account_changed(picture: Picture) -> Outcome:
    """The account that was approved first is the one that was sent to, or a second person approved the change."""
    orders = picture["orders"]
    sent = orders[orders["sent"]]
    if sent.empty:
        return NotDone("nothing-sent")
    first = orders.sort_values(["line", "number"]).drop_duplicates("line").set_index("line")
    now = sent.assign(
        was=sent["line"].map(first["account"]), was_name=sent["line"].map(first["account_name"]),
        since=sent["line"].map(first["seq"]),
    )  # fmt: skip
    other = now[((now["was"] != now["account"]) | (now["was_name"] != now["account_name"])) & (now["was"] != "")]
    changes = picture["changes"]
    agreed = other.reset_index().merge(changes, on=["subject", "payee"], suffixes=("", "_change"))
    agreed = agreed[(agreed["seq_change"] > agreed["since"]) & (agreed["seq_change"] <= agreed["sent_seq"])]
    found = other[~other.index.isin(agreed["index"])]
    lines = picture["lines"][["line", "student", "name", "id_number", "school", "programme", "evidence"]]
    found = found.merge(lines, on="line", how="left")
    detail = said(picture, "changed", old=map(mask_account, found["was"]), new=map(mask_account, found["account"]))
    return Looked(evidence(found, detail), len(sent), "payments")


def account_of_employee(picture: Picture) -> Outcome:
    """No account belongs to somebody paid from the public purse who is not the student's guardian.

    By the account's number, where the list gives it, whoever a roster says to hold it; and no such person stands among
    the students by ID.
    """
    employees = picture.given.employees
    if employees is None:
        return NotDone("no-list-of-employees")
    own = picture.once(_lines)
    theirs = {normalise_account(str(text)): str(name) for text, name in
              zip(employees["account"], employees["name"], strict=True) if str(text)}  # fmt: skip
    ids = set(employees["id_number"]) - {""} if "id_number" in employees else set()
    themselves = own["id_number"].isin(list(ids)).to_numpy(dtype=bool)
    if not theirs and not themselves.any():
        return NotDone("employees-without-accounts")
    number = [normalise_account(text) for text in own["account"]]
    owner = [theirs.get(one, "") or name for one, name in zip(number, own["account_name"], strict=True)]
    strange = strange_holders(own.assign(account_name=owner)) & np.array([one in theirs for one in number], dtype=bool)
    who = [mask_name(theirs.get(one, name)) for one, name in zip(number, own["name"], strict=True)]
    found = own.assign(who=who)[strange | themselves]
    detail = said(picture, "employee", account=map(mask_account, found["account"]), who=found["who"])
    return Looked(evidence(found, detail), len(own), "payments")


def employee_namesake(picture: Picture) -> Outcome:
    """No holder bears the name of somebody paid from the public purse: a namesake does so too, so it is a hint.

    For lists without the numbers of accounts; guardians and students themselves are left out.
    """
    employees = picture.given.employees
    if employees is None:
        return NotDone("no-list-of-employees")
    own = picture.once(_lines)
    known = {normalise_account(str(text)) for text in employees["account"]} - {""}
    names = set(normalise_names(employees["name"].astype("str")).tolist()) - {""}
    holder = normalise_names(own["account_name"].astype("str")).tolist()
    by_number = np.array([normalise_account(text) in known for text in own["account"]], dtype=bool)
    found = own[strange_holders(own) & np.array([name in names for name in holder], dtype=bool) & ~by_number]
    detail = said(picture, "namesake", account=map(mask_account, found["account"]),
                  who=map(mask_name, found["account_name"]))  # fmt: skip
    return Looked(evidence(found, detail), len(own), "payments")
