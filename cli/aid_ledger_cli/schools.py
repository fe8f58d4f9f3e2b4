"""``status --schools``: which school has sent what, its heads against the term before, and rows that wait."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aid_ledger_cli.context import Session, now, who
from aid_ledger_cli.streams import write_json

if TYPE_CHECKING:
    from aid_ledger.office import Office
    from aid_ledger.office.refused import Refusal
    from aid_ledger.office.schools_standing import SchoolsStanding
    from aid_ledger.terms import Term
    from aid_ledger_cli.render import Screen

_STEPS = 6
_REFUSED_SHOWN = 20


def show_schools(session: Session, *, term: Term | None, out: Path | None, as_json: bool) -> None:
    """Show where the schools of a term stand, of the latest term where none is named; write the 催报表 to ``out``."""
    screen = session.screen()
    with session.office() as office:
        which = term or _latest(office)
        if which is None:
            if as_json:
                write_json({"term": None, "before": None, "schools": [], "elsewhere": 0, "refused": []})
            else:
                screen.say("status-empty")
            return
        with screen.progress(_STEPS, lambda step: screen.word(f"step-{step}")) as step:
            standing = office.schools_standing(which, progress=step)
        refused = office.refusals()
        if out is not None:
            office.write_schools_standing(standing, out, by=who(office, ""), at=now(), lang=session.sheets)
    if as_json:
        more = {"refused": [one.as_json(screen.lang) for one in refused]} | ({"file": str(out)} if out else {})
        write_json(as_data(standing) | more)
        return
    _show(screen, standing)
    show_refused(screen, refused)
    if out is not None:
        screen.say("schools-written", file=out)


def _latest(office: Office) -> Term | None:
    from aid_ledger.terms import Term

    terms = [Term.parse(item["term"]) for item in office.status()]
    return max(terms, default=None)


def as_data(standing: SchoolsStanding) -> dict[str, Any]:
    """Return the standing as JSON shows it; a number that is not known is null."""
    schools = []
    for row in standing.table.to_dict("records"):
        heads, before = _known(row["heads"]), _known(row["heads_before"])
        schools.append(
            {
                **{key: row[key] for key in ("town", "school", "school_code", "officer", "phone", "state")},
                "missing": list(row["missing"]), "heads": heads, "heads_before": before,
                "change": None if heads is None or before is None else heads - before,
                "waiting": int(row["waiting"]), "notes": list(row["notes"]),
            }
        )  # fmt: skip
    return {
        "term": str(standing.term), "before": str(standing.before) if standing.before else None, "schools": schools,
        "elsewhere": standing.elsewhere,
    }  # fmt: skip


def _known(heads: int) -> int | None:
    return int(heads) if heads >= 0 else None


def _show(screen: Screen, standing: SchoolsStanding) -> None:
    from aid_ledger.reports import note_words
    from aid_ledger_cli.phrasing import term_words
    from aid_ledger_cli.render import Column

    schools = as_data(standing)["schools"]
    states = [school["state"] for school in schools]
    counts = {name: states.count(name) for name in ("sent", "part", "none", "unknown")}
    listed = len(states) - counts["unknown"]
    screen.say("schools-head", style="bold", term=term_words(standing.term, screen.lang), schools=listed, **counts)
    before = term_words(standing.before, screen.lang) if standing.before else screen.word("none")
    screen.say("schools-before", term=before)
    columns = (
        Column("head-town", whole=True), Column("head-school"), Column("head-officer", whole=True),
        Column("head-phone", whole=True), Column("head-sent", whole=True), Column("head-heads", number=True),
        Column("head-heads-before", number=True), Column("head-change", number=True),
        Column("head-waiting", number=True), Column("head-note"),
    )  # fmt: skip
    rows = []
    for school in schools:
        lists = [kind for kind in school["missing"] if school["state"] != "none" or kind != "roster"]
        notes, missing = note_words(school["notes"], lists, screen.lang)
        lacks = [screen.word("schools-lacks", lists=missing)] if missing else []
        name = school["school"] or school["school_code"] or screen.word("sheet-chase-no-name")
        rows.append(
            (
                school["town"], name, school["officer"], school["phone"],
                screen.word(f"sheet-chase-state-{school['state']}"), _number(school["heads"]),
                _number(school["heads_before"]), _change(school), f"{school['waiting']:,}",
                screen.word("schools-between").join([*lacks, *([notes] if notes else [])]),
            )
        )  # fmt: skip
    screen.table(columns, rows, total=_total(screen, schools))
    screen.say("schools-elsewhere", rows=f"{standing.elsewhere:,}")


def _total(screen: Screen, schools: list[dict[str, Any]]) -> tuple[str, ...]:
    heads, before, waiting = (
        sum(school[key] or 0 for school in schools) for key in ("heads", "heads_before", "waiting")
    )
    return (screen.word("total"), "", "", "", "", f"{heads:,}", f"{before:,}", "", f"{waiting:,}", "")


def _number(heads: int | None) -> str:
    return "-" if heads is None else f"{heads:,}"


def _change(school: dict[str, Any]) -> str:
    change, before = school["change"], school["heads_before"]
    if not change:
        return "-" if change is None else "0"
    return f"{change:+,}" + (f" ({change / before:+.1%})" if before else "")


def show_refused(screen: Screen, refused: Sequence[Refusal]) -> None:
    """Show which files were refused and not sent again, the latest first."""
    if not refused:
        return
    from aid_ledger.words import shown_day

    screen.heading("status-refused", count=len(refused))
    for one in list(reversed(refused))[:_REFUSED_SHOWN]:
        name = one.file or screen.word("status-refused-nameless")
        screen.line(one.why.get(screen.lang) or "、".join(one.findings), before=f"  {shown_day(one.at)}  {name}  ")
    if len(refused) > _REFUSED_SHOWN:
        screen.line("…", before="  ")
