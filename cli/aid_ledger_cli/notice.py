"""``notice`` writes the public notices of a batch, one file a school, and the form in which schools report back."""

from __future__ import annotations

from pathlib import Path

import click

from aid_ledger_cli.context import Session
from aid_ledger_cli.options import UsageFoundError, json_option
from aid_ledger_cli.streams import write_json

_TABLES = frozenset({".xlsx", ".xls", ".xlsm", ".et"})


@click.command()
@click.argument("name", metavar="BATCH")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="Where they go. 公示的文件夹"
)
@json_option
@click.pass_obj
def notice(session: Session, name: str, *, out: Path | None, as_json: bool) -> None:
    """Write what hangs at each school before the approval 公示名单

    Name, school, grade and class only; one file a school, a page a programme. Beside them lies the form that schools
    fill in afterwards (公示结果登记表), which import takes back.

    \b
    Example: aid-ledger notice 2023S-001
    """  # noqa: D301, D415
    if out is not None and out.suffix.lower() in _TABLES:
        raise UsageFoundError("notice-folder")
    screen = session.screen()
    with session.office() as office:
        files = office.write_public_notices(name, out=out.absolute() if out else None, lang=session.sheets)
    if as_json:
        write_json({"batch": name, "files": [str(path) for path in files]})
        return
    from aid_ledger_cli.written import show_files

    screen.say("notice-done", style="bold", schools=len(files) - 1, batch=name)
    show_files(screen, files)
    screen.say("notice-next", batch=name)
