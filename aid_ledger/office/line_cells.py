"""Which cells a line rests on: lists that name the student, deciding facts and fees, heads and days, the account."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from aid_ledger.linking import Linked, read_fee
from aid_ledger.office.evaluation import Picture
from aid_ledger.office.fact_cells import COLUMN_OF
from aid_ledger.office.proofs import cell_name
from aid_ledger.rulebook import fee_columns

_DECIDING = (
    "boarding", "rural_hukou", "local_hukou", "agricultural_major", "new_entrant", "came_from", "college_place",
    "higher_vocational",
)  # fmt: skip
"""Facts whose cell a line names where its programme asks; who, stage, grade and status stand in the same row."""
Ints = npt.NDArray[np.int64]
Cells = dict[int, list[str]]


@dataclass(frozen=True, slots=True)
class Lines:
    """Columns of lines: ``student`` (index, -1 a school's), ``programme``, ``school`` (index, -1), ``payee``."""

    student: Ints
    programme: npt.NDArray[np.object_]
    school: Ints
    payee: npt.NDArray[np.object_]


def evidence_of(view: Picture, lines: Lines) -> list[str]:
    """Return the evidence of lines, cells joined by ``;``.

    Of a student: the roster row, the cells that a person decided in it, the cells that say a fact which the programme
    asks for (the school's list of boarders where that decides), register rows that count or the award's own, the fee.
    Of a school: its row in the school list, the rosters' rows of which the heads were counted, the reports of meals.
    Last the cell of the account, where one is known.
    """
    linked = view.linked
    letters = [cell_name(source, 0)[:-1] for source in linked.sources]
    of_student, facts = _of_students(view, lines, letters), _Facts.of(view)
    of_school, accounts = _of_schools(view, lines, letters), _accounts(linked, lines)
    fees = _fees(view, lines)
    texts = []
    for number, (student, programme, school) in enumerate(
        zip(lines.student.tolist(), lines.programme.tolist(), lines.school.tolist(), strict=True)
    ):
        if student < 0:
            cells = of_school.get(school, [])
        else:
            cells = [*of_student.row[student], *facts.cells(programme, student)]
            by_award = programme.endswith("award")
            cells += of_student.awards[student] if by_award else of_student.registers.get(student, [])
        cells = [*cells, fees[number], accounts[number]]
        texts.append(";".join(dict.fromkeys(filter(None, cells))))
    return texts


@dataclass(frozen=True, slots=True)
class _OfStudents:
    """Cells by student: their own row, awards, and the rows of registers that count."""

    row: Mapping[int, list[str]]
    awards: Mapping[int, list[str]]
    registers: Mapping[int, list[str]]


def _of_students(view: Picture, lines: Lines, letters: list[str]) -> _OfStudents:
    linked = view.linked
    decided = _decided(linked)
    wanted = np.unique(lines.student[lines.student >= 0])
    at = linked.students["primary"].to_numpy()[wanted]
    places = zip(*(linked.rows[name].to_numpy()[at].tolist() for name in ("src", "row")), strict=True)
    row = {
        student: [f"{letters[src]}{line}", *decided.get((src, line), ())]
        for student, (src, line) in zip(wanted.tolist(), places, strict=True)
    }
    awards: defaultdict[int, list[str]] = defaultdict(list)
    for student, src, line in linked.others.awards[["student", "src", "row"]].itertuples(index=False):
        awards[int(student)].append(f"{letters[int(src)]}{line}")
    return _OfStudents(row, awards, _by_student(linked, set(wanted.tolist()), letters, decided))


@dataclass(frozen=True, slots=True)
class _Facts:
    """The cells that say what a programme asks for: ``asked`` by programme, ``columns`` letters by source and fact."""

    linked: Linked
    asked: Mapping[str, tuple[str, ...]]
    columns: Mapping[tuple[int, str], str]
    src: list[int]
    row: list[int]
    stamped: Mapping[int, str]

    @classmethod
    def of(cls, view: Picture) -> _Facts:
        linked = view.linked
        asked = {
            one.programme.id: tuple(name for name in _DECIDING if name in one.fields)
            for one in view.rulebook.resolve(view.term)
        }
        columns = {
            (number, name): f"{source.digest[:8]}/{source.sheet}!{letter}"
            for number, source in enumerate(linked.sources)
            for name in _DECIDING
            if (letter := source.table.letter_of(COLUMN_OF[name]))
        }
        primary = linked.students["primary"].to_numpy()
        src, row = (linked.rows[name].to_numpy()[primary].tolist() for name in ("src", "row"))
        return cls(linked, asked, columns, src, row, _by_boarders(linked, primary))

    def cells(self, programme: str, student: int) -> list[str]:
        found = []
        for name in self.asked.get(programme, ()):
            if name == "boarding" and student in self.stamped:  # the school's list decides, whatever the roster says
                found.append(self.stamped[student])
            elif column := self.columns.get((self.src[student], name)):
                found.append(f"{column}{self.row[student]}")
        return found


def _by_boarders(linked: Linked, primary: npt.NDArray[np.int64]) -> dict[int, str]:
    """The cell of a school's list of boarders that decides, by student; its header where the student is not on it."""
    src, row = (linked.rows[name].to_numpy()[primary] for name in ("boarders_src", "boarders_row"))
    return {
        student: cell_name(one := linked.sources[src[student]], int(row[student]) or one.table.header_row)
        for student in np.flatnonzero(src >= 0).tolist()
    }


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


def _fees(view: Picture, lines: Lines) -> list[str]:
    """The cell of the fee of each line whose amount is one: the student's own 学费, else the school list's."""
    columns = fee_columns(view.rulebook.resolve(view.term))
    cells = [""] * len(lines.student)
    of_fee = np.flatnonzero(np.isin(lines.programme.astype(str), list(columns)) & (lines.student >= 0))
    if not len(of_fee):
        return cells
    linked, student = view.linked, lines.student[of_fee]
    own = linked.rows.iloc[linked.students["primary"].to_numpy()[student]]
    paid_by_roster = read_fee(linked.sources, own, "tuition") >= 0
    book = linked.schools.frame
    for number, place, here, src, row in zip(of_fee.tolist(), lines.school[of_fee].tolist(), paid_by_roster.tolist(),
                                             own["src"].tolist(), own["row"].tolist(), strict=True):  # fmt: skip
        fee = columns[lines.programme[number]]
        if here and fee == "tuition":
            cells[number] = cell_name(linked.sources[src], row, fee)
        elif place >= 0 and (listed := int(book["src"].to_numpy()[place])) >= 0:
            cells[number] = cell_name(linked.sources[listed], int(book["row"].to_numpy()[place]), fee)
    return cells


def _accounts(linked: Linked, lines: Lines) -> list[str]:
    """The cell of each line's account; blank where none is known."""
    students, book = linked.students, linked.schools.frame
    known = (book["account"] != "").to_numpy() if "account" in book else np.zeros(len(book), dtype=bool)
    of_school = tuple(np.append(np.where(known, book[name], -1), -1)[lines.school] for name in ("src", "row"))
    person = np.where(lines.student >= 0, lines.student, 0)
    own, house = (
        tuple(students[f"{before}account_{name}"].to_numpy()[person] for name in ("src", "row"))
        if len(students) else (of_school[0], of_school[1])
        for before in ("", "household_")
    )  # fmt: skip
    cases = [lines.payee == "student", lines.payee == "household"]
    src, row = (np.select(cases, [own[n], house[n]], of_school[n]) for n in (0, 1))
    letters = [source.table.letter_of("account_no") for source in linked.sources]
    names = [f"{source.digest[:8]}/{source.sheet}!" for source in linked.sources]
    return [
        f"{names[at]}{letters[at]}{line}" if at >= 0 and letters[at] else _from_elsewhere(linked, at, line)
        for at, line in zip(src.tolist(), row.tolist(), strict=True)
    ]


def _from_elsewhere(linked: Linked, at: int, row: int) -> str:
    """The account that an earlier school list gives, where the latest has no column for it."""
    taken = linked.sources[at].corrected.get((row, "account_no")) if at >= 0 else None
    return taken[1] if taken else ""


def _of_schools(view: Picture, lines: Lines, letters: list[str]) -> Cells:
    """The cells of schools' own lines: school list, heads, reports of meals."""
    schools = np.unique(lines.school[(lines.student < 0) & (lines.school >= 0)])
    return {school: cells_of_meals(view, school, letters) for school in schools.tolist()}


def cells_of_meals(view: Picture, school: int, letters: list[str] | None = None) -> list[str]:
    """Return the cells that a school's meals rest on: its row in the school list, the heads, the reports of meals."""
    linked = view.linked
    book = linked.schools.frame
    listed = []
    if (src := int(book["src"].to_numpy()[school])) >= 0:
        source, row = linked.sources[src], int(book["row"].to_numpy()[school])
        listed = [cell_name(source, row, "school"), cell_name(source, row, "meal_days")]
    return [*listed, *heads_cells(linked, school, letters), *days_cells(linked, school)]


def heads_cells(linked: Linked, school: int, letters: list[str] | None = None) -> list[str]:
    """Return the rows of rosters of which a school's heads are counted, one range a sheet: ``…!C2:C410``."""
    letters = letters or [cell_name(source, 0)[:-1] for source in linked.sources]
    students = linked.students
    here = (students["school"] == school).to_numpy() & students["counted"].to_numpy(dtype=bool)
    rows = linked.rows.iloc[students["primary"].to_numpy()[here]]
    found = rows[rows["kind"] == "roster"].groupby("src")["row"].agg(["min", "max"])
    cells = []
    for src, first, last in zip(found.index.tolist(), found["min"].tolist(), found["max"].tolist(), strict=True):
        column = letters[src].rpartition("!")[2]
        cells.append(f"{letters[src]}{first}" + (f":{column}{last}" if last != first else ""))
    return cells


def days_cells(linked: Linked, school: int) -> list[str]:
    """Return the cells of the reports of meals that count for a school, in the order of sources and rows."""
    reports = linked.others.meal_reports
    own = reports[(reports["place"] == school) & (reports["outcome"] == "used")]
    places = zip(own["src"].tolist(), own["row"].tolist(), strict=True)
    return [cell_name(linked.sources[src], row, "meal_days") for src, row in places]
