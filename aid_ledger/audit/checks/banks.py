"""Checks of money on its way: not settled, late, come back, claimed and not returned."""

from __future__ import annotations

from datetime import date

import pandas as pd

from aid_ledger.audit.checks.looking import Looked, NotDone, Outcome, evidence, said, worded
from aid_ledger.audit.picture import Picture
from aid_ledger.payments import reasons_of_accounts
from aid_ledger.people import mask_account
from aid_ledger.words import known, reason, shown_day

SETTLED_WITHIN = 15
"""Days after which a bank has said what became of a file."""


def _days(days: pd.Series[str]) -> list[date | None]:
    """Return ISO days or times as dates, none where blank."""
    return [date.fromisoformat(str(text)[:10]) if text else None for text in days.tolist()]


def with_lines(picture: Picture, orders: pd.DataFrame) -> pd.DataFrame:
    """Return orders with the student, school and evidence of their lines."""
    names = ["line", "student", "name", "id_number", "school", "programme", "evidence"]
    return orders.merge(picture["lines"][names], on="line", how="left")


def sent_not_settled(picture: Picture) -> Outcome:
    """A bank has said of every payment what became of it, within :data:`SETTLED_WITHIN` days."""
    orders = picture["orders"]
    sent = orders[orders["sent"]]
    if sent.empty:
        return NotDone("nothing-sent")
    waits = with_lines(picture, sent[sent["settled"] == ""])
    waits = waits.assign(age=[(picture.day - day).days if day else 0 for day in _days(waits["sent_at"])])
    found = waits[waits["age"] > SETTLED_WITHIN]
    detail = said(picture, "not-settled", day=found["sent_at"].map(shown_day), days=found["age"])
    return Looked(evidence(found, detail), len(sent), "payments")


def paid_late(picture: Picture) -> Outcome:
    """滞留: money arrives within its term."""
    orders, end = picture["orders"], picture.term.last_day
    paid = orders[orders["settled"] == "paid"]
    if paid.empty:
        return NotDone("nothing-paid")
    paid = with_lines(picture, paid)
    day = _days(paid["paid_on"].where(paid["paid_on"] != "", paid["settled_at"]))
    late = [(one - end).days if one is not None else 0 for one in day]
    found = paid.assign(late=late, day=[str(one) for one in day])
    found = found[found["late"] > 0]
    detail = said(picture, "late", day=found["day"], days=found["late"])
    return Looked(evidence(found, detail), len(paid), "payments")


def returned_not_resent(picture: Picture) -> Outcome:
    """What a bank sent back has gone out again, and not to the account for which it came back."""
    orders, lines = picture["orders"], picture["lines"]
    if not orders["sent"].any():
        return NotDone("nothing-sent")
    back = orders[(orders["settled"] == "returned") | (orders["ended"] == "returned")]
    waits = lines[lines["line"].isin(back["line"]) & (lines["kind"] == "pay") & ~lines["reversed"]]
    last = orders.sort_values("number").drop_duplicates("line", keep="last").set_index("line")
    again = waits["line"].map(last["sent"] & (last["ended"] == ""))
    same = waits["line"].map(_went_to_the_same(last, back)).fillna(value=False).astype(bool)
    repeated = again.astype(bool) & same
    found = waits[((waits["payable"] > 0) & ~again.astype(bool)) | repeated]
    repeated = repeated.loc[found.index]
    of_line = back.sort_values("number").drop_duplicates("line", keep="last").set_index("line")
    bank_said, cell, account = (found["line"].map(of_line[name]) for name in ("bank_said", "bank_cell", "account"))
    why = [reason(code, picture.lang) if code in known("reason") else code for code in bank_said]
    shown = [mask_account(one) for one in account]
    state = worded("state", found["state"])
    plain = said(picture, "returned", state=state, why=why, account=shown)
    anew = said(picture, "returned-to-the-same", state=state, why=why, account=shown)
    detail = [two if twice else one for one, two, twice in zip(plain, anew, repeated, strict=True)]
    places = [";".join(filter(None, pair)) for pair in zip(found["evidence"], cell, strict=True)]
    money = found["payable"].where(~repeated, found["line"].map(last["amount"]))
    rows = found.assign(evidence=places, payable=money.astype("int64"))
    return Looked(evidence(rows, detail, "payable"), int(orders["sent"].sum()), "payments")


def _went_to_the_same(last: pd.DataFrame, back: pd.DataFrame) -> pd.Series[bool]:
    """Tell by line whether its last order is on its way to an account for whose sake an earlier one came back."""
    names = ["line", "account", "account_name"]
    refused = pd.MultiIndex.from_frame(back.loc[back["bank_said"].isin(list(reasons_of_accounts())), names])
    same = pd.MultiIndex.from_frame(last.reset_index()[names]).isin(refused)
    return pd.Series(same & (last["sent"] & (last["settled"] == "")).to_numpy(dtype=bool), index=last.index, dtype=bool)


def recoveries_open(picture: Picture) -> Outcome:
    """What was claimed back has come in, or was given up with a document."""
    lines = picture["lines"]
    claims = lines[(lines["kind"] == "recover") & ~lines["reversed"]]
    found = claims[claims["outstanding"] > 0]
    why = [reason(code, picture.lang) if code else "" for code in found["reason"]]
    return Looked(evidence(found, said(picture, "claimed", why=why), "outstanding"),
                  len(lines[lines["kind"].isin(["pay", "recover"])]), "lines")  # fmt: skip
