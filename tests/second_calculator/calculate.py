"""A second, independent calculator of the demo county, for tests: what a payout from an empty ledger must post.

It shares no code with ``aid_ledger``: openpyxl, the standard library, plain loops and dicts, so that a reader can
check it against ``shared/reference/schedules.md``. ``forms`` opens the files, ``reading`` finds their rows, ``words``
and ``people`` read cells, ``lists``, ``reports``, ``registers`` and ``students`` say what the rows mean, ``schedules``
has the figures, and this module puts them together. Each module's docstring lists what was chosen where the requirement
is silent; here:

* A missing fact (school, stage, status word) holds a row only where some value of it could pay something (§1.1: "but
  only where the missing fact could change what is paid"); else the row is ``not-entitled``. Identity, contradictions
  and two schools hold always. An unknown stage is tried as each stage of the school (of all stages where unknown).
* A row is ``paid`` by what is due, also where it was all paid before. An application row has its student's outcome.
* A row of paid-before is linked by its ID alone. For a known student it is ``used`` for its own term (once-in-a-life
  programmes: for other terms too), else ``unused``. Nothing is recovered from who is in no list, is held or deceased,
  or from an applicant in a programme that applications do not speak for.
* Awards go to a student who is certain and at school (also by an application); an ID in no list is ``held``
  (``not-in-roster``), a student who is away ``unused``. Several awards of one student add up to one line. With
  county-a, as long as it speaks, the awards of donors are ``donor-award``: those whose 资助方 is not the state. An
  amount off the award's own standard is paid as listed.
* Rows of the school list are ``used``; a repeated one is ``duplicate``, another one of the same code is held. A name
  that two schools bear (official names before aliases) names none.
* Nutrition: rows under one ID and two names are two persons; who dies later in the term is not counted.
* Every file of the folder speaks for the term asked for, whatever the date in its name.
* Lists for checks alone (notices, papers, public employees, the deceased) move no money; their rows are ``used``.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.second_calculator import reports, words
from tests.second_calculator.doubts import dragged
from tests.second_calculator.entitlements import pay_student
from tests.second_calculator.lists import Paid, pay_award, read_paid, read_schools
from tests.second_calculator.meals import nutrition
from tests.second_calculator.reading import FOR_CHECKS, REGISTERS, Place, read_folder
from tests.second_calculator.registers import Hardship, link, read_entries
from tests.second_calculator.rows import Student, read_student
from tests.second_calculator.schedules import FOR_APPLICANTS, ONCE_IN_A_LIFE
from tests.second_calculator.students import Linker, identities

Key = tuple[str, str]
"""Student (ID, else 学籍号) or school (code, else name), and programme."""


@dataclass
class Result:
    """What the calculator says; money in fen. ``notes`` are register rows whose name differs a little."""

    lines: dict[Key, tuple[str, int]] = field(default_factory=dict)
    recoveries: dict[Key, int] = field(default_factory=dict)
    held: dict[Place, str] = field(default_factory=dict)
    outcomes: dict[Place, str] = field(default_factory=dict)
    programme_held: dict[Key, str] = field(default_factory=dict)
    totals: dict[str, int] = field(default_factory=dict)
    notes: dict[Place, str] = field(default_factory=dict)


def calculate(
    folder: Path,
    term: str,
    packs: tuple[str, ...],
    *,
    parameters: dict[str, str] | None = None,
    county: str = "990101",
) -> Result:
    """Calculate the first payout of the term from every file in the folder.

    Raises:
        ValueError: a file fits no layout, or city-d is asked for without its amounts.
    """
    parameters = parameters or {}
    for number in (1, 2, 3) if "city-d" in packs else ():
        if words.fen(parameters.get(f"city-d.living.step-{number}")) is None:
            raise ValueError(f"the pack city-d needs the parameter city-d.living.step-{number}")
    rows = read_folder(folder)
    runs = dragged(rows)
    rows = [replace(row, dragged=row.place in runs) for row in rows] if runs else rows
    result = Result()
    find_school = read_schools([row for row in rows if row.kind == "schools"], result.outcomes, result.held)
    unclear: set[tuple[str, str]] = set()
    paid = read_paid([row for row in rows if row.kind == "paid-before"], result.outcomes, result.held, unclear)

    entries = [entry for row in rows if row.kind in REGISTERS for entry in read_entries(row)]
    register_names: dict[str, set[str]] = {}
    for entry in entries:
        if entry.held in {"", "category-unknown"}:
            register_names.setdefault(entry.number, set()).add(entry.name)
    on = words.reference_day(term)
    listed = [read_student(row, find_school, on, county) for row in rows if row.kind in {"roster", "applications"}]
    of_kind = {kind: [row for row in rows if row.kind == kind] for kind in ("boarders", "meals", "accounts", "budget")}
    keys = identities(listed, register_names)
    reports.read_boarders(of_kind["boarders"], find_school, listed, keys, result.outcomes, result.held)
    meal_days = reports.read_meals(of_kind["meals"], find_school, term, result.outcomes, result.held)
    reports.read_budget(of_kind["budget"], result.outcomes, result.held)
    linker = Linker(listed, register_names, {item.number for item in paid if item.term == term})
    names_of = {student.number: student.names or {""} for student in linker.students if student.number}
    reports.read_accounts(of_kind["accounts"], names_of, result.outcomes, result.held)
    registers = link(entries, names_of, term)

    result.outcomes |= linker.outcomes | registers.outcomes
    result.held |= linker.holds | registers.holds
    result.notes = registers.notes
    students = {student.who: student for student in linker.students}
    for student in linker.students:
        hardship = registers.hardship.get(student.number, Hardship())
        student.hold = student.hold or (hardship.hold if student.current else "")
        if not student.hold and {(student.number, term), (student.number, "")} & unclear:
            student.hold = "paid-before-unclear"
        had = [item for item in paid if item.number == student.who and item.term != term and item.amount]
        once = {item.programme for item in had}
        pay_student(student, hardship, term, packs, parameters, once_paid=once)
    result.outcomes |= {row.place: "used" for row in rows if row.kind in FOR_CHECKS}
    seen: set[tuple[object, ...]] = set()
    for row in rows:
        if row.kind == "awards":
            pay_award(row, students, term, packs, outcomes=result.outcomes, held=result.held, seen=seen)
    for student in linker.students:
        settle_rows(student, result)
    take_off_paid(result, paid, students, term)
    for school, amount in nutrition(listed, term, meal_days).items():
        if amount:
            result.lines[school, "nutrition"] = ("school", amount)
    for (_, programme), (_, amount) in result.lines.items():
        result.totals[programme] = result.totals.get(programme, 0) + amount
    result.totals["total"] = sum(amount for _, amount in result.lines.values())
    return result


def settle_rows(student: Student, result: Result) -> None:
    """Take over the student's lines and held programmes, and give the rows without an outcome theirs."""
    for programme, line in student.lines.items():
        result.lines[student.who, programme] = line
    for programme, reason in student.programme_holds.items():
        result.programme_held[student.who, programme] = reason
    reason = student.hold
    if not reason and student.programme_holds:
        reason = student.programme_holds[min(student.programme_holds)]
    for row in (student.current, student.application):
        if row is None or row.row.place in result.outcomes:
            continue
        if student.lines:
            result.outcomes[row.row.place] = "paid"
        elif reason:
            result.outcomes[row.row.place], result.held[row.row.place] = "held", reason
        else:
            result.outcomes[row.row.place] = "not-entitled"


