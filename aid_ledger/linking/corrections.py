"""What people decided of doubtful rows, put over the lists as read: cells that read otherwise, rows set aside.

The lists stay as archived; a decision stands beside them with the cell of the workbook or slip it came back in. The
rules see the corrected rows and know nothing of this.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
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
class Corrections:
    """All decisions in force, oldest first: of two that read one cell, the later counts."""

    cells: tuple[CellReading, ...] = ()
    words: tuple[WordReading, ...] = ()


def correct(sources: Iterable[Source], corrections: Corrections) -> tuple[Source, ...]:
    """Return the sources as decided; those that nobody decided about are the same objects.

    Rows that are set aside leave the table and stand in ``Source.set_aside``; ``Source.corrected`` tells for each
    corrected cell (row and field) what it said and where that was decided.
    """
    by_sheet: dict[tuple[str, str], list[CellReading]] = defaultdict(list)
    for one in corrections.cells:
        by_sheet[one.digest, one.sheet].append(one)
    words = {(one.field, fold_cell(one.word)): one for one in corrections.words}
    return tuple(_correct_one(source, by_sheet.get((source.digest, source.sheet), ()), words) for source in sources)


def fold_cell(text: str) -> str:
    """Return a word of a cell as it is compared: without spaces."""
    return "".join(text.split())


def _correct_one(
    source: Source, cells: Sequence[CellReading], words: Mapping[tuple[str, str], WordReading]
) -> Source:  # fmt: skip
    said = list(_by_words(source, words)) + list(cells)
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
    return replace(source, table=table, corrected=corrected, confirmed=frozenset(confirmed), set_aside=aside)


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
