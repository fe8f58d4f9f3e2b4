"""The lists that are neither rosters nor registers: awards, money paid before, meals, boarders, budget, accounts.

Each row ends as ``used``, ``unused`` (of another term, or of nobody here), ``held`` or ``duplicate``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.intake import read_money, unclear_tiers, unread_cells
from aid_ledger.linking.arrived_payments import PAYMENT_FIELDS, payments_that_arrived
from aid_ledger.linking.budget import read_budget
from aid_ledger.linking.earlier_schools import contradicting, latest_rows, school_rows
from aid_ledger.linking.meals import read_meals
from aid_ledger.linking.registers import WordCategory
from aid_ledger.linking.rows import Source, confirmed_rows, identify, in_use, read_amounts, row_terms, stack
from aid_ledger.linking.schools import SchoolBook
from aid_ledger.linking.student_facts import Settings
from aid_ledger.people.text_columns import is_among
from aid_ledger.terms import Term

ProgrammeOf = Callable[[str], str | None]
"""The programme that a word in a list names: its id or a title; none where it is not known."""
OUTCOME = ["src", "row", "kind", "name", "id_number", "outcome", "reason"]
_YEARLY = ("年", "学年")


@dataclass(frozen=True, slots=True)
class Words:
    """What words in lists mean to the rules: ``category_of`` 困难类型, ``programme_of`` 项目, ``once`` in a life."""

    category_of: WordCategory
    programme_of: ProgrammeOf
    once: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class OtherLists:
    """What these lists say of the term.

    ``awards``: ``student, award, amount, donor, src, row``. ``paid_before``: ``identity, programme, term, amount,
    project, src, row``, all terms; ``paid_unclear``: IDs of whom it is not known what they were paid of this term.
    ``meals``: by school index ``days, days_before, days_after``, and the rows they come from as ``meal_reports`` (see
    :func:`aid_ledger.linking.meals.read_meals`). ``budget``: see :func:`aid_ledger.linking.budget.read_budget`.
    ``outcomes``: one row a data row, columns :data:`OUTCOME`, and ``member``: the field of the cell that waits where a
    row of a budget holds several amounts.
    """

    awards: pd.DataFrame
    paid_before: pd.DataFrame
    paid_unclear: frozenset[str]
    meals: pd.DataFrame
    meal_reports: pd.DataFrame
    budget: pd.DataFrame
    outcomes: pd.DataFrame


def read_other_lists(
    sources: Sequence[Source], students: pd.DataFrame, book: SchoolBook, settings: Settings, words: Words
) -> OtherLists:
    """Read them all. ``students`` has ``id`` and ``match_name``, one row a student."""
    awards, award_rows = _awards(sources, students, settings.term) if in_use(sources, "awards") else _nothing("awards")
    paid, paid_rows = (
        _paid_before(sources, students, settings.term, words)
        if in_use(sources, "paid-before")
        else _nothing("paid-before")
    )
    unclear = paid_rows[(paid_rows["outcome"] == "held") & paid_rows["when"].isin(["", "?", str(settings.term)])]
    meals, meal_rows = (
        read_meals(sources, book, settings.term, _heads(students)) if in_use(sources, "meals") else _nothing("meals")
    )
    budget, budget_rows = read_budget(sources, words.programme_of) if in_use(sources, "budget") else _nothing("budget")
    schools = _schools(sources)
    outcomes = [_outcome(rows) for rows in (award_rows, paid_rows, meal_rows, budget_rows, schools)]
    told = pd.concat(outcomes, ignore_index=True)
    told["member"] = told["member"].fillna("")
    return OtherLists(awards, paid, frozenset(unclear["id"]) - {""}, meals, meal_rows, budget, told)


def _heads(students: pd.DataFrame) -> frozenset[int]:
    """Return the schools at which somebody is counted."""
    return frozenset(students.loc[students["counted"].to_numpy(dtype=bool), "school"].tolist())


def _nothing(kind: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what comes of no lists of this kind: most offices have few, and tables without rows cost as much."""
    used, rows = _of_no_rows(kind)
    return used.copy(), rows.copy()


