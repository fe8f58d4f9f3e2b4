"""``recovered`` books how a recovery ends: money that came back, in parts too, or a claim given up by two persons."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from aid_ledger_cli.context import Session, now, who
from aid_ledger_cli.options import UsageFoundError, by_option, json_option, read_day
from aid_ledger_cli.pay import read_amount
from aid_ledger_cli.streams import write_json

if TYPE_CHECKING:
    from datetime import date


@click.command()
@click.argument("line", metavar="LINE")
@click.option("--amount", type=read_amount, metavar="AMOUNT", help="How much; else all that is claimed. 金额")
@click.option("--on", type=read_day, metavar="DATE", help="Day it came back. 退回日期")
@click.option("--voucher", default="", metavar="NO", help="Number of the voucher. 凭证号")
@click.option("--waive", is_flag=True, help="Give the claim up, as a second person. 不予追缴")
@click.option("--write-off", is_flag=True, help="Write the claim off, as a second person. 核销")
@click.option("--document", default="", metavar="文号", help="The document that allows it. 文号")
@click.option("--undo", default="", metavar="BOOKING", help="Take a wrong booking back. 撤销记错的一笔")
@by_option
@json_option
@click.pass_obj
def recovered(  # noqa: PLR0913 - one argument an option
    session: Session, line: str, *, amount: int | None, on: date | None, voucher: str, waive: bool, write_off: bool,
    document: str, undo: str, by: str, as_json: bool,
) -> None:  # fmt: skip
    """Book how a recovery ends 追缴结果

    Nothing is ever set off against a student's grant. A claim ends as returned (date, voucher), or given up by
    somebody who did not prepare it, with a document.

    \b
    Example: aid-ledger recovered 2023S-002-00001 --amount 300.00 --on 2023-06-01 --voucher 0713
    """  # noqa: D301, D415
    from aid_ledger.money import format_yuan
    from aid_ledger.office.recovering import Ending
    from aid_ledger_cli.errors import finding_json

    if waive + write_off + bool(undo) > 1:
        raise UsageFoundError("usage-one-ending")
    kind = "waived" if waive else "written-off" if write_off else "undone" if undo else "returned"
    ending = Ending(kind, -1 if amount is None else amount, on.isoformat() if on else "", voucher, document, undo)
    with session.office() as office:
        done = office.recovered(line, ending, by=who(office, by), at=now())
    screen = session.screen()
    if as_json:
        money = {name: format_yuan(done[name]) for name in ("amount", "outstanding")}
        write_json({**done, **money, "findings": [finding_json(one, screen.lang) for one in done["findings"]]})
        return
    screen.say("recovered-done", style="bold", booking=done["recovery_booking"], amount=format_yuan(done["amount"]),
               kind=screen.word(f"ending-{kind}"), outstanding=format_yuan(done["outstanding"]))  # fmt: skip
    if done["findings"]:
        screen.line()
        screen.findings(done["findings"])
