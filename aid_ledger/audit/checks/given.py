"""Checks of copies that an auditor got elsewhere: lists beside the archived ones, bank returns beside the books."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

import numpy as np
import pandas as pd

from aid_ledger.audit.checks.looking import Looked, NotDone, Outcome, evidence, nothing, said
from aid_ledger.audit.picture import Picture
from aid_ledger.audit.results import Gap
from aid_ledger.money import format_yuan
from aid_ledger.people import mask_account, mask_payee
from aid_ledger.words import phrase

_ALIKE = ("identical", "same")
_NOT_COMPARED = "not-compared"
"""Other bytes than the archived list's, which is not there: whether a cell differs, nobody can say."""
_AGREES = ("repeated", "pending", "again")
"""What a return says that the books say too, that nobody says yet, or that another row says."""
_LISTED_TWICE = "listed-twice"
_BOOKED = {"paid": "ok", "returned": "failed", "": "pending"}
"""What is booked, in the words of what a bank says."""


def lists_as_archived(picture: Picture) -> Outcome:
    """A list that a bureau or school gave the auditor says what the archived one says."""
    lists = picture.given.lists
    if lists is None:
        return NotDone("no-lists-of-the-auditor")
    wrong = _with_stake(picture, lists[~lists["status"].isin(_ALIKE)].reset_index(drop=True))
    rows = _told(picture, wrong, "given", ("file", "archived", "at", "header", "theirs", "ours"))
    unknown = len(wrong) > 0 and bool((wrong["status"] == _NOT_COMPARED).all())
    return Looked(rows, lists["file"].nunique(), "files", severity="warning" if unknown else None)


def _with_stake(picture: Picture, wrong: pd.DataFrame) -> pd.DataFrame:
    """Return differences with the money of whose row it is, once a person, and what is to be said where it is 0."""
    if "booked" not in wrong:  # no books were put beside them
        return wrong.assign(amount=0)
    known, named = wrong["known"].astype(bool), wrong["id_number"] != ""
    again = known & wrong.duplicated("id_number")
    words = np.select([again, named & ~known], ["given-again-row", "given-not-booked-row"], "")
    more = [phrase(f"audit-{one}", picture.lang) if one else "" for one in words.tolist()]
    return wrong.assign(amount=wrong["booked"].where(~again, 0), more=more)


def returns_as_booked(picture: Picture) -> Outcome:
    """A return that the bank gave the auditor says of every payment what the books say, and it has every payment.

    A payment that is booked and in none of the returns, though they are of its file, was dropped from one of them, or
    booked without one. Files that none of them is of are named by :func:`not_in_returns`. A payment counts once,
    however many rows name it; two rows of one sheet are named, since the bank may have paid twice.
    """
    returns = picture.given.returns
    if returns is None:
        return NotDone("no-returns-of-the-auditor")
    returns = _with_repeats(returns)
    wrong = returns[~returns["status"].isin(_AGREES)]
    wrong = wrong.assign(
        differs=_differs(picture, wrong), stake=_stake(wrong), evidence=wrong["file"] + "/" + wrong["at"]
    )
    booked = _booked(picture)
    known = booked["sending"].isin(_covered(returns)) & ~booked["payment_order"].isin(returns["order"])
    dropped = booked[known].assign(stake=booked.loc[known, "amount"], evidence="")
    dropped["status"] = "dropped-" + dropped["settled"]
    both = pd.concat([wrong.drop(columns="name"), dropped[["status", "stake", "evidence", "sending", "line"]]])
    slips = len(both) > 0 and bool((both["status"] == _LISTED_TWICE).all())
    count = returns.loc[returns["order"] != "", "order"].nunique() + int((returns["order"] == "").sum())
    who = picture["lines"][["line", "student", "name", "id_number", "school", "programme"]]
    both = both.merge(who, on="line", how="left").assign(amount=lambda rows: rows["stake"].astype("int64"))
    rows = _told(picture, both, "return", ("file", "at", "differs", "sending", "first"))
    return Looked(rows, count + len(dropped), "payments", severity="warning" if slips else None)


