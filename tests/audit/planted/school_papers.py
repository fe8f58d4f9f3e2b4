"""What schools hung out and handed in: nothing, too short, too late, with private matters, or not every paper."""

from __future__ import annotations

import pandas as pd

from tests.audit.county import BATCH, FINE_NOTICE, LIVING, UNKNOWN, County
from tests.audit.planted.planter import Words, fresh

_SHARED = {"notices": ["batch", "school", *FINE_NOTICE], "papers": ["school", "school_code", "paper", "state"]}


def _school(county: County, *, state: str = "paid", **line: object) -> str:
    """Put in a school of one paid child, of which no list says anything yet."""
    where = fresh(county, UNKNOWN)
    here = {"school": where, "school_code": where}
    order = {} if state == "paid" else {"settled": "", "settled_at": "", "paid_on": "", "sent_at": "2023-06-28"}
    county.child(student=here, line={**here, "state": state, **line}, order=order)
    for name, columns in _SHARED.items():
        county.given.setdefault(name, pd.DataFrame(columns=columns))
    return where


def _notices(county: County, *notices: dict[str, object]) -> Words:
    where = _school(county)
    _hand_in(county, where, roster="there", receipts="there")
    for notice in notices:
        county.give("notices", **{"batch": BATCH, "school": where, **FINE_NOTICE, **notice})
    return (where,)


def never_public(county: County) -> Words:
    return _notices(county)


def another_programme_public(county: County) -> Words:
    return _notices(county, {"programme": "meals"})


def another_batch_public(county: County) -> Words:
    return _notices(county, {"batch": "2023S-008"})


def public_too_short(county: County) -> Words:
    return _notices(county, {"working_days": 3, "last_day": "2023-04-19"})


def public_after_approval(county: County) -> Words:
    return _notices(county, {"last_day": "2023-04-28"})


def objections_left_open(county: County) -> Words:
    return _notices(county, {"objections": 2, "conclusion": ""})


def public_in_order(county: County) -> Words:
    return _notices(county, {"working_days": 7})


def public_until_the_day_of_approval(county: County) -> Words:
    return _notices(county, {"last_day": "2023-04-25"})


def public_by_programme(county: County) -> Words:
    return _notices(county, {"programme": LIVING, "batch": ""}, {"programme": "meals", "working_days": 1})


def public_again_and_longer(county: County) -> Words:
    return _notices(county, {"working_days": 2}, {})


def public_under_another_name(county: County) -> Words:
    """The list of notices gives the school's code, and its new name."""
    (where,) = _notices(county)
    county.give("notices", batch=BATCH, school="新校名", **{**FINE_NOTICE, "school_code": where})
    return (where,)


def objections_answered(county: County) -> Words:
    return _notices(county, {"objections": 2, "conclusion": "核查后维持"})


def public_with_numbers(county: County) -> Words:
    file = f"{fresh(county, '公示')}.xlsx"
    county.put("notice_sheets", batch=BATCH, file=file, shows="有一列“身份证号”")
    return (file,)


def public_with_names_alone(county: County) -> Words:
    file = f"{fresh(county, '公示')}.xlsx"
    county.put("notice_sheets", batch=BATCH, file=file)
    return (file,)


def _papers(county: County, state: str = "paid", payee: str = "student", **papers: str) -> Words:
    where = _school(county, state=state, payee=payee)
    county.give("notices", batch=BATCH, school=where, **FINE_NOTICE)
    _hand_in(county, where, **papers)
    return (where,)


def _hand_in(county: County, where: str, **papers: str) -> None:
    for paper, said in papers.items():
        county.give("papers", school=where, school_code="", paper=paper, state=said)


def nothing_handed_in(county: County) -> Words:
    return _papers(county)


def receipts_missing(county: County) -> Words:
    return _papers(county, roster="there", receipts="missing")


def all_handed_in(county: County) -> Words:
    return _papers(county, roster="there", receipts="there")


def not_paid_yet(county: County) -> Words:
    """Nobody signs for what has not arrived."""
    return _papers(county, state="sent", roster="there", receipts="missing")


def paid_to_the_school(county: County) -> Words:
    """A waiver arrives at the school: no student signs for it."""
    return _papers(county, payee="school", roster="there", receipts="missing")


def none_needed(county: County) -> Words:
    return _papers(county, roster="there", receipts="not-needed")
