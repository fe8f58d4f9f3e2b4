"""What the auditor's checks look at of the lists: everybody in the rosters and registers, what is due, what waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.facts import BY_NAME, unpack, value_code
from aid_ledger.intake import marked, read_dates
from aid_ledger.linking import Linked, guardians_of
from aid_ledger.linking.absence import BY_NUMBER
from aid_ledger.linking.entries import REGISTER_ROWS, ROWS
from aid_ledger.office.absent_children import absent_children
from aid_ledger.office.hints import Hints, hints_of
from aid_ledger.office.judging import Judgement, school_subject
from aid_ledger.office.last_term import last_rosters
from aid_ledger.office.line_cells import days_cells
from aid_ledger.office.outcomes import Outcomes, outcomes_of
from aid_ledger.office.verdicts import why_no_aid
from aid_ledger.rulebook import State
from aid_ledger.words import phrase

if TYPE_CHECKING:
    from aid_ledger.office import Office
    from aid_ledger.office.evaluation import Picture
    from aid_ledger.words import Lang

_STAGES = np.array(BY_NAME["stage"].values, dtype=object)
_NAMING = ("id_no", "student_name")
_BOARDING = np.array(BY_NAME["boarding"].values, dtype=object)
Frames = dict[str, pd.DataFrame]


def audited_lists(office: Office, view: Picture, judgement: Judgement, lang: Lang) -> Frames:
    """Return the frames of a term's lists, as :data:`aid_ledger.audit.frames.FRAMES` names them."""
    students = _students(view, judgement)
    outcomes = outcomes_of(view)
    counts = outcomes.rows.groupby(["source", "file", "kind", "outcome", "reason"], as_index=False).size()
    book = view.linked.schools.frame
    hints = hints_of(view.linked, last_rosters(office, view.linked))
    absent = _absent(hints, lang)
    held = pd.concat([_held(view, students), _not_linked(view, students, hints, absent)], ignore_index=True)
    return {
        "due": _due(judgement, view), "served": _served(view), "paid_before": judgement.paid_before,
        "students": students, "held": held, "registered": _registered(view, students, outcomes, lang),
        "absent": absent, "outcomes": counts.rename(columns={"size": "rows"}),
        "schools": book.rename(columns={"name": "school", "code": "school_code"}),
    }  # fmt: skip


def _due(judgement: Judgement, view: Picture) -> pd.DataFrame:
    due, book, meals = judgement.due, view.linked.schools.frame, view.meals
    own = book.iloc[meals["school"].to_numpy(dtype=np.int64)]
    whose = [school_subject(code, name) for code, name in zip(own["code"], own["name"], strict=True)]
    served = meals["heads"] * meals["days"]
    served = served.where(served * meals["standard"] == meals["amount"], 0)  # two prices in a term: no one number
    units = dict(zip(zip(whose, meals["programme"], strict=True), served.tolist(), strict=True))
    pairs = zip(due["subject"], due["programme"], strict=True)
    held = (due["state"] == int(State.HELD)).to_numpy()
    return due.assign(held=held, reason="", units=[units.get(pair, 1) for pair in pairs])[
        ["subject", "programme", "amount", "standard", "units", "held", "reason"]
    ]


def _served(view: Picture) -> pd.DataFrame:
    """Return the frame ``served``: heads and days of every school's meals beside what its own reports say."""
    linked = view.linked
    meals = view.meals[view.meals["state"] == int(State.ENTITLED)]
    place = meals["school"].to_numpy(dtype=np.int64)
    own = linked.schools.frame.iloc[place]
    reports = linked.others.meal_reports
    reports = reports[reports["outcome"] == "used"]
    told = pd.to_numeric(reports["diners"], errors="coerce").groupby(reports["place"]).sum(min_count=1)
    return pd.DataFrame({
        "subject": [school_subject(code, name) for code, name in zip(own["code"], own["name"], strict=True)],
        "programme": meals["programme"].to_numpy(), "school": own["name"].to_numpy(),
        "school_code": own["code"].to_numpy(), "heads": meals["heads"].to_numpy(), "days": meals["days"].to_numpy(),
        "diners": told.reindex(place).fillna(-1).astype("int64").to_numpy(),
        "reports": reports["place"].value_counts().reindex(place, fill_value=0).to_numpy(),
        "evidence": [";".join(days_cells(linked, one)) for one in place.tolist()],
    })  # fmt: skip


