"""Worked cases beside the rules: reads ``cases.yaml`` and runs each through the evaluator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import Field

from aid_ledger.errors import Finding, Place
from aid_ledger.facts import BY_NAME, category_mask, value_code
from aid_ledger.money import format_yuan
from aid_ledger.rulebook import meals, packs, schedule
from aid_ledger.rulebook.evaluator import judge_all
from aid_ledger.rulebook.form import Form
from aid_ledger.rulebook.rulebook import Rulebook
from aid_ledger.rulebook.source import Document, Report, parse_document
from aid_ledger.rulebook.texts import MoneyText, TermText, WholeText, YesNo, read_money
from aid_ledger.rulebook.verdict import Award, Case, Fees, State, Verdict
from aid_ledger.terms import Term

_ASSUMED = {"status": "school", "full_time": "yes", "listed": "roster", "level": "none"}
_FEE_NAMES = ("tuition", "care_fee", "lodging_fee", "public_fee")


class SchoolForm(Form):
    """The school that the student stands for: ``heads`` students like this one."""

    meal_plan: YesNo = Field(alias="meal-plan")
    heads: WholeText
    days: WholeText | None = None
    days_before: WholeText | None = Field(None, alias="days-before")
    days_after: WholeText | None = Field(None, alias="days-after")


class CaseForm(Form):
    """One case of ``cases.yaml``."""

    name: str
    term: TermText
    packs: list[str] | None = None
    parameters: dict[str, str] = Field(default_factory=dict)
    student: dict[str, Any]
    school: SchoolForm | None = None
    lines: dict[str, MoneyText]
    held: dict[str, str] = Field(default_factory=dict)
    would_pay: dict[str, MoneyText] | None = Field(None, alias="would-pay")
    entitlements: dict[str, MoneyText] | None = None
    note: str = ""


class _CasesForm(Form):
    cases: list[CaseForm]


@dataclass(frozen=True, slots=True)
class WorkedCase:
    """A case with its place and the packs it needs: those it names, or national and the pack of its folder."""

    form: CaseForm
    place: Place
    programme: str
    packs: tuple[str, ...]


def read_cases(path: Path, file: str, pack: str, report: Report) -> tuple[WorkedCase, ...]:
    """Read one ``cases.yaml``; wrong keys and values are findings."""
    document = parse_document(path.read_text("utf-8"), file, report)
    if document is None:
        return ()
    wrapped = Document(file, {"cases": document.plain}, _under(document.keys), _under(document.values))
    read = packs.validate(wrapped, _CasesForm, report)
    if read is None:
        return ()
    default = ("national",) if pack == "national" else ("national", pack)
    return tuple(
        WorkedCase(case, document.place((index,)), path.parent.name, tuple(case.packs or default))
        for index, case in enumerate(read.cases)
    )


def _under(table: Mapping[Any, tuple[int, int]]) -> dict[Any, tuple[int, int]]:
    return {("cases", *loc): spot for loc, spot in table.items()}


def student_case(rulebook: Rulebook, term: Term, student: Mapping[str, Any]) -> Case:
    """Turn the facts of a case, in words, into a case for the evaluator.

    Raises:
        ValueError: a fact, value, category or fee that is not known.
    """
    given = dict(student)
    now = given.pop("categories", [])
    on_day = given.pop("categories-on-day", now)
    fees = {name: read_money(text) for name, text in given.pop("fees", {}).items()}
    if not set(fees) <= set(_FEE_NAMES):
        raise ValueError(f"fees are {', '.join(_FEE_NAMES)}")
    received = frozenset(given.pop("received", []))
    awards = tuple(Award(name, read_money(text)) for name, text in given.pop("awards", {}).items())
    donated = given.pop("donated-awards", {})
    awards += tuple(Award(name, read_money(text), donor=True) for name, text in donated.items())
    key = 0
    for name, value in (_ASSUMED | given).items():
        key |= value_code(name, str(value)) << BY_NAME[name].shift
    shift = BY_NAME["categories"].shift
    masks = [rulebook.implied(category_mask(names), term) << shift for names in (now, on_day)]
    return Case(key | masks[0], key | masks[1], Fees(**fees), received, awards)


def run_case(rulebook: Rulebook, worked: WorkedCase) -> tuple[Finding, ...]:
    """Return what a case's answers differ in from what it expects; empty where it passes."""
    wanted, term = worked.form, worked.form.term
    try:
        case = student_case(rulebook, term, wanted.student)
    except (ValueError, AttributeError) as error:
        return (Finding("case-form", worked.place, {"problem": str(error)}),)
    verdicts = judge_all(rulebook, term, case)
    lines, held = _lines(rulebook, verdicts), {v.programme: v.reason for v in verdicts if v.state == State.HELD}
    if wanted.school is not None:
        paid, waiting = _school(rulebook, term, wanted.school, verdicts)
        lines, held = lines | paid, held | waiting
    others = {
        v.programme: v.amount
        for v in verdicts
        if v.state == State.ENTITLED and not rulebook.programme(v.programme).makes_line
    }
    doubts = {v.programme: v.amount for v in verdicts if v.state == State.WOULD_PAY}
    pairs = [(_money(wanted.lines), _money(lines)), (_texts(wanted.held), _texts(held))]
    if wanted.entitlements is not None:
        pairs.append((_money(wanted.entitlements), _money(others)))
    if wanted.would_pay is not None:
        pairs.append((_money(wanted.would_pay), _money(doubts)))
    return tuple(
        Finding("case-fails", worked.place, {"case": wanted.name, "expected": expected, "found": found})
        for expected, found in pairs
        if expected != found
    )


def _lines(rulebook: Rulebook, verdicts: tuple[Verdict, ...]) -> dict[str, int]:
    entitled = [v for v in verdicts if v.state == State.ENTITLED]
    return {v.programme: v.amount for v in entitled if rulebook.programme(v.programme).makes_line}


def _school(
    rulebook: Rulebook, term: Term, school: SchoolForm, verdicts: tuple[Verdict, ...]
) -> tuple[dict[str, int], dict[str, str]]:
    """Return what the school of the case gets by head and day, and what it waits for."""
    counted = {v.programme for v in verdicts if v.state == State.COUNTED}
    lines: dict[str, int] = {}
    held: dict[str, str] = {}
    for resolved in rulebook.resolve(term):
        amount, name = resolved.amount, resolved.programme.id
        if not isinstance(amount, schedule.PerDay) or name not in counted or not school.meal_plan:
            continue
        declared = (school.days, school.days_before, school.days_after)
        days = [default if n is None else n for n, default in zip(declared, (amount.days, -1, -1), strict=True)]
        state, fen, _, _, reason = meals.price_school(amount, term, school.heads, meals.Days(*days))
        if state == State.ENTITLED:
            lines[name] = fen
        else:
            held[name] = reason
    return lines, held


def _money(amounts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {format_yuan(fen)}" for name, fen in sorted(amounts.items())) or "-"


def _texts(reasons: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {reason}" for name, reason in sorted(reasons.items())) or "-"
