"""Totals that a sheet states, checked against its rows: a total row, a page's or a class's subtotal, a head-count."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from aid_ledger.errors import Finding, Place
from aid_ledger.intake.cells import text_of
from aid_ledger.intake.synonyms import fields
from aid_ledger.intake.tables import Column, ControlTotal, Mask, column_index
from aid_ledger.money import parse_money

_NOT_SUMS = frozenset({"seq", "as_of", "standard", "tuition", "care_fee", "public_fee", "lodging_fee", "age", "months"})
_PART = re.compile("小计|本页|本班|页|班")
_HEADS = re.compile(r"(?<!\d)(\d{1,7})\s*(?:人|名)")
_PERSONS = ("student_name", "id_no")


@dataclass(frozen=True, slots=True)
class Body:
    """The rows below a header, as sorted: raw ``rows``, which are ``data``, the first one's Excel row and column."""

    rows: Sequence[Sequence[Any]]
    data: Mask
    first_row: int
    first_column: int


def check_totals(
    totals: Sequence[ControlTotal], body: Body, columns: Mapping[str, Column], file: str, sheet: str
) -> tuple[Finding, ...]:
    """Compare every stated total with the rows that it can stand for: those since the total before it, or all above.

    Args:
        totals: the total rows, in the order of the sheet.
        body: the rows.
        columns: by letter, those with a header.
        file: for places.
        sheet: for places.

    Returns:
        ``control-total-differs`` (warning) for each number that is neither sum; where any was compared and right,
        one ``control-totals-agree`` (note).
    """
    sums: dict[str, npt.NDArray[np.int64] | None] = {}
    findings, right, before = [], 0, 0
    heads = np.concatenate([[0], np.cumsum(body.data)])
    for total in totals:
        at = total.row - body.first_row
        for letter, text in _stated(total, columns).items():
            if letter not in sums:
                sums[letter] = _running(body, columns.get(letter), letter)
            of_heads = letter == _COUNT or _counts_persons(columns.get(letter)) or not _can_sum_at(columns, letter)
            running = heads if of_heads else sums[letter]
            stated = _number(text)
            if running is None or stated is None:
                continue
            part, whole = int(running[at] - running[before]), int(running[at])
            if of_heads:
                part, whole = int(heads[at] - heads[before]) * 100, int(heads[at]) * 100
            if stated in {part, whole}:
                right += 1
                continue
            computed = part if _PART.search(total.label) else whole
            place = Place(file, sheet, f"{letter}{total.row}")
            findings.append(_differs(total, None if of_heads else columns[letter], (stated, computed), place))
        words = _in_capitals(total, columns, sums, body, (before, at))
        right += words is True
        if isinstance(words, tuple):
            findings.append(_differs(total, words[0], words[1:], Place(file, sheet, f"{words[0].letter}{total.row}")))
        before = at + 1
    if right:
        place = Place(file, sheet)
        findings.append(Finding("control-totals-agree", place, {"count": right}, rows=right, severity="note"))
    return tuple(findings)


_CAPITALS = re.compile(r"[零〇壹贰叁肆伍陆柒捌玖拾佰仟万亿元圆角分]{2,}[整正]?")


def _in_capitals(
    total: ControlTotal, columns: Mapping[str, Column], sums: dict[str, npt.NDArray[np.int64] | None], body: Body,
    span: tuple[int, int],
) -> bool | tuple[Column, int, int]:  # fmt: skip
    """Compare a sum in 大写 with the columns of money: true where it is right for one; else column, stated, computed.

    False where there is no such sum, or no column that could be meant.
    """
    stated = next((number for text in _CAPITALS.findall(total.label) if (number := _number(text)) is not None), None)
    if stated is None:
        return False
    wrong = None
    for letter, column in columns.items():
        entry = fields().get(re.sub(r"_\d+$", "", column.field)) if column.field else None
        if entry is None or entry.reader != "money" or not _can_sum(column):
            continue
        if letter not in sums:
            sums[letter] = _running(body, column, letter)
        running = sums[letter]
        if running is None:
            continue
        part, whole = int(running[span[1]] - running[span[0]]), int(running[span[1]])
        if stated in {part, whole} or (column.unit.startswith("万") and stated in {part * 10_000, whole * 10_000}):
            return True
        wrong = wrong or (column, stated, part if _PART.search(total.label) else whole)
    return wrong or False


_COUNT = ""


def _stated(total: ControlTotal, columns: Mapping[str, Column]) -> dict[str, str]:
    """The numbers of a total row that can be compared, by letter; a head-count in the label itself under ``""``."""
    found = {letter: text for letter, text in total.numbers.items() if letter in columns and _can_sum(columns[letter])}
    if heads := _HEADS.search(total.label):
        found[_COUNT] = heads[1]
    if not found:  # a head-count beside the word 合计 stands below whatever column comes next
        found = {letter: text for letter, text in total.numbers.items() if _HEADS.fullmatch(text)}
    return found


def _can_sum(column: Column) -> bool:
    if not column.field:
        return True
    entry = fields().get(re.sub(r"_\d+$", "", column.field))
    if entry is None or column.field in _NOT_SUMS:
        return False
    return entry.reader in {"money", "number"} or _counts_persons(column)


def _can_sum_at(columns: Mapping[str, Column], letter: str) -> bool:
    return letter in columns and _can_sum(columns[letter])


def _counts_persons(column: Column | None) -> bool:
    return column is not None and column.field in _PERSONS


def _running(body: Body, column: Column | None, letter: str) -> npt.NDArray[np.int64] | None:
    """The sum of a column over the data rows before each row, in hundredths; ``None`` where a cell is no number."""
    if letter == _COUNT or _counts_persons(column):
        return np.zeros(len(body.rows) + 1, dtype=np.int64)
    index = column_index(letter) - body.first_column + 1
    values = np.zeros(len(body.rows) + 1, dtype=np.int64)
    met = False
    for at in np.flatnonzero(body.data).tolist():
        cell = body.rows[at][index]
        if cell == "" or not (text := text_of(cell)):
            continue
        if (value := _number(text)) is None:
            return None
        values[at + 1], met = value, True
    return np.cumsum(values) if met else None


def _number(text: str) -> int | None:
    try:
        return int(parse_money(text.rstrip("人名")))
    except ValueError:
        return None


def _differs(total: ControlTotal, column: Column | None, numbers: tuple[int, int], place: Place) -> Finding:
    stated, computed = numbers
    params = {
        "label": total.label, "header": column.header if column else "人数",
        "stated": _plain(stated), "computed": _plain(computed), "difference": _plain(abs(stated - computed)),
    }  # fmt: skip
    return Finding("control-total-differs", place, params, severity="warning")


def _plain(hundredths: int) -> str:
    """Return a number as people write it.

    >>> _plain(31250), _plain(600)
    ('312.50', '6')
    """
    return f"{hundredths // 100}" if hundredths % 100 == 0 else f"{hundredths / 100:.2f}"
