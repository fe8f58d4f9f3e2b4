"""``payout`` posts what a term is due; the screen says first what that changes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aid_ledger_cli.context import Session, now, who
from aid_ledger_cli.options import by_option, json_option, term_option
from aid_ledger_cli.streams import write_json
from aid_ledger_cli.written import show_files

if TYPE_CHECKING:
    from aid_ledger.office import Office
    from aid_ledger.office.payout_result import Moves, PayoutResult
    from aid_ledger.terms import Term
    from aid_ledger_cli.render import Screen

STEPS = ("rules", "sources", "linking", "evaluating", "posting", "sheets")
"""The steps that the library names as it goes."""
_SHORT = 16
_OUTCOMES = ("paid", "not-entitled", "held", "not-at-school", "duplicate")


@click.command()
@term_option(required=True)
@click.option(
    "--programme", "programmes", multiple=True, metavar="P", help="Only this programme; repeatable. 只做这个项目"
)
@click.option("--school", "schools", multiple=True, metavar="S", help="Only this school, by code or name. 只做这所学校")
@click.option("--dry-run", is_flag=True, help="Show it; post and write nothing. 只算不记")
@click.option(
    "--accept-recoveries",
    type=click.IntRange(min=0),
    metavar="N",
    help="Accept exactly so many lines to be recovered. 认可的追缴条数",
)
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="Where the sheets go. 表的文件夹"
)
@by_option
@json_option
@click.pass_obj
def payout(  # noqa: PLR0913 - one argument an option
    session: Session, *, term: Term, programmes: tuple[str, ...], schools: tuple[str, ...], dry_run: bool,
    accept_recoveries: int | None, out: Path | None, by: str, as_json: bool,
) -> None:  # fmt: skip
    """Post what a term is due, write its sheets 生成发放名单（不付款）

    \b
    Example: aid-ledger payout --term 2023S
    """  # noqa: D301, D415
    from aid_ledger.office.payout import PayoutOptions

    folder = out.absolute() if out else None
    options = PayoutOptions(programmes, schools, dry_run, accept_recoveries, folder, session.sheets)
    screen = session.screen()
    with session.office() as office:
        with screen.progress(len(STEPS), lambda step: screen.word(f"step-{step}")) as step:
            result = office.payout(term, options, by=who(office, by), at=now(), progress=step)
        if as_json:
            write_json(payout_json(screen, office, result))
        else:
            show_payout(screen, office, result)


def payout_json(screen: Screen, office: Office, result: PayoutResult) -> dict[str, Any]:
    """Return what scripts may rely on."""
    from aid_ledger.money import format_yuan
    from aid_ledger_cli.errors import finding_json
    from aid_ledger_cli.phrasing import below

    batch, recover, folder = result.batch, result.recover, office.workspace.folder
    keys = ("programme", "stage", "payee", "students")
    shown: dict[str, Any] = {
        "term": str(result.term), "batch": batch and batch.batch, "state": "prepared" if batch else None,
        "digest": batch and batch.digest, "lines": len(result.lines),
        "total": format_yuan(int(result.lines["amount"].sum())),
        "programmes": [
            {key: row[key] for key in keys} | {"amount": format_yuan(row["amount"])} for row in result.programmes
        ],
        "outcomes": dict(result.outcomes), "held": [dict(row) for row in result.held],
        "recover": {"batch": recover and recover.batch, "lines": len(result.recover_lines),
                    "total": format_yuan(int(result.recover_lines["amount"].sum()))},
        "warnings": [finding_json(finding, screen.lang) for finding in result.warnings],
        "manifest": result.manifest, "files": [below(path, folder) for path in result.files],
    }  # fmt: skip
    if result.dry_run:
        shown["dry_run"] = True
    return shown


def show_payout(screen: Screen, office: Office, result: PayoutResult) -> None:
    """Show a payout: first what changed against last time, then what of, what waits, and where the sheets are."""
    show_change(screen, result)
    if result.dry_run:
        screen.say("payout-dry-run", style="bold yellow")
    elif result.batch is None and result.recover is None:
        screen.say("payout-nothing-new", style="bold")
    show_programmes(screen, office, result)
    show_outcomes(screen, result)
    show_held(screen, office, result)
    _show_would_pay(screen, result)
    _show_recover(screen, result)
    if result.warnings:
        screen.heading("payout-warnings", count=len(result.warnings))
        screen.findings(result.warnings)
    show_papers(screen, office, result)


def show_change(screen: Screen, result: PayoutResult) -> None:
    """Show the first lines of every payout: last time, paid in addition, taken back, unchanged; schools apart."""
    screen.say("payout-change", style="bold", **_change_words(result.moves))
    if result.school_moves.any:
        screen.say("payout-change-schools", style="bold", **_change_words(result.school_moves))


def _change_words(moves: Moves) -> dict[str, str]:
    from aid_ledger.money import format_yuan

    return {
        "before": f"{moves.before:,}", "before_amount": format_yuan(moves.before_amount, grouped=True),
        "added": f"{moves.more:,}", "added_amount": format_yuan(moves.more_amount, grouped=True),
        "less": f"{moves.less:,}", "same": f"{moves.same:,}",
    }  # fmt: skip


def show_programmes(screen: Screen, office: Office, result: PayoutResult) -> None:
    """Show the new lines by programme, stage and payee."""
    from aid_ledger.money import format_yuan
    from aid_ledger_cli.phrasing import programme_words, stage_words, term_words
    from aid_ledger_cli.render import Column

    if not result.programmes:
        return
    batch = result.batch.batch if result.batch else "-"
    screen.heading("payout-batch", term=term_words(result.term, screen.lang), batch=batch)
    columns = (Column("head-programme"), Column("head-stage", whole=True), Column("head-payee", whole=True),
               Column("head-people", number=True), Column("head-lines", number=True),
               Column("head-amount", number=True))  # fmt: skip
    rulebook = office.rulebook()
    rows = [
        (programme_words(rulebook, row["programme"], screen.lang), stage_words(row["stage"], screen.lang),
         screen.word(f"payee-{row['payee']}"), f"{row['students']:,}" if row["students"] else "-",
         f"{row['lines']:,}",
         format_yuan(row["amount"], grouped=True))
        for row in result.programmes
    ]  # fmt: skip
    total = int(result.lines["amount"].sum())
    screen.table(columns, rows, (screen.word("total"), "", "", "", f"{len(result.lines):,}",
                                 format_yuan(total, grouped=True)))  # fmt: skip


def show_outcomes(screen: Screen, result: PayoutResult) -> None:
    """Show what became of the rows of rosters and applications."""
    rows = sum(result.outcomes.values())
    screen.heading("payout-outcomes", rows=f"{rows:,}")
    names = [name for name in _OUTCOMES if name in result.outcomes]
    screen.shares([(screen.word(f"outcome-{name}"), result.outcomes[name]) for name in names])


def show_held(screen: Screen, office: Office, result: PayoutResult) -> None:
    """Show what waits, by reason: the sentence, and what to do."""
    from aid_ledger.words import reason, reason_fix
    from aid_ledger_cli.phrasing import programme_words

    if not result.held:
        return
    screen.heading("payout-held")
    digits = max(len(f"{row['rows']:,}") for row in result.held)
    for row in sorted(result.held, key=lambda row: (-row["rows"], row["reason"])):
        before = f"  {row['rows']:>{digits},}  "
        said = reason(row["reason"], screen.lang)
        if programme := row.get("programme"):
            said = screen.word("held-programme", programme=programme_words(office.rulebook(), programme, screen.lang),
                               said=said)  # fmt: skip
        screen.line(said, before=before)
        if fix := reason_fix(row["reason"], screen.lang):
            screen.line(fix, before=f"{' ' * len(before)}{screen.word('label-fix')}: ", style="dim")


def _show_would_pay(screen: Screen, result: PayoutResult) -> None:
    from aid_ledger.money import format_yuan

    if result.would_pay:
        screen.line()
        screen.say("payout-would-pay", classes=f"{len(result.would_pay):,}",
                   students=f"{sum(row['students'] for row in result.would_pay):,}",
                   amount=format_yuan(sum(row["amount"] for row in result.would_pay), grouped=True))  # fmt: skip


def _show_recover(screen: Screen, result: PayoutResult) -> None:
    from aid_ledger.money import format_yuan
    from aid_ledger.words import reason

    lines = result.recover_lines
    if lines.empty:
        return
    total = format_yuan(-int(lines["amount"].sum()), grouped=True)
    batch = result.recover.batch if result.recover else "-"
    screen.heading("payout-recover", batch=batch, lines=f"{len(lines):,}", total=total)
    for why, count in lines["reason"].value_counts(sort=False).sort_index().items():
        screen.line(reason(str(why), screen.lang), before=f"  {count:,}  ")


def show_papers(screen: Screen, office: Office, result: PayoutResult) -> None:
    """Show the digest, where the sheets are, and the next step."""
    if result.batch is not None:
        screen.line()
        screen.say("payout-digest", digest=result.batch.digest[:_SHORT], manifest=result.manifest[:_SHORT])
    if result.files:
        show_files(screen, result.files)
    batches_ = [one.batch for one in (result.batch, result.recover) if one is not None]
    if batches_ and result.files:
        step = "step-approve" if result.batch else "step-approve-claims"
        screen.line(screen.word(step, term=str(result.term), batch=batches_[0]),
                    before=f"{screen.word('label-next')}: ")  # fmt: skip
    elif not result.dry_run and (result.moves.before or result.school_moves.before):
        folder = office.workspace.reports / str(result.term)
        screen.line()
        screen.say("payout-sheets-before", folder=folder)