def _cells(linked: Linked, src: pd.Series[int], row: pd.Series[int], *fields: str) -> list[str]:
    """Return the cell that names each row: of the first of ``fields`` that its sheet has."""
    before = []
    for source in linked.sources:
        letters = (source.table.letter_of(name) for name in fields)
        letter = next((letter for letter in letters if letter), "A")
        before.append(f"{source.digest[:8]}/{source.sheet}!{letter}")
    named = np.array([*before, ""], dtype=object)[src.to_numpy(dtype=np.int64)]
    return [f"{cell}{number}" for cell, number in zip(named.tolist(), row.tolist(), strict=True)]


def _register_cells(linked: Linked, rows: pd.DataFrame) -> list[str]:
    """Return the cell that names the person of each register row: of a household's row the member's own."""
    fields: list[str] = rows["member"].tolist()
    letters = {
        (src, field): next(
            filter(None, map(linked.sources[src].table.letter_of, (field, *_NAMING) if field else _NAMING)), "A"
        )
        for src, field in set(zip(rows["src"].tolist(), fields, strict=True))
    }
    before = [f"{one.digest[:8]}/{one.sheet}!" for one in linked.sources]
    places = zip(rows["src"].tolist(), rows["row"].tolist(), fields, strict=True)
    return [f"{before[src]}{letters[src, field]}{row}" for src, row, field in places]


def _two_schools(linked: Linked) -> dict[int, tuple[str, str]]:
    """Return by student, where two schools list them, the names of the schools and the cells."""
    students = np.flatnonzero((linked.students["reason"] == "listed-by-two-schools").to_numpy())
    rows = linked.rows[linked.rows["student"].isin(students) & (linked.rows["outcome"] != "duplicate")]
    cells = _cells(linked, rows["src"], rows["row"], "id_no", "student_no", "student_name")
    found: dict[int, tuple[list[str], list[str]]] = {}
    for student, school, cell in zip(rows["student"].tolist(), rows["school"].tolist(), cells, strict=True):
        names, own = found.setdefault(student, ([], []))
        names.append(school)
        own.append(cell)
    return {student: ("、".join(dict.fromkeys(names)), ";".join(own)) for student, (names, own) in found.items()}


def _students(view: Picture, judgement: Judgement) -> pd.DataFrame:
    """Return the frame ``students``, in the order of the linked ones."""
    linked = view.linked
    students = linked.students
    rows = linked.rows.iloc[students["primary"].to_numpy()].reset_index(drop=True)
    place = students["school"].to_numpy(dtype=np.int64)
    book = linked.schools.frame
    surrogate = judgement.surrogate
    guardians = guardians_of(linked, frozenset(students.loc[surrogate > 0, "id"]) - {""})
    own = pd.DataFrame(
        {
            "subject": np.where(surrogate > 0, np.char.add("p", surrogate.astype(str)), "").astype(object),
            "name": students["name"], "id_number": students["id"], "student_no": students["student_no"],
            "birth": students["birth"], "stage": _STAGES[students["stage"].to_numpy(dtype=np.int64)],
            "reason": students["reason"], "boarding": _BOARDING[unpack(linked.key, "boarding")],
            "guardians": [guardians.names.get(one, "") for one in students["id"].tolist()],
            "family_listed": students["id"].isin(list(guardians.listed)).to_numpy(),
            "evidence": _cells(linked, rows["src"], rows["row"], "id_no", "student_no", "student_name"),
            "left_on": np.maximum(read_dates(rows["status_date"]), 0), "away": students["away"],
            "deceased": marked("status", "deceased", rows["status"]),
            "doubted": (rows["id_doubt"] == "age-outside-stage").to_numpy(),
            "special": unpack(linked.key, "special_education") == value_code("special_education", "yes"),
        }
    )  # fmt: skip
    own["schools"] = ""
    for student, (schools, cells) in _two_schools(linked).items():
        own.loc[student, ["schools", "evidence"]] = schools, cells
    for name, column in (("school", "name"), ("school_code", "code"), ("town", "town")):
        own[name] = np.append(book[column].to_numpy(dtype=object), "")[place]
    return own


def _held(view: Picture, students: pd.DataFrame) -> pd.DataFrame:
    """Return the answers that wait for a person and would be money, whoever they are of."""
    lines = [programme.id for programme in view.rulebook.programmes if programme.makes_line]
    due = view.due
    waits = due[(due["state"] == int(State.HELD)) & due["programme"].isin(lines)]
    own = students.iloc[waits["student"].to_numpy()].reset_index(drop=True)
    return own[["name", "id_number", "school", "school_code", "evidence"]].assign(
        programme=waits["programme"].to_numpy(), reason=waits["reason"].to_numpy(dtype=object),
        amount=np.maximum(waits["amount"].to_numpy(dtype=np.int64), 0),
    )  # fmt: skip


