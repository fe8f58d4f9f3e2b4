"""Which of several school lists speaks for a school: the row of the latest, with what only an earlier one says of it.

Later is by the day a list is of, then by when it was imported: an office corrects its own list. A list without a
column says nothing of it, so there the earlier list still speaks; a blank cell under a column says that it is not
known, and of the earlier row only what a person answered stays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from aid_ledger.linking.rows import Source, stack
from aid_ledger.linking.school_fees import FEES, read_fee
from aid_ledger.money import format_yuan

FIELDS = (
    "school", "school_code", "school_alias", "stage", "school_nature", "school_type", "inclusive", "tuition",
    "care_fee", "public_fee", "lodging_fee", "meal_plan", "meal_days", "meal_days_before", "meal_days_after",
    "meal_form",
    "account_name", "bank", "account_no", "town", "central_school", "aid_officer", "phone", "beds",
)  # fmt: skip
_TOGETHER = (("account_name", "bank", "account_no"),)
"""Fields of which a list says all or none: an account of one list with the holder of another is nobody's."""
_GROUPS = (*_TOGETHER, *((name,) for name in FIELDS if name not in _TOGETHER[0]))
_Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Carried:
    """A cell of an earlier row, for the row that speaks: what it says and where that stands."""

    row: int
    field: str
    text: str
    evidence: str


def fold_name(text: str) -> str:
    """Return a school's name or code without spaces and with half-width brackets, for comparison."""
    return "".join(text.split()).replace("（", "(").replace("）", ")").lower()


def school_rows(sources: Sequence[Source]) -> pd.DataFrame:
    """Return the rows of all school lists: ``src, row``, :data:`FIELDS`, ``key`` and ``age``.

    ``key`` says whose row it is, ``""`` where it names no school; ``age`` is the list's day, then its import.
    A row without a code is of the school of its name, where the rows with that name have one code between them.
    """
    rows = stack(sources, ("schools",), FIELDS)
    codes = rows["school_code"].map(fold_name)
    names = rows["school"].map(fold_name)
    of_name: dict[str, set[str]] = defaultdict(set)
    for code, name in zip(codes, names, strict=True):
        if code and name:
            of_name[name].add(code)
    rows["key"] = [
        code or (next(iter(of_name[name])) if len(of_name.get(name, ())) == 1 else name)
        for code, name in zip(codes, names, strict=True)
    ]
    rows["age"] = [_age(sources[src]) for src in rows["src"]]
    return rows


def latest_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """Return of :func:`school_rows` those of each school's latest list."""
    rows = rows[rows["key"] != ""]
    if rows.empty:
        return rows
    newest = rows.groupby("key")["age"].agg(max)
    return rows[rows["age"] == rows["key"].map(newest)]


def with_earlier_schools(sources: Sequence[Source]) -> tuple[Source, ...]:
    """Return the sources with each school's latest row filled with what only its earlier rows say."""
    ages = {_age(one) for one in sources if one.kind == "schools" and not one.table.frame.empty}
    if len(ages) < 2:
        return tuple(sources)
    rows = school_rows(sources)
    for name in FEES:
        fen = read_fee(sources, rows, name)
        rows[name] = [format_yuan(int(one)) if one >= 0 else "" for one in fen]
    of_school: dict[str, list[_Row]] = defaultdict(list)
    for row in rows.to_dict("records"):
        of_school[row["key"]].append({str(name): value for name, value in row.items()})
    found: dict[int, list[_Carried]] = defaultdict(list)
    of_school.pop("", None)
    for group in of_school.values():
        times = sorted({row["age"] for row in group}, reverse=True)
        newest, *older = ([row for row in group if row["age"] == age] for age in times)
        for latest in newest if older else ():
            found[latest["src"]] += _carried(sources, latest, older)
    return tuple(
        _filled(source, found[number]) if found.get(number) else source for number, source in enumerate(sources)
    )


def contradicting(rows: pd.DataFrame) -> pd.DataFrame:
    """Return of :func:`latest_rows` those that say otherwise than another row of the same school."""
    said = rows[list(FIELDS)].agg("\0".join, axis=1)
    several = said.groupby(rows["key"]).transform("nunique") > 1 if len(rows) else pd.Series(dtype=bool)
    return rows[several.astype(bool)]


def _age(source: Source) -> tuple[str, str]:
    return (source.since, source.imported)


def _carried(sources: Sequence[Source], own: _Row, older: Sequence[Sequence[_Row]]) -> Iterator[_Carried]:
    source, row = sources[own["src"]], int(own["row"])
    for fields in _GROUPS:
        said = any(name in source.table.fields for name in fields)
        for group in older:
            texts = {name: one for name in fields if (one := _said(sources, group, name))}
            if said:
                texts = {name: one for name, one in texts.items() if one[2] and own[name] == ""}
            if texts:
                yield from (_Carried(row, name, *one[:2]) for name, one in texts.items() if one[0])
                break


def _said(sources: Sequence[Source], group: Sequence[_Row], name: str) -> tuple[str, str, bool] | None:
    """What the rows of one age say in a field, where it stands, and whether a person answered it; none if nothing.

    Rows of one age that contradict each other say that it is not known.
    """
    texts: dict[str, tuple[str, bool]] = {}
    for one in group:
        source, row = sources[one["src"]], int(one["row"])
        decided = source.corrected.get((row, name))
        if decided is not None or name in source.table.fields:
            place = f"{source.digest[:8]}/{source.sheet}!{source.table.letter_of(name)}{row}"
            texts[one[name]] = (decided[1] or place if decided else place, decided is not None)
    if len(texts) > 1:
        return ("", "", False)
    return next(((text, *place) for text, place in texts.items()), None)


def _filled(source: Source, cells: Iterable[_Carried]) -> Source:
    frame = source.table.frame.copy()
    places = {int(row): number for number, row in enumerate(frame["row"])}
    by_field: dict[str, list[_Carried]] = defaultdict(list)
    for one in cells:
        by_field[one.field].append(one)
    corrected = dict(source.corrected)
    for name, own in by_field.items():
        column = frame[name].to_numpy(dtype=object, copy=True) if name in frame else np.full(len(frame), "", object)
        for one in own:
            column[places[one.row]] = one.text
        corrected |= {(one.row, name): ("", one.evidence) for one in own}
        frame[name] = pd.Series(column, index=frame.index, dtype="str")
    return replace(source, table=replace(source.table, frame=frame), corrected=corrected)
