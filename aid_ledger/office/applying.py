"""Use case: review apply. A workbook or slip comes back: what it answers becomes decisions, all in one record."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from aid_ledger.errors import Finding, FindingsError, Place
from aid_ledger.intake import Answer, read_answers
from aid_ledger.office.answer_texts import AnswerError
from aid_ledger.office.answering import answer_question, answer_row, row_key
from aid_ledger.office.decisions import Decided, Document, decisions_made, read_body, record, with_evidence
from aid_ledger.office.evaluation import Picture
from aid_ledger.office.outcomes import outcomes_of
from aid_ledger.office.payout import look
from aid_ledger.office.question_kinds import TAKE
from aid_ledger.office.questions import Review, review_of
from aid_ledger.office.suggested import Suggested, suggested
from aid_ledger.people import mask_id
from aid_ledger.terms import Term

if TYPE_CHECKING:
    from aid_ledger.office import Office


_MANY_DIGITS = 6
_LONG_NUMBER = re.compile(r"[0-9]{11,}[0-9Xx]?")


@dataclass(frozen=True, slots=True)
class Applied:
    """What came of a workbook: decisions recorded (ids), answers that were in force already, and what was refused.

    ``rows`` counts the rows that the new decisions cover.
    """

    term: Term
    decisions: tuple[str, ...]
    rows: int
    already: int
    slip: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    """The term as it is asked about now, and the answers in force: by key (seen, answer, decision).

    ``covered``: the same by the code of each row that an answer to a whole question speaks for.
    """

    view: Picture
    review: Review
    answered: dict[str, tuple[str, str, str]]
    covered: dict[str, tuple[str, str, str]]

    def then(self, key: str, seen: str, *, stands: bool) -> tuple[str, str, str] | None:
        """Return what was answered before to this question or row, or, where it is open no more, to the row's class."""
        return self.answered.get(key) or (None if stands else self.covered.get(seen))


def apply_review(
    office: Office, name: str, data: bytes, *, by: str, at: str, brought_by: str = ""
) -> Applied:  # fmt: skip
    """Record what a filled-in workbook or slip decides.

    A decision whose rows have meanwhile changed, or whose answer cannot be one, is refused with its cell; the others
    are recorded. The same workbook again changes nothing.

    Args:
        office: the workspace.
        name: of the file.
        data: its bytes; archived with the decisions.
        by: who decides.
        at: when, ISO.
        brought_by: who brought a slip back.

    Raises:
        FindingsError: the file is none of ours, two terms are in it, or no answer.
    """
    answers, lost = read_answers(data, name)
    term = _term_of(answers, name)
    view = look(office, term)
    with office.database.read() as connection:
        made = [row for row in decisions_made(connection) if row["in_force"] and row["term"] in ("", str(term))]
    bodies = [(read_body(office, row), str(row["decision"])) for row in made]
    answered = {body["key"]: (body["seen"], body["answer"], decision) for body, decision in bodies}
    covered = {code: (code, body["answer"], one) for body, one in bodies for code in body.get("asks", ())}
    asked = _Asked(view, review_of(view, outcomes_of(view)), answered, covered)
    document = Document(hashlib.sha256(data).hexdigest(), _slip_of(answers), brought_by, _kept_name(name))
    decided, already, findings = _decide(asked, answers, name, document)
    if decided:
        office.evidence.keep(data)
    done = record(office, decided, term=str(term), document=document, by=by, at=at)
    rows = sum(one.rows for one in decided)
    return Applied(term, done, rows, already, document.slip, (*findings, *lost))


def _kept_name(name: str) -> str:
    """Return the name of a file as the journal, which nobody can erase, keeps it: a number of somebody masked."""
    return _LONG_NUMBER.sub(lambda found: mask_id(found[0]), name)


def _shown(text: str) -> str:
    """Return an answer as a message may show it: a number of somebody masked."""
    return mask_id(text[:60]) if sum(map(str.isdigit, text)) >= _MANY_DIGITS else text[:60]


def _term_of(answers: Sequence[Answer], name: str) -> Term:
    terms = {answer.code.split("|")[1] for answer in answers}
    if not terms:
        raise FindingsError(Finding("no-answers-in-file", Place(name)))
    if len(terms) > 1:
        raise FindingsError(Finding("two-terms-in-file", Place(name), {"terms": "、".join(sorted(terms))}))
    return Term.parse(terms.pop())


def _slip_of(answers: Sequence[Answer]) -> str:
    return "、".join(sorted({answer.code.split("|")[2] for answer in answers} - {""}))


def _decide(
    asked: _Asked, answers: Sequence[Answer], name: str, document: Document
) -> tuple[list[Decided], int, list[Finding]]:  # fmt: skip
    """Turn answers into decisions; rows answered by themselves are taken out of their question."""
    review = asked.review
    places = {str(code): index for index, code in enumerate(review.asks["code"])}
    alone = frozenset(places.get(answer.code.split("|")[3], -1) for answer in answers if answer.code[0] == "R")
    questions = {question.key: question for question in review.questions}
    takes = any(answer.text == TAKE for answer in answers)
    suggestions = suggested(asked.view, review.asks) if takes else []
    decided: list[Decided] = []
    findings: list[Finding] = []
    already = 0
    for answer in answers:
        parts = answer.code.split("|")
        place = Place(name, answer.sheet, answer.cell)
        key, seen = (parts[3], parts[4]) if parts[0] == "Q" else (row_key(parts[3]), parts[3])
        question = questions.get(key)
        stands = (question is not None and question.seen == seen) if parts[0] == "Q" else parts[3] in places
        then = asked.then(key, seen, stands=stands)
        if then is not None and then[:2] == (seen, answer.text):
            already += 1
            continue
        if not stands and then is not None and then[0] == seen:
            said = {"answer": _shown(answer.text), "recorded": _shown(then[1]), "decision": then[2]}
            findings.append(Finding("decision-differs", place, said))
            continue
        if not stands:
            findings.append(Finding("decision-stale", place))
            continue
        try:
            if question is not None and parts[0] == "Q":
                one = answer_question(asked.view, review, question, answer.text, alone)
            else:
                index = places[parts[3]]
                text = answer.text if answer.text != TAKE else _taken(suggestions[index], parts[4:])
                one = replace(answer_row(asked.view, review, index, text), answer=answer.text)
        except AnswerError as error:
            findings.append(Finding(error.finding, place, {"answer": _shown(answer.text), **error.params}))
            continue
        decided.append(with_evidence(one, f"{document.sha256[:8]}/{answer.sheet}!{answer.cell}"))
    return decided, already, findings


def _taken(now: Suggested, seen: Sequence[str]) -> str:
    """Return the number that was suggested, where the suggestion is still the one that was shown.

    Raises:
        AnswerError: nothing was suggested, or something else.
    """
    if not now.seen or [now.seen] != list(seen):
        raise AnswerError("suggestion-changed")
    return now.proposed
