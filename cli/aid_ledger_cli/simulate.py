"""``simulate`` says what a term would pay under other rules, and what today's lists changed; it posts nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aid_ledger_cli.context import Session, acting, now
from aid_ledger_cli.options import json_option, term_option
from aid_ledger_cli.streams import write_json

if TYPE_CHECKING:
    from aid_ledger.office import Office
    from aid_ledger.office.simulation import Simulation
    from aid_ledger.rulebook import Rulebook
    from aid_ledger.terms import Term
    from aid_ledger_cli.render import Column, Screen

_STEPS = ("rules", "sources", "linking", "evaluating")
_SHOWN = 20


@click.command()
@term_option(required=True)
@click.option(
    "--rules", "folders", multiple=True, metavar="DIR", type=click.Path(path_type=Path),
    help="A folder of rules, or of one pack, that goes before those in use; repeatable. 测算用的规则文件夹",
)  # fmt: skip
@click.option("--packs", metavar="P,…", help="These packs instead of the workspace's. 改用这些政策包")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="Write the tables with everybody affected, xlsx. 写成测算表",
)  # fmt: skip
@json_option
@click.pass_obj
def simulate(
    session: Session, *, term: Term, folders: tuple[Path, ...], packs: str | None, out: Path | None, as_json: bool
) -> None:  # fmt: skip
    """Say what a term would pay under other rules; posts nothing 政策测算（不记账）

    By programme, school and level of government, with who gains and who loses. What the lists changed since the
    last payout is told apart from what the rules change.

    \b
    Example: aid-ledger simulate --term 2023S
    """  # noqa: D301, D415
    screen = session.screen()
    with session.office() as office:
        rules = _other_rules(office, folders, packs)
        steps = len(_STEPS) * (1 if rules is None else 2)
        with screen.progress(steps, lambda step: screen.word(f"step-{step}")) as step:
            found = office.simulate(term, rules, progress=step)
        if out is not None:
            office.write_simulation(found, out, by=acting(office, ""), at=now(), lang=session.sheets)
    if as_json:
        write_json(_as_json(session, found) | ({"file": str(out)} if out else {}))
        return
    _show(session, screen, found)
    if out is not None:
        screen.line()
        screen.say("simulate-written", file=out)


def _other_rules(office: Office, folders: tuple[Path, ...], packs: str | None) -> Rulebook | None:
    from aid_ledger.office.named_rules import Base, rules_under

    base = Base.of(office.workspace, packs)
    if folders:
        return rules_under(folders, base)
    return base.load() if packs else None


def _yuan(table: Any, keys: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return rows as scripts read them: the keys, the five sums, and the counts where there are any."""
    from aid_ledger.money import format_yuan
    from aid_ledger.office.simulation import SUMS

    counts = [name for name in ("people", "more", "less") if name in table]
    return [
        {key: row[key] for key in keys} | {name: format_yuan(int(row[name])) for name in SUMS}
        | {name: int(row[name]) for name in counts}
        for row in table.to_dict("records")
    ]  # fmt: skip


def _as_json(session: Session, found: Simulation) -> dict[str, Any]:
    from aid_ledger.money import format_yuan

    people = found.people()
    who = _yuan(people, ("name", "school", "grade", "class_"))
    for row, number, names in zip(who, people["id_number"], people["programmes"], strict=True):
        row |= {"class": row.pop("class_"), "id_number": _number(session, number), "programmes": names.split(";")}
    return {
        "term": str(found.term), "same_rules": found.same_rules,
        "rules": {name: {"packs": list(book.packs), "digest": book.digest}
                  for name, book in (("own", found.own), ("other", found.other))},
        "total": {name: format_yuan(fen) for name, fen in found.total().items()},
        "programmes": _yuan(found.programmes(), ("programme",)),
        "levels": _yuan(found.by_level(), ("level",)),
        "schools": _yuan(found.schools(), ("town", "school", "school_code")),
        "moves": {
            by: {kind: _moves_json(found, by, letter) for kind, letter in (("people", "p"), ("schools", "s"))}
            for by in ("data", "rules")
        },
        "held": {name: {"students": one.students, "amount": format_yuan(one.amount),
                        "unknown": one.unknown, "schools": one.schools,
                        "kept": [{"programme": key, "amount": format_yuan(fen)} for key, fen in one.kept.items()]}
                 for name, one in found.held.items()},
        "dropped": list(found.dropped), "affected": who,
    }  # fmt: skip


def _moves_json(found: Simulation, by: str, kind: str) -> dict[str, Any]:
    from aid_ledger.money import format_yuan

    own = found.moves(by, kind)
    return {"more": own.more, "more_amount": format_yuan(own.more_amount), "less": own.less,
            "less_amount": format_yuan(own.less_amount), "same": own.same}  # fmt: skip


def _number(session: Session, number: str) -> str:
    from aid_ledger.people import mask_id

    return number if session.show_ids else mask_id(number)


