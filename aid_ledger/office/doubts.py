"""The doubts of a payout as one list: who waits, where the row stands, why, and how much money is at stake."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.linking import LEVEL_BLANK
from aid_ledger.office.evaluation import Picture
from aid_ledger.office.hints import Hints, school_words
from aid_ledger.office.outcomes import Outcomes
from aid_ledger.office.proofs import cell_name
from aid_ledger.office.waiting_registers import REGISTER_WAITS
from aid_ledger.reports import HELD_COLUMNS
from aid_ledger.rulebook import State
from aid_ledger.words import Lang, phrase


def doubts(
    view: Picture, found: Outcomes, hints: Hints | None = None, lang: Lang = "zh", *, lost: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return one row a doubt, columns of ``reports.HELD_COLUMNS``.

    Held rows of every kind, programmes held for students who are otherwise paid, schools held, and money that an
    unknown household registration keeps away (one row a class). With ``hints``, the best suggestion beside each row.
    ``lost``: students with money whom no list has any more, as :func:`.new_lines.no_longer_listed` gives them.
    """
    parts = [_rows(view, found, hints, lang), _programmes(view, found), _schools(view)]
    parts += [] if lost is None else [_lost(lost, lang)]
    table = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    return table.astype({"row": int, "stake": int})[list(HELD_COLUMNS)]


def _rows(view: Picture, found: Outcomes, hints: Hints | None, lang: Lang) -> pd.DataFrame:
    members = _members(view)
    held = found.rows[found.rows["outcome"] == "held"]
    asked = pd.MultiIndex.from_frame(held[["source", "row"]]).isin(pd.MultiIndex.from_frame(members[["source", "row"]]))
    held = pd.concat([held[~asked].assign(member=""), members], ignore_index=True)
    places = _places(view)
    stake = stakes(view)
    owner = view.linked.rows.assign(source=[view.linked.sources[src].source for src in view.linked.rows["src"]])
    owner = owner.drop_duplicates(["source", "row"]).set_index(["source", "row"])
    keys = pd.MultiIndex.from_frame(held[["source", "row"]])
    known = owner.reindex(keys)
    student = known["student"].fillna(-1).to_numpy(dtype=np.int64)
    hint = hints.beside(held, lang) if hints else [""] * len(held)
    if hints:
        hint = _with_schools(view, hint, held["reason"], _text(known["school"]), lang)
    return pd.DataFrame(
        {
            "file": held["file"], "sheet": held["sheet"], "row": held["row"],
            "cell": [
                places[source, member].format(row=row)
                for source, row, member in zip(held["source"], held["row"], held["member"], strict=True)
            ],
            "kind": held["kind"], "school": _text(known["school"]),
            "grade": _text(known["grade"]), "class_": _text(known["class"]),
            "name": held["name"], "id_number": held["id_number"], "reason": held["reason"], "programme": "",
            "stake": np.append(stake, 0)[student], "note": "",
            "hint": hint,
        }
    )  # fmt: skip


def _with_schools(
    view: Picture, hints: list[str], reasons: pd.Series[str], schools: npt.NDArray[np.object_], lang: Lang
) -> list[str]:  # fmt: skip
    """Say beside a row of a school that is in no list which one of the list its name may mean."""
    unknown = (reasons == "school-unknown").to_numpy()
    meant = {name: school_words(view.linked, name, lang) for name in set(schools[unknown].tolist())}
    return [
        "；".join(filter(None, (meant[name], hint))) if odd else hint
        for hint, odd, name in zip(hints, unknown.tolist(), schools.tolist(), strict=True)
    ]


def _text(column: pd.Series[str]) -> npt.NDArray[np.object_]:
    """Blank where there is no value: rows of registers have no school."""
    return np.asarray(column.where(column.notna(), ""), dtype=object)


