"""Checks of what schools hung out and handed in: public notices, what they show, and the signed papers."""

from __future__ import annotations

import pandas as pd

from aid_ledger.audit.checks.looking import Looked, NotDone, Outcome, evidence, said
from aid_ledger.audit.picture import Picture
from aid_ledger.linking import best_notices, school_keys
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
    """Return the standing lines of students."""
    lines = picture["lines"]
    return lines[
        (lines["kind"] == "pay") & ~lines["reversed"] & (lines["state"] != "void")
        & lines["subject"].astype("str").str.startswith("p") & (lines["amount"] > 0)
    ]  # fmt: skip


def public_notice(picture: Picture) -> Outcome:
    """Each school's list was public for so many working days before its approval, programme by programme.

    Public holidays are not known: a working day is a Monday to Friday. Of several notices the best one counts.
    """
    notices = picture.given.notices
    if notices is None:
        return NotDone("notices-not-recorded")
    columns = ["batch", "school", "school_code", "programme"]
    lists = picture.once(_lines)[columns].drop_duplicates().sort_values(columns, ignore_index=True)
    approved = picture["approvals"].groupby("batch")["at"].min().str[:10]
    found = best_notices(notices, lists, picture.notice_days, {str(name): str(day) for name, day in approved.items()})
    parts = []
    for word in ("missing", "late", "short", "open"):
        part = found[found[word].to_numpy(dtype=bool)]
        title = [picture.rules.title(name, picture.lang) for name in part["programme"]]
        days = {} if word == "missing" else {
            "first": part["first_day"], "last": part["last_day"], "days": part["working_days"],
            "objections": part["objections"],
        }  # fmt: skip
        parts.append(evidence(part, said(picture, f"notice-{word}", batch=part["batch"], programme=title, **days)))
    return Looked(pd.concat(parts, ignore_index=True), len(lists), "notices", {"days": picture.notice_days})


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
    keys, own_keys = school_keys(papers, lines)
    settled = dict(zip(zip(keys, papers["paper"], strict=True), papers["state"], strict=True))
    lines = lines.assign(key=own_keys)
    kept = [paper for paper in _NEEDED if paper in set(papers["paper"])]
    rows, looked = [], 0
    for (code, school), own in lines.groupby(["key", "school"], sort=True):
        states = set(own["state"])
        to_people = set(own.loc[own["payee"] != "school", "state"])
        due = [paper for paper in kept if _NEEDED[paper] & (to_people if paper in _OF_PAYEES else states)]
        lacking = [paper for paper in due if settled.get((str(code), paper), "missing") == "missing"]
        looked += len(due)
        if lacking:
            rows.append((school, lacking))
    mark = "、" if picture.lang == "zh" else ", "
    named = [mark.join(phrase(f"audit-paper-{paper}", picture.lang) for paper in lacking) for _, lacking in rows]
    found = pd.DataFrame({"school": [school for school, _ in rows]}, dtype=object)
    count = sum(len(lacking) for _, lacking in rows)
    return Looked(evidence(found, said(picture, "papers-missing", papers=named)), looked, "papers", {"papers": count})
