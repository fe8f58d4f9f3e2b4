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

    ``lines`` are ready for posting. ``absent``: ledger students of whom no list in use speaks, with reason.
    """

    lines: pd.DataFrame
    absent: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Judgement:
    """What today's evidence says of every (subject, programme) of a term.

    ``due``: ``subject, programme, amount, standard`` (fen), ``state`` (of the rulebook), ``index`` (of the student,
    -1 a school), ``school_index``, ``student``, ``stages``; pairs with money and certainly nothing due now are in it.
    ``paid_before``: ``subject, programme, amount``. ``surrogate``: by student index, 0 where nobody certain.
    """

    due: pd.DataFrame
    paid_before: pd.DataFrame
    surrogate: npt.NDArray[np.int64]

    @property
    def entitled(self) -> pd.DataFrame:
        """The pairs that are judged; what is held or not known is not."""
        return self.due[self.due["state"] == int(State.ENTITLED)]


def judge(picture: Picture, posted: pd.DataFrame, known: Known) -> Judgement:
    """Say what is due to whom.

    Args:
        picture: the term's evidence and answers.
        posted: the term's lines, as :func:`aid_ledger.ledger.lines_of` gives them.
        known: everybody the ledger has met.
    """
    students = picture.linked.students
    certain = np.flatnonzero((students["identity"] != "").to_numpy())
    surrogate = np.zeros(len(students), dtype=np.int64)
    asked = students.iloc[certain][["identity", "student_no", "name"]]
    found, doubt = known.surrogates(asked)
    surrogate[certain] = found
    fresh = certain[(found == 0) & ~doubt]
    first = int(known.versions["student"].max()) + 1 if len(known.versions) else 1
    in_order = fresh[np.argsort(students["identity"].to_numpy(dtype=object)[fresh].astype(str), kind="stable")]
    surrogate[in_order] = np.arange(first, first + len(in_order))
    due = pd.concat([_students_due(picture, surrogate), _schools_due(picture)], ignore_index=True)
    paid_before = _paid_before(picture, surrogate)
    due = pd.concat([due, _nothing_due(picture, due, posted, paid_before, surrogate)], ignore_index=True)
    return Judgement(due, paid_before, surrogate)


def new_lines(picture: Picture, posted: pd.DataFrame, known: Known, selection: Selection) -> Change:
    """Return the lines that make the ledger say what the rules say; arguments as for :func:`judge`."""
    judgement = judge(picture, posted, known)
    judged = _selected(judgement.entitled, selection)
    change = difference(judged[["subject", "programme", "amount"]], posted, judgement.paid_before)
    lines = _described(change, judged, posted, picture)
    held = set(judgement.due.loc[judgement.due["state"] == int(State.HELD), "subject"])
    absent = _absent(picture, posted, judgement.surrogate, held)
    return Change(lines, absent)


def _line_programmes(picture: Picture) -> list[str]:
    return [programme.id for programme in picture.rulebook.programmes if programme.makes_line]


def _students_due(picture: Picture, surrogate: npt.NDArray[np.int64]) -> pd.DataFrame:
    answers = picture.due
    keep = answers["state"].isin([int(State.ENTITLED), int(State.HELD)]) & answers["programme"].isin(
        _line_programmes(picture)
    )
    answers = answers[keep & (surrogate[answers["student"].to_numpy()] > 0)]
    index = answers["student"].to_numpy(dtype=np.int64)
    return pd.DataFrame(
        {
            "subject": np.char.add("p", surrogate[index].astype(str)).astype(object),
            "programme": answers["programme"].to_numpy(dtype=object),
            "amount": answers["amount"].to_numpy(),
            "standard": answers["standard"].to_numpy(),
            "state": answers["state"].to_numpy(),
            "index": index,
            "school_index": picture.linked.students["school"].to_numpy()[index],
            "student": surrogate[index],
            "stages": "",
        }
    )


def school_subject(code: str, name: str) -> str:
    """Return the ledger's name of a school: its code, else its name."""
    return f"s{code or name}"


def _schools_due(picture: Picture) -> pd.DataFrame:
    meals, book = picture.meals, picture.linked.schools.frame
    place = meals["school"].to_numpy(dtype=np.int64)
    subjects = [school_subject(c, n) for c, n in zip(book["code"].iloc[place], book["name"].iloc[place], strict=True)]
    return pd.DataFrame(
        {
            "subject": np.array(subjects, dtype=object),
            "programme": meals["programme"].to_numpy(dtype=object),
            "amount": meals["amount"].to_numpy(),
            "standard": np.maximum(meals["standard"].to_numpy(), 0),
            "state": meals["state"].to_numpy(),
            "index": -1,
            "school_index": place,
            "student": 0,
            "stages": meals["stages"].to_numpy(dtype=object),
        }
    )


def _paid_before(picture: Picture, surrogate: npt.NDArray[np.int64]) -> pd.DataFrame:
    """Money paid before the ledger began, for students of this term; a school has none."""
    paid = picture.linked.others.paid_before
    paid = paid[paid["term"] == str(picture.term)]
    place = pd.Series(surrogate, index=picture.linked.students["identity"])
    place = place[(place.index != "") & (place > 0)]
    who = paid["identity"].map(place)
    paid = paid[who.notna().to_numpy()]
    subjects = [f"p{one}" for one in who.dropna().astype(int).tolist()]
    return pd.DataFrame(
        {"subject": np.array(subjects, dtype=object), "programme": paid["programme"].to_numpy(dtype=object),
         "amount": paid["amount"].to_numpy(dtype=np.int64)}
    )  # fmt: skip


