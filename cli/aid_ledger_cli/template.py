"""``template`` writes an empty list to fill in; it needs no workspace and never writes over a file."""

from __future__ import annotations

import os
from pathlib import Path

import click

from aid_ledger_cli.context import Session
from aid_ledger_cli.options import KINDS, Kind, json_option
from aid_ledger_cli.streams import write_json


@click.command(epilog=f"KIND 种类（也可写中文名）: {', '.join(KINDS)}")
@click.argument("kind", type=Kind(), metavar="KIND")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="The file; else 模板_….xlsx in this folder. 存为"
)
@json_option
@click.pass_obj
def template(session: Session, kind: str, *, out: Path | None, as_json: bool) -> None:
    """Make an empty list to fill in, with headers and drop-downs 生成空白名单模板

    \b
    Example: aid-ledger template roster
    """  # noqa: D301, D415
    from aid_ledger.intake import template as form_of
    from aid_ledger.reports import template_book, template_name

    form = form_of(kind)
    path = out or Path(template_name(kind))
    write_new(path, template_book(kind, lang=session.sheets))
    if as_json:
        columns = [{"header": c.header, "field": c.field, "required": c.need == "required"} for c in form.columns]
        write_json({"kind": kind, "file": str(path), "columns": columns})
        return
    screen = session.screen()
    required = sum(column.need == "required" for column in form.columns)
    screen.say("template-done", style="bold", file=path, list=form.name, columns=len(form.columns),
               required=required)  # fmt: skip
    screen.say("template-next", file=path)


def write_new(path: Path, data: bytes) -> None:
    """Write a file that is not there yet.

    Raises:
        InputError: ``file-already-there``, ``file-not-writable``.
    """
    from aid_ledger.errors import Finding, InputError, Place

    try:
        with path.open("xb") as file:
            file.write(data)
    except FileExistsError as error:
        raise InputError(Finding("file-already-there", Place(str(path)))) from error
    except OSError as error:
        what = error.strerror or type(error).__name__
        raise InputError(Finding("file-not-writable", Place(str(path)), {"what": what})) from error
    if os.name == "posix":
        path.chmod(0o600)  # personal data will stand in it
