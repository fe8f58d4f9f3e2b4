"""``pay`` writes the bank files of an approved batch; ``settle`` books what the bank's return says."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aid_ledger_cli.approve import STEPS
from aid_ledger_cli.context import Session, now, who
from aid_ledger_cli.options import ValueNotReadError, by_option, json_option, read_day
from aid_ledger_cli.streams import write_json

if TYPE_CHECKING:
    from datetime import date

    from aid_ledger.office.paying import Paid
    from aid_ledger.office.settling import Settled
    from aid_ledger_cli.render import Screen

EXIT_NOT_ALL = 3
"""``settle`` took the good rows, and some could not be taken."""
COUNTS = ("ok", "failed", "pending", "mismatch", "unknown", "repeated", "again")


def read_amount(value: str) -> int:
    """Read an amount of yuan as fen."""
    from aid_ledger.money import parse_money

    try:
        return int(parse_money(value))
    except ValueError as error:
        raise ValueNotReadError(value, "form-amount") from error


@click.command()
@click.argument("batch", metavar="BATCH")
@click.option(
    "--programme", "programmes", multiple=True, metavar="P", help="Only this programme; repeatable. 只做这个项目"
)
@click.option("--rest", is_flag=True, help="What was approved since the first sending, too. 连同后来审批的")
@click.option("--bank", default="", metavar="PROFILE", help="How the bank wants its file. 银行文件格式")
@click.option("--split", "split", multiple=True, type=click.Choice(["programme", "bank"]),
              help="One file for each of these. 按项目或开户行分文件")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
              help="Where the files go. 文件夹")  # fmt: skip
@by_option
@json_option
@click.pass_obj
def pay(  # noqa: PLR0913 - one argument an option
    session: Session, batch: str, *, programmes: tuple[str, ...], rest: bool, bank: str, split: tuple[str, ...],
    out: Path | None, by: str, as_json: bool,
) -> None:  # fmt: skip
    """Write the bank files of an approved batch 生成银行文件

    Exactly what was approved is sent; what has come to wait since is kept back.

    \b
    Example: aid-ledger pay 2023S-001
    """  # noqa: D301, D415
    from aid_ledger.office.paying import PayOptions
    from aid_ledger_cli.errors import finding_json

    screen = session.screen()
    options = PayOptions(programmes, rest, bank, split, out.absolute() if out else None, session.sheets)
    steps = (*STEPS, "sheets")
    with session.office() as office:
        with screen.progress(len(steps), lambda step: screen.word(f"step-{step}")) as step:
            show = None if as_json else screen.findings
            done = office.pay(batch, options, by=who(office, by), at=now(), progress=step, show=show)
        folder = office.workspace.folder
    if as_json:
        write_json(_paid_json(done, folder) | {"accounts": [finding_json(one, screen.lang) for one in done.accounts]})
    else:
        _show_paid(screen, done)


def _paid_json(done: Paid, folder: Path) -> dict[str, object]:
    from aid_ledger.money import format_yuan
    from aid_ledger_cli.phrasing import below

    return {
        "batch": done.batch, "bank": done.profile.name, "lines": sum(one.file.count for one in done.sendings),
        "total": format_yuan(sum(one.file.total for one in done.sendings)), "kept": dict(done.kept),
        "sendings": [
            {"sending": one.sending, "file": one.file.name, "sha256": one.digest, "for": one.file.whom,
             "payer": one.file.payer, "programmes": list(one.file.programmes), "lines": one.file.count,
             "total": format_yuan(one.file.total), "hash_total": f"{one.file.hash_total:012d}"}
            for one in done.sendings
        ],
        "files": [below(path, folder) for path in done.files],
    }  # fmt: skip


def _show_paid(screen: Screen, done: Paid) -> None:
    from aid_ledger.money import format_yuan
    from aid_ledger.words import reason
    from aid_ledger_cli.render import Column
    from aid_ledger_cli.written import show_files

    columns = (Column("head-sending", whole=True), Column("head-for", whole=True), Column("head-lines", number=True),
               Column("head-amount", number=True), Column("head-hash-total", whole=True),
               Column("head-file"))  # fmt: skip
    rows = [
        (one.sending, screen.word(f"paid-to-{one.file.whom}"), f"{one.file.count:,}",
         format_yuan(one.file.total, grouped=True), f"{one.file.hash_total:012d}", one.file.name)
        for one in done.sendings
    ]  # fmt: skip
    screen.say("pay-done", style="bold", batch=done.batch, bank=done.profile.title)
    total = (screen.word("total"), "", f"{sum(one.file.count for one in done.sendings):,}",
             format_yuan(sum(one.file.total for one in done.sendings), grouped=True), "", "")  # fmt: skip
    screen.table(columns, rows, total)
    for why, count in done.kept.items():
        screen.say("pay-kept", count=count, why=reason(why, screen.lang))
    findings = [finding for one in done.sendings for finding in one.file.findings]
    if findings:
        screen.findings(findings)
    show_files(screen, done.files)
    screen.say("pay-next")


@click.command()
@click.argument("files", metavar="FILE…", nargs=-1, required=True,
                type=click.Path(path_type=Path, exists=True, dir_okay=False))  # fmt: skip
@click.option("--bank", default="", metavar="PROFILE", help="The bank's format, where it is not plain. 银行文件格式")
@click.option("--paid-on", type=read_day, metavar="DATE", help="Day of payment. 到账日期")
@click.option("--voucher", default="", metavar="NO", help="Number of the bank's voucher. 凭证号")
@click.option("--sending", default="", metavar="ID", help="Which of our files it is about. 对应的报送文件编号")
@click.option("--only-failures", is_flag=True, help="The bank returns failures only. 银行只退失败明细")
@click.option(
    "--debited", type=read_amount, metavar="AMOUNT", help="What the bank debited, with --only-failures. 实扣金额"
)
@click.option("--bounced", is_flag=True, help="Money reported paid has come back after all. 成功后又退票")
@click.option("--arrived", is_flag=True, help="Money reported as failed has arrived after all. 失败后又到账")
@click.option("--by-class", is_flag=True, help="Begin a page to sign with each class. 领取确认表一班一页")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
              help="Where the sheets go. 表的文件夹")  # fmt: skip
@by_option
@json_option
@click.pass_obj
def settle(  # noqa: PLR0913 - one argument an option
    session: Session, files: Sequence[Path], *, bank: str, paid_on: date | None, voucher: str, sending: str,
    only_failures: bool, debited: int | None, bounced: bool, arrived: bool,
    by_class: bool, out: Path | None, by: str, as_json: bool,
) -> int:  # fmt: skip
    """Book what the bank's return says 银行回盘

    Arrived, or failed with its reason. The same return again changes nothing. Rows that differ in amount, name or
    account are not booked. Writes what is to be signed of what arrived, and to correct of what came back.

    Columns it needs: 金额, 账号 or 户名 (better both), 处理结果 (成功/失败; blank is pending).
    Read where there: 失败原因, 序号, 交易日期, 备注. 回盘要有金额、账号或户名、处理结果三样。

    \b
    Example: aid-ledger settle 回盘.xlsx --paid-on 2023-05-06 --voucher 0512
    """  # noqa: D301, D415
    from aid_ledger.office.settling import SettleOptions
    from aid_ledger_cli.options import UsageFoundError

    if only_failures != (debited is not None):
        raise UsageFoundError("usage-only-failures-debited")
    screen = session.screen()
    options = SettleOptions(
        bank, paid_on.isoformat() if paid_on else "", voucher, sending, only_failures, debited, bounced,
        out.absolute() if out else None, by_class, session.sheets, arrived,
    )  # fmt: skip
    with session.office() as office:
        done = office.settle([(path.name, path.read_bytes()) for path in files], options, by=who(office, by), at=now())
        folder = office.workspace.folder
    if as_json:
        write_json(_settled_json(done, screen, folder))
    else:
        _show_settled(screen, done)
    wrong = done.counts.get("mismatch", 0) + done.counts.get("unknown", 0)
    return EXIT_NOT_ALL if wrong or any(one.severity == "error" for one in done.findings) else 0


_NAMED = 10
"""So many payments that came back or have no result are named."""


def _show_named(screen: Screen, lines: Any) -> None:
    """Name whom payments were for, masked, with school and why they came back (blank: no result yet)."""
    from aid_ledger.people import mask_name
    from aid_ledger.words import reason
    from aid_ledger_cli.render import Column

    columns = (Column("head-line", whole=True), Column("head-name", whole=True), Column("head-school"),
               Column("head-why"))  # fmt: skip
    shown = lines.head(_NAMED)
    rows = [
        (line, mask_name(name), school, reason(str(why), screen.lang) if why else "")
        for line, name, school, why in zip(
            shown["line"], shown["account_name"], shown["school"], shown["reason"], strict=True
        )
    ]
    screen.table(columns, rows)
    if len(lines) > _NAMED:
        screen.say("settle-more", count=len(lines) - _NAMED)


def _settled_json(done: Settled, screen: Screen, folder: Path) -> dict[str, object]:
    from aid_ledger.money import format_yuan
    from aid_ledger_cli.errors import finding_json
    from aid_ledger_cli.phrasing import below

    return {
        **{name: done.counts.get(name, 0) for name in COUNTS}, "booked": done.booked,
        "paid_total": format_yuan(done.paid), "returned_total": format_yuan(done.returned),
        "findings": [finding_json(finding, screen.lang) for finding in done.findings],
        "files": [below(path, folder) for path in done.files],
    }  # fmt: skip


def _show_settled(screen: Screen, done: Settled) -> None:
    from aid_ledger.money import format_yuan
    from aid_ledger.words import reason
    from aid_ledger_cli.render import Column
    from aid_ledger_cli.written import show_files

    screen.say("settle-done", style="bold", booked=f"{done.booked:,}", paid=format_yuan(done.paid, grouped=True),
               returned=format_yuan(done.returned, grouped=True))  # fmt: skip
    screen.table(
        (Column("head-outcome", whole=True), Column("head-rows", number=True)),
        [
            (screen.word(f"settled-{name}"), f"{done.counts.get(name, 0):,}")
            for name in COUNTS
            if name != "again" or done.counts.get(name)
        ],
    )
    if done.undated:
        screen.say("settle-undated", style="yellow", count=done.undated)
    if done.dated:
        screen.say("settle-dated", count=done.dated)
    if len(done.failed):
        screen.heading("settle-failed", count=len(done.failed))
        rows = [(why, f"{count:,}") for why, count in done.failed["reason"].value_counts().items()]
        screen.table((Column("head-why"), Column("head-lines", number=True)),
                     [(reason(str(why), screen.lang), count) for why, count in rows])  # fmt: skip
        _show_named(screen, done.failed)
        screen.say("settle-next")
    if done.counts.get("pending"):
        screen.say("settle-pending", count=done.counts["pending"])
        _show_named(screen, done.pending)
    if done.files:
        screen.line()
        show_files(screen, done.files)
    if done.findings:
        screen.line()
        screen.findings(done.findings)
