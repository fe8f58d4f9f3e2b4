"""Budget lists: what was allotted for which programme, by whom, for which year and by which document.

Kept for the tables of allotments; nothing here decides what a student is due.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from aid_ledger.intake import read_words, unread_cells, vocabulary
from aid_ledger.intake.values import read_year
from aid_ledger.linking.rows import Source, read_amounts, stack

FIELDS = ("project", "fund_level", "year", "amount", "document_no", "carried_over", "id_no", "student_name")
COLUMNS = ("project", "programme", "level", "year", "amount", "document", "carried_over", "src", "row")


def read_budget(
    sources: Sequence[Source], programme_of: Callable[[str], str | None]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read the budget lists in use.

    Args:
        sources: all in use, in order.
        programme_of: the programme that a 项目 names; a document may give money for several, which name none.

    Returns:
        :data:`COLUMNS`, one row an allotment: ``programme`` blank where the 项目 is none, ``level`` as
        ``rulebook.funding`` names it, ``year`` a number, ``amount`` fen, ``carried_over`` true or false. And the rows
        with their outcome: ``used``, ``duplicate``, or ``held`` with its reason.
    """
    rows = stack(sources, ("budget",), FIELDS)
    level, no_level, odd_level = read_words("fund_level", rows["fund_level"])
    carried, _, odd_carried = read_words("yes_no", rows["carried_over"])
    years = {text: read_year(text.removesuffix("年度")) for text in rows["year"].unique()}
    year = rows["year"].map(years).fillna(0).to_numpy(dtype=np.int64)
    amount = read_amounts(sources, rows, "amount")
    names = np.array(vocabulary("fund_level").values, dtype=object)[level]
    found = pd.DataFrame(
        {
            "project": rows["project"], "programme": [programme_of(text) or "" for text in rows["project"]],
            "level": names, "year": year, "amount": amount, "document": rows["document_no"],
            "carried_over": carried == vocabulary("yes_no").values.index("yes"), "src": rows["src"], "row": rows["row"],
        }
    )  # fmt: skip
    unread = unread_cells(rows["project"]) | unread_cells(rows["document_no"])
    cases = [
        unread, (rows["project"] == "").to_numpy(), no_level | odd_level, year == 0, amount < 0, odd_carried,
        found.duplicated(["project", "level", "year", "amount", "document", "carried_over"]).to_numpy(),
    ]  # fmt: skip
    outcome = np.select(cases, ["held"] * 6 + ["duplicate"], "used").astype(object)
    reasons = [
        "cell-unread",
        "programme-unclear",
        "fund-level-unclear",
        "year-unclear",
        "amount-unreadable",
        "carried-over-unclear",
    ]
    reason = np.select(cases, [*reasons, ""], "").astype(object)
    budget = found[outcome == "used"].reset_index(drop=True)[list(COLUMNS)]
    return budget, rows.assign(outcome=outcome, reason=reason, id="", student_name=rows["project"])
