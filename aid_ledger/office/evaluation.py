"""Use case inside others: a term's evidence and rules, put together: who is due what, and what became of every row."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.errors import Finding, InputError
from aid_ledger.ledger import Known
from aid_ledger.linking import DAYS_UNCLEAR, FOR_CHECKS, Linked, hold_paid, known_among, person_keys
from aid_ledger.office.linked_term import Progress, link_term
from aid_ledger.office.paid_as_another import PaidAs, held_as_paid, paid_as_another
from aid_ledger.office.sources import in_use_for
from aid_ledger.office.waiting_categories import with_waiting
from aid_ledger.rulebook import (
    DAYS_WAIT,
    Award,
    Cohort,
    Entitlements,
    Rulebook,
    SchoolColumns,
    State,
    evaluate,
)
from aid_ledger.terms import Term

if TYPE_CHECKING:
    from aid_ledger.office import Office


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything known of a term before the ledger is asked.

    ``due``: one row an answer of a student: ``student`` (index), ``programme``, ``state``, ``amount, standard`` (fen),
    ``reason``; the whole-student hold is applied, and the answers of ``entitlements`` come first. ``meals``: likewise
    by school. ``used`` are the source records, ``received`` the identities that had a once-in-a-life programme in
    another term, ``decided`` the decisions in force; ``paid_as`` by student index whom of the ledger somebody may be,
    paid under another ID.
    """

    term: Term
    rulebook: Rulebook
    linked: Linked
    entitlements: Entitlements
    due: pd.DataFrame
    meals: pd.DataFrame
    used: tuple[Mapping[str, Any], ...]
    received: Mapping[str, frozenset[str]]
    decided: tuple[Mapping[str, Any], ...] = ()
    paid_as: Mapping[int, PaidAs] = field(default_factory=dict)


def picture(
    office: Office, term: Term, *, sources: list[dict[str, Any]], posted: pd.DataFrame | None = None,
    known: Known | None = None,
    received: Mapping[str, frozenset[str]] | None = None, decided: Sequence[Mapping[str, Any]] = (),
    progress: Progress | None = None,
) -> Picture:  # fmt: skip
    """Link and evaluate a term.

    Args:
        office: the workspace.
        term: which term.
        sources: all source records (see :func:`aid_ledger.office.sources.all_sources`).
        posted: the term's lines, as :func:`aid_ledger.ledger.lines_of` gives them.
        known: everybody the ledger has met.
        received: identities by once-in-a-life programme, of other terms.
        decided: decisions in force (see :func:`aid_ledger.office.decisions.in_force`).
        progress: called with the name of each step.
    """
    used = in_use_for(sources, str(term))
    step = progress or (lambda _name: None)
    step("rules")
    rulebook = office.rulebook()
    linked = link_term(office, term, used, decided=decided, progress=progress)
    spoke = frozenset().union(*(source.decisions for source in linked.sources))
    linked = linked if posted is None else hold_paid(linked, _paid_identities(posted))
    linked = _with_known(linked, known)
    paid_as = {} if known is None or posted is None else paid_as_another(linked, posted, known)
    linked = replace(linked, students=linked.students.assign(reason=held_as_paid(linked, paid_as)))
    step("evaluating")
    had = _received(linked, term, received or {})
    people = cohort(linked, had)
    entitlements = with_waiting(rulebook, term, people, linked, evaluate(rulebook, term, people))
    return Picture(
        term,
        rulebook,
        linked,
        entitlements,
        _due(linked, entitlements),
        _meals(entitlements),
        tuple(used),
        had,
        tuple(row for row in decided if row["term"] in ("", str(term)) or row["decision"] in spoke),
        paid_as,
    )


def _paid_identities(posted: pd.DataFrame) -> frozenset[str]:
    """Return the keys of persons with money in these lines."""
    net = posted.groupby("subject")["amount"].sum()
    paid = posted[posted["subject"].isin(net[net != 0].index)]
    return frozenset().union(*person_keys(paid["identity"], paid["student_no"], paid["name"]))


def _with_known(linked: Linked, known: Known | None) -> Linked:
    """Hold who bears a 学籍号 that the ledger knows of somebody else: one of the two is somebody's slip."""
    if known is None:
        return linked
    certain = np.flatnonzero((linked.students["identity"] != "").to_numpy())
    _, doubt = known.surrogates(linked.students.iloc[certain][["identity", "student_no", "name"]])
    reason = linked.students["reason"].to_numpy(dtype=object, copy=True)
    free = reason[certain] == ""
    reason[certain[free]] = doubt[free]
    return replace(linked, students=linked.students.assign(reason=reason))


