"""Use case inside others: what is left of the 指标, by programme, level of government and year of money.

Money is used from the moment a line is prepared until it has come back for good: prepared, approved, sent, paid, and
returned by the bank alike. What was taken back before sending is not; of a recovery only what came back is.
The year of money is the calendar year in which a term begins: a spring term is of its year, an autumn term of its own,
and corrections of a term stay in that year whenever they are posted. What was carried over counts where a list says so,
for the year that it names; nothing is carried over by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from aid_ledger.errors import Finding, LedgerError
from aid_ledger.ledger import borne, lines_of
from aid_ledger.linking import NOT_SAID, correct, read_budget
from aid_ledger.money import format_yuan
from aid_ledger.office.decisions import corrections, decisions_made
from aid_ledger.office.linked_term import programme_of
from aid_ledger.office.sources import all_sources
from aid_ledger.store import Connection, columns_of
from aid_ledger.terms import Term
from aid_ledger.words import Word

if TYPE_CHECKING:
    from aid_ledger.office import Office

KEY = ["programme", "level", "year"]
LEFT_COLUMNS = (*KEY, "allotted", "used", "left", "people", "people_used")
_KEY_TYPES: dict[str, Any] = {"programme": object, "level": object, "year": np.int64}


def left(
    office: Office,
    years: Iterable[int] = (),
    *,
    connection: Connection | None = None,
    batch: str = "",
    read: Mapping[str, pd.DataFrame] | None = None,
) -> pd.DataFrame:
    """Return what is left of each allotment.

    Args:
        office: the workspace.
        years: of money; empty: all.
        connection: to read from, where a transaction is open.
        batch: count what the approval of this batch commits, and leave out what other batches merely prepared.
        read: lines of terms that were read already, as ``lines_of`` gives them.

    Returns:
        ``programme, level, year`` (unique, sorted), ``allotted, used, left`` in fen and ``people, people_used``.
        ``allotted``, ``left`` and ``people`` are missing where nothing was allotted: that is not zero. ``left`` is
        below zero where more is used than was allotted. ``people_used`` counts different people of the programme and
        year, whichever level pays.
    """
    if connection is None:
        with office.database.read() as reading:
            return left(office, years, connection=reading, batch=batch, read=read)
    known = allotments(office, connection)
    known = known[known["programme"] != ""]
    lines = ledger_lines(connection, years, read)
    if batch:
        lines = lines[(lines["state"] != "prepared") | (lines["batch"] == batch) | (lines["kind"] != "pay")]
    used = borne(connection, lines)
    used = used.assign(year=years_of(used["term"])).groupby(KEY)[["used"]].sum().reset_index()
    heads = _people(lines)
    wanted = set(years)
    if wanted:
        known = known[known["year"].isin(list(wanted))]
    quota = known.assign(people=known["people"].where(known["people"] != NOT_SAID)).groupby(KEY)
    given = pd.DataFrame({"allotted": quota["amount"].sum(), "people": quota["people"].sum(min_count=1)}).reset_index()
    given, used = given.astype({**_KEY_TYPES, "allotted": "Int64", "people": "Int64"}), used.astype(_KEY_TYPES)
    table = given.merge(used, on=KEY, how="outer", sort=True)
    table = table.astype({"used": "Int64"}).fillna({"used": 0})
    table["left"] = table["allotted"] - table["used"]
    table = table.merge(heads, on=["programme", "year"], how="left").astype({"people_used": "Int64"})
    return table.fillna({"people_used": 0})[list(LEFT_COLUMNS)]


def allotments(office: Office, connection: Connection) -> pd.DataFrame:
    """Return the budget lists in use, one row an allotment, as :func:`aid_ledger.linking.read_budget` does.

    Cells read as people decided, whatever term they decided it in; carried-over money first, then by document.
    """
    rows = [row for row in all_sources(connection) if row["in_use"] and row["kind"] == "budget"]
    decided = [row for row in decisions_made(connection) if row["in_force"]] if rows else []
    sources = correct([office.load(row) for row in rows], corrections(office, decided))
    ordered = sorted(sources, key=lambda one: one.order)
    table, _ = read_budget(ordered, programme_of(office.rulebook()))
    order = [*KEY, "carried_over", "document", "project", "amount", "people"]
    return table.sort_values(order, ascending=[name != "carried_over" for name in order], ignore_index=True)


def ledger_lines(
    connection: Connection, years: Iterable[int] = (), read: Mapping[str, pd.DataFrame] | None = None
) -> pd.DataFrame:  # fmt: skip
    """Return the lines of all terms of these years of money (empty: of all), as ``lines_of`` gives them or ``read``."""
    terms = sorted(set(columns_of(connection, "batch", names=("term",))["term"]))
    wanted = set(years)
    chosen = [term for term in terms if not wanted or Term.parse(term).fiscal_year in wanted]
    if not chosen:
        return lines_of(connection, "none")
    known = read or {}
    parts = [known[term] if term in known else lines_of(connection, term) for term in chosen]
    return pd.concat(parts, ignore_index=True)


def years_of(terms: pd.Series[str]) -> pd.Series[int]:
    """Return the year of money of each term."""
    year = {term: Term.parse(str(term)).fiscal_year for term in terms.unique()}
    return terms.map(year).astype(np.int64)


def _people(lines: pd.DataFrame) -> pd.DataFrame:
    """Count who has money, different people by programme and year of money."""
    people = lines[lines["student"].notna()].assign(year=years_of(lines["term"]))
    net = people.groupby(["programme", "year", "subject"], as_index=False)["amount"].sum()
    paid = net[net["amount"] > 0].astype({"programme": object, "year": np.int64})
    return pd.DataFrame({"people_used": paid.groupby(["programme", "year"])["subject"].size()}).reset_index()


def records_of(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table one by one; what is missing is ``None``."""
    rows = table.to_dict("records")
    return [{str(name): None if pd.isna(value) else value for name, value in row.items()} for row in rows]


