"""供餐月报: on how many days of each month of the term each school served meals; they stand before the school list."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from aid_ledger.linking.rows import Source, stack
from aid_ledger.linking.schools import SchoolBook
from aid_ledger.terms import Term

_MONTH = re.compile(r"(?:(\d{4})\D+)?(\d{1,2})\D*$")
_PRICE_CHANGE_MONTHS = (9, 10)


def read_meals(sources: Sequence[Source], book: SchoolBook | None, term: Term) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read the reports of meals; without any, no ``book`` is needed.

    Returns:
        By school index ``days, days_before, days_after`` (the price change of 2014); and one row a data row, with
        ``place`` (school index), ``month_number``, ``days``, ``outcome``, ``reason``.
    """
    rows = stack(
        sources, ("meals",), ("school", "school_code", "month", "meal_days", "diners", "id_no", "student_name")
    )
    school = book.resolve(rows["school_code"], rows["school"]) if book is not None else np.zeros(0, dtype=np.int32)
    days = pd.to_numeric(rows["meal_days"], errors="coerce").fillna(-1).to_numpy(dtype=np.int64)
    of_source = [sources[src].term for src in rows["src"]]
    month = np.array(
        [_month(text, term, of) for text, of in zip(rows["month"], of_source, strict=True)], dtype=np.int64
    )
    table = rows.assign(place=school, month_number=month, days=days, id="", student_name=rows["school"])
    cases = [
        school < 0, (month < 0) | (days < 0), month == 0,
        table.duplicated(["place", "month_number", "days"]).to_numpy(),
        (table.groupby(["place", "month_number"])["days"].transform("nunique") > 1).to_numpy(),
    ]  # fmt: skip
    outcome = np.select(cases, ["held", "held", "unused", "duplicate", "held"], "used").astype(object)
    reason = np.select(cases, ["school-unknown", "date-unreadable", "", "", "contradicting-rows"], "").astype(object)
    table = table.assign(outcome=outcome, reason=reason)
    used = table[outcome == "used"]
    early = used["month_number"].isin(_PRICE_CHANGE_MONTHS)
    meals = pd.DataFrame(
        {
            "days": used.groupby("place")["days"].sum(),
            "days_before": used[early].groupby("place")["days"].sum(),
            "days_after": used[~early].groupby("place")["days"].sum(),
        }
    )
    return meals.fillna(0).astype(int), table


def _month(text: str, term: Term, of_source: str) -> int:
    """The month of the term that a cell names; 0 of another term, -1 unreadable.

    A month without its year is one of the term that the report was imported for.
    """
    match = _MONTH.search(text.strip().removesuffix("份").removesuffix("月"))
    if match is None or not 1 <= int(match[2]) <= 12:
        return -1
    month = int(match[2])
    in_spring = 2 <= month <= 7
    year = int(match[1]) if match[1] else None
    expected = term.year + (1 if term.half == 1 and month == 1 else 0)
    ours = of_source in ("", str(term)) if year is None else year == expected
    same = in_spring == (term.half == 0) and ours
    return month if same else 0
