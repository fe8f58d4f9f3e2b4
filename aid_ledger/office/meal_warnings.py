"""What a payout warns of meals: days that no list says, and meals reported that are far from heads times days."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from aid_ledger.errors import Finding
from aid_ledger.money import format_yuan
from aid_ledger.office.class_lists import some
from aid_ledger.office.evaluation import Picture
from aid_ledger.rulebook import State


def meal_warnings(view: Picture) -> Iterator[Finding]:
    """Yield the warnings of a term's meals."""
    yield from _default_days(view)
    yield from _diners(view)


def _default_days(view: Picture) -> Iterator[Finding]:
    """Say which schools are paid by the days of the rules, for no school list and no report of meals says theirs."""
    book = view.linked.schools.frame
    due = view.meals[view.meals["state"] == int(State.ENTITLED)]
    listed = book["days"].to_numpy()[due["school"].to_numpy(dtype="int64")] >= 0
    unsaid = due[~listed & ~due["school"].isin(view.linked.others.meals.index).to_numpy()]
    for (programme, days), own in unsaid.groupby(["programme", "days"], sort=True):
        names = sorted(book["name"].to_numpy()[own["school"].to_numpy(dtype="int64")].tolist())
        params = {
            "programme": view.rulebook.programme(str(programme)).zh, "count": len(own), "days": int(days),
            "amount": format_yuan(int(own["amount"].sum())), "schools": some(names),
        }  # fmt: skip
        yield Finding("meal-days-default", params=params, rows=len(own), severity="warning")


def _diners(view: Picture) -> Iterator[Finding]:
    """Compare 就餐人次 of the reports of meals with heads by the rosters times days; a tenth either way passes.

    Many reports say how many eat a day instead (就餐人数): what is near the heads themselves passes too.
    """
    reports = view.linked.others.meal_reports
    reports = reports[reports["outcome"] == "used"]
    diners = pd.to_numeric(reports["diners"], errors="coerce").fillna(-1)
    known = view.meals.drop_duplicates("school").set_index("school")["heads"]
    told = reports.assign(diners=diners, heads=reports["place"].map(known))
    told = told[(told["diners"] >= 0) & told["heads"].notna()]
    told = told.assign(expected=told["heads"] * told["days"])
    by_school = told.groupby("place")[["diners", "heads", "expected"]].sum()
    far = [(by_school["diners"] - by_school[of]).abs() * 10 > by_school[of] for of in ("expected", "heads")]
    off = by_school[far[0] & far[1]]
    if off.empty:
        return
    names = view.linked.schools.frame["name"].to_numpy()
    daily = (off["diners"] - off["heads"]).abs() < (off["diners"] - off["expected"]).abs()
    meant = off["heads"].where(daily, off["expected"])  # the nearer of the two is what the school reports
    shown = [
        f"{names[place]} {int(diners):,}/{int(expected):,}"
        for place, diners, expected in zip(off.index, off["diners"], meant, strict=True)
    ]
    yield Finding(
        "diners-differ", params={"count": len(off), "schools": some(shown)}, rows=len(off), severity="warning"
    )