def _not_linked(view: Picture, students: pd.DataFrame, hints: Hints, absent: pd.DataFrame) -> pd.DataFrame:
    """Return the register rows, in force, of children in a roster whom no certain ID, or another name, keeps apart.

    What they would get is not known before somebody has said who they are: the amount is 0. Who is among ``absent``
    stands there, and who is aided by another list is not named.
    """
    linked, found = view.linked, hints.suggestions
    found = found[(found["rank"] == 1) & (found["side"] == REGISTER_ROWS) & (found["candidate_side"] == ROWS)]
    found = found[(found["candidate_student"] >= 0) & ~found["pass"].str.startswith("near-")]
    found = found[(found["candidate_id"] == "") | found["pass"].isin(BY_NUMBER)]
    other_name = linked.registers["student"].where(linked.registers["reason"] == "name-conflict", -1)
    other_name = other_name[other_name >= 0]
    place = np.concatenate([found["index"], other_name.index]).astype(np.int64)
    student = np.concatenate([found["candidate_student"], other_name]).astype(np.int64)
    if not len(place):
        return pd.DataFrame()
    rows, own = linked.registers.iloc[place], students.iloc[student]
    chosen = (rows["in_term"] | (rows["outcome"] == "held")).to_numpy() & ~own["away"].to_numpy(dtype=bool)
    chosen &= ~_aided(view)[student] & ~rows["id"].isin(list(absent["id_number"])).to_numpy()
    rows, own = rows[chosen].reset_index(drop=True), own[chosen].reset_index(drop=True)
    held = pd.DataFrame({
        "name": rows["student_name"], "id_number": rows["id"].where(rows["id"] != "", own["id_number"]),
        "school": own["school"], "school_code": own["school_code"], "programme": "", "amount": 0,
        "reason": rows["reason"].where(rows["outcome"] == "held", own["reason"]).replace("", "no-identity"),
        "evidence": _register_cells(linked, rows),
    })  # fmt: skip
    held["evidence"] = [f"{one};{other}" for one, other in zip(held["evidence"], own["evidence"], strict=True)]
    return held.drop_duplicates(["name", "school"])


def _aided(view: Picture) -> npt.NDArray[np.bool_]:
    """Return which students some programme gives something, or would when a person has looked."""
    lines = [programme.id for programme in view.rulebook.programmes if programme.makes_line]
    due = view.due[view.due["programme"].isin(lines)]
    gets = due[((due["state"] == int(State.ENTITLED)) & (due["amount"] > 0)) | (due["state"] == int(State.HELD))]
    aided = np.zeros(len(view.linked.students), dtype=bool)
    aided[gets["student"].to_numpy()] = True
    return aided


def _registered(view: Picture, students: pd.DataFrame, outcomes: Outcomes, lang: Lang) -> pd.DataFrame:
    """Return the children whom a register names, in force, and who are at school; ``why``: of whom gets nothing."""
    linked = view.linked
    rows = linked.registers[linked.registers["counts"].to_numpy()]
    student = rows["student"].to_numpy(dtype=np.int64)
    rows = rows[~students["away"].to_numpy(dtype=bool)[student]]
    student = rows["student"].to_numpy(dtype=np.int64)
    own = pd.DataFrame(
        students.iloc[student].reset_index(drop=True), columns=["subject", "name", "id_number", "school", "school_code"]
    )
    aided = _aided(view)
    none = sorted({one for one in student.tolist() if not aided[one]})
    why = dict(zip(none, why_no_aid(view, outcomes, none, lang), strict=True))
    return own.assign(
        kind=[phrase(f"kind-{kind}", lang) for kind in rows["kind"].tolist()], aided=aided[student],
        evidence=_register_cells(linked, rows), why=[why.get(one, "") for one in student.tolist()],
    )  # fmt: skip


def _absent(hints: Hints, lang: Lang) -> pd.DataFrame:
    """Return the children at no school, with the cell of the first register that names each.

    Of others whom an explanation names (a brother at school) the name is masked.
    """
    linked = hints.linked
    found = absent_children(hints.with_masked_names(), lang)
    registers = linked.registers[linked.registers["id"].isin(list(found["id_number"]))]
    first = registers.drop_duplicates("id")
    cells = dict(zip(first["id"], _register_cells(linked, first), strict=True))
    return found.assign(evidence=[cells.get(one, "") for one in found["id_number"].tolist()])
