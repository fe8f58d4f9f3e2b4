"""Checks of who got what twice, together with what it excludes, or on the way round the approval."""

from __future__ import annotations

import numpy as np
import pandas as pd

from aid_ledger.audit.checks.looking import Looked, NotDone, Outcome, evidence, nothing, said, yuan
from aid_ledger.audit.picture import Picture
from aid_ledger.people import normalise_account, normalise_names


def received(picture: Picture) -> pd.DataFrame:
    """Return the pairs with money of their own, with ``money`` (booked, and paid before the ledger), fen."""
    pairs = picture.pairs[picture.pairs["subject"].str.startswith("p")]
    pairs = pairs.assign(money=pairs["booked"] + pairs["before"])
    return pairs[pairs["money"] > 0]


def twice(picture: Picture) -> pd.DataFrame:
    """Return the pairs that are part of a double payment: ``received`` with ``over``, the fen that are too much.

    Several subjects of one person in a programme; or one subject with several lines (or money paid before as well)
    that come to more than the rules, or else the standard, give. A line that makes up a difference is no second one.
    """
    own = picture.once(received)
    key = ["person", "programme"]
    several = own.groupby(key)["subject"].transform("nunique") > 1
    most = own.groupby(key)["money"].transform("max")
    first = own.sort_values(["money", "subject"], ascending=[False, True]).drop_duplicates(key).index
    over = np.where(several & ~own.index.isin(first), own["money"], 0)
    lines = picture["lines"]
    standing = lines[(lines["kind"] == "pay") & ~lines["reversed"]]
    count = standing.groupby(["subject", "programme"])["line"].size()
    standard = standing.groupby(["subject", "programme"])["standard"].max()
    index = pd.MultiIndex.from_frame(own[["subject", "programme"]])
    payments = count.reindex(index, fill_value=0).to_numpy() + (own["before"] > 0).to_numpy()
    of_rules = np.where(own["judged"], own["due"], standard.reindex(index, fill_value=0).to_numpy())
    again = (payments > 1) & (own["money"].to_numpy() > of_rules) & (of_rules > 0)
    over = np.where(again, own["money"] - of_rules, over)
    found = own.assign(over=over, several=several, most=most)
    return found[(found["over"] > 0) | several]


def paid_twice(picture: Picture) -> Outcome:
    """One person, programme and term: paid once. Across schools, and across the numbers that one person bears."""
    found = picture.once(twice).sort_values(["person", "programme", "subject"])
    detail = said(picture, "twice", money=yuan(found["money"]), over=yuan(found["over"]), count=_together(found))
    rows = evidence(found, detail, "over")
    return Looked(rows, len(picture.once(received)), "payments", {"people": found["person"].nunique()})


def _together(found: pd.DataFrame) -> list[int]:
    return found.groupby(["person", "programme"])["subject"].transform("nunique").tolist()


def excluded_together(picture: Picture) -> Outcome:
    """Programmes that the rules exclude beside each other: no person has two of them."""
    if not picture.rules.excludes:
        return NotDone("no-exclusions")
    own = picture.once(received)
    parts = []
    for one, other in sorted(picture.rules.excludes):
        left, right = own[own["programme"] == one], own[own["programme"] == other]
        both = left[left["person"].isin(right["person"])]
        again = right[right["person"].isin(left["person"])]
        sums = both.groupby("person")["money"].sum()
        less = again.assign(money=np.minimum(again["money"], again["person"].map(sums)))
        title = picture.rules.title(one, picture.lang)
        parts.append(evidence(less, said(picture, "excluded", other=[title] * len(less)), "money"))
    rows = pd.concat(parts, ignore_index=True)
    return Looked(rows, own["person"].nunique(), "students")


def sent_without_approval(picture: Picture) -> Outcome:
    """What went to a bank was approved before, and every fen on its way has an order that was sent."""
    orders, lines = picture["orders"], picture["lines"]
    sent = orders[orders["sent"]]
    first = picture["approvals"].groupby("batch")["seq"].min()
    approved = first.reindex(sent["batch"]).to_numpy(dtype=np.float64)  # of no order, too: a map would give texts
    early = sent[np.isnan(approved) | (approved > sent["sent_seq"].to_numpy())]
    gone = lines[(lines["kind"] == "pay") & (lines["in_transit"] + lines["paid"] > 0)]
    without = gone[~gone["line"].isin(sent["line"])]
    of_early = early.merge(lines.drop(columns=["amount", "batch", "subject", "account"]), on="line", how="left")
    rows = pd.concat([
        evidence(of_early, said(picture, "not-approved", batch=of_early["batch"])),
        evidence(without, said(picture, "no-order", batch=without["batch"])),
    ], ignore_index=True)  # fmt: skip
    return Looked(rows, len(sent) + len(gone), "payments")


def sent_otherwise(picture: Picture) -> Outcome:
    """The rows of a bank's file are the approved orders: the same account, holder and amount, none more or less."""
    rows, orders = picture["bank_rows"], picture["orders"]
    sent = orders[orders["sent"] & orders["sending"].isin(set(rows["sending"]))]
    if sent.empty and rows.empty:
        return NotDone("bank-files-unread" if orders["sent"].any() else "nothing-sent")
    both = sent.merge(rows, on=["sending", "place"], how="outer", suffixes=("", "_file"), indicator="side")
    wrong = both["side"] != "both"
    for end in ("", "_file"):
        both[f"number{end}"] = both[f"account{end}"].map(normalise_account, na_action="ignore")
        both[f"holder{end}"] = normalise_names(both[f"account_name{end}"].fillna("").astype("str"))
    for name in ("number", "holder", "amount"):
        wrong |= both[name] != both[f"{name}_file"]
    found = both[wrong.to_numpy()]
    if found.empty:
        return Looked(nothing(), len(both), "payments")
    found = found.assign(amount=found["amount_file"].where(found["amount_file"].notna(), found["amount"]).astype(int))
    lines = picture["lines"][["line", "student", "name", "id_number", "school", "programme", "evidence"]]
    found = found.merge(lines, on="line", how="left").fillna({"line": "", "student": 0})
    detail = said(picture, "sent-otherwise", sending=found["sending"], place=found["place"].astype(int))
    return Looked(evidence(found, detail), len(both), "payments")
