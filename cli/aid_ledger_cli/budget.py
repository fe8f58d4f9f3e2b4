"""``budget`` shows what is left of the 指标; ``budget add`` types one in; ``budget year`` gives a calendar year."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aid_ledger_cli.context import Session, now, who
from aid_ledger_cli.options import ValueNotReadError, by_option, json_option
from aid_ledger_cli.pay import read_amount
from aid_ledger_cli.streams import write_json

if TYPE_CHECKING:
    from aid_ledger.office import Office
    from aid_ledger.office.budget_years import YearReport
    from aid_ledger_cli.render import Screen

_USES = ("prepared", "approved", "sent", "paid", "returned")
_MONEY = ("due", "approved", "paid", "returned", "unpaid", "claimed", "given_up")
_MONEY_HEADS = (
    "head-year-due", "head-year-approved", "head-year-paid", "head-year-returned", "head-year-unpaid",
    "head-year-claimed", "head-year-given-up",
)  # fmt: skip


def read_year(value: str) -> int:
    """Read a calendar year, ``2023``."""
    if len(value) != 4 or not (value.isascii() and value.isdigit()) or not 2000 <= int(value) <= 2100:
        raise ValueNotReadError(value, "form-year")
    return int(value)


_out = click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="A workbook of it. 另存为表")


@click.group(invoke_without_command=True)
@click.option("--year", type=read_year, metavar="YEAR", help="Only money of this year. 年度")
@_out
@json_option
@click.pass_context
def budget(ctx: click.Context, *, year: int | None, out: Path | None, as_json: bool) -> None:
    """Say what of each allotment is used and left 指标执行情况

    The year of money is the calendar year in which a term begins. Money counts from the day on which it is prepared.

    \b
    Example: aid-ledger budget --year 2023
    """  # noqa: D301, D415
    if ctx.invoked_subcommand is not None:
        return
    session: Session = ctx.obj
    screen = session.screen()
    with session.office() as office:
        table = office.budget(year)
        if out is not None:
            office.write_budget(table, out, by=who(office, ""), at=now(), lang=session.sheets)
        if as_json:
            write_json({"year": year, "allotments": _as_data(table)} | ({"file": str(out)} if out else {}))
            return
        _show(screen, office, table)
    if out is not None:
        screen.say("schools-written", file=out)


def _as_data(table: Any) -> list[dict[str, Any]]:
    """Return the table as JSON shows it; what is not known is null."""
    from aid_ledger.office.budgeting import records_of

    return [
        {
            **{key: row[key] for key in ("document", "year", "level", "programme", "project", "carried_over")},
            **{key: _yuan(row[key]) for key in ("allotted", *_USES, "used", "left")},
            "percent": _percent(row["percent"]), "people": _whole(row["people"]),
            "people_used": _whole(row["people_used"]),
        }
        for row in records_of(table)
    ]  # fmt: skip


def _there(value: Any) -> bool:
    return value is not None


def _yuan(fen: Any, *, grouped: bool = False) -> str | None:
    from aid_ledger.money import format_yuan

    return format_yuan(int(fen), grouped=grouped) if _there(fen) else None


def _percent(tenths: Any) -> str | None:
    return f"{int(tenths) / 10:.1f}" if _there(tenths) else None


def _whole(number: Any) -> int | None:
    return int(number) if _there(number) else None


def _show(screen: Screen, office: Office, table: Any) -> None:
    from aid_ledger.office.budgeting import records_of
    from aid_ledger_cli.phrasing import programme_words
    from aid_ledger_cli.render import Column

    if table.empty:
        screen.say("budget-nothing")
        return
    columns = (
        Column("head-document"), Column("head-year", whole=True), Column("head-level", whole=True),
        Column("head-programme"), Column("head-allotted", number=True),
        *(Column(f"state-{name}", number=True) for name in _USES),
        Column("head-left", number=True), Column("head-percent", number=True),
    )  # fmt: skip
    rows = []
    for row in records_of(table):
        known = row["programme"]
        title = programme_words(office.rulebook(), known, screen.lang) if known else row["project"]
        carried = screen.word("budget-carried") if row["carried_over"] else ""
        none = screen.word("budget-none") if not _there(row["allotted"]) else "-"
        rows.append(
            (row["document"] or screen.word("budget-none"), str(row["year"]) + carried,
             level_words(screen, row["level"]), title, _yuan(row["allotted"], grouped=True) or none,
             *(_yuan(row[name], grouped=True) or "-" for name in _USES),
             _yuan(row["left"], grouped=True) or "-", _percent(row["percent"]) or "-")
        )  # fmt: skip
    screen.table(columns, rows)
    screen.say("budget-rule")


def level_words(screen: Screen, level: str) -> str:
    """Return a level of government in words."""
    return screen.word(f"sheet-level-{level}") if level else "-"


def show_left(screen: Screen, office: Office, table: Any) -> None:
    """Show rows of :func:`aid_ledger.office.budgeting.left`: what was allotted, used and is left."""
    from aid_ledger.office.budgeting import records_of
    from aid_ledger_cli.phrasing import programme_words
    from aid_ledger_cli.render import Column

    columns = (Column("head-programme"), Column("head-level", whole=True), Column("head-year", whole=True),
               Column("head-allotted", number=True), Column("head-used", number=True),
               Column("head-left", number=True))  # fmt: skip
    rows = [
        (programme_words(office.rulebook(), row["programme"], screen.lang), level_words(screen, row["level"]),
         str(row["year"]), _yuan(row["allotted"], grouped=True) or screen.word("budget-none"),
         _yuan(row["used"], grouped=True), _yuan(row["left"], grouped=True) or "-")
        for row in records_of(table)
    ]  # fmt: skip
    screen.heading("budget-left")
    screen.table(columns, rows)


@budget.command()
@click.option("--document", required=True, metavar="文号", help="The document that allots it. 下达文号")
@click.option("--level", required=True, metavar="LEVEL", help="中央, 省, 市, 县, 衔接 or 社会. 资金级次")
@click.option("--programme", required=True, metavar="P", help="The programme's id. 项目")
@click.option("--year", type=read_year, required=True, metavar="YEAR", help="Year of the money. 年度")
@click.option("--amount", type=read_amount, required=True, metavar="AMOUNT", help="How much, in yuan. 金额（元）")
@click.option("--carried", is_flag=True, help="Carried over from last year. 上年结转")
@click.option("--people", type=click.IntRange(min=0), metavar="N", help="How many people, where said. 指标人数")
@by_option
@json_option
@click.pass_obj
def add(  # noqa: PLR0913 - one argument an option
    session: Session, *, document: str, level: str, programme: str, year: int, amount: int, carried: bool,
    people: int | None, by: str, as_json: bool,
) -> None:  # fmt: skip
    """Type one allotment in; it is kept like an imported list 录入一条指标

    \b
    Example: aid-ledger budget add --document 示财教1号 --level 中央 --programme yulu --year 2023 --amount 100.00
    """  # noqa: D301, D415
    from aid_ledger.office.budget_adding import Allotment

    allotment = Allotment(document, level, programme, year, amount, carried, people)
    with session.office() as office:
        done = office.add_allotment(allotment, by=who(office, by), at=now())
    if as_json:
        write_json(done)
        return
    name = "budget-already" if done["already"] else "budget-added"
    session.screen().say(name, style="bold", source=done["source"])


@budget.command("year")
@click.argument("year", type=read_year, metavar="YEAR")
@_out
@json_option
@click.pass_obj
def year_(session: Session, year: int, *, out: Path | None, as_json: bool) -> None:
    """Give a calendar year's numbers, and the bridge to its school years 年度汇总和学年对照

    \b
    Example: aid-ledger budget year 2023
    """  # noqa: D301, D415
    screen = session.screen()
    with session.office() as office:
        report = office.budget_year(year)
        if out is not None:
            office.write_budget_year(report, out, by=who(office, ""), at=now(), lang=session.sheets)
        if as_json:
            write_json(_year_data(report) | ({"file": str(out)} if out else {}))
            return
        _show_year(screen, office, report)
    if out is not None:
        screen.say("schools-written", file=out)


def _year_data(report: YearReport) -> dict[str, Any]:
    def money(row: Any) -> dict[str, Any]:
        return {name: _yuan(row[name]) for name in _MONEY}

    return {
        "year": report.year,
        "rows": [
            {name: row[name] for name in ("programme", "level", "term")} | money(row)
            for row in report.rows.to_dict("records")
        ],
        "people": report.people.to_dict("records"),
        "bridge": [
            {name: row[name] for name in ("school_year", "term", "year", "inside")} | money(row)
            for row in report.bridge.to_dict("records")
        ],
    }


def _show_year(screen: Screen, office: Office, report: YearReport) -> None:
    from aid_ledger_cli.phrasing import programme_words, term_words
    from aid_ledger_cli.render import Column

    money = tuple(Column(name, number=True) for name in _MONEY_HEADS)
    columns = (Column("head-programme"), Column("head-level", whole=True), Column("head-term", whole=True), *money)
    rows = [
        (programme_words(office.rulebook(), row["programme"], screen.lang), level_words(screen, row["level"]),
         row["term"], *(_yuan(row[name], grouped=True) for name in _MONEY))
        for row in report.rows.to_dict("records")
    ]  # fmt: skip
    total = (screen.word("total"), "", "", *(_yuan(report.rows[name].sum(), grouped=True) for name in _MONEY))
    screen.heading("budget-year", year=report.year)
    screen.table(columns, rows, total)
    whole = report.people[(report.people["programme"] == "") & (report.people["term"] == "")].iloc[0]
    screen.say("budget-people", people=f"{int(whole['people']):,}", times=f"{int(whole['times']):,}")
    screen.heading("budget-bridge")
    columns = (Column("head-school-year", whole=True), Column("head-term"), Column("head-year", whole=True), *money)
    rows = [
        (row["school_year"], term_words(row["term"], screen.lang), str(row["year"]),
         *(_yuan(row[name], grouped=True) for name in _MONEY))
        for row in report.bridge.to_dict("records")
    ]  # fmt: skip
    screen.table(columns, rows)
