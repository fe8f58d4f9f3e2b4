"""Where a line comes from: the cells of roster, registers and other lists, as ``file-digest8/sheet!cell``."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import numpy.typing as npt

from aid_ledger.linking import Linked, Source

_ID_FIELDS = ("id_no", "disability_no", "student_no", "student_name")


def cell_name(source: Source, row: int, field: str = "") -> str:
    """Return one cell: of ``field`` where the sheet has it, else of what identifies the row."""
    found = (source.table.letter_of(name) for name in (field, *_ID_FIELDS) if name)
    letter = next((letter for letter in found if letter), "A")
    return f"{source.digest[:8]}/{source.sheet}!{letter}{row}"


def cells_of(source: Source, row: int, field: str = "") -> tuple[str, ...]:
    """Return the cell of a field, and the cell of the workbook in which a person said what it is to read."""
    decided = source.corrected.get((row, field))
    return (cell_name(source, row, field), *((decided[1],) if decided and decided[1] else ()))


def evidence_of(
    linked: Linked, index: npt.NDArray[np.int64], programme: npt.NDArray[np.object_], school: npt.NDArray[np.int64]
) -> list[str]:
    """Return the evidence of lines, cells joined by ``;``: roster row, then each other row that counts.

    Those are the school's list of boarders where it decides, and register rows or, of an award, the award's. Behind a
    row of which a person decided a cell stands the cell of the workbook or slip that says so.

    Args:
        linked: the term's rows.
        index: student of each line, -1 for a school's.
        programme: of each line; awards point to their own rows.
        school: of each line, -1 none.
    """
    letters = [_prefix(source) for source in linked.sources]
    primary = linked.students["primary"].to_numpy()
    src, row = linked.rows["src"].to_numpy()[primary].tolist(), linked.rows["row"].to_numpy()[primary].tolist()
    decided = _decided(linked)
    registers = _by_student(linked, set(index.tolist()), letters, decided)
    awards = defaultdict(list)
    for student, at, line in linked.others.awards[["student", "src", "row"]].itertuples(index=False):
        awards[int(student)].append(f"{letters[int(at)]}{line}")
    book = linked.schools.frame
    of_school = [
        f"{letters[at]}{line}" if at >= 0 else ""
        for at, line in zip(book["src"].tolist(), book["row"].tolist(), strict=True)
    ]
    boarders = _by_boarders(linked, primary, letters)
    texts = []
    for student, name, place in zip(index.tolist(), programme.tolist(), school.tolist(), strict=True):
        if student < 0:
            texts.append(of_school[place])
            continue
        cells = [f"{letters[src[student]]}{row[student]}", *decided.get((src[student], row[student]), ())]
        cells += boarders.get(student, [])
        cells += awards[student] if name.endswith("award") else registers.get(student, [])
        texts.append(";".join(cells))
    return texts


def _by_boarders(linked: Linked, primary: npt.NDArray[np.int64], letters: list[str]) -> dict[int, list[str]]:
    """The cell of a school's list of boarders that decides, by student; its header where the student is not on it."""
    src, row = (linked.rows[name].to_numpy()[primary] for name in ("boarders_src", "boarders_row"))
    return {
        student: [f"{letters[src[student]]}{row[student] or linked.sources[src[student]].table.header_row}"]
        for student in np.flatnonzero(src >= 0).tolist()
    }


def _prefix(source: Source) -> str:
    return cell_name(source, 0)[:-1]


def _decided(linked: Linked) -> dict[tuple[int, int], list[str]]:
    """The cells that decide something of a row, by source and row."""
    found: dict[tuple[int, int], list[str]] = {}
    for number, source in enumerate(linked.sources):
        for (row, _field), (_was, evidence) in source.corrected.items():
            if evidence and evidence not in found.setdefault((number, row), []):
                found[number, row].append(evidence)
    return found


def _by_student(
    linked: Linked, wanted: set[int], letters: list[str], decided: dict[tuple[int, int], list[str]]
) -> dict[int, list[str]]:
    """Cells of the register rows that count, by student, in the order of sources and rows."""
    rows = linked.registers
    rows = rows[rows["counts"]]
    found: dict[int, list[str]] = {}
    columns = (rows[name].tolist() for name in ("student", "src", "row", "member"))
    for student, at, line, member in zip(*columns, strict=True):
        if student in wanted:
            cell = cell_name(linked.sources[at], line, member) if member else f"{letters[at]}{line}"
            found.setdefault(student, []).extend((cell, *decided.get((at, line), ())))
    return found
