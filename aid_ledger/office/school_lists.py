"""Which schools the lists of a term are of: who sent which, the students on the rosters, and the rows that wait."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.linking import WHOLE_TERM, Linked, SchoolBook, Source
from aid_ledger.office.evaluation import Picture
from aid_ledger.office.outcomes import outcomes_of

SENT = ("roster", "boarders", "recognised")
"""The lists that schools send and that are chased: the roster always, the others of who sent them last term."""
_HOLDING = (*SENT, "applications", "meals")
_STRAY_ROWS, _STRAY_SHARE = 2, 95  # so few rows of a school, in a file that is this much another school's: a slip

Name = tuple[str, str]
"""Code and name of a school as a list writes them."""


@dataclass(frozen=True, slots=True)
class SchoolLists:
    """What schools sent: by kind the numbers of schools; heads by number; names that mean none, with their heads."""

    sent: dict[str, frozenset[int]]
    heads: Counter[int]
    unknown: frozenset[Name]
    unknown_heads: Counter[Name]

    @classmethod
    def none(cls) -> SchoolLists:
        """Return what is known of a term without any file."""
        return cls({}, Counter(), frozenset(), Counter())


@dataclass(frozen=True, slots=True)
class Waiting:
    """Held rows by number of school, by name that means none, and of no school."""

    by_school: Counter[int]
    by_name: Counter[Name]
    elsewhere: int


def school_lists(linked: Linked, book: SchoolBook) -> SchoolLists:
    """Read off what each school sent, schools numbered as in ``book``."""
    sent: dict[str, set[int]] = {kind: set() for kind in SENT}
    unknown: set[Name] = set()
    for source in linked.sources:
        if source.kind in SENT:
            school, names = _schools_of(source, book)
            sent[source.kind] |= _senders(school)
            unknown |= {names[row] for row in np.flatnonzero(school < 0)}
    own = _on_rosters(linked)
    at = own["place"].to_numpy()
    heads = Counter(at[at >= 0].tolist())
    astray = own[at < 0]
    return SchoolLists(
        {kind: frozenset(of) for kind, of in sent.items()}, heads, frozenset(unknown),
        Counter(zip(astray["school_code"], astray["school"], strict=True)),
    )  # fmt: skip


def meal_months_missing(linked: Linked) -> dict[int, tuple[int, ...]]:
    """Return the months of which a school with meals sent no 供餐月报, though others did; by number of the school.

    Where no school reports a month, nobody is chased for it: the days of the school list may be what the county uses.
    """
    reports = linked.others.meal_reports
    sent = reports[(reports["place"] >= 0) & (reports["month_number"] > 0) & (reports["days"] >= 0)]
    of_term = set(sent.loc[sent["month_number"] == WHOLE_TERM, "place"].tolist())
    months = sorted(set(sent["month_number"].tolist()) - {WHOLE_TERM})
    own = sent.groupby("place")["month_number"].agg(set).to_dict()
    plan = linked.schools.frame["meal_plan"].to_numpy()
    schools = np.flatnonzero(plan == 1).tolist()
    missing = {
        school: tuple(one for one in months if one not in own.get(school, ()))
        for school in schools
        if school not in of_term
    }
    return {school: found for school, found in missing.items() if found}


def _on_rosters(linked: Linked) -> pd.DataFrame:
    """Return ``place, school_code, school`` of each student at school whom a roster lists."""
    rows = linked.rows
    rostered = np.zeros(len(linked.students), dtype=bool)
    rostered[rows.loc[rows["kind"] == "roster", "student"].to_numpy(dtype=np.int64)] = True
    here = linked.students["counted"].to_numpy(dtype=bool) & ~linked.students["away"].to_numpy(dtype=bool)
    own = linked.students[rostered & here]
    written = rows.iloc[own["primary"].to_numpy()]
    texts = {name: written[name].to_numpy() for name in ("school_code", "school")}
    return pd.DataFrame({**texts, "place": own["school"].to_numpy()})


def lists_before(last: Linked, book: SchoolBook) -> tuple[SchoolLists, list[Name]]:
    """Read off the term before, schools numbered as in this term's ``book``.

    Returns:
        The lists; and code and name of the schools that ``book`` does not have, which get the next numbers.
    """
    lists = school_lists(last, last.schools)
    frame = last.schools.frame
    met = sorted(set(lists.heads) | set().union(*lists.sent.values()))
    place = book.resolve(frame["code"], frame["name"])
    names = [number for number in met if place[number] < 0]
    number_of = {number: int(place[number]) for number in met if place[number] >= 0}
    number_of |= {number: len(book.frame) + extra for extra, number in enumerate(names)}
    heads: Counter[int] = Counter()
    for number, count in lists.heads.items():
        heads[number_of[number]] += count
    sent = {kind: frozenset(number_of[number] for number in of) for kind, of in lists.sent.items()}
    return SchoolLists(sent, heads, lists.unknown, lists.unknown_heads), [
        (str(frame["code"][n]), str(frame["name"][n])) for n in names
    ]


def _schools_of(source: Source, book: SchoolBook) -> tuple[npt.NDArray[np.int32], list[Name]]:
    """Return the school of each row of a list, and what the row writes."""
    frame = source.table.frame
    blank = pd.Series("", index=frame.index, dtype="str")
    code, name = frame.get("school_code", blank), frame.get("school", blank)
    return book.resolve(code, name), list(zip(code.tolist(), name.tolist(), strict=True))


def _senders(school: npt.NDArray[np.int32]) -> set[int]:
    """Return the schools that a file is of: not the one of a child or two who stand in another school's list."""
    counts = Counter(school[school >= 0].tolist())
    most = max(counts.values(), default=0)
    of_one = most * 100 >= _STRAY_SHARE * len(school)
    return {number for number, rows in counts.items() if rows > _STRAY_ROWS or rows == most or not of_one}


def waiting_rows(view: Picture, book: SchoolBook) -> Waiting:
    """Return the held rows of the term by the school that the row's list is of; a bureau's rows are of none."""
    held = outcomes_of(view).rows
    held = held[held["outcome"] == "held"]
    by_school: Counter[int] = Counter()
    by_name: Counter[Name] = Counter()
    elsewhere = len(held)
    wanted = {source: set(rows) for source, rows in held.groupby("source")["row"]}
    for source in view.linked.sources:
        if source.kind not in _HOLDING or source.source not in wanted:
            continue
        school, names = _schools_of(source, book)
        rows = source.table.frame["row"].isin(wanted[source.source]).to_numpy()
        for index in np.flatnonzero(rows).tolist():
            if school[index] >= 0:
                by_school[int(school[index])] += 1
            elif source.kind in SENT:
                by_name[names[index]] += 1
            else:
                continue
            elsewhere -= 1
    return Waiting(by_school, by_name, elsewhere)
