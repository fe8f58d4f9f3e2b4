"""``key new`` makes a person's key and registers it; ``key list`` says who holds which, since when and how."""

from __future__ import annotations

from pathlib import Path

import click

from aid_ledger_cli.context import Session, acting, now, who
from aid_ledger_cli.options import by_option, json_option
from aid_ledger_cli.signing import passphrase
from aid_ledger_cli.streams import write_json


@click.group()
def key() -> None:
    """Keys that sign what their holders do 签名密钥

    \b
    Example: aid-ledger key list
    """  # noqa: D301, D415


@key.command()
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="The key's file; else NAME.key. 密钥文件")
@click.option("--second", default="", metavar="NAME", help="Where the old key is lost: who replaces it. 换发人")
@click.option("--why", default="", help="Why it is replaced; it is recorded. 换发原因（会留痕）")
@by_option
@json_option
@click.pass_obj
def new(session: Session, *, out: Path | None, second: str, why: str, by: str, as_json: bool) -> None:
    """Make a key of one's own and register it 生成并登记密钥

    From then on everything done in this name must be signed with it. Another key: with --key OLD, or by --second.

    \b
    Example: aid-ledger key new --by 李四 --out 李四.key
    """  # noqa: D301, D415
    from aid_ledger.reports.names import safe_file_name
    from aid_ledger.store import short
    from aid_ledger.store.signing import SHORTEST_PASSPHRASE

    screen = session.screen()
    with session.office() as office:
        name = acting(office, by)
        actor = who(office, second or by)
        path = out or Path(f"{safe_file_name(name)}.key")
        label = screen.word("key-passphrase-new", by=name, least=SHORTEST_PASSPHRASE)
        typed = passphrase(label, screen.word("key-passphrase-again"))
        made = office.new_key(name, typed, path, by=actor, at=now(), why=why)
    if as_json:
        write_json({"name": name, "key": made.key, "file": str(path), "record": made.seq})
        return
    screen.say("key-made", style="bold", by=name, key=short(made.key))
    screen.say("key-made-file", file=path.absolute())
    if actor != name:
        screen.say("key-made-by-other", by=name, giver=actor)
    screen.say("key-made-next", by=name, file=path.absolute().as_posix())


@key.command(name="list")
@json_option
@click.pass_obj
def list_(session: Session, *, as_json: bool) -> None:
    """Say who holds which key, since when and how it was given 密钥登记情况

    \b
    Example: aid-ledger key list
    """  # noqa: D301, D415
    from aid_ledger.ledger import how
    from aid_ledger.store import held, short
    from aid_ledger_cli.render import Column

    with session.office() as office:
        found = office.keys()
    in_use = held(found)
    if as_json:
        write_json({"keys": [
            {"name": one.name, "key": one.key, "in_use": in_use[one.name] == one.key, "how": how(one), "by": one.by,
             "at": one.at, "why": one.why, "record": one.seq}
            for one in found
        ]})  # fmt: skip
        return
    screen = session.screen()
    if not found:
        screen.say("key-none")
        return
    from aid_ledger.words import shown_day

    columns = (Column("head-name", whole=True), Column("head-key", whole=True), Column("head-state", whole=True),
               Column("head-at", whole=True), Column("head-how"))  # fmt: skip
    screen.table(columns, [
        (one.name, short(one.key), screen.word("key-in-use" if in_use[one.name] == one.key else "key-over"),
         shown_day(one.at), screen.word(f"key-{how(one)}", by=one.by, why=one.why))
        for one in found
    ])  # fmt: skip
