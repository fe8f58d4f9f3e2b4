"""``accounts`` lists changed accounts; ``accounts approve`` lets them be paid, as a second person."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aid_ledger_cli.approve import STEPS
from aid_ledger_cli.context import Session, now, who
from aid_ledger_cli.options import by_option, json_option, term_option
from aid_ledger_cli.streams import write_json

if TYPE_CHECKING:
    from aid_ledger.terms import Term
    from aid_ledger_cli.render import Screen


@click.group()
def accounts() -> None:
    """Changed accounts that wait for a second person 账户变更

    \b
    Example: aid-ledger accounts changes --term 2023S
    """  # noqa: D301, D415


@accounts.command()
@term_option(required=True)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
              help="Write the form to check and sign; its numbers stand whole. 账户变更表的文件夹")  # fmt: skip
@by_option
@json_option
@click.pass_obj
def changes(session: Session, *, term: Term, out: Path | None, by: str, as_json: bool) -> None:
    """List the accounts that are another one than last approved 列出账户变更

    \b
    Example: aid-ledger accounts changes --term 2023S --out sheets
    """  # noqa: D301, D415
    screen = session.screen()
    file = None
    with session.office() as office:
        with screen.progress(len(STEPS), lambda one: screen.word(f"step-{one}")) as step:
            found = office.account_changes(term, progress=step)
        if out and len(found):
            file = office.write_account_changes(
                term, found, out.absolute(), by=who(office, by), at=now(), lang=session.sheets
            )
    if as_json:
        named = {"file": str(file)} if file else {}
        write_json({"term": str(term), "changes": _rows(found, session.show_ids), **named})
    elif found.empty:
        screen.say("accounts-none", term=str(term))
    else:
        _show(screen, found, session.show_ids)
        if file:
            screen.say("accounts-file", file=file)
        screen.say("accounts-next", term=str(term))


@accounts.command()
@term_option(required=True)
@click.option("--line", "lines", multiple=True, metavar="LINE", help="Only the change of this line. 只审批这一条")
@click.option("--document", default="", metavar="文号", help="The document; it is recorded. 文号")
@by_option
@json_option
@click.pass_obj
def approve(session: Session, *, term: Term, lines: tuple[str, ...], document: str, by: str, as_json: bool) -> None:
    """Approve changed accounts; who brought them cannot 审批账户变更

    \b
    Example: aid-ledger accounts approve --term 2023S --by 李四
    """  # noqa: D301, D415
    screen = session.screen()
    with session.office() as office, screen.progress(len(STEPS), lambda one: screen.word(f"step-{one}")) as step:
        found = office.approve_account_changes(
            term, by=who(office, by), at=now(), document=document, only=lines, progress=step
        )
    if as_json:
        write_json({"term": str(term), "approved": _rows(found, session.show_ids)})
        return
    screen.say("accounts-approved", style="bold", count=len(found))
    screen.say("accounts-then", batch=str(found["line"].iloc[0]).rsplit("-", 1)[0])


def _rows(found: Any, full: bool) -> list[dict[str, Any]]:
    from aid_ledger.people import mask_account

    shown = (lambda text: text) if full else mask_account
    return [
        {"line": row["line"], "school": row["school"], "name": row["name"], "old": shown(row["approved_account"]),
         "old_holder": row["approved_name"], "new": shown(row["account"]), "new_holder": row["account_name"],
         "relation": row["relation"], "bank": row["bank"], "brought_by": row["brought_by"]}
        for row in found.to_dict("records")
    ]  # fmt: skip


def _show(screen: Screen, found: Any, full: bool) -> None:
    from aid_ledger_cli.render import Column

    columns = (Column("head-line", whole=True), Column("head-school"), Column("head-name", whole=True),
               Column("head-old-account"), Column("head-new-account"), Column("head-brought-by"))  # fmt: skip
    rows = [
        (row["line"], row["school"], row["name"], f"{row['old']} {row['old_holder']}",
         f"{row['new']} {row['new_holder']}", row["brought_by"])
        for row in _rows(found, full)
    ]  # fmt: skip
    screen.table(columns, rows)
