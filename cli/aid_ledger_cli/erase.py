"""``erase`` blanks a student's personal data in the books, as the law asks, and has that recorded."""

from __future__ import annotations

import click

from aid_ledger_cli.context import Session, now, who
from aid_ledger_cli.options import by_option, json_option
from aid_ledger_cli.streams import write_json


@click.command()
@click.argument("student", metavar="STUDENT")
@click.option("--why", required=True, help="The law or the request; it is recorded. 依据或申请（会留痕）")
@by_option
@json_option
@click.pass_obj
def erase(session: Session, student: str, *, why: str, by: str, as_json: bool) -> None:
    """Erase a student's (ID, 学籍号 or line) personal data from the books 依法删除个人信息

    Lines and amounts stay and still verify. Refused while money of theirs is open. Cannot be taken back.

    \b
    Example: aid-ledger erase 2023S-001-00016 --why 本人申请 --by 李四
    """  # noqa: D301, D415
    with session.office() as office:
        done = office.erase(student, why=why, by=who(office, by), at=now())
    if as_json:
        write_json({"versions": done.versions, "terms": list(done.terms), "head": done.head.digest})
        return
    screen = session.screen()
    screen.say("erase-done", style="bold", versions=done.versions, terms="、".join(done.terms))
    screen.say("erase-rest")
