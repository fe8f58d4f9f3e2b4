"""Rows of rosters and applications, linked to students: who is where on the reference day, and which rows contradict.

Chosen where the requirement is silent or has two readings:

* A row without an ID whose 学籍号, name and birth date are those of a row with an ID is that student.
* A row that is away (or dead) is ``not-at-school`` whatever else is wrong with it: nothing missing could pay it.
* One ID under two names: all its rows are held, away or not, unless every one is away. A blank name is no name. The
  same for one 学籍号 (rows without ID) under two names or birth dates.
* Rows at school (coming, staying, unknown) of different students that share a 学籍号, by its 18 characters behind the
  letter, are all held, and so is a row whose 学籍号 holds the ID of another such student. A G number that is no valid
  ID says so only together with the same name. Without IDs the reason stands in place of one-id-two-names.
* "The same facts" are every fact of the row but the class, 学籍号, account and file; blank against a word
  is a difference, except where one row is that of a child who leaves after the reference day: it takes what it leaves
  blank from the one other row at that school. Of contradicting rows one that repeats an earlier one is the duplicate.
* Order of the reasons: identity, one-id-two-names, doubts about the ID (``doubts``), student-number-two-ids,
  contradicting-rows, listed-by-two-schools, left-date-unknown,
  came-after-reference-day, name-conflict (``registers``), then the facts: school, stage, status.
* A row with an unknown status beside one at school elsewhere: both held ``status-unknown``.
* 转入日期 after the reference day with no row of the student at school elsewhere: held, even where another school of
  the county let the student go before that day (nobody holds the 学籍 on it).
* A school that is not in the list counts as a school of its own (by code and name as written).
* Two applications of one student at two colleges are two schools; 申报项目 is no fact: one row speaks for every
  programme that applications speak for.
"""

from __future__ import annotations

import re

from tests.second_calculator import people
from tests.second_calculator.reading import Place
from tests.second_calculator.rows import Student, StudentRow

AWAY = {"away", "away-undated", "dead"}
TWO_IDS = "student-number-two-ids"
NUMBER = re.compile(r"[GJL]([0-9]{17}[0-9X])")


def triple(row: StudentRow) -> tuple[object, ...]:
    """Return what identifies a student without an ID."""
    return row.student_no, people.plain_name(row.name), row.born


def identities(
    rows: list[StudentRow], register_names: dict[str, set[str]]
) -> dict[Place, tuple[str, str] | None]:  # fmt: skip
    """Return for each row (ID, ""), or ("", 学籍号) for a student without one, or None."""
    numbers_of: dict[tuple[object, ...], set[str]] = {}
    for row in rows:
        if row.number_state == "ok" and row.student_no and row.name and row.born:
            numbers_of.setdefault(triple(row), set()).add(row.number)
    return {row.row.place: identity(row, register_names, numbers_of) for row in rows}


def identity(
    row: StudentRow, register_names: dict[str, set[str]], numbers_of: dict[tuple[object, ...], set[str]]
) -> tuple[str, str] | None:
    """Return (ID, ""), or ("", 学籍号) for a student without one, or None."""
    if row.number_state == "ok":
        return row.number, ""
    if row.number_state in {"bad", "run"}:
        return None
    tail = row.student_no[1:] if row.student_no.startswith("G") else ""
    names = {people.plain_name(name) for name in register_names.get(tail, set())}
    if people.is_valid(tail) and row.name and people.plain_name(row.name) in names:
        return tail, ""
    if not (row.student_no and row.name and row.born):
        return None
    same = numbers_of.get(triple(row), set())
    return (next(iter(same)), "") if len(same) == 1 else ("", row.student_no)


