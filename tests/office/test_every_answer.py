"""Whatever the workbook asks: once it is answered, with any of its options, it is settled and not asked again."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from aid_ledger.office.answer_texts import AnswerError
from aid_ledger.office.answering import answer_question, answer_row
from aid_ledger.office.decisions import Decided, Document, record
from aid_ledger.office.evaluation import Picture
from aid_ledger.office.outcomes import Outcomes, outcomes_of
from aid_ledger.office.payout import look
from aid_ledger.office.question_kinds import KINDS, RIGHT_AS_IS, options_of
from aid_ledger.office.questions import Review, review_of
from aid_ledger.people import IdState, check_id
from aid_ledger.terms import Term
from tests.tools.county import AT, BY, PRIMARY, Desk, resident_id
from tests.tools.every_question import ELSEWHERE, PACKS, STEPS, TERM, fill
from tests.tools.long import LONG

FREE = {
    "school": PRIMARY["学校名称"], "amount": "100", "term": TERM, "project": "家庭经济困难寄宿生生活补助",
    "grade": "一年级", "year": "2023", "people_quota": "10", "award_name": "某奖", "status_date": "2023-09-10",
    "identified_from": "2023-09-10", "left_on": "2023-09-10",
}  # fmt: skip
IDS = {
    "birth-differs": resident_id(700, born="20090102"),
    "award-not-in-roster": resident_id(31),
    "student-number-two-ids": resident_id(16),
}
"""Where not every ID is an answer: that of the birth date which stands there, that of somebody in the roster."""
IN_PAIRS = ("contradicting-rows", "student-number-two-ids", "student-number-other-id")
MOST = 17
"""As many answers as the question with most options has."""
Place = tuple[str, int, str]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, Picture, Outcomes, Review]]:
    made = Desk(tmp_path_factory.mktemp("asked") / "office", packs=PACKS, parameters=STEPS)
    with closing(made):
        fill(made)
        yield made, *_asked(made)


def _asked(office: Desk) -> tuple[Picture, Outcomes, Review]:
    view = look(office.office, Term.parse(TERM))
    found = outcomes_of(view)
    return view, found, review_of(view, found)


def test_the_county_asks_everything_that_can_be_asked(filled: tuple[Desk, Picture, Outcomes, Review]) -> None:
    assert set(filled[3].asks["reason"]) == KINDS.keys() - ELSEWHERE.keys()


@pytest.mark.parametrize("turn", range(MOST) if LONG else [-1])
def test_what_was_answered_is_settled(
    filled: tuple[Desk, Picture, Outcomes, Review], tmp_path: Path, turn: int
) -> None:
    office, view, _, review = filled
    shutil.copytree(office.folder, tmp_path / "office")
    with closing(Desk(tmp_path / "office", packs=PACKS, parameters=STEPS)) as other:
        decided = dict(_answers(view, review, turn))
        record(other.office, list(decided), term=TERM, document=Document(), by=BY, at=AT)
        view_now, found, again = _asked(other)
        answered = {place for places in decided.values() for place in places}
        assert {place: said for place, said in _places(view_now, again).items() if place in answered} == {}
        held = found.rows[found.rows["outcome"] == "held"]
        still = set(zip(held["file"], held["row"].astype(int), held["reason"], strict=True)) & answered
        assert still == set(), "neither asked nor settled"


def test_the_same_id_typed_once_more_says_that_it_is_right(
    filled: tuple[Desk, Picture, Outcomes, Review],
) -> None:
    _, view, _, review = filled
    told: dict[str, str] = {}
    for index, ask in review.asks[review.asks["question"] == ""].iterrows():
        reason, number = str(ask["reason"]), str(ask["id_number"])
        if KINDS[reason].form != "identity" or check_id(number).state != IdState.VALID:
            continue
        options = options_of(reason, str(ask["kind"]))
        try:
            same = answer_row(view, review, int(str(index)), number)
        except AnswerError as error:
            told[reason] = error.finding
            continue
        told[reason] = "confirmed"
        assert RIGHT_AS_IS in options, "what that answer settles, this one does"
        assert same.cells == answer_row(view, review, int(str(index)), RIGHT_AS_IS).cells
    confirmed = {reason for reason, what in told.items() if what == "confirmed"}
    assert confirmed == {reason for reason in told if RIGHT_AS_IS in KINDS[reason].options}
    assert confirmed >= {"age-outside-stage", "birth-differs", "sex-differs", "student-number-two-ids"}
    assert set(told.values()) == {"confirmed", "answer-says-the-same"}


def _answers(view: Picture, review: Review, turn: int) -> Iterator[tuple[Decided, tuple[Place, ...]]]:
    places = dict(zip(review.asks.index, _places(view, review), strict=True))
    for question in review.questions:
        choices = _choices(question.reason, question.options, question.field, 0)
        text = choices[turn % len(choices)]
        one = answer_question(view, review, question, text, frozenset())
        yield one, tuple(places[ask] for ask in question.asks)
    alone = review.asks[review.asks["question"] == ""]
    done = set()
    for index, ask in alone.iterrows():
        if ask["reason"] in IN_PAIRS and ask["reason"] in done:
            continue  # of two rows one is right
        done.add(ask["reason"])
        options = options_of(str(ask["reason"]), str(ask["kind"]))
        choices = _choices(str(ask["reason"]), options, str(ask["field"]), int(ask["row"]))
        yield answer_row(view, review, int(str(index)), choices[turn % len(choices)]), (places[index],)


def _choices(reason: str, options: tuple[str, ...], field: str, number: int) -> tuple[str, ...]:
    form = KINDS[reason].form
    if form == "words" or reason == "listed-by-two-schools":
        return options
    if form == "identity":
        return (*options, IDS.get(reason, resident_id(700 + number)))
    return (*options, "200" if reason == "row-total-differs" else FREE[field])


def _places(view: Picture, review: Review) -> dict[Place, str]:
    """Every ask by file, row and reason, in order, with the question it is of."""
    asks = review.asks
    return {
        (str(file), int(row), str(reason)): str(about)
        for file, row, reason, about in zip(asks["file"], asks["row"], asks["reason"], asks["about"], strict=True)
    }
