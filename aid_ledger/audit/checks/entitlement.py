"""Checks of payments against what today's evidence says is due: too much, too little, to the wrong one, to nobody."""

from __future__ import annotations

from itertools import combinations

import pandas as pd

from aid_ledger.audit.checks.looking import Looked, NotDone, Outcome, evidence, said, worded, yuan
from aid_ledger.audit.checks.paying import twice
from aid_ledger.audit.picture import Picture, looked_up
from aid_ledger.audit.results import Severity
from aid_ledger.words import reason

_WHO = ["name", "id_number", "school"]
_UNPAID = ("prepared", "unordered", "approved", "sent")


def _money(picture: Picture) -> pd.DataFrame:
    pairs = picture.pairs
    pairs = pairs.assign(money=pairs["booked"] + pairs["before"])
    return pairs.assign(over=pairs["money"] - pairs["due"], short=pairs["due"] - pairs["money"])


def _single(picture: Picture) -> pd.DataFrame:
    """Return the pairs with money that no check of double payments already names."""
    pairs = picture.once(_money)
    return pairs[(pairs["money"] > 0) & ~pairs.index.isin(picture.once(twice).index)]


def paid_not_entitled(picture: Picture) -> Outcome:
    """Who has money is entitled to it by today's lists; who left, and awards, have checks of their own."""
    own = picture.once(_single)
    own = own[own["judged"]]
    wrong = own[(own["due"] == 0) & ~own["away"] & ~own["programme"].isin(list(picture.rules.listed))]
    return Looked(evidence(wrong, said(picture, "due-booked", due=yuan(wrong["due"]), booked=yuan(wrong["money"])),
                           "money"), len(own), "payments")  # fmt: skip


def away_but_paid(picture: Picture) -> Outcome:
    """Who has money was at school on the reference day."""
    own = picture.once(_single)
    own = own[own["listed"]]
    wrong = own[own["away"] & own["judged"] & (own["due"] == 0) & ~own["deceased"]]
    day = [picture.reference_day.isoformat()] * len(wrong)
    return Looked(evidence(wrong, said(picture, "away", day=day), "money"), len(own), "payments")


def paid_not_listed(picture: Picture) -> Outcome:
    """Who has money stands in some list in use: a class whose list was taken away is no evidence of anything."""
    own = picture.once(_single)
    own = own[own["subject"].str.startswith("p")]
    wrong = own[~own["listed"] & ~own["judged"] & (own["booked"] > 0)]
    return Looked(evidence(wrong, said(picture, "not-listed", booked=yuan(wrong["booked"])), "booked"), len(own),
                  "payments")  # fmt: skip


def award_without_list(picture: Picture) -> Outcome:
    """Money of an award rests on a row of a list of awards that is in use."""
    if not picture.rules.listed:
        return NotDone("no-awards")
    own = picture.once(_single)
    own = own[own["programme"].isin(list(picture.rules.listed))]
    wrong = own[own["judged"] & (own["due"] == 0)]
    detail = said(picture, "no-award-row", booked=yuan(wrong["money"]))
    return Looked(evidence(wrong, detail, "money"), len(own), "payments")


def amount_off_standard(picture: Picture) -> Outcome:
    """Who has money, and is due some, has the amount that the rules say."""
    own = picture.once(_single)
    own = own[own["judged"] & (own["due"] > 0)]
    wrong = own[own["over"] != 0]
    wrong = wrong.assign(off=wrong["over"].abs())
    detail = said(picture, "due-booked", due=yuan(wrong["due"]), booked=yuan(wrong["money"]))
    return Looked(evidence(wrong, detail, "off"), len(own), "payments")


def entitled_not_paid(picture: Picture) -> Outcome:
    """应助未助: what is due is posted, and what is posted can be paid; after the term's end it has been sent."""
    pairs = picture.once(_money)
    due = pairs[pairs["judged"] & (pairs["due"] > 0)]
    people = due.groupby(["person", "programme"])["money"].transform("sum")
    none = due[(due["money"] == 0) & (people == 0)]
    lines = picture["lines"]
    open_ = lines[(lines["kind"] == "pay") & ~lines["reversed"] & (lines["payable"] > 0)]
    blank, waits = open_["account"] == "", open_["state"].isin(_UNPAID)
    blocked = open_[(blank | (open_["state"] == "unordered")) & waits]
    late = open_[waits & ~open_.index.isin(blocked.index)]
    late = late if picture.day > picture.term.last_day else late.iloc[:0]
    whose = ["no-account" if one == "" else "account-unfit" for one in blocked["account"]]
    why = [reason(code, picture.lang) for code in whose]
    rows = pd.concat([
        evidence(none, said(picture, "not-posted", due=yuan(none["due"])), "due"),
        evidence(blocked, said(picture, "posted-unpaid", why=why), "payable"),
        evidence(late, said(picture, "posted-late", state=worded("state", late["state"])), "payable"),
    ], ignore_index=True)  # fmt: skip
    severity: Severity | None = "error" if picture.closed else None
    params = {"not_posted": len(none), "no_account": len(blocked), "late": len(late)}
    return Looked(rows, len(due), "payments", params, severity=severity)


def held(picture: Picture) -> Outcome:
    """No row waits for a person while money hangs on it; of programmes that exclude each other the dearer counts."""
    found, pairs = picture["held"], picture.pairs
    why = [reason(code, picture.lang) for code in found["reason"]]
    whose = found.groupby([*_WHO, "programme"], sort=False)["amount"].max().groupby(level=[0, 1, 2], sort=False)
    amount = sum(_at_most(own, picture) for _, own in whose)
    params = {"people": whose.ngroups}
    return Looked(evidence(found, why), len(found) + int(pairs["judged"].sum()), "payments", params, amount)


def _at_most(own: pd.Series[int], picture: Picture) -> int:
    """Return the most that one person can get of several programmes, some of which nobody has together."""
    amounts: dict[str, int] = dict(zip(own.index.get_level_values("programme"), own.tolist(), strict=True))
    chosen = (mix for size in range(len(amounts) + 1) for mix in combinations(sorted(amounts), size))
    allowed = (mix for mix in chosen if not picture.rules.excludes.intersection(combinations(mix, 2)))
    return max(sum(amounts[name] for name in mix) for mix in allowed)


def registered_without_aid(picture: Picture) -> Outcome:
    """Whom a register names, in force, and a roster has at school, gets something of some programme."""
    known = picture["registered"]
    if known.empty:
        return NotDone("no-registers")
    people = known.assign(who=known["subject"].where(known["subject"] != "", known["id_number"]))
    some = people.groupby("who")["aided"].transform("any")
    found = people[~some].drop_duplicates("who")
    kinds = people.groupby("who")["kind"].agg(lambda column: "、".join(sorted(set(column))))
    students = picture["students"]
    now = students[students["subject"] != ""].drop_duplicates("subject").set_index("subject")
    stage, boarding = (looked_up(found["subject"], now[name].to_dict(), "") for name in ("stage", "boarding"))
    detail = said(picture, "registered", kinds=found["who"].map(kinds), stage=worded("sheet-stage", stage),
                  boarding=worded("audit-boarding", boarding.replace("unknown", "")), why=found["why"])  # fmt: skip
    return Looked(evidence(found, detail), people["who"].nunique(), "students")
