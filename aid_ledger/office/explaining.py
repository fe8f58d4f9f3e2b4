"""Use case: why a student gets what they get, and why not the rest: facts with cells, programmes, lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from aid_ledger.errors import Finding, InputError
from aid_ledger.facts import FIELDS, Category
from aid_ledger.intake import read_money
from aid_ledger.ledger import lines_of
from aid_ledger.linking import LEVEL_BLANK
from aid_ledger.linking.school_fees import FEES
from aid_ledger.money import format_yuan
from aid_ledger.office.evaluation import Picture
from aid_ledger.office.explaining_doubt import find_held, find_registered, hints_of_student
from aid_ledger.office.explaining_school import explain_school
from aid_ledger.office.explanation import LINE_KEYS, Explanation, Fact
from aid_ledger.office.fact_cells import COLUMN_OF, cells_of_category, cells_of_fact, cells_of_school, is_said
from aid_ledger.office.last_term import last_rosters
from aid_ledger.office.named_students import find_by_name
from aid_ledger.office.outcomes import student_outcomes
from aid_ledger.office.payout import look
from aid_ledger.office.proofs import cell_name, cells_of
from aid_ledger.office.verdicts import verdicts_of
from aid_ledger.people import check_id, check_student_numbers, mask_id
from aid_ledger.rulebook import facts_read
from aid_ledger.terms import Term

if TYPE_CHECKING:
    from aid_ledger.office import Office


_SHOWN_UNKNOWN = frozenset({*COLUMN_OF, "level"})


def explain(office: Office, student: str, term: Term) -> Explanation:
    """Explain one student's term.

    Args:
        office: the workspace.
        student: ID number (a broken one as it stands in the roster), 学籍号, or the id of one of the student's
            lines; a name that one student alone has; the ID of somebody whom only registers know; the id of a line of
            a school.
        term: which term.

    Raises:
        InputError: ``student-not-known``, ``name-of-several``.
    """
    view = look(office, term)
    with office.database.read() as connection:
        lines = lines_of(connection, str(term))
    row = max(_find(view, lines, student), find_by_name(view, lines, student))
    if row < 0:
        return explain_school(view, lines, student) or _of_registers(office, view, student)
    own = view.linked.students.iloc[row]
    outcome, reason = student_outcomes(view)
    mine = lines[(lines["identity"] == own["identity"]) & (own["identity"] != "")]
    hints = hints_of_student(view.linked, row) if outcome[row] == "held" else {}
    return Explanation(
        student=own["id"] or own["student_no"], name=own["name"], term=term, outcome=str(outcome[row]),
        reason=str(reason[row]), facts=tuple(_facts(view, row)), verdicts=verdicts_of(view, row),
        payees={programme.id: programme.payee for programme in view.rulebook.programmes},
        lines=tuple(mine[list(LINE_KEYS)].to_dict("records")), hints=hints,
    )  # fmt: skip


def _of_registers(office: Office, view: Picture, student: str) -> Explanation:
    """Somebody in no roster: what the registers say, and the likeliest explanation."""
    found = find_registered(view.linked, student, last_rosters(office, view.linked))
    if found is None:
        raise InputError(Finding("student-not-known", params={"student": _said(student), "term": str(view.term)}))
    facts = [Fact("name", found.name, ()), Fact("id_number", found.number, ())]
    facts += [Fact("register", kind, (cell,)) for kind, cell in found.lists]
    return Explanation(
        student=found.number, name=found.name, term=view.term, outcome=found.outcome, reason=found.reason,
        facts=tuple(facts), verdicts=(), payees={}, lines=(), hints=found.hints,
    )  # fmt: skip


def _said(student: str) -> str:
    """Return what somebody asked for: a number masked, a name as it was typed."""
    return mask_id(student) if any(sign.isdigit() for sign in student) else student


def _find(view: Picture, lines: pd.DataFrame, student: str) -> int:
    """Return the student, -1 where no roster or application has them."""
    students = view.linked.students
    number = check_id(student).normal
    wanted = (students["id"] == number) & (number != "")
    if not wanted.any():
        tail = check_student_numbers(pd.Series([student], dtype="str")).normal.iloc[0]
        wanted = (students["student_no"] == tail) & (tail != "")
    if not wanted.any():
        identities = lines.loc[lines["line"] == student, "identity"]
        wanted = students["identity"].isin([one for one in identities if one])
    found = np.flatnonzero(wanted.to_numpy())
    return int(found[0]) if len(found) else find_held(view.linked, student)


def _facts(view: Picture, row: int) -> list[Fact]:
    linked = view.linked
    own = linked.students.iloc[row]
    place = linked.rows.iloc[int(own["primary"])]
    source = linked.sources[int(place["src"])]
    here = int(place["row"])
    school = linked.schools.frame.iloc[int(own["school"])] if own["school"] >= 0 else None
    facts = [
        Fact("name", own["name"], cells_of(source, here, "student_name")),
        Fact("id_number", own["id"], cells_of(source, here, "id_no")),
        Fact("student_no", own["student_no"], cells_of(source, here, "student_no")),
        Fact("school", school["name"] if school is not None else place["school"], cells_of_school(source, here)),
        *_as_typed(view, row),
    ]
    key = int(linked.key[row])
    read = facts_read(view.rulebook.resolve(view.term), int(own["stage"]))
    for one in FIELDS:
        code = (key & one.mask) >> one.shift
        if one.name == "categories":
            facts += _categories(view, row, code)
        elif (code or one.name in _SHOWN_UNKNOWN) and (one.name in read or is_said(linked, row, one.name)):
            facts.append(Fact(one.name, one.values[code], cells_of_fact(linked, row, one.name)))
    return [
        *facts,
        *_blank_levels(view, row),
        *_amounts(view, row),
        *_paid_before(view, own["identity"]),
        *_accounts(view, row),
    ]


def _blank_levels(view: Picture, row: int) -> Iterator[Fact]:
    """The lists of 学校认定 that name the student and leave the level blank: they wait, and give no category."""
    registers = view.linked.registers
    for place in registers[(registers["student"] == row) & (registers["reason"] == LEVEL_BLANK)].to_dict("records"):
        source = view.linked.sources[int(place["src"])]
        yield Fact("register", source.kind, cells_of(source, int(place["row"]), "level"))


def _accounts(view: Picture, row: int) -> Iterator[Fact]:
    """Where money goes: the student's account, and the household's where a register gives one."""
    own = view.linked.students.iloc[row]
    for before in ("", "household_"):
        src, line = int(own[f"{before}account_src"]), int(own[f"{before}account_row"])
        there = src >= 0 and (not before or (src, line) != (own["account_src"], own["account_row"]))
        if there:
            cell = cell_name(view.linked.sources[src], line, "account_no")
            yield Fact(f"{before}account", own[f"{before}account"], (cell,))


def _as_typed(view: Picture, row: int) -> Iterator[Fact]:
    """What the cells said where it was repaired or cannot be used, and what a 残疾人证 number says beyond the ID."""
    linked = view.linked
    own = linked.students.iloc[row]
    place = linked.rows.iloc[int(own["primary"])]
    source, here = linked.sources[int(place["src"])], int(place["row"])
    for name, value, column in (("id_written", own["id"], "id_no"), ("name_written", own["name"], "student_name")):
        if place[column] not in ("", value):
            yield Fact(name, place[column], cells_of(source, here, column))
    registers = linked.registers[linked.registers["student"] == row]
    noted = registers[registers["note"] != ""]
    for note, name, src, line in noted[["note", "student_name", "src", "row"]].itertuples(index=False):
        yield Fact(note.replace("-", "_"), name, (cell_name(linked.sources[int(src)], int(line), "student_name"),))
    for src, line, number in (
        (place["src"], here, place["id_no"]),
        *registers[["src", "row", "id_no"]].itertuples(index=False),
    ):
        if suffix := check_id(number).suffix:
            cells = (cell_name(linked.sources[int(src)], int(line), ""),)
            yield Fact("disability_class", suffix[0], cells)
            yield Fact("disability_grade", suffix[1], cells)
            break
    if own["account_problem"] == "account-unusable" and place["account_no"]:
        yield Fact("account_problem", place["account_no"], (cell_name(source, here, "account_no"),))


def _amounts(view: Picture, row: int) -> Iterator[Fact]:
    """Amounts that a list gives and no rule: the school's fees, or the student's own, and awards."""
    linked = view.linked
    own = linked.students.iloc[row]
    place = linked.rows.iloc[int(own["primary"])]
    school = linked.schools.frame.iloc[int(own["school"])] if own["school"] >= 0 else None
    for fee in FEES:
        if fee == "tuition" and read_money(pd.Series([place[fee]], dtype="str"))[0] >= 0:  # speaks before the school
            cells: tuple[str, ...] = (cell_name(linked.sources[int(place["src"])], int(place["row"]), fee),)
        elif school is not None and school["src"] >= 0:
            cells = (cell_name(linked.sources[int(school["src"])], int(school["row"]), fee),)
        else:
            cells = ()
        if own[fee] >= 0:
            yield Fact(fee, format_yuan(int(own[fee])), cells)
    awards = linked.others.awards
    for award in awards[awards["student"] == row].to_dict("records"):
        said = f"{award['award']} {format_yuan(int(award['amount']))}"
        yield Fact("award", said, (cell_name(linked.sources[int(award["src"])], int(award["row"]), "amount"),))


def _paid_before(view: Picture, identity: str) -> Iterator[Fact]:
    """What the student got for this term before the ledger began: it is taken off what is due."""
    paid = view.linked.others.paid_before
    own = paid[(paid["identity"] == identity) & (paid["term"] == str(view.term))]
    for row in own.to_dict("records"):
        cell = cell_name(view.linked.sources[int(row["src"])], int(row["row"]), "amount")
        yield Fact("paid_before", f"{row['project']} {format_yuan(int(row['amount']))}", (cell,))


def _categories(view: Picture, row: int, bits: int) -> list[Fact]:
    """Each category with the cells that give it, and the kinds of lists that say it by themselves.

    One that came after the reference day, on which some programmes look, is named once more as such.
    """
    shift = next(one.shift for one in FIELDS if one.name == "categories")
    on_day = int(view.linked.key_on_day[row]) >> shift
    registers = view.linked.registers
    mine = registers[(registers["student"] == row) & registers["counts"]]
    found = []
    for category in Category:
        if bits & category:
            rows = mine[(mine["bits"] & int(category)) != 0]
            cells: list[str] = []
            kinds: list[str] = []
            for src, line, member in zip(rows["src"], rows["row"], rows["member"], strict=True):
                source = view.linked.sources[int(src)]
                own, said = cells_of_category(source, int(line), member)
                cells += own
                kinds += [] if said else [source.kind]
            found.append(Fact("category", str(category.name), tuple(cells), tuple(dict.fromkeys(kinds))))
            if not on_day & category:
                found.append(Fact("category_later", str(category.name), tuple(cells)))
    return found
