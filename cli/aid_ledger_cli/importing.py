"""``import`` takes files in, and says of each what it was taken for and what became of its rows."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aid_ledger_cli.context import Session, now, who
from aid_ledger_cli.imported import Layout, layout, show_file
from aid_ledger_cli.mapping import preview_columns, read_map, show_preview
from aid_ledger_cli.options import (
    KINDS,
    Kind,
    UsageFoundError,
    by_option,
    json_option,
    read_day,
    read_school_year,
    term_option,
)
from aid_ledger_cli.paths import read_files
from aid_ledger_cli.streams import write_json
from aid_ledger_cli.todo import show_todo

if TYPE_CHECKING:
    from aid_ledger.office import Office
    from aid_ledger.office.importing import FileImport
    from aid_ledger.terms import Term
    from aid_ledger_cli.render import Screen

REFUSED = 3


@click.command("import")
@click.argument("paths", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--as",
    "kind",
    type=Kind(),
    metavar="KIND",
    help="What the lists are; else told from headers and name. "
    f"名单种类，可写中文名（在校生名册、学校名录……）：{', '.join(KINDS)}",
)
@term_option(about="The term that the lists speak for; else told from the file's date. 学期")
@click.option(
    "--year", type=read_school_year, metavar="2023-2024", help="Both terms of a school year. 学年（两个学期）"
)
@click.option("--as-of", type=read_day, metavar="DATE", help="The day on which the lists were true. 数据日期")
@click.option("--sheet", help="The one sheet to take. 只取这张工作表")
@click.option(
    "--map",
    "mapped",
    multiple=True,
    type=read_map,
    metavar="COLUMN=FIELD",
    help="What a column is, by letter or header: G=身份证号; G= leaves it out; in a list of households several columns "
    "may be 身份证号, a member each. 说明某列是什么；一户一行时每名成员的身份证号列都可说明",
)
@click.option("--school", default="", metavar="SCHOOL", help="The school, where the list names none. 名单所属学校")
@click.option(
    "--password", default="", metavar="PASSWORD", help="Opens files under a password; kept nowhere. 打开密码（不保存）"
)
@click.option(
    "--replace",
    is_flag=True,
    help="Retire rosters of the same classes, and lists of the kind under the same file name. "
    "用新名单代替同班的旧名册、同名的旧名单",
)
@click.option("--preview", is_flag=True, help="Say what would be taken; keep nothing. 只看不存")
@by_option
@json_option
@click.pass_obj
def import_(  # noqa: PLR0913 - one argument an option
    session: Session, paths: tuple[Path, ...], *, kind: str | None, term: Term | None, year: tuple[Term, Term] | None,
    as_of: date | None, sheet: str | None, password: str, mapped: tuple[tuple[str, str], ...], school: str,
    replace: bool, preview: bool, by: str, as_json: bool,
) -> int:  # fmt: skip
    """Import lists from Excel files or folders of them 导入名单

    \b
    Example: aid-ledger import files --term 2023S
    """  # noqa: D301, D415
    from aid_ledger.office.importing import ImportOptions
    from aid_ledger.office.receiving import receive

    if term is not None and year is not None:
        raise UsageFoundError("usage-two-terms")
    terms = (term,) if term else year or ()
    options = ImportOptions(
        kind=kind, terms=terms, as_of=as_of, sheet=sheet, replace=replace, preview=preview, columns=dict(mapped),
        school=school,
    )  # fmt: skip
    screen = session.screen()
    with session.office() as office:
        read = read_files(screen, paths)
        received, missing = read.wanted(list(receive(read.files, password, None if as_json else _asking(screen))))
        with screen.progress(len(received), lambda name: name) as step:
            found = office.import_files(received, options, by=who(office, by), at=now(), progress=step)
        waiting = [] if as_json or preview else _waiting(office, found)
        closed = office.closed_by()
    results = (*found, *missing, *read.unread)
    if as_json:
        write_json({"files": [entry for one in results for entry in _as_json(screen, one, session, preview=preview)]})
    else:
        laid_out: dict[Layout, str] = {}
        for one in results:
            seen = bool(one.sheets) and all(layout(sheet) in laid_out for sheet in one.sheets)
            show_file(screen, one, laid_out, preview=preview)
            if preview and not (one.sheets and all(sheet.already for sheet in one.sheets)):
                show_preview(screen, one, options, path=read.path_of(one.file), show_ids=session.show_ids,
                             columns=not seen)  # fmt: skip
        _show_end(screen, results, preview=preview, waiting=waiting, closed=closed)
        if len(results) > 1 and not preview:
            show_todo(screen, results, options, read, _most_common_term(results) or str(term or ""))
    return REFUSED if any(one.refused for one in results) else 0


def _at_terminal() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


def _asking(screen: Screen) -> Callable[[str], str] | None:
    """Return what asks for a file's password; nothing where nobody sits at a terminal."""
    if not _at_terminal():
        return None

    def ask(name: str) -> str:
        text = screen.word("import-ask-password", file=name)
        answer: str = click.prompt(text, default="", hide_input=True, show_default=False, err=True)
        return answer

    return ask


