"""Use case: reconcile. Lists, rules, ledger, bank and papers of a term side by side, every check and identity on them.

It reads and never writes. What the office says of a finding is written by :func:`answer_finding`, and stands beside it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from aid_ledger import __version__
from aid_ledger.audit import summing
from aid_ledger.audit.checks import CHECKS, run_checks
from aid_ledger.audit.gaps import gaps_of
from aid_ledger.audit.given_lists import with_money
from aid_ledger.audit.identities import identities
from aid_ledger.audit.opening import unreadable
from aid_ledger.audit.picture import Given, picture_of
from aid_ledger.audit.results import BOOKS_VERIFY, BundleSeen, CheckResult, Head, Reconciliation
from aid_ledger.audit.rules_in_term import rules_in_term, standards_in_term
from aid_ledger.audit.sampling import Sample, draw
from aid_ledger.errors import Finding, InputError
from aid_ledger.ledger import Known, closed_terms, lines_of
from aid_ledger.office.audited_books import audited_books
from aid_ledger.office.audited_lists import audited_lists
from aid_ledger.office.audited_notices import audited_notices
from aid_ledger.office.audited_papers import audited_papers
from aid_ledger.office.audited_people import audited_people
from aid_ledger.office.budgeting import allotments, left
from aid_ledger.office.decisions import document_names
from aid_ledger.office.judging import judge
from aid_ledger.office.linked_term import Progress
from aid_ledger.office.lists_for_checks import with_lists
from aid_ledger.office.payout import look
from aid_ledger.office.retired_lists import said_gone
from aid_ledger.office.sample_population import basis_of_lines, numbered, received_people
from aid_ledger.office.verifying import verify
from aid_ledger.store import Connection, append, rows_of
from aid_ledger.terms import Term
from aid_ledger.words import Lang, shown_day

if TYPE_CHECKING:
    from aid_ledger.office import Office
    from aid_ledger.office.bundled_books import Bundled

SAMPLE_SIZE = 60
"""Points of the sample in the report: what a visit of some days can do."""
_SEED_DIGITS = 8
_KEY = ["subject", "programme"]
"""Of what does not fit in a bundle, so much is shown: one alteration can break hundreds of seals."""
STEPS = ("verifying", "sources", "linking", "rules", "evaluating", "auditing", "papers-read")


@dataclass(frozen=True, slots=True)
class _Verified:
    """What is known of the books themselves: rows looked at, the journal's head, and what does not fit."""

    records: int
    head: str
    bad: tuple[str, ...]


def reconcile(
    office: Office, term: Term, *, at: str, by: str, given: Given | None = None, lang: Lang = "zh",
    progress: Progress | None = None,
) -> Reconciliation:  # fmt: skip
    """Return the auditor's report of a term.

    Args:
        office: the workspace, or the books of a bundle; nothing in it is changed.
        term: which term.
        at: when, ISO 8601; what is late or idle is counted to this day.
        by: who asks.
        given: lists of the auditor's own.
        lang: of the sentences in the evidence.
        progress: called with the name of each of :data:`STEPS`.

    Raises:
        InputError: ``nothing-to-reconcile``: the term has neither lists nor lines.
        IntegrityError: ``bundle-unreadable``: a bundle that was altered has no line of its term any more.
    """
    step = progress or (lambda _name: None)
    bundled = office.bundled
    step("verifying")
    verified = _verified(office, lang) if bundled is None else _as_checked(bundled, lang)
    lacks = {} if bundled is None else bundled.lacks
    view = None if "lists" in lacks else look(office, term, complete=False, progress=progress)
    step("auditing")
    with office.database.read() as connection:
        lines, known = lines_of(connection, str(term)), Known.read(connection)
        if lines.empty and bundled is not None:
            raise unreadable(bundled.file, bundled.checked)
        if lines.empty and (view is None or not len(view.linked.rows)):
            raise InputError(Finding("nothing-to-reconcile", params={"term": str(term)}))
        closed = str(term) in closed_terms(connection)
        frames = audited_books(office, connection, term, lines, lang) | audited_people(office, connection, term, lang)
        frames |= {"documents": _documents(connection, lang)}
        answers = answers_of(connection, term)
        last = _last(connection, term)
    if view is not None:
        frames |= audited_lists(office, view, judge(view, lines, known), lang)
        frames |= {"said_gone": said_gone(office, frames["students"], term, lang)}
    if view is not None and any(gap.code == "other-terms" for gap in (bundled.gaps if bundled else ())):
        frames |= {"due": _judged_here(office, frames, lines)}
    if "budget" not in lacks:
        frames |= _budget(office, term, lines)
    step("papers-read")
    rulebook = office.rulebook()
    rules = rules_in_term(rulebook, term, set(zip(lines["programme"], lines["standard"], strict=True)))
    titles = [title for one in rules.titles.values() for title in one.values()]
    frames |= audited_papers(office, term, lines)
    frames |= {"notice_sheets": audited_notices(office, term, titles, lang)}
    given = given or Given()
    given = replace(given, lists=with_money(given.lists, frames["lines"], frames.get("students")))
    picture = picture_of(
        term, date.fromisoformat(shown_day(at)), frames, rules=rules,
        given=with_lists(view, given) if view else given, closed=closed, bad=verified.bad, verified=verified.records,
        reference_day=rulebook.reference_day(term), lang=lang, notice_days=office.config.notice_days, lacks=lacks,
    )  # fmt: skip
    results = _first_what_counts(run_checks(picture, answers))
    head = Head(
        office=office.config.name, county=office.config.county, term=term, states=summing.states(picture),
        closed=closed, data_as_of=summing.data_as_of(picture), made_at=at, made_by=by,
        rulebook=rulebook.digest, program=__version__, head=verified.head,
        bundle=None if bundled is None else BundleSeen(bundled.file, verified.records, len(bundled.checked.wrong)),
    )  # fmt: skip
    return Reconciliation(
        head=head, results=results, identities=identities(picture), funnel=summing.funnel(picture),
        lines=summing.shown_lines(picture), schools=summing.schools(picture, results), people=picture["acts"],
        totals=summing.totals(picture), last=last, titles=picture.rules.titles,
        standards=standards_in_term(rulebook, term), files=summing.files(picture),
        file_names=summing.file_names(picture),
        sample=_sample(lines, verified.head),
        given=given.lists, due_known="lists" not in lacks,
        gaps=(*(bundled.gaps if bundled else ()), *gaps_of(picture)),
    )  # fmt: skip