def _with_repeats(returns: pd.DataFrame) -> pd.DataFrame:
    """Return the rows; of several of a sheet that say the same of one payment all but one are ``listed-twice``.

    ``first`` is where that one stands. Files may overlap, and so may the sheets of one: that is no repeat.
    """
    key = ["file", "sheet", "order"]
    own = returns.assign(sheet=returns["at"].str.rpartition("!")[0], first="")
    fine = own[(own["order"] != "") & (own["status"] != "mismatch")]
    fine = fine.assign(last=fine["status"] == "again").sort_values("last", kind="stable")
    again = fine[fine.duplicated(key)].index
    own.loc[fine.index, "first"] = fine.groupby(key)["at"].transform("first")
    own.loc[again, "status"] = _LISTED_TWICE
    return own


def not_in_returns(picture: Picture) -> tuple[Gap, ...]:
    """Return a gap for each file of which something is booked and that no return of the auditor's is of.

    A return of failures alone says nothing of what arrived.
    """
    returns = picture.given.returns
    if returns is None:
        return ()
    booked = _booked(picture)
    rest = booked[~booked["sending"].isin(_covered(returns))]
    failures = set(returns["sending"])
    sums = rest.groupby("sending", sort=True)["amount"].agg(["size", "sum"])
    return tuple(
        Gap("returns-of-failures-alone" if str(sending) in failures else "no-return-of-sending",
            {"sending": sending, "count": f"{count:,}", "amount": format_yuan(int(fen), grouped=True)})
        for sending, count, fen in sums.itertuples(name=None)
    )  # fmt: skip


def _booked(picture: Picture) -> pd.DataFrame:
    orders = picture["orders"]
    return orders[orders["sent"] & orders["settled"].isin(["paid", "returned"])]


def _covered(returns: pd.DataFrame) -> set[str]:
    """Return the files that a return names payments of which arrived."""
    return set(returns.loc[(returns["result"] == "ok") & (returns["order"] != ""), "sending"])


def _stake(rows: pd.DataFrame) -> pd.Series[int]:
    """Return the fen at stake: of an amount alone the difference, else the payment."""
    theirs = rows["amount"].clip(lower=0)  # below zero: blank, or nobody can read it
    apart = (theirs - rows["booked"]).abs()
    whole = np.where(rows["order"] != "", rows["booked"], theirs)
    return pd.Series(np.where(rows["differs"] == "amount", apart, whole), index=rows.index, dtype="int64")


def _differs(picture: Picture, rows: pd.DataFrame) -> list[str]:
    """Say of each row what differs, the bank's value beside ours."""
    between = "；" if picture.lang == "zh" else "; "
    return [
        between.join(_difference(picture, name, row) for name in str(row["differs"]).split(";") if name)
        for row in rows.to_dict("records")
    ]


def _difference(picture: Picture, name: str, row: Mapping[Hashable, object]) -> str:
    if name == "amount":
        fen = (int(str(row["amount"])), int(str(row["booked"])))
        theirs, ours = (format_yuan(one, grouped=True) if one >= 0 else "—" for one in fen)
    elif name == "settled":
        codes = (str(row["result"]), _BOOKED[str(row["settled"])])
        theirs, ours = (phrase(f"audit-bank-{code}", picture.lang) for code in codes)
    elif name in ("name", "account"):
        mask = mask_payee if name == "name" else mask_account
        theirs, ours = mask(str(row[name])), mask(str(row[f"our_{name}"]))
        if theirs == ours:
            return phrase(f"audit-return-{name}-masked", picture.lang, ours=ours)
    else:
        return phrase(f"audit-return-{name}", picture.lang)
    return phrase(f"audit-return-{name}", picture.lang, theirs=theirs or "—", ours=ours)


def _told(picture: Picture, wrong: pd.DataFrame, word: str, columns: tuple[str, ...]) -> pd.DataFrame:
    """Return evidence, each row in the words of its status, and what ``more`` is to be said of it."""
    parts = []
    for status, own in wrong.groupby("status", sort=True):
        sentences = said(picture, f"{word}-{status}", **{name: own[name] for name in columns})
        parts.append(evidence(own, pd.Series(sentences, own.index, dtype=object) + own.get("more", "")))
    return pd.concat(parts, ignore_index=True) if parts else nothing()
