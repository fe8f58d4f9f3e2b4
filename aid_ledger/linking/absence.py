"""Why a register's child of school age may be in no roster: the best explanation that the lists themselves give.

An explanation is a hint for whoever looks for the child; it changes no outcome. Codes, the best first, are
:data:`EXPLANATIONS`.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.facts import value_code
from aid_ledger.intake import STATUSES, marked, read_dates
from aid_ledger.linking.entries import REGISTER_ROWS, ROWS, read_more
from aid_ledger.linking.linked import Linked
from aid_ledger.linking.matching import COMPULSORY_AGE
from aid_ledger.linking.rows import REGISTERS
from aid_ledger.people import age_on

EXPLANATIONS = (
    "listed-as-boarder", "near-id-elsewhere", "held-in-roster", "left-school", "studying-elsewhere", "known-last-term",
    "birth-differs", "same-name-born", "siblings-at", "age-unusual", "no-trace",
)  # fmt: skip
COLUMNS = ("index", "explanation", "suggestion", "school", "grade", "class_", "name", "status", "date", "age")
BY_NUMBER = ("name-15", "name-visible", "name-near-id", "same-number")
"""Passes of suggestions in which the numbers are alike too, not only the names."""
_LARGEST_HOUSEHOLD = 30
_STILL_ENROLLED = ("休学", "保留学籍", "保留入学资格", "参军")
_FINISHED = ("毕业", "结业")
Mask = npt.NDArray[np.bool_]


def explain_absent(linked: Linked, suggestions: pd.DataFrame, last: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the best explanation of each register row whose child nobody has at school.

    These are the rows that end as ``not-in-roster``, and the rows of children of compulsory age whose only roster row
    says that they left (退学, 流失, 转出 …; neither 休学 nor a finished 初中).

    Args:
        linked: the term's rows.
        suggestions: of :func:`aid_ledger.linking.suggest`.
        last: by ID, where the rosters of the term before had a child: ``place`` (index of the school, -1), ``school``
            as written, ``grade, class_``.

    Returns:
        :data:`COLUMNS`, in the order of ``linked.registers``: ``index`` (place there); ``explanation``; ``suggestion``
        (place in ``suggestions`` of the row that it rests on, -1); what the sentence names where it applies:
        ``school`` (index, -1), ``grade, class_``, ``name`` (of the brother or sister), ``status`` (as the roster
        writes it; of last term the school as written), ``date`` (yyyymmdd, 0: of leaving, or of birth as the list has
        it), ``age`` (completed years on the reference day, -1).
    """
    registers = linked.registers
    absent, left = (registers["outcome"] == "not-in-roster").to_numpy(), _left(linked)
    index = np.flatnonzero(absent | left)
    age = age_on(registers["birth"].to_numpy(dtype=np.int32), linked.settings.reference_day)[index]
    table = pd.DataFrame({"index": index, "explanation": "no-trace", "suggestion": -1, "school": -1, "grade": "",
                          "class_": "", "name": "", "status": "", "date": 0, "age": age})  # fmt: skip
    table = table.astype({"explanation": object, "grade": object, "class_": object, "name": object, "status": object})
    unusual = (age < COMPULSORY_AGE[0]) | (age > COMPULSORY_AGE[1])
    table.loc[unusual, "explanation"] = "age-unusual"
    _say_siblings(linked, table)  # from the weakest to the strongest: the last to speak stands
    best = _best_suggestions(suggestions, index)
    _say_candidate(suggestions, table, best, "same-name-born")
    _say_birth(linked, table)
    if last is not None:
        _say_last_term(linked, table, last)
    table.loc[registers["elsewhere"].to_numpy()[index], "explanation"] = "studying-elsewhere"
    _say_left(linked, table, left[index])
    _say_candidate(suggestions, table, best, "held-in-roster")
    _say_candidate(suggestions, table, best, "near-id-elsewhere")
    _say_boarder(linked, table)
    return table[list(COLUMNS)]


