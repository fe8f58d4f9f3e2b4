"""Reads a 核查表 that was filled in: what was drawn, as the workbook says it, and what was found of each person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aid_ledger.audit.projecting import Visited
from aid_ledger.errors import Finding, FindingsError, Place
from aid_ledger.intake.cells import text_of
from aid_ledger.intake.containers import RawSheet, open_sheets
from aid_ledger.money import parse_money

KEYS = ("term", "from", "by", "seed", "size", "people", "total", "digest")
"""What the sheet of particulars says in its columns 核对码 and 值; ``total`` in fen."""
DAY = "day"
"""The day of the checks, said only of a sample by risk."""
KEY_NAMES = {
    "term": "学期", "from": "从谁里抽", "by": "抽法", "seed": "种子", "size": "样本数", "people": "总体人数",
    "total": "总体金额(分)", "digest": "总体校验码", "start": "起点", DAY: "检查日",
}  # fmt: skip
"""What stands before each key for those who read it; checklists of before have the key alone."""
KEY_HEADING, VALUE_HEADING = "核对码", "值"
NUMBER, GROUP, HITS, BOOK = "编号", "组", "抽中次数", "台账金额(元)"
FOUND, AMOUNT, BOARDS = "是否查到本人", "实得金额(元)", "是否住校"
YES, NO = frozenset({"是", "有", "√", "对", "yes", "y"}), frozenset({"否", "无", "×", "没有", "no", "n"})
_SEARCHED = 30


@dataclass(frozen=True, slots=True)
class Answers:
    """A filled 核查表: its particulars, the people with what was found, and who was found not to board."""

    particulars: Mapping[str, str]
    visited: tuple[Visited, ...]
    not_boarding: tuple[int, ...]


def read_sample(data: bytes, name: str) -> Answers:
    """Read a 核查表.

    Raises:
        FindingsError: ``sample-not-a-checklist``; every row that is not filled in or cannot be read:
            ``sample-row-blank``, ``sample-row-unclear``; what :func:`open_sheets` raises.
    """
    _, sheets = open_sheets(data, name)
    particulars: dict[str, str] = {}
    found: tuple[RawSheet, int, dict[str, int]] | None = None
    for sheet in sheets:
        for top, row in enumerate(sheet.rows[:_SEARCHED]):
            headings = {text_of(cell): at for at, cell in enumerate(row) if text_of(cell)}
            if {KEY_HEADING, VALUE_HEADING} <= headings.keys():
                pairs = sheet.rows[top + 1 :]
                key, value = headings[KEY_HEADING], headings[VALUE_HEADING]
                particulars |= {text_of(one[key]).rpartition(" ")[2]: text_of(one[value]) for one in pairs}
            elif {NUMBER, BOOK, FOUND, AMOUNT} <= headings.keys():
                found = found or (sheet, top, headings)
    if found is None or not set(KEYS) <= particulars.keys():
        raise FindingsError(Finding("sample-not-a-checklist", Place(name)))
    visited, not_boarding = _rows(*found, name)
    return Answers({key: particulars.get(key, "") for key in (*KEYS, DAY)}, visited, not_boarding)


def _rows(
    sheet: RawSheet, top: int, at: Mapping[str, int], name: str
) -> tuple[tuple[Visited, ...], tuple[int, ...]]:  # fmt: skip
    visited, not_boarding, problems = [], [], []
    for place, row in enumerate(sheet.rows[top + 1 :], start=top + 1):
        text = {heading: text_of(row[column]) for heading, column in at.items()}
        if not text[NUMBER].isdecimal():
            continue
        where = Place(name, sheet.name, sheet.cell(place, at[FOUND]))
        amount = _found(text)
        if amount is None:
            blank = not text[FOUND] and not text[AMOUNT]
            params = {"number": text[NUMBER], "found": text[FOUND][:20], "amount": text[AMOUNT][:20]}
            problems.append(Finding("sample-row-blank" if blank else "sample-row-unclear", where, params))
            continue
        book = int(parse_money(text[BOOK]))
        visited.append(Visited(int(text[NUMBER]), text.get(GROUP, ""), int(text.get(HITS) or 1), book, amount))
        if text.get(BOARDS, "").lower() in NO:
            not_boarding.append(int(text[NUMBER]))
    if problems:
        raise FindingsError(*problems)
    return tuple(visited), tuple(not_boarding)


def _found(text: Mapping[str, str]) -> int | None:
    """Return the fen that a person got, none where the row does not certainly say: nobody found got nothing."""
    there = text[FOUND].lower()
    try:
        amount = int(parse_money(text[AMOUNT])) if text[AMOUNT] else None
    except ValueError:
        return None
    if there in NO:
        return 0 if not amount else None
    return amount if there in YES and amount is not None and amount >= 0 else None


def same_people(answers: Answers, drawn: Sequence[tuple[int, int, int]]) -> bool:
    """Say whether a workbook has the people, points and amounts that were drawn: number, hits, fen."""
    return sorted((one.number, one.hits, one.book) for one in answers.visited) == sorted(drawn)
