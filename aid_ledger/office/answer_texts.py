"""What a text says as an answer: an ID or a name, a word, a day, an amount; what cannot be one is refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from aid_ledger.intake import STATUSES, read_date, read_words
from aid_ledger.linking import CONFIRMED
from aid_ledger.money import parse_money
from aid_ledger.office.evaluation import Picture
from aid_ledger.office.linked_term import programme_of
from aid_ledger.office.question_kinds import EVERY_CHOICE, RIGHT_AS_IS
from aid_ledger.people import IdState, check_id
from aid_ledger.terms import Term

_NAME = re.compile(r"^[一-鿿㐀-䶿\U00020000-\U0003ffff·]{2,30}$")
_NAMES_IN_DOUBT = frozenset({"name-conflict", "one-id-two-names", "student-number-two-names"})
_NO_NAME = re.compile(
    r"同意|核实|核对|无误|有误|正确|错误|删除|不是|不对|转走|转出|不用|不要|不详|待查|待定|没有|学生|本人|查无|作废|是的|暂缓|已改|见"
)
_VOCABULARY = {
    "boarding": "boarding", **dict.fromkeys(STATUSES, "status"), "hukou_kind": "rural_hukou", "meal_plan": "yes_no",
    "inclusive": "inclusive", "school_nature": "private", "new_entrant": "new_entrant",
    "level": "level", "came_from": "came_from", "college_place": "college_place", "degree_level": "higher_vocational",
}  # fmt: skip

Ask = Mapping[str, Any]
"""One row of the table of asks."""


class AnswerError(ValueError):
    """An answer that cannot be one; ``finding`` is the name of the finding that says what could."""

    def __init__(self, finding: str, **params: str) -> None:
        """Keep the name and what it needs to be said."""
        super().__init__(finding)
        self.finding, self.params = finding, params


@dataclass(frozen=True, slots=True)
class Reading:
    """A cell of the asked row, or of the row that ``place`` names, and what it is to say."""

    field: str
    reads: str
    place: tuple[str, str, int] | None = None


def read_identity(ask: Ask, text: str, options: tuple[str, ...]) -> Reading:
    """Return what an ID or a name corrects: a valid ID the number; a name the name, where that is in doubt.

    What stands there already, typed once more, says that it is right: where that can be said it is, else the answer
    is refused, since nothing would read otherwise and the same would be asked again.
    """
    reason = str(ask["reason"])
    checked = check_id(text)
    if checked.state in (IdState.VALID, IdState.REPAIRED):
        of_run = reason == "id-run"  # one of them may be right as it stands: the others break the run
        if of_run or checked.normal != check_id(str(ask["id_number"])).normal:
            return Reading("id_no", checked.normal)
        if RIGHT_AS_IS in options:
            return Reading(CONFIRMED, reason)
        raise AnswerError("answer-says-the-same", options="、".join(options))
    if reason not in _NAMES_IN_DOUBT:
        raise AnswerError("answer-an-id")
    if text in EVERY_CHOICE:
        raise AnswerError("answer-of-another-row")
    if _NAME.match(text) and not _NO_NAME.search(text):
        return Reading("student_name", text)
    raise AnswerError("answer-id-or-name")


def check_word(ask: Ask, text: str, options: tuple[str, ...]) -> None:
    """Refuse what is none of the options, nor another word that lists use for the same: 走读生 for 走读."""
    vocabulary = _VOCABULARY.get(str(ask["field"]))
    if text in options or vocabulary is None:
        known = text in options
    else:
        _, blank, unreadable = read_words(vocabulary, pd.Series([text], dtype="str"))
        known = not (blank[0] or unreadable[0] or text.isdigit())
    if not known:
        raise AnswerError("answer-one-of", options="、".join(options))


def read_day(text: str) -> str:
    """Return the day that a text names, in ISO form."""
    number = read_date(text)
    if number <= 0:
        raise AnswerError("answer-a-day")
    return date(number // 10_000, number // 100 % 100, number % 100).isoformat()


def check_text(view: Picture, field: str, text: str) -> None:
    """Refuse an amount, a term or a programme that is none; any other text may be one."""
    if field == "amount":
        try:
            parse_money(text)
        except ValueError as error:
            raise AnswerError("answer-an-amount") from error
    if field == "term":
        try:
            Term.parse(text)
        except ValueError as error:
            raise AnswerError("answer-a-term") from error
    if field == "project" and programme_of(view.rulebook)(text) is None:
        raise AnswerError("answer-a-programme")
