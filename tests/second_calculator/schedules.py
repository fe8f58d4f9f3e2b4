"""What a student is due: ``schedules.md`` §2 and §3 as plain if and elif, in fen a term.

``due`` answers for one student whose facts are known; a fact that is None is unknown and holds the programmes that
ask for it. Chosen where the requirement is silent or has two readings:

* A widening or an addition of a local pack without a last term goes on (city-b's fee waiver, district-c's top-ups);
  county-a's 425 ends with 2024A and gives way to the national 1000.
* ``preschool-fee-waiver`` is out of the question for a 大班 child from 2025A on even where the free year itself is
  held; where the grade is unknown both are held ``grade-unknown``.
* A kindergarten whose 是否普惠 is blank is not 普惠; a school whose 办学性质 is not 民办 is public.
* ``boarding-unknown``: boarding-living is held for any hardship, nonboarding-living too for the four classes;
  lodging-waiver for its categories.
* ``freshman-travel``: 是否新生 decides who is in the first term; a blank one counts as no from 大二 on, else it is
  unknown. Unknown facts of higher students hold ``higher-fact-unknown``.
* ``living-steps`` of city-d are paid to the student, boarder or not; a recognised student whose level is a word
  that nobody knows, without a category of step 1, is held ``level-unknown``. Who is given no level at all, and
  filed_poor, are "the rest": step 3.
"""

from __future__ import annotations

from tests.second_calculator.facts import Answer, Facts, School
from tests.second_calculator.words import fen, term_number

MONITORED = {"unstable", "marginal", "sudden"}
POVERTY_HOUSEHOLD = MONITORED | {"filed_poor"}
FOUR_CLASSES = {"filed_poor", "disabled", "rural_allowance", "rural_destitute"}
STEP_ONE = {"rural_allowance", "urban_allowance", "rural_destitute", "urban_destitute", "orphan", "unsupported"}
STEP_ONE |= {"martyr", "disabled"}
PRESCHOOL_AID = STEP_ONE - {"martyr"} | {"filed_poor"}
ONCE_IN_A_LIFE = {"freshman-travel"}
FOR_APPLICANTS = {"yulu", "freshman-travel", "guaranteed-tuition", "guaranteed-living"}


def due(facts: Facts, term: str, packs: tuple[str, ...], parameters: dict[str, str] | None = None) -> Answer:
    """Return what this student is due for the term."""
    answer = Answer()
    if facts.stage == "preschool":
        preschool(facts, term, packs, answer)
    elif facts.stage in {"primary", "junior"}:
        compulsory(facts, term, packs, answer)
    elif facts.stage == "senior":
        senior(facts, term, packs, answer)
    elif facts.stage == "vocational":
        vocational(facts, term, packs, answer)
    elif facts.stage == "higher":
        higher(facts, term, packs, answer)
    if "city-d" in packs:
        city_d(facts, parameters or {}, answer)
    return answer


def since(term: str, first: str) -> bool:
    """Return whether the term is ``first`` or later."""
    return term_number(term) >= term_number(first)


def in_hardship(facts: Facts) -> bool:
    """Return whether any category but ``guaranteed`` counts."""
    return bool(facts.hardship - {"guaranteed"})


def local_money(facts: Facts, term: str, packs: tuple[str, ...]) -> bool:
    """Return whether district-c's top-ups reach this student."""
    return "district-c" in packs and since(term, "2018A") and facts.local and "filed_poor" in facts.hardship


def preschool(facts: Facts, term: str, packs: tuple[str, ...], answer: Answer) -> None:
    """Add what a child in a kindergarten is due."""
    school = facts.school or School("", "")
    aided = PRESCHOOL_AID | MONITORED | {"near_allowance"} if since(term, "2021A") else PRESCHOOL_AID
    if school.inclusive and facts.hardship & aided and since(term, "2011A"):
        answer.pay("preschool-aid", "student", 75000)
        if local_money(facts, term, packs):
            answer.pay("topup-preschool", "student", 100000)
    free_year = since(term, "2025A")
    if free_year and facts.grade is None:
        answer.held["preschool-free-year"] = "grade-unknown"
    elif free_year and facts.grade == 3:
        answer.pay("preschool-free-year", "school", fee_at_most(school, school.care_fee))
    waived = "city-b" in packs and since(term, "2018A") and bool(facts.hardship & {"filed_poor", "rural_allowance"})
    if waived and not school.private:
        if free_year and facts.grade is None:
            answer.held["preschool-fee-waiver"] = "grade-unknown"
        elif not (free_year and facts.grade == 3):
            answer.pay("preschool-fee-waiver", "school", school.care_fee)


def fee_at_most(school: School, fee: int | None) -> int | None:
    """Return the school's fee, at a private school no more than the public standard; None if a number is blank."""
    if fee is None or not school.private:
        return fee
    return None if school.public_fee is None else min(fee, school.public_fee)


