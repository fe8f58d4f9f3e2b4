"""The facts of each roster row as codes: what the words of a row say about a student on the reference day.

Blank and unreadable words become *unknown*; whether that matters is for the rules to say. Where schedules.md says that
unknown counts as no (local hukou, majors, part-time) it does so here.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.facts import pack, value_code
from aid_ledger.intake import read_dates, read_stage_and_grade, read_status, read_words
from aid_ledger.linking.schools import SchoolBook, school_private
from aid_ledger.terms import Term

FIELDS = (
    "stage", "grade", "class", "boarding", "status", "status_date", "transferred_in", "hukou_kind", "hukou_county",
    "major", "agricultural", "study_form", "degree_level", "new_entrant", "came_from", "college_place",
    "school_nature", "tuition", "enrol_ym",
)  # fmt: skip
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
    ``came_later``: transferred in after the reference day.
    """

    codes: dict[str, Codes]
    stays: Mask
    undated: Mask
    deceased: Mask
    came_later: Mask

    @property
    def key(self) -> npt.NDArray[np.uint64]:
        """The packed facts of each row, without categories."""
        return pack(self.codes)


def read_facts(rows: pd.DataFrame, school: npt.NDArray[np.int32], book: SchoolBook, settings: Settings) -> RowFacts:
    """Read the facts of roster and application rows.

    Args:
        rows: stacked rows with :data:`FIELDS` and ``kind``.
        school: index into ``book`` by row, -1 unknown.
        book: the schools.
        settings: term, days and lists.
    """
    application = (rows["kind"] == "applications").to_numpy()
    stage, grade = read_stage_and_grade(
        rows["stage"], rows["grade"], rows["class"], rows["enrol_ym"], term=settings.term
    )
    only_stage = np.append(book.frame["stage"].to_numpy(), 0)[school]
    named = (rows["stage"] != "").to_numpy() | (rows["grade"] != "").to_numpy()
    stage = np.where((stage == 0) & ~named, only_stage, stage)
    special = np.append(book.frame["special"].to_numpy(dtype=bool), False)[school]
    own_private = read_words("private", rows["school_nature"])[0]
    degree, degree_blank, _ = read_words("degree_level", rows["degree_level"])
    status, facts = _status(rows, settings)
    higher = stage == value_code("stage", "higher")
    codes: dict[str, Codes] = {
        "stage": stage,
        "grade": grade,
        "boarding": read_words("boarding", rows["boarding"])[0],
        "status": status,
        "special_education": (special | rows["stage"].str.contains("特殊|特教").to_numpy()).astype(np.uint8),
        "higher_vocational": np.where(higher, np.where(degree_blank, 0, degree), 1),
        "rural_hukou": read_words("rural_hukou", rows["hukou_kind"])[0],
        "local_hukou": _is_local(rows["hukou_county"], settings).astype(np.uint8),
        "agricultural_major": _agricultural(rows, settings).astype(np.uint8),
        "performing_major": rows["major"].isin(list(settings.performing)).to_numpy().astype(np.uint8),
        "full_time": (read_words("full_time", rows["study_form"])[0] != 1).astype(np.uint8),
        "new_entrant": np.where(higher, read_words("new_entrant", rows["new_entrant"])[0], 1),
        "came_from": read_words("came_from", rows["came_from"])[0],
        "college_place": read_words("college_place", rows["college_place"])[0],
        "private": np.where(own_private > 0, own_private, np.where(application, 0, school_private(book, school))),
        "inclusive": np.append(book.frame["inclusive"].to_numpy(), 0)[school],
    }
    return RowFacts(codes, *facts)


def _status(rows: pd.DataFrame, settings: Settings) -> tuple[Codes, tuple[Mask, Mask, Mask, Mask]]:
    """Judge being at school on the reference day from status word and dates."""
    reading = read_status(rows["status"])
    day = settings.reference_day.year * 10_000 + settings.reference_day.month * 100 + settings.reference_day.day
    changed = read_dates(rows["status_date"])
    joined = read_dates(rows["transferred_in"])
    school, away, unknown = (value_code("status", word) for word in ("school", "away", "unknown"))
    status = reading.codes.copy()
    stop = status == away
    stays = stop & (changed > day)
    status[stays & ~reading.deceased] = school
    status[reading.returned & (changed > day)] = away
    status[stop & (changed < 0)] = unknown  # a date that cannot be read may lie on either side
    undated = stop & (changed == 0)
    return status, (stays & ~reading.deceased, undated, reading.deceased, joined > day)


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
