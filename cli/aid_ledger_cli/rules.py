"""``rules`` lists the programmes, shows what a schedule says in a term, and checks and compares rule files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from aid_ledger_cli.context import Session, now
from aid_ledger_cli.options import json_option, term_option
from aid_ledger_cli.rules_diff import PACKS, diff, rules_base
from aid_ledger_cli.streams import write_json

if TYPE_CHECKING:
    from aid_ledger.rulebook import Rulebook, Shown
    from aid_ledger.rulebook.display import Line
    from aid_ledger.terms import Term
    from aid_ledger_cli.render import Screen

BAD_INPUT = 3


@click.group()
@click.option("--packs", metavar="P,…", help="These packs instead of the workspace's. 改用这些政策包")
@click.pass_context
def rules(ctx: click.Context, packs: str | None) -> None:
    """List, show, check or compare the rules 政策规则

    \b
    Example: aid-ledger rules show boarding-living --term 2023S
    """  # noqa: D301, D415
    ctx.meta[PACKS] = packs


def _rulebook(session: Session) -> Rulebook:
    return rules_base(session).load()


rules.add_command(diff)


def _term_today() -> Term:
    from datetime import date

    from aid_ledger.terms import Term

    return Term.containing(date.fromisoformat(now()[:10]))


@rules.command("list")
@term_option(about="Only what is in force in this term. 该学期有效的项目")
@json_option
@click.pass_obj
def list_(session: Session, *, term: Term | None, as_json: bool) -> None:
    """List the programmes 项目列表

    \b
    Example: aid-ledger rules list --term 2023S
    """  # noqa: D301, D415
    from aid_ledger_cli.phrasing import programme_words
    from aid_ledger_cli.render import Column

    rulebook = _rulebook(session)
    found = [one for one in rulebook.programmes if term is None or one.in_force(term)]
    found.sort(key=lambda one: (one.pack != "national", one.pack, one.id))
    if as_json:
        programmes = [
            {"programme": one.id, "zh": one.zh, "en": one.en, "payee": one.payee, "form": one.given_as,
             "pack": one.pack, "from": str(one.starts), "until": str(one.ends) if one.ends else None}
            for one in found
        ]  # fmt: skip
        write_json({"packs": list(rulebook.packs), "term": str(term) if term else None, "programmes": programmes})
        return
    screen = session.screen()
    columns = (Column("head-programme-id", whole=True), Column("head-pack", whole=True),
               Column("head-payee", whole=True), Column("head-from", whole=True), Column("head-programme"))  # fmt: skip
    rows = [
        (one.id, one.pack, screen.word(f"payee-{one.payee}"), f"{one.starts}-{one.ends or ''}",
         programme_words(rulebook, one.id, screen.lang) + _form(screen, one.given_as))
        for one in found
    ]  # fmt: skip
    screen.table(columns, rows)


def _form(screen: Screen, given_as: str) -> str:
    return "" if given_as in {"cash", ""} else f" ({screen.word(f'form-{given_as}')})"


@rules.command("show")
@click.argument("programme", metavar="PROGRAMME")
@term_option(about="Else the term of today. 学期，默认本学期")
@json_option
@click.pass_obj
def show_(session: Session, programme: str, *, term: Term | None, as_json: bool) -> None:
    """Show who gets what in a term, on which document, from which pack 项目的对象、标准、依据

    \b
    Example: aid-ledger rules show boarding-living --term 2023S
    """  # noqa: D301, D415
    from aid_ledger.rulebook import show

    found = show(_rulebook(session), programme, term or _term_today(), session.lang)
    if as_json:
        write_json(_shown_json(found))
    else:
        _show(session, found)


def _shown_json(found: Shown) -> dict[str, Any]:
    def of_line(line: Line) -> dict[str, Any]:
        source = line.source
        return {"part": line.part, "text": line.text, "pack": line.pack or None,
                "source": source and source.document, "verified": source and source.verified,
                "place": str(source.place) if source else None}  # fmt: skip

    return {
        "programme": found.programme.id, "term": str(found.term), "state": found.state,
        "zh": found.programme.zh, "en": found.programme.en, "payee": found.programme.payee,
        "form": found.programme.given_as, "lines": [of_line(line) for line in found.lines],
        "ended": [{"pack": pack, "part": part, "until": str(term)} for pack, part, term in found.ended],
        "changes": [str(term) for term in found.changes],
    }  # fmt: skip


def _show(session: Session, found: Shown) -> None:
    from aid_ledger_cli.phrasing import comma, term_words

    screen = session.screen()
    programme = found.programme
    title = programme.zh if screen.lang == "zh" else programme.en
    screen.line(f"{title} ({programme.id})  {term_words(found.term, screen.lang)}", style="bold")
    screen.say("rules-state", state=screen.word(f"rule-{found.state}"), payee=screen.word(f"payee-{programme.payee}"))
    last = None
    for line in found.lines:
        part = screen.word(f"clause-{line.part}")
        if (part, line.source) != last:
            screen.line()
            screen.line(part, style="bold")
        screen.line(line.text, before="  ")
        following = found.lines[found.lines.index(line) + 1 :][:1]
        if line.source is not None and not (following and following[0].source == line.source
                                            and following[0].part == line.part):  # fmt: skip
            verified = screen.word("rule-verified" if line.source.verified else "rule-not-verified")
            said = screen.word("rule-source", pack=line.pack, document=line.source.document, verified=verified)
            screen.line(said, before="    ", style="dim")
        last = (part, line.source)
    for pack, part, until in found.ended:
        screen.line()
        screen.say("rule-ended-overlay", pack=pack, part=screen.word(f"clause-{part}"),
                   term=term_words(until, screen.lang))  # fmt: skip
    screen.line()
    screen.say("rule-changes", terms=comma(screen.lang).join(str(term) for term in found.changes) or "-")


@rules.command("check")
@json_option
@click.pass_obj
def check_(session: Session, *, as_json: bool) -> int:
    """Check the rule files, their cases and what can be proved of them 核对规则

    \b
    Example: aid-ledger rules check
    """  # noqa: D301, D415
    from aid_ledger.rulebook import check
    from aid_ledger_cli.errors import finding_json
    from aid_ledger_cli.render import Column

    screen = session.screen()
    with screen.progress(1, lambda step: screen.word(f"step-{step}")) as step:
        step("checking")
        report = check(_rulebook(session))
    bad = any(finding.severity == "error" for finding in report.findings)
    if as_json:
        write_json({
            "ok": not bad,
            "checks": [{"check": one.name, "seen": one.seen, "findings": one.findings} for one in report.checks],
            "findings": [finding_json(finding, screen.lang) for finding in report.findings],
        })  # fmt: skip
        return BAD_INPUT if bad else 0
    screen.table(
        (Column("head-check"), Column("head-seen", number=True), Column("head-findings", number=True)),
        [(screen.word(f"check-{one.name}"), f"{one.seen:,}", f"{one.findings:,}") for one in report.checks],
    )
    screen.findings(report.findings, count=True)
    screen.say("rules-bad" if bad else "rules-good", style="bold")
    return BAD_INPUT if bad else 0