@cache
def _of_no_rows(kind: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    any_term = Term(2000, 0)
    if kind == "meals":
        return read_meals((), None, any_term)
    if kind == "budget":
        return read_budget((), _names_none)
    nobody = pd.DataFrame({name: pd.Series(dtype="str") for name in ("id", "match_name")})
    if kind == "awards":
        return _awards((), nobody, any_term)
    return _paid_before((), nobody, any_term, Words(_names_none, _names_none))


def _names_none(_word: str) -> None:
    return None


def _outcome(rows: pd.DataFrame) -> pd.DataFrame:
    name = rows["student_name"] if "student_name" in rows else pd.Series("", index=rows.index)
    return rows.assign(name=name, id_number=rows["id"])[[*OUTCOME, *(("member",) if "member" in rows else ())]]


def outcome_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the outcome columns of rows that were judged elsewhere (accounts, boarders)."""
    return _outcome(rows)


def _schools(sources: Sequence[Source]) -> pd.DataFrame:
    """Rows of school lists: those of a school's latest list are used, or held where they contradict each other."""
    rows = school_rows(sources)
    latest = latest_rows(rows)
    torn, again = contradicting(latest), latest[latest.duplicated("key")]
    cases = [rows.index.isin(torn.index), rows.index.isin(again.index), rows.index.isin(latest.index)]
    outcome = np.select(cases, ["held", "duplicate", "used"], "unused").astype(object)
    reason = np.where(cases[0], "contradicting-rows", "").astype(object)
    return rows.assign(id="", student_name=rows["school"], outcome=outcome, reason=reason)


def _awards(sources: Sequence[Source], students: pd.DataFrame, own: Term) -> tuple[pd.DataFrame, pd.DataFrame]:
    rows = identify(stack(sources, ("awards",), ("student_name", "id_no", "school", "award_name", "amount", "term",
                                                  "donor", "standard", "months", "level")))  # fmt: skip
    known = students[students["id"] != ""].drop_duplicates("id")
    place = pd.Series(known.index.to_numpy(), index=known["id"])
    student = rows["id"].map(place).fillna(-1).to_numpy(dtype=np.int64)
    amount, term = read_amounts(sources, rows, "amount"), row_terms(rows, sources)
    names = np.append(students["match_name"].to_numpy(dtype=object), "")
    differs = (student >= 0) & (names[student] != rows["match_name"].to_numpy(dtype=object))
    here = np.isin(term.astype(str), (str(own), ""))
    unread = unread_cells(rows["award_name"]) | unread_cells(rows["donor"])
    cases = [
        rows["id_reason"].to_numpy() != "", term == "?", unclear_tiers(rows["level"]), amount < 0, unread, ~here,
        _off_standard(sources, rows, amount), student < 0, differs,
        rows.assign(when=term).duplicated(["id", "award_name", "amount", "donor", "when"]).to_numpy(),
    ]  # fmt: skip
    outcome = np.select(
        cases, ["held"] * 5 + ["unused"] + ["held"] * 3 + ["duplicate"], "used"
    ).astype(object)  # fmt: skip
    reason = np.select(
        cases, [rows["id_reason"], "term-unclear", "tier-unclear", "amount-unreadable", "cell-unread", "",
                "amount-not-standard", "award-not-in-roster", "name-conflict", ""], "",
    ).astype(object)  # fmt: skip
    rows = rows.assign(outcome=outcome, reason=reason, student=student, award=rows["award_name"], fen=amount)
    used = rows[outcome == "used"]
    awards = used[["student", "award", "donor", "src", "row"]].assign(amount=used["fen"]).reset_index(drop=True)
    return awards, rows


def _paid_before(
    sources: Sequence[Source], students: pd.DataFrame, own: Term, words: Words
) -> tuple[pd.DataFrame, pd.DataFrame]:
    rows = identify(
        stack(
            sources,
            ("paid-before",),
            (
                "student_name",
                "id_no",
                "project",
                "term",
                "amount",
                "pay_date",
                "standard",
                "months",
                "level",
                *PAYMENT_FIELDS,
            ),
        )
    )
    amount, term = read_amounts(sources, rows, "amount"), row_terms(rows, sources)
    programmes = {word: words.programme_of(word) or "" for word in rows["project"].unique()}
    programme = rows["project"].map(programmes).to_numpy(dtype=object)
    same = ["id", "programme", "when", "amount", "pay_date"]
    rows = rows.assign(programme=programme, when=term)
    # once in a life: money of another term decides of this one; other money decides of its own term only
    decides = (term == str(own)) | (np.isin(programme.astype(str), list(words.once)) & (amount > 0))
    cases = [
        rows["id_reason"].to_numpy() != "", np.isin(term.astype(str), ("?", "")), unclear_tiers(rows["level"]),
        amount < 0, _off_standard(sources, rows, amount), programme == "", rows.duplicated(same).to_numpy(),
        ~decides | ~is_among(rows["id"], students["id"]),
    ]  # fmt: skip
    arrived, unclear = payments_that_arrived(sources, rows)
    cases = [*cases[:6], unclear, *cases[6:], ~arrived]
    outcome = np.select(cases, ["held"] * 7 + ["duplicate", "unused", "unused"], "used").astype(object)
    reason = np.select(
        cases, [rows["id_reason"], "term-unclear", "tier-unclear", "amount-unreadable", "amount-not-standard",
                "programme-unclear", "payment-unclear", "", "", ""], "",
    ).astype(object)  # fmt: skip
    rows = rows.assign(outcome=outcome, reason=reason)
    counted = rows[np.isin(outcome.astype(str), ("used", "unused")) & arrived]
    paid = pd.DataFrame(
        {
            "identity": "I" + counted["id"],
            "programme": counted["programme"],
            "term": counted["when"],
            "amount": amount[counted.index],
            **{name: counted[name] for name in ("project", "src", "row")},
        }
    ).reset_index(drop=True)
    return paid, rows


def _off_standard(
    sources: Sequence[Source], rows: pd.DataFrame, amount: npt.NDArray[np.int64]
) -> npt.NDArray[np.bool_]:
    """Tell where the amount is neither the standard nor the standard times the months; blanks say nothing."""
    standard = np.full(len(rows), -1, dtype=np.int64)
    for src in rows["src"].unique().tolist():
        here = (rows["src"] == src).to_numpy()
        standard[here] = read_standard(rows.loc[here, "standard"], sources[src].table.unit_of("standard"))
    off = off_standard(amount, standard, rows["months"])
    return off & ~confirmed_rows(sources, rows, np.where(off, "amount-not-standard", "").astype(object))


def read_standard(texts: pd.Series[str], unit: str) -> npt.NDArray[np.int64]:
    """Return standards of one sheet as fen of a month or a term; below 0 where blank, unreadable or of a year."""
    by_year = unit.partition("/")[2] in _YEARLY
    return np.full(len(texts), -1, dtype=np.int64) if by_year else read_money(texts, unit)


def off_standard(
    amount: npt.NDArray[np.int64], standard: npt.NDArray[np.int64], months: pd.Series[str]
) -> npt.NDArray[np.bool_]:
    """Compare an amount with the standard and the months beside it.

    A standard may be of a month or of the whole term, and headers do not always say which; so both readings pass.

    Args:
        amount: fen, below 0 where blank or unreadable.
        standard: fen, below 0 where blank, unreadable or of a year.
        months: cells with a number.

    Returns:
        Marks, one a row; none where one of the three is not there.

    Source:
        reference/files.md §12, defect 38.
    """
    count = pd.to_numeric(months.str.removesuffix("个月"), errors="coerce").fillna(0).to_numpy(dtype=np.float64)
    known = (amount >= 0) & (standard >= 0) & (count > 0)
    return np.asarray(known & (amount != standard) & (amount != np.round(standard * count)), dtype=bool)
