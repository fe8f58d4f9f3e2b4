"""``bundle`` writes a term's audit pack in one zip: tables, journal, rules and a checker; recorded as an export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from aid_ledger_cli.context import Session, now, who
from aid_ledger_cli.options import by_option, json_option, term_option
from aid_ledger_cli.streams import write_file, write_json
from aid_ledger_cli.verify import BROKEN, show_bad

if TYPE_CHECKING:
    from aid_ledger.terms import Term


@click.command()
@term_option(required=True)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The zip. 存到文件")
@click.option("--with-sources", is_flag=True, help="The archived lists and bank files too. 连同存档的名单和银行文件")
@by_option
@json_option
@click.pass_obj
def bundle(session: Session, *, term: Term, out: Path, with_sources: bool, by: str, as_json: bool) -> int:
    """Write a term's audit pack, with full numbers 审计包（会留痕）

    \b
    Example: aid-ledger bundle --term 2023S --out 2023S.zip
    """  # noqa: D301, D415
    with session.office() as office:
        made = office.bundle(term, by=who(office, by), at=now(), with_sources=with_sources)
        found = office.verify()
    write_file(out, made.data)
    if as_json:
        said = {"file": str(out), "head": made.head.digest, "rows": dict(made.rows), "archived": len(made.archived)}
        first = found.first_bad
        said["first_bad"] = None if first is None else {"table": first.table, "id": first.id, "what": first.what}
        write_json(said)
        return 0 if found.ok else BROKEN
    screen = session.screen()
    screen.say("bundle-done", style="bold", file=out, rows=f"{sum(made.rows.values()):,}")
    screen.say("bundle-check", file=out.name)
    screen.say("verify-head", head=made.head.digest)
    screen.say("bundle-on-paper", term=str(term))
    if not found.ok:
        show_bad(screen, "bundle-bad-books", found.said(screen.lang), found.bad)
    return 0 if found.ok else BROKEN