def take_off_paid(result: Result, paid: list[Paid], students: dict[str, Student], term: str) -> None:
    """Post only what was not paid before; what was paid too much is a recovery."""
    before: dict[Key, int] = {}
    for item in paid:
        student = students.get(item.number)
        if student is None or not decides(item, term):
            result.outcomes[item.place] = "unused"
        else:
            result.outcomes[item.place] = "used"
        if student is not None and item.term == term and knows(student, item.programme):
            result.outcomes[item.place] = "used"
            before[item.number, item.programme] = before.get((item.number, item.programme), 0) + item.amount
    for key, amount in before.items():
        payee, now = result.lines.pop(key, ("", 0))
        if now > amount:
            result.lines[key] = (payee, now - amount)
        elif now < amount:
            result.recoveries[key] = amount - now


def decides(item: Paid, term: str) -> bool:
    """Return whether money of the item's term has a say in this one."""
    return item.term == term or (item.programme in ONCE_IN_A_LIFE and item.amount > 0)


def knows(student: Student, programme: str) -> bool:
    """Return whether it is known what this student is due in the programme (not known is not zero)."""
    if student.hold or programme in student.programme_holds:
        return False
    only_applied = all(row.row.kind == "applications" for row in student.rows)
    return programme in FOR_APPLICANTS or not only_applied
