"""Asks put together to questions: one a word, a class, a school, a pair of schools or a file; dearest first."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.intake import COMMENTED
from aid_ledger.linking import fold_cell, remarks_say_left
from aid_ledger.office.asks import asks_of
from aid_ledger.office.evaluation import Picture
from aid_ledger.office.outcomes import Outcomes
from aid_ledger.office.question_kinds import KINDS, options_of

BLANK = "（空白）"
_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Question:
    """One question: many rows, one answer.

    ``asks`` are rows of the table of asks; ``key`` is the digest of what is asked, ``seen`` of the rows shown;
    ``about`` says what they have in common (a word, a class …), ``whole_column`` that the list has no such column.
    """

    key: str
    seen: str
    reason: str
    field: str
    about: str
    whole_column: bool
    asks: tuple[int, ...]
    students: int
    stake: int
    examples: tuple[str, ...]
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """Everything that waits for a decision: ``asks`` (see :func:`asks_of`, with ``question``: a key or ``""``)."""

    asks: pd.DataFrame
    questions: tuple[Question, ...]


def review_of(view: Picture, found: Outcomes) -> Review:
    """Return the questions of a term and the rows under them."""
    asks = asks_of(view, found)
    about = _about(view, asks)
    of_file = asks["digest"].where(asks["reason"].map(lambda reason: KINDS[reason].group == "file"), "")
    within = asks["kind"].where(asks["reason"] == "category-unclear", of_file)
    key = [
        _digest("question", reason, one, field, words) if words else ""
        for reason, one, field, words in zip(asks["reason"], within, asks["field"], about, strict=True)
    ]
    asks = asks.assign(question=key, about=about)
    questions = [_question(part) for _, part in asks[asks["question"] != ""].groupby("question", sort=True)]
    return Review(asks, tuple(sorted(questions, key=lambda one: (-one.stake, -one.students, one.reason, one.key))))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:20]


def _about(view: Picture, asks: pd.DataFrame) -> npt.NDArray[np.object_]:
    """What the rows of a question have in common, in words; blank where each row is asked by itself."""
    groups = np.array([KINDS[reason].group for reason in asks["reason"]], dtype=object)
    school = asks["school"].map(fold_cell).to_numpy(dtype=object)
    class_ = (asks["grade"] + " " + asks["class_"]).str.strip().to_numpy(dtype=object)
    was = np.where(asks["was"] == "", "", asks["was"]).astype(object)
    place = (pd.Series(school, dtype=object) + " " + pd.Series(class_, dtype=object)).str.strip().to_numpy(dtype=object)
    of_class = asks["reason"].isin(["stage-unknown", "grade-unknown"]).to_numpy()
    file = (asks["file"] + " [" + asks["sheet"] + "]").to_numpy(dtype=object)
    named = np.where(place != "", place, file)
    whose = np.where(school != "", school, file)
    remark = asks["remark"].to_numpy(dtype=object)
    because = (asks["reason"] == "status-unknown").to_numpy() & (remark != "")
    blank = np.where(of_class, named, np.where(because, _in_remark(remark), whose + " " + BLANK))
    torn = (asks["reason"] == "statuses-differ").to_numpy()
    word = np.where(torn, remark, np.where(was != "", was, blank))
    beside = because & (was != "") & remarks_say_left(asks["remark"])  # 在读, and a remark that says otherwise
    word = np.where(beside, was + "；" + _in_remark(remark), word)
    whole = asks["whole_column"].to_numpy(dtype=bool)
    per_class = np.where(whole, whose, named)
    pair = _pairs(view, asks)
    cases = [groups == name for name in ("word", "class", "school", "pair", "file")]
    words = np.select(cases, [word, per_class, whose, pair, asks["file"].to_numpy(dtype=object)], "")
    return np.where((words == "") & (groups != "row"), BLANK, words).astype(object)


def _in_remark(remarks: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """A status is asked by the remark that raised the doubt."""
    return np.array([in_remark(remark) for remark in remarks], dtype=object)


def in_remark(remark: str) -> str:
    """Return a remark as what it is: of 备注, or of a comment, which says so itself."""
    return remark if remark.startswith(COMMENTED) else f"备注：{remark}"


def _pairs(view: Picture, asks: pd.DataFrame) -> npt.NDArray[np.object_]:
    """The names of the schools that claim the same student, in one order."""
    names = schools_of(view, asks)
    both = pd.DataFrame({"student": asks["student"], "name": names, "two": asks["reason"] == "listed-by-two-schools"})
    joined = both[both["two"]].groupby("student")["name"].agg(lambda column: "、".join(sorted(set(column))))
    words = {int(str(student)): text for student, text in joined.items()}
    return np.array([words.get(student, "") for student in both["student"]], dtype=object)


def schools_of(view: Picture, asks: pd.DataFrame) -> npt.NDArray[np.object_]:
    """Return the official name of each ask's school as its row was resolved, ``""`` where it is of none."""
    rows = view.linked.rows
    place = rows.set_index(["src", "row"])["school_index"]
    index = place.reindex(pd.MultiIndex.from_frame(asks[["src", "row"]])).fillna(-1).to_numpy(dtype=np.int64)
    names = np.append(view.linked.schools.frame["name"].to_numpy(dtype=object), "")
    return np.asarray(names[index], dtype=object)


def _question(part: pd.DataFrame) -> Question:
    first = part.iloc[0]
    reason = str(first["reason"])
    options = options_of(reason, str(first["kind"]))
    if reason == "listed-by-two-schools":
        options = tuple(str(first["about"]).split("、"))
    named = part[part["student"] >= 0].drop_duplicates("student")
    of_nobody = part[part["student"] < 0]
    return Question(
        key=str(first["question"]),
        seen=_digest("seen", *sorted(part["code"])),
        reason=reason,
        field=str(first["field"]),
        about=str(first["about"]),
        whole_column=bool(part["whole_column"].all()),
        asks=tuple(part.index.tolist()),
        students=len(named) + len(of_nobody),
        stake=int(named["stake"].sum() + of_nobody["stake"].sum()),
        examples=tuple(_examples(part)),
        options=options,
    )


def _examples(part: pd.DataFrame) -> Iterator[str]:
    """The dearest rows, by school, class and name, as somebody on the telephone would say them."""
    ordered = part.sort_values(["stake", "digest", "sheet", "row"], ascending=[False, True, True, True], kind="stable")
    for row in ordered.head(_EXAMPLES).itertuples():
        yield " ".join(filter(None, (str(row.school), f"{row.grade}{row.class_}", str(row.name), f"第{row.row}行")))
