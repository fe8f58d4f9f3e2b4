"""Reads what people wrote into a workbook of ours: the answers beside the codes of what was asked.

Sheets are known by the heading of the code column, answers by the heading of theirs; whatever else somebody added,
moved or coloured does not matter. The file is bounded like any other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from aid_ledger.errors import Finding, FindingsError, Place
from aid_ledger.intake.cells import text_of
from aid_ledger.intake.containers import open_sheets

CODE_HEADING = "核对码"
ANSWER_HEADINGS = frozenset({"决定", "更正为"})
REMARK_HEADINGS = frozenset({"备注", "说明", "Remark", "Note"})
_CODE = re.compile(r"^[QR]\|\d{4}[SA]\|[^|]*\|[0-9a-f]{20}(?:\|[0-9a-f]{20})?$")
_SEARCHED_ROWS = 15


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as written. ``code`` is that of the line, ``cell`` where the answer stands."""

    code: str
    text: str
    remark: str
    sheet: str
    cell: str


def read_answers(data: bytes, name: str) -> tuple[tuple[Answer, ...], tuple[Finding, ...]]:
    """Return the answers that were given, in the order of the sheets, and what was written beside no code.

    Lines left blank are left out.

    Raises:
        FindingsError: what :func:`open_sheets` raises, ``code-altered``, and ``no-questions-in-file``: no sheet has the
            code column.
    """
    _, sheets = open_sheets(data, name)
    found: list[Answer] = []
    lost: list[Finding] = []
    met = False
    for sheet in sheets:
        places = _headings(sheet.rows)
        if places is None:
            continue
        top, code, answer, remark = places
        met |= code >= 0
        for number, row in enumerate(sheet.rows[top + 1 :], start=top + 1):
            text = text_of(row[answer])
            if not text:
                continue
            place = Place(name, sheet.name, sheet.cell(number, answer))
            line = text_of(row[code]) if code >= 0 else ""
            if not line:
                lost.append(Finding("answer-without-code", place))
                continue
            if not _CODE.match(line):
                raise FindingsError(Finding("code-altered", place, {"code": line[:60]}))
            said = text_of(row[remark]) if remark >= 0 else ""
            found.append(Answer(line, text, said, sheet.name, place.cell))
    if not met:
        raise FindingsError(Finding("no-questions-in-file", Place(name)))
    return tuple(found), tuple(lost)


def codes_in(data: bytes, name: str) -> tuple[str, ...]:
    """Return every code of ours in a workbook, in the order of its sheets, answered or not; of another book, none."""
    _, sheets = open_sheets(data, name)
    codes: list[str] = []
    for sheet in sheets:
        places = _headings(sheet.rows)
        if places is not None and places[1] >= 0:
            texts = (text_of(row[places[1]]) for row in sheet.rows[places[0] + 1 :])
            codes += [text for text in texts if _CODE.match(text)]
    return tuple(codes)


def _headings(rows: list[list[Any]]) -> tuple[int, int, int, int] | None:
    """Return the row of the headings, and the columns of code, answer and remark (-1 none), counted from 0."""
    for number, row in enumerate(rows[:_SEARCHED_ROWS]):
        texts = [text_of(cell) for cell in row]
        answers = [column for column, text in enumerate(texts) if text in ANSWER_HEADINGS]
        if answers:
            remarks = [column for column, text in enumerate(texts) if text in REMARK_HEADINGS]
            code = texts.index(CODE_HEADING) if CODE_HEADING in texts else -1
            return number, code, answers[0], remarks[-1] if remarks else -1
    return None
