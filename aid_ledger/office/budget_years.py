"""Use case: budget year. A calendar year is both its terms; the bridge says to which school years its halves belong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from aid_ledger.ledger import borne, lines_of, shares_of
from aid_ledger.money import split_shares
from aid_ledger.terms import Term
from aid_ledger.words import Lang

if TYPE_CHECKING:
    from aid_ledger.office import Office

MONEY = ("due", "approved", "paid", "returned", "unpaid", "claimed", "given_up")
_KEY = ["programme", "level", "term"]


@dataclass(frozen=True, slots=True)
class YearReport:
    """A calendar year in numbers; all money is fen.

    ``rows``: ``programme, level, term`` and :data:`MONEY`. ``due`` is what the ledger says is due; ``approved`` what of
    the money out was ever approved, in whatever later state; ``paid`` arrived, less what came back; ``returned`` came
    back from the bank and was not sent again; ``unpaid`` is everything that has not arrived; ``claimed`` arrived, is
    not due and has not come back; ``given_up`` is what will not: a claim waived or written off. So ``due`` = ``paid`` +
    ``unpaid`` - ``claimed`` - ``given_up``, in every row.
    ``people``: ``programme, term`` (each blank: all), ``people`` (different ones) and ``times`` (人次: a person once a
    programme and term). ``bridge``: ``school_year, term, year, inside`` and :data:`MONEY`: both halves of the two
    school years that the calendar year touches; those ``inside`` are its own.
    """

    year: int
    rows: pd.DataFrame
    people: pd.DataFrame
    bridge: pd.DataFrame


def year_report(office: Office, year: int) -> YearReport:
    """Return the numbers of a calendar year."""
    own = (Term(year, 0), Term(year, 1))
    around = (own[0].previous, *own, own[1].next)
    with office.database.read() as connection:
        lines = pd.concat([lines_of(connection, str(term)) for term in around], ignore_index=True)
        used = borne(connection, lines)
        shares = shares_of(connection, [str(term) for term in around])
    given_up = lines.groupby(["programme", "term"])["waived"].sum()
    rows = _rows(used, shares, {key: int(fen) for key, fen in given_up.items() if fen})
    inside = {str(term) for term in own}
    bridge = [
        {
            "school_year": term.school_year, "term": str(term), "year": term.fiscal_year,
            "inside": str(term) in inside,
            **{name: int(rows.loc[rows["term"] == str(term), name].sum()) for name in MONEY},
        }
        for term in around
    ]  # fmt: skip
    mine = rows[rows["term"].isin(inside)].reset_index(drop=True)
    return YearReport(year, mine, _people(lines[lines["term"].isin(inside)]), pd.DataFrame(bridge))


def _rows(used: pd.DataFrame, shares: pd.DataFrame, given_up: Mapping[Any, int]) -> pd.DataFrame:
    due = shares.groupby(_KEY)["amount"].sum().rename("due")
    out = used.set_index(_KEY)
    keys = due.index.union(out.index)
    out = out.reindex(keys, fill_value=0)
    unpaid = out[["prepared", "approved", "sent", "returned"]].sum(axis=1)
    approved = out[["approved", "sent", "paid", "returned"]].sum(axis=1) - out["recovered"]
    net = due.reindex(keys, fill_value=0)
    ended = _by_level(out["used"] - net, given_up)
    table = pd.DataFrame(
        {
            "due": net, "approved": approved, "paid": out["paid"] - out["recovered"], "returned": out["returned"],
            "unpaid": unpaid, "claimed": out["used"] - net - ended, "given_up": ended,
        }
    )  # fmt: skip
    return table[(table != 0).any(axis=1)].astype(np.int64).reset_index().rename_axis(columns=None)


def _by_level(claims: pd.Series[int], given_up: Mapping[Any, int]) -> pd.Series[int]:
    """Split what was given up of each programme and term over the levels by their claims, so none exceeds its own."""
    table = claims.clip(lower=0).rename("claim").reset_index()
    table["part"] = 0
    for (programme, term), fen in given_up.items():
        own = table[(table["programme"] == programme) & (table["term"] == term)]
        parts = split_shares(fen, dict(zip(own["level"], own["claim"].astype(int), strict=True)))
        table.loc[own.index, "part"] = [int(parts[level]) for level in own["level"]]
    return table.set_index(_KEY)["part"].astype(np.int64)


def _people(lines: pd.DataFrame) -> pd.DataFrame:
    """Count who has money due: different people, and times; in all, by programme, by term and by both."""
    net = lines[lines["student"].notna()].groupby(["subject", "programme", "term"], as_index=False)["amount"].sum()
    net = net[net["amount"] > 0]
    rows = []
    for by in ([], ["programme"], ["term"], ["programme", "term"]):
        for key, part in net.groupby(by, sort=True) if by else [((), net)]:
            named = dict(zip(by, key, strict=True))
            rows.append(
                {"programme": named.get("programme", ""), "term": named.get("term", ""),
                 "people": part["subject"].nunique(), "times": len(part)}
            )  # fmt: skip
    return pd.DataFrame(rows)


def write_report(office: Office, report: YearReport, out: Path, *, by: str, at: str, lang: Lang = "zh") -> Path:
    """Write a calendar year's numbers as a workbook of three sheets.

    Raises:
        InputError: ``workbook-not-writable``.
    """
    from aid_ledger.office.budget_tables import titles_of
    from aid_ledger.office.papers import without_lines
    from aid_ledger.reports.budget import write_year

    book = without_lines(office, Term(report.year, 0), by=by, at=at)
    tables = {"rows": report.rows, "people": report.people, "bridge": report.bridge}
    return write_year(out, book, report.year, tables, titles_of(office, lang), lang=lang)
