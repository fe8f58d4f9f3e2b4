"""Budget lists: what was allotted for which programme, by whom, for which year and by which document.

Kept for the tables of allotments; nothing here decides what a student is due.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.intake import allotted_by, is_no_allotment, read_money, read_words, unread_cells, vocabulary
from aid_ledger.intake.values import read_year
from aid_ledger.linking.rows import Source, read_amounts, stack
from aid_ledger.money import format_yuan

FIELDS = ("project", "fund_level", "year", "amount", "document_no", "carried_over", "people_quota", "id_no",
          "student_name", "part", "total_differs")  # fmt: skip
COLUMNS = ("project", "programme", "level", "year", "amount", "people", "document", "carried_over", "src", "row",
           "field")  # fmt: skip
_YEAR = re.compile(r"(20\d{2})年")
_DIFFERS = "1"
_WHOLE = re.compile(r"(\d{1,9})(?:\.0+)?(?:人|名)?")
NOT_SAID = -1


def _people(text: str) -> int:
    """Read a number of people; :data:`NOT_SAID` where the cell is blank, below that where it cannot be read."""
    found = _WHOLE.fullmatch("".join(text.split()))
    return int(found[1]) if found else NOT_SAID - bool(text.strip())


def read_budget(
    sources: Sequence[Source], programme_of: Callable[[str], str | None]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read the budget lists in use.

    Args:
        sources: all in use, in order.
        programme_of: the programme that a 项目 names; a document may give money for several, which name none.

    Returns:
        :data:`COLUMNS`, one row an allotment: ``programme`` blank where the 项目 is none, ``level`` as
        ``rulebook.funding`` names it, ``year`` a number, ``amount`` fen, ``people`` how many may be aided
        (-1: the document does not say), ``carried_over`` true or false, ``field`` that of the cell with the amount.
        And the rows of the sheets with their outcome: ``used``, ``duplicate``, or ``held`` with its reason and, where
        it is one of several allotments of the row, its cell as ``member``. Of a row that is held nothing is used.
    """
    rows = stack([unfold_allotments(source) for source in sources], ("budget",), FIELDS)
    level, no_level, odd_level = read_words("fund_level", rows["fund_level"])
    carried, _, odd_carried = read_words("yes_no", rows["carried_over"])
    years = {text: read_year(text.removesuffix("年度")) for text in rows["year"].unique()}
    year = rows["year"].map(years).fillna(0).to_numpy(dtype=np.int64)
    amount = read_amounts(sources, rows, "amount")
    quotas = {text: _people(text) for text in rows["people_quota"].unique()}
    people = rows["people_quota"].map(quotas).to_numpy(dtype=np.int64)
    names = np.array(vocabulary("fund_level").values, dtype=object)[level]
    found = pd.DataFrame(
        {
            "project": rows["project"], "programme": [programme_of(text) or "" for text in rows["project"]],
            "level": names, "year": year, "amount": amount, "people": people, "document": rows["document_no"],
            "carried_over": carried == vocabulary("yes_no").values.index("yes"), "src": rows["src"], "row": rows["row"],
            "field": rows["part"].where(rows["part"] != "", "amount"),
        }
    )  # fmt: skip
    unread = unread_cells(rows["project"]) | unread_cells(rows["document_no"])
    cases = [
        unread, (rows["project"] == "").to_numpy(), no_level | odd_level, year == 0, amount < 0, odd_carried,
        (rows["total_differs"] == _DIFFERS).to_numpy(), people < NOT_SAID,
        found.duplicated(["project", "level", "year", "amount", "people", "document", "carried_over"]).to_numpy(),
    ]  # fmt: skip
    reasons = [
        "cell-unread",
        "programme-unclear",
        "fund-level-unclear",
        "year-unclear",
        "amount-unreadable",
        "carried-over-unclear",
        "row-total-differs",
        "people-quota-unclear",
    ]
    outcome = np.select(cases, ["held"] * len(reasons) + ["duplicate"], "used").astype(object)
    reason = np.select(cases, [*reasons, ""], "").astype(object)
    of_amount = np.isin(reason.astype(str), ("amount-unreadable",))
    rows = rows.assign(outcome=outcome, reason=reason, id="", student_name=rows["project"],
                       member=rows["part"].where(of_amount, ""))  # fmt: skip
    whole = _fold(rows)
    settled = set(whole.loc[whole["outcome"] == "held", ["src", "row"]].itertuples(index=False, name=None))
    waits = [place in settled for place in zip(rows["src"], rows["row"], strict=True)]
    budget = found[(outcome == "used") & ~np.array(waits, dtype=bool)].reset_index(drop=True)[list(COLUMNS)]
    return budget, whole


