"""Makes the table of one sheet once its header and kind are known: cells to columns, rows sorted, marks set."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from aid_ledger.errors import Finding, Place
from aid_ledger.intake.cells import UNREAD, damaged_cells, text_columns, text_of
from aid_ledger.intake.class_names import OF_CLASSES, PLACE_FIELDS, fits
from aid_ledger.intake.columns import assign_columns
from aid_ledger.intake.commented_rows import take_comments, unread_comments
from aid_ledger.intake.containers import RawRows, RawSheet
from aid_ledger.intake.ended_columns import mark_ended_rows
from aid_ledger.intake.ended_lists import mark_ended, says_ended
from aid_ledger.intake.header import Header
from aid_ledger.intake.holders import say_holder
from aid_ledger.intake.leaving_columns import say_leaving
from aid_ledger.intake.names_around import NAMED
from aid_ledger.intake.rows import RowSort, last_filled, sort_rows
from aid_ledger.intake.second_columns import say_both
from aid_ledger.intake.synonyms import fields
from aid_ledger.intake.tables import Column, Mask, SheetTable, column_index
from aid_ledger.intake.tiers import FIELD as TIER
from aid_ledger.intake.tiers import read_tiers, tier_name
from aid_ledger.intake.told import NOTHING_TOLD, Told
from aid_ledger.intake.totals import Body, check_totals
from aid_ledger.intake.unused_columns import columns_that_may_matter, columns_that_speak, hidden_columns

_STR = pd.StringDtype("pyarrow", na_value=np.nan)
_NOT_FILLED_DOWN = frozenset({"money", "number"})
_MATTERS = frozenset({"signature", "remark", "seq"})
_FEES = frozenset({"tuition", "care_fee", "public_fee", "lodging_fee"})
_OF_SCHOOL = ("school", "school_code")
_WITH_AMOUNTS = frozenset({"awards", "paid-before"})
_LOOKED_AT, _SHOWN = 60, 3


def make_table(
    sheet: RawSheet, header: Header, kind: str, file: str, name_facts: Mapping[str, str], told: Told = NOTHING_TOLD
) -> SheetTable:  # fmt: skip
    """Return the table of a sheet as a list of ``kind``; ``file`` is its name, ``name_facts`` what names say."""
    columns, findings = assign_columns(sheet, header, kind, file, told)
    if told.year_unit:
        columns = tuple(replace(c, unit=c.unit or told.year_unit) if c.field in _FEES else c for c in columns)
    body = sheet.rows[header.stop :]
    body = body[: last_filled(body)]
    first_row = sheet.first_row + header.stop
    by_index = {column_index(c.letter) - sheet.first_column + 1: c for c in columns if c.field}
    read = text_columns(_merges_filled_down(sheet, body, by_index, first_row), by_index)
    texts = {index: column.texts for index, column in read.items()}
    sort = sort_rows(body, by_index, texts, header.texts, kind, (first_row, sheet.first_column))
    numbers = np.arange(first_row, first_row + len(body), dtype=np.int32)
    frame = _frame(by_index, texts, sort, numbers)
    name_facts = {**name_facts, **told.values}
    if any(name in told.values or (name in frame and bool((frame[name] != "").any())) for name in _OF_SCHOOL):
        name_facts.pop(NAMED, None)  # the list itself says whose it is
    filled = _fill_from_names(frame, kind, name_facts, set(told.values))
    name_facts = {name: text for name, text in name_facts.items() if name not in PLACE_FIELDS or name in filled}
    named = Body(body, sort.data, first_row, sheet.first_column)
    damaged = {
        column.field: marks
        for index, column in by_index.items()
        if fields()[_base(column.field)].reader == "digits" and (marks := damaged_cells(read[index])[sort.data]).any()
    }
    unread, unread_findings = _unread(sheet, columns, frame["row"].to_numpy(), file)
    for name, marks in unread.items():
        _write_unread(frame, name, marks)
    _gather_tiers(frame, columns, kind)
    comments, aside = take_comments(sheet, frame, file)
    say_leaving(frame, named, columns, kind, told)
    say_both(frame, named, columns, kind, told)
    findings += unread_comments(sheet, file)
    say_holder(frame, columns, kind)
    ended = says_ended([*header.titles, sheet.name, posixpath.basename(file.replace("\\", "/"))], kind)
    if ended:
        findings += mark_ended(frame, kind, ended, Place(file, sheet.name))
    findings += mark_ended_rows(frame, named, columns, kind, told, Place(file, sheet.name))
    passed = {"blank": sheet.first_row - 1, "title": 0, "header": header.stop - header.start}
    for row in sheet.rows[: header.start]:
        passed["title" if any(cell != "" for cell in row) else "blank"] += 1
    for reason, count in sort.passed_over.items():
        passed[reason] = passed.get(reason, 0) + count
    examples = _examples(named, columns)
    header_row = sheet.first_row + header.start
    at_header = Place(file, sheet.name, str(header_row))
    return SheetTable(
        kind=kind,
        sheet=sheet.name,
        header_row=header_row,
        columns=columns,
        frame=frame,
        last_row=first_row - 1 + len(body),
        damaged=damaged,
        unread=unread,
        comments=comments,
        comments_aside=aside,
        passed_over={reason: count for reason, count in passed.items() if count},
        totals=tuple(sort.totals),
        hidden_rows=sheet.scan.hidden_rows,
        name_facts=name_facts,
        told=told.as_json(),
        examples=examples,
        findings=(
            *findings,
            *hidden_columns(columns, examples, sheet.scan.hidden_columns, at_header),
            *columns_that_may_matter(columns, examples, kind, told, at_header),
            *columns_that_speak(columns, examples, kind, told, at_header),
            *_damage_findings(damaged, frame, columns, sheet, file),
            *unread_findings,
            *check_totals(sort.totals, named, {c.letter: c for c in columns}, file, sheet.name),
        ),
    )


def _fill_from_names(frame: pd.DataFrame, kind: str, facts: Mapping[str, str], told: Collection[str]) -> set[str]:
    """Give every row what only the name of its file or sheet says, where no column says it; return which fields.

    A class is left out where the column of grades names another grade than the name does.
    """
    wanted = [name for name in PLACE_FIELDS if name in facts] if kind in OF_CLASSES else []
    if "grade" in frame and not fits(facts, frame["grade"].unique().tolist()):
        wanted = [name for name in wanted if name == "school"]
    if "school_code" in frame and bool((frame["school_code"] != "").any()):
        wanted = [name for name in wanted if name != "school"]
    blank = {name for name in (*wanted, *told) if name not in frame or bool((frame[name] == "").all())}
    for name in dict.fromkeys([*wanted, *told]):
        if name in blank:
            frame[name] = pd.array([facts[name]] * len(frame), dtype=_STR)
    return blank


def _gather_tiers(frame: pd.DataFrame, columns: tuple[Column, ...], kind: str) -> None:
    """Write what columns of tiers say into ``level``, and the sums in them where the list has no other amount."""
    tiers = [(tier_name(c.header), frame[c.field], c.unit) for c in columns if c.field.startswith(f"{TIER}_")]
    if not tiers:
        return
    frame["level"], sums = read_tiers(tiers)
    if kind in _WITH_AMOUNTS and bool((sums != "").any()):
        name = "standard" if "amount" in frame else "amount"
        if name not in frame:
            frame[name] = sums


def _examples(body: Body, columns: tuple[Column, ...]) -> dict[str, tuple[str, ...]]:
    """Return the first filled cells of each column."""
    rows = np.flatnonzero(body.data)[:_LOOKED_AT].tolist()
    found = {}
    for column in columns:
        index = column_index(column.letter) - body.first_column + 1
        texts = (text_of(body.rows[at][index]) for at in rows)
        found[column.letter] = tuple(islice(dict.fromkeys(text for text in texts if text), _SHOWN))
    return found


def _base(name: str) -> str:
    return re.sub(r"^(id_no|student_name|tier|allotted|standing|status)_\d+$", r"\1", name)


def _merges_filled_down(
    sheet: RawSheet, body: RawRows, columns: Mapping[int, Column], first_row: int
) -> RawRows:  # fmt: skip
    """Return rows in which what a cell merged downwards holds stands in each row that it covers; never amounts."""
    rows = list(body)
    for top, left, bottom, _ in sheet.merges:
        index, at = left - sheet.first_column, top - first_row
        if bottom <= top or at < 0 or index not in columns:
            continue
        if fields()[_base(columns[index].field)].reader in _NOT_FILLED_DOWN:
            continue
        for row in range(at + 1, min(bottom - first_row + 1, len(rows))):
            if rows[row][index] == "":
                rows[row] = [*rows[row][:index], rows[at][index], *rows[row][index + 1 :]]
    return rows


def _frame(
    columns: Mapping[int, Column], texts: Mapping[int, pa.Array], sort: RowSort, numbers: npt.NDArray[np.int32]
) -> pd.DataFrame:
    mask = None if sort.data.all() else pa.array(sort.data)
    data: dict[str, Any] = {"row": numbers[sort.data]}
    for index, column in columns.items():
        array = texts[index] if mask is None else texts[index].filter(mask)
        data[column.field] = pd.Series(_wrap(array))
    frame = pd.DataFrame(data)
    if sort.groups:
        _fill_class(frame, sort, int(numbers[0]))
    return frame


def _wrap(array: pa.Array) -> Any:
    """Return an Arrow array as a pandas ``str`` array, without a copy."""
    wrap: Any = pd.arrays.ArrowStringArray
    return wrap(pa.chunked_array([array]), dtype=_STR)


def _fill_class(frame: pd.DataFrame, sort: RowSort, first_row: int) -> None:
    """Give the class named in a one-cell row to the rows below it that name none."""
    starts = np.array([at + first_row for at, _ in sort.groups])
    names = np.array(["", *(name for _, name in sort.groups)], dtype=object)
    above = names[np.searchsorted(starts, frame["row"].to_numpy(), side="right")]
    if "class" not in frame.columns:
        frame["class"] = pd.array(above.tolist(), dtype=_STR)
        return
    own = frame["class"].to_numpy(dtype=object)
    frame["class"] = pd.array(np.where(own == "", above, own).tolist(), dtype=_STR)


def _damage_findings(
    damaged: Mapping[str, Mask], frame: pd.DataFrame, columns: tuple[Column, ...], sheet: RawSheet, file: str
) -> tuple[Finding, ...]:
    rows = frame["row"].to_numpy()
    by_field = {c.field: c for c in columns}
    return tuple(
        Finding(
            "number-too-long",
            Place(file, sheet.name, f"{by_field[name].letter}{int(rows[marks][0])}"),
            {"header": by_field[name].header, "count": int(marks.sum())},
            rows=int(marks.sum()),
            severity="warning",
        )
        for name, marks in damaged.items()
    )


def _write_unread(frame: pd.DataFrame, name: str, marks: Mask) -> None:
    """Let the text of a cell whose value is lost say so: blank would mean that nothing was written there."""
    own = frame[name].to_numpy(dtype=object)
    frame[name] = pd.array(np.where(marks & (own == ""), UNREAD, own).tolist(), dtype=_STR)


def _unread(
    sheet: RawSheet, columns: tuple[Column, ...], rows: npt.NDArray[np.int32], file: str
) -> tuple[dict[str, Mask], tuple[Finding, ...]]:
    """Mark data cells that hold an error or a formula without a saved value, in columns that matter."""
    masks: dict[str, Mask] = {}
    findings = []
    by_letter = {c.letter: c for c in columns if c.field and c.field not in _MATTERS}
    for name, references in (
        ("cell-error", sheet.scan.errors),
        ("formula-without-value", sheet.scan.without_value),
    ):
        met: dict[str, list[int]] = {}
        for reference in references:
            letter = reference.rstrip("0123456789")
            if letter in by_letter:
                met.setdefault(letter, []).append(int(reference[len(letter) :]))
        for letter, numbers in met.items():
            column = by_letter[letter]
            marks = np.isin(rows, np.array(numbers))
            if marks.any():
                masks[column.field] = masks.get(column.field, np.zeros(len(rows), dtype=np.bool_)) | marks
                place = Place(file, sheet.name, f"{letter}{int(rows[marks][0])}")
                count = int(marks.sum())
                params = {"header": column.header, "count": count}
                findings.append(Finding(name, place, params, rows=count, severity="warning"))
    return masks, tuple(findings)
