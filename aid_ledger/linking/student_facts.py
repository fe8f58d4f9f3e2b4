"""The facts of each roster row as codes: what the words of a row say about a student on the reference day.

Blank and unreadable words become *unknown*; whether that matters is for the rules to say. Where schedules.md says that
unknown counts as no (local hukou, majors, part-time) it does so here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.facts import pack, value_code
from aid_ledger.intake import (
    STATUSES,
    is_college_vocational,
    is_special_education,
    marked,
    of_leaving,
    read_dates,
    read_stage_and_grade,
    read_words,
)
from aid_ledger.linking.boarding_words import doubted, read_boarding
from aid_ledger.linking.remarks import names_say_left, remarks_say_left
from aid_ledger.linking.rows import Source
from aid_ledger.linking.schools import SchoolBook, school_private
from aid_ledger.linking.statuses import Statuses, decided_rows, read_statuses
from aid_ledger.terms import Term

FIELDS = (
    "stage", "grade", "class", "boarding", "day_student", *STATUSES, "status_date", "transferred_in", "hukou_kind",
    "hukou_county", "major", "agricultural", "study_form", "degree_level", "new_entrant", "came_from", "college_place",
    "school_nature", "inclusive", "tuition", "enrol_ym", "remark",
)  # fmt: skip
_STAGE_WORDS = np.array(["", "学前", "小学", "初中", "普通高中", "中职", "大学"], dtype=object)
_PRIMARY = value_code("stage", "primary")
Codes = npt.NDArray[np.integer]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Settings:
    """What the office and the rules fix for reading facts.

    ``county`` is the office's 6-digit code and ``county_name`` its name; ``agricultural`` and ``performing`` are
    lists of majors.
    """

    term: Term
    reference_day: date
    join_until: date
    county: str
    county_name: str
    agricultural: Collection[str] = ()
    performing: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class RowFacts:
    """Columns of codes by fact, and what the status words say beyond the fact.

    ``stays``: a stop dated after the reference day; ``undated``: a stop without a date; ``deceased``;
    ``came_later``: transferred in after the reference day; ``torn``: two columns of status contradict each other.
    """

    codes: dict[str, Codes]
    stays: Mask
    undated: Mask
    deceased: Mask
    came_later: Mask
    torn: Mask

    @property
    def key(self) -> npt.NDArray[np.uint64]:
        """The packed facts of each row, without categories."""
        return pack(self.codes)


def read_facts(
    sources: Sequence[Source], rows: pd.DataFrame, school: npt.NDArray[np.int32], book: SchoolBook, settings: Settings
) -> RowFacts:
    """Read the facts of roster and application rows.

    Args:
        sources: all in use; headers say what a code in a column means.
        rows: identified rows with :data:`FIELDS` and ``kind``.
        school: index into ``book`` by row, -1 unknown.
        book: the schools.
        settings: term, days and lists.
    """
    application = (rows["kind"] == "applications").to_numpy()
    stage, grade = _stage_and_grade(rows, np.append(book.frame["stage"].to_numpy(), 0)[school], settings.term)
    stage = _decided_stage(rows, stage, decided_rows(sources, rows, "stage"))
    special = np.append(book.frame["special"].to_numpy(dtype=bool), False)[school]
    own_private = read_words("private", rows["school_nature"])[0]
    status, beyond = _status(
        rows,
        read_statuses(sources, rows),
        decided_rows(sources, rows, *STATUSES),
        _days_of_leaving(sources, rows),
        settings,
    )
    higher = stage == value_code("stage", "higher")
    part_time = read_words("full_time", rows["study_form"])
    codes: dict[str, Codes] = {
        "stage": stage,
        "grade": grade,
        "boarding": doubted(sources, rows, read_boarding(sources, rows)),
        "status": status,
        "special_education": (special | is_special_education(rows["stage"])).astype(np.uint8),
        "higher_vocational": np.where(higher, _college(rows), 1),
        "rural_hukou": read_words("rural_hukou", rows["hukou_kind"])[0],
        "local_hukou": _is_local(rows["hukou_county"], settings).astype(np.uint8),
        "agricultural_major": _agricultural(rows, settings).astype(np.uint8),
        "performing_major": rows["major"].isin(list(settings.performing)).to_numpy().astype(np.uint8),
        "full_time": np.where(part_time[1] | part_time[2], 1, part_time[0]),
        "new_entrant": np.where(higher, read_words("new_entrant", rows["new_entrant"])[0], 1),
        "came_from": read_words("came_from", rows["came_from"])[0],
        "college_place": read_words("college_place", rows["college_place"])[0],
        "private": np.where(own_private > 0, own_private, np.where(application, 0, school_private(book, school))),
        "inclusive": _inclusive(sources, rows, np.append(book.frame["inclusive"].to_numpy(), 0)[school]),
    }
    return RowFacts(codes, *beyond)


def _inclusive(sources: Sequence[Source], rows: pd.DataFrame, of_school: Codes) -> Codes:
    """What the school list says; where there is none to write it into, what a person answered in the roster."""
    decided = decided_rows(sources, rows, "inclusive")
    return np.where((of_school == 0) & decided, read_words("inclusive", rows["inclusive"])[0], of_school)


def _stage_and_grade(rows: pd.DataFrame, only_stage: Codes, term: Term) -> tuple[Codes, Codes]:
    """学段, else what 年级 says, else the school's only stage (2020级 of a 初级中学).

    A bare 一年级 (or 1_1 from a file's name) is of primary school only where the school may have one.
    """
    stage, grade, _ = read_stage_and_grade(rows["stage"], rows["grade"], rows["class"], rows["enrol_ym"], term=term)
    other = (stage == _PRIMARY) & (only_stage != _PRIMARY)
    left = ((stage == 0) | other) & (rows["stage"] == "").to_numpy() & (only_stage > 0)
    if left.any():
        part = rows[left]
        words = pd.Series(_STAGE_WORDS[only_stage[left]], index=part.index, dtype="str")
        stage[left], grade[left], _ = read_stage_and_grade(
            words, part["grade"], part["class"], part["enrol_ym"], term=term
        )
    return stage, grade


def _decided_stage(rows: pd.DataFrame, stage: Codes, decided: Mask) -> Codes:
    """Where a person said the stage, it stands, whatever cannot be read beside it in 年级 or 班级."""
    if decided.any():
        words = rows.loc[decided, "stage"]
        blank = pd.Series("", index=words.index, dtype="str")
        stage = stage.copy()
        stage[decided] = read_stage_and_grade(words, blank, blank, blank, term=None)[0]
    return stage


def _college(rows: pd.DataFrame) -> Codes:
    """高职/专科 or not: 学历层次 decides, else the word of 学段."""
    degree, blank, _ = read_words("higher_vocational", rows["degree_level"])
    yes, no = is_college_vocational(rows["stage"])
    by_stage = np.where(yes, value_code("higher_vocational", "yes"), np.where(no, 1, 0))
    return np.where(blank, by_stage, degree)


def _days_of_leaving(sources: Sequence[Source], rows: pd.DataFrame) -> Mask:
    """Tell in which rows a day is one of having left, by its header (离校时间); 异动日期 may be of coming, too."""
    of_source = [of_leaving(one.table.header_of("status_date")) for one in sources] or [False]
    return np.asarray(np.array(of_source)[rows["src"].to_numpy()] & (rows["status_date"] != "").to_numpy(), dtype=bool)


def _status(
    rows: pd.DataFrame, said: Statuses, decided: Mask, leaves: Mask, settings: Settings
) -> tuple[Codes, tuple[Mask, ...]]:  # fmt: skip
    """Judge being at school on the reference day from status words and dates; a blank word is 在读."""
    deceased = marked("status", "deceased", said.words)
    returned = marked("status", "returned", said.words)
    day = settings.reference_day.year * 10_000 + settings.reference_day.month * 100 + settings.reference_day.day
    changed = read_dates(rows["status_date"])
    joined = read_dates(rows["transferred_in"])
    school, away, unknown = (value_code("status", word) for word in ("school", "away", "unknown"))
    status = np.where(said.blank, school, said.codes).astype(np.uint8)
    # 张三(转出), or 备注 已转走, and no word or 在读 beside it
    left = (status == school) & (names_say_left(rows["name_remark"]) | remarks_say_left(rows["remark"]))
    left |= (status == school) & leaves & (changed <= day)  # 离校时间, and no word or 在读 beside it
    status[left & ~decided] = unknown
    stop = status == away
    stays = stop & (changed > day) & ~deceased
    status[stays] = school
    status[returned & (changed > day)] = away
    status[stop & (changed < 0) & ~deceased] = unknown  # a date that cannot be read may lie on either side
    status[(joined < 0) & (status == school)] = unknown  # may have come after the day
    undated = stop & (changed == 0)
    torn = said.torn & ~stays  # who left later was there on the day, as the other column says
    status[torn] = unknown
    return status, (stays, undated, deceased, joined > day, torn)


def _is_local(texts: pd.Series[str], settings: Settings) -> Mask:
    local = texts.str.startswith(settings.county)
    if settings.county_name:
        local |= texts.str.contains(settings.county_name, regex=False)
    return np.asarray(local, dtype=bool) & (texts != "").to_numpy()


def _agricultural(rows: pd.DataFrame, settings: Settings) -> Mask:
    """A yes or no in the roster decides; where it is blank, the list of majors does."""
    codes, blank, _ = read_words("agricultural_major", rows["agricultural"])
    listed = rows["major"].isin(list(settings.agricultural)).to_numpy()
    return np.where(blank, listed, codes == value_code("agricultural_major", "yes"))


def county_name(office: str) -> str:
    """Return the county's name from the office's: 示例县学生资助管理中心 is of 示例县.

    >>> county_name("示例县学生资助管理中心"), county_name("资助中心")
    ('示例县', '')
    """
    match = re.match(r"^(.+?[县区市旗])", office)
    return match[1] if match else ""
