"""What today's evidence says of every student and programme of a term: due, held, or certainly nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.ledger import Known
from aid_ledger.linking.earlier_schools import fold_name
from aid_ledger.office.evaluation import Picture
from aid_ledger.rulebook import State


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
    for index, one in picture.paid_as.items():
        surrogate[index] = one.student if one.same else 0
    fresh = certain[(surrogate[certain] == 0) & (doubt == "")]
    first = int(known.versions["student"].max()) + 1 if len(known.versions) else 1
    in_order = fresh[np.argsort(students["identity"].to_numpy(dtype=object)[fresh].astype(str), kind="stable")]
    surrogate[in_order] = np.arange(first, first + len(in_order))
    due = pd.concat([_students_due(picture, surrogate), _schools_due(picture)], ignore_index=True)
    paid_before = _paid_before(picture, surrogate)
    due = pd.concat([due, _nothing_due(picture, due, posted, paid_before, surrogate)], ignore_index=True)
    return Judgement(due, paid_before, surrogate)


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


def merged_schools(picture: Picture, posted: pd.DataFrame) -> dict[str, int]:
    """Return the subjects of schools that became part of another, with that one's place in the school list.

    A school with money of its own that is in no list any more, under a name that another school gives as its former
    one. Its children are counted there now, so that nothing is due to it, and what it got is not left with both.
    """
    return {subject: row for subject, row in gone_schools(picture, posted).items() if row >= 0}


def gone_schools(picture: Picture, posted: pd.DataFrame) -> dict[str, int]:
    """Return the subjects of schools with money that the school list does not have; -1: nobody says why."""
    book = picture.linked.schools
    there = {school_subject(code, name) for code, name in zip(book.frame["code"], book.frame["name"], strict=True)}
    own = posted.drop_duplicates("subject")
    return {
        str(subject): max(book.by_name.get(fold_name(str(name)), -1), -1)
        for subject, name in zip(own["subject"], own["school"], strict=True)
        if str(subject)[0] == "s" and subject not in there
    }


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
    soft = ("", "school-unknown", "stage-unknown", "status-unknown", "statuses-differ")
    free = students["reason"].isin(soft).to_numpy() & (surrogate > 0)
    index = {f"p{surrogate[row]}": row for row in np.flatnonzero(free).tolist()}
    book = picture.linked.schools.frame
    schools = {
        school_subject(code, name): row
        for row, (code, name, plan) in enumerate(zip(book["code"], book["name"], book["meal_plan"], strict=True))
        if plan >= 0
    }
    schools |= merged_schools(picture, posted)
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
