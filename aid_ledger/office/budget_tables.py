"""Use case: budget. The 指标执行表: of every allotment what is prepared, approved, sent, paid, returned and left.

Several documents may give money for one programme, level and year: what was carried over is used first, then by
document; among the money the one that has come furthest. So every fen stands on one document, and what is more than
all of them on the last.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from aid_ledger.ledger import borne
from aid_ledger.linking import NOT_SAID
from aid_ledger.office.budgeting import KEY, allotments, ledger_lines, left, years_of
from aid_ledger.terms import Term
from aid_ledger.words import Lang

if TYPE_CHECKING:
    from aid_ledger.office import Office

USES = ("paid", "sent", "returned", "approved", "prepared")
"""Where money of an allotment is, furthest first; ``paid`` is less what came back on recoveries."""
TABLE_COLUMNS = (
    "document", "year", "level", "programme", "project", "carried_over", "allotted", *USES, "used", "left", "percent",
    "people", "people_used",
)  # fmt: skip
_FEN = ("allotted", *USES, "used", "left")


def budget_table(office: Office, year: int | None = None) -> pd.DataFrame:
    """Return the 指标执行表.

    Returns:
        :data:`TABLE_COLUMNS`, one row an allotment in use, and one a (programme, level, year) that uses money without
        any (``document`` blank; ``allotted``, ``left``, ``percent`` missing, not zero). Money is fen; ``percent`` is
        what is paid in whole tenths of a percent of ``allotted``. An allotment whose 项目 is no programme has
        ``programme`` blank and its uses missing: which money is of it cannot be told. ``people`` is missing where the
        document gives none. Sorted by year, programme, level, carried-over money first, document.
    """
    years = [] if year is None else [year]
    with office.database.read() as connection:
        known = allotments(office, connection)
        used = borne(connection, ledger_lines(connection, years))
        heads = left(office, years, connection=connection)
    known = known if year is None else known[known["year"] == year]
    used = used.assign(year=years_of(used["term"]))
    used = used.assign(paid=used["paid"] - used["recovered"]).groupby(KEY)[list(USES)].sum()
    uses = {key: {name: int(own[name]) for name in USES} for key, own in used.to_dict("index").items()}
    rows = list(_rows(known, uses))
    table = pd.DataFrame(rows, columns=[name for name in TABLE_COLUMNS if name not in ("percent", "people_used")])
    table = table.astype(dict.fromkeys((*_FEN, "people"), "Int64"))
    table["percent"] = (table["paid"] * 1000) // table["allotted"].where(table["allotted"] > 0)
    table = table.merge(heads[[*KEY, "people_used"]], on=KEY, how="left")
    order = ["year", "programme", "level", "carried_over", "document", "project", "allotted"]
    upward = [name != "carried_over" for name in order]
    return table.sort_values(order, ascending=upward, ignore_index=True)[list(TABLE_COLUMNS)]


def _rows(known: pd.DataFrame, uses: Mapping[Any, dict[str, int]]) -> Iterable[dict[str, Any]]:
    for key, own in known.groupby(KEY, sort=True):
        programme, level, year = key
        given = own.to_dict("records")
        left_over = dict(uses.get(key, dict.fromkeys(USES, 0)))
        for number, one in enumerate(given):
            whole = number == len(given) - 1
            taken = _taken(left_over, None if whole else int(one["amount"])) if programme else dict.fromkeys(USES)
            total = sum(fen or 0 for fen in taken.values()) if programme else None
            yield {
                "document": one["document"], "year": year, "level": level, "programme": programme,
                "project": one["project"], "carried_over": bool(one["carried_over"]), "allotted": one["amount"],
                **taken, "used": total, "left": None if total is None else one["amount"] - total,
                "people": None if one["people"] == NOT_SAID else one["people"],
            }  # fmt: skip
    with_allotment = {key for key, _ in known.groupby(KEY)}
    for key, own_uses in uses.items():
        if key not in with_allotment and any(own_uses.values()):
            programme, level, year = key
            yield {
                "document": "", "year": year, "level": level, "programme": programme, "project": "",
                "carried_over": False, "allotted": None, **own_uses, "used": sum(own_uses.values()), "left": None,
                "people": None,
            }  # fmt: skip


def _taken(left_over: dict[str, int], room: int | None) -> dict[str, int | None]:
    """Take money off what is left over, furthest first, as far as there is room (``None``: all of it)."""
    taken: dict[str, int | None] = {}
    for name in USES:
        fen = left_over[name] if room is None else min(left_over[name], room)
        taken[name] = fen
        left_over[name] -= fen
        room = None if room is None else room - fen
    return taken


def write_table(office: Office, table: pd.DataFrame, out: Path, *, by: str, at: str, lang: Lang = "zh") -> Path:
    """Write the table of :func:`budget_table` as a workbook.

    Raises:
        InputError: ``workbook-not-writable``.
    """
    from aid_ledger.office.papers import without_lines
    from aid_ledger.reports.budget import write_budget

    book = without_lines(office, Term.containing(date.fromisoformat(at[:10])), by=by, at=at)
    return write_budget(out, book, table, titles_of(office, lang), lang=lang)


def titles_of(office: Office, lang: Lang) -> dict[str, str]:
    """Return the programmes' titles by id."""
    return {one.id: one.zh if lang == "zh" else one.en for one in office.rulebook().programmes}
