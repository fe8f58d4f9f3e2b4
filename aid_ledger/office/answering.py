"""From an answer to a question to the decision that it makes: which cells or words read otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from aid_ledger.intake import STATUSES
from aid_ledger.linking import CONFIRMED, SET_ASIDE, CellReading, PersonReading, WordReading, of_member
from aid_ledger.linking.earlier_schools import fold_name
from aid_ledger.office.answer_texts import AnswerError, Ask, Reading, check_text, check_word, read_day, read_identity
from aid_ledger.office.decisions import Decided
from aid_ledger.office.evaluation import Picture
from aid_ledger.office.paid_as_another import ONE_PERSON, PAID_AS_ANOTHER
from aid_ledger.office.question_kinds import (
    KINDS,
    NO_SUCH_ID,
    NOT_USED,
    PAY_HERE,
    PAY_NOT,
    RIGHT_AS_IS,
    SAME_PERSON,
    options_of,
)
from aid_ledger.office.questions import Question, Review, schools_of

_GONE = "转出"
_NAMES_OF_SCHOOL = ("school", "school_code")
_OF_SCHOOL = frozenset({"inclusive-unknown"})
"""What is known of a school alone: asked once a school, and written into its row of the school list."""
_OF_PERSONS: dict[str, tuple[str, ...]] = {
    "id-invalid": (), "id-run": (), "name-conflict": (), "birth-differs": ("birth_date",), "sex-differs": ("sex",),
    "student-number-two-ids": ("student_no",), "student-number-other-id": ("student_no",),
    "student-number-two-names": ("student_no",),
}  # fmt: skip
"""Reasons whose answer says who somebody is, and what a row must say again, beside ID and name, to be answered by it.

Not whether an age fits: the grade is another one next year.
"""
_ID = 15
"""Characters from which an ID, however wrong, is one child's and not a word such as 无 or 待补."""


def answer_question(view: Picture, review: Review, question: Question, text: str, skip: frozenset[int]) -> Decided:
    """Return the decision that a question's answer makes, for all its rows but those answered by themselves.

    Args:
        view: the term.
        review: its asks.
        question: one of them.
        text: the answer, as written.
        skip: asks with an answer of their own.

    Raises:
        AnswerError: the text is no answer to it.
    """
    asks = review.asks.loc[[index for index in question.asks if index not in skip]]
    rows: list[Ask] = asks.to_dict("records")  # type: ignore[assignment]
    checked = [(ask, _readings(view, ask, text, question.options)) for ask in rows]
    if not checked:
        _readings(view, _ask(review, question.asks[0]), text, question.options)
    codes = tuple(dict.fromkeys(str(ask["code"]) for ask, _ in checked))
    lasting = _explains_a_word(question, rows) and all(len(readings) == 1 for _, readings in checked)
    word = str(review.asks.loc[question.asks[0], "was"])
    if lasting and word:
        words = (WordReading(question.field, word, checked[0][1][0].reads, ""),) if checked else ()
        said = (question.reason, question.key, question.seen, text)
        return Decided("reading", *said, words=words, rows=len(checked), asks=codes)
    if question.reason == "school-unknown":
        checked += list(_of_same_sheet(view, review, checked, skip))
    cells = tuple(dict.fromkeys(_cell(ask, reading) for ask, readings in checked for reading in readings))
    persons = tuple(dict.fromkeys(one for ask, readings in checked for one in _persons(view, ask, readings)))
    return Decided(
        "cells", question.reason, question.key, question.seen, text, cells=cells, persons=persons, rows=len(checked),
        asks=codes,
    )  # fmt: skip


def _explains_a_word(question: Question, rows: Sequence[Ask]) -> bool:
    """Tell whether an answer says what a word means, wherever it stands.

    Not of a list of 特困: 分散供养 says nothing of town or village, so the answer is of the rows that were asked about.
    """
    of_destitute = question.reason == "category-unclear" and any(ask["kind"] == "destitute" for ask in rows)
    return KINDS[question.reason].lasting and not of_destitute


