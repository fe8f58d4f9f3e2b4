"""Lists whose titles say that their rows no longer count: whose 残疾人补贴 was stopped, who has left the county."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from aid_ledger.demo.book import Cell
from aid_ledger.demo.lines import GRADE_WORDS
from aid_ledger.demo.members import Homes
from aid_ledger.demo.names import NameMaker
from aid_ledger.demo.papers import Calendar, Entry, Form, Paper, dashed, numbered, sex
from aid_ledger.demo.people import FIRST_LEVEL, birth_date

STOPPED_HEADER = ("序号", "姓名", "身份证号", "性别", "残疾证号", "残疾类别", "残疾等级", "停发原因")
LEFT_HEADER = ("序号", "姓名", "性别", "身份证号", "学籍号", "学校名称", "年级", "班级", "转入学校", "转出日期")
_STOPPED, _LEFT = 3, 4
_BASIC = {"primary", "junior"}


def ended_papers(rng: Random, homes: Homes, needy: set[int], days: Calendar) -> list[Paper]:
    """Return both lists. Their rows are of children on no list, and of children in no roster."""
    return [_stopped(homes, needy, days), _left(rng, homes, days)]


def _stopped(homes: Homes, needy: set[int], days: Calendar) -> Paper:
    free = [child for child in homes.people.children if child.place not in needy]
    entries: list[Entry] = []
    for child in free[:: max(1, len(free) // _STOPPED)][:_STOPPED]:
        row: list[Cell] = [
            0, child.name, child.id_number, sex(child.boy), f"{child.id_number}44", "肢体", "四级", "未按时换证",
        ]  # fmt: skip
        entries.append(Entry(child.place, row))
    numbered(entries)
    form = Form("停发人员", STOPPED_HEADER, 1, 2, titles=("示例县残疾人补贴停发人员名单",), feet=True)
    return Paper("disabled", days.name("1-残疾人补贴名单（已停发）", 6), (form,), (entries,))


def _left(rng: Random, homes: Homes, days: Calendar) -> Paper:
    names = NameMaker(rng)
    basic = [seats for seats in homes.plan.seats if seats.stage in _BASIC]
    entries: list[Entry] = []
    for number in range(_LEFT):
        seats = basic[number * len(basic) // _LEFT]
        boy = number % 2 == 0
        born = birth_date(rng, days.term, FIRST_LEVEL[seats.stage] + seats.grade - 1)
        own = homes.ids.make(born, boy=boy)
        left = days.term.reference_day - timedelta(days=10 + number)
        row: list[Cell] = [
            0, names.person(names.surname(), boy=boy), sex(boy), own, f"G{own}", homes.plan.schools[seats.school].name,
            GRADE_WORDS[seats.stage][0][seats.grade - 1], f"{seats.klass}班", "邻市实验学校", dashed(left),
        ]  # fmt: skip
        entries.append(Entry(-1, row))
    numbered(entries)
    form = Form("转出学生", LEFT_HEADER, 1, 3, titles=(f"示例县{days.term.zh}转出学生名册",))
    return Paper("roster", "学籍/" + days.name("转出学生名册", 39), (form,), (entries,))