def _fold(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one row a row of the sheet: held where one of its allotments is, used where one is."""
    rank = rows["outcome"].map({"held": 0, "used": 1, "duplicate": 2})
    order = rows.assign(rank=rank).sort_values(["src", "row", "rank"], kind="stable")
    return order.drop_duplicates(["src", "row"]).drop(columns="rank").reset_index(drop=True)


def unfold_allotments(source: Source) -> Source:
    """Return a budget with a row an allotment, where each level of government has a column; else the source itself.

    ``part`` names the field that an amount was read from. A cell that is blank or nought is no allotment; a row
    without any keeps its first cell, so that it still ends in an outcome. A year and 结转 in the headers hold where no
    column gives them. Beside the levels a column of amounts is the row's total: ``total_differs`` where it is not.
    """
    levels = allotted_by(source.table)
    if source.kind != "budget" or not levels:
        return source
    frame, table = source.table.frame, source.table
    parts, there = [], []
    for name, level in levels.items():
        own = frame.assign(amount=_in_yuan(frame[name], table.unit_of(name)), fund_level=level, part=name)
        header = table.header_of(name)
        if "carried_over" not in frame:
            own["carried_over"] = "是" if "结转" in header else ""
        if "year" not in frame and (year := _YEAR.search(header)):
            own["year"] = year[1]
        parts.append(own)
        there.append(~is_no_allotment(frame[name]).to_numpy(dtype=bool))
    filled = np.array(there)
    filled[0] |= ~filled.any(axis=0)
    differs = np.tile(_total_differs(source, list(levels)), len(parts))
    whole = pd.concat(parts, ignore_index=True).assign(total_differs=np.where(differs, _DIFFERS, ""))
    place = np.arange(len(whole)).reshape(len(parts), len(frame)).T[filled.T]
    columns = tuple(replace(c, field="", unit="") if c.field == "amount" else c for c in table.columns)
    return replace(
        source, table=replace(table, columns=columns, frame=whole.iloc[place].reset_index(drop=True), unread={})
    )


def _in_yuan(cells: pd.Series[str], unit: str) -> pd.Series[str]:
    """Return sums written out in yuan; what cannot be read stays as it is."""
    fen = read_money(cells, unit)
    texts = [format_yuan(int(one)) if one >= 0 else text for one, text in zip(fen, cells, strict=True)]
    return pd.Series(texts, index=cells.index, dtype="str")


def _total_differs(source: Source, names: Sequence[str]) -> npt.NDArray[np.bool_]:
    frame, table = source.table.frame, source.table
    if "amount" not in frame:
        return np.zeros(len(frame), dtype=np.bool_)
    parts = np.array([read_money(frame[name], table.unit_of(name)) for name in names])
    nothing = np.array([is_no_allotment(frame[name]).to_numpy(dtype=bool) for name in names])
    total = read_money(frame["amount"], table.unit_of("amount"))
    differs: npt.NDArray[np.bool_] = (total >= 0) & (np.where(nothing, 0, parts).sum(axis=0) != total)
    differs &= ((parts >= 0) | nothing).all(axis=0)
    return differs
