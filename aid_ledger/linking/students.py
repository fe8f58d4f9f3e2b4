"""Rows become students: one student a certain identity, and what several rows of one student mean together.

A row without a certain identity stands for a person of its own that is held: counted at school, never paid.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.facts import value_code
from aid_ledger.intake import read_dates
from aid_ledger.linking.student_facts import RowFacts
from aid_ledger.people.text_columns import is_among

LISTED = {name: value_code("listed", name) for name in ("roster", "application", "both")}
_AT_SCHOOL = (value_code("status", "school"), value_code("status", "home"))
_AWAY = value_code("status", "away")
Index = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Students:
    """Persons, one item each, and what became of every roster and application row.

    ``primary``: the row whose facts speak; ``reason``: why the whole student is held, or ``""``; ``listed``: code
    of the fact. By row: ``student`` (index here), ``outcome`` (``""``: that of the student, else ``duplicate``,
    ``held`` or ``not-at-school``) and ``row_reason``. ``counted``: the person counts for the school's meals.
    """

    primary: Index
    reason: npt.NDArray[np.object_]
    listed: npt.NDArray[np.uint8]
    counted: npt.NDArray[np.bool_]
    student: Index
    outcome: npt.NDArray[np.object_]
    row_reason: npt.NDArray[np.object_]


@dataclass(slots=True)  # filled while several rows of one person are weighed
class _Group:
    """What several rows of one person come to."""

    primary: int
    listed: int
    reason: str = ""
    counted: bool = True


def identities(rows: pd.DataFrame, numbers: tuple[npt.NDArray[np.object_], npt.NDArray[np.object_]],
               registered: Mapping[str, frozenset[str]]) -> pd.DataFrame:  # fmt: skip
    """Add to each row the identity it is certain of, or the reason why there is none.

    Args:
        rows: identified rows, with ``student_no`` and ``birth_date``.
        numbers: 学籍号 in normal form, and the valid tails of G numbers.
        registered: names in matching form by ID, of all register rows.

    Returns:
        ``rows`` with ``identity`` (``I`` and an ID, ``S`` and 学籍号, name and birth date, or ``""``), ``id`` filled
        from a certain G number, and ``id_reason``.
    """
    number, tail = numbers
    births = read_dates(rows["birth_date"])
    blank = (rows["id_reason"] == "no-identity").to_numpy()
    identity = np.where(rows["id"] != "", "I" + rows["id"], "").astype(object)
    own_id = rows["id"].to_numpy(dtype=object).copy()
    for row in np.flatnonzero(blank).tolist():
        name, born = rows["match_name"].iat[row], int(births[row])
        if tail[row] and name in registered.get(tail[row], frozenset()):
            own_id[row], identity[row] = tail[row], "I" + tail[row]
        elif number[row] and name and born > 0:
            day = f"{born // 10_000:04d}-{born // 100 % 100:02d}-{born % 100:02d}"  # one day, however it was typed
            identity[row] = "|".join((f"S{number[row]!s}", str(name), day))
    reason = np.where(identity != "", "", rows["id_reason"])
    reason = _same_number(number, identity, reason)
    reason = np.where(_two_names(identity, rows["match_name"]) & (reason == ""), "one-id-two-names", reason)
    identity = np.where(reason == "", identity, "")
    return rows.assign(identity=identity, id=own_id, id_reason=reason, student_no=number)


def _two_names(identity: npt.NDArray[np.object_], names: pd.Series[str]) -> npt.NDArray[np.bool_]:
    """Mark rows whose identity stands under more than one name: they may be two children, so each waits by itself."""
    table = pd.DataFrame({"identity": identity, "name": names.to_numpy()})
    several = table.groupby("identity", sort=False)["name"].transform("nunique") > 1
    return np.asarray(several & (table["identity"] != ""), dtype=bool)


def _same_number(number: npt.NDArray[np.object_], identity: npt.NDArray[np.object_],
                 reason: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:  # fmt: skip
    """Hold a row known by 学籍号 alone whose number another row bears with an ID: it may be the same child twice."""
    by_id = np.char.startswith(identity.astype(str), "I")
    taken = set(number[by_id & (number != "")].tolist())
    weak = np.char.startswith(identity.astype(str), "S")
    twice = weak & np.array([one in taken for one in number], dtype=bool)
    return np.where(twice, "no-identity", reason)


def person_keys(identity: pd.Series[str], student_no: pd.Series[str], name: pd.Series[str]) -> list[set[str]]:
    """Return by which keys each person is known: the identity, and 学籍号 with name (an ID may be corrected)."""
    return [
        {key for key in (one, f"N{number}|{who}" if number else "") if key}
        for one, number, who in zip(identity.tolist(), student_no.tolist(), name.tolist(), strict=True)
    ]


def known_among(students: pd.DataFrame, keys: Collection[str]) -> npt.NDArray[np.bool_]:
    """Tell which students (``identity``, ``student_no``, ``name``) are among persons known by these keys."""
    if not keys:
        return np.zeros(len(students), dtype=bool)
    numbered = "N" + students["student_no"] + "|" + students["name"]
    by_number = (students["student_no"] != "").to_numpy(dtype=bool) & is_among(numbered, keys)
    found = is_among(students["identity"], keys) | by_number
    return np.asarray(found & (students["identity"] != "").to_numpy(dtype=bool), dtype=bool)


def build_students(rows: pd.DataFrame, facts: RowFacts, school: npt.NDArray[np.int32], *, join: str) -> Students:
    """Group rows into persons and weigh persons with several rows.

    Args:
        rows: with ``identity``, ``id_reason``, ``id_doubt``, ``match_name``, ``kind``, in the order that decides
            duplicates.
        facts: their facts.
        school: their schools, -1 unknown.
        join: the reason code for a row that joined after the reference day, ``came-after-reference-day``.
    """
    count = len(rows)
    identity = rows["identity"].to_numpy(dtype=object)
    label = np.where(identity != "", identity, np.char.add("#", np.arange(count).astype(str)).astype(object))
    student, first = pd.factorize(label)
    application = (rows["kind"] == "applications").to_numpy()
    reason = _row_reasons(rows, facts, school, application)
    late = facts.came_later & ~application
    outcome = np.where(reason != "", "held", "").astype(object)
    size = np.bincount(student, minlength=len(first))
    primary = np.zeros(len(first), dtype=np.int64)
    primary[student[::-1]] = np.arange(count)[::-1]
    listed = np.where(application[primary], LISTED["application"], LISTED["roster"]).astype(np.uint8)
    single = size[student] == 1
    reason[single & late & (reason == "")] = join
    elsewhere = np.flatnonzero(single & late)  # whatever else the row waits for
    whole = np.where(size == 1, reason[primary], "").astype(object)
    counted = np.ones(len(first), dtype=bool)
    counted[student[elsewhere]] = False  # on the reference day they ate somewhere else
    weigher = _Weigher(rows, facts, school, application, reason, outcome, late, join)
    for index in _several(student, size):
        group = weigher.weigh(index)
        at = student[index[0]]
        primary[at], listed[at], whole[at], counted[at] = group.primary, group.listed, group.reason, group.counted
    outcome[reason == join] = "held"
    return Students(primary, whole, listed, counted, student, outcome, reason)


def _several(student: Index, size: Index) -> Iterator[Index]:
    """Yield the rows of each person who has more than one, in order."""
    rows = np.flatnonzero(size[student] > 1)
    if not len(rows):
        return
    order = rows[np.argsort(student[rows], kind="stable")]
    borders = np.flatnonzero(np.diff(student[order])) + 1
    yield from np.split(order, borders)


def _row_reasons(rows: pd.DataFrame, facts: RowFacts, school: npt.NDArray[np.int32],
                 application: npt.NDArray[np.bool_]) -> npt.NDArray[np.object_]:  # fmt: skip
    """Why a row by itself is held: the first that applies, in the order of the table of schedules.md §1.1."""
    away = facts.codes["status"] == _AWAY
    reason = rows["id_reason"].to_numpy(dtype=object).copy()
    free = (reason == "") & ~away
    reason[free] = rows["id_doubt"].to_numpy(dtype=object)[free]
    for code, where in (
        ("school-unknown", (school < 0) & ~application & ~away),
        ("stage-unknown", (facts.codes["stage"] == 0) & ~away),
        ("statuses-differ", facts.torn),
        ("status-unknown", facts.codes["status"] == 0),
    ):
        reason[(reason == "") & where] = code
    return reason


class _Weigher:
    """Decides what the rows of one person mean together; changes ``reason`` and ``outcome`` of those rows."""

    def __init__(self, rows: pd.DataFrame, facts: RowFacts, school: npt.NDArray[np.int32], *columns: object) -> None:
        application, reason, outcome, late, join = columns
        self.key, self.status, self.stays = facts.key, facts.codes["status"], facts.stays
        self.stage, self.school = facts.codes["stage"], school
        self.tuition = rows["tuition"].to_numpy(dtype=object)
        what_lines_say = ["student_name", "grade", "class", "student_no", "school", "school_code", "gender"]
        self.written = list(zip(*(rows[name].tolist() for name in what_lines_say), strict=True))
        self.application: npt.NDArray[np.bool_] = application  # type: ignore[assignment]
        self.reason: npt.NDArray[np.object_] = reason  # type: ignore[assignment]
        self.outcome: npt.NDArray[np.object_] = outcome  # type: ignore[assignment]
        self.late: npt.NDArray[np.bool_] = late  # type: ignore[assignment]
        self.join = str(join)

    def weigh(self, index: Index) -> _Group:
        """Return what these rows come to, marking each that is not the student's own."""
        rows = index.tolist()
        roster = [row for row in rows if not self.application[row]]
        applied = [row for row in rows if self.application[row]]
        usable = [row for row in roster if self.reason[row] == ""]
        group = self._roster(roster, usable) if roster else None
        if not applied:
            return group or _Group(rows[0], LISTED["roster"])
        if group is None or (self.status[group.primary] == _AWAY and not group.reason):
            alone = self._same_facts(applied)
            if group is not None:
                for row in roster:
                    self.outcome[row] = self.outcome[row] or "not-at-school"
            alone.listed = LISTED["application"]
            return alone
        first = self._same_facts(applied)
        if not group.reason and self.stage[first.primary] != self.stage[group.primary]:
            return self._hold([group.primary, *applied], [*roster, *applied], "contradicting-rows")
        group.listed, group.reason = LISTED["both"], group.reason or first.reason
        return group

    def _hold(self, marked: list[int], rows: list[int], reason: str, *, counted: bool = True) -> _Group:
        for row in marked:
            self.reason[row], self.outcome[row] = reason, "held"
        at_school = [row for row in rows if self.status[row] in _AT_SCHOOL and not self.application[row]]
        at_known = [row for row in at_school if self.school[row] >= 0]  # a head there, whatever else waits
        primary = (at_known or at_school or rows)[0]
        listed = LISTED["application" if self.application[primary] else "roster"]
        return _Group(primary, listed, reason, counted)

    def _roster(self, roster: list[int], usable: list[int]) -> _Group:
        """Roster rows of one person: at school at one place, at two, or at none."""
        if len(usable) < len(roster):
            doubtful = next(row for row in roster if self.reason[row] != "")
            return self._hold([], roster, self.reason[doubtful])
        present = [row for row in roster if self.status[row] in _AT_SCHOOL]
        late = [row for row in present if self.late[row]]
        staying = [row for row in present if self.stays[row]]
        others = [row for row in present if row not in late]
        if late and others:
            self._not_there(late)
            present = others
        elif late:
            return self._hold(late, roster, self.join, counted=False)
        elsewhere = {self.school[row] for row in staying}
        if staying and any(self.school[row] not in elsewhere for row in present):
            self._not_there([row for row in present if self.school[row] not in elsewhere])
            present = [row for row in present if self.school[row] in elsewhere]
        if len({self.school[row] for row in present}) > 1:
            return self._hold(present, roster, "listed-by-two-schools", counted=False)
        if not present:
            return self._away(roster)
        here = [row for row in roster if self.school[row] == self.school[present[0]]]
        self._not_there([row for row in roster if row not in here])
        return self._same_facts(here)

    def _not_there(self, rows: list[int]) -> None:
        for row in rows:
            self.outcome[row] = "not-at-school"

    def _away(self, rows: list[int]) -> _Group:
        """Nobody has the student at school: equal rows of one school are duplicates, others each say so."""
        seen: set[tuple[object, ...]] = set()
        for row in rows:
            facts = self._facts(row)
            if facts in seen:
                self.outcome[row] = "duplicate"
            seen.add(facts)
        return _Group(rows[0], LISTED["roster"])

    def _facts(self, row: int) -> tuple[object, ...]:
        return (int(self.school[row]), int(self.key[row]), self.tuition[row])

    def _same_facts(self, rows: list[int]) -> _Group:
        """Rows of one student at one school: one speaks, the others are duplicates; different facts wait.

        Of identical rows the first speaks; of rows that differ in what is no fact (class, 学籍号) the least text does,
        so that the order of rows decides nothing that a line says.
        """
        if len({self._facts(row) for row in rows}) > 1:
            return self._hold(rows, rows, "contradicting-rows")
        speaks = min(rows, key=lambda row: (self.written[row], row))
        for row in rows:
            if row != speaks:
                self.outcome[row] = "duplicate"
        return _Group(speaks, LISTED["roster"], self.reason[speaks])
