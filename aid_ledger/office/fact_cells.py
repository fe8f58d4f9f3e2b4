"""Which cells say a fact of a student: columns of the roster, of the lists of boarders and 认定, of the school list."""

from __future__ import annotations

from aid_ledger.intake import STATUSES
from aid_ledger.linking import Linked, Source, remarks_say_left
from aid_ledger.office.proofs import cell_name, cells_of, remark_cells

COLUMN_OF = {
    "boarding": "boarding", "stage": "stage", "grade": "grade", "status": "status", "rural_hukou": "hukou_kind",
    "local_hukou": "hukou_county", "agricultural_major": "agricultural", "performing_major": "major",
    "full_time": "study_form", "new_entrant": "new_entrant", "came_from": "came_from",
    "college_place": "college_place", "higher_vocational": "degree_level",
}  # fmt: skip
_ELSE_FROM = {
    "stage": ("grade", "class", "enrol_ym"), "grade": ("class", "enrol_ym"), "agricultural_major": ("major",),
    "higher_vocational": ("stage",), "boarding": ("day_student",),
}  # fmt: skip
"""The columns that say a fact where its own column does not; which school counts for the stage stands apart."""
_OF_CATEGORY = {
    "recognised": ("level",), "hardship": ("difficulty",), "filed-poor": ("household_type", "out_of_poverty"),
    "monitored": ("monitor_type", "household_type"), "rural-allowance": ("dibao_type",),
    "urban-allowance": ("dibao_type",), "orphans": ("orphan_type", "difficulty"), "disabled": ("disability_no",),
    "destitute": ("destitute_type", "dibao_type", "difficulty", "rural_destitute", "urban_destitute"),
}  # fmt: skip
"""The columns of a register that say which category a row gives; where all are blank, what the list is says it."""
_OF_SCHOOL = {"private": "school_nature", "inclusive": "inclusive", "special_education": "school_type"}


def own_place(linked: Linked, student: int) -> tuple[Source, int]:
    """Return the source and the row that speak for a student."""
    place = linked.rows.iloc[int(linked.students["primary"].to_numpy()[student])]
    return linked.sources[int(place["src"])], int(place["row"])


def cells_of_fact(linked: Linked, student: int, name: str) -> tuple[str, ...]:
    """Return the cells that say a fact; a file and sheet without a cell where their names say it.

    A remark that says that the child has left stands behind the columns of status.
    """
    own = linked.students.iloc[student]
    if name in _OF_SCHOOL and own["school"] >= 0:
        school = linked.schools.frame.iloc[int(own["school"])]
        if school["src"] < 0:
            return ()
        return cells_of(linked.sources[int(school["src"])], int(school["row"]), _OF_SCHOOL[name])
    if name == "level":
        rows = linked.registers
        rows = rows[rows["counts"] & (rows["student"] == student) & (rows["kind"] == "recognised")]
        cells = [cells_of(linked.sources[src], row, name) for src, row in zip(rows["src"], rows["row"], strict=True)]
        return tuple(cell for own_cells in cells for cell in own_cells)
    said = _own_cells(linked, student, name) if name in COLUMN_OF else ()
    if name == "status" and remarks_say_left(linked.rows["remark"].iloc[[int(own["primary"])]])[0]:
        said += remark_cells(*own_place(linked, student))
    return said


def cells_of_school(source: Source, row: int) -> tuple[str, ...]:
    """Return the cells that say a row's school; file and sheet alone where only their names do."""
    columns = ("school", "school_code")
    given = [one for one in columns if (row, one) in source.corrected]
    if given or "school" not in source.name_facts:
        return cells_of(source, row, next((one for one in (*given, *columns) if source.table.letter_of(one)), "school"))
    return (f"{source.digest[:8]}/{source.sheet}",)


def cells_of_category(source: Source, row: int, member: str = "") -> tuple[tuple[str, ...], bool]:
    """Return the cells by which a register's row gives its category, and whether they say so themselves.

    Where they do not, the row's own cell stands for it: that its person is in the list, and what the list is, is all
    that there is.
    """
    frame = source.table.frame
    own = frame[frame["row"] == row]
    for name in _OF_CATEGORY.get(source.kind, ()):
        if name in own and bool((own[name] != "").any()):
            return cells_of(source, row, name), True
    return (cell_name(source, row, member),), False


def _own_cells(linked: Linked, student: int, name: str) -> tuple[str, ...]:
    """Return the cells of the row that speaks for a student, and of the list of boarders that decides."""
    source, row = own_place(linked, student)
    own = linked.students.iloc[student]
    place = linked.rows.iloc[int(own["primary"])]
    if name == "boarding" and place["boarders_src"] >= 0:  # the school's list decides, whatever the roster says
        stamped = linked.sources[int(place["boarders_src"])]
        own_cells = cells_of(source, row, "boarding") if source.table.letter_of("boarding") else ()
        return (cell_name(stamped, int(place["boarders_row"]) or stamped.table.header_row), *own_cells)
    if name == "status" and len(said := [one for one in STATUSES if place[one] != ""]) > 1:
        return tuple(cell for one in said for cell in cells_of(source, row, one))
    columns = (COLUMN_OF[name], *_ELSE_FROM.get(name, ()))
    given = [one for one in columns if source.table.letter_of(one) or (row, one) in source.corrected]
    if given:
        return cells_of(source, row, next((one for one in given if place[one] != ""), given[0]))
    if any(column in source.name_facts for column in columns):
        return (f"{source.digest[:8]}/{source.sheet}",)  # the names of file and sheet say so, no cell
    return ()


def is_said(linked: Linked, student: int, name: str) -> bool:
    """Tell whether a list says the fact: its own column has a text there, or a stamped list decides."""
    if name in _OF_SCHOOL:
        return bool(cells_of_fact(linked, student, name))
    place = linked.rows.iloc[int(linked.students["primary"].to_numpy()[student])]
    stamped = name == "boarding" and place["boarders_src"] >= 0
    return bool(stamped or (name in COLUMN_OF and place[COLUMN_OF[name]] != ""))
