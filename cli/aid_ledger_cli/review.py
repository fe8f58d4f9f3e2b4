"""``review`` asks what only a person can decide, in Excel; ``review apply`` takes the answers back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aid_ledger_cli.context import Session, now, who
from aid_ledger_cli.options import UsageFoundError, by_option, json_option, read_day, term_option
from aid_ledger_cli.paths import not_readable
from aid_ledger_cli.streams import write_json

if TYPE_CHECKING:
    from aid_ledger.terms import Term
    from aid_ledger_cli.render import Screen

_SHOWN_SLIPS = 3
_MANY_DIGITS = 6
_REFUSED = 3


@click.group(invoke_without_command=True)
@term_option()
@click.option("--out", type=click.Path(path_type=Path), metavar="F", help="The workbook to write. 问题表存到哪里")
@click.option("--deadline", type=read_day, metavar="DATE", help="When slips are asked back. 改正清单交回日期")
@by_option
@json_option
@click.pass_context
def review(
    ctx: click.Context, term: Term | None, *, out: Path | None, deadline: date | None, by: str, as_json: bool
) -> None:
    """Ask in Excel what only a person can decide; take answers back 待核实问题

    \b
    Example: aid-ledger review --term 2023S
    """  # noqa: D301, D415
    if ctx.invoked_subcommand is not None:
        return
    if term is None:
        raise UsageFoundError("usage-review-term")
    session: Session = ctx.obj
    screen = session.screen()
    until = deadline.isoformat() if deadline else ""
    with session.office() as office, screen.progress(1, lambda step: screen.word(f"step-{step}")) as step:
        step("linking")
        done = office.review(term, by=who(office, by), at=now(), out=out, deadline=until, lang=session.sheets)
    if as_json:
        write_json(
            {
                "term": str(done.term), "questions": done.questions, "rows": done.rows, "students": done.students,
                "stake": _yuan(done.stake), "file": str(done.workbook) if done.workbook else None,
                "slips": [str(path) for path in done.slips],
            }
        )  # fmt: skip
        return
    if done.not_listed:
        screen.say("review-not-listed", style="yellow", count=done.not_listed)
    if done.workbook is None:
        screen.say("review-none", style="bold", term=str(term))
        return
    name = "review-done" if done.questions else "review-done-rows"
    screen.say(name, style="bold", questions=done.questions, rows=f"{done.rows:,}",
               students=f"{done.students:,}", stake=_yuan(done.stake, grouped=True))  # fmt: skip
    screen.line(str(done.workbook), before="  ")
    if done.slips:
        screen.say("review-slips", count=len(done.slips), folder=str(done.slips[0].parent))
        for path in done.slips[:_SHOWN_SLIPS]:
            screen.line(path.name, before="  ")
    screen.say("review-next", file=str(done.workbook))


def _yuan(fen: int, *, grouped: bool = False) -> str:
    from aid_ledger.money import format_yuan

    return format_yuan(fen, grouped=grouped)


@review.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--brought-by", default="", metavar="NAME", help="Who brought a slip back. 改正清单由谁交回")
@by_option
@json_option
@click.pass_obj
def apply(session: Session, files: tuple[Path, ...], *, brought_by: str, by: str, as_json: bool) -> int:
    """Record the decisions of a filled-in workbook or slip 收回填好的问题表或改正清单

    \b
    Example: aid-ledger review apply 待核实问题_2023S.xlsx --by 李四
    """  # noqa: D301, D415
    from aid_ledger.errors import InputError

    screen = session.screen()
    found = []
    with session.office() as office:
        for path in files:
            try:
                data = path.read_bytes()
            except OSError as error:
                raise InputError(not_readable(path, error)) from error
            done = office.apply_review(path.name, data, by=who(office, by), at=now(), brought_by=brought_by)
            found.append((path.name, done))
    refused = any(done.findings for _, done in found)
    if as_json:
        write_json({"files": [_applied_json(screen, name, done) for name, done in found]})
        return _REFUSED if refused else 0
    for name, done in found:
        screen.say("review-applied", style="bold", file=name, decisions=len(done.decisions), rows=f"{done.rows:,}",
                   already=done.already, refused=len(done.findings))  # fmt: skip
        screen.findings(list(done.findings))
    if any(done.decisions for _, done in found):
        screen.say("review-applied-next", term=str(found[0][1].term))
    return _REFUSED if refused else 0


def _applied_json(screen: Screen, name: str, done: Any) -> dict[str, Any]:
    from aid_ledger_cli.errors import finding_json

    return {
        "file": name, "term": str(done.term), "decisions": list(done.decisions), "rows": done.rows,
        "already": done.already, "slip": done.slip or None,
        "findings": [finding_json(finding, screen.lang) for finding in done.findings],
    }  # fmt: skip


@review.command("list")
@term_option()
@json_option
@click.pass_obj
def list_(session: Session, term: Term | None, *, as_json: bool) -> None:
    """List the decisions made 已作的决定

    \b
    Example: aid-ledger review list --term 2023S
    """  # noqa: D301, D415
    from aid_ledger.office.decided_about import decisions_about

    with session.office() as office:
        found = [{**row, "answer": _masked(session, row["answer"])} for row in office.decisions(term)]
        about = {} if as_json else decisions_about(office)
    if as_json:
        write_json({"decisions": found})
        return
    _show_decisions(session.screen(), [{**row, "about": about[row["decision"]]} for row in found])


def _masked(session: Session, text: str) -> str:
    """Return a text as a screen may show it: numbers of people only where they were asked for."""
    from aid_ledger.people import mask_id

    return text if session.show_ids or sum(map(str.isdigit, text)) < _MANY_DIGITS else mask_id(text)


@review.command()
@click.argument("decision", metavar="ID")
@json_option
@click.pass_obj
def show(session: Session, decision: str, *, as_json: bool) -> None:
    """Show a decision: its cells, what they said and what they read 查看一项决定

    \b
    Example: aid-ledger review show 58b5b40054df
    """  # noqa: D301, D415
    from aid_ledger.words import phrase

    with session.office() as office:
        found = office.decision(decision)
        files = {row["sha256"][:8]: row["file"] for row in office.sources()}
    for cell in found["cells"]:
        cell["file"] = files.get(cell["file"], cell["file"])
        cell["was"], cell["reads"] = _masked(session, cell["was"]), _masked(session, cell["reads"])
    found["answer"] = _masked(session, found["answer"])
    if as_json:
        write_json(found)
        return
    from aid_ledger.words import shown_day
    from aid_ledger_cli.render import Column

    screen = session.screen()
    named = phrase(f"question-{found['question']}", screen.lang)
    screen.say("decision-shown", style="bold", decision=decision, question=named, answer=found["answer"],
               by=found["by"], on=shown_day(found["at"]), seen=found["seen"])  # fmt: skip
    columns = (Column("head-place"), Column("head-field", whole=True), Column("head-was"), Column("head-reads"),
               Column("head-answered-in"))  # fmt: skip
    rows = [(f"{c['file']} {c['sheet']} {c['row'] or ''}".strip(), c["field"], c["was"], c["reads"], c["evidence"])
            for c in found["cells"]]  # fmt: skip
    if rows:
        screen.table(columns, rows)


def _answer_words(screen: Screen, row: dict[str, Any]) -> str:
    """Return an answer as people read it: the kind of a list is one of our codes."""
    from aid_ledger.words import known

    name = f"kind-{row['answer']}"
    return screen.word(name) if row["question"] == "columns" and name in known("word") else str(row["answer"])


def _show_decisions(screen: Screen, found: Sequence[dict[str, Any]]) -> None:
    from aid_ledger.words import shown_day
    from aid_ledger_cli.render import Column

    if not found:
        screen.say("decisions-none")
        return
    columns = (Column("head-decision", whole=True), Column("head-question"), Column("head-about"),
               Column("head-answer"), Column("head-rows", number=True), Column("head-term", whole=True),
               Column("head-by"), Column("head-at", whole=True), Column("head-slip"))  # fmt: skip
    rows = [
        (
            row["decision"], screen.word(f"question-{row['question']}"), row["about"],
            _answer_words(screen, row) + ("" if row["in_force"] else f" ({screen.word('decision-retracted')})"),
            f"{row['rows']:,}", row["term"] or "-", row["by"], shown_day(row["at"]), row["slip"] or "-",
        )
        for row in found
    ]  # fmt: skip
    screen.table(columns, rows)


@review.command()
@click.argument("decision", metavar="ID")
@click.option("--why", required=True, help="Why; it is recorded. 原因（会留痕）")
@by_option
@json_option
@click.pass_obj
def retract(session: Session, decision: str, *, why: str, by: str, as_json: bool) -> None:
    """Take a decision back; what it settled is asked again 撤销一项决定

    \b
    Example: aid-ledger review retract 58b5b40054df --why 学校来电更正
    """  # noqa: D301, D415
    with session.office() as office:
        done = office.retract_decision(decision, why=why, by=who(office, by), at=now())
    if as_json:
        write_json(dict(done))
        return
    session.screen().say("retract-done", style="bold", decision=decision)
