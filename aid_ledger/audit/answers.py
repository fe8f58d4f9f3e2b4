"""The three answers of the report, the dearest findings, and the counts of checks: data for sheets and page alike.

Money that two checks have found is counted once: one person and programme is one row of an answer, whatever found it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, get_args

import pandas as pd

from aid_ledger.audit.results import BOOKS_VERIFY, CheckResult, Question, Reconciliation

BETWEEN = ("before", "claimed", "unapproved", "unordered")
"""What stands between what is due and what was approved: columns of ``Reconciliation.totals``."""
QUESTIONS: tuple[Question, ...] = get_args(Question)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the checks of one question say together.

    ``people`` are different people, ``lines`` different payments or rows, ``amount`` fen, of which ``certain`` is what
    errors name; of the question ``sums`` it is what does not add up alone. Where ``amount`` is above zero, people and
    lines are those of it, and ``besides`` are the people who are named without any money. What was not there to be
    looked at (papers, notices, standards nobody compared) is among ``found`` and no money of it; hints are counted in
    ``hints`` alone. ``amount``, ``people`` and ``lines`` of the question ``owed`` are what is owed for certain; beside
    it stand ``late``, what arrived late and is owed no more, and ``most``, the fen that may be owed at most besides.
    ``errors`` are those of ``found`` that are errors; ``broken`` identities that do not hold, of the
    question ``sums``. ``partly``: what the question is about could not be derived, for want of the lists.
    """

    question: Question
    passed: int
    found: int
    not_done: int
    hints: int
    people: int
    lines: int
    amount: int
    certain: int = 0
    errors: int = 0
    broken: int = 0
    partly: bool = False
    late: int = 0
    most: int = 0
    besides: int = 0

    @property
    def verdict(self) -> str:
        """``found``, ``clear``, ``partly``, or ``not-done`` where nothing of it could be looked at."""
        if self.found or self.broken:
            return "found"
        if self.partly and self.passed:
            return "partly"
        return "clear" if self.passed or self.hints else "not-done"


@dataclass(frozen=True, slots=True)
class Way:
    """The one identity that everybody asks for, written out, in fen: 应发 = 批准 + … = 实发 + 退回 + 已批未付.

    ``between`` is what stands between due and approved, by the name of its part (:data:`BETWEEN`).
    """

    due: int
    approved: int
    paid: int
    returned: int
    waiting: int
    between: Mapping[str, int] = field(default_factory=dict)

    @property
    def not_approved(self) -> int:
        """What is due and neither approved nor stands between, signed."""
        return self.due - self.approved - sum(self.between.values())

    @property
    def off(self) -> int:
        """What is approved and stands nowhere else, signed."""
        return self.approved - self.paid - self.returned - self.waiting


def answers(report: Reconciliation) -> tuple[Answer, ...]:
    """Return the answers to the three questions, in their order."""
    return tuple(_answer(question, report) for question in QUESTIONS)


def _answer(question: Question, report: Reconciliation) -> Answer:
    own = [result for result in report.results if result.question == question]
    found = [result for result in own if result.status == "found" and result.severity != "hint"]
    lacking = missing(found)
    counted = [result for result in found if result not in lacking]
    sure = [result for result in counted if result.code not in (LATE, *AT_MOST)]
    late = _stake([result for result in counted if result.code == LATE]).fen
    stake = _stake(sure)
    most = _stake([result for result in counted if result.code != LATE]).fen - stake.fen
    errors = [result for result in found if result.severity == "error"]
    amount, certain = stake.fen, _stake(errors).fen
    if question == "sums":  # money that lies idle, say, is no difference: only errors are
        amount = certain = _off(errors)
        stake = _stake(errors)
    if not amount:  # nothing is sure: who is named, without a sum
        stake = _stake(counted)
    people = stake.paid if amount else stake.people
    lines = stake.lines if amount else stake.rows
    return Answer(
        question=question,
        passed=sum(result.status == "passed" for result in own),
        found=len(found),
        not_done=sum(result.status == "not-done" for result in own),
        hints=sum(result.status == "found" and result.severity == "hint" for result in own),
        people=people,
        lines=lines,
        amount=amount,
        certain=certain,
        errors=len(errors),
        broken=sum(not identity.holds for identity in report.identities) if question == "sums" else 0,
        partly=not report.due_known,
        late=late,
        most=most,
        besides=stake.people - people,
    )


LATE = "paid-late"
"""The check of money that arrived, if late: nothing of it is owed."""
AT_MOST = ("held-with-money", "sent-not-settled")
"""Checks of money that is owed at most: it waits for a person to look, or for the bank to answer."""


