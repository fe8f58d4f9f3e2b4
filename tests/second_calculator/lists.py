"""The lists that are neither rosters nor registers: schools, awards, money paid before."""

from __future__ import annotations

from dataclasses import dataclass

from tests.second_calculator import people, words
from tests.second_calculator.facts import School
from tests.second_calculator.reading import Place, Row
from tests.second_calculator.rows import Student
from tests.second_calculator.schedules import since

PROGRAMMES = {
    "家庭经济困难寄宿生生活补助": "boarding-living",
    "寄宿生生活补助": "boarding-living",
    "非寄宿生生活补助": "nonboarding-living",
    "普通高中国家助学金": "senior-grant",
    "普通高中免学杂费": "senior-fee-waiver",
    "中职国家助学金": "vocational-grant",
    "中职免学费": "vocational-fee-waiver",
    "雨露计划": "yulu",
    "大学新生入学资助": "freshman-travel",
    "学前教育资助": "preschool-aid",
    "学前一年免保教费": "preschool-free-year",
}


def read_schools(rows: list[Row], outcomes: dict[Place, str], held: dict[Place, str]) -> dict[str, School]:
    """Return the schools by code, by name and by alias; a name of two schools is left out."""
    by_code: dict[str, School] = {}
    by_name: dict[str, set[School]] = {}
    by_alias: dict[str, set[School]] = {}
    for row in rows:
        stages = [words.stage_of_word(word.strip()) for word in row.text("学段").replace(",", "、").split("、")]
        school = School(
            code=people.clean(row.text("学校标识码")),
            name=row.text("学校名称"),
            stages=tuple(stage for stage in stages if stage),
            private=row.text("办学性质") == "民办",
            inclusive=row.text("是否普惠") == "是",
            tuition=words.fen(row.cells.get("学费标准(元/学期)")),
            care_fee=words.fen(row.cells.get("保教费标准(元/学期)")),
            public_fee=words.fen(row.cells.get("同类公办标准(元/学期)")),
            lodging_fee=words.fen(row.cells.get("住宿费(元/学期)")),
            meals=row.text("营养餐") == "是",
            days=int(row.text("供餐天数")) if row.text("供餐天数").isdigit() else None,
        )
        same_name = by_name.setdefault(people.plain_name(school.name), set())
        known = by_code.get(school.code) if school.code else next(iter(same_name), None)
        if known is not None:
            outcomes[row.place] = "duplicate" if known == school else "held"
            if known != school:
                held[row.place] = "contradicting-rows"
            continue
        outcomes[row.place] = "used"
        if school.code:
            by_code[school.code] = school
        same_name.add(school)
        for alias in row.text("曾用名/简称").split("、"):
            if alias:
                by_alias.setdefault(people.plain_name(alias), set()).add(school)
    found = dict(by_code)
    for names in (by_alias, by_name):  # official names win over aliases
        for name, schools in names.items():
            if len(schools) == 1:
                found[name] = next(iter(schools))
            else:
                found.pop(name, None)
    return found


@dataclass(frozen=True)
class Paid:
    """One row of money paid before the ledger began."""

    place: Place
    number: str
    programme: str
    term: str
    amount: int


def read_paid(
    rows: list[Row], outcomes: dict[Place, str], held: dict[Place, str], unclear: set[tuple[str, str]]
) -> list[Paid]:
    """Return the rows that can be read; the others are held, repeated ones are duplicates.

    ``unclear`` takes the ID and term (blank: not known) of rows that are certainly about somebody and not readable.
    """
    result: list[Paid] = []
    seen: set[tuple[object, ...]] = set()
    for row in rows:
        number, state = people.resident_id(row.text("身份证号"), stored_as_number=row.is_number("身份证号"),
                                       dragged=row.dragged)  # fmt: skip
        programme, term = PROGRAMMES.get(row.text("项目"), ""), words.term_of_words(row.text("学期"))
        amount = words.fen(row.cells.get("金额"))
        same = (number, row.text("项目"), term, amount, words.day(row.cells.get("发放日期")))
        if state != "ok":
            outcomes[row.place], held[row.place] = "held", people.REASONS[state]
        elif same in seen:
            outcomes[row.place] = "duplicate"
        elif not programme or not term or amount is None:
            outcomes[row.place], held[row.place] = "held", "not-readable"
            unclear.add((number, term or ""))
        else:
            seen.add(same)
            result.append(Paid(row.place, number, programme, term, amount))
    return result


def _off_standard(amount: int, standard: int | None, months: str) -> bool:
    """Return whether the amount is neither the standard beside it nor that of so many months; blanks say nothing."""
    if standard is None or not months.isdigit() or not int(months):
        return False
    return amount not in (standard, standard * int(months))


def pay_award(  # noqa: PLR0912 — one branch a case
    row: Row,
    students: dict[str, Student],
    term: str,
    packs: tuple[str, ...],
    *,
    outcomes: dict[Place, str],
    held: dict[Place, str],
    seen: set[tuple[object, ...]],
) -> None:
    """Add the amount of one row of the awards to its student's lines, or say why not."""
    number, state = people.resident_id(row.text("身份证号"), stored_as_number=row.is_number("身份证号"),
                                       dragged=row.dragged)  # fmt: skip
    tiers = [fen for header in ("一档", "二档", "三档") if (fen := words.fen(row.cells.get(header)))]
    award, amount = row.text("奖助名称"), words.fen(row.cells.get("金额")) or (tiers[0] if tiers else None)
    same = (number, award, amount, row.text("学期"), row.text("资助方"))
    student = students.get(number)
    reason = ""
    if state != "ok":
        reason = people.REASONS[state]
    elif same in seen:
        outcomes[row.place] = "duplicate"
        return
    elif len(tiers) > 1:
        reason = "tier-unclear"
    elif not amount or not words.term_of_words(row.text("学期")):
        reason = "not-readable"
    elif words.term_of_words(row.text("学期")) != term:
        outcomes[row.place] = "unused"
        return
    elif _off_standard(amount, words.fen(row.cells.get("标准")), row.text("月数")):
        reason = "amount-not-standard"
    elif student is None:
        reason = "not-in-roster"
    elif {people.compare_names(row.text("姓名"), name) for name in student.names} == {"other"}:
        reason = "name-conflict"
    elif student.hold:
        reason = student.hold
    elif student.current is None:
        outcomes[row.place] = "unused"
        return
    elif student.current.presence == "unknown":
        reason = student.hold = student.current.unknown
    else:
        state_award = any(word in row.text("资助方") for word in ("财政", "教育部", "教育局", "国家", "中央", "政府"))
        of_donors = "county-a" in packs and since(term, "2015S") and not since(term, "2025S")
        programme = "donor-award" if of_donors and not state_award else "named-award"
        before = student.lines.get(programme, ("student", 0))[1]
        student.lines[programme] = ("student", before + amount)
        outcomes[row.place] = "used"
    if reason:
        outcomes[row.place], held[row.place] = "held", reason
    seen.add(same)
