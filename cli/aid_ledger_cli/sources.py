"""``sources`` lists what was imported, and takes a wrong file out of use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from aid_ledger_cli.context import Session, now, who
from aid_ledger_cli.options import by_option, json_option, term_option
from aid_ledger_cli.streams import write_json

if TYPE_CHECKING:
    from aid_ledger.terms import Term
    from aid_ledger_cli.render import Screen


@click.group(invoke_without_command=True)
@term_option()
@json_option
@click.pass_context
def sources(ctx: click.Context, term: Term | None, *, as_json: bool) -> None:
    """List what has been imported 已导入的名单

    \b
    Example: aid-ledger sources --term 2023S
    """  # noqa: D301, D415
    if ctx.invoked_subcommand is not None:
        return
    session: Session = ctx.obj
    with session.office() as office:
        found = office.sources(term)
    if as_json:
        keys = ("source", "file", "sha256", "kind", "term", "as_of", "by", "at", "rows", "in_use")
        write_json({"sources": [{key: row[key] for key in keys} for row in found]})
        return
    _show_sources(session.screen(), found)


def _show_sources(screen: Screen, found: Sequence[dict[str, Any]]) -> None:
    from aid_ledger_cli.render import Column

    if not found:
        screen.say("sources-none")
        return
    from aid_ledger.words import shown_day

    columns = (Column("head-source", whole=True), Column("head-kind", whole=True), Column("head-term", whole=True),
               Column("head-rows", number=True), Column("head-by"), Column("head-day", whole=True),
               Column("head-file"))  # fmt: skip
    rows = []
    for row in found:
        sheets = sum(other["file"] == row["file"] and other["term"] == row["term"] for other in found)
        name = f"{row['file']} [{row['sheet']}]" if sheets > 1 else row["file"]
        retired = "" if row["in_use"] else f" ({screen.word('source-retired')})"
        rows.append((row["source"], screen.word(f"kind-{row['kind']}"), row["term"] or "-", f"{row['rows']:,}",
                     row["by"],
                     shown_day(row["at"]), name + retired))  # fmt: skip
    screen.table(columns, rows)


@sources.command()
@click.argument("source", metavar="ID|FILE")
@click.option("--why", required=True, help="Why; it is recorded. 原因（会留痕）")
@by_option
@json_option
@click.pass_obj
def retire(session: Session, source: str, *, why: str, by: str, as_json: bool) -> None:
    """Take a wrong file out of use; it stays archived 停用报错的名单

    With the name of a file that was refused: another came in its stead, it is not waited for 拒收的文件已另报，不再等

    \b
    Example: aid-ledger sources retire 3f2a9c01b7de --why 报错了表
             aid-ledger sources retire 东镇名册.xls --why 已换名重报
    """  # noqa: D301, D415
    with session.office() as office:
        done = office.retire_source(source, why=why, by=who(office, by), at=now())
    if as_json:
        write_json(dict(done))
        return
    screen = session.screen()
    if not done["source"]:
        screen.say("retire-refused-done", style="bold", file=done["file"])
        return
    screen.say("retire-done", style="bold", source=source, file=done["file"])
    if classes := done["classes_without_list"]:
        screen.say("retire-classes", count=len(classes))
        for one in classes:
            screen.line(one, before="  ")
