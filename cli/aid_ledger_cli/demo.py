"""``demo`` makes an invented county, takes its files through import, payout and audit, and says where to look."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aid_ledger_cli.context import Session
from aid_ledger_cli.options import json_option
from aid_ledger_cli.phrasing import below
from aid_ledger_cli.streams import write_json

if TYPE_CHECKING:
    from aid_ledger.audit import Reconciliation
    from aid_ledger.demo import County
    from aid_ledger.office import Office
    from aid_ledger.office.importing import FileImport
    from aid_ledger.office.payout_result import PayoutResult
    from aid_ledger_cli.render import Screen

MADE_BY = "demo.json"
"""What a demo was made with, so that the same call works again on it and another does not spoil it."""
FUNDING = {"province": 50, "city": 0, "county": 50}
ACTOR = "张三"
AUDITOR = "王五"
"""Who asks for the report: another person than the one who made the lists."""
_FILES = "files"


@click.command()
@click.argument(
    "folder", metavar="[DIR]", required=False, default="demo-county", type=click.Path(path_type=Path, file_okay=False)
)
@click.option("--students", type=click.IntRange(min=200), default=20_000, show_default=True, help="How many. 学生人数")
@click.option("--seed", type=int, default=7, show_default=True, help="The same seed, the same county. 随机种子")
@json_option
@click.pass_obj
def demo(session: Session, folder: Path, *, students: int, seed: int, as_json: bool) -> None:
    """Make an invented county, run a term on it, audit it 虚构一个县，演示一个学期

    \b
    Example: aid-ledger demo demo-county --students 300
    """  # noqa: D301, D415
    from aid_ledger.office import Office

    screen = session.screen()
    made_with = {"students": students, "seed": seed}
    _mark(folder, made_with)
    if not as_json:
        screen.say("demo-begin", style="bold", students=f"{students:,}", folder=folder)
    county = _write(screen, folder, made_with)
    with Office.open(folder) as office:
        imported = _import(screen, office, county)
        result = _payout(screen, office, county)
        audit, papers = _audit(screen, office, county)
        if as_json:
            from aid_ledger_cli import report
            from aid_ledger_cli.payout import payout_json

            write_json({"workspace": str(folder.absolute()), **made_with, "schools": county.schools,
                        "files": len(county.files), "rows": sum(file.rows for file in county.files),
                        "passwords": {file.path.name: file.password for file in county.files if file.password},
                        "payout": payout_json(screen, office, result),
                        "reconcile": report.as_json(audit, [below(path, folder) for path in papers],
                                                    session.lang)})  # fmt: skip
            return
        _show(screen, office, county, imported, result)
        _show_audit(screen, audit, papers)
        _show_next(screen, office, county)


def _mark(folder: Path, made_with: Mapping[str, int]) -> None:
    """Take the folder if it is new, empty, or that of the same demo.

    Raises:
        InputError: ``demo-folder-in-use``, ``demo-made-otherwise``, ``file-not-writable``.
    """
    import json

    from aid_ledger.errors import Finding, InputError, Place

    mark = folder / MADE_BY
    if mark.is_file():
        before = json.loads(mark.read_text("utf-8"))
        if before != made_with:
            words = {key: ", ".join(f"--{k} {v}" for k, v in sorted(made.items()))
                     for key, made in (("before", before), ("now", made_with))}  # fmt: skip
            raise InputError(Finding("demo-made-otherwise", Place(str(folder)), {**words, "folder": folder}))
        return
    if folder.is_dir() and any(folder.iterdir()):
        raise InputError(Finding("demo-folder-in-use", Place(str(folder))))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        mark.write_text(json.dumps(made_with), "utf-8")
    except OSError as error:
        what = error.strerror or type(error).__name__
        raise InputError(Finding("file-not-writable", Place(str(folder)), {"what": what})) from error


def _moment(office: Office, county: County) -> str:
    """Return nine o'clock of the county's own day; once somebody has worked in the folder, the time of the last record.

    By the clock of the machine the lists would be years old, and the money would have come before it was sent.
    """
    from datetime import datetime

    own, last = f"{county.day}T09:00:00+08:00", office.last_record()
    return max(own, last or own, key=datetime.fromisoformat)


def _write(screen: Screen, folder: Path, made_with: Mapping[str, int]) -> County:
    from aid_ledger.demo import write_county
    from aid_ledger.office import Config, make_workspace
    from aid_ledger.office.workspace import CONFIG

    with screen.progress(1, lambda step: screen.word(f"step-{step}")) as step:
        step("inventing")
        county = write_county(folder / _FILES, students=made_with["students"], seed=made_with["seed"])
    if not (folder / CONFIG).exists():
        make_workspace(folder, Config(name=county.name, county=county.county, province_tier=county.tier, actor=ACTOR,
                                      packs=county.packs, funding=FUNDING))  # fmt: skip
    return county


def _import(screen: Screen, office: Office, county: County) -> tuple[FileImport, ...]:
    from aid_ledger.errors import FindingsError
    from aid_ledger.office.importing import ImportOptions

    files = [(file.path.name, file.path.read_bytes()) for file in county.files]
    with screen.progress(len(files), lambda name: name) as step:
        found = office.import_files(
            files, ImportOptions(password=county.password), by=ACTOR, at=_moment(office, county), progress=step
        )
    findings = [finding for one in found if one.refused for finding in one.findings]
    if findings:
        raise FindingsError(*findings)
    return found


def _payout(screen: Screen, office: Office, county: County) -> PayoutResult:
    from aid_ledger_cli.payout import STEPS

    with screen.progress(len(STEPS), lambda step: screen.word(f"step-{step}")) as step:
        return office.payout(county.term, by=ACTOR, at=_moment(office, county), progress=step)


def _audit(screen: Screen, office: Office, county: County) -> tuple[Reconciliation, tuple[Path, ...]]:
    """Make the auditor's report; what it finds in a county that was made so is no failure of the demo."""
    from aid_ledger.office.reconciling import STEPS

    with screen.progress(len(STEPS) + 1, lambda step: screen.word(f"step-{step}")) as step:
        found = office.reconcile(county.term, by=AUDITOR, at=_moment(office, county), lang=screen.lang, progress=step)
        step("report")
        return found, office.write_reconciliation(found, lang=screen.lang)