def _left(linked: Linked) -> Mask:
    """Register rows whose child is of compulsory age and, by every roster row, no longer at school."""
    registers, students = linked.registers, linked.students
    found = registers["student"].to_numpy(dtype=np.int64)
    age = age_on(registers["birth"].to_numpy(dtype=np.int32), linked.settings.reference_day)
    words = linked.rows["status"].iloc[students["primary"]].reset_index(drop=True)
    gone = students["away"].to_numpy(dtype=bool) & ~marked("status", "deceased", words) & ~_paid_elsewhere(linked)
    gone &= ~words.str.contains("|".join(_STILL_ENROLLED)).to_numpy(dtype=bool)
    older = students["stage"].to_numpy() >= value_code("stage", "junior")
    gone &= ~(words.str.contains("|".join(_FINISHED)).to_numpy(dtype=bool) & older)
    compulsory = (age >= COMPULSORY_AGE[0]) & (age <= COMPULSORY_AGE[1])
    sure = registers["outcome"].isin(["matched", "not-in-force"]).to_numpy()
    left: Mask = sure & compulsory & (found >= 0) & np.append(gone, False)[found]
    return left


def _paid_elsewhere(linked: Linked) -> Mask:
    """Students who are at school, and of whom a person said that another school pays this term: they came too late."""
    own = linked.rows.iloc[linked.students["primary"]]
    if not any(source.corrected for source in linked.sources):
        return np.zeros(len(own), dtype=bool)
    decided = [linked.sources[src].corrected for src in own["src"].tolist()]
    rows = zip(decided, own["row"].tolist(), strict=True)
    return np.array([(row, "transferred_in") in said and (row, STATUSES[0]) in said for said, row in rows], dtype=bool)


def _say_left(linked: Linked, table: pd.DataFrame, left: Mask) -> None:
    rows = np.flatnonzero(left)
    if not len(rows):
        return
    student = linked.registers["student"].to_numpy(dtype=np.int64)[table["index"].to_numpy()[rows]]
    own = linked.rows.iloc[linked.students["primary"].to_numpy()[student]]
    table.loc[rows, "explanation"] = "left-school"
    table.loc[rows, "status"] = [
        "；".join(_with_header(linked, row, name, str(row[name])) for name in STATUSES if row[name])
        for row in own[["src", "row", *STATUSES]].to_dict("records")
    ]
    table.loc[rows, "date"] = np.maximum(read_dates(own["status_date"]), 0)
    _place(linked, table, rows, student)


def _with_header(linked: Linked, row: Mapping[Hashable, Any], name: str, text: str) -> str:
    """A status as a reader understands it: a bare 否 with its header (是否在校：否), an answer beside what it is of."""
    source = linked.sources[int(row["src"])]
    header = source.table.header_of(name)
    if said := source.corrected.get((int(row["row"]), name)):
        return f"{said[0]}（核实为{text}）"
    return f"{header}：{text}" if header and len(text) <= 1 else text


def _say_last_term(linked: Linked, table: pd.DataFrame, last: pd.DataFrame) -> None:
    """The same ID stood in a roster of the term before, and in none now."""
    own = linked.registers.iloc[table["index"].to_numpy()]
    known = (own["id"].isin(last.index) & (own["outcome"] == "not-in-roster")).to_numpy()
    rows = np.flatnonzero(known)
    were = last.loc[own["id"].iloc[rows]]
    table.loc[rows, "explanation"] = "known-last-term"
    for name, column in (("school", "place"), ("grade", "grade"), ("class_", "class_"), ("status", "school")):
        table.loc[rows, name] = were[column].to_numpy()


def _place(linked: Linked, table: pd.DataFrame, rows: npt.NDArray[np.intp], student: npt.NDArray[np.int64]) -> None:
    students = linked.students.iloc[student]
    for name, column in (("school", "school"), ("grade", "grade_text"), ("class_", "class_text")):
        table.loc[rows, name] = students[column].to_numpy()


