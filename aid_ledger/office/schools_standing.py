"""Use case: which school has sent what for a term, its heads against the term before, and how many of its rows wait.

It can be asked before anything but the school list is there; nothing is written into the books. A school whose roster
is missing has no heads: not known is not zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from aid_ledger.office.decisions import in_force
from aid_ledger.office.linked_term import Progress, link_term
from aid_ledger.office.papers import without_lines
from aid_ledger.office.payout import look
from aid_ledger.office.refused import refusals
from aid_ledger.office.school_lists import (
    SENT,
    SchoolLists,
    Waiting,
    lists_before,
    meal_months_missing,
    school_lists,
    waiting_rows,
)
from aid_ledger.office.sources import all_sources, in_use_for
from aid_ledger.reports import Beside, write_chasing
from aid_ledger.terms import Term
from aid_ledger.words import Lang

if TYPE_CHECKING:
    from aid_ledger.office import Office

COLUMNS = (
    "town", "school", "school_code", "officer", "phone", "state", "missing", "heads", "heads_before", "waiting",
    "notes",
)  # fmt: skip
TENTH = 10
UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class SchoolsStanding:
    """Where the schools of a term stand.

    ``before`` is the term compared with, none where it has no roster. ``elsewhere``: held rows that are of no school,
    those of the bureaus' lists.

    ``table``: one row a school, by town, code and name, then one a name that means no school. :data:`COLUMNS`:
    ``state`` is ``sent``, ``part`` (the roster, not all the rest), ``none`` (no roster) or ``unknown`` (the name means
    no school); ``missing`` a tuple of kinds; ``heads`` and ``heads_before`` students at school, -1 where not known;
    ``waiting`` held rows of the school's own lists; ``notes`` a tuple of ``up``, ``down`` (by a tenth or more),
    ``meals:3、4`` (months without a report of meals), ``new``, ``gone`` (a roster last term, none yet), ``never`` (none
    last term either), ``not-listed``, ``stray`` (no roster, but a child or two in another school's).
    """

    term: Term
    before: Term | None
    table: pd.DataFrame
    elsewhere: int


def schools_standing(office: Office, term: Term, *, progress: Progress | None = None) -> SchoolsStanding:
    """Return where the schools of a term stand.

    Args:
        office: the workspace.
        term: which term; it need not have any file yet.
        progress: called with the name of each step.
    """
    view = look(office, term, complete=False, progress=progress)
    with office.database.read() as connection:
        used = in_use_for(all_sources(connection), str(term.previous))
        decided = in_force(connection, str(term.previous))
    has_roster = any(row["kind"] == "roster" for row in used)
    last = link_term(office, term.previous, used, decided=decided, progress=progress) if used else None
    book = view.linked.schools
    now = school_lists(view.linked, book)
    then, names = lists_before(last, book) if last is not None else (SchoolLists.none(), [])
    months = meal_months_missing(view.linked)
    seen = _Seen(now, then, waiting_rows(view, book), months, compared=has_roster, listed=book.listed)
    frame = book.frame
    columns = (frame[name].astype("str") for name in ("town", "name", "code", "officer", "phone"))
    places = [
        _Place(town, name, code, officer, phone, number, listed=book.listed)
        for number, (town, name, code, officer, phone) in enumerate(zip(*columns, strict=True))
    ]
    places += [_Place("", name, code, "", "", len(frame) + extra) for extra, (code, name) in enumerate(names)]
    places.sort(key=lambda place: (not place.town, place.town, place.code, place.name))
    made = [_row(place, seen) for place in places]
    made += [
        ("", name, code, "", "", "unknown", (), now.unknown_heads[code, name], UNKNOWN,
         seen.waiting.by_name[code, name], ())
        for code, name in sorted(now.unknown)
    ]  # fmt: skip
    table = pd.DataFrame(made, columns=list(COLUMNS))
    return SchoolsStanding(term, term.previous if has_roster else None, table, seen.waiting.elsewhere)


def write_schools_standing(
    office: Office, standing: SchoolsStanding, out: Path, *, by: str, at: str, lang: Lang = "zh"
) -> Path:  # fmt: skip
    """Write it as the 催报表; an older file is replaced.

    Raises:
        InputError: ``workbook-not-writable``.
    """
    book = without_lines(office, standing.term, by=by, at=at)
    refused = tuple(one.file or one.findings[0] for one in refusals(office))
    beside = Beside(standing.before, standing.elsewhere, refused)
    return write_chasing(out, book, standing.table, beside, lang=lang)


class _Place(NamedTuple):
    """A school by its number; ``listed``: this term's school list has it."""

    town: str
    name: str
    code: str
    officer: str
    phone: str
    number: int
    listed: bool = False


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is known of all schools.

    ``months`` of meals that a school did not report; ``compared``: the term before has rosters; ``listed``: there is a
    school list.
    """

    now: SchoolLists
    then: SchoolLists
    waiting: Waiting
    months: dict[int, tuple[int, ...]]
    compared: bool
    listed: bool


def _row(place: _Place, seen: _Seen) -> tuple[object, ...]:
    now, then, number = seen.now, seen.then, place.number
    expected = [kind for kind in SENT if kind == "roster" or number in then.sent.get(kind, ())]
    missing = tuple(kind for kind in expected if number not in now.sent[kind])
    months = seen.months.get(number, ())
    missing += ("meals",) if months else ()
    state = "none" if "roster" in missing else "part" if missing else "sent"
    heads = now.heads[number] if state != "none" else UNKNOWN
    before = then.heads[number] if seen.compared else UNKNOWN
    notes = _notes(state, heads, before)
    if months:
        notes = (*notes, f"meals:{'、'.join(map(str, months))}")
    if not place.listed and seen.listed:
        notes = ("not-listed", *notes)
    if state == "none" and now.heads[number]:
        notes = (*notes, "stray")
    return (*place[:5], state, missing, heads, before, seen.waiting.by_school[number], notes)


def _notes(state: str, heads: int, before: int) -> tuple[str, ...]:
    if before < 0:
        return ()
    if state == "none":
        return ("gone",) if before else ("never",)
    if not before:
        return ("new",)
    if abs(heads - before) * TENTH < before:
        return ()
    return ("up",) if heads > before else ("down",)
