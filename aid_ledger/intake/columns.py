"""Gives each column of a sheet its field: by header, then by contents where two columns compete or are swapped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from aid_ledger.errors import Finding, Place
from aid_ledger.intake.cells import looks_like_id, looks_like_student_no, text_of
from aid_ledger.intake.containers import RawSheet
from aid_ledger.intake.header import Header
from aid_ledger.intake.synonyms import meaning
from aid_ledger.intake.tables import Column, column_letter

_SAMPLE = 200
_REPEATED_IN = frozenset(
    {
        "filed-poor",
        "monitored",
        "rural-allowance",
        "urban-allowance",
        "destitute",
        "orphans",
        "disabled",
        "martyrs",
        "hardship",
    }
)


_OF_STUDENTS = frozenset({"roster", "applications"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """One column that a field could be: its place, how good its header is, how well its cells fit."""

    index: int
    rank: int
    fit: int


def assign_columns(
    sheet: RawSheet, header: Header, kind: str, file: str
) -> tuple[tuple[Column, ...], tuple[Finding, ...]]:
    """Return one column for each header, left to right, with its field, and what was noticed.

    Every field is given at most once. Where several headers mean one field, the one whose cells fit better wins,
    then the better header, then the left one. In lists of households further ID columns are ``id_no_2`` … and the
    name column left of each ``student_name_2`` ….
    """
    found: dict[str, list[Candidate]] = {}
    for index, text in enumerate(header.texts):
        known = meaning(text, kind) if text else None
        if known is not None:
            fit = _fit(sheet, header, index, known.field)
            found.setdefault(known.field, []).append(Candidate(index, known.rank, fit))
    chosen = {}
    for name, candidates in found.items():
        best = min(candidates, key=lambda c: (-c.fit, c.rank, c.index))
        chosen[best.index] = name
    findings = _swapped(sheet, header, chosen, file)
    if kind in _REPEATED_IN:
        _repeat_ids(found, chosen)
        _name_of_member(header, chosen)
    findings += _lacking(sheet, header, chosen, kind, file)
    columns = tuple(
        Column(column_letter(sheet.first_column - 1 + i), text, chosen.get(i, ""), header.units[i])
        for i, text in enumerate(header.texts)
        if text
    )
    return columns, findings


def _sample(sheet: RawSheet, header: Header, index: int) -> list[str]:
    texts = []
    for row in sheet.rows[header.stop : header.stop + 5 * _SAMPLE]:
        if text := text_of(row[index]):
            texts.append(text)
            if len(texts) == _SAMPLE:
                break
    return texts


def _share(texts: list[str], test: Callable[[str], bool]) -> float:
    return sum(map(test, texts)) / len(texts) if texts else 0.0


def _fit(sheet: RawSheet, header: Header, index: int, name: str) -> int:
    """Return how well the cells fit the field, 0 to 2: filled at all, and for IDs of the right shape."""
    if name not in {"id_no", "student_no", "student_name", "account_no", "school"}:
        return 0
    texts = _sample(sheet, header, index)
    if name == "id_no":
        return int(bool(texts)) + int(_share(texts, looks_like_id) >= 0.5)
    if name == "student_no":
        return int(bool(texts)) + int(_share(texts, looks_like_student_no) >= 0.5)
    return int(bool(texts))


def _swapped(sheet: RawSheet, header: Header, chosen: dict[int, str], file: str) -> tuple[Finding, ...]:
    """Exchange 身份证号 and 学籍号 where their contents say that the headers are the wrong way round."""
    place = {name: index for index, name in chosen.items()}
    ids, numbers = place.get("id_no"), place.get("student_no")
    if numbers is None or (ids is None and "id_no" in place):
        return ()
    in_numbers = _sample(sheet, header, numbers)
    if _share(in_numbers, looks_like_id) < 0.8:
        return ()
    if ids is not None:
        in_ids = _sample(sheet, header, ids)
        if in_ids and _share(in_ids, looks_like_student_no) < 0.8:
            return ()
        if not in_ids:
            return ()
        chosen[ids] = "student_no"
    chosen[numbers] = "id_no"
    letters = [column_letter(sheet.first_column - 1 + i) for i in (numbers, ids) if i is not None]
    cell = f"{letters[0]}{sheet.first_row + header.start}"
    params = {"columns": " / ".join(letters), "header": header.texts[numbers]}
    return (Finding("columns-swapped", Place(file, sheet.name, cell), params, severity="warning"),)


def _repeat_ids(found: dict[str, list[Candidate]], chosen: dict[int, str]) -> None:
    """Name the further ID columns of a household sheet, and the name column left of each."""
    names = {candidate.index for candidate in found.get("student_name", [])}
    number = 1
    for candidate in sorted(found.get("id_no", []), key=lambda c: c.index):
        if chosen.get(candidate.index) == "id_no":
            continue
        number += 1
        chosen[candidate.index] = f"id_no_{number}"
        left = candidate.index - 1
        if left in names and left not in chosen:
            chosen[left] = f"student_name_{number}"


def _name_of_member(header: Header, chosen: dict[int, str]) -> None:
    """Where a household list names nobody else, 家庭成员姓名 is the name beside the ID, not a guardian's."""
    if "student_name" in chosen.values():
        return
    for index, name in chosen.items():
        if name == "guardian_name" and "成员" in header.texts[index]:
            chosen[index] = "student_name"
            return


def _lacking(sheet: RawSheet, header: Header, chosen: dict[int, str], kind: str, file: str) -> tuple[Finding, ...]:
    """Say what no row shows: that a roster has no IDs, that the names of a register cannot be compared."""
    place = Place(file, sheet.name, str(sheet.first_row + header.start))
    there = set(chosen.values())
    if kind in _OF_STUDENTS and "id_no" not in there:
        return (Finding("no-id-column", place, rows=len(sheet.rows) - header.stop, severity="warning"),)
    if kind in _REPEATED_IN and "student_name" not in there and "id_no" in there:
        return (Finding("no-name-column", place, severity="warning"),)
    return ()


def rename(columns: tuple[Column, ...], letter: str, name: str) -> tuple[Column, ...]:
    """Return the columns with another field for one of them."""
    return tuple(replace(c, field=name) if c.letter == letter else c for c in columns)