def _show(
    screen: Screen, office: Office, county: County, imported: tuple[FileImport, ...], result: PayoutResult
) -> None:
    from aid_ledger_cli.payout import show_payout

    screen.say("demo-county", office=county.name, schools=f"{county.schools:,}", files=f"{len(county.files):,}",
               rows=f"{sum(file.rows for file in county.files):,}",
               mess=f"{sum(county.planted.values()):,}")  # fmt: skip
    for file in county.files:
        if file.password:
            screen.say("demo-password", file=file.path.name, password=file.password)
    _show_imported(screen, imported)
    screen.line()
    show_payout(screen, office, result)


def _show_imported(screen: Screen, imported: tuple[FileImport, ...]) -> None:
    """Show what was imported by kind."""
    from aid_ledger_cli.render import Column

    files: Counter[str] = Counter()
    rows: dict[str, Counter[str]] = defaultdict(Counter)
    for one in imported:
        for number, sheet in enumerate(one.sheets):
            files[sheet.table.kind] += number == 0
            rows[sheet.table.kind].update(sheet.outcomes)
    screen.heading("demo-imported")
    columns = (Column("head-kind"), Column("head-files", number=True), Column("head-rows", number=True),
               Column("row-read", number=True), Column("row-held", number=True), Column("row-duplicate", number=True),
               )  # fmt: skip
    shown = [
        (screen.word(f"kind-{kind}"), f"{files[kind]:,}", f"{sum(counts.values()):,}",
         *(f"{counts[name]:,}" for name in ("read", "held", "duplicate")))
        for kind, counts in rows.items()
    ]  # fmt: skip
    whole: Counter[str] = sum(rows.values(), Counter())
    screen.table(columns, shown, (screen.word("total"), f"{sum(files.values()):,}", f"{sum(whole.values()):,}",
                                  *(f"{whole[name]:,}" for name in ("read", "held", "duplicate"))))  # fmt: skip


def _show_audit(screen: Screen, audit: Reconciliation, papers: tuple[Path, ...]) -> None:
    """Show the three answers, how the money went, and where the whole report is."""
    from aid_ledger_cli import report
    from aid_ledger_cli.written import show_files

    screen.heading("demo-audit")
    report.show_answers(screen, audit)
    screen.line()
    show_files(screen, papers)
    screen.say("demo-page", page=papers[1])


def _show_next(screen: Screen, office: Office, county: County) -> None:
    """Show commands to try, with a student of this county."""
    lines = office.export("lines", county.term)
    of_students = lines[lines["payee"] == "student"]
    several = of_students["id_number"].map(of_students["id_number"].value_counts())
    line = str(of_students.loc[several == several.max(), "line"].iloc[0]) if len(of_students) else ""
    folder = str(office.workspace.folder)
    shown = f'"{folder}"' if " " in folder else folder
    screen.heading("demo-next")
    tries = [("explain", f"explain {line} --term {county.term}")] if line else []
    tries += [
        ("payout", f"payout --term {county.term}"), ("reconcile", f"reconcile --term {county.term}"),
        ("status", "status"),
        ("rules", f"rules show boarding-living --term {county.term}"), ("verify", "verify"),
        ("export", f"export lines --term {county.term} --out lines.csv"),
    ]  # fmt: skip
    for name, command in tries:
        screen.line(f"aid-ledger --workspace {shown} {command}", before="  ")
        screen.line(screen.word(f"demo-try-{name}"), before="      ", style="dim")
