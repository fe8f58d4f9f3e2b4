"""``approve`` seals a batch's orders as the second person; ``void`` takes back a batch that has not been sent."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from aid_ledger_cli.context import Session, now, who
from aid_ledger_cli.options import by_option, json_option
from aid_ledger_cli.streams import write_json

if TYPE_CHECKING:
    from aid_ledger.office import Office
    from aid_ledger.office.approval_paper import ApprovalPaper
    from aid_ledger.office.approving import Plan
    from aid_ledger.reports import ApprovalRow
    from aid_ledger_cli.render import Screen

STEPS = ("rules", "sources", "linking", "evaluating")
"""The steps that looking at today's evidence takes."""
_IN_FINDINGS = frozenset({"shared", "holder-other"})
"""Facts of the 审批单 that the findings of the accounts say again, with lines and numbers."""


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
    orders: line, account, holder, amount. The 审批单 is shown and written first; on a terminal it is asked for.

    \b
    Example: aid-ledger approve 2023S-001 --by 李四 --document 示教资〔2023〕8号
    """  # noqa: D301, D415
    from aid_ledger_cli.phrasing import below
    from aid_ledger_cli.written import show_files

    screen = session.screen()
    with session.office() as office:
        actor = who(office, by)
        with screen.progress(len(STEPS), lambda step: screen.word(f"step-{step}")) as step:
            plan = office.plan_approval(batch, progress=step)
        paper = office.approval_paper(plan, by=actor, document=document)
        file = office.write_approval_paper(plan, paper, at=now(), lang=session.sheets)
        if not as_json:
            show_plan(screen, office, plan, paper)
            _show_budget(screen, office, plan)
            if file:
                screen.say("approve-paper", file=file)
        if not (yes or as_json) and sys.stdin.isatty() and sys.stdout.isatty():
            click.confirm(screen.word("approve-ask", by=actor), abort=True)
        done = office.approve(batch, by=actor, at=now(), document=document, shown=plan, paper=paper)
        row = batch_row(office, batch)
        notes = office.write_recovery_notes(batch, lang=session.sheets) if row["kind"] == "recover" else ()
        folder = office.workspace.folder
    sealed = done.approval
    if as_json:
        from aid_ledger_cli.errors import finding_json

        write_json(_approved_json(row, plan, sealed, paper.sheet.key) | {
            "files": [below(path, folder) for path in (file, *notes) if path],
            "accounts": [finding_json(finding, screen.lang) for finding in paper.accounts],
        })  # fmt: skip
        return
    if sealed is None:
        screen.say("approve-nothing-new", style="bold", batch=batch)
        _say_changes(screen, plan)
        return
    screen.say("approve-done", style="bold", batch=batch, orders=f"{sealed.orders:,}", withdrawn=sealed.withdrawn)
    from aid_ledger.store import short

    name = "approve-digest-by-key" if paper.sheet.key else "approve-digest"
    screen.say(name, digest=paper.sheet.digest, by=actor, key=short(paper.sheet.key))
    if notes:
        show_files(screen, notes)
    if row["kind"] == "recover":
        screen.say("approve-next-recover", batch=batch)
        return
    _say_changes(screen, plan)
    screen.say("approve-next", batch=batch, rest=_rest(plan))


_GONE = ("sent", "paid", "returned")


def _rest(plan: Plan) -> str:
    """Return the option that ``pay`` needs where something of the batch was sent before."""
    lines, batch = plan.payable.lines, plan.payable.batch["batch"]
    return " --rest" if lines.loc[lines["batch"] == batch, "state"].isin(_GONE).any() else ""


def _say_changes(screen: Screen, plan: Plan) -> None:
    """Say what lets the lines go whose account is another one now: that comes before ``pay``."""
    if count := plan.waiting.get("account-change-waits", 0):
        batch = plan.payable.batch
        screen.say("approve-next-changes", count=count, term=batch["term"], batch=batch["batch"])


def _approved_json(row: dict[str, Any], plan: Plan, sealed: Any, key: str) -> dict[str, Any]:
    from aid_ledger.money import format_yuan
    from aid_ledger_cli.batches import batch_json

    return batch_json(row) | {
        "approval": sealed and sealed.approval, "orders": sealed.orders if sealed else 0,
        "withdrawn": sealed.withdrawn if sealed else 0, "approved_total": format_yuan(sealed.total if sealed else 0),
        "key": key, "payments": plan.payments, "waiting": dict(sorted(plan.waiting.items())),
    }  # fmt: skip


def batch_row(office: Office, batch: str) -> dict[str, Any]:
    """Return one batch as ``batches`` lists it."""
    return next(row for row in office.batches() if row["batch"] == batch)


def show_plan(screen: Screen, office: Office, plan: Plan, paper: ApprovalPaper) -> None:
    """Show what the 审批单 says: programmes with people and money, against last term, what to look at, what waits."""
    from aid_ledger_cli.render import Column

    found, sheet = plan.payable, paper.sheet
    screen.say(f"approve-{sheet.kind}", style="bold", batch=found.batch["batch"], by=found.batch["prepared_by"])
    columns = [Column("head-programme"), Column("head-stage", whole=True), Column("head-standard"),
               Column("head-people", number=True), Column("head-amount", number=True),
               Column("head-term-before", number=True), Column("head-against-before", number=True)]  # fmt: skip
    rows = [_plan_row(screen, office, row) for row in sheet.rows]
    total: tuple[str, ...] = (screen.word("total"), "", "", f"{sheet.people:,}", _yuan(sheet.amount), "", "")
    if any(row.left is not None for row in sheet.rows):
        columns.append(Column("head-budget-left", number=True))
        rows = [(*shown, _yuan(row.left)) for shown, row in zip(rows, sheet.rows, strict=True)]
        total = (*total, "")
    if rows:
        screen.table(columns, rows, total)
    told = _IN_FINDINGS if paper.accounts else frozenset()  # the findings below say it with lines and accounts
    shown = replace(sheet, facts=tuple(one for one in sheet.facts if one[0] not in told))
    for sentence in shown.sentences(screen.lang):
        screen.line(sentence, before="  ")
    screen.findings(paper.accounts, heading="approve-accounts")


def _plan_row(screen: Screen, office: Office, row: ApprovalRow) -> tuple[str, ...]:
    from aid_ledger.money import format_yuan
    from aid_ledger_cli.phrasing import programme_words, stage_words

    change = f"{100 * row.term / row.before - 100:+.1f}%" if row.before > 0 and row.term >= 0 else "-"
    return (
        programme_words(office.rulebook(), row.programme, screen.lang), stage_words(row.stage, screen.lang),
        "/".join(format_yuan(fen) for fen in row.standards), f"{row.people:,}" if row.people else "-",
        _yuan(row.amount), _yuan(row.before if row.before >= 0 else None), change,
    )  # fmt: skip


def _yuan(fen: int | None) -> str:
    from aid_ledger.money import format_yuan

    return "-" if fen is None else format_yuan(fen, grouped=True)


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
        from aid_ledger_cli.batches import batch_json

        write_json(batch_json(row) | {"reversing": reversing.batch})
        return
    screen = session.screen()
    screen.say("void-done", style="bold", batch=batch, lines=reversing.lines, reversing=reversing.batch)
