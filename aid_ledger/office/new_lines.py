"""From a term's picture and the ledger to the lines that are to be posted, with everything that a line says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.facts import BY_NAME
from aid_ledger.ledger import Known, difference
from aid_ledger.office.evaluation import Picture
from aid_ledger.office.judging import gone_schools, judge, school_subject
from aid_ledger.office.line_cells import Lines, evidence_of
from aid_ledger.rulebook import State
from aid_ledger.store.tables import PERSONAL

SEX = ("", "男", "女")
_STAGES = np.array(BY_NAME["stage"].values, dtype=object)
_CARRIED = (
    "student", "payee", "school", "school_code", "town", "stage", "grade", "class_", "identity", "id_number", "name",
    "student_no", "sex", "account", "account_name", "relation", "bank", "evidence", "standard", "person",
    "commitment", "outstanding", "waived",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Selection:
    """Which programmes and schools (code or name) a payout is for; empty: all."""

    programmes: Sequence[str] = ()
    schools: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What a payout would post.

    ``lines`` are ready for posting. ``absent``: students and schools of the ledger of whom no list speaks, with reason
    (``absence``) and the fen that they have (``net``).
    """

    lines: pd.DataFrame
    absent: pd.DataFrame


def new_lines(picture: Picture, posted: pd.DataFrame, known: Known, selection: Selection) -> Change:
    """Return the lines that make the ledger say what the rules say; arguments as for :func:`judge`."""
    judgement = judge(picture, posted, known)
    judged = _selected(judgement.entitled, selection)
    change = difference(judged[["subject", "programme", "amount"]], posted, judgement.paid_before)
    lines = _described(change, judged, posted, picture)
    held = set(judgement.due.loc[judgement.due["state"] == int(State.HELD), "subject"])
    absent = pd.concat([_absent(picture, posted, judgement.surrogate, held), _gone(picture, posted)])
    return Change(lines, _with_net(absent, posted))


def no_longer_listed(picture: Picture, posted: pd.DataFrame, known: Known) -> pd.DataFrame:
    """Return the students with money in this term of whom no list in use speaks, one row each.

    Returns:
        The columns of the first of their lines, ``absence`` (the reason) and ``net`` (fen).
    """
    if posted.empty:
        return posted.assign(absence="", net=0)
    judgement = judge(picture, posted, known)
    held = set(judgement.due.loc[judgement.due["state"] == int(State.HELD), "subject"])
    return _with_net(_absent(picture, posted, judgement.surrogate, held), posted)


def _with_net(lost: pd.DataFrame, posted: pd.DataFrame) -> pd.DataFrame:
    return lost.assign(net=lost["subject"].map(posted.groupby("subject")["amount"].sum()).astype("int64"))


def _selected(due: pd.DataFrame, selection: Selection) -> pd.DataFrame:
    if selection.programmes:
        due = due[due["programme"].isin(list(selection.programmes))]
    if selection.schools:
        due = due[due["school_index"].isin([int(one) for one in selection.schools])]
    return due


def _described(change: pd.DataFrame, judged: pd.DataFrame, posted: pd.DataFrame, picture: Picture) -> pd.DataFrame:
    """Give each new line what it says; a line that takes back another one says what that one said."""
    own = change[change["kind"] != "reverse"].merge(
        judged.drop(columns="amount"), on=["subject", "programme"], how="left"
    )
    described = _as_posted(_describe(own, picture), posted).assign(person=0, commitment="", outstanding=0, waived=0)
    back = change[change["kind"] == "reverse"]
    if len(back):
        taken = posted.set_index("line").loc[back["corrects"], list(_CARRIED)].reset_index(drop=True)
        back = pd.concat([back.reset_index(drop=True), taken], axis=1)
        described = pd.concat([described, back], ignore_index=True)
    described = described.assign(
        student=described["student"].fillna(0).astype(int), person=described["person"].fillna(0).astype(int)
    )
    reason = _reasons(described, posted, picture)
    return described.drop(columns=["account_problem", "merged"], errors="ignore").assign(reason=reason)


def _as_posted(described: pd.DataFrame, posted: pd.DataFrame) -> pd.DataFrame:
    """Name a school that became part of another as its lines do; the account stays that of the other."""
    merged = _merged(described)
    if not merged.any():
        return described
    last = posted.drop_duplicates("subject", keep="last").set_index("subject")
    for name in ("school", "school_code", "town"):
        described[name] = described[name].where(~merged, described["subject"].map(last[name]))
    return described.assign(merged=merged)


def _merged(described: pd.DataFrame) -> pd.Series[bool]:
    own = [school_subject(code, name) for code, name in zip(described["school_code"], described["school"], strict=True)]
    apart = [one[0] == "s" and one != named for one, named in zip(described["subject"], own, strict=True)]
    return pd.Series(apart, index=described.index, dtype=bool)


_CARRIED_OVER = ["subject", "programme", "correction", "kind", "corrects", "amount", "standard", "student"]
_OF_SCHOOL = (("school", "name"), ("school_code", "code"), ("town", "town"))
_OF_STUDENT = (
    ("grade", "grade_text"), ("class_", "class_text"), ("identity", "identity"), ("id_number", "id"),
    ("name", "name"), ("student_no", "student_no"),
)  # fmt: skip


def payees_now(judged: pd.DataFrame, picture: Picture) -> pd.DataFrame:
    """Return what is known today of whom each judged pair is paid to: all personal columns and ``account_problem``."""
    described = _describe(judged.assign(correction=0, kind="pay", corrects=""), picture)
    names = [name for name in PERSONAL if name != "salt"]
    return described[["subject", "programme", "payee", *names, "account_problem"]]


