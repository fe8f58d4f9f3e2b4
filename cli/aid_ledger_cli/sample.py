"""``sample`` draws people to be visited and writes the checklist; ``sample results`` projects what came back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aid_ledger_cli.context import Session, now
from aid_ledger_cli.options import UsageFoundError, json_option, term_option
from aid_ledger_cli.reconcile import books
from aid_ledger_cli.streams import write_json
from aid_ledger_cli.template import write_new

if TYPE_CHECKING:
    from aid_ledger.audit.sampling import Rule
    from aid_ledger.office import Office
    from aid_ledger.office.sample_population import Origin
    from aid_ledger.office.sampling import Drawn, Results
    from aid_ledger.terms import Term
    from aid_ledger_cli.render import Screen

RULES = ("amount", "risk", "school")
ORIGINS = ("lines", "entitled-unpaid", "registers")
_BUNDLE = click.option(
    "--bundle", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="F",
    help="From the books of an audit pack, without a workspace. 审计包",
)  # fmt: skip


@click.group(invoke_without_command=True)
@term_option()
@click.option("--size", type=click.IntRange(min=1), default=60, show_default=True, metavar="N",
              help="How many to draw. 抽多少人")  # fmt: skip
@click.option("--seed", type=int, default=1, show_default=True, metavar="N",
              help="Decides who is drawn; say it before. 种子，抽前写下")  # fmt: skip
@click.option("--by", "rule", type=click.Choice(RULES), default="amount", show_default=True,
              help="How to draw. 按金额、风险或学校")  # fmt: skip
@click.option("--from", "origin", type=click.Choice(ORIGINS), default="lines", show_default=True,
              help="Among whom: lines are those paid. 银行已付的、应助未助的、名单里的")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="F",
              help="The checklist; else 抽样核查表_….xlsx in this folder. 存为")  # fmt: skip
@_BUNDLE
@json_option
@click.pass_context
def sample(  # noqa: PLR0913 - one argument an option
    ctx: click.Context, term: Term | None, *, size: int, seed: int, rule: Rule, origin: Origin, out: Path | None,
    bundle: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Draw people to be visited, write the checklist 抽样核查

    The same books, size and seed draw the same people; the rule is printed, so that it can be done by hand.

    \b
    Example: aid-ledger sample --term 2023S --size 60 --seed 7
    """  # noqa: D301, D415
    if ctx.invoked_subcommand is not None:
        return
    if term is None and bundle is None:
        raise UsageFoundError("usage-sample-term")
    session: Session = ctx.obj
    with books(session, bundle, term) as (office, which):
        office.require_fits()
        from aid_ledger.office.reconciling import STEPS

        screen = session.screen()
        with screen.progress(len(STEPS), lambda step: screen.word(f"step-{step}")) as step:
            drawn = office.sample(which, size=size, seed=seed, at=now(), rule=rule, origin=origin, lang=session.sheets,
                                  progress=step)  # fmt: skip
    among = "" if origin == ORIGINS[0] else f"_{origin}"
    path = out or Path(f"抽样核查表_{drawn.term}{among}_{rule}_{seed}.xlsx")
    write_new(path, drawn.book)  # one that was filled in is not lost
    if as_json:
        write_json(_drawn_json(drawn, path))
    else:
        _show_drawn(session.screen(), drawn, path)


@sample.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@_BUNDLE
@json_option
@click.pass_obj
def results(session: Session, file: Path, *, bundle: Path | None, as_json: bool) -> None:
    """Project what a filled checklist says to the whole 核查结果推算

    \b
    Example: aid-ledger sample results 抽样核查表_2023S_amount_7.xlsx
    """  # noqa: D301, D415
    with session.office() if bundle is None else _bundled(session, bundle) as office:
        found = office.sample_results(file.name, file.read_bytes())
    if as_json:
        write_json(_results_json(found))
    else:
        _show_results(session.screen(), found)


@contextmanager
def _bundled(session: Session, bundle: Path) -> Iterator[Office]:
    with books(session, bundle, None) as (office, _):
        office.require_fits()
        yield office


def _drawn_json(drawn: Drawn, path: Path) -> dict[str, Any]:
    one = drawn.sample
    columns = (one.table[name].tolist() for name in ("number", "group", "hits", "amount"))
    return {
        "term": str(drawn.term), "from": drawn.origin, "by": one.rule, "seed": one.seed, "size": one.size,
        "people": one.people, "total": _yuan(one.total), "basis": one.basis, "digest": one.digest, "start": one.start,
        **({"day": drawn.day} if drawn.day else {}),
        "groups": [{"group": part.name, "people": part.people, "amount": _yuan(part.amount), "drawn": part.drawn}
                   for part in one.groups],
        "drawn": [{"number": int(number), "group": str(group), "hits": int(hits), "amount": _yuan(int(fen))}
                  for number, group, hits, fen in zip(*columns, strict=True)],
        "file": str(path),
    }  # fmt: skip


def _show_drawn(screen: Screen, drawn: Drawn, path: Path) -> None:
    one = drawn.sample
    screen.say("sample-done", style="bold", term=drawn.term, people=f"{one.people:,}", total=_grouped(one.total),
               drawn=len(one.table), amount=_grouped(int(one.table["amount"].sum())))  # fmt: skip
    screen.say(f"sample-basis-{one.basis}")
    screen.say("sample-digest", digest=one.digest, seed=one.seed, start=one.start)
    screen.line(screen.word(f"sample-rule-{one.rule}"), before="  ")
    screen.say("sample-next", file=str(path))


def _results_json(found: Results) -> dict[str, Any]:
    one = found.projection
    return {
        "people": len(found.answers.visited), "errors": one.errors, "known": _yuan(one.known),
        "projected": {"over": _yuan(one.over), "under": _yuan(one.under)},
        "most": None if one.most is None else _yuan(one.most), "people_most": one.people_most, "confidence": 95,
        "not_boarding": list(found.answers.not_boarding), "notes": [note.name for note in found.notes],
        "wrong": [{"number": seen.number, "book": _yuan(seen.book), "found": _yuan(seen.found)}
                  for seen in found.answers.visited if seen.error],
    }  # fmt: skip


def _show_results(screen: Screen, found: Results) -> None:
    from aid_ledger_cli.render import Column

    one = found.projection
    known = "sample-known-less" if one.known < 0 else "sample-known-more"
    screen.say("sample-results", style="bold", people=len(found.answers.visited), errors=one.errors,
               known=screen.word(known, amount=_grouped(abs(one.known))))  # fmt: skip
    wrong = [seen for seen in found.answers.visited if seen.error]
    if wrong:
        columns = [Column(f"sample-{name}", number=True) for name in ("number", "book", "found", "apart")]
        rows = [(seen.number, _grouped(seen.book), _grouped(seen.found), _grouped(seen.error)) for seen in wrong]
        screen.table(columns, rows)
    screen.say("sample-projected", over=_grouped(one.over), under=_grouped(one.under))
    if one.most is not None:
        screen.say("sample-most", most=_grouped(one.most))
    if one.people_most is not None:
        screen.say("sample-people-most", people=f"{one.people_most:,}")
    if found.answers.not_boarding:
        numbers = ", ".join(map(str, found.answers.not_boarding))
        screen.say("sample-not-boarding", count=len(found.answers.not_boarding), numbers=numbers)
    screen.findings(found.notes)


def _yuan(fen: int) -> str:
    from aid_ledger.money import format_yuan

    return format_yuan(fen)


def _grouped(fen: int) -> str:
    from aid_ledger.money import format_yuan

    return format_yuan(fen, grouped=True)
