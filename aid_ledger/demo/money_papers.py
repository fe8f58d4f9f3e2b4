"""Where money comes from and where it goes: the budget's allotments, and the parents' accounts as a bank lists them."""

from __future__ import annotations

from aid_ledger.demo.book import Cell, Span
from aid_ledger.demo.numbers import card
from aid_ledger.demo.papers import Calendar, Entry, Form, Paper, numbered
from aid_ledger.demo.people import Population

ACCOUNT_HEADER = ("序号", "姓名", "身份证号", "一卡通账号", "户名", "开户行", "与学生关系")
BUDGET_HEADER = ("序号", "项目", "资金级次", "年度", "金额", "文号", "是否结转")
LEVELS_HEADER = ("项目", "中央", "省", "市", "县", "年度", "文号")
_LEVELS_ABOVE = (("项目", "资金级次", "", "", "", "年度", "文号"),)
_LEVELS_SPANS: tuple[Span, ...] = ((0, 0, 1, 0), (0, 1, 0, 4), (0, 5, 1, 5), (0, 6, 1, 6))
_BY_LEVEL: tuple[tuple[str, float | None, float | None, float | None, float | None], ...] = (
    ("普通高中免学杂费", 21.5, 7.2, None, 7.2), ("中职免学费", 72, 24, 2.5, 24),
    ("大学新生入学资助", None, None, None, 1.2),
)  # fmt: skip
_ALLOTTED: tuple[tuple[str, str, float, str], ...] = (
    ("家庭经济困难寄宿生生活补助", "中央", 20.5, "否"), ("家庭经济困难寄宿生生活补助", "省级", 10.25, "否"),
    ("普通高中国家助学金", "中央", 30.5, "否"), ("中职国家助学金", "省级", 31.5, "是"),
    ("学前教育资助", "县级", 16.05, "否"),
)  # fmt: skip
_FOR = 20_000
"""Students for whom these sums, in 万元, are about what a term takes."""


def account_paper(people: Population, needy: set[int], days: Calendar) -> Paper:
    """Return the text of a bank with the accounts of every twentieth child in need.

    The second stands there with two accounts of one day, the third twice, the fourth with another child's name.
    """
    entries: list[Entry] = []
    for place, child in enumerate(sorted(needy)[::20]):
        who = people.children[child]
        house = people.families[who.family]
        row: list[Cell] = [
            0, who.name, who.id_number, house.account, house.holder, house.bank, house.relation,
        ]  # fmt: skip
        entries.append(Entry(child, row))
        if place == 1:
            entries.append(Entry(child, [*row[:3], card(800_000_000 + child), *row[4:]]))
        elif place == 2:
            entries.append(Entry(child, list(row)))
        elif place == 3:
            row[1] = "阮炜锴" if who.name[0] != "阮" else "柯垚岚"
    numbered(entries)
    form = Form("账号", ACCOUNT_HEADER, 1, 2)
    return Paper("accounts", days.name("9-学生家长一卡通账号", 30), (form,), (entries,), container="bar")


def budget_papers(days: Calendar, students: int) -> list[Paper]:
    """Return what was allotted for the term's year, in 万元 as the titles say: a level a row, and levels as columns."""
    return [_by_row(days, students), _by_column(days, students)]


def _scaled(amount: float | None, students: int) -> float | None:
    """Return an amount in 万元 for a county of this size, to the yuan."""
    return None if amount is None else round(amount * students / _FOR, 4)


def _by_column(days: Calendar, students: int) -> Paper:
    entries: list[Entry] = []
    for place, (project, *sums) in enumerate(_BY_LEVEL):
        number = f"示例财教〔{days.term.year}〕{place + 31}号"
        scaled = [_scaled(one, students) for one in sums]
        entries.append(Entry(-1, [project, *scaled, f"{days.term.year}年", number]))
    title = f"示例县{days.term.year}年学生资助资金分级安排表"
    form = Form("分级安排", LEVELS_HEADER, 0, 1, titles=(title, "单位：万元"), above=_LEVELS_ABOVE, spans=_LEVELS_SPANS)
    return Paper("budget", f"9-学生资助资金分级安排表_{days.stamp(12)}.xlsx", (form,), (entries,))


def _by_row(days: Calendar, students: int) -> Paper:
    entries: list[Entry] = []
    for place, (project, level, amount, carried) in enumerate(_ALLOTTED):
        number = f"示例财教〔{days.term.year}〕{place + 11}号"
        scaled = _scaled(amount, students)
        entries.append(Entry(-1, [0, project, level, f"{days.term.year}年", scaled, number, carried]))
    numbered(entries)
    title = f"示例县{days.term.year}年学生资助资金下达情况表"
    form = Form("资金下达", BUDGET_HEADER, 1, 2, titles=(title, "单位：万元"))
    return Paper("budget", f"9-学生资助资金下达情况_{days.stamp(10)}", (form,), (entries,))