def _nothing_due(picture: Picture, due: pd.DataFrame, posted: pd.DataFrame, paid_before: pd.DataFrame,
                 surrogate: npt.NDArray[np.int64]) -> pd.DataFrame:  # fmt: skip
    """Pairs that have money and are certainly due none now; held, absent and unknown programmes are not judged."""
    pairs = pd.concat([posted[["subject", "programme"]], paid_before[["subject", "programme"]]]).drop_duplicates()
    if pairs.empty:
        return due.iloc[:0]
    answered = set(zip(due["subject"].tolist(), due["programme"].tolist(), strict=True))
    known = set(_line_programmes(picture))
    students = picture.linked.students
    # a missing word holds only where it could change what is paid: what is not even held is certainly not due
    soft = ("", "school-unknown", "stage-unknown", "status-unknown")
    free = students["reason"].isin(soft).to_numpy() & (surrogate > 0)
    index = {f"p{surrogate[row]}": row for row in np.flatnonzero(free).tolist()}
    book = picture.linked.schools.frame
    schools = {
        school_subject(code, name): row
        for row, (code, name, plan) in enumerate(zip(book["code"], book["name"], book["meal_plan"], strict=True))
        if plan >= 0
    }
    places: list[int] = students["school"].tolist()
    rows = []
    for subject, programme in pairs.itertuples(index=False):
        if (subject, programme) in answered or programme not in known:
            continue
        if subject in index:
            row = index[subject]
            rows.append((subject, programme, row, places[row], int(surrogate[row])))
        elif subject in schools:
            rows.append((subject, programme, -1, schools[subject], 0))
    columns = ["subject", "programme", "index", "school_index", "student"]
    return pd.DataFrame(rows, columns=columns).assign(
        amount=0, standard=0, state=int(State.ENTITLED), stages="")  # fmt: skip


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
    described = _describe(own, picture).assign(person=0, commitment="", outstanding=0, waived=0)
    back = change[change["kind"] == "reverse"]
    if len(back):
        taken = posted.set_index("line").loc[back["corrects"], list(_CARRIED)].reset_index(drop=True)
        back = pd.concat([back.reset_index(drop=True), taken], axis=1)
        described = pd.concat([described, back], ignore_index=True)
    described = described.assign(
        student=described["student"].fillna(0).astype(int), person=described["person"].fillna(0).astype(int)
    )
    reason = _reasons(described, posted, picture)
    return described.drop(columns="account_problem", errors="ignore").assign(reason=reason)


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
    out = own[["subject", "programme", "correction", "kind", "corrects", "amount", "standard", "student"]].copy()
    place = own["school_index"].to_numpy(dtype=np.int64)
    written = linked.rows["school"].to_numpy(dtype=object)[students["primary"].to_numpy()]
    for name, column in (("school", "name"), ("school_code", "code"), ("town", "town")):
        out[name] = np.append(book[column].to_numpy(dtype=object), "")[place]
    away = person & (place < 0)
    out["school"] = np.where(away, np.append(written, "")[index], out["school"])
    out["stage"] = np.where(person, _STAGES[np.append(students["stage"].to_numpy(), 0)[index]], own["stages"])
    for name, column in (
        ("grade", "grade_text"), ("class_", "class_text"), ("identity", "identity"), ("id_number", "id"),
        ("name", "name"), ("student_no", "student_no"),
    ):  # fmt: skip
        out[name] = np.append(students[column].to_numpy(dtype=object), "")[index]
    out["sex"] = np.array([*SEX, ""], dtype=object)[np.append(students["sex"].to_numpy(dtype=np.int64), 3)[index]]
    for column in ("account", "account_name", "relation", "bank", "account_problem"):
        own_account = np.append(students[column].to_numpy(dtype=object), "")[index]
        household = np.append(students[f"household_{column}"].to_numpy(dtype=object), "")[index]
        of_school = np.append(book[column].to_numpy(dtype=object), "")[place] if column in book else ""
        out[column] = np.where(payee == "student", own_account, np.where(payee == "household", household, of_school))
    out["payee"] = payee
    out["evidence"] = evidence_of(picture, Lines(index, own["programme"].to_numpy(dtype=object), place, payee))
    return out


def _reasons(lines: pd.DataFrame, posted: pd.DataFrame, picture: Picture) -> npt.NDArray[np.object_]:
    """Why a line is not simply the term's first: the first that applies."""
    students = picture.linked.students
    away = set(students.loc[students["away"] & (students["identity"] != ""), "identity"])
    gone = lines["identity"].isin(list(away)).to_numpy()
    before = posted.sort_values("correction").drop_duplicates(["subject", "programme"], keep="last")
    old = before.set_index(["subject", "programme"])["standard"]
    pairs = pd.MultiIndex.from_frame(lines[["subject", "programme"]])
    last = old.reindex(pairs, fill_value=-1).to_numpy(dtype=np.int64)  # a standard is never below zero
    changed = (last >= 0) & (last != lines["standard"].to_numpy(dtype=np.int64))
    less = (lines["amount"] < 0).to_numpy()
    later = len(posted) > 0
    no_account = (lines["account"] == "").to_numpy() & ~less
    problem = lines["account_problem"] if "account_problem" in lines else pd.Series("", index=lines.index)
    why = np.where(problem.isin(["account-unusable", "accounts-differ"]), problem, "no-account")
    cases = [less & gone, less & changed, less, no_account, changed, np.full(len(lines), later)]
    return np.select(
        cases, ["left-school", "rate-changed", "no-longer-due", why, "rate-changed", "late-evidence"], ""
    ).astype(object)


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