def _of_same_sheet(
    view: Picture, review: Review, checked: Sequence[tuple[Ask, tuple[Reading, ...]]], skip: frozenset[int]
) -> Iterator[tuple[Ask, tuple[Reading, ...]]]:
    """The other rows of a sheet that names no school where the asked rows name none: the answer is theirs as well.

    They wait for something else (an ID) or for nothing yet; once they do not, the same would be asked of them again.
    """
    asked = {(int(ask["src"]), int(ask["row"])) for ask, _ in checked}
    alone = review.asks.loc[sorted(skip - {-1})]
    alone = alone[alone["reason"] == "school-unknown"]
    asked |= set(zip(alone["src"].astype(int), alone["row"].astype(int), strict=True))
    for src in dict.fromkeys(int(ask["src"]) for ask, _ in checked if not ask["was"]):
        frame = view.linked.sources[src].table.frame
        blank = [frame[name].fillna("") == "" for name in _NAMES_OF_SCHOOL if name in frame]
        rows = frame.loc[np.logical_and.reduce(blank), "row"] if blank else frame["row"]
        ask, readings = next(one for one in checked if int(one[0]["src"]) == src and not one[0]["was"])
        yield from (({**ask, "row": int(row)}, readings) for row in rows if (src, int(row)) not in asked)


def answer_row(view: Picture, review: Review, index: int, text: str) -> Decided:
    """Return the decision that one row's own answer makes.

    Raises:
        AnswerError: the text is no answer to it.
    """
    ask = _ask(review, index)
    usual = options_of(str(ask["reason"]), str(ask["kind"]))
    options = next((q.options for q in review.questions if q.key == ask["question"]), usual)
    readings = _readings(view, ask, text, options)
    cells = tuple(_cell(ask, reading) for reading in readings)
    code, persons = str(ask["code"]), tuple(_persons(view, ask, readings))
    return Decided("cells", str(ask["reason"]), row_key(code), code, text, cells=cells, persons=persons, rows=1)


def _ask(review: Review, index: int) -> Ask:
    return {str(name): value for name, value in review.asks.loc[index].items()}


def row_key(code: str) -> str:
    """Return the key of a question about one row."""
    return f"row-{code}"


def _cell(ask: Ask, reading: Reading) -> CellReading:
    field = of_member(str(ask["member"]), reading.field)
    was = str(ask["was"]) if field == ask["field"] and reading.place is None else ""
    member = str(ask["member"]) if field == CONFIRMED else ""
    place = reading.place or (str(ask["digest"]), str(ask["sheet"]), int(ask["row"]))
    return CellReading(*place, field, was, reading.reads, decision="", member=member)


def _persons(view: Picture, ask: Ask, readings: Sequence[Reading]) -> Iterator[PersonReading]:
    """What an answer says of the person whom the row is about, in whatever list and term the row stands again."""
    more = _OF_PERSONS.get(str(ask["reason"]))
    frame = view.linked.sources[int(ask["src"])].table.frame
    if more is None or "id_no" not in frame or any(one.field == SET_ASIDE or one.place for one in readings):
        return
    own = frame.loc[frame["row"] == ask["row"]].iloc[0]
    names = ("id_no", "student_name", *more)
    said = tuple((name, str(own.get(of_member(str(ask["member"]), name), ""))) for name in names)
    if len(said[0][1]) >= _ID and all(text for _, text in said):
        yield from (PersonReading(str(ask["kind"]), said, one.field, one.reads, decision="") for one in readings)


def _readings(view: Picture, ask: Ask, text: str, options: tuple[str, ...]) -> tuple[Reading, ...]:
    kind = KINDS[str(ask["reason"])]
    fixed = _fixed(view, ask, text)
    if fixed is not None and text in (*options, NOT_USED):
        return fixed
    match kind.form:
        case "schools":
            return _school(view, ask, text, options)
        case "identity":
            return (read_identity(ask, text, options),)
        case "date":
            return (Reading(str(ask["field"]), read_day(text)),)
        case "words":
            check_word(ask, text, options)
        case "text":
            check_text(view, str(ask["field"]), text)
    if ask["reason"] == "statuses-differ":
        return _status(view, ask, text)
    return (Reading(str(ask["field"]), text, _row_of_school(view, ask) if ask["reason"] in _OF_SCHOOL else None),)


