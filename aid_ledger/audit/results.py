"""What the auditor's report is made of: results of checks, identities, and the picture that writers draw.

Data only: ``office.reconciling`` fills it, ``reports`` draws it. Numbers of persons are here in full; whoever writes
them down masks them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd

    from aid_ledger.audit.sampling import Sample
    from aid_ledger.terms import Term

Severity = Literal["error", "warning", "hint"]
"""``error``: the books or the money are wrong, exit code 5. ``warning``: somebody has to look. ``hint``: a pattern
that innocent lists show too; never counted as a difference."""

Question = Literal["owed", "paid", "sums"]
"""Which of the three questions a check belongs to: 该发的发了吗 · 不该发的发了吗 · 账对得上吗."""

BOOKS_VERIFY = "books-verify"
"""The check without which nothing else of the report can be believed."""

Status = Literal["passed", "found", "not-done"]

EVIDENCE = ("line", "student", "name", "id_number", "school", "programme", "amount", "detail", "evidence")
"""Columns of :attr:`CheckResult.rows`. ``amount`` is int fen; ``student`` the surrogate; ``detail`` a short text made
of figures and words of the lists; ``evidence`` is ``file-digest8/sheet!cell`` items joined by ``;``. Blank where it
does not apply."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """What one check says.

    ``looked_at`` counts what was compared, ``unit`` says of what (``lines``, ``students``, ``rows``, ``files`` …): a
    check that looked at nothing has not passed, it was not done, and ``why_not`` is the code of the reason; one that
    found something where not everything was there to be looked at has a ``why_not``, too. ``amount`` is the fen at
    stake. ``answer`` is what the office said of it; it stands beside the finding and hides nothing.
    The sentences are words of the catalogue: ``audit-CODE-title``, ``-constraint``, ``-why``, ``-fix`` and ``-message``
    (with figures); of ``why_not`` ``audit-not-done-REASON``.
    """

    code: str
    question: Question
    severity: Severity
    status: Status
    looked_at: int = 0
    unit: str = "lines"
    rows: pd.DataFrame | None = None
    amount: int = 0
    params: Mapping[str, object] = field(default_factory=dict)
    why_not: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Two sums that must be the same, once for each group.

    ``groups`` has the columns ``group``, one for each of ``parts`` (the terms of the right side), ``left``, ``right``.
    ``by`` is ``all``, ``school``, ``programme``, ``stage``, ``level``, ``money_year``; ``kind`` (of lists), ``sheet``,
    ``file`` or ``record`` where a group is one of those. ``unit``: fen, or rows of lists.
    """

    name: str
    by: str
    parts: tuple[str, ...]
    groups: pd.DataFrame
    unit: Literal["fen", "rows"] = "fen"

    @property
    def adds(self) -> bool:
        """Return whether the groups are parts of one whole: sheets and files say the same money again and again."""
        return self.by not in ("file", "record", "sheet")

    @property
    def off(self) -> pd.DataFrame:
        """Return the groups in which the sides differ."""
        return self.groups[self.groups["left"] != self.groups["right"]]

    @property
    def left(self) -> int:
        """Return the sum of the left sides."""
        return int(self.groups["left"].sum())

    @property
    def right(self) -> int:
        """Return the sum of the right sides."""
        return int(self.groups["right"].sum())

    @property
    def holds(self) -> bool:
        """Return whether both sides are the same in every group, not only together."""
        return bool((self.groups["left"] == self.groups["right"]).all())


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that no check of the list stands for and that was not looked at; in words by ``audit-gap-CODE``."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BundleSeen:
    """The audit bundle that the books of a report were read from: its file, its rows, and how much does not fit."""

    file: str
    rows: int
    wrong: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What the first lines of the report say: whose books, how far, by what; ``bundle`` where they are no office's."""

    office: str
    county: str
    term: Term
    states: Mapping[str, int]  # state of a line → fen
    closed: bool
    data_as_of: str  # ISO date of the youngest list in use, "" where none says
    made_at: str  # ISO 8601, given by the caller
    made_by: str
    rulebook: str  # digest of the rules in use
    program: str  # version
    head: str  # head digest of the journal
    bundle: BundleSeen | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """Everything that the workbook, the page and ``--json`` show of a term.

    - ``results``: one per check of the list, in the list's order; passed and not done too.
    - ``identities``: as :class:`Identity`.
    - ``funnel``: ``kind, outcome, reason, rows`` – every data row of every file in use is in exactly one.
    - ``lines``: one row a line of the term: ``line, batch, programme, school, school_code, town, stage, grade,
      class_name, payee, student, name, id_number, amount, state, reason, corrects, evidence, money_year, kind,
      standard, units, before``; ``standard`` is fen a head and term (of meals a head and day), 0 where there is none;
      ``units`` times it is due, less ``before``, what was paid before the ledger.
    - ``schools``: one row a school: ``school, school_code, town, heads, aided, amount, held, findings``; heads of the
      rosters, aided people, fen.
    - ``people``: one row an act by a person: ``at, by, act, what`` (prepared, approved, decided, forced, retired …).
    - ``totals``: one row a programme, stage and kind of payee: ``programme, stage, payee, students, due, before,
      claimed, unapproved, unordered, approved, paid, returned, waiting`` in fen.
    - ``last``: the same as ``totals`` for the term before, empty where the books have none.
    - ``titles``: of programmes, by id, then by language, in the order of sheets.
    - ``standards``: one row a standard in force in the term: ``programme, stage, amount, since, document, verified``.
    - ``files``: one row a file in use: ``digest`` (in full), ``file, kind, rows, as_of``.
    - ``file_names``: of all archived files that evidence may point to, by the first eight digits of their digest.
    - ``sample``: who is to be visited, drawn by amount with a seed that the head digest gives; none: nobody has money.
    - ``given``: the auditor's own lists beside the archived ones, columns of :attr:`~.picture.Given.lists`.
    - ``gaps``: what no check stands for and was not looked at. ``due_known``: whether what is due was derived from the
      lists; where it was not, ``due`` in ``totals`` is what is booked.
    """

    head: Head
    results: tuple[CheckResult, ...]
    identities: tuple[Identity, ...]
    funnel: pd.DataFrame
    lines: pd.DataFrame
    schools: pd.DataFrame
    people: pd.DataFrame
    totals: pd.DataFrame
    last: pd.DataFrame
    titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    standards: pd.DataFrame | None = None
    files: pd.DataFrame | None = None
    sample: Sample | None = None
    given: pd.DataFrame | None = None
    file_names: Mapping[str, str] = field(default_factory=dict)
    gaps: tuple[Gap, ...] = ()
    due_known: bool = True


def in_order(results: Iterable[CheckResult]) -> list[CheckResult]:
    """Return findings as a reader wants them: books that do not verify first, then errors, then by money."""
    grave = {"error": 0, "warning": 1, "hint": 2}
    found = [one for one in results if one.status == "found"]
    return sorted(found, key=lambda one: (one.code != BOOKS_VERIFY, grave[one.severity], -abs(one.amount)))
