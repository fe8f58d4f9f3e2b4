"""``batches`` lists what was posted; ``batch show`` looks at one batch and writes its sheets and bank files again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aid_ledger_cli.context import Session
from aid_ledger_cli.options import json_option, term_option
from aid_ledger_cli.streams import write_json
from aid_ledger_cli.written import show_files

if TYPE_CHECKING:
    from aid_ledger.terms import Term
    from aid_ledger_cli.render import Screen

_SHORT = 16


@click.command()
@term_option()
@json_option
@click.pass_obj
def batches(session: Session, *, term: Term | None, as_json: bool) -> None:
    """List the batches with state and total 批次

    \b
    Example: aid-ledger batches
    """  # noqa: D301, D415
    with session.office() as office:
        found = office.batches(term)
    if as_json:
        write_json({"batches": [batch_json(row) for row in found]})
        return
    screen = session.screen()
    if not found:
        screen.say("batches-none")
        return
    show_batches(screen, found)


def batch_json(row: dict[str, Any]) -> dict[str, Any]:
    """Return one batch as scripts may rely on it."""
    from aid_ledger.money import format_yuan

    keys = ("batch", "term", "kind", "state", "lines", "total", "digest", "prepared_by", "approved_by")
    return {key: format_yuan(row[key]) if key == "total" else row[key] for key in keys}


def show_batches(screen: Screen, found: list[dict[str, Any]]) -> None:
    """Show batches, one a row."""
    from aid_ledger.money import format_yuan
    from aid_ledger_cli.render import Column

    columns = (Column("head-batch", whole=True), Column("head-batch-kind", whole=True),
               Column("head-state", whole=True), Column("head-lines", number=True),
               Column("head-amount", number=True),
               Column("head-prepared-by"), Column("head-approved-by"), Column("head-digest", whole=True))  # fmt: skip
    rows = [
        (row["batch"], screen.word(f"batch-{row['kind']}"), screen.word(f"state-{row['state']}"),
         f"{row['lines']:,}",
         format_yuan(row["total"], grouped=True), row["prepared_by"], row["approved_by"] or "-",
         row["digest"][:_SHORT])
        for row in found
    ]  # fmt: skip
    screen.table(columns, rows)


@click.group()
def batch() -> None:
    """Look at one batch 查看批次

    \b
    Example: aid-ledger batch show 2023S-001
    """  # noqa: D301, D415


@batch.command()
@click.argument("name", metavar="BATCH")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Where to write its sheets again. 重新出表的文件夹",
)
@click.option("--by-class", is_flag=True, help="Begin a page to sign with each class. 领取确认表一班一页")
@json_option
@click.pass_obj
def show(session: Session, name: str, *, out: Path | None, by_class: bool, as_json: bool) -> None:
    """Show a batch; write its sheets and bank files again 查看一个批次，重新出表

    With --out also what followed the bank's return. Without --out the sheets are written only where the batch's own
    folder no longer has any, and the bank files that it lacks. Bank files are byte for byte those that were sent.

    \b
    Example: aid-ledger batch show 2023S-001 --out sheets
    """  # noqa: D301, D415
    from aid_ledger.errors import Finding, InputError

    screen = session.screen()
    with session.office() as office:
        row = next((row for row in office.batches() if row["batch"] == name), None)
        if row is None:
            raise InputError(Finding("batch-not-known", params={"batch": name}))
        own = office.workspace.reports / row["term"] / name
        standing = tuple(sorted(own.rglob("*.xlsx"))) if out is None else ()
        files: tuple[Path, ...] = standing
        if not standing:
            with screen.progress(1, lambda step: screen.word(f"step-{step}")) as step:
                step("sheets")
                folder = out.absolute() if out else None
                files = office.write_batch(name, out=folder, lang=session.sheets)
                files += office.write_money_papers(name, out=folder, by_class=by_class, lang=session.sheets)
        else:
            files += office.write_sendings(name, own, missing=True, lang=session.sheets)
    if as_json:
        write_json(batch_json(row))
        return
    show_batches(screen, [row])
    screen.line()
    if files:
        show_files(screen, files)
    screen.say("batch-digest", digest=row["digest"])