def _lost(lost: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """Who has money and is in no list: there is no row to answer for, so a list that has one is asked for."""
    return pd.DataFrame({
        "file": "", "sheet": "", "row": 0, "cell": "", "kind": "roster", "school": lost["school"],
        "grade": lost["grade"], "class_": lost["class_"], "name": lost["name"], "id_number": lost["id_number"],
        "reason": lost["absence"], "programme": "", "stake": lost["net"], "note": "",
        "hint": [phrase(f"lost-{why}", lang) for why in lost["absence"]],
    })  # fmt: skip


def _members(view: Picture) -> pd.DataFrame:
    """Held members of households, one row each: the household's own row may be matched by another child."""
    rows = view.linked.registers
    rows = rows[(rows["outcome"] == "held") & (rows["member"] != "")]
    sources = [view.linked.sources[src] for src in rows["src"]]
    return pd.DataFrame(
        {
            "source": [source.source for source in sources], "file": [source.file for source in sources],
            "sheet": [source.sheet for source in sources], "row": rows["row"].to_numpy(),
            "kind": rows["kind"].to_numpy(), "name": rows["student_name"].to_numpy(),
            "id_number": np.where(rows["id"] != "", rows["id"], rows["id_no"]), "outcome": rows["outcome"].to_numpy(),
            "reason": rows["reason"].to_numpy(), "member": rows["member"].to_numpy(),
        }
    )  # fmt: skip


def _places(view: Picture) -> dict[tuple[str, str], str]:
    """The cell that identifies a row, by source and ID field of a household: a template over the row number."""
    return {
        (source.source, name): cell_name(source, 0, name)[:-1].partition("!")[2] + "{row}"
        for source in view.linked.sources
        for name in ("", *source.table.repeated_ids)
    }


def stakes(view: Picture) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """What each student would get in money if the doubt went their way; fen a term.

    Programmes that wait for a fact may rule each other out (住校 or not), so only the dearest of them counts.
    """
    lines = [programme.id for programme in view.rulebook.programmes if programme.makes_line]
    waits = (view.due["programme"].isin(lines) & (view.due["state"] == int(State.HELD))).to_numpy()
    of_registers = view.due["reason"].isin([LEVEL_BLANK, REGISTER_WAITS])  # whatever one answer decides
    certain = of_registers.to_numpy(dtype=bool, copy=True)
    answers = view.entitlements.students.state == int(State.ENTITLED)  # and held for the student as a whole
    certain[: len(answers)] |= answers
    student, amount = view.due["student"].to_numpy(), view.due["amount"].to_numpy()
    stake, dearest = np.zeros((2, len(view.linked.students)), dtype=np.int64)
    np.add.at(stake, student[waits & certain], amount[waits & certain])
    np.maximum.at(dearest, student[waits & ~certain], amount[waits & ~certain])
    return stake + dearest


def _programmes(view: Picture, found: Outcomes) -> pd.DataFrame:
    """One row a student and programme held although the student is paid otherwise; would-pay one row a class."""
    lines = [programme.id for programme in view.rulebook.programmes if programme.makes_line]
    due = view.due[view.due["programme"].isin(lines)]
    paid = found.students[due["student"].to_numpy()] == "paid"
    held = due[(due["state"] == int(State.HELD)).to_numpy() & paid]
    unknown = due[due["state"] == int(State.WOULD_PAY)].assign(reason="hukou-unknown-would-pay")
    return pd.concat([_of_students(view, held), _by_class(_of_students(view, unknown))], ignore_index=True)


def _of_students(view: Picture, due: pd.DataFrame) -> pd.DataFrame:
    students = view.linked.students.iloc[due["student"].to_numpy()]
    rows = view.linked.rows.iloc[students["primary"].to_numpy()]
    sources = [view.linked.sources[src] for src in rows["src"]]
    names = np.append(view.linked.schools.frame["name"].to_numpy(dtype=object), "")
    return pd.DataFrame(
        {
            "file": [source.file for source in sources], "sheet": [source.sheet for source in sources],
            "row": rows["row"].to_numpy(),
            "cell": [cell_name(one, row).partition("!")[2] for one, row in zip(sources, rows["row"], strict=True)],
            "kind": rows["kind"].to_numpy(), "school": names[students["school"].to_numpy()],
            "grade": students["grade_text"].to_numpy(), "class_": students["class_text"].to_numpy(),
            "name": students["name"].to_numpy(), "id_number": students["id"].to_numpy(),
            "reason": due["reason"].to_numpy(), "programme": due["programme"].to_numpy(),
            "stake": due["amount"].to_numpy(), "note": "", "hint": "",
        }
    )  # fmt: skip


def _by_class(table: pd.DataFrame) -> pd.DataFrame:
    """A class that has no 户口性质 is one question, not forty."""
    if table.empty:
        return table
    keys = ["file", "sheet", "school", "grade", "class_", "programme"]
    grouped = table.groupby(keys, sort=False)
    whole = grouped.first().reset_index()
    whole["stake"] = grouped["stake"].sum().to_numpy()
    whole["note"] = [f"{count}人" for count in grouped.size()]
    return whole.assign(name="", id_number="", cell="")[list(table.columns)]


def _schools(view: Picture) -> pd.DataFrame:
    held = view.meals[view.meals["state"] == int(State.HELD)]
    frame = view.linked.schools.frame.iloc[held["school"].to_numpy()]
    sources = [view.linked.sources[src] if src >= 0 else None for src in frame["src"]]
    blank = [""] * len(held)
    return pd.DataFrame(
        {
            "file": [source.file if source else "" for source in sources],
            "sheet": [source.sheet if source else "" for source in sources],
            "row": np.maximum(frame["row"].to_numpy(), 0), "cell": blank, "kind": "schools",
            "school": frame["name"].to_numpy(), "grade": blank, "class_": blank, "name": blank, "id_number": blank,
            "reason": held["reason"].to_numpy(), "programme": held["programme"].to_numpy(),
            "stake": held["amount"].to_numpy(), "note": blank, "hint": blank,
        }
    )  # fmt: skip
