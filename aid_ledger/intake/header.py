"""Finds the header of a sheet: its row, its levels, its unit row, and the text over each column."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aid_ledger.intake.allotments import FIELD as ALLOTTED
from aid_ledger.intake.allotments import allotment_columns
from aid_ledger.intake.cells import looks_like_id, looks_like_student_no, text_of
from aid_ledger.intake.containers import RawSheet
from aid_ledger.intake.synonyms import fields, fold, meaning, unit_in
from aid_ledger.intake.tiers import tier_columns
from aid_ledger.intake.told import NOTHING_TOLD, Told

SEARCHED_ROWS = 15
_MOST_LEVELS = 3
_MOST_COLUMNS = 2_000
_LONGEST = 60
_PEOPLE = {"student_name", "id_no", "school", "head_name", "head_id_no", "disability_no", "student_no"}
_NEEDS = (_PEOPLE, {"fund_level"}, {"document_no"}, {ALLOTTED})
_FEW = 3
_NUMBERS = {"id_no", "disability_no"}
_HOW_TO_FILL = re.compile(r"^[\(（【\[].*[\)）】\]]$")
_UNIT_CELL = re.compile(r"^[\(（]?(?:单位[:：])?(?:万元|亿元|元|人|天|岁|周岁|月|个|张|人次|户)(?:/.{1,6})?[\)）]?$")


@dataclass(frozen=True, slots=True)
class Header:
    """A header found. ``start`` and ``stop`` are the first row of it and the first row below, in ``RawSheet.rows``.

    ``texts`` and ``units`` are by column of ``RawSheet.rows``; a two-level header is joined by ``›``. ``hits`` is
    the number of fields known. ``titles`` are the filled cells above it.
    """

    start: int
    stop: int
    texts: tuple[str, ...]
    units: tuple[str, ...]
    hits: int
    titles: tuple[str, ...]


def find_header(sheet: RawSheet, told: Told = NOTHING_TOLD) -> Header | None:
    """Return the header with the most known fields within the first rows; ``None`` where there is none.

    A row counts with at least three known fields, one of them a name, an ID or a school (for a budget: where the
    money comes from), or where a list has hardly more than names and IDs. What was told of columns counts as known;
    where the rows of the header were told, it is those.
    """
    if told.header_rows is not None:
        return _told_header(sheet, told)
    best: tuple[int, int] | None = None
    for index, row in enumerate(sheet.rows[:SEARCHED_ROWS]):
        hits = _hits(sheet, [_header_text(cell) for cell in row[:_MOST_COLUMNS]], told)
        if hits and (best is None or hits > best[1]):
            best = (index, hits)
    stack = _best_stack(sheet, best[0], told) if best else _two_levels_alone(sheet, told)
    if stack is None:
        return None
    start, stop, texts, hits = stack
    return _with_units(sheet, start, stop, _with_those_above(sheet, start, stop, texts), hits)


def _two_levels_alone(sheet: RawSheet, told: Told) -> tuple[int, int, list[str], int] | None:
    """Find a header known by two rows together alone: 项目 | 下达资金 over 中央, 省; 特困人员 over 姓名, 身份证号."""
    for index in range(min(SEARCHED_ROWS, len(sheet.rows) - 1)):
        if _is_level(sheet, index, index + 1, wide=True):
            texts = _joined(sheet, index, index + 2)
            hits = _hits(sheet, texts, told)
            if hits or allotment_columns(texts):
                return index, index + 2, texts, hits
    return None


def _with_those_above(sheet: RawSheet, start: int, stop: int, texts: list[str]) -> list[str]:
    """Take a known header from the row above where the header row has none over filled cells: 备注 of a taller one."""
    if start == 0:
        return texts
    above = [_header_text(cell) for cell in sheet.rows[start - 1][: len(texts)]]
    filled = [any(row[i] != "" for row in sheet.rows[stop:]) for i in range(len(texts))]
    return [
        upper if not text and upper and there and meaning(upper) is not None else text
        for text, upper, there in zip(texts, above, filled, strict=True)
    ]


def _told_header(sheet: RawSheet, told: Told) -> Header | None:
    first, last = (row - sheet.first_row for row in told.header_rows or (0, 0))
    if not 0 <= first <= last < len(sheet.rows):
        return None
    texts = _joined(sheet, first, last + 1)
    known = {found.field for i, text in enumerate(texts) if (found := told.meaning(sheet.letter(i), text))}
    return _with_units(sheet, first, last + 1, texts, len(known)) if known else None


def _header_text(cell: object) -> str:
    text = cell if isinstance(cell, str) else text_of(cell)
    text = "".join(text.split())
    return text if len(text) <= _LONGEST else ""


def _hits(sheet: RawSheet, texts: list[str], told: Told) -> int:
    if told:
        met = (told.meaning(sheet.letter(i), text) for i, text in enumerate(texts) if text)
    else:
        met = (meaning(text) for text in texts if text)
    if told and any(looks_like_id(text) for text in texts):
        return 0  # a row of data under letters that were told: no header
    known = {found.field for found in met if found is not None}
    if allotment_columns(texts):
        known.add(ALLOTTED)
    enough = len(known) >= 3 and any(known & need for need in _NEEDS)
    enough |= sum(map(bool, texts)) <= _FEW and "student_name" in known and bool(known & _NUMBERS)  # 姓名, 残疾人证号
    return len(known) if enough else 0


def _best_stack(sheet: RawSheet, base: int, told: Told) -> tuple[int, int, list[str], int]:
    """Try the row alone, and joined with the level rows above and below it; keep what knows most fields."""
    start, stop = base, base + 1
    while start > 0 and base - start < _MOST_LEVELS - 1 and _is_level(sheet, start - 1, start):
        start -= 1
    while stop < len(sheet.rows) and stop - start < _MOST_LEVELS and _is_level(sheet, stop - 1, stop):
        stop += 1
    texts = _joined(sheet, start, stop)
    return start, stop, texts, _hits(sheet, texts, told)


def _is_level(sheet: RawSheet, upper: int, lower: int, *, wide: bool = False) -> bool:
    """Tell whether two neighbouring rows are two levels of one header; ``wide``: a merge may cover most of it."""
    above, below = sheet.rows[upper], sheet.rows[lower]
    texts = [_header_text(cell) for cell in below]
    if not any(texts) or any(looks_like_id(t) or looks_like_student_no(t) for t in texts):
        return False
    if any(isinstance(cell, int | float) and not isinstance(cell, bool) for cell in below):
        return False
    top = sheet.first_row + upper
    spans = [m for m in sheet.merges if m[0] == top]
    beside = any(m[2] == top and m[3] > m[1] for m in spans)
    down = any(m[2] > top for m in spans)
    whole = any(m[3] - m[1] + 1 >= 0.7 * len(above) for m in spans if m[2] == top)
    if spans:
        return (beside or down) and (wide or not whole) and _under_merges(sheet, top, lower, spans)
    # without merges: text only where the upper row leaves a gap or heads a group, and no column filled in both
    gaps = [i for i, t in enumerate(texts) if t and not _header_text(above[i])]
    known = [t for t in texts if t and meaning(t) is not None]
    first = next((i for i, cell in enumerate(above) if _header_text(cell)), 0)
    return bool(gaps) and bool(known) and not texts[first] and sum(map(bool, texts)) < len(above) / 2


def _under_merges(sheet: RawSheet, top: int, lower: int, spans: list[tuple[int, int, int, int]]) -> bool:
    """Tell whether every text of the lower row stands under a cell merged sideways, or tells how to fill: （打√）."""
    covered = {column for m in spans if m[2] == top and m[3] > m[1] for column in range(m[1], min(m[3], 20_000) + 1)}
    texts = [_header_text(cell) for cell in sheet.rows[lower]]
    filled = [sheet.first_column + i for i, text in enumerate(texts) if text and not _HOW_TO_FILL.match(text)]
    return bool(covered) and all(column in covered for column in filled)


def _joined(sheet: RawSheet, start: int, stop: int) -> list[str]:
    texts = [""] * len(sheet.rows[start])
    for level in range(start, stop):
        row = [_header_text(cell) for cell in sheet.rows[level]]
        if level < stop - 1:
            _spread(sheet, level, row, sheet.rows[level + 1])
        for i, text in enumerate(row):
            if text:
                texts[i] = f"{texts[i]}›{text}" if texts[i] else text
    return texts


def _spread(sheet: RawSheet, level: int, row: list[str], below: list[object]) -> None:
    """Write the text of a cell merged sideways over every column that it covers."""
    top = sheet.first_row + level
    merges = [m for m in sheet.merges if m[0] <= top <= m[2] and m[3] > m[1]]
    if merges:
        for m in merges:
            left = m[1] - sheet.first_column
            for i in range(max(left, 0), min(m[3] - sheet.first_column + 1, len(row))):
                row[i] = row[left] if 0 <= left < len(row) else row[i]
        return
    for i in range(1, len(row)):
        if not row[i] and _header_text(below[i]):
            row[i] = row[i - 1]


def _with_units(sheet: RawSheet, start: int, stop: int, texts: list[str], hits: int) -> Header:
    units = [unit_in(text) for text in texts]
    if stop < len(sheet.rows):
        row = [_header_text(cell) for cell in sheet.rows[stop]]
        if any(row) and all(not text or _UNIT_CELL.match(text) for text in row):
            units = [unit_in(text) or unit for text, unit in zip(row, units, strict=True)]
            stop += 1
    titles = tuple(text for above in sheet.rows[:start] for cell in above if (text := text_of(cell).strip()))
    default = next((unit_in(t) for t in titles if "单位" in t and ":" in t.replace("：", ":") and unit_in(t)), "")
    if default:
        sums = {*tier_columns(texts), *allotment_columns(texts)}
        sums |= {index for index, text in enumerate(texts) if _is_money(text)}
        units = [unit or (default if index in sums else "") for index, unit in enumerate(units)]
    return Header(start, stop, tuple(texts), tuple(units), hits, titles)


def _is_money(header: str) -> bool:
    found = meaning(header)
    return found is not None and fields()[found.field].reader == "money"


def same_header(row: list[object], texts: tuple[str, ...]) -> bool:
    """Tell whether a row repeats the header, as printed pages do, or one level of it."""
    equal = [
        i
        for i, text in enumerate(texts)
        if text and isinstance(row[i], str) and fold(str(row[i])) in map(fold, text.split("›"))
    ]
    filled = sum(1 for cell in row if cell not in ("", None))
    return len(equal) >= 2 and len(equal) >= 0.5 * filled