def compulsory(facts: Facts, term: str, packs: tuple[str, ...], answer: Answer) -> None:
    """Add what a student of primary or junior school is due in money."""
    primary = facts.stage == "primary"
    if since(term, "2024S"):
        boarder = 62500 if primary else 75000
    elif since(term, "2011A"):
        boarder = 50000 if primary else 62500
    else:
        boarder = 0
    if in_hardship(facts) and boarder:
        four = bool(facts.hardship & FOUR_CLASSES) and since(term, "2019A")
        if facts.boarding is None:
            answer.held["boarding-living"] = "boarding-unknown"
            if four:
                answer.held["nonboarding-living"] = "boarding-unknown"
        elif facts.boarding:
            answer.pay("boarding-living", "student", boarder)
        elif four:
            answer.pay("nonboarding-living", "student", boarder // 2)
    if local_money(facts, term, packs):
        answer.pay("topup-compulsory", "student", 25000)


def senior(facts: Facts, term: str, packs: tuple[str, ...], answer: Answer) -> None:
    """Add what a student of a senior high school is due."""
    school = facts.school or School("", "")
    if in_hardship(facts) and since(term, "2010A"):
        answer.pay("senior-grant", "student", senior_grant(facts, term, packs))
    widened = "city-b" in packs and since(term, "2018A") and in_hardship(facts)
    if since(term, "2016A") and (facts.hardship & FOUR_CLASSES or widened):
        answer.pay("senior-fee-waiver", "school", fee_at_most(school, school.tuition))
    if local_money(facts, term, packs):
        answer.pay("topup-senior", "student", 150000)


def senior_grant(facts: Facts, term: str, packs: tuple[str, ...]) -> int | None:
    """Return the tier that a pack gives for the term, or None where none does."""
    tier: int | None = None
    if since(term, "2025S"):
        tier = None
    elif "city-b" in packs and since(term, "2018A"):
        if "filed_poor" in facts.hardship:
            tier = 150000
        elif facts.hardship & (STEP_ONE | MONITORED):
            tier = 100000
        else:
            tier = 50000
    elif ("district-c" in packs and since(term, "2018A")) or ("county-a" in packs and since(term, "2015S")):
        tier = 100000
    return tier


def vocational(facts: Facts, term: str, packs: tuple[str, ...], answer: Answer) -> None:
    """Add what a student of a vocational school is due."""
    yulu(facts, term, answer)
    if not facts.full_time or not since(term, "2012A"):
        return
    last_grade = 3 if since(term, "2025S") else 2
    grant = 115000 if since(term, "2025S") else 100000 if since(term, "2015S") else 75000
    if facts.agricultural or in_hardship(facts):
        if facts.grade is None:
            answer.held["vocational-grant"] = "grade-unknown"
        elif 1 <= facts.grade <= last_grade:
            answer.pay("vocational-grant", "student", grant)
    fee = 100000
    if "county-a" in packs and since(term, "2015S") and not since(term, "2025S"):
        fee = 42500
    if (facts.rural or facts.agricultural or in_hardship(facts)) and not facts.performing:
        if facts.grade is None:
            answer.held["vocational-fee-waiver"] = "grade-unknown"
        elif 1 <= facts.grade <= 3:
            answer.pay("vocational-fee-waiver", "school", fee)


def yulu(facts: Facts, term: str, answer: Answer) -> None:
    """Add 雨露计划, which reads the reference day alone."""
    households = POVERTY_HOUSEHOLD if since(term, "2021A") else {"filed_poor"}
    if not since(term, "2015A") or since(term, "2026S") or not facts.full_time:
        return
    if not facts.hardship_on_day & households:
        return
    if facts.stage == "vocational" or facts.higher_vocational:
        answer.pay("yulu", "household", 150000)
    elif facts.higher_vocational is None:
        answer.held["yulu"] = "higher-fact-unknown"


def higher(facts: Facts, term: str, packs: tuple[str, ...], answer: Answer) -> None:
    """Add what a student of a college is due from the county."""
    yulu(facts, term, answer)
    new = facts.new
    if new is None and facts.grade is not None and facts.grade > 1:
        new = False
    in_need = term[4] == "A" and since(term, "2012A") and in_hardship(facts)
    if in_need and new is not False and facts.from_senior_high is not False:
        if new is None or facts.from_senior_high is None or facts.in_province is None:
            answer.held["freshman-travel"] = "higher-fact-unknown"
        else:
            answer.pay("freshman-travel", "student", 50000 if facts.in_province else 100000)
    if "city-b" in packs and since(term, "2018A") and "guaranteed" in facts.hardship:
        if facts.private_college is None:
            answer.held["guaranteed-tuition"] = answer.held["guaranteed-living"] = "higher-fact-unknown"
        elif not facts.private_college:
            answer.pay("guaranteed-tuition", "school", facts.college_tuition)
            answer.pay("guaranteed-living", "student", 400000)


def city_d(facts: Facts, parameters: dict[str, str], answer: Answer) -> None:
    """Add the lodging waiver and the living steps of city-d."""
    school = facts.school or School("", "")
    if facts.hardship & STEP_ONE and facts.stage != "higher":
        if facts.boarding is None:
            answer.held["lodging-waiver"] = "boarding-unknown"
        elif facts.boarding:
            answer.pay("lodging-waiver", "school", school.lodging_fee)
    if facts.stage not in {"primary", "junior", "senior"} or not in_hardship(facts):
        return
    steps = [fen(parameters.get(f"city-d.living.step-{number}", "")) for number in (1, 2, 3)]
    if facts.hardship & STEP_ONE or facts.level == "special":
        step = steps[0]
    elif facts.level == "hard":
        step = steps[1]
    elif "recognised" in facts.hardship and facts.level == "?":
        answer.held["living-steps"] = "level-unknown"
        return
    else:
        step = steps[2]
    answer.pay("living-steps", "student", step)
