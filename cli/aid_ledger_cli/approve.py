"""``approve`` seals a batch's orders as the second person; ``void`` takes back a batch that has not been sent."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from aid_ledger_cli.context import Session, now, who
from aid_ledger_cli.options import by_option, json_option
from aid_ledger_cli.streams import write_json

if TYPE_CHECKING:
    from aid_ledger.office import Office
    from aid_ledger.office.approving import Plan
    from aid_ledger_cli.render import Screen

STEPS = ("rules", "sources", "linking", "evaluating")
"""The steps that looking at today's evidence takes."""


@click.command()
@click.argument("batch", metavar="BATCH")
@click.option("--document", default="", metavar="文号", help="The document that orders it; it is recorded. 审批文号")
@click.option("--yes", is_flag=True, help="Do not ask on a terminal. 不再询问")
@by_option
@json_option
@click.pass_obj
def approve(session: Session, batch: str, *, document: str, yes: bool, by: str, as_json: bool) -> None:
    """Approve a batch as the second person 审批（第二个人）

    On a batch approved before, the difference. Who prepared a batch cannot approve it. The approval is bound to these
    orders: line, account, holder, amount.

    \b
    Example: aid-ledger approve 2023S-001 --by 李四 --document 示教资〔2023〕8号
    """  # noqa: D301, D415
    screen = session.screen()
    with session.office() as office:
        actor = who(office, by)
        with screen.progress(len(STEPS), lambda step: screen.word(f"step-{step}")) as step:
            plan = office.plan_approval(batch, progress=step)
        if not as_json:
            show_plan(screen, office, plan)
            _show_budget(screen, office, plan)
        if not (yes or as_json) and sys.stdin.isatty() and sys.stdout.isatty():
            click.confirm(screen.word("approve-ask", by=actor), abort=True)
        done = office.approve(batch, by=actor, at=now(), document=document, shown=plan)
        row = batch_row(office, batch)
    sealed = done.approval
    if as_json:
        write_json(_approved_json(row, plan, sealed))
        return
    if sealed is None:
        screen.say("approve-nothing-new", style="bold", batch=batch)
        return
    screen.say("approve-done", style="bold", batch=batch, orders=f"{sealed.orders:,}", withdrawn=sealed.withdrawn)
    screen.say("approve-digest", digest=sealed.payments)
    screen.say("approve-next", batch=batch)


def _approved_json(row: dict[str, Any], plan: Plan, sealed: Any) -> dict[str, Any]:
    from aid_ledger.money import format_yuan
    from aid_ledger_cli.payout import batch_json

    return batch_json(row) | {
        "approval": sealed and sealed.approval, "orders": sealed.orders if sealed else 0,
        "withdrawn": sealed.withdrawn if sealed else 0, "approved_total": format_yuan(sealed.total if sealed else 0),
        "payments": plan.payments, "waiting": dict(sorted(plan.waiting.items())),
    }  # fmt: skip


def batch_row(office: Office, batch: str) -> dict[str, Any]:
    """Return one batch as ``batches`` lists it."""
    return next(row for row in office.batches() if row["batch"] == batch)


def show_plan(screen: Screen, office: Office, plan: Plan) -> None:
    """Show what an approval is about: programmes with people and money, what is withdrawn, what waits."""
    from aid_ledger.money import format_yuan
    from aid_ledger.words import reason
    from aid_ledger_cli.phrasing import programme_words, stage_words
    from aid_ledger_cli.render import Column

    found, fresh = plan.payable, plan.change.fresh
    name = "approve-difference" if plan.approved_before else "approve-first"
    screen.say(name, style="bold", batch=found.batch["batch"], by=found.batch["prepared_by"])
    rows = [
        (programme_words(office.rulebook(), str(programme), screen.lang), stage_words(str(stage), screen.lang),
         f"{part['subject'].nunique():,}", format_yuan(int(part["amount"].sum()), grouped=True))
        for (programme, stage), part in fresh.groupby(["programme", "stage"], sort=True)
    ]  # fmt: skip
    columns = (Column("head-programme"), Column("head-stage", whole=True), Column("head-people", number=True),
               Column("head-amount", number=True))  # fmt: skip
    total = (screen.word("total"), "", f"{fresh['subject'].nunique():,}",
             format_yuan(int(fresh["amount"].sum()), grouped=True))  # fmt: skip
    if rows:
        screen.table(columns, rows, total)
    if len(plan.change.withdrawn):
        amount = format_yuan(int(plan.change.withdrawn["amount"].sum()), grouped=True)
        screen.say("approve-withdrawn", count=len(plan.change.withdrawn), amount=amount)
    for why, count in sorted(plan.waiting.items()):
        screen.say("approve-waits", count=count, why=reason(why, screen.lang))


def _show_budget(screen: Screen, office: Office, plan: Plan) -> None:
    """Show what is left of the allotments that this batch uses, as soon as the office keeps any."""
    from aid_ledger.office.budgeting import findings_of, overdrawn
    from aid_ledger.terms import Term
    from aid_ledger_cli.budget import show_left

    batch, lines = plan.payable.batch, plan.payable.lines
    left = office.left([Term.parse(str(batch["term"])).fiscal_year])
    if left["allotted"].isna().all():
        return
    own = left[left["programme"].isin(set(lines.loc[lines["batch"] == batch["batch"], "programme"]))]
    show_left(screen, office, own)
    screen.findings(findings_of(office, overdrawn(own)))


@click.command()
@click.argument("batch", metavar="BATCH")
@click.option("--why", required=True, help="Why; it is recorded. 原因（会留痕）")
@by_option
@json_option
@click.pass_obj
def void(session: Session, batch: str, *, why: str, by: str, as_json: bool) -> None:
    """Take back a batch that has not been sent 作废未报送的批次

    Reversing lines are posted, nothing is deleted; what is still due comes with the next payout.

    \b
    Example: aid-ledger void 2023S-001 --by 李四 --why 名单报错
    """  # noqa: D301, D415
    with session.office() as office:
        reversing = office.void(batch, why=why, by=who(office, by), at=now())
        row = batch_row(office, batch)
    if as_json:
        from aid_ledger_cli.payout import batch_json

        write_json(batch_json(row) | {"reversing": reversing.batch})
        return
    screen = session.screen()
    screen.say("void-done", style="bold", batch=batch, lines=reversing.lines, reversing=reversing.batch)
