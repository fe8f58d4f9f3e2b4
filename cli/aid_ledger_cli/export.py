"""``export`` gives the ledger's tables to other programs, with full numbers, and has that recorded."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aid_ledger_cli.context import Session, now, who
from aid_ledger_cli.options import UsageFoundError, by_option, term_option
from aid_ledger_cli.streams import write_bytes, write_file

if TYPE_CHECKING:
    from aid_ledger.terms import Term

KINDS = ("lines", "outcomes", "entitlements", "transfers", "findings")
PERSONAL = ("lines", "outcomes", "entitlements", "findings")


@click.command()
@click.argument("kind", type=click.Choice(KINDS), metavar="KIND")
@term_option(required=True)
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "jsonl", "parquet", "beancount"]),
    default="csv",
    help="beancount: of transfers only. 格式",
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="The file; else standard output. 存到文件")
@by_option
@click.pass_obj
def export(session: Session, kind: str, *, term: Term, form: str, out: Path | None, by: str) -> None:
    """Export a term's tables, with full numbers 导出明细（会留痕）

    \b
    Example: aid-ledger export lines --term 2023S --format csv --out lines.csv
    """  # noqa: D301, D415
    from aid_ledger.errors import Finding, InputError

    if form == "parquet" and out is None:
        raise InputError(Finding("parquet-needs-file", params={"kind": kind}))
    if form == "beancount" and kind != "transfers":
        raise UsageFoundError("usage-beancount")
    with session.office() as office:
        screen = session.screen()
        with screen.progress(1, lambda step: screen.word(f"step-{step}")) as step:
            step("exporting")
            if kind == "findings":
                table = office.export_findings(term, at=now(), by=who(office, by), lang=session.lang)
            else:
                table = office.export(kind, term)
            data = office.beancount(term).encode("utf-8") if form == "beancount" else _as_bytes(table, form)
        if kind in PERSONAL:
            office.log_export(kind, term, by=who(office, by), at=now())
    if out is None:
        write_bytes(data)
        return
    write_file(out, data)
    screen.remark("export-done", rows=f"{len(table):,}", file=out)


def _as_bytes(table: Any, form: str) -> bytes:
    """The same table gives the same bytes on any machine."""
    if form == "parquet":
        out = io.BytesIO()
        table.to_parquet(out, index=False)
        return out.getvalue()
    if form == "csv":
        text: str = table.to_csv(index=False, lineterminator="\n")
        return text.encode("utf-8")
    import json

    rows: list[dict[Any, Any]] = table.to_dict("records")
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode("utf-8")