def _as_json(screen: Screen, one: FileImport, session: Session, *, preview: bool) -> list[dict[str, Any]]:
    """Return one entry a data sheet; a refused file has one without sheet, source and kind."""
    from aid_ledger_cli.errors import finding_json

    if one.refused or not one.sheets:
        findings = [finding_json(finding, screen.lang) for finding in one.findings]
        refused: dict[str, Any] = {"file": one.file, "source": None, "kind": None, "sheet": None, "header_row": None,
                                   "rows": 0, "outcomes": {}, "columns": [], "findings": findings}  # fmt: skip
        return [
            refused | {"sheet": seen.sheet, "header_row": seen.header_row or None,
                       "findings": () if number else findings,
                       "columns": list(preview_columns(seen, show_ids=session.show_ids))}
            for number, seen in enumerate(one.seen)
        ] or [refused]  # fmt: skip
    entries = []
    for number, sheet in enumerate(one.sheets):
        of_file = one.findings if number == 0 else ()
        table = sheet.table
        entry: dict[str, Any] = {
            "file": one.file, "source": sheet.source or None, "kind": table.kind, "sheet": table.sheet,
            "header_row": table.header_row, "rows": len(table.frame), "outcomes": dict(sheet.outcomes),
            "columns": [{"column": c.letter, "header": c.header, "field": c.field or None} for c in table.columns],
            "findings": [finding_json(finding, screen.lang) for finding in (*of_file, *table.findings)],
        }  # fmt: skip
        if profile := table.told.get("profile"):
            entry["profile"] = profile
        if preview:
            entry["columns"] = list(preview_columns(table, show_ids=session.show_ids))
        if sheet.already:
            entry["already"] = True
        entries.append(entry)
    return entries


_FOR_ACCOUNTS = ("step-correct-accounts", "step-waits")


def _waiting(office: Office, results: Sequence[FileImport]) -> list[dict[str, Any]]:
    """Return the batches with lines that may wait for the accounts just imported: ``term, batch, count, rest``."""
    terms = {sheet.term for one in results for sheet in one.sheets if sheet.table.kind == "accounts"}
    if not terms:
        return []
    own = [item for item in office.status() if {item["term"], ""} & terms]
    steps = [step for item in own for step in ((item["next_step"], item["next_params"]), *item["also"])]
    return [params for step, params in steps if step in _FOR_ACCOUNTS]


def _show_end(
    screen: Screen,
    results: Sequence[FileImport],
    *,
    preview: bool,
    waiting: Sequence[dict[str, Any]],
    closed: Mapping[str, str],
) -> None:
    """Show the files counted, and the next step; of accounts, that of each batch with lines that wait for them."""
    refused = sum(one.refused for one in results)
    already = sum(bool(one.sheets) and all(sheet.already for sheet in one.sheets) for one in results)
    taken = len(results) - refused - already
    rows = sum(len(sheet.table.frame) for one in results for sheet in one.sheets)
    screen.line()
    screen.say("import-end-preview" if preview else "import-end", style="bold", files=len(results), taken=taken,
               already=already, refused=refused, rows=f"{rows:,}")  # fmt: skip
    if preview:
        screen.say("import-preview")
    elif batches := {one["batch"]: one for one in waiting}:
        for batch, one in batches.items():
            count = sum(other["count"] for other in waiting if other["batch"] == batch)
            screen.say("import-next-accounts", **{**one, "count": count})
    elif term := _most_common_term(results):
        if term in closed:
            screen.say("import-next-closed", style="yellow", term=term, by=closed[term])
        else:
            screen.say("import-next", term=term)


def _most_common_term(results: Sequence[FileImport]) -> str:
    terms = Counter(sheet.term for one in results for sheet in one.sheets if sheet.term)
    return terms.most_common(1)[0][0] if terms else ""