def _show(session: Session, screen: Screen, found: Simulation) -> None:
    from aid_ledger_cli.phrasing import term_words

    screen.say("simulate-head", style="bold", term=term_words(found.term, screen.lang))
    total = found.total()
    screen.say("simulate-ledger", amount=_money(total["ledger"]))
    screen.say("simulate-now", amount=_money(total["now"]), off=_off(screen, "data", total))
    if found.same_rules:
        screen.say("simulate-same")
    else:
        screen.say("simulate-given", amount=_money(total["given"]), off=_off(screen, "rules", total), style="bold")
    for by in ("data", "rules"):
        if by == "data" or not found.same_rules:
            _show_moves(screen, found, by)
    _show_held(screen, found)
    if found.dropped:
        names = [found.title(one, screen.lang) for one in found.dropped]
        screen.say("simulate-dropped", programmes="、".join(names), style="yellow")
    _show_sums(screen, found)
    _show_people(session, screen, found)


def _off(screen: Screen, by: str, total: dict[str, int]) -> str:
    return screen.word(f"simulate-off-{by}", off=_signed(total[by]))


def _money(fen: int) -> str:
    from aid_ledger.money import format_yuan

    return format_yuan(int(fen), grouped=True)


def _signed(fen: int) -> str:
    return f"{'+' if fen > 0 else ''}{_money(fen)}"


def _show_moves(screen: Screen, found: Simulation, by: str) -> None:
    for name, kind in (("moves", "p"), ("schools", "s")):
        own = found.moves(by, kind)
        if kind == "s" and not (own.more or own.less or own.same):
            continue
        screen.say(
            f"simulate-{name}-{by}", more=f"{own.more:,}", more_amount=_money(own.more_amount), less=f"{own.less:,}",
            less_amount=_money(own.less_amount), same=f"{own.same:,}",
        )  # fmt: skip


def _show_held(screen: Screen, found: Simulation) -> None:
    for name, held in found.held.items():
        if name == "now" or not found.same_rules:
            screen.say(f"simulate-held-{name}", students=f"{held.students:,}", amount=_money(held.amount),
                       unknown=f"{held.unknown:,}")  # fmt: skip
            if held.kept:
                titles = "、".join(found.title(one, screen.lang) for one in held.kept)
                screen.say(f"sheet-simulated-note-kept-{name}", amount=_money(sum(held.kept.values())),
                           programmes=titles, style="yellow")  # fmt: skip
    schools = {name: held.schools for name, held in found.held.items()}
    if any(schools.values()):
        screen.say("simulate-held-schools", now=schools["now"], given=schools["given"])


def _columns(found: Simulation) -> tuple[tuple[str, ...], tuple[Column, ...]]:
    """Return which sums a table shows; where the rules are the same, those of the others would say nothing new."""
    from aid_ledger_cli.render import Column

    named = {"ledger": "head-ledger", "now": "head-now", "data": "head-by-lists"}
    if not found.same_rules:
        named = {"ledger": "head-ledger", "now": "head-now", "given": "head-given", "rules": "head-by-rules"}
    return tuple(named), tuple(Column(word, number=True) for word in named.values())


def _sums(table: Any, names: tuple[str, ...]) -> list[list[str]]:
    return [[(_signed if name in ("data", "rules") else _money)(fen) for name, fen in zip(names, row, strict=True)]
            for row in table[list(names)].to_numpy().tolist()]  # fmt: skip


def _show_sums(screen: Screen, found: Simulation) -> None:
    from aid_ledger_cli.render import Column

    names, columns = _columns(found)
    programmes, levels, schools = found.programmes(), found.by_level(), found.schools()
    total = [screen.word("total"), *_sums(programmes[list(names)].sum().to_frame().T, names)[0]]
    screen.heading("simulate-programmes")
    titles = [found.title(one, screen.lang) for one in programmes["programme"]]
    _table(screen, (Column("head-programme"), *columns), titles, _sums(programmes, names), total)
    screen.heading("simulate-levels")
    words = [screen.word(f"sheet-level-{one}") if one else screen.word("simulate-no-level") for one in levels["level"]]
    _table(screen, (Column("head-level", whole=True), *columns), words, _sums(levels, names), total)
    by = "data" if found.same_rules else "rules"
    changed = schools[schools[by] != 0]
    if len(changed):
        screen.heading("simulate-by-school", shown=len(changed), count=len(schools))
        _table(screen, (Column("head-school"), *columns), changed["school"].tolist(), _sums(changed, names), [])


def _table(
    screen: Screen, columns: tuple[Column, ...], names: list[str], sums: list[list[str]], total: list[str]
) -> None:  # fmt: skip
    screen.table(columns, [(name, *row) for name, row in zip(names, sums, strict=True)], total=total)


def _show_people(session: Session, screen: Screen, found: Simulation) -> None:
    from aid_ledger_cli.render import Column

    people = found.people()
    if people.empty:
        return
    names, columns = _columns(found)
    top = people.head(_SHOWN)
    screen.heading("simulate-people", count=f"{len(people):,}", shown=len(top))
    rows = [
        (f"{name} {_number(session, number)}".strip(), school, *row)
        for name, number, school, row in zip(
            top["name"], top["id_number"], top["school"], _sums(top, names), strict=True
        )
    ]  # fmt: skip
    screen.table((Column("head-who"), Column("head-school"), *columns), rows)
