"""What people decided of doubtful rows, put over the lists as read: cells that read otherwise, rows set aside.

The lists stay as archived; a decision stands beside them with the cell of the workbook or slip it came back in. The
rules see the corrected rows and know nothing of this.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from aid_ledger.intake import SheetTable
from aid_ledger.linking.rows import REGISTERS, ROSTER, Source

SET_ASIDE = "row"
"""The field of a correction that takes the whole row out: another row says the same, and rightly."""
CONFIRMED = "confirmed"
"""The field of a correction by which a person lets a row pass in spite of what was asked; its text is the reason."""
_USUAL = "unused"
_OUTCOME = dict.fromkeys(ROSTER, "duplicate") | dict.fromkeys(REGISTERS, "not-in-force")
_NEVER_READ_AGAIN = frozenset({"schools"})  # the list that says what the names mean
_ONLY_IN = {"level": "recognised"}  # 一档 in a list of money paid is none of 困难等级


@dataclass(frozen=True, slots=True)
class CellReading:
    """One cell that a person read: ``was`` is what stood there when they were asked, ``reads`` what it is to say.

    ``evidence`` is the cell of the document that says so, as ``digest8/sheet!cell``; ``decision`` its id. ``member``
    is the field of the ID of the one member of a household whom a confirmation is about, ``""`` the whole row.
    """

    digest: str
    sheet: str
    row: int
    field: str
    was: str
    reads: str
    decision: str
    evidence: str = ""
    member: str = ""


@dataclass(frozen=True, slots=True)
class WordReading:
    """A word that a person explained once for all lists: each cell of ``field`` that says ``word`` reads ``reads``."""

    field: str
    word: str
    reads: str
    decision: str
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class PersonReading:
    """Who a row is about, answered once: ``field`` of each row of such a list that says all of ``said`` so reads.

    ``said`` are columns and their texts, ID and name at least; of a household those of any one member.
    """

    kind: str
    said: tuple[tuple[str, str], ...]
    field: str
    reads: str
    decision: str
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Corrections:
    """All decisions in force, oldest first: of two that read one cell, the later counts."""

    cells: tuple[CellReading, ...] = ()
    words: tuple[WordReading, ...] = ()
    persons: tuple[PersonReading, ...] = ()


def correct(sources: Iterable[Source], corrections: Corrections) -> tuple[Source, ...]:
    """Return the sources as decided; those that nobody decided about are the same objects.

    Rows that are set aside leave the table and stand in ``Source.set_aside``; ``Source.corrected`` tells for each
    corrected cell (row and field) what it said and where that was decided.
    """
    by_sheet: dict[tuple[str, str], list[CellReading]] = defaultdict(list)
    for one in corrections.cells:
        by_sheet[one.digest, one.sheet].append(one)
    words = {(one.field, fold_cell(one.word)): one for one in corrections.words}
    persons: dict[str, list[PersonReading]] = defaultdict(list)
    for person in corrections.persons:
        persons[person.kind].append(person)
    return tuple(
        _correct_one(
            source,
            [
                *_by_words(source, words), *_by_persons(source, persons.get(source.kind, ())),
                *by_sheet.get((source.digest, source.sheet), ()),
            ],
        )
        for source in sources
    )  # fmt: skip


def fold_cell(text: str) -> str:
    """Return a word of a cell as it is compared: without spaces."""
    return "".join(text.split())


def _correct_one(source: Source, said: Sequence[CellReading]) -> Source:
    if not said:
        return source
    frame = source.table.frame.copy()
    places = {int(row): number for number, row in enumerate(frame["row"])}
    said = [one for one in said if one.row in places]
    corrected: dict[tuple[int, str], tuple[str, str]] = {}
    damaged = {name: mask.copy() for name, mask in source.table.damaged.items()}
    unread = {name: mask.copy() for name, mask in source.table.unread.items()}
    for name in dict.fromkeys(one.field for one in said if one.field not in (SET_ASIDE, CONFIRMED)):
        own = [one for one in said if one.field == name]
        column = frame[name].to_numpy(dtype=object, copy=True) if name in frame else np.full(len(frame), "", object)
        for one in own:
            column[places[one.row]] = one.reads
            for marks in (damaged, unread):
                if name in marks:
                    marks[name][places[one.row]] = False
            corrected[one.row, name] = (one.was, one.evidence)
        frame[name] = pd.Series(column, index=frame.index, dtype="str")
    out = {one.row: one.evidence for one in said if one.field == SET_ASIDE}
    confirmed = {(one.row, one.member, one.reads) for one in said if one.field == CONFIRMED}
    corrected |= {(one.row, CONFIRMED): ("", one.evidence) for one in said if one.field == CONFIRMED}
    kept = ~frame["row"].isin(list(out)).to_numpy()
    aside = frame[~kept]
    table = _kept(replace(source.table, frame=frame, damaged=damaged, unread=unread), kept)
    return replace(
        source, table=table, corrected=corrected, confirmed=frozenset(confirmed), set_aside=aside,
        decisions=frozenset(one.decision for one in said),
    )  # fmt: skip


def _by_words(source: Source, words: Mapping[tuple[str, str], WordReading]) -> Iterable[CellReading]:
    if source.kind in _NEVER_READ_AGAIN:
        return
    for name in dict.fromkeys(field for field, _ in words):
        if name not in source.table.frame or source.kind != _ONLY_IN.get(name, source.kind):
            continue
        column = source.table.frame[name]
        for text in column.unique():
            one = words.get((name, fold_cell(text)))
            if one is None or text == one.reads:
                continue
            for row in source.table.frame.loc[column == text, "row"]:
                yield CellReading(
                    source.digest, source.sheet, int(row), name, text, one.reads, one.decision, one.evidence
                )


def of_member(member: str, field: str) -> str:
    """Return the column of a field for a member of a household, whose ID stands in the column ``member``.

    Of a budget with several amounts in a row, ``member`` is the column of the amount.
    """
    if member and field == "amount":  # one of several amounts of a row
        return member
    if not member or field not in ("id_no", "student_name"):
        return field
    return member.replace("id_no", field)


def _by_persons(source: Source, persons: Sequence[PersonReading]) -> Iterator[CellReading]:
    frame = source.table.frame
    if not persons or "id_no" not in frame:
        return
    by_id: dict[str, list[PersonReading]] = defaultdict(list)
    for one in persons:
        by_id[dict(one.said)["id_no"]].append(one)
    members = source.table.repeated_ids
    for member in members or ("id_no",):
        own = member if len(members) > 1 else ""
        for at in np.flatnonzero(frame[member].isin(list(by_id)).to_numpy()).tolist():
            said = frame.iloc[at]
            for one in by_id[said[member]]:
                if all(said.get(of_member(own, name), "") == text for name, text in one.said):
                    name = of_member(own, one.field)
                    yield CellReading(
                        source.digest, source.sheet, int(said["row"]), name, str(said.get(name, "")), one.reads,
                        one.decision, one.evidence, own if one.field == CONFIRMED else "",
                    )  # fmt: skip


def _kept(table: SheetTable, kept: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> SheetTable:
    if kept.all():
        return table
    return replace(
        table,
        frame=table.frame[kept].reset_index(drop=True),
        damaged={name: mask[kept] for name, mask in table.damaged.items()},
        unread={name: mask[kept] for name, mask in table.unread.items()},
    )


def set_aside_rows(sources: Sequence[Source]) -> pd.DataFrame:
    """Return the rows set aside, as rows with an outcome (``src, row, kind, student_name, id, outcome, reason``)."""
    parts = []
    for number, source in enumerate(sources):
        if source.set_aside is None or source.set_aside.empty:
            continue
        frame = source.set_aside
        blank = pd.Series("", index=frame.index, dtype="str")
        parts.append(
            pd.DataFrame(
                {
                    "src": np.full(len(frame), number, dtype=np.int32), "row": frame["row"], "kind": source.kind,
                    "student_name": frame.get("student_name", blank), "id": frame.get("id_no", blank),
                    "outcome": _OUTCOME.get(source.kind, _USUAL), "reason": "set-aside",
                }
            )
        )  # fmt: skip
    if not parts:
        return pd.DataFrame(columns=["src", "row", "kind", "student_name", "id", "outcome", "reason"])
    return pd.concat(parts, ignore_index=True)
