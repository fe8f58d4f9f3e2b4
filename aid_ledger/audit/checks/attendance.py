"""Checks of children and schools: at no school, at two, of another age than the stage, more boarders than beds."""

from __future__ import annotations

import numpy as np
import pandas as pd

from aid_ledger.audit.checks.looking import Looked, NotDone, Outcome, evidence, said, worded
from aid_ledger.audit.checks.paying import received
from aid_ledger.audit.picture import Picture, looked_up
from aid_ledger.linking import AGES, SPECIAL_AGES
from aid_ledger.people import age_on
from aid_ledger.people.text_columns import is_among

_BIRTH = slice(6, 14)
_MEALS = ("heads", "days", "paid_for")


def absent_children(picture: Picture) -> Outcome:
    """疑似失学: a child of compulsory age whom a register names stands in some roster."""
    known = picture["registered"]
    found = picture["absent"]
    if known.empty and found.empty:
        return NotDone("no-registers")
    detail = said(picture, "absent", age=found["age"], lists=found["lists"], why=found["why"])
    rows = evidence(found.assign(school=found["town"]), detail)
    return Looked(rows, known["id_number"].nunique() + len(found), "students")


def at_two_schools(picture: Picture) -> Outcome:
    """Nobody is at school in two schools on the reference day."""
    students = picture["students"]
    found = students[students["reason"] == "listed-by-two-schools"]
    money = picture.pairs.groupby("subject")["booked"].sum()
    found = found.assign(amount=looked_up(found["subject"], money.to_dict(), 0))
    both = found["schools"].where(found["schools"] != "", found["school"])
    return Looked(evidence(found, said(picture, "two-schools", schools=both)), len(students), "students")


def age_outside_stage(picture: Picture) -> Outcome:
    """Who has money, or waits for it, is of an age that the stage can have; what a person confirmed counts as right."""
    students = picture["students"]
    of_person = students[students["subject"] != ""].drop_duplicates("subject").set_index("subject")
    own = picture.once(received).drop_duplicates("subject")
    birth = pd.to_numeric(own["id_number"].str[_BIRTH], errors="coerce").fillna(0).to_numpy(dtype=np.int32)
    age = age_on(birth, picture.reference_day)
    low, high = (np.array([AGES.get(stage, (-1, 999))[end] for stage in own["stage"]]) for end in (0, 1))
    special = looked_up(own["subject"], of_person["special"].to_dict(), plain=False).to_numpy(dtype=bool)
    low, high = np.where(special, SPECIAL_AGES[0], low), np.where(special, SPECIAL_AGES[1], high)
    outside = (birth > 0) & ((age < low) | (age > high))
    confirmed = is_among(own["subject"], of_person.index[~of_person["doubted"]])
    paid = own.assign(age=age)[outside & ~confirmed]
    doubted = students[students["doubted"] & ~students["subject"].isin(paid["subject"])]
    rows = pd.concat([
        evidence(paid, said(picture, "age", age=paid["age"], stage=worded("sheet-stage", paid["stage"])), "money"),
        evidence(doubted, said(picture, "age-held", stage=worded("sheet-stage", doubted["stage"]))),
    ], ignore_index=True)  # fmt: skip
    return Looked(rows, len(own) + len(students), "students")


def meals_served(picture: Picture) -> Outcome:
    """A school has reported about as many meals as it is paid for; a tenth either way passes.

    Many reports say how many eat a day instead (就餐人数): what is near the heads, month by month, passes too.
    """
    own = picture.once(_paid_for_meals)
    if len(own) and not own["reports"].any():
        return NotDone("meals-not-reported")
    paid_for = own["paid_for"]
    near = [(own["diners"] - said_).abs() * 10 <= said_ for said_ in (paid_for, own["heads"] * own["reports"])]
    off = (own["diners"] >= 0) & ~near[0] & ~near[1]
    price = own["booked"] // paid_for.clip(lower=1)
    wrong = own.assign(amount=(own["diners"] - paid_for).abs() * price)[off]
    detail = said(picture, "meals", **{name: wrong[name] for name in (*_MEALS, "diners")})
    return Looked(evidence(wrong, detail), int((own["reports"] > 0).sum()), "schools")


def meals_unreported(picture: Picture) -> Outcome:
    """A school that is paid for meals has handed in a report: without one nobody can say how many were eaten."""
    own = picture.once(_paid_for_meals)
    if len(own) and not own["reports"].any():
        return NotDone("meals-not-reported")
    silent = own.assign(amount=own["booked"])[own["reports"] == 0]
    detail = said(picture, "meals-silent", **{name: silent[name] for name in _MEALS})
    return Looked(evidence(silent, detail), len(own), "schools")


def _paid_for_meals(picture: Picture) -> pd.DataFrame:
    booked = picture.pairs[["subject", "programme", "booked"]]
    own = picture["served"].merge(booked[booked["booked"] > 0], on=["subject", "programme"])
    return own.assign(paid_for=own["heads"] * own["days"])


def boarders_over_beds(picture: Picture) -> Outcome:
    """A school has a bed for every boarder who is paid as one."""
    schools = picture["schools"]
    known = schools[schools["beds"] >= 0]
    if known.empty:
        return NotDone("beds-not-known")
    own = picture.once(received)
    own = own[own["programme"].isin(list(picture.rules.boarding))]
    heads = own.groupby("school_code").agg(boarders=("person", "nunique"), amount=("money", "sum"))
    found = known.merge(heads, left_on="school_code", right_index=True)
    found = found[found["boarders"] > found["beds"]]
    per_head = found["amount"] // found["boarders"].clip(lower=1)
    found = found.assign(amount=(found["boarders"] - found["beds"]) * per_head)
    detail = said(picture, "beds", boarders=found["boarders"], beds=found["beds"])
    return Looked(evidence(found, detail), len(known), "schools")
