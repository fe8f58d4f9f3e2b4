"""What schools and bureaus report beside the rosters: boarders, meals, accounts, allotments.

Chosen where the requirement is silent or has two readings:

* A school's list of boarders is whole, so that who is not on it does not board, where every row of it names a person
  for certain: a valid ID, and no wholly other name than the roster's. Else it speaks for those whom it names.
* A row of boarders is ``used`` where a roster of that school has the ID, else ``unused``.
* An account is ``used`` whoever it is for; another name than the student's holds it. It moves no money by itself.
* Days of months of the term add up; a month told twice with other days is held, both times.
"""

from __future__ import annotations

import re

from tests.second_calculator import people, words
from tests.second_calculator.facts import School
from tests.second_calculator.reading import Place, Row
from tests.second_calculator.rows import StudentRow


def read_boarders(  # noqa: PLR0912 — one branch a case
    rows: list[Row], find_school: dict[str, School], listed: list[StudentRow],
    keys: dict[Place, tuple[str, str] | None], outcomes: dict[Place, str], held: dict[Place, str],
) -> None:  # fmt: skip
    """Let the lists of boarders decide who of ``listed`` boards; ``keys`` say by row who each of them is."""
    names: dict[tuple[School, str], str] = {}
    for student in listed:
        key = keys[student.row.place]
        if student.school and key and key[0]:
            names.setdefault((student.school, key[0]), student.name)
    boards: set[tuple[School, str]] = set()
    listing: set[School] = set()
    unsure: set[School] = set()
    for row in rows:
        number, state = people.resident_id(row.text("身份证号"), dragged=row.dragged,
                                           stored_as_number=row.is_number("身份证号"))  # fmt: skip
        code, name = people.clean(row.text("学校标识码")), people.plain_name(row.text("学校名称"))
        school = find_school.get(code) or find_school.get(name)
        reason = people.REASONS.get(state, "")
        if school is None:
            reason = "school-unknown"
        else:
            known = names.get((school, number))
            if state == "ok" and known and people.compare_names(known, row.text("姓名")) == "other":
                reason = "name-conflict"
            if reason:
                unsure.add(school)
        if reason or school is None:
            outcomes[row.place], held[row.place] = "held", reason
        elif (school, number) in boards:
            outcomes[row.place] = "duplicate"
        else:
            boards.add((school, number))
            listing.add(school)
            outcomes[row.place] = "used" if (school, number) in names else "unused"
    for student in listed:
        key = keys[student.row.place]
        if student.school is None or student.row.kind != "roster" or not key or not key[0]:
            continue
        if (student.school, key[0]) in boards:
            student.boarding = True
        elif student.school in listing - unsure:
            student.boarding = False


def read_meals(
    rows: list[Row], find_school: dict[str, School], term: str, outcomes: dict[Place, str], held: dict[Place, str]
) -> dict[School, int]:
    """Return the days served in the term by the schools that report."""
    told: dict[tuple[School, int], dict[int, list[Place]]] = {}
    for row in rows:
        code, name = people.clean(row.text("学校标识码")), people.plain_name(row.text("学校名称"))
        school = find_school.get(code) or find_school.get(name)
        month = re.fullmatch(r"(\d{4})年(\d{1,2})月", row.text("月份"))
        days = row.text("供餐天数")
        if school is None:
            outcomes[row.place], held[row.place] = "held", "school-unknown"
        elif month is None or not days.isdigit():
            outcomes[row.place], held[row.place] = "held", "date-unreadable"
        elif not words.reference_day(term) <= words.day(f"{month[1]}-{month[2]}-28") <= words.last_day(term):  # type: ignore[operator]
            outcomes[row.place] = "unused"
        else:
            told.setdefault((school, int(month[2])), {}).setdefault(int(days), []).append(row.place)
    result: dict[School, int] = {}
    for (school, _), said in told.items():
        for days_served, places in said.items():
            for place in places[1:]:
                outcomes[place] = "duplicate"
            outcomes[places[0]] = "held" if len(said) > 1 else "used"
            if len(said) > 1:
                held[places[0]] = "contradicting-rows"
            else:
                result[school] = result.get(school, 0) + days_served
    return result


def read_accounts(
    rows: list[Row], names_of: dict[str, set[str]], outcomes: dict[Place, str], held: dict[Place, str]
) -> None:
    """Say which rows of the lists of accounts give somebody an account."""
    seen: set[tuple[str, ...]] = set()
    for row in rows:
        number, state = people.resident_id(row.text("身份证号"), dragged=row.dragged,
                                           stored_as_number=row.is_number("身份证号"))  # fmt: skip
        same = (row.place[0], number, people.clean(row.text("一卡通账号", "卡号")), row.text("户名", "家长姓名"))
        known = {name for name in names_of.get(number, set()) if name}
        if state != "ok":
            outcomes[row.place], held[row.place] = "held", people.REASONS[state]
        elif known and {people.compare_names(name, row.text("姓名")) for name in known} == {"other"}:
            outcomes[row.place], held[row.place] = "held", "name-conflict"
        else:
            outcomes[row.place] = "duplicate" if same in seen else "used"
            seen.add(same)


def read_budget(rows: list[Row], outcomes: dict[Place, str], held: dict[Place, str]) -> None:
    """Say which allotments can be read."""
    seen: set[tuple[str, ...]] = set()
    for row in rows:
        if row.layout == "levels":
            outcomes[row.place] = "used"
            sums = [f"{row.cells.get(level)}万" for level in ("中央", "省", "市", "县")]  # the sheet is in 万元
            if not any(words.fen(one) for one in sums):
                outcomes[row.place], held[row.place] = "held", "not-readable"
            continue
        said = tuple(row.text(header) for header in ("项目", "资金级次", "年度", "金额", "文号", "是否结转"))
        outcomes[row.place] = "duplicate" if said in seen else "used"
        seen.add(said)
        if not all(said[:4]):
            outcomes[row.place], held[row.place] = "held", "not-readable"
