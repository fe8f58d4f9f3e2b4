"""Checks of what schools hung out and handed in: public notices, what they show, and the signed papers."""

from __future__ import annotations

import pandas as pd

from aid_ledger.audit.checks.looking import Looked, NotDone, Outcome, evidence, said
from aid_ledger.audit.picture import Picture, looked_up
from aid_ledger.words import phrase

NOTICE_DAYS = 5
"""Working days of a public notice, where the office says nothing else."""
_BOOKED = frozenset({"approved", "sent", "paid", "returned"})
_NEEDED = {
    "roster": _BOOKED, "photos": _BOOKED, "notice": _BOOKED, "approval": _BOOKED, "orders": _BOOKED,
    "receipts": frozenset({"paid"}), "bank": frozenset({"paid"}),
}  # fmt: skip
"""The papers of a school, and the states of a line from which on they can be there."""
_OF_PAYEES = frozenset({"receipts"})
"""Papers that those sign who are paid themselves, so that a school that is paid for its students has none."""


def _lines(picture: Picture) -> pd.DataFrame:
    """Return the standing lines of students, with ``key``: the school's code, else its name."""
    lines = picture["lines"]
    own = lines[
        (lines["kind"] == "pay") & ~lines["reversed"] & (lines["state"] != "void")
        & lines["subject"].astype("str").str.startswith("p") & (lines["amount"] > 0)
    ]  # fmt: skip
    return own.assign(key=own["school_code"].where(own["school_code"] != "", own["school"]))


def _keyed(lists: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    """Give the rows of a list the keys of the lines' schools: by code, else by name."""
    codes = set(lines["school_code"]) - {""}
    by_name = dict(zip(lines["school"], lines["key"], strict=True))
    key = [code if code in codes else by_name.get(name, code or name)
           for code, name in zip(lists["school_code"], lists["school"], strict=True)]  # fmt: skip
    return lists.assign(key=pd.Series(key, index=lists.index, dtype=object))


def public_notice(picture: Picture) -> Outcome:
    """Each school's list was public for so many working days before its approval, programme by programme.

    Public holidays are not known: a working day is a Monday to Friday. Of several notices the best one counts.
    """
    notices = picture.given.notices
    if notices is None:
        return NotDone("notices-not-recorded")
    lines = picture.once(_lines)
    expected = lines[["batch", "key", "school", "programme"]].drop_duplicates().sort_values(
        ["batch", "school", "programme"], ignore_index=True
    )  # fmt: skip
    known = _keyed(notices, lines).drop(columns=["school", "school_code"])
    both = expected.reset_index(names="at").merge(known, on="key", suffixes=("", "_said"))
    fits = [(both[f"{name}_said"] == "") | (both[f"{name}_said"] == both[name]) for name in ("batch", "programme")]
    both = both[(fits[0] & fits[1]).to_numpy(dtype=bool)]
    approved = picture["approvals"].groupby("batch")["at"].min().str[:10]
    both = both.assign(
        late=(both["last_day"] > looked_up(both["batch"], approved.to_dict(), "9999")).to_numpy(dtype=bool),
        short=(both["working_days"] < picture.notice_days).to_numpy(dtype=bool),
        open=((both["objections"] > 0) & (both["conclusion"] == "")).to_numpy(dtype=bool),
    )
    wrong = both[["late", "short", "open"]].sum(axis=1)
    best = both.assign(wrong=wrong).sort_values(["at", "wrong"], kind="stable").drop_duplicates("at")
    missing = expected[~expected.index.isin(best["at"])]
    title = [picture.rules.title(name, picture.lang) for name in missing["programme"]]
    parts = [evidence(missing, said(picture, "notice-missing", batch=missing["batch"], programme=title))]
    for word in ("late", "short", "open"):
        part = best[best[word].to_numpy(dtype=bool)]
        title = [picture.rules.title(name, picture.lang) for name in part["programme"]]
        detail = said(picture, f"notice-{word}", batch=part["batch"], programme=title, first=part["first_day"],
                      last=part["last_day"], days=part["working_days"].astype(int),
                      objections=part["objections"].astype(int))  # fmt: skip
        parts.append(evidence(part, detail))
    return Looked(pd.concat(parts, ignore_index=True), len(expected), "notices", {"days": picture.notice_days})


def notice_private(picture: Picture) -> Outcome:
    """What was hung out names students by school, grade and class, and shows no number and no family matter."""
    sheets = picture["notice_sheets"]
    if sheets.empty:
        return NotDone("no-notices-to-read")
    found = sheets[sheets["shows"] != ""].sort_values(["batch", "file"])
    detail = said(picture, "notice-shows", file=found["file"], shows=found["shows"])
    return Looked(evidence(found, detail), len(sheets), "notices")


def papers_kept(picture: Picture) -> Outcome:
    """Each school that was paid has handed in its signed papers, as far as its money has come."""
    papers = picture.given.papers
    if papers is None:
        return NotDone("papers-not-recorded")
    lines = picture.once(_lines)
    listed = _keyed(papers, lines)
    settled = {(key, paper): state for key, paper, state in
               zip(listed["key"], listed["paper"], listed["state"], strict=True)}  # fmt: skip
    kept = [paper for paper in _NEEDED if paper in set(listed["paper"])]
    rows, looked = [], 0
    for (key, school), own in lines.groupby(["key", "school"], sort=True):
        states = set(own["state"])
        to_people = set(own.loc[own["payee"] != "school", "state"])
        due = [paper for paper in kept if _NEEDED[paper] & (to_people if paper in _OF_PAYEES else states)]
        lacking = [paper for paper in due if settled.get((key, paper), "missing") == "missing"]
        looked += len(due)
        if lacking:
            rows.append((school, lacking))
    mark = "、" if picture.lang == "zh" else ", "
    named = [mark.join(phrase(f"audit-paper-{paper}", picture.lang) for paper in lacking) for _, lacking in rows]
    found = pd.DataFrame({"school": [school for school, _ in rows]}, dtype=object)
    count = sum(len(lacking) for _, lacking in rows)
    return Looked(evidence(found, said(picture, "papers-missing", papers=named)), looked, "papers", {"papers": count})