def doubt_shared_numbers(rows: list[StudentRow], keys: dict[Place, tuple[str, str] | None]) -> None:
    """Put a doubt on the rows of students of whom one bears the 学籍号, or has the ID, that is in another's 学籍号."""
    students: dict[tuple[str, str], list[StudentRow]] = {}
    for row in rows:
        key = keys[row.row.place]
        if key is not None:
            students.setdefault(key, []).append(row)
    bearers: dict[str, set[tuple[str, str]]] = {}
    for key, own in students.items():
        if len({people.plain_name(row.name) for row in own}) > 1:
            continue  # waits already
        for row in own:
            if row.presence in AWAY:
                continue
            if key[0]:
                bearers.setdefault(key[0], set()).add(key)
            form = NUMBER.fullmatch(row.student_no)
            if form:
                valid = not row.student_no.startswith("G") or people.is_valid(form[1])
                word = form[1] if valid else f"{row.student_no} {people.plain_name(row.name)}"
                bearers.setdefault(word, set()).add(key)
    for who in bearers.values():
        for row in (row for key in who for row in students[key] if len(who) > 1 and row.presence not in AWAY):
            row.doubt = row.doubt or TWO_IDS


class Linker:
    """Puts rows together into students and settles each row that gives no facts."""

    def __init__(self, rows: list[StudentRow], register_names: dict[str, set[str]], paid: set[str]) -> None:
        """Link.

        Args:
            rows: rosters and applications, in the order that decides duplicates.
            register_names: by valid ID, the names that the registers have for it.
            paid: IDs that have been paid before for this very term.
        """
        self.paid = paid
        self.outcomes: dict[Place, str] = {}
        self.holds: dict[Place, str] = {}
        self.students: list[Student] = []
        groups: dict[tuple[str, str], list[StudentRow]] = {}
        keys = identities(rows, register_names)
        doubt_shared_numbers(rows, keys)
        for row in rows:
            key = keys[row.row.place]
            if key is None:
                written = (row.number, row.student_no, people.plain_name(row.name), row.born)
                row.person = str(written if row.number or row.student_no else row.row.place)
                row.present = row.presence in {"here", "leaves-later"}
                self.hold_or_away([row], people.REASONS.get(row.number_state, "no-identity"))
            else:
                groups.setdefault(key, []).append(row)
        for (number, student_no), own in groups.items():
            student = Student(number or student_no, number, own, names={row.name for row in own if row.name})
            for row in own:
                row.person = student.who
            self.students.append(student)
            self.settle(student)

    def hold_or_away(self, rows: list[StudentRow], reason: str) -> None:
        """Hold the rows; those that are away are just that."""
        for row in rows:
            if row.presence in AWAY:
                self.outcomes[row.row.place] = "not-at-school"
            else:
                self.hold(row, reason)

    def hold(self, row: StudentRow, reason: str) -> None:
        """Hold one row."""
        self.outcomes[row.row.place], self.holds[row.row.place] = "held", reason

    def hold_all(self, student: Student, rows: list[StudentRow], reason: str) -> None:
        """Hold the student and these rows."""
        student.hold = student.hold or reason
        for row in rows:
            self.hold(row, reason)

    def settle(self, student: Student) -> None:
        """Find the row that gives the student's facts, and settle the other rows."""
        rows = student.rows
        persons = {people.plain_name(name) for name in student.names}
        births = {row.born for row in rows} if not student.number else set()
        if (len(persons) > 1 or len(births) > 1) and any(row.presence not in AWAY for row in rows):
            different: list[tuple[object, ...]] = []
            for row in rows:
                if (row.school_key, row.born, *row.facts) in different:
                    self.outcomes[row.row.place] = "duplicate"
                    continue
                different.append((row.school_key, row.born, *row.facts))
                row.person = f"{student.who} {people.plain_name(row.name)} {row.born}"
                row.present = row.presence in {"here", "leaves-later"}
                self.hold_all(student, [row], "one-id-two-names" if student.number else TWO_IDS)
            return
        in_doubt = [row.doubt for row in rows if row.doubt and row.presence not in AWAY]
        if in_doubt:
            for row in rows:
                row.present = row.presence in {"here", "leaves-later"}
                self.hold_or_away([row], row.doubt or in_doubt[0])
            student.hold = in_doubt[0]
            return
        kept = self.one_a_school(student, [row for row in rows if row.row.kind == "roster"])
        applied = self.one_a_school(student, [row for row in rows if row.row.kind == "applications"])
        if student.is_held():
            self.hold_or_away(kept + applied, student.hold)
            return
        roster = self.where(student, kept)
        application = self.where(student, applied)
        if student.is_held():
            self.hold_all(student, [row for row in (roster, application) if row], student.hold)
            return
        if roster and application and roster.stage and application.stage and roster.stage != application.stage:
            self.hold_all(student, [roster, application], "contradicting-rows")
        student.current, student.application = roster or application, application
        if student.current is None:
            self.nowhere(student)

    def one_a_school(self, student: Student, rows: list[StudentRow]) -> list[StudentRow]:
        """Settle duplicates and contradictions within each school; return one row a school."""
        kept: list[StudentRow] = []
        schools: dict[str, list[StudentRow]] = {}
        for row in rows:
            schools.setdefault(row.school_key, []).append(row)
        elsewhere = [
            key for key, own in schools.items() if any(row.presence in {"here", "leaves-later"} for row in own)
        ]
        for key, own in schools.items():
            different: list[StudentRow] = []
            for row in self.without_leaving_notes(own):
                if row.facts in [other.facts for other in different]:
                    self.outcomes[row.row.place] = "duplicate"
                else:
                    different.append(row)
            if len(different) > 1 and any(row.presence not in AWAY for row in different):
                for row in different:
                    row.present = row.presence in {"here", "leaves-later"} and elsewhere == [key]
                self.hold_all(student, different, "contradicting-rows")
            else:
                kept.extend(different)
        return kept

    def without_leaving_notes(self, own: list[StudentRow]) -> list[StudentRow]:
        """Drop rows that say only that the child of another row leaves later; that one then leaves later."""
        here = [row for row in own if row.presence == "here"]
        notes = [row for row in own if row.presence == "leaves-later"]
        if not here or any(row.facts != here[0].facts for row in here):
            return own
        agreeing = [row for row in notes if row.denies_nothing_of(here[0])]
        for row in agreeing:
            self.outcomes[row.row.place] = "duplicate"
            here[0].presence = "leaves-later"
        return [row for row in own if row not in agreeing]

    def where(self, student: Student, rows: list[StudentRow]) -> StudentRow | None:
        """Return the row of the school where the student is on the reference day; settle the others."""
        leaving = [row for row in rows if row.presence == "leaves-later"]
        here = [row for row in rows if row.presence == "here"]
        coming = [row for row in rows if row.presence == "to-come"]
        unknown = [row for row in rows if row.presence == "unknown"]
        for row in rows:
            if row.presence in AWAY or (leaving and row in here) or ((leaving or here) and row in coming):
                self.outcomes[row.row.place] = "not-at-school"
        claims = leaving or here
        if len(claims) > 1:
            self.hold_all(student, claims + unknown, "listed-by-two-schools")
            return None
        for row in claims:
            row.present = not unknown
        if unknown and len(claims + unknown) > 1:
            self.hold_all(student, claims + unknown, "status-unknown")
            return None
        if coming and not claims:
            self.hold_all(student, coming + unknown, "came-after-reference-day")
            return None
        found = claims or unknown
        return found[0] if found else None

    def nowhere(self, student: Student) -> None:
        """Settle a student who is at no school: what was paid before decides whether a person must look."""
        if student.who not in self.paid:
            return
        for row in student.rows:
            if self.outcomes.get(row.row.place) == "duplicate":
                continue
            if row.presence == "dead":
                self.hold_all(student, [row], "deceased")
            elif row.presence == "away-undated":
                self.hold_all(student, [row], "left-date-unknown")