def _best_suggestions(suggestions: pd.DataFrame, index: npt.NDArray[np.intp]) -> dict[str, npt.NDArray[np.int64]]:
    """The first suggestion of each kind by register row, as places in the table of suggestions; -1 none."""
    certain = (suggestions["candidate_id"] != "").to_numpy()
    number = suggestions["pass"].isin(BY_NUMBER).to_numpy()
    of_roster = ((suggestions["side"] == REGISTER_ROWS) & (suggestions["candidate_side"] == ROWS)).to_numpy()
    near = suggestions["pass"].str.startswith("near-").to_numpy(dtype=bool)
    kinds = {
        "near-id-elsewhere": number & certain, "held-in-roster": ~certain & ~near,
        "same-name-born": (~number & certain) | near,
    }  # fmt: skip
    best = {}
    for code, chosen in kinds.items():
        places = np.flatnonzero(of_roster & chosen)
        first = pd.Series(places, index=suggestions["index"].to_numpy()[places]).groupby(level=0).min()
        best[code] = first.reindex(index).fillna(-1).to_numpy(dtype=np.int64)
    return best


def _say_candidate(
    suggestions: pd.DataFrame, table: pd.DataFrame, best: dict[str, npt.NDArray[np.int64]], code: str
) -> None:
    places = best[code]
    rows = np.flatnonzero(places >= 0)
    candidates = suggestions.iloc[places[rows]]
    table.loc[rows, "explanation"] = code
    table.loc[rows, "suggestion"] = places[rows]
    for name, column in (("school", "school"), ("grade", "grade"), ("class_", "class"), ("name", "name")):
        table.loc[rows, name] = candidates[f"candidate_{column}"].to_numpy()


def _say_boarder(linked: Linked, table: pd.DataFrame) -> None:
    """The child is on a list of boarders and in no roster: a school has it, and has not sent the roster."""
    outcomes = linked.others.outcomes
    listed = outcomes[(outcomes["kind"] == "boarders") & (outcomes["id_number"] != "")].drop_duplicates("id_number")
    if listed.empty:
        return
    at = pd.Series(range(len(listed)), index=listed["id_number"])
    own = linked.registers.iloc[table["index"].to_numpy()]
    found = own["id"].map(at).where(own["outcome"] == "not-in-roster").fillna(-1).to_numpy(dtype=np.int64)
    rows = np.flatnonzero(found >= 0)
    at_list = listed.iloc[found[rows]]
    sources = [linked.sources[src] for src in at_list["src"].tolist()]
    table.loc[rows, "explanation"], table.loc[rows, "suggestion"] = "listed-as-boarder", -1
    table.loc[rows, "status"] = [
        f"{one.file}[{one.sheet}!{row}]" for one, row in zip(sources, at_list["row"].tolist(), strict=True)
    ]


def _say_birth(linked: Linked, table: pd.DataFrame) -> None:
    """The list's own column of birth dates contradicts the ID: the child may be older or younger than it seems."""
    index = table["index"].to_numpy()
    listed = read_dates(read_more(linked, linked.registers, REGISTERS)["birth_date"].iloc[index])
    rows = np.flatnonzero((listed > 0) & (listed != linked.registers["birth"].to_numpy()[index]))
    table.loc[rows, "explanation"] = "birth-differs"
    table.loc[rows, "date"] = listed[rows]


def _say_siblings(linked: Linked, table: pd.DataFrame) -> None:
    """Other members of the household who are at school; of several the first by school and ID."""
    registers, students = linked.registers, linked.students
    place = "#" + registers["src"].astype("str") + "/" + registers["row"].astype("str")
    household = registers["household_no"].where(registers["household_no"] != "", place)
    found = registers["student"].to_numpy(dtype=np.int64)
    at_school = (found >= 0) & ~np.append(students["away"].to_numpy(dtype=bool), True)[found]
    members = pd.DataFrame({"household": household[at_school], "student": found[at_school]}).drop_duplicates()
    members["school"], members["id"] = (students[name].to_numpy()[members["student"]] for name in ("school", "id"))
    size = members.groupby("household")["student"].transform("size")
    members = members[(members["school"] >= 0) & (size <= _LARGEST_HOUSEHOLD)].sort_values(["school", "id"])
    first = members.drop_duplicates("household").set_index("household")["student"]
    sibling = household.iloc[table["index"].to_numpy()].map(first).fillna(-1).to_numpy(dtype=np.int64)
    rows = np.flatnonzero((sibling >= 0) & (table["explanation"] == "no-trace").to_numpy())
    table.loc[rows, "explanation"] = "siblings-at"
    table.loc[rows, "name"] = students["name"].to_numpy(dtype=object)[sibling[rows]]
    _place(linked, table, rows, sibling[rows])
