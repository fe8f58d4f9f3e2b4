"""From a student's row and hardship to lines, held programmes, or the missing fact that holds the whole student."""

from __future__ import annotations

from dataclasses import replace

from tests.second_calculator import words
from tests.second_calculator.facts import Answer, Facts, School
from tests.second_calculator.registers import Hardship
from tests.second_calculator.rows import Student, StudentRow
from tests.second_calculator.schedules import FOR_APPLICANTS, ONCE_IN_A_LIFE, due

STAGES = ("preschool", "primary", "junior", "senior", "vocational", "higher")


def facts_of(row: StudentRow, hardship: Hardship) -> Facts:
    """Return the facts that the schedules ask for; the stage must be known or replaced."""
    level, new, came_from, place, nature, tuition = row.college
    vocational_levels = {"高职", "专科", "大专", "高职高专"}
    return Facts(
        stage=row.stage or "",
        grade=row.grade,
        boarding=row.boarding,
        hardship=frozenset(hardship.for_term),
        hardship_on_day=frozenset(hardship.on_day),
        level=next(iter(hardship.levels), ""),
        school=row.school or School("", "", inclusive=True),
        rural=row.rural,
        local=row.local,
        agricultural=row.agricultural,
        performing=row.performing,
        full_time=row.full_time,
        higher_vocational=words.yes_no(level, tuple(vocational_levels), ("本科", "研究生")),
        new=words.yes_no(new),
        from_senior_high=words.yes_no(came_from, ("普通高中", "普高"), ("中职", "中等职业学校")),
        in_province=words.yes_no(place, ("省内",), ("省外",)),
        private_college=words.yes_no(nature, ("民办",), ("公办",)),
        college_tuition=words.fen(tuition),
    )


def missing_fact(row: StudentRow) -> str:
    """Return the first fact of the row that nobody knows, as a reason."""
    if row.row.kind == "roster" and row.school is None:
        return "school-unknown"
    if row.stage is None:
        return "stage-unknown"
    return row.unknown if row.presence == "unknown" else ""


def wait_for_level(plain: Answer, with_it: Answer) -> Answer:
    """Return the answer in which every programme that the waiting category could change is held."""
    answer = Answer()
    for name in {*plain.lines, *plain.held, *with_it.lines, *with_it.held}:
        if name in plain.held and name in with_it.held:
            answer.held[name] = plain.held[name]
        elif name in plain.lines and plain.lines[name] == with_it.lines.get(name):
            answer.lines[name] = plain.lines[name]
        elif name in with_it.lines or name in plain.lines:
            answer.held[name] = "level-blank"
        else:
            answer.held[name] = (with_it.held | plain.held)[name]
    return answer


def pay_student(
    student: Student,
    hardship: Hardship,
    term: str,
    packs: tuple[str, ...],
    parameters: dict[str, str],
    *,
    once_paid: set[str],
) -> None:
    """Find the lines and held programmes of a student who is at school, or the reason to hold the student.

    ``once_paid`` are the once-in-a-life programmes that the student had in other terms.
    """
    row = student.current
    if row is None:
        return
    facts = facts_of(row, hardship)
    stages: tuple[str, ...] = (facts.stage,)
    if row.stage is None:
        stages = STAGES  # a school's list of stages does not say which one a row without any is in
    answers = [due(replace(facts, stage=stage), term, packs, parameters) for stage in stages]
    if hardship.perhaps - hardship.for_term:
        more = replace(
            facts,
            hardship=facts.hardship | hardship.perhaps,
            hardship_on_day=facts.hardship_on_day | hardship.perhaps_on_day,
        )
        others = [due(replace(more, stage=stage), term, packs, parameters) for stage in stages]
        answers = [wait_for_level(one, other) for one, other in zip(answers, others, strict=True)]
    for answer in answers:
        if row.row.kind == "applications":
            answer.lines = {name: line for name, line in answer.lines.items() if name in FOR_APPLICANTS}
            answer.held = {name: reason for name, reason in answer.held.items() if name in FOR_APPLICANTS}
        for name in once_paid & ONCE_IN_A_LIFE:
            answer.lines.pop(name, None)
            answer.held.pop(name, None)
    missing = missing_fact(row)
    if missing and any(answer.lines or answer.held for answer in answers):
        student.hold = student.hold or missing
    if not student.hold and not missing:
        student.lines |= answers[0].lines
        student.programme_holds |= answers[0].held
