"""待核实问题: what a person has to decide, as a workbook to fill in: questions first, then the rows under them.

The hidden first column says which question or row a line is; whoever sorts or filters the sheet keeps it whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from aid_ledger.reports.data import PayoutBook
from aid_ledger.reports.listing import HEAD_ROWS, Frame, write_head, write_rows
from aid_ledger.reports.names import sheet_names
from aid_ledger.reports.paper import Job, Paper, open_paper, sheet_digest
from aid_ledger.reports.printing import clean, clean_all
from aid_ledger.reports.rows import Marked, Value
from aid_ledger.words import phrase
from aid_ledger.words.catalogue import Lang

_QUESTIONS: Frame = (
    ("code", 3, "hidden"), ("no", 5, "no"), ("question", 24, "wrap"), ("about", 30, "wrap"), ("fix", 30, "wrap"),
    ("students", 8, "count"), ("stake", 12, "money"), ("examples", 44, "wrap"), ("options", 28, "wrap"),
    ("decision", 22, "fill"), ("own-remark", 16, "fill"),
)  # fmt: skip
_ROWS: Frame = (
    ("code", 3, "hidden"), ("no", 5, "no"), ("question-no", 7, "no"), ("file", 20, "wrap"), ("row", 6, "no"),
    ("school", 17, "wrap"), ("grade", 9, "text"), ("class", 9, "text"), ("name", 9, "text"), ("id-whole", 21, "text"),
    ("asked", 11, "wrap"), ("was", 18, "wrap"), ("suggestion", 30, "wrap"), ("agreement", 24, "wrap"),
    ("stake", 11, "money"), ("decision", 22, "fill"), ("own-remark", 12, "fill"),
)  # fmt: skip
QUESTION_COLUMNS = ("code", "reason", "question", "about", "fix", "students", "stake", "examples", "hint", "options")
ROW_COLUMNS = (
    "code", "reason", "question_no", "file", "sheet", "row", "school", "grade", "class_", "name", "id_number", "asked",
    "was", "suggestion", "agreement", "marked", "stake", "options",
)  # fmt: skip
_LONGEST_LIST = 250  # what Excel takes of a drop-down written out, in characters


@dataclass(frozen=True, slots=True)
class ReviewBook:
    """What is asked.

    ``questions`` has :data:`QUESTION_COLUMNS`, one row a question in the order of the sheet, ``options`` a tuple,
    ``hint`` what may be answered in words; ``rows`` has :data:`ROW_COLUMNS`: ``question_no`` 0 where a row is asked by
    itself, ``marked`` the places of ``suggestion`` that differ (a tuple of truth values, or empty). ``titles``: the
    question of each reason in words, in the order of the sheets. ``schools``: the names that may be chosen.
    """

    head: PayoutBook
    questions: pd.DataFrame
    rows: pd.DataFrame
    titles: dict[str, str]
    schools: tuple[str, ...]


def write_questions(path: Path, book: ReviewBook, *, lang: Lang = "zh") -> Path:
    """Write the workbook; the same questions give the same bytes.

    Raises:
        InputError: ``workbook-not-writable``: the file is open elsewhere.
    """
    with TemporaryDirectory(prefix="aid-ledger-") as scratch:
        job = Job(path.parent, book.head, lang, Path(scratch), lambda _rows: None)
        with open_paper(job, path) as paper:
            if len(book.questions):
                _write_questions(paper, book)
            asked = [reason for reason in book.titles if (book.rows["reason"] == reason).any()]
            for reason, name in zip(asked, sheet_names(book.titles[reason] for reason in asked), strict=True):
                _write_rows(paper, book, (book.titles[reason], name), book.rows[book.rows["reason"] == reason])
            if book.schools:
                _write_schools(paper, book)
    return path


def _write_questions(paper: Paper, book: ReviewBook) -> None:
    table = book.questions
    sheet = paper.sheet(paper.word("name-questions"), [width for _, width, _ in _QUESTIONS])
    title = paper.word("title-questions", county=book.head.county_name, term=paper.term)
    write_head(paper, sheet, (title, paper.word("line-questions")), _QUESTIONS)
    count = len(table)
    columns: list[Sequence[Value]] = [
        table["code"].tolist(), list(range(1, count + 1)), _text(table["question"]), _text(table["about"]),
        _text(table["fix"]), table["students"].tolist(), [fen / 100 or None for fen in table["stake"]],
        _text(table["examples"]), _text(table["hint"]), [None] * count, [None] * count,
    ]  # fmt: skip
    write_rows(paper, sheet, _QUESTIONS, columns)
    for row, options in enumerate(table["options"], start=HEAD_ROWS):
        _drop_down(sheet, paper, book, (row, row, 9), options)
    _finish(paper, sheet, ("questions/1", str(book.head.term)), table["code"].tolist())


def _write_rows(paper: Paper, book: ReviewBook, named: tuple[str, str], part: pd.DataFrame) -> None:
    question, name = named
    sheet = paper.sheet(name, [width for _, width, _ in _ROWS])
    title = paper.word("title-question-rows", county=book.head.county_name, term=paper.term, question=question)
    write_head(paper, sheet, (title, paper.word("line-question-rows")), _ROWS)
    count = len(part)
    files = [f"{file} [{sheet}]" for file, sheet in zip(part["file"], part["sheet"], strict=True)]
    columns: list[Sequence[Value]] = [
        part["code"].tolist(), list(range(1, count + 1)), [number or None for number in part["question_no"]],
        clean_all(files), part["row"].tolist(), *(_text(part[name]) for name in ("school", "grade", "class_", "name")),
        _text(part["id_number"]), _text(part["asked"]), _text(part["was"]),
        [_marked(text, marks) for text, marks in zip(part["suggestion"], part["marked"], strict=True)],
        _text(part["agreement"]), [fen / 100 or None for fen in part["stake"]], [None] * count, [None] * count,
    ]  # fmt: skip
    last = write_rows(paper, sheet, _ROWS, columns) - 1
    first = 0
    for options, alike in groupby(part["options"]):  # a register's row takes what a roster's does not
        count = len(list(alike))
        _drop_down(sheet, paper, book, (HEAD_ROWS + first, HEAD_ROWS + first + count - 1, 15), options, strict=False)
        first += count
    sheet.autofilter(HEAD_ROWS - 1, 0, last, len(_ROWS) - 1)
    _finish(paper, sheet, ("question-rows/1", str(book.head.term)), part["code"].tolist())


def _write_schools(paper: Paper, book: ReviewBook) -> None:
    """The names that may be chosen; drop-downs point here, since Excel takes only short lists written out."""
    sheet = paper.sheet(paper.word("name-schools"), [40])
    for row, name in enumerate(book.schools):
        sheet.put_row(row, [clean(name)], [paper.styles["left"]])


def _drop_down(
    sheet: object, paper: Paper, book: ReviewBook, cells: tuple[int, int, int], options: Sequence[str], *,
    strict: bool = True,
) -> None:  # fmt: skip
    """Offer answers in the cells of one column from a first to a last row; ``strict``: nothing else may be written."""
    first, last, column = cells
    source: object = list(options)
    if options == ("*schools",):
        source = f"='{paper.word('name-schools')}'!$A$1:$A${len(book.schools)}"
    elif not options or len(",".join(options)) > _LONGEST_LIST:
        return
    kind = {"validate": "list", "source": source, "error_type": "stop" if strict else "information",
            "show_error": strict}  # fmt: skip
    sheet.data_validation(first, column, last, column, kind)  # type: ignore[attr-defined]


def _text(column: pd.Series[str]) -> list[str]:
    return clean_all([str(text) for text in column])


def _marked(text: str, marks: Sequence[bool]) -> Value:
    """A suggestion with the signs that differ set off."""
    text = clean(text)
    if not any(marks) or len(marks) != len(text):
        return text
    parts: list[tuple[str, bool]] = []
    for sign, off in zip(text, marks, strict=True):
        if parts and parts[-1][1] == off:
            parts[-1] = (parts[-1][0] + sign, off)
        else:
            parts.append((sign, off))
    return Marked(tuple(parts))


def _finish(paper: Paper, sheet: object, head: tuple[str, ...], codes: Sequence[str]) -> None:
    paper.foot(sheet, sheet_digest(head, (f"{len(code)}:{code}" for code in codes)))


def reason_titles(reasons: Sequence[str], lang: Lang) -> dict[str, str]:
    """Return the question of each reason in words, for titles and names of sheets."""
    return {reason: phrase(f"question-{reason}", lang) for reason in reasons}
