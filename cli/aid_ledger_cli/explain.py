"""``explain`` says why a student gets what they get, and why not the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from aid_ledger_cli.context import Session
from aid_ledger_cli.options import json_option, term_option
from aid_ledger_cli.streams import write_json

if TYPE_CHECKING:
    from aid_ledger.rulebook import Rulebook
    from aid_ledger.terms import Term
    from aid_ledger_cli.render import Screen

_ORDER = ("entitled", "held", "would_pay", "unsure", "counted", "no")
_STYLES = {"entitled": "bold green", "held": "bold yellow", "would_pay": "bold yellow", "unsure": "bold yellow"}


@click.command()
@click.argument("student", metavar="STUDENT")
@term_option(required=True)
@json_option
@click.pass_obj
def explain(session: Session, student: str, *, term: Term, as_json: bool) -> None:
    """Say why a student (ID, name, line) gets what they get 为什么是这个数

    \b
    Example: aid-ledger explain 2023S-001-00001 --term 2023S
    """  # noqa: D301, D415
    screen = session.screen()
    with session.office() as office:
        with screen.progress(1, lambda step: screen.word(f"step-{step}")) as step:
            step("explaining")
            found = office.explain(student, term).as_json(show_ids=session.show_ids, lang=session.lang)
        if as_json:
            write_json(found)
            return
        files = {digest[:8]: name for digest, name in office.document_names(session.lang).items()}
        files |= {row["sha256"][:8]: row["file"] for row in office.sources()}
        _show(screen, found, files, office.rulebook())


def _show(screen: Screen, found: Mapping[str, Any], files: Mapping[str, str], rulebook: Rulebook) -> None:
    from aid_ledger_cli.phrasing import term_words

    screen.line(f"{found['name']}  {found['student']}  {term_words(found['term'], screen.lang)}", style="bold")
    outcome = screen.word(f"outcome-{found['outcome']}")
    screen.say("explain-outcome", outcome=outcome, why=f" - {found['reason_text']}" if found["reason_text"] else "")
    screen.heading("explain-facts")
    _show_facts(screen, found["facts"], files)
    if found["suggestions"]:
        screen.heading("explain-hints", count=len(found["suggestions"]))
        for sentence in found["suggestions"]:
            screen.line(sentence, before="  ")
    for state in _ORDER:
        of_state = [programme for programme in found["programmes"] if programme["state"] == state]
        if of_state:
            screen.heading(f"explain-state-{state.replace('_', '-')}", count=len(of_state))
            for programme in of_state:
                _show_programme(screen, programme, rulebook)
    if found["lines"]:
        screen.heading("explain-lines", count=len(found["lines"]))
        _show_lines(screen, found["lines"], rulebook)


def _show_facts(screen: Screen, facts: Sequence[Mapping[str, Any]], files: Mapping[str, str]) -> None:
    from aid_ledger.words import known
    from aid_ledger_cli.phrasing import comma, value_words
    from aid_ledger_cli.render import Column

    rows = []
    for fact in facts:
        name = f"fact-{fact['field']}"
        label = screen.word(name) if name in known("word") else fact["field"]
        value = value_words(fact["field"], fact["value"], screen.lang)
        if value:
            cells = [_place(cell, files) for cell in fact["evidence"].split(";") if cell]
            if kinds := fact.get("by_kind"):
                names = comma(screen.lang).join(screen.word(f"kind-{kind}") for kind in kinds)
                cells.append(screen.word("explain-by-kind", kinds=names))
            rows.append((label, value, "; ".join(cells)))
    screen.table((Column("head-fact", whole=True), Column("head-value"), Column("head-evidence")), rows)


def _place(cell: str, files: Mapping[str, str]) -> str:
    """Return ``file[sheet!C12]`` for ``digest8/sheet!C12``."""
    from aid_ledger.errors import Place

    digest, _, rest = cell.partition("/")
    sheet, _, address = rest.rpartition("!")
    return str(Place(files.get(digest, digest), sheet, address))


def _show_programme(screen: Screen, programme: Mapping[str, Any], rulebook: Rulebook) -> None:
    """Show all that a yes rests on; of a no only what was not met."""
    from aid_ledger.money import format_yuan, parse_money
    from aid_ledger_cli.phrasing import programme_words

    state = programme["state"]
    title = programme_words(rulebook, programme["programme"], screen.lang)
    if state == "entitled":
        title += f"  {format_yuan(parse_money(programme['amount']), grouped=True)}"
    screen.line(title, before="  ", style=_STYLES.get(state, ""))
    because = [one for one in programme["because"] if state == "entitled" or one["holds"] is False]
    because = because or [one for one in programme["because"] if one["holds"] is None] or programme["because"]
    for number, one in enumerate(because):
        mark = screen.word({True: "because-met", False: "because-not-met", None: "because-unknown"}[one["holds"]])
        last = number + 1 == len(because) or because[number + 1]["source"] != one["source"]
        source = f"  [{one['source']}]" if one["source"] and last else ""  # a document once, after all that it says
        screen.line(f"{one['test']}{source}", before=f"    {mark} ", style="dim")


def _show_lines(screen: Screen, lines: Sequence[Mapping[str, Any]], rulebook: Rulebook) -> None:
    from aid_ledger.money import format_yuan, parse_money
    from aid_ledger_cli.phrasing import programme_words
    from aid_ledger_cli.render import Column

    columns = (Column("head-line", whole=True), Column("head-programme"), Column("head-amount", number=True),
               Column("head-state", whole=True), Column("head-holder"),
               Column("head-account", whole=True))  # fmt: skip
    rows = [
        (line["line"], programme_words(rulebook, line["programme"], screen.lang),
         format_yuan(parse_money(line["amount"]), grouped=True),
         screen.word(f"state-{line['state']}"), line["account_name"] or "-", line["account"] or "-")
        for line in lines
    ]  # fmt: skip
    screen.table(columns, rows)
