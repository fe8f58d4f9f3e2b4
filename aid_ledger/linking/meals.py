"""供餐月报: on how many days of each month of the term, or of the whole of it, each school served meals."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.linking.rows import Source, row_terms, stack
from aid_ledger.linking.schools import SchoolBook
from aid_ledger.terms import Term

WHOLE_TERM = 13
"""Stands as the ``month_number`` of a row whose days are those of the term: 学校, 学期, 供餐天数 and no 月份."""
DAYS_UNCLEAR = -2
"""The days of a school whose every row of the term waits: neither the school list nor the rules know them better."""
_MONTH = re.compile(r"(?:(\d{4})\D+)?(\d{1,2})\D*$")
_PRICE_CHANGE_MONTHS = (9, 10)
_MOST_OF_A_MONTH = 31


def read_meals(
    sources: Sequence[Source], book: SchoolBook | None, term: Term, heads: frozenset[int] = frozenset()
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read the reports of meals, which stand before the school list; without any, no ``book`` is needed.

    Args:
        sources: all in use, in order.
        book: the schools.
        term: which term.
        heads: the schools at which somebody is counted; days of the others would be the days of nobody.

    Returns:
        By school index ``days, days_before, days_after`` (the price change of 2014; -1 where only the days of the term
        are told, all three :data:`DAYS_UNCLEAR` where no row can be used yet); and one row a data row, with ``place``
        (school index), ``month_number`` (0 of another term, -1 unreadable, or :data:`WHOLE_TERM`), ``days``,
        ``outcome``, ``reason``.
    """
    rows = stack(
        sources, ("meals",), ("school", "school_code", "month", "term", "meal_days", "diners", "id_no", "student_name")
    )
    school = book.resolve(rows["school_code"], rows["school"]) if book is not None else np.zeros(0, dtype=np.int32)
    said = pd.to_numeric(rows["meal_days"], errors="coerce").fillna(-1)
    days = said.to_numpy(dtype=np.int64)
    when = row_terms(rows, sources)
    month = np.array(
        [_month(text, term, str(of) if of != "?" else sources[src].term)
         for text, of, src in zip(rows["month"], when, rows["src"], strict=True)], dtype=np.int64,
    )  # fmt: skip
    whole = _of_whole_term(sources, rows)
    month[whole] = np.where(when[whole] == str(term), WHOLE_TERM, 0)
    table = rows.assign(place=school, month_number=month, days=days, id="", student_name=rows["school"])
    unclear = (days < 0) | (said != days).to_numpy() | (days > (term.last_day - term.first_day).days + 1)
    cases = [
        school < 0, whole & np.isin(when.astype(str), ("?", "")), ~whole & ((month < 0) | (days < 0)), month == 0,
        whole & unclear, whole & (days <= _MOST_OF_A_MONTH), whole & ~np.isin(school, list(heads)),
        table.duplicated(["place", "month_number", "days"]).to_numpy(),
        (table.groupby(["place", "month_number"])["days"].transform("nunique") > 1).to_numpy(), _told_twice(table),
    ]  # fmt: skip
    outcome = np.select(
        cases, ["held", "held", "held", "unused", "held", "held", "held", "duplicate", "held", "held"], "used"
    ).astype(object)
    reason = np.select(
        cases, ["school-unknown", "term-unclear", "date-unreadable", "", "meal-days-unclear", "meal-days-of-month",
                "meals-without-heads", "", "contradicting-rows", "contradicting-rows"], "",
    ).astype(object)  # fmt: skip
    table = table.assign(outcome=outcome, reason=reason)
    return _days(table), table


def _of_whole_term(sources: Sequence[Source], rows: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Tell the rows of lists that have a column of terms and none of months."""
    tables = [source.table for source in sources]
    found = [not table.letter_of("month") and bool(table.letter_of("term")) for table in tables] or [False]
    marks: npt.NDArray[np.bool_] = np.array(found, dtype=np.bool_)[rows["src"].to_numpy(dtype=np.int64)]
    return marks


def _told_twice(table: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Tell the rows of schools whose days are told both for the term and by months: added up they would be double."""
    of_term = table["month_number"] == WHOLE_TERM
    of_month = (table["month_number"] > 0) & ~of_term
    both = set(table.loc[of_term, "place"]) & set(table.loc[of_month, "place"])
    found: npt.NDArray[np.bool_] = (table["place"].isin(both) & (of_term | of_month)).to_numpy(dtype=np.bool_)
    return found


def _days(table: pd.DataFrame) -> pd.DataFrame:
    """Return the days of each school of which a row counts, or of which all rows wait."""
    used = table[table["outcome"] == "used"]
    early = used["month_number"].isin(_PRICE_CHANGE_MONTHS)
    meals = pd.DataFrame(
        {
            "days": used.groupby("place")["days"].sum(),
            "days_before": used[early].groupby("place")["days"].sum(),
            "days_after": used[~early].groupby("place")["days"].sum(),
        }
    )
    meals = meals.fillna(0).astype(int)
    meals.loc[used.loc[used["month_number"] == WHOLE_TERM, "place"].unique(), ["days_before", "days_after"]] = -1
    ours = (table["month_number"] > 0) | (table["reason"] == "term-unclear")
    waits = table[(table["outcome"] == "held") & ours & (table["place"] >= 0) & ~table["place"].isin(used["place"])]
    unclear = pd.DataFrame(DAYS_UNCLEAR, index=pd.Index(waits["place"].unique()), columns=meals.columns)
    return pd.concat([meals, unclear]).sort_index().astype(int)


def _month(text: str, term: Term, of_row: str) -> int:
    """The month of the term that a cell names; 0 of another term, -1 unreadable.

    A month without its year is one of the term that the row says, else the one that the report was imported for.
    """
    match = _MONTH.search(text.strip().removesuffix("份").removesuffix("月"))
    if match is None or not 1 <= int(match[2]) <= 12:
        return -1
    month = int(match[2])
    in_spring = 2 <= month <= 7
    year = int(match[1]) if match[1] else None
    expected = term.year + (1 if term.half == 1 and month == 1 else 0)
    ours = of_row in ("", str(term)) if year is None else year == expected
    same = in_spring == (term.half == 0) and ours
    return month if same else 0