def _row_of_school(view: Picture, ask: Ask) -> tuple[str, str, int] | None:
    """The row of the school list that speaks for the asked row's school; none where no list names it."""
    name = schools_of(view, pd.DataFrame([ask]))[0]
    frame = view.linked.schools.frame
    listed = frame[(frame["name"] == name) & (frame["src"] >= 0)]
    if not name or len(listed) != 1:
        return None
    source = view.linked.sources[int(listed["src"].iloc[0])]
    return (source.digest, source.sheet, int(listed["row"].iloc[0]))


def _fixed(view: Picture, ask: Ask, text: str) -> tuple[Reading, ...] | None:
    """The fixed words that may stand in place of a cell's text."""
    match text:
        case x if x == NOT_USED and _has_others(view, ask):
            return (Reading("id_no", ""), Reading("student_name", ""))
        case x if x == NOT_USED:
            return (Reading(SET_ASIDE, "set-aside"),)
        case x if x == RIGHT_AS_IS:
            return (Reading(CONFIRMED, str(ask["reason"])),)
        case x if x == NO_SUCH_ID:
            return (Reading("id_no", ""),)
        case x if x == SAME_PERSON and int(ask["student"]) >= 0:
            return (_same_person(view, ask),)
        case x if x == PAY_HERE:
            return (Reading("transferred_in", ""),)
        case x if x == PAY_NOT:
            return (*_left(view, ask), Reading("transferred_in", ""))
    return None


def _same_person(view: Picture, ask: Ask) -> Reading:
    """Of a name in doubt the name of the student; of who may have been paid under another ID, that this is so."""
    if ask["reason"] == PAID_AS_ANOTHER:
        return Reading(CONFIRMED, ONE_PERSON)
    return Reading("student_name", str(view.linked.students["name"].iloc[int(ask["student"])]))


def _has_others(view: Picture, ask: Ask) -> bool:
    """Tell whether a household's row has other members than the one that is asked about: they stay."""
    if not ask["member"]:
        return False
    table = view.linked.sources[int(ask["src"])].table
    others = [name for name in table.repeated_ids if name != ask["member"]]
    own = table.frame[table.frame["row"] == ask["row"]]
    return bool((own[others] != "").to_numpy().any())


def _left(view: Picture, ask: Ask) -> tuple[Reading, ...]:
    day = view.linked.settings.reference_day
    return (*_status(view, ask, _GONE), Reading("status_date", day.isoformat()))


def _status(view: Picture, ask: Ask, text: str) -> tuple[Reading, ...]:
    """The whole row has this status: every column of it says so."""
    frame = view.linked.sources[int(ask["src"])].table.frame
    return tuple(Reading(name, text) for name in STATUSES if name in frame or name == STATUSES[0])


def _school(view: Picture, ask: Ask, text: str, options: tuple[str, ...]) -> tuple[Reading, ...]:
    """A school by its official name: the one a written name means, or the one of two that has the student."""
    book = view.linked.schools
    index = book.by_name.get(fold_name(text), -1)
    if index < 0:
        index = book.by_code.get(fold_name(text), -1)
    if index < 0:
        raise AnswerError("answer-a-school")
    official = str(book.frame["name"].iloc[index])
    if ask["reason"] != "listed-by-two-schools":
        source = view.linked.sources[int(ask["src"])]
        frame = source.table.frame
        code = frame.loc[frame["row"] == ask["row"], "school_code"].iloc[0] if "school_code" in frame else ""
        known = book.by_code.get(fold_name(code), -1) if code else -1
        more = (Reading("school_code", str(book.frame["code"].iloc[index])),) if known >= 0 and known != index else ()
        return (Reading("school", official), *more)
    if official not in options:
        raise AnswerError("answer-one-of", options="、".join(options))
    here = schools_of(view, pd.DataFrame([ask]))[0]
    return () if here == official else _left(view, ask)
