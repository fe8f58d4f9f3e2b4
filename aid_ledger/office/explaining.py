"""Use case: why a student gets what they get, and why not the rest: facts with cells, programmes, lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from aid_ledger.errors import Finding, InputError
from aid_ledger.facts import FIELDS, Category
from aid_ledger.intake import read_money
from aid_ledger.ledger import lines_of
from aid_ledger.linking.schools import FEES
from aid_ledger.money import format_yuan
from aid_ledger.office.evaluation import Picture, cohort
from aid_ledger.office.explaining_doubt import Sentences, find_held, find_registered, hints_of_student
from aid_ledger.office.outcomes import student_outcomes
from aid_ledger.office.payout import look
from aid_ledger.office.proofs import cell_name, cells_of
from aid_ledger.people import check_id, check_student_numbers, mask_account, mask_id
from aid_ledger.rulebook import Case, Fees, State, Verdict, judge_all
from aid_ledger.terms import Term
from aid_ledger.words import reason as reason_words
from aid_ledger.words.catalogue import Lang

if TYPE_CHECKING:
    from aid_ledger.office import Office

_COLUMN_OF = {
    "boarding": "boarding", "stage": "stage", "grade": "grade", "status": "status", "rural_hukou": "hukou_kind",
    "local_hukou": "hukou_county", "agricultural_major": "agricultural", "performing_major": "major",
    "full_time": "study_form", "new_entrant": "new_entrant", "came_from": "came_from",
    "college_place": "college_place", "higher_vocational": "degree_level",
}  # fmt: skip
_NUMBERS = ("id_number", "id_written", "student_no", "account_problem")
_ELSE_FROM = {"stage": ("grade", "class"), "grade": ("class",), "boarding": ("day_student",)}
"""The columns that say a fact where its own column is not there; which school counts for the stage stands apart."""
_OF_SCHOOL = {"private": "school_nature", "inclusive": "inclusive", "special_education": "school_type"}


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: field, value (a code of the facts, a category, text), and the cells it comes from."""

    field: str
    value: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything about one student in one term. ``amount`` and stakes in fen; IDs whole: mask before showing.

    ``outcome`` and ``reason`` are those of the student's row; ``verdicts`` one a programme in force. ``hints`` are
    sentences, numbers masked: who somebody who waits may be, or why a register's child is in no roster.
    """

    student: str
    name: str
    term: Term
    outcome: str
    reason: str
    facts: tuple[Fact, ...]
    verdicts: tuple[Verdict, ...]
    payees: dict[str, str]
    lines: tuple[dict[str, Any], ...]
    hints: Sentences = field(default_factory=dict)

    def as_json(self, *, show_ids: bool = False, lang: Lang = "zh") -> dict[str, Any]:
        """Return the keys of CLI.md; numbers masked unless ``show_ids``."""

        def shown(text: str) -> str:
            return text if show_ids else mask_id(text)

        return {
            "student": shown(self.student), "name": self.name, "term": str(self.term), "outcome": self.outcome,
            "reason": self.reason, "reason_text": reason_words(self.reason, lang),
            "facts": [
                {"field": f.field, "value": _masked(f, show_ids=show_ids), "evidence": ";".join(f.evidence)}
                for f in self.facts
            ],
            "suggestions": list(self.hints.get(lang, ())),
            "programmes": [self._programme(verdict, lang) for verdict in self.verdicts],
            "lines": [
                {**line, "amount": format_yuan(line["amount"]), "account": _account(line["account"], show_ids=show_ids)}
                for line in self.lines
            ],
        }  # fmt: skip

    def _programme(self, verdict: Verdict, lang: Lang) -> dict[str, Any]:
        entitled = verdict.state == State.ENTITLED and not self.held
        return {
            "programme": verdict.programme, "entitled": entitled,
            "state": "held" if self.held and verdict.state == State.ENTITLED else verdict.state.name.lower(),
            "amount": format_yuan(verdict.amount if entitled else 0), "reason": verdict.reason,
            "because": [
                {"test": because.test(lang), "holds": because.holds, "clause": because.clause,
                 "source": because.document(), "place": str(because.place)} for because in verdict.because
            ],
        }  # fmt: skip

    @property
    def held(self) -> bool:
        """Whether the student waits as a whole."""
        return self.outcome == "held"


def _masked(fact: Fact, *, show_ids: bool) -> str:
    """Return the value of a fact; numbers of a person in full only where that was asked for."""
    if show_ids or fact.field not in _NUMBERS:
        return fact.value
    return mask_account(fact.value) if fact.field == "account_problem" else mask_id(fact.value)


def _account(number: str, *, show_ids: bool) -> str:
    """A blank account stays blank: it is what the reader has to see."""
    return number if show_ids or not number else mask_account(number)


def explain(office: Office, student: str, term: Term) -> Explanation:
    """Explain one student's term.

    Args:
        office: the workspace.
        student: ID number (a broken one as it stands in the roster), 学籍号, or the id of one of the student's
            lines; the ID of somebody whom only registers know.
        term: which term.

    Raises:
        InputError: ``student-not-known``.
    """
    view = look(office, term)
    with office.database.read() as connection:
        lines = lines_of(connection, str(term))
    row = _find(view, lines, student)
    if row < 0:
        return _of_registers(view, student)
    own = view.linked.students.iloc[row]
    outcome, reason = student_outcomes(view)
    mine = lines[(lines["identity"] == own["identity"]) & (own["identity"] != "")]
    hints = hints_of_student(view.linked, row) if outcome[row] == "held" else {}
    keys = ("line", "batch", "programme", "payee", "amount", "state", "reason", "account", "account_name", "evidence")
    return Explanation(
        student=own["id"] or own["student_no"], name=own["name"], term=term, outcome=str(outcome[row]),
        reason=str(reason[row]), facts=tuple(_facts(view, row)), verdicts=_verdicts(view, row),
        payees={programme.id: programme.payee for programme in view.rulebook.programmes},
        lines=tuple(mine[list(keys)].to_dict("records")), hints=hints,
    )  # fmt: skip


def _of_registers(view: Picture, student: str) -> Explanation:
    """Somebody in no roster: what the registers say, and the likeliest explanation."""
    found = find_registered(view.linked, student)
    if found is None:
        raise InputError(Finding("student-not-known", params={"student": mask_id(student), "term": str(view.term)}))
    facts = [Fact("name", found.name, ()), Fact("id_number", found.number, ())]
    facts += [Fact("register", kind, (cell,)) for kind, cell in found.lists]
    return Explanation(
        student=found.number, name=found.name, term=view.term, outcome=found.outcome, reason=found.reason,
        facts=tuple(facts), verdicts=(), payees={}, lines=(), hints=found.hints,
    )  # fmt: skip


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


def _verdicts(view: Picture, row: int) -> tuple[Verdict, ...]:
    people = cohort(view.linked, view.received)
    fees = {name: int(getattr(people, name)[row]) for name in ("tuition", "care_fee", "lodging_fee", "public_fee")}
    case = Case(
        key=int(people.key[row]), key_on_day=int(people.key_on_day[row]), fees=Fees(**fees),
        received=frozenset(name for name, who in people.received.items() if who[row]),
        awards=tuple(award for at, award in people.awards if at == row),
    )  # fmt: skip
    return judge_all(view.rulebook, view.term, case)


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
        Fact("school", school["name"] if school is not None else place["school"], cells_of(source, here, "school")),
        *_as_typed(view, row),
    ]
    key = int(linked.key[row])
    for one in FIELDS:
        code = (key & one.mask) >> one.shift
        if one.name == "categories":
            facts += _categories(view, row, code)
        elif code or one.name in _COLUMN_OF:
            facts.append(Fact(one.name, one.values[code], _cells(view, row, one.name)))
    return [*facts, *_amounts(view, row)]


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


def _cells(view: Picture, row: int, name: str) -> tuple[str, ...]:
    linked = view.linked
    own = linked.students.iloc[row]
    if name in _OF_SCHOOL and own["school"] >= 0:
        school = linked.schools.frame.iloc[int(own["school"])]
        if school["src"] < 0:
            return ()
        return (cell_name(linked.sources[int(school["src"])], int(school["row"]), _OF_SCHOOL[name]),)
    if name not in _COLUMN_OF:
        return ()
    place = linked.rows.iloc[int(own["primary"])]
    source = linked.sources[int(place["src"])]
    if name == "boarding" and place["boarders_src"] >= 0:  # the school's list decides, whatever the roster says
        stamped = linked.sources[int(place["boarders_src"])]
        own_cells = cells_of(source, int(place["row"]), "boarding") if source.table.letter_of("boarding") else ()
        return (cell_name(stamped, int(place["boarders_row"]) or stamped.table.header_row), *own_cells)
    for column in (_COLUMN_OF[name], *_ELSE_FROM.get(name, ())):
        if source.table.letter_of(column) or (int(place["row"]), column) in source.corrected:
            return cells_of(source, int(place["row"]), column)
    if any(column in source.name_facts for column in (_COLUMN_OF[name], *_ELSE_FROM.get(name, ()))):
        return (f"{source.digest[:8]}/{source.sheet}",)  # the names of file and sheet say so, no cell
    return ()


def _categories(view: Picture, row: int, bits: int) -> list[Fact]:
    """Each category with the register rows that give it."""
    registers = view.linked.registers
    mine = registers[(registers["student"] == row) & registers["counts"]]
    found = []
    for category in Category:
        if bits & category:
            rows = mine[(mine["bits"] & int(category)) != 0]
            cells = tuple(
                cell_name(view.linked.sources[int(src)], int(line), member)
                for src, line, member in zip(rows["src"], rows["row"], rows["member"], strict=True)
            )
            found.append(Fact("category", str(category.name), cells))
    return found