def _describe(own: pd.DataFrame, picture: Picture) -> pd.DataFrame:
    linked, payees = picture.linked, {p.id: p.payee for p in picture.rulebook.programmes}
    index = own["index"].to_numpy(dtype=np.int64)
    person = index >= 0
    students, book = linked.students, linked.schools.frame
    payee = own["programme"].map(payees).to_numpy(dtype=object)
    place = own["school_index"].to_numpy(dtype=np.int64)
    of_student = {name: np.append(students[column].to_numpy(dtype=object), "")[index] for name, column in _OF_STUDENT}
    of_school = {name: np.append(book[column].to_numpy(dtype=object), "")[place] for name, column in _OF_SCHOOL}
    written = linked.rows["school"].to_numpy(dtype=object)[students["primary"].to_numpy()]
    away = person & (place < 0)
    of_school["school"] = np.where(away, np.append(written, "")[index], of_school["school"])
    stage = np.where(person, _STAGES[np.append(students["stage"].to_numpy(), 0)[index]], own["stages"])
    sex = np.array([*SEX, ""], dtype=object)[np.append(students["sex"].to_numpy(dtype=np.int64), 3)[index]]
    account = {}
    for column in ("account", "account_name", "relation", "bank", "account_problem"):
        own_account = np.append(students[column].to_numpy(dtype=object), "")[index]
        household = np.append(students[f"household_{column}"].to_numpy(dtype=object), "")[index]
        schools = np.append(book[column].to_numpy(dtype=object), "")[place] if column in book else ""
        account[column] = np.where(payee == "student", own_account, np.where(payee == "household", household, schools))
    return own[_CARRIED_OVER].assign(
        **of_school, stage=stage, **of_student, sex=sex, **account, payee=payee,
        evidence=evidence_of(picture, Lines(index, own["programme"].to_numpy(dtype=object), place, payee)),
    )  # fmt: skip


def _reasons(lines: pd.DataFrame, posted: pd.DataFrame, picture: Picture) -> npt.NDArray[np.object_]:
    """Why a line is not simply the term's first: the first that applies."""
    students = picture.linked.students
    away = set(students.loc[students["away"] & (students["identity"] != ""), "identity"])
    gone = lines["identity"].isin(list(away)).to_numpy()
    before = posted.sort_values("correction").drop_duplicates(["subject", "programme"], keep="last")
    old = before.set_index(["subject", "programme"])["standard"]
    pairs = pd.MultiIndex.from_frame(lines[["subject", "programme"]])
    last = old.reindex(pairs, fill_value=-1).to_numpy(dtype=np.int64)  # a standard is never below zero
    now = lines["standard"].to_numpy(dtype=np.int64)
    changed = (last >= 0) & (last != now)
    less = (lines["amount"] < 0).to_numpy()
    later = len(posted) > 0
    no_account = (lines["account"] == "").to_numpy() & ~less
    problem = lines["account_problem"] if "account_problem" in lines else pd.Series("", index=lines.index)
    why = np.where(problem.isin(["account-no-holder", "account-unusable", "accounts-differ"]), problem, "no-account")
    merged = lines["merged"].eq(True).to_numpy() if "merged" in lines else np.zeros(len(lines), dtype=np.bool_)
    other = changed & (now > 0)  # 0: nothing is due any more, whatever the standard
    cases = [less & merged, less & gone, less & other, less, no_account, changed, np.full(len(lines), later)]
    return np.select(
        cases,
        ["school-merged", "left-school", "rate-changed", "no-longer-due", why, "rate-changed", "late-evidence"],
        "",
    ).astype(object)


def _gone(picture: Picture, posted: pd.DataFrame) -> pd.DataFrame:
    """Schools with money of their own in this term that no school list has any more, and nobody says why."""
    net = posted.groupby("subject")["amount"].sum()
    lost = [subject for subject, row in gone_schools(picture, posted).items() if row < 0 and net[subject] != 0]
    return posted[posted["subject"].isin(lost)].drop_duplicates("subject").assign(absence="school-not-listed")


def _absent(picture: Picture, posted: pd.DataFrame, surrogate: npt.NDArray[np.int64], held: set[str]) -> pd.DataFrame:
    """Students with money in this term of whom no list in use speaks any more: absence is no evidence."""
    net = posted.groupby("subject")["amount"].sum()
    paid = posted[posted["subject"].isin(net[net != 0].index) & (posted["student"] > 0)]
    here = {f"p{one}" for one in surrogate[surrogate > 0].tolist()} | held
    lost = paid[~paid["subject"].isin(list(here))].drop_duplicates("subject")
    students = picture.linked.students
    waiting = students.loc[(students["identity"] == "") & (students["id"] != ""), "id"]
    lost = lost[~lost["id_number"].isin(list(waiting))]  # listed, but held under two names
    if lost.empty:
        return lost.assign(absence="")
    listed = picture.linked.rows
    place = listed["school_index"].to_numpy(dtype=np.int64)
    names = np.append(picture.linked.schools.frame["name"].to_numpy(dtype=object), "")[place]
    classes = set(zip(names.tolist(), listed["grade"].tolist(), listed["class"].tolist(), strict=True))
    own = zip(*(lost[column].tolist() for column in ("school", "grade", "class_")), strict=True)
    without = [one not in classes for one in own]
    return lost.assign(absence=np.where(without, "class-without-list", "left-date-unknown"))
