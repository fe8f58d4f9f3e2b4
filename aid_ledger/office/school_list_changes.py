"""What another school list changes, school by school, said beside its import: the latest list speaks for a school."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from aid_ledger.errors import Finding, Place
from aid_ledger.intake import fields
from aid_ledger.linking import correct
from aid_ledger.linking.earlier_schools import FIELDS, contradicting, latest_rows, school_rows, with_earlier_schools
from aid_ledger.office.decisions import corrections, decisions_made
from aid_ledger.office.sources import all_sources

if TYPE_CHECKING:
    import pandas as pd

    from aid_ledger.linking import Source
    from aid_ledger.office import Office

_PERSONAL = frozenset({"account_name", "account_no", "bank", "phone", "aid_officer"})
"""Fields of which only the change is said."""
_SHOWN = 5
_BLANK = "（空）"


def school_list_changes(
    office: Office, before: frozenset[str], new: Sequence[tuple[str, str, str]]
) -> dict[str, tuple[Finding, ...]]:  # fmt: skip
    """Return by source what a new school list changes of those in use before, or that rows of one date differ.

    Args:
        office: the workspace.
        before: the sources that were in use before the call.
        new: of each school list that the call took its source, file and sheet.
    """
    if not new:
        return {}
    with office.database.read() as connection:
        used = [row for row in all_sources(connection) if row["in_use"] and row["kind"] == "schools"]
        decided = [row for row in decisions_made(connection) if row["in_force"]]
    lists = [office.load(row) for row in used]
    lists = sorted(correct(lists, corrections(office, decided)), key=lambda one: one.order)
    then = _latest([one for one in lists if one.source in before])
    sources = with_earlier_schools(lists)
    rows = latest_rows(school_rows(sources))
    return {
        source: tuple(_findings(sources, rows, then, source, Place(file, sheet))) for source, file, sheet in new
    }  # fmt: skip


def _latest(lists: Sequence[Source]) -> dict[str, dict[str, Any]]:
    rows = latest_rows(school_rows(with_earlier_schools(lists)))
    return {row["key"]: row for row in _records(rows.drop_duplicates("key"))}


def _records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in rows.to_dict("records")]


def _findings(
    sources: Sequence[Source], rows: pd.DataFrame, then: Mapping[str, dict[str, Any]], source: str, place: Place
) -> Iterator[Finding]:  # fmt: skip
    number = next(at for at, one in enumerate(sources) if one.source == source)
    own = rows[rows["src"] == number]
    torn = contradicting(rows)
    torn = torn[torn["key"].isin(own["key"])]
    if len(torn):
        named = tuple(dict.fromkeys(torn["school"]))
        cells = "、".join(f"{sources[src].file} 第 {row} 行" for src, row in torn[["src", "row"]].head(_SHOWN).values)
        params = {"count": torn["key"].nunique(), "schools": _some(named), "rows": cells}
        yield Finding("school-rows-differ", place, params, rows=len(torn), severity="warning")
    if not then:
        return
    whole = school_rows([sources[number]])
    known = whole["key"].isin(list(then))
    older = whole[known & ~whole["key"].isin(own["key"])]
    if len(older):
        params = {"count": len(older), "schools": _some(tuple(older["school"])), "of": sources[number].since or "-"}
        yield Finding("school-list-earlier", place, params, rows=len(older), severity="warning")
    settled = own[~own["key"].isin(torn["key"]) & own["key"].isin(list(then))]
    said = [(row["school"], _changes(then[row["key"]], row)) for row in _records(settled)]
    changed = [f"{name}：{what}" for name, what in said if what]
    if len(own) and len(settled):
        params = {
            "count": len(settled), "changed": len(changed), "what": "；".join(changed[:_SHOWN]) or "-",
            "more": "…" if len(changed) > _SHOWN else "", "left": len(set(then) - set(whole["key"])),
        }  # fmt: skip
        yield Finding("school-list-later", place, params, rows=len(settled), severity="warning" if changed else "note")


def _changes(was: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    words = fields()
    return "、".join(
        words[name].words[0] + ("" if name in _PERSONAL else f" {was[name] or _BLANK}→{now[name] or _BLANK}")
        for name in FIELDS
        if was[name] != now[name] and name in words
    )


def _some(names: Sequence[str]) -> str:
    return "、".join(names[:_SHOWN]) + ("…" if len(names) > _SHOWN else "")
