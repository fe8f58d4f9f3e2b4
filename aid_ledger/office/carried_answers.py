"""Answers about a row of one list hold for the same row of the list that came in its stead: it is not asked again.

The same row is one that says the same in every cell; of a school list, one of the same school whose asked cell says
the same. A row that says anything else is a new row, and is asked about by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from aid_ledger.linking import SET_ASIDE, CellReading, Corrections, Source
from aid_ledger.office.sources import STANDING

if TYPE_CHECKING:
    from aid_ledger.office import Office

_NOT_SAID = frozenset({"row", "seq"})
"""Where a row stands, which is nothing that it says."""
_FOUND_BY = ("id_no", "student_name", "school_code", "school", "head_name")
_OF_SCHOOL = ("school_code", "school")
_Texts = frozenset[tuple[str, str]]


def carried(
    office: Office, decided: Corrections, used: Sequence[Source], every: Sequence[Mapping[str, Any]]
) -> Corrections:  # fmt: skip
    """Return the corrections, and before them those about lists out of use that hold for the same rows of lists in use.

    Args:
        office: the workspace.
        decided: what people decided.
        used: the lists in use, as read.
        every: all source records, in use or not.

    A row that is the same as another of its own list is not known again. Nor is a row set aside again where two lists
    in use have it: the other may be the one that was to stay.
    """
    by_place: dict[tuple[str, str], list[CellReading]] = defaultdict(list)
    for cell in decided.cells:
        by_place[cell.digest, cell.sheet].append(cell)
    for source in used:
        by_place.pop((source.digest, source.sheet), None)
    more: list[CellReading] = []
    for record in every:
        cells = by_place.get((str(record["digest"]), str(record["sheet"])), [])
        same = [one for one in used if cells and one.kind == record["kind"]]
        others = [one for one in same if one.term == record["term"] or one.kind in STANDING]
        if others:
            more += _of_list(office.load(record), cells, others)
    return replace(decided, cells=(*more, *decided.cells)) if more else decided


def _of_list(older: Source, cells: Sequence[CellReading], others: Sequence[Source]) -> Iterator[CellReading]:
    """Yield what was decided of one list's rows, as said of each row elsewhere that is the same."""
    asked: dict[int, list[CellReading]] = defaultdict(list)
    for cell in cells:
        asked[cell.row].append(cell)
    own = older.table.frame
    own = own[own["row"].isin(list(asked))]
    known = _rows_by_texts(older, own)
    there = [(one, _rows_by_texts(one, own)) for one in others]
    of_school = older.kind == "schools"
    for texts, rows in known.items():
        row = rows[0]
        if len(rows) > 1 or row not in asked:
            continue
        wanted = _school_asked(texts, asked[row]) if of_school else texts
        found = [(one, at[0]) for one, index in there if len(at := _rows_of(index, wanted, whole=not of_school)) == 1]
        for source, place in found:
            for cell in asked[row]:
                if cell.field != SET_ASIDE or len(found) == 1:
                    yield replace(cell, digest=source.digest, sheet=source.sheet, row=place)


def _rows_by_texts(source: Source, wanted: pd.DataFrame) -> dict[_Texts, list[int]]:
    """Return the rows of a list by all that they say; only those that bear an ID or a name of the wanted ones."""
    frame = source.table.frame
    near = np.zeros(len(frame), dtype=np.bool_)
    for name in _FOUND_BY:
        if name in frame and name in wanted:
            near |= frame[name].isin(list(set(wanted[name]) - {""})).to_numpy(dtype=bool)
    found: dict[_Texts, list[int]] = defaultdict(list)
    for row in frame[near].to_dict("records"):
        found[frozenset((str(k), v) for k, v in row.items() if k not in _NOT_SAID and v != "")].append(int(row["row"]))
    return found


def _school_asked(texts: _Texts, cells: Sequence[CellReading]) -> _Texts:
    """What of a school list's row decides: which school it is (code, else name), and what the asked cells say."""
    said = dict(texts)
    name = next((one for one in _OF_SCHOOL if one in said), _OF_SCHOOL[-1])
    return frozenset({(name, said.get(name, "")), *((cell.field, cell.was) for cell in cells)})


def _rows_of(index: Mapping[_Texts, Sequence[int]], wanted: _Texts, *, whole: bool) -> Sequence[int]:
    if whole:
        return index.get(wanted, ())
    return [
        row for texts, rows in index.items() if all(dict(texts).get(name, "") == text for name, text in wanted)
        for row in rows
    ]  # fmt: skip
