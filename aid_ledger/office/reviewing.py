"""Use case: review. What waits for a person is written as a workbook of questions, and as slips for schools."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from aid_ledger.intake import fields
from aid_ledger.linking import ROSTER, remarks_say_left
from aid_ledger.office.evaluation import Picture
from aid_ledger.office.hints import school_words
from aid_ledger.office.outcomes import outcomes_of
from aid_ledger.office.paid_as_another import PAID_AS_ANOTHER
from aid_ledger.office.papers import lost_students, without_lines
from aid_ledger.office.payout import look
from aid_ledger.office.question_kinds import KINDS, TAKE, options_of
from aid_ledger.office.questions import Question, Review, in_remark, review_of, schools_of
from aid_ledger.office.suggested import suggested
from aid_ledger.people import mask_id
from aid_ledger.reports import ReviewBook, Slip, reason_titles, write_questions, write_slips
from aid_ledger.terms import Term
from aid_ledger.words import Lang, phrase, reason_fix
from aid_ledger.words import reason as say_reason

if TYPE_CHECKING:
    from aid_ledger.office import Office

SCHOOLS = ("*schools",)
_OF_SCHOOLS = (*ROSTER, "boarders", "recognised", "meals")


@dataclass(frozen=True, slots=True)
class ReviewResult:
    """What waits, and where it was written. ``stake`` in fen; ``questions`` and ``rows`` count what is asked.

    ``not_listed``: students with money whom no list has any more. They have no row, so nothing is asked here.
    """

    term: Term
    questions: int
    rows: int
    students: int
    stake: int
    workbook: Path | None
    slips: tuple[Path, ...]
    not_listed: int = 0


def review(
    office: Office, term: Term, *, by: str, at: str, out: Path | None = None, deadline: str = "", lang: Lang = "zh"
) -> ReviewResult:  # fmt: skip
    """Write the questions of a term as a workbook, and one 改正清单 a school or bureau.

    Args:
        office: the workspace.
        term: which term.
        by: who asks.
        at: when, ISO.
        out: the workbook; else ``reports/<term>/待核实问题_<term>.xlsx``. Slips stand in a folder beside it.
        deadline: the day by which slips are asked back, ISO; blank leaves a line to write on.
        lang: of headings and words.

    Returns:
        Counts and files; no file where nothing waits.

    Raises:
        InputError: what :func:`look` raises; ``workbook-not-writable``.
    """
    view = look(office, term)
    found = review_of(view, outcomes_of(view))
    people = found.asks[found.asks["student"] >= 0].drop_duplicates("student")
    counts = (len(found.questions), len(found.asks), len(people), int(people["stake"].sum()))
    lost = len(lost_students(office, view))
    if found.asks.empty:
        return ReviewResult(term, *counts, None, (), lost)
    book = without_lines(office, term, by=by, at=at)
    path = out or office.workspace.reports / str(term) / f"{phrase('sheet-file-review', lang, term=term)}.xlsx"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    asked = ReviewBook(
        book, _questions(view, found, lang), _rows(view, found, lang), _titles(found, lang),
        tuple(sorted(view.linked.schools.frame["name"])),
    )  # fmt: skip
    write_questions(path, asked, lang=lang)
    folder = path.parent / phrase("sheet-name-slip", lang)
    slips = write_slips(folder, book, tuple(_slips(view, found, lang)), deadline=deadline, lang=lang)
    return ReviewResult(term, *counts, path, slips, lost)


def question_code(term: Term, question: Question) -> str:
    """Return the code of a question as it stands in the workbook."""
    return f"Q|{term}||{question.key}|{question.seen}"


def row_code(term: Term, code: str, slip: str = "", *, seen: str = "") -> str:
    """Return the code of a row as it stands in the workbook or on a slip; ``seen`` is that of its suggestion."""
    return f"R|{term}|{slip}|{code}" + (f"|{seen}" if seen else "")


def _titles(found: Review, lang: Lang) -> dict[str, str]:
    """The reasons met, dearest first: the order of the sheets."""
    stakes = found.asks.groupby("reason")["stake"].sum()
    return reason_titles(sorted(stakes.index, key=lambda reason: (-int(stakes[reason]), reason)), lang)


def _field_word(name: str) -> str:
    known = fields().get(name)
    return known.words[0] if known else ""


def _hint(reason: str, options: Sequence[str], lang: Lang) -> str:
    form = KINDS[reason].form
    closed = form == "words" or (reason == "listed-by-two-schools" and bool(options))
    return " / ".join([*([] if closed else [phrase(f"options-{form}", lang)]), *options])


def _row_hints(reason: str, part: pd.DataFrame, lang: Lang) -> str:
    """What may be answered in rows of one sheet; what only some of them take (those of registers) is offered there."""
    every = dict.fromkeys(one for kind in sorted(set(part["kind"])) for one in options_of(reason, kind))
    return _hint(reason, tuple(every), lang)


def _question_hint(view: Picture, found: Review, question: Question, lang: Lang) -> str:
    """What may be answered; of an unknown school also which one of the list may be meant."""
    said = str(found.asks.loc[question.asks[0], "was"]) if question.reason == "school-unknown" else ""
    return "；".join(
        filter(None, (school_words(view.linked, said, lang), _hint(question.reason, question.options, lang)))
    )


def _choices(reason: str, options: Sequence[str], more: str = "") -> tuple[str, ...]:
    """What a drop-down offers: the options, or the sheet of schools."""
    return SCHOOLS if reason == "school-unknown" else tuple(filter(None, (more, *options)))


def _questions(view: Picture, found: Review, lang: Lang) -> pd.DataFrame:
    rows: list[dict[str, Any]] = []
    for question in found.questions:
        about = question.about
        if question.whole_column:
            about = phrase("whole-column", lang, about=about, field=_field_word(question.field))
        rows.append(
            {
                "code": question_code(view.term, question), "reason": question.reason,
                "question": phrase(f"question-{question.reason}", lang), "about": about,
                "fix": reason_fix(question.reason, lang), "students": question.students, "stake": question.stake,
                "examples": "；".join(question.examples), "hint": _question_hint(view, found, question, lang),
                "options": _choices(question.reason, question.options),
            }
        )  # fmt: skip
    return pd.DataFrame([*rows, *_on_other_sheets(found, lang)])


def _on_other_sheets(found: Review, lang: Lang) -> Iterator[dict[str, Any]]:
    """What is asked row by row: a line each that says on which sheet, so that nobody stops at the first."""
    alone = found.asks[found.asks["question"] == ""]
    for reason, title in _titles(found, lang).items():
        part = alone[alone["reason"] == reason]
        if len(part):
            people = part[part["student"] >= 0].drop_duplicates("student")
            yield {
                "code": "", "reason": reason, "question": title, "about": phrase("rows-on-sheet", lang, sheet=title),
                "fix": reason_fix(reason, lang), "students": len(part), "stake": int(people["stake"].sum()),
                "examples": "", "hint": phrase("rows-on-sheet-hint", lang, hint=_row_hints(reason, part, lang)),
                "options": (),
            }  # fmt: skip


def _rows(view: Picture, found: Review, lang: Lang) -> pd.DataFrame:
    numbers = {question.key: number for number, question in enumerate(found.questions, start=1)}
    options = {question.key: question.options for question in found.questions}
    asks = found.asks.sort_values(
        ["stake", "digest", "sheet", "row"], ascending=[False, True, True, True], kind="stable"
    )
    shown = suggested(view, asks, lang)
    return pd.DataFrame(
        {
            "code": [row_code(view.term, code, seen=one.seen) for code, one in zip(asks["code"], shown, strict=True)],
            "reason": asks["reason"],
            "question_no": [numbers.get(key, 0) for key in asks["question"]], "file": asks["file"],
            "sheet": asks["sheet"], "row": asks["row"], "school": asks["school"], "grade": asks["grade"],
            "class_": asks["class_"], "name": asks["name"], "id_number": asks["id_number"],
            "asked": [_field_word(name) for name in asks["field"]], "was": _said(view, asks, lang),
            "suggestion": [one.text for one in shown], "agreement": [one.why for one in shown],
            "marked": [one.marked for one in shown], "stake": asks["stake"],
            "options": [
                _choices(reason, options.get(key, options_of(reason, kind)), TAKE if one.seen else "")
                for reason, key, kind, one in zip(asks["reason"], asks["question"], asks["kind"], shown, strict=True)
            ],
        }
    )  # fmt: skip


def _said(view: Picture, asks: pd.DataFrame, lang: Lang) -> list[str]:
    """What the asked cells say now; of rows that contradict each other, the cells in which they do."""
    said = _with_remarks(view, asks, lang)
    torn = asks[asks["reason"] == "contradicting-rows"]
    places = {index: place for place, index in enumerate(asks.index)}
    whose = torn["student"].astype(str) + torn["kind"] + torn["school"].where(torn["student"] < 0, "")
    for _, group in torn.groupby(whose):
        rows = []
        for src, row in zip(group["src"], group["row"], strict=True):
            frame = view.linked.sources[src].table.frame
            rows.append(frame[frame["row"] == row].drop(columns="row").iloc[0].to_dict())
        names = [name for name in rows[0] if len({one.get(name, "") for one in rows}) > 1 and _field_word(str(name))]
        for index, one in zip(group.index, rows, strict=True):
            cells = [f"{_field_word(str(name))}：{one.get(name) or '（空）'}" for name in names]
            said[places[index]] = "；".join(cells)
    return said


def _slips(view: Picture, found: Review, lang: Lang) -> Iterator[Slip]:
    """One slip a school for its own lists, one a file of a bureau for that; by name."""
    own_matters = ~found.asks["reason"].map(lambda reason: KINDS[reason].lasting)  # names and words are the office's
    asks = found.asks[own_matters]
    asks = asks.assign(official=schools_of(view, asks))
    own = asks["official"].where(asks["official"] != "", asks["school"])
    whom = own.where(asks["kind"].isin(_OF_SCHOOLS) & (own != ""), asks["file"].str.rsplit(".", n=1).str[0])
    for name, part in asks.assign(whom=whom).groupby("whom", sort=True):
        number = slip_number(view.term, str(name), part["code"].tolist())
        yield Slip(str(name), number, _slip_rows(view, part, number, lang))


def slip_number(term: Term, whom: str, codes: Sequence[str]) -> str:
    """Return the number of a slip: of its term, and from what it asks of whom, so that the same slip has the same."""
    digest = hashlib.sha256("\0".join((whom, *sorted(codes))).encode("utf-8", "replace")).hexdigest()
    return f"改{term}-{int(digest[:10], 16) % 1_000_000:06d}"


def _slip_rows(view: Picture, part: pd.DataFrame, number: str, lang: Lang) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "code": [row_code(view.term, code, number) for code in part["code"]], "file": part["file"],
            "sheet": part["sheet"], "row": part["row"], "grade": part["grade"], "class_": part["class_"],
            "name": part["name"], "id_number": part["id_number"],
            "reason": [say_reason(reason, lang) for reason in part["reason"]],
            "fix": [_asked(reason, kind, lang) for reason, kind in zip(part["reason"], part["kind"], strict=True)],
            "asked": [_field_word(name) for name in part["field"]], "was": _with_remarks(view, part, lang),
        }
    )  # fmt: skip


def _with_remarks(view: Picture, asks: pd.DataFrame, lang: Lang) -> list[str]:
    """What the asked cells say; of a status in doubt by a remark that too, of who may have been paid the line."""
    said: list[str] = asks["was"].tolist()
    doubted = (asks["reason"] == "status-unknown").to_numpy() & remarks_say_left(asks["remark"])
    for place in np.flatnonzero(doubted).tolist():
        said[place] = "；".join(filter(None, (said[place], in_remark(asks["remark"].iloc[place]))))
    for place in np.flatnonzero((asks["reason"] == PAID_AS_ANOTHER).to_numpy()).tolist():
        one = view.paid_as[int(asks["student"].iloc[place])]
        if one.line:
            said[place] = phrase("said-paid-as", lang, was=said[place], line=one.line, id=mask_id(one.id_number))
    return said


def _asked(reason: str, kind: str, lang: Lang) -> str:
    hint = _hint(reason, options_of(reason, kind), lang)
    return "；".join(filter(None, (reason_fix(reason, lang), hint)))
