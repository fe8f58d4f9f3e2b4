"""The identities of a term: sums that are made in two ways, from different tables or papers, and must be the same.

应发 = 台账 + 追缴 + 以前已发, 台账 = 批准 + 待账户 + 未批准, 批准 = 实发 + 退回 + 已批未付, 期初 + 入账 = 实发 + 期末.
Of whom it is not known what is due, what is booked stands for what is due: not known is not zero.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from aid_ledger.audit.picture import looked_up
from aid_ledger.audit.results import Identity
from aid_ledger.words import phrase

if TYPE_CHECKING:
    from aid_ledger.audit.picture import Picture

_KEY = ["subject", "programme"]
OPEN = ("payable", "in-transit", "receivable", "waived")
"""Book accounts whose money is still on its way, or claimed."""
GROUPED = ("all", "programme", "school", "stage", "money_year")


def identities(picture: Picture) -> tuple[Identity, ...]:
    """Return every identity of a term, those without any group too; none of lists that are not there."""
    of_lists = "lists" not in picture.lacks
    ways = (due_booked, booked_approved, approved_paid) if of_lists else (booked_approved, approved_paid)
    made = [identity(picture, by) for identity in ways for by in GROUPED]
    made += [by_level(picture), opening_closing(picture)]
    made += [rows_outcomes(picture), approval_orders(picture)] if of_lists else [approval_orders(picture)]
    return (*made, bank_file(picture), return_file(picture), totals_agree(picture), *papers(picture))


def _identity(
    name: str, by: str, groups: pd.DataFrame, parts: Sequence[str]
) -> Identity:  # fmt: skip
    """Return an identity of ``group``, ``left`` and the parts; the right side is their sum."""
    columns = ["group", *parts, "left"]
    whole = groups.reindex(columns=columns, fill_value=0).sort_values("group", ignore_index=True)
    whole = whole.astype(dict.fromkeys([*parts, "left"], np.int64))
    whole["right"] = whole[list(parts)].sum(axis=1).astype(np.int64)
    return Identity(name=name, by=by, parts=tuple(parts), groups=whole)


def of_pairs(picture: Picture) -> pd.DataFrame:
    """Return the pairs with the sums that the identities are made of, fen.

    ``due`` (today's rules, or what is booked where they do not judge), ``booked`` (standing lines that pay),
    ``claimed`` (recover lines, below zero), ``before``; of ``booked`` the parts ``approved`` (with a sealed order),
    ``unordered`` (their batch is approved, they are not: no account yet, or a changed one) and ``unapproved``; of
    ``approved`` what was ``paid``, was ``returned`` and not sent again, and is ``waiting`` or on its way.
    """
    pairs, lines = picture.pairs, picture["lines"]
    standing = ((lines["kind"] == "pay") & ~lines["reversed"]).to_numpy()
    signed = standing & lines["batch"].isin(set(picture["approvals"]["batch"])).to_numpy()
    orders = picture["orders"]
    sealed = orders.loc[orders["ended"].isin(("", "returned")), "line"]
    approved = signed & lines["line"].isin(set(sealed)).to_numpy()
    amount = lines["amount"].to_numpy(dtype=np.int64)
    back = (lines["state"] == "returned").to_numpy()
    payable = lines["payable"].to_numpy(dtype=np.int64)
    moved = lines["in_transit"].to_numpy(dtype=np.int64)
    sums = pd.DataFrame(
        {
            **{name: lines[name].to_numpy() for name in _KEY},
            "posted": np.where(standing, amount, 0), "claimed": np.where(standing, 0, amount),
            "approved": np.where(approved, amount, 0), "unordered": np.where(signed & ~approved, amount, 0),
            "unapproved": np.where(standing & ~signed, amount, 0),
            "paid": np.where(standing, lines["paid"], 0), "returned": np.where(approved & back, payable, 0),
            "waiting": np.where(approved & ~back, payable, 0) + np.where(standing, moved, 0),
        }
    )  # fmt: skip
    index = pd.MultiIndex.from_frame(pairs[_KEY])
    found = sums.groupby(_KEY).sum().reindex(index, fill_value=0).reset_index(drop=True)
    due = np.where(pairs["judged"], pairs["due"], pairs["booked"] + pairs["before"])
    named = pairs.reset_index(drop=True).drop(columns=["due", "booked"])
    return pd.concat([named.assign(due=due), found.rename(columns={"posted": "booked"})], axis=1)


def _by(picture: Picture, by: str) -> pd.DataFrame:
    """Return :func:`of_pairs` summed by group."""
    table = picture.once(of_pairs)
    group: pd.Series[str] | str = str(picture.term.fiscal_year) if by == "money_year" else "all"
    if by in ("programme", "stage"):
        group = table[by]
    elif by == "school":
        group = table["school"].where(table["school_code"] == "", table["school_code"] + " " + table["school"])
    table = table.assign(group=group)
    sums = ["due", "booked", "claimed", "before", "approved", "unordered", "unapproved", "paid", "returned", "waiting"]
    return table.groupby("group", as_index=False)[sums].sum()


def due_booked(picture: Picture, by: str) -> Identity:
    """应发 = 台账 + 追缴 + 以前已发: what today's rules say against what is posted."""
    groups = _by(picture, by)
    return _identity("due-booked", by, groups.assign(left=groups["due"]), ("booked", "claimed", "before"))


def booked_approved(picture: Picture, by: str) -> Identity:
    """台账 = 批准 + 待账户 + 未批准: lines that pay, with a sealed order, without one, in a batch nobody approved."""
    groups = _by(picture, by)
    return _identity(
        "booked-approved", by, groups.assign(left=groups["booked"]), ("approved", "unordered", "unapproved")
    )


def approved_paid(picture: Picture, by: str) -> Identity:
    """批准 = 实发 + 退回 + 已批未付: the lines of approved batches against where transfers say that their money is."""
    groups = _by(picture, by)
    return _identity("approved-paid", by, groups.assign(left=groups["approved"]), ("paid", "returned", "waiting"))


def by_level(picture: Picture) -> Identity:
    """What each level of government bears by the posted shares, against where its money is.

    While a claim is open the shares are already less by it and the money is not; then the levels bear what is used.
    """
    borne, lines = picture["borne"], picture["lines"]
    places = borne.groupby("level")[["prepared", "approved", "sent", "paid", "returned", "recovered", "used"]].sum()
    claims = int(lines["outstanding"].sum() + lines["waived"].sum())
    shares = picture["shares"].groupby("level")["amount"].sum()
    left = places["used"] if claims else shares
    both = places.reindex(sorted(set(places.index) | set(left.index)), fill_value=0)
    groups = pd.DataFrame(
        {
            "group": both.index, "left": left.reindex(both.index, fill_value=0).to_numpy(),
            "paid": both["paid"].to_numpy(), "returned": both["returned"].to_numpy(),
            "unsent": (both["approved"] + both["sent"]).to_numpy(), "unapproved": both["prepared"].to_numpy(),
            "recovered": -both["recovered"].to_numpy(),
        }
    )  # fmt: skip
    return _identity("shares-places", "level", groups, ("paid", "returned", "unsent", "unapproved", "recovered"))


def opening_closing(picture: Picture) -> Identity:
    """期初 + 入账 = 实发 + 期末, by programme: lines against transfers; opening is what older terms left open."""
    moves = picture["transfers"]
    signed = pd.concat([
        moves[["term", "programme", "credit", "amount"]].set_axis(["term", "programme", "account", "amount"], axis=1),
        moves[["term", "programme", "debit", "amount"]].set_axis(["term", "programme", "account", "amount"], axis=1)
        .assign(amount=-moves["amount"]),
    ])  # fmt: skip
    own = signed[signed["term"] == str(picture.term)]
    open_ = signed[signed["account"].isin(OPEN)]
    older = open_[open_["term"] != str(picture.term)]
    sums = {
        "posted": picture["lines"].groupby("programme")["amount"].sum(),
        "opening": older.groupby("programme")["amount"].sum(),
        "paid": own[own["account"] == "paid"].groupby("programme")["amount"].sum(),
        "closing": open_.groupby("programme")["amount"].sum(),
    }
    table = pd.DataFrame(sums).fillna(0).astype(np.int64)
    table = table.assign(left=table["opening"] + table["posted"]).rename_axis("group").reset_index()
    table = table[(table[["left", "paid", "closing"]] != 0).any(axis=1)]
    return _identity("opening-closing", "programme", table, ("paid", "closing"))


def rows_outcomes(picture: Picture) -> Identity:
    """Rows of the files in use, as counted at import, against rows with an outcome today."""
    sources = picture["sources"]
    used = sources[sources["in_use"] & sources["speaks"]]
    rows = used.groupby("kind")["rows"].sum()
    ended = picture["outcomes"].groupby("kind")["rows"].sum()
    table = pd.DataFrame({"left": rows, "outcomes": ended}).fillna(0).rename_axis("group").reset_index()
    made = _identity("rows-outcomes", "kind", table, ("outcomes",))
    return Identity(name=made.name, by=made.by, parts=made.parts, groups=made.groups, unit="rows")


def approval_orders(picture: Picture) -> Identity:
    """What each approval says that it sealed, against its orders."""
    approvals = picture["approvals"]
    orders = picture["orders"].groupby(["batch", "seq"])["amount"].sum()
    index = pd.MultiIndex.from_frame(approvals[["batch", "seq"]])
    table = pd.DataFrame({"group": approvals["approval"], "left": approvals["total"],
                          "orders": orders.reindex(index, fill_value=0).to_numpy()})  # fmt: skip
    return _identity("approval-orders", "record", table, ("orders",))


def bank_file(picture: Picture) -> Identity:
    """What is recorded of each bank file, against the rows of the archived file, and against the orders in it."""
    files = picture["sendings"]
    rows = picture["bank_rows"].groupby("sending")["amount"].sum()
    orders = picture["orders"].groupby("sending")["amount"].sum()
    read = files[files["sending"].isin(rows.index)]
    parts = [
        pd.DataFrame({"group": _of(picture, one["sending"], word), "left": one["total"],
                      "sum": looked_up(one["sending"], sums.to_dict(), 0)})
        for one, sums, word in ((read, rows, "rows"), (files, orders, "orders"))
    ]  # fmt: skip
    return _identity("bank-file", "file", pd.concat(parts, ignore_index=True), ("sum",))


def _of(picture: Picture, names: pd.Series[str], word: str) -> list[str]:
    """Return names of groups with what is compared."""
    return [f"{name} {phrase(f'audit-group-{word}', picture.lang)}" for name in names]


def return_file(picture: Picture) -> Identity:
    """What was booked as paid and as come back, against the amounts in those rows of the banks' returns."""
    rows = picture["returned_rows"]
    words = {one: phrase(f"audit-group-{one}", picture.lang) for one in ("paid", "returned")}
    rows = rows.assign(group=rows["file"] + " " + rows["outcome"].map(words).fillna(rows["outcome"]))
    table = rows.groupby("group", as_index=False)[["booked", "said"]].sum()
    return _identity("return-file", "file", table.assign(left=table["booked"]), ("said",))


def totals_agree(picture: Picture) -> Identity:
    """A batch's total, against its lines, and against the shares of the levels of government."""
    batches, lines, shares = picture["batches"], picture["lines"], picture["shares"]
    parts = [
        pd.DataFrame({"group": _of(picture, own["batch"], word), "left": own["total"],
                      "sum": looked_up(own["batch"], sums.to_dict(), 0)})
        for own, sums, word in (
            (batches, lines.groupby("batch")["amount"].sum(), "lines"),
            (batches[batches["batch"].isin(shares["batch"])], shares.groupby("batch")["amount"].sum(), "shares"))
    ]  # fmt: skip
    return _identity("totals-agree", "record", pd.concat(parts, ignore_index=True), ("sum",))


def papers(picture: Picture) -> Iterator[Identity]:
    """Every printed total, against the cells of its sheet as a reader adds them, its pages, and the ledger."""
    sheets = picture["sheets"]
    for side in ("cells", "pages", "ledger"):
        own = sheets[sheets["side"] == side]
        table = own.rename(columns={"printed": "left", "other": side})
        yield _identity(f"paper-{side}", "sheet", table, (side,))
