"""``verify`` re-derives the books and names the first record that does not fit."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aid_ledger_cli.context import Session
from aid_ledger_cli.options import UsageFoundError, json_option, read_head, read_sheet
from aid_ledger_cli.streams import write_json

if TYPE_CHECKING:
    from aid_ledger.audit.checking import Checked
    from aid_ledger.ledger import Bad, Verification
    from aid_ledger.office import Office
    from aid_ledger.office.replaying import Replay
    from aid_ledger.office.sheet_finding import Carried
    from aid_ledger_cli.render import Screen

BROKEN = 5


@click.command()
@click.option(
    "--head",
    type=read_head,
    metavar="DIGEST",
    help="A chain head from a signed sheet, or its first characters. 表上印的链校验码",
)
@click.option(
    "--bundle", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Check an audit pack. 核对审计包"
)
@click.option(
    "--sheet",
    type=read_sheet,
    metavar="DIGEST",
    help="A digest from the foot of a sheet: say whose it is. 表上印的表校验码，查是哪张表",
)
@click.option("--replay", is_flag=True, help="Run every payout again on its archived lists and rules. 按存档重算每一批")
@json_option
@click.pass_obj
def verify(
    session: Session, head: str | None, *, bundle: Path | None, sheet: str | None, replay: bool, as_json: bool
) -> int:
    """Check that the books still add up and nothing was altered 核验台账

    \b
    Example: aid-ledger verify
    """  # noqa: D301, D415
    if bundle and (sheet or replay):
        raise UsageFoundError("usage-verify-bundle-sheet" if sheet else "usage-verify-bundle-replay")
    if bundle:
        return _bundle(session, bundle, head or "", as_json=as_json)
    with session.office() as office:
        found = office.verify(head or "")
        again = _replayed(session, office) if replay and found.ok else None
        carried = _carried(session, office, sheet) if sheet and found.ok else ()
    bad = found.first_bad or (again.first_bad if again else None)
    if as_json:
        first = None if bad is None else _first(bad)
        erased = [
            {"seq": one.seq, "at": one.at, "by": one.by, "persons": one.persons, "why": one.why}
            for one in found.erasures
        ]
        more = [{"table": one.table, "id": one.id, "what": one.what} for one in found.more]
        said = {"ok": bad is None, "records": found.records, "head": found.head.digest, "first_bad": first,
                "more": more, "erased": erased, "signatures": _signatures(found)}  # fmt: skip
        said |= {"unnamed_files": found.unnamed} if found.unnamed else {}
        if again:
            skipped = [{"batch": batch, "why": why} for batch, why in again.skipped]
            said["replay"] = {"batches": list(again.batches), "skipped": skipped}
        if sheet:
            said["sheet"] = [
                {"kind": one.kind, "batch": one.batch, "state": one.state, "approved_by": one.approved_by,
                 "file": one.file, "sheet": one.sheet} for one in carried
            ]  # fmt: skip
        write_json(said)
        return 0 if bad is None and (carried or not sheet) else BROKEN
    screen = session.screen()
    if bad is None:
        screen.say("verify-ok", style="bold green", records=f"{found.records:,}")
        screen.say("verify-cannot" if not head else "verify-head-found")
    else:
        show_bad(screen, "verify-bad", found.said(screen.lang) or (bad.said(screen.lang),), found.bad)
        screen.say("verify-bad-next")
    if found.unnamed:
        screen.say("verify-unnamed", style="yellow", count=found.unnamed)
    _show_signatures(screen, found)
    if found.erasures:
        screen.say("verify-erased", count=f"{sum(one.persons for one in found.erasures):,}")
        _show_erasures(screen, found)
    if again:
        screen.say("verify-replayed", count=len(again.batches))
        for batch, why in again.skipped:
            screen.say("verify-not-replayed", batch=batch, why=screen.word(f"bad-{why}"))
    screen.say("verify-head", head=found.head.digest)
    if sheet and found.ok:
        _show_carried(screen, sheet, carried)
    return 0 if bad is None and (carried or not sheet) else BROKEN


def _first(bad: Bad) -> dict[str, Any]:
    changes = [
        {"table": one.table, "id": one.id, "column": one.column, "was": one.was, "now": one.now} for one in bad.changes
    ]
    return {"table": bad.table, "id": bad.id, "what": bad.what, "changes": changes}


def show_bad(screen: Screen, name: str, said: Sequence[str], count: int) -> None:
    """Name the first that does not fit, and list the further ones."""
    first, *more = said
    screen.say(name, style="bold red", bad=first)
    if more:
        screen.say("verify-bad-more", count=f"{count - 1:,}")
        for one in more:
            screen.line(one, before="  ")


def _carried(session: Session, office: Office, sheet: str) -> tuple[Carried, ...]:
    screen = session.screen()
    with screen.progress(len(office.batches()), lambda batch: screen.word("step-sheet", batch=batch)) as step:
        return office.carried_by(sheet, progress=step)


def _show_carried(screen: Screen, sheet: str, carried: tuple[Carried, ...]) -> None:
    from aid_ledger.store import short

    if sheet.startswith("R-"):
        screen.say("verify-sheet-report", style="bold", digest=f"R-{short(sheet[2:])}")
        return
    digest = short(sheet)
    if not carried:
        screen.say("verify-sheet-none", style="bold red", digest=digest)
    for one in carried:
        said = {"digest": digest, "batch": one.batch, "file": one.file, "sheet": one.sheet, "by": one.approved_by}
        if one.state:
            said["state"] = screen.word("verify-sheet-approved", by=one.approved_by) if one.approved_by else (
                screen.word(f"state-{one.state}"))  # fmt: skip
        screen.say(f"verify-sheet-{one.kind}", style="bold green", **said)


def _signatures(found: Verification | Checked) -> dict[str, Any]:
    keys = [
        {
            "name": one.name,
            "key": one.key,
            "record": one.seq,
            "records": one.records,
            "approvals": one.approvals,
            "given_by": one.given_by,
        }
        for one in found.signatures.keys
    ]
    return {"keys": keys, "approvals_typed": found.signatures.typed}


def _show_signatures(screen: Screen, found: Verification | Checked) -> None:
    """Say who signed by key, and how many approvals bear a name that was only typed."""
    from aid_ledger.store import short
    from aid_ledger_cli.phrasing import comma

    keys = found.signatures.keys
    if keys:
        texts = [
            screen.word("verify-signed-by", by=one.name, key=short(one.key), approvals=one.approvals) for one in keys
        ]
        records = sum(one.records for one in keys)
        screen.say("verify-signed", records=f"{records:,}", keys=comma(screen.lang).join(texts))
    for one in keys:
        if one.given_by:
            screen.say("verify-key-given", style="yellow", by=one.name, key=short(one.key), giver=one.given_by)
    if found.signatures.typed:
        screen.say("verify-typed", count=found.signatures.typed)


def _bundle(session: Session, path: Path, head: str, *, as_json: bool) -> int:
    from aid_ledger.audit import check_bundle

    found = check_bundle(path, head)
    if as_json:
        wrong = [{"table": table, "id": name.replace("\0", "/"), "what": what} for table, name, what in found.wrong]
        write_json({
            "ok": not wrong, "records": found.rows, "head": found.head, "first_bad": wrong[0] if wrong else None,
            "more": wrong[1:21],
            "papers": [{"paper": one.paper, "of": one.of, "record": one.seq, "head": one.digest}
                       for one in found.papers],
            "signatures": _signatures(found),
        })  # fmt: skip
        return BROKEN if found.wrong else 0
    screen = session.screen()
    if found.wrong:
        show_bad(screen, "bundle-bad", found.said(screen.lang), len(found.wrong))
        return BROKEN
    screen.say("bundle-ok", style="bold green", term=found.term, rows=f"{found.rows:,}")
    _show_signatures(screen, found)
    screen.say("verify-head", head=found.head)
    _show_papers(screen, found, path.name)
    return 0


def _show_papers(screen: Screen, found: Checked, file: str) -> None:
    """Say where the code from paper stands in the chain of a bundle, else on which papers a code can be read."""
    from aid_ledger.store import short
    from aid_ledger.words import shown_time
    from aid_ledger_cli.render import Column

    if found.found is not None:
        one = found.found
        at = shown_time(one.at)
        screen.say("bundle-head-found", style="bold green", seq=one.seq, by=one.by, at=at, after=f"{one.after:,}")
        return
    screen.say("bundle-papers", file=file)
    screen.table(
        (Column("head-paper", whole=True), Column("head-paper-of"), Column("head-paper-code", whole=True),
         Column("head-record", number=True)),
        [(screen.word(f"paper-of-{one.paper}"), one.of, short(one.digest), one.seq) for one in found.papers],
    )  # fmt: skip


def _replayed(session: Session, office: Office) -> Replay:
    screen = session.screen()
    payouts = sum(row["kind"] != "void" for row in office.batches())
    with screen.progress(payouts, lambda batch: screen.word("step-replay", batch=batch)) as step:
        return office.replay(progress=step)


def _show_erasures(screen: Screen, found: Verification) -> None:
    from aid_ledger.words import shown_day
    from aid_ledger_cli.render import Column

    columns = (Column("head-record", number=True), Column("head-at", whole=True), Column("head-by", whole=True),
               Column("head-persons-erased", number=True), Column("head-why"))  # fmt: skip
    screen.heading("verify-erasures")
    screen.table(columns, [(one.seq, shown_day(one.at), one.by, one.persons, one.why) for one in found.erasures])