def _received(linked: Linked, term: Term, ledger: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """Once in a life: what the ledger shows for other terms, and what lists of money paid before show."""
    paid = linked.others.paid_before
    paid = paid[(paid["term"] != str(term)) & (paid["amount"] > 0)]
    return {name: who | frozenset(paid.loc[paid["programme"] == name, "identity"]) for name, who in ledger.items()}


def require_lists(sources: list[dict[str, Any]], term: Term) -> None:
    """Refuse a term with nobody in it, or without any list of the poor: it would quietly pay nothing.

    Raises:
        InputError: ``no-roster``, ``no-register``.
    """
    kinds = {row["kind"] for row in in_use_for(sources, str(term))}
    if not kinds & {"roster", "applications"}:
        raise InputError(Finding("no-roster", params={"term": str(term)}))
    if not kinds - {"roster", "applications", "schools", "accounts", "awards", "paid-before", "budget", "meals",
                    "boarders", *FOR_CHECKS}:  # fmt: skip
        raise InputError(Finding("no-register", params={"term": str(term)}))


def cohort(linked: Linked, received: Mapping[str, frozenset[str]]) -> Cohort:
    """Return the students as the rules take them."""
    students, book = linked.students, linked.schools.frame
    days = {name: book[name].to_numpy(dtype=np.int32, copy=True) for name in ("days", "days_before", "days_after")}
    for name, column in days.items():
        reported = linked.others.meals.replace(DAYS_UNCLEAR, DAYS_WAIT)
        column[reported.index.to_numpy(dtype=np.int64)] = reported[name].to_numpy(dtype=np.int32)
    awards = [
        (int(row[0]), Award(str(row[1]), int(row[2]), donor=_is_donor(str(row[3]))))
        for row in linked.others.awards[["student", "award", "amount", "donor"]].itertuples(index=False)
    ]
    return Cohort(
        key=linked.key, key_on_day=linked.key_on_day,
        school=students["school"].to_numpy(dtype=np.int32),
        tuition=_fen(students["tuition"]), care_fee=_fen(students["care_fee"]),
        lodging_fee=_fen(students["lodging_fee"]), public_fee=_fen(students["public_fee"]),
        counted=students["counted"].to_numpy(dtype=bool),
        received={name: known_among(students, who) for name, who in received.items()},
        schools=SchoolColumns(book["meal_plan"].to_numpy(dtype=np.int8), days["days"], days["days_before"],
                              days["days_after"]),
        awards=awards,
    )  # fmt: skip


_STATE = re.compile("财政|教育部|教育厅|教育局|教体局|国家|中央|政府|^省|^市|^县")


def _is_donor(giver: str) -> bool:
    """Tell whether 资助方 is somebody other than the state: only such awards are a pack's donor awards."""
    return bool(giver) and not _STATE.search(giver)


def _fen(column: pd.Series[int]) -> npt.NDArray[np.int64]:
    return np.asarray(column, dtype=np.int64)


def _due(linked: Linked, found: Entitlements) -> pd.DataFrame:
    """Answers as a table; a student held as a whole is held for everything that would be due."""
    answers = found.students
    due = pd.DataFrame(
        {
            "student": answers.student,
            "programme": np.array(found.programmes, dtype=object)[answers.programme],
            "state": answers.state,
            "amount": answers.amount,
            "standard": answers.standard,
            "reason": np.array([*found.reasons, ""], dtype=object)[answers.reason],
        }
    )
    whole = linked.students["reason"].to_numpy(dtype=object)[due["student"].to_numpy()]
    waits = (whole != "") & due["state"].isin([int(State.ENTITLED), int(State.HELD)]).to_numpy()
    due.loc[waits, "state"] = int(State.HELD)
    due.loc[waits, "reason"] = whole[waits]
    return due


def _meals(found: Entitlements) -> pd.DataFrame:
    answers = found.schools
    return pd.DataFrame(
        {
            "school": answers.school,
            "programme": np.array(found.programmes, dtype=object)[answers.programme],
            "state": answers.state,
            "amount": answers.amount,
            "standard": answers.price,
            "days": answers.days,
            "heads": answers.heads,
            "stages": list(answers.stages),
            "reason": np.array([*found.reasons, ""], dtype=object)[answers.reason],
        }
    )
