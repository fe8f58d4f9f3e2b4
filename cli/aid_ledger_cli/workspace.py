"""``init`` makes a workspace; ``status`` says where each term stands and what comes next."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aid_ledger_cli.context import Session
from aid_ledger_cli.options import UsageFoundError, json_option, read_area, term_option
from aid_ledger_cli.streams import write_json

if TYPE_CHECKING:
    from aid_ledger.terms import Term
    from aid_ledger_cli.render import Screen


@click.command()
@click.argument(
    "folder", metavar="[DIR]", required=False, default=".", type=click.Path(path_type=Path, file_okay=False)
)
@click.option(
    "--county", required=True, type=read_area, metavar="CODE", help="Six-digit area code, such as 990101. 行政区划代码"
)
@click.option("--name", required=True, help="The office's full name; it stands on the sheets. 单位全称")
@click.option("--packs", required=True, help="Packs of rules, such as national,city-b. 政策包")
@click.option(
    "--tier",
    required=True,
    type=click.Choice(["T1", "T2", "T3", "T4", "T5"]),
    help="Tier of central funding; T2: 60 %. 中央分担档次",
)
@click.option("--actor", default="", metavar="NAME", help="Who acts when --by is not given. 经办人")
@json_option
@click.pass_obj
def init(
    session: Session, folder: Path, *, county: str, name: str, packs: str, tier: str, actor: str, as_json: bool
) -> None:
    """Make a workspace 新建工作区

    \b
    Example: aid-ledger init my-county --county 990101 --name 示例县学生资助管理中心 --packs national,city-b --tier T2
    """  # noqa: D301, D415
    from aid_ledger.errors import FindingsError
    from aid_ledger.office import Config, make_workspace
    from aid_ledger.office.workspace import pack_list
    from aid_ledger.rulebook import load_rulebook

    config = Config(name=name, county=county, province_tier=tier, actor=actor, packs=tuple(pack_list(packs)))
    to_fill = []
    try:
        load_rulebook(config.packs)
    except FindingsError as error:
        # what a pack leaves to the county is filled in afterwards, in the workspace's file
        to_fill = [finding for finding in error.findings if finding.name == "parameter-missing"]
        if len(to_fill) < len(error.findings):
            raise
    made = make_workspace(folder, config)
    if as_json:
        write_json({"workspace": str(made.folder.absolute()), "name": name, "county": county, "tier": tier,
                    "packs": list(config.packs)})  # fmt: skip
        return
    screen = session.screen()
    screen.say("init-done", style="bold", folder=made.folder.absolute(), office=name)
    screen.findings(to_fill)
    screen.say("init-next", folder=folder)


@click.command()
@click.option(
    "--schools", is_flag=True, help="Say which school has sent what, its heads and its rows that wait. 各校报送情况"
)
@term_option(about="With --schools: the term; else the latest. 学期")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="With --schools: write the sheet. 催报表存为"
)
@json_option
@click.pass_obj
def status(session: Session, *, schools: bool, term: Term | None, out: Path | None, as_json: bool) -> None:
    """Say where each term stands, and the next step 各学期进度和下一步

    \b
    Example: aid-ledger status --schools --term 2023S
    """  # noqa: D301, D415
    from aid_ledger.money import format_yuan
    from aid_ledger_cli.schools import show_refused, show_schools

    if schools:
        show_schools(session, term=term, out=out, as_json=as_json)
        return
    if term is not None or out is not None:
        raise UsageFoundError("usage-needs-schools")
    with session.office() as office:
        terms = office.status()
        refused = office.refusals()
        name = office.config.name
    screen = session.screen()
    if as_json:
        shown = [
            {key: item[key] for key in ("term", "imported", "missing", "batches", "lines", "closed")}
            | {"total": format_yuan(item["total"]), "next_step": item["next_step"], "next": next_step(screen, item)}
            | {"also": [screen.word(step, **params) for step, params in item["also"]], "refused": item["refused"]}
            for item in terms
        ]
        write_json({"terms": shown, "refused": [one.as_json(screen.lang) for one in refused]})
        return
    screen.line(name, style="bold")
    if not terms:
        screen.say("status-empty")
    for item in terms:
        _show_term(screen, item)
    show_refused(screen, refused)


def _show_term(screen: Screen, item: dict[str, Any]) -> None:
    from aid_ledger.money import format_yuan
    from aid_ledger_cli.phrasing import comma, term_words

    screen.line()
    screen.line(f"{term_words(item['term'], screen.lang)} ({item['term']})", style="bold")
    kinds = [f"{screen.word(f'kind-{kind}')} {files}" for kind, files in item["imported"].items()]
    states = [f"{screen.word(f'state-{state}')} {count}" for state, count in item["batches"].items()]
    missing = [screen.word(f"kind-{kind}") for kind in item["missing"]]
    none = screen.word("none")
    refused = item["refused"]
    if refused and not missing:
        missing = [screen.word("status-none-but-refused")]
    lists = [("imported", kinds), ("missing", missing), *([("turned-back", refused)] if refused else []),
             ("batches", states)]  # fmt: skip
    for name, texts in lists:
        before = f"  {screen.word(f'status-{name}')}  "
        screen.items(texts or [none], before=before, between=comma(screen.lang),
                     style="yellow" if name in ("missing", "turned-back") and texts else "")  # fmt: skip
    posted = screen.word("status-money", lines=f"{item['lines']:,}", total=format_yuan(item["total"], grouped=True))
    screen.line(posted, before=f"  {screen.word('status-posted')}  ")
    screen.line(next_step(screen, item), before=f"  {screen.word('status-next')}  ", style="bold")
    for step, params in item["also"]:
        screen.line(screen.word(step, **params), before=f"  {screen.word('status-also')}  ")


def next_step(screen: Screen, item: dict[str, Any]) -> str:
    """Return the next step of a term in words."""
    return screen.word(item["next_step"], **item["next_params"])