@dataclass(frozen=True, slots=True)
class _Stake:
    """What is at stake: different people and rows in all, people and rows that money is named of, and the fen."""

    people: int
    paid: int
    rows: int
    lines: int
    fen: int


def _stake(found: Sequence[CheckResult]) -> _Stake:
    """Return what is at stake in findings; what several name of one person and programme counts once, at its most.

    A row of nobody is known by its line, else it stands alone.
    """
    paid: set[object] = set()
    people: set[object] = set()
    stakes: dict[object, int] = {}
    for number, result in enumerate(found):
        if result.rows is None or result.rows.empty:
            stakes[number] = abs(result.amount)
            continue
        for place, row in enumerate(records(result.rows)):
            who = _person(row)
            key = (who, row["programme"]) if who else row["line"] or (number, place)
            fen = 0 if _blank(row["amount"]) else abs(int(row["amount"]))
            stakes[key] = max(stakes.get(key, 0), fen)
            people.update({who} if who else ())
            paid.update({who} if who and fen else ())
    lines = sum(fen > 0 for fen in stakes.values())
    return _Stake(len(people), len(paid), len(stakes), lines, sum(stakes.values()))


SAME_MONEY = frozenset({
    "books-verify", "rules-ledger", "ledger-moves", "ledger-approvals", "ledger-bank-files", "bank-returns",
    "ledger-sheets", "totals-agree",
})  # fmt: skip
"""Checks that add the same money up in several places: one changed line is off in all of them."""


def _off(errors: Sequence[CheckResult]) -> int:
    """Return how much does not add up: of sums of the same money the one that is off most, all others together."""
    same = [_off_in(result) for result in errors if result.code in SAME_MONEY]
    return max(same, default=0) + _stake([result for result in errors if result.code not in SAME_MONEY]).fen


def _off_in(result: CheckResult) -> int:
    """Return what is off of one check: of its people or lines together; of sums of nobody the largest."""
    rows = [] if result.rows is None else records(result.rows)
    named: dict[object, int] = {}
    for row in rows:
        if (key := _person(row) or row["line"]) and not _blank(row["amount"]):
            named[key] = max(named.get(key, 0), abs(int(row["amount"])))
    sums = [abs(int(row["amount"])) for row in rows if not _blank(row["amount"])]
    return sum(named.values()) or max(sums, default=abs(result.amount))


def _person(row: Mapping[str, Any]) -> object:
    """Return whom a row is about, nothing where it is of nobody: by number, or by name where no number is known."""
    return row["id_number"] or row["name"] or ("" if _blank(row["student"]) else row["student"])


def people_of(result: CheckResult) -> int:
    """Return how many different people a finding names."""
    return 0 if result.rows is None else len({who for row in records(result.rows) if (who := _person(row))})


def _blank(value: object) -> bool:
    return value is None or value == "" or value != value  # noqa: PLR0124  a missing value differs from itself


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a small table by the names of its columns."""
    columns = {str(name): table[name].tolist() for name in table.columns}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def way_of(report: Reconciliation) -> Way:
    """Return due, approved, paid, returned and waiting over all programmes, and what stands between."""
    sums = {name: int(report.totals[name].sum()) for name in ("due", "approved", "paid", "returned", "waiting")}
    between = {part: int(report.totals[part].sum()) for part in BETWEEN}
    return Way(**sums, between={part: fen for part, fen in between.items() if fen})


MISSING = frozenset({"papers-kept", "public-notice", "unverified-standard", "archived-unread", "meals-unreported"})
"""Checks whose findings say what was not there to be looked at."""


def missing(results: Sequence[CheckResult]) -> list[CheckResult]:
    """Return the findings that say what was not there to be looked at."""
    return [one for one in results if one.status == "found" and one.severity == "warning" and one.code in MISSING]


def dearest(results: Sequence[CheckResult], count: int = 5) -> list[CheckResult]:
    """Return the findings with most money at stake, hints left out; broken books, where no sum is sure, first."""
    found = [result for result in results if result.status == "found" and result.severity != "hint"]
    order = sorted(found, key=lambda one: (one.code != BOOKS_VERIFY, -abs(one.amount), one.severity != "error"))
    return order[:count]


def clear_of_differences(report: Reconciliation) -> bool:
    """Return whether the verdict may be said: no finding but hints, every identity holds, something was looked at."""
    said = answers(report)
    return all(one.verdict not in ("found", "partly") for one in said) and any(one.passed for one in said)