def overdrawn(table: pd.DataFrame, programmes: Sequence[str] | None = None) -> pd.DataFrame:
    """Return the rows of :func:`left` in which more money, or more people, are used than was allotted."""
    money = (table["left"] < 0).fillna(value=False)
    people = (table["people_used"] > table["people"]).fillna(value=False)
    over = table[(money | people).to_numpy(dtype=bool)]
    return over if programmes is None else over[over["programme"].isin(list(programmes))]


def findings_of(office: Office, over: pd.DataFrame, *, severity: str = "warning") -> tuple[Finding, ...]:
    """Say each overdrawn row: programme, level, year, and by how much."""
    titles = {programme.id: (programme.zh, programme.en) for programme in office.rulebook().programmes}
    found = []
    for row in over.to_dict("records"):
        name = str(row["programme"])
        zh, en = titles.get(name, (name, name))
        where = {"zh": zh, "en": en, "level": Word(f"sheet-level-{row['level']}"), "year": int(row["year"])}
        if not pd.isna(row["left"]) and row["left"] < 0:
            money = {"allotted": int(row["allotted"]), "used": int(row["used"]), "over": -int(row["left"])}
            params = where | {key: format_yuan(fen, grouped=True) for key, fen in money.items()}
            found.append(Finding("budget-overdrawn", params=params, severity=severity))
        if not pd.isna(row["people"]) and row["people_used"] > row["people"]:
            heads = {"people": int(row["people"]), "used": int(row["people_used"])}
            params = where | heads | {"over": heads["used"] - heads["people"]}
            found.append(Finding("budget-people-overdrawn", params=params, severity=severity))
    return tuple(found)


def refuse_overdrawn(
    office: Office, connection: Connection, batch: str, term: str, programmes: Sequence[str]
) -> None:  # fmt: skip
    """Refuse an approval that would use more than was allotted, where the office says so.

    Read inside the writing transaction: of two approvals at once the second sees what the first committed. What other
    batches merely prepared is not in the way: it is asked for at its own approval. A programme without an allotment is
    not refused: what is not known is not zero.

    Raises:
        LedgerError: ``budget-overdrawn``, ``budget-people-overdrawn``.
    """
    if not office.config.enforce_budget:
        return
    table = left(office, [Term.parse(term).fiscal_year], connection=connection, batch=batch)
    over = findings_of(office, overdrawn(table, programmes), severity="error")
    if over:
        raise LedgerError(*over)
