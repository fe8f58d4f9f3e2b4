"""``close`` closes a term: nothing can be posted into it; ``reopen`` opens it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from aid_ledger_cli.context import Session, now, who
from aid_ledger_cli.options import by_option, json_option, read_term
from aid_ledger_cli.phrasing import comma
from aid_ledger_cli.streams import write_json

if TYPE_CHECKING:
    from aid_ledger.terms import Term


@click.command()
@click.argument("term", metavar="TERM", type=read_term)
@by_option
@json_option
@click.pass_obj
def close(session: Session, term: Term, *, by: str, as_json: bool) -> None:
    """Close a term 关账

    No payout, approval, void or sending any more; what a bank says of files already sent is still booked.

    \b
    Example: aid-ledger close 2023S --by 李四
    """  # noqa: D301, D415
    from aid_ledger.money import format_yuan

    with session.office() as office:
        done = office.close_term(term, by=who(office, by), at=now())
    claims = done["recoveries"]
    if as_json:
        write_json({**done, "recoveries": {**claims, "outstanding": format_yuan(claims["outstanding"])}})
        return
    screen = session.screen()
    screen.say("close-done", style="bold", term=str(term))
    if done["payments"]:
        states = [screen.word("count-of-state", state=screen.word(f"state-{state}"), count=count)
                  for state, count in done["payments"].items()]  # fmt: skip
        screen.say("close-open", states=comma(screen.lang).join(states))
    if claims["lines"]:
        screen.say("close-recoveries", count=claims["lines"], amount=format_yuan(claims["outstanding"], grouped=True))


@click.command()
@click.argument("term", metavar="TERM", type=read_term)
@click.option("--why", required=True, help="Why; it is recorded. 原因（会留痕）")
@by_option
@json_option
@click.pass_obj
def reopen(session: Session, term: Term, *, why: str, by: str, as_json: bool) -> None:
    """Open a closed term again 重新打开已关账的学期

    \b
    Example: aid-ledger reopen 2023S --by 李四 --why 补发上级追加资金
    """  # noqa: D301, D415
    with session.office() as office:
        done = office.reopen_term(term, why=why, by=who(office, by), at=now())
    if as_json:
        write_json(done)
        return
    session.screen().say("reopen-done", style="bold", term=str(term))