def _verified(office: Office, lang: Lang) -> _Verified:
    found = verify(office)
    return _Verified(found.records, found.head.digest, tuple(found.said(lang)))


def _as_checked(bundled: Bundled, lang: Lang) -> _Verified:
    """What the checker said of the bundle stands for a verification: the books of other terms are not in it."""
    checked = bundled.checked
    return _Verified(checked.rows, checked.head, checked.said(lang))


def _judged_here(office: Office, frames: Mapping[str, pd.DataFrame], lines: pd.DataFrame) -> pd.DataFrame:
    """Leave out what is due once in a life where it was not paid this term: other terms' books may have paid it."""
    once = [programme.id for programme in office.rulebook().programmes if programme.once]
    due, paid = frames["due"], pd.concat([lines[_KEY], frames["paid_before"][_KEY]])
    here = pd.MultiIndex.from_frame(due[_KEY]).isin(pd.MultiIndex.from_frame(paid))
    return due[here | ~due["programme"].isin(once).to_numpy()].reset_index(drop=True)


def _first_what_counts(results: tuple[CheckResult, ...]) -> tuple[CheckResult, ...]:
    """Put books that do not verify before everything else: nothing after it can be believed."""
    return tuple(sorted(results, key=lambda one: not (one.code == BOOKS_VERIFY and one.status == "found")))


def _sample(lines: pd.DataFrame, head: str) -> Sample | None:
    """Draw whom to visit, by amount; the seed is that of the head, so that nobody can have chosen it.

    The same as ``sample --size 60 --seed …`` draws from the same books.
    """
    people = received_people(lines)
    if people.empty:
        return None
    return draw(numbered(people), "amount", SAMPLE_SIZE, int(head[:_SEED_DIGITS], 16), basis_of_lines(lines))


def _budget(office: Office, term: Term, lines: pd.DataFrame) -> dict[str, pd.DataFrame]:
    table = left(office, [term.fiscal_year], read={str(term): lines})
    allotted = table["allotted"].fillna(-1).astype(np.int64)
    with office.database.read() as connection:
        known = allotments(office, connection)
    unnamed = known[(known["programme"] == "") & (known["year"] == term.fiscal_year)]
    return {"budget": table.assign(allotted=allotted, used=table["used"].astype(np.int64)), "unnamed": unnamed}


def _documents(connection: Connection, lang: Lang) -> pd.DataFrame:
    """Return the frame ``documents``."""
    return pd.DataFrame(document_names(connection, lang).items(), columns=["digest", "file"])


def _last(connection: Connection, term: Term) -> pd.DataFrame:
    """Return the totals of the term before by its ledger alone: what was due then is what was booked."""
    lines = lines_of(connection, str(term.previous))
    if lines.empty:
        return pd.DataFrame(columns=list(summing.TOTALS))
    approvals = pd.DataFrame(rows_of(connection, "approval"), columns=["approval", "batch"])
    before = picture_of(term.previous, term.previous.last_day, {"lines": lines, "approvals": approvals})
    return summing.totals(before)


def answers_of(connection: Connection, term: Term) -> dict[str, str]:
    """Return what the office said of findings of a term, the last word on each, by code."""
    found: dict[str, str] = {}
    for row in rows_of(connection, "journal", "kind = 'answer'", "seq"):
        body: Mapping[str, Any] = json.loads(str(row["body"]))
        if body["term"] == str(term):
            found[str(body["code"])] = (
                f"{body['text']} ({row['by']} {shown_day(str(row['at']))})" if body["text"] else ""
            )
    return found


def answer_finding(office: Office, term: Term, code: str, text: str, *, by: str, at: str) -> None:
    """Record what the office says of a finding; it stands beside the finding and hides nothing.

    Raises:
        InputError: ``check-not-known``.
    """
    codes = [check.code for check in CHECKS]
    if code not in codes:
        raise InputError(Finding("check-not-known", params={"code": code, "known": ", ".join(codes)}))
    with office.database.write() as connection:
        append(connection, "answer", by=by, at=at, body={"term": str(term), "code": code, "text": text})
