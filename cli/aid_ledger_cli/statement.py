"""Published figures on the screen and as JSON: what ``reconcile --statement`` prints."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from aid_ledger_cli.context import Session
from aid_ledger_cli.paths import not_readable
from aid_ledger_cli.statement_json import short

if TYPE_CHECKING:
    from aid_ledger.audit.statement_books import Held
    from aid_ledger.audit.statement_lines import LineVerdict
    from aid_ledger.audit.statements import StatementCheck
    from aid_ledger.office import Office
    from aid_ledger.terms import Term
    from aid_ledger_cli.render import Screen

_SAID = "文字"
_MOST_OTHERS = 20
_SIGNS_OF_TEXT = re.compile("\\d.*[人名元生]")


def check(session: Session, given: str, term: Term | None) -> tuple[str, StatementCheck]:
    """Check what was given: a file, or the text itself; without a workspace by the national rules alone.

    Without a term it is of the latest that the workspace has, where it has any.
    """
    from aid_ledger.errors import InputError

    name, data = _content(given)
    try:
        with session.office() as office:
            return name, office.check_statement(name, data, term or latest(office))
    except InputError as error:
        if session.workspace is not None or error.findings[0].name != "workspace-not-found":
            raise
    from aid_ledger.office.statement_check import check_alone

    return name, check_alone(name, data, term)


def check_in(office: Office, given: str, term: Term) -> tuple[str, StatementCheck]:
    """Check what was given against these books, which may be those of a bundle."""
    name, data = _content(given)
    return name, office.check_statement(name, data, term)


def latest(office: Office) -> Term | None:
    """Return the latest term that has lists or lines, none where there is none."""
    from aid_ledger.terms import Term

    terms = [item["term"] for item in office.status()]
    return Term.parse(terms[-1]) if terms else None


def _content(given: str) -> tuple[str, bytes]:
    from aid_ledger.errors import InputError

    if "元" in given and _SIGNS_OF_TEXT.search(given) and not _is_file(given):
        return _SAID, given.encode("utf-8")
    try:
        return Path(given).name, Path(given).read_bytes()
    except OSError as error:
        raise InputError(not_readable(Path(given), error)) from error


def _is_file(given: str) -> bool:
    try:
        return Path(given).is_file()
    except (OSError, ValueError):  # a sentence is no path that every system allows
        return False


def has_errors(found: StatementCheck) -> bool:
    """Say whether a finding is of severity ``error``."""
    return any(one.severity == "error" for one, _ in found.findings)


def show(screen: Screen, name: str, found: StatementCheck, *, assumed: bool = False) -> None:
    """Show the lines with their verdicts, total and heads; findings on stderr. ``assumed``: nobody gave the term."""
    from aid_ledger_cli.render import Column

    if found.term:
        screen.say("statement-about", style="bold", source=name, term=found.term)
        if assumed:
            screen.say("statement-latest", term=found.term)
    else:
        screen.say("statement-about-no-term", style="bold", source=name)
    columns = [Column("statement-number", number=True), Column("statement-item"),
               Column("statement-heads", number=True), Column("statement-standards"),
               Column("statement-stated", number=True),
               Column("statement-expected", number=True), Column("statement-difference", number=True),
               Column("statement-verdict", whole=True), Column("statement-how")]  # fmt: skip
    if found.lines:
        screen.table(columns, [_row(screen, one, found) for one in found.lines])
    for kind, one in (("total", found.total), ("heads", found.heads)):
        if one is not None and found.lines and (kind == "heads" or one.stated is not None):
            figures = (
                (_shown(one.stated), _shown(one.sum)) if kind == "total" else (_count(one.stated), _count(one.sum))
            )
            count = len(one.included)
            screen.say(f"statement-{kind}-{one.status}", stated=figures[0], sum=figures[1], count=count,
                       least=_count(one.least))  # fmt: skip
    _show_total_held(screen, found)
    others = list(dict.fromkeys(one.text for one in found.unread if one.why == "other"))
    if others:
        screen.say("statement-others", figures="、".join(others[:_MOST_OTHERS]))
    screen.findings([one for one, _ in found.findings])


def _show_total_held(screen: Screen, found: StatementCheck) -> None:
    """Say what the books have of the total, or why it was not compared."""
    beside = found.total_held
    if beside is None:
        return
    if not beside.sides:
        lines = ", ".join(str(line + 1) for line in beside.lines)
        screen.say("statement-held-lines" if lines else "statement-held-nothing", lines=lines)
        return
    how = "other-time" if beside.other_time else "agrees" if beside.agrees else "differs"
    screen.say(f"statement-held-{how}", gross=_shown(beside.sides["before-claims"][1]),
               net=_shown(beside.sides["posted"][1]))  # fmt: skip
    if beside.arrived is not None:
        screen.say("statement-held-arrived", arrived=_shown(beside.arrived[1]))
    if found.heads is not None and not beside.heads:
        screen.say("statement-held-heads")
    if beside.besides:
        screen.say(
            "statement-held-besides",
            names="、".join(found.titles.get(one, {}).get(screen.lang, one) for one in beside.besides),
        )


def _row(screen: Screen, one: LineVerdict, found: StatementCheck) -> Sequence[object]:
    how = screen.word(f"statement-why-{one.why}") if one.why else ""
    if one.mix and len(one.mix) > 1:
        parts = [
            screen.word("statement-mix-part", heads=f"{count:,}", standard=short(standard))
            for standard, count in one.mix.items()
            if count
        ]
        how = screen.word("statement-only-mix" if one.unique else "statement-one-mix", mix=" + ".join(parts))
    elif found.verdict(one.line) == "as-books":
        how = ""
    part, paid = found.printed[one.line].part, found.printed[one.line].paid
    more = [
        screen.word("statement-before-claims") if found.before_claims(one.line) else "",
        _both(screen, found.compared.sides.get(one.line, {}), found.compared.agrees.get(one.line, ())) if paid else "",
        screen.word("statement-only-arrived") if found.only_arrived(one.line) and not paid else "",
        screen.word("statement-part-total" if part == "total" else "statement-part-of") if part else "",
        screen.word("statement-apart-heads") if found.without_heads(one.line) else "",
        screen.word(f"statement-apart-{found.apart[one.line]}") if one.line in found.apart else "",
    ]
    how = "; ".join(part for part in (how, *more) if part)
    return (
        one.line + 1, one.item, f"{one.heads.value:,}" if one.heads else "",
        "/".join(short(standard) for standard in one.standards), _shown(one.stated.value if one.stated else None),
        _shown(one.expected), _shown(one.difference),
        screen.word(f"statement-{found.verdict(one.line)}"), how,
    )  # fmt: skip


def _both(screen: Screen, sides: Mapping[str, Held], agrees: Sequence[str]) -> str:
    """Return what was posted and what was paid, and which of them it is, where it is said to be of money paid."""
    if "arrived" not in sides:
        return ""
    posted_by = "before-claims" if "before-claims" in agrees else "posted"
    of = {"posted": sides[posted_by], "paid": sides["arrived"]}
    posted = bool({"posted", "before-claims"} & set(agrees))
    which = "both" if posted and "arrived" in agrees else "posted" if posted else "arrived" if agrees else "none"
    figures = {
        f"{side}_{name}": text
        for side, (heads, fen) in of.items()
        for name, text in (("people", "-" if heads is None else f"{heads:,}"), ("amount", _shown(fen)))
    }
    return screen.word(f"statement-paid-{which}", **figures)


def _shown(fen: int | None) -> str:
    from aid_ledger.money import format_yuan

    return "" if fen is None else format_yuan(fen, grouped=True)


def _count(heads: int | None) -> str:
    return "" if heads is None else f"{heads:,}"
