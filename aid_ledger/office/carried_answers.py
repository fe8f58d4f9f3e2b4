"""Answers about a row of one list hold for the same row of the list that came in its stead: it is not asked again.

The same row is one that says the same in every cell; of a school list, one of the same school whose asked cell says
the same. A row that says anything else is a new row, and is asked about by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from aid_ledger.linking import SET_ASIDE, CellReading, Corrections, Source

if TYPE_CHECKING:
    from aid_ledger.office import Office

_NOT_SAID = ("row", "seq")
"""Where a row stands, which is nothing that it says."""
_FOUND_BY = ("id_no", "student_name", "school_code", "school", "head_name")
_OF_SCHOOL = ("school_code", "school")
_Row = Mapping[str, Any]
_Place = tuple[str, str]


def carried(
    office: Office, decided: Corrections, used: Sequence[Source], every: Sequence[Mapping[str, Any]]
) -> Corrections:  # fmt: skip
    """Return the corrections with those that hold for the same rows of other lists in use, which come first.

    Args:
        office: the workspace.
        decided: what people decided.
        used: the lists in use, as read.
        every: all source records, in use or not.

    That a row is to be set aside is carried only from a list that is no longer in use, and to one row alone: of two
    equal rows in use one was set aside because the other stays.
    """
    by_place: dict[_Place, list[CellReading]] = defaultdict(list)
    for cell in decided.cells:
        by_place[cell.digest, cell.sheet].append(cell)
    in_use = {_place(one) for one in used}
    records = [row for row in every if (str(row["digest"]), str(row["sheet"])) in by_place]
    more: list[CellReading] = []
    for record in records:
        place = (str(record["digest"]), str(record["sheet"]))
        others = [one for one in used if one.kind == record["kind"] and _place(one) != place]
        if not others:
            continue
        older = office.load(record)
        others = [one for one in others if one.term == older.term]
        for row, own in _by_row(by_place[place]).items():
            more += _of_row(older, row, own, others, retired=place not in in_use)
    return replace(decided, cells=(*more, *decided.cells)) if more else decided


def _place(source: Source) -> _Place:
    return (source.digest, source.sheet)


def _by_row(cells: Sequence[CellReading]) -> dict[int, list[CellReading]]:
    found: dict[int, list[CellReading]] = defaultdict(list)
    for cell in cells:
        found[cell.row].append(cell)
    return found


def _of_row(
    older: Source, row: int, cells: Sequence[CellReading], others: Sequence[Source], *, retired: bool
) -> Iterator[CellReading]:  # fmt: skip
    """Yield what was decided of one row, as said of each row elsewhere that is the same."""
    said = _said(older, row)
    if said is None or len(_same(older, said, {})) != 1:
        return
    asked = {cell.field: cell.was for cell in cells} if older.kind == "schools" else {}
    found = [(one, rows[0]) for one in others if len(rows := _same(one, said, asked)) == 1]
    for source, at in found:
        for cell in cells:
            if cell.field != SET_ASIDE or (retired and len(found) == 1):
                yield replace(cell, digest=source.digest, sheet=source.sheet, row=at)


def _said(source: Source, row: int) -> _Row | None:
    frame = source.table.frame
    own = frame[frame["row"] == row].to_dict("records")
    return _filled(own[0]) if own else None


def _filled(row: Mapping[Any, Any]) -> _Row:
    return {str(name): text for name, text in row.items() if name not in _NOT_SAID and text != ""}


def _same(source: Source, said: _Row, asked: Mapping[str, str]) -> list[int]:
    """Return the rows of a list that say the same as this one; of a school list, what is asked about the school."""
    frame = source.table.frame
    by = next((name for name in _FOUND_BY if name in said and name in frame), None)
    if by is None:
        return []
    near = frame[frame[by] == said[by]]
    if asked:
        school = {name: said[name] for name in _OF_SCHOOL[:1] if name in said} or {"school": said.get("school", "")}
        wanted = {**school, **asked}
        texts = [{name: one.get(name, "") for name in wanted} for one in near.to_dict("records")]
        return [int(row) for row, one in zip(near["row"], texts, strict=True) if one == wanted]
    rows = zip(near["row"], near.to_dict("records"), strict=True)
    return [int(row) for row, one in rows if _filled(one) == said]
