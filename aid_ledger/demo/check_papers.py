"""What checks alone read: public notices, papers handed in, public employees, who has died; a few gaps among them.

Nothing is drawn here, so that these lists change no other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from aid_ledger.demo.book import Cell
from aid_ledger.demo.lines import Book, Line
from aid_ledger.demo.members import Homes
from aid_ledger.demo.numbers import card
from aid_ledger.demo.papers import Calendar, Entry, Form, Paper, dashed, numbered
from aid_ledger.demo.schools import School

NOTICE_HEADER = (
    "序号", "学校名称", "学校标识码", "项目", "张贴地点", "公示起", "公示止", "照片", "异议件数", "结论", "校长",
)  # fmt: skip
PAPERS_HEADER = (
    "序号", "学校名称", "学校标识码", "审核花名册", "领取确认表", "公示照片", "公示结果", "银行回单", "审批单",
    "收到日期", "份数", "缺",
)  # fmt: skip
EMPLOYEE_HEADER = ("序号", "姓名", "身份证号", "工作单位", "账号")
DECEASED_HEADER = ("序号", "姓名", "身份证号", "死亡日期", "备注")
SHORT, MISSING, OPEN, LACKING = 1, 2, 3, 4
"""Which school's notice was too short, is missing, has an objection left open; and which school lacks papers."""
TEACHERS_CARD = 700_000_000
"""The serial of the card that a teacher lends to the first four pupils."""
_ELDERS = ("王德福", "李桂英", "张有根", "刘秀兰")
_WEEK = 7


def check_papers(homes: Homes, book: Book, fine: Callable[[Line], bool], days: Calendar) -> list[Paper]:
    """Return the four lists, made of the schools that have students, of teachers, and of elders and one child.

    ``fine`` tells of whom the roster says nothing odd, and who is in need.
    """
    schools = [school for place, school in enumerate(homes.plan.schools) if book[place]]
    return [_notices(schools, days), _papers(schools, days), _employees(schools, homes, days),
            _deceased(homes, book, fine, days)]  # fmt: skip


def _notices(schools: Sequence[School], days: Calendar) -> Paper:
    day = days.term.reference_day + timedelta(days=40)
    monday = day - timedelta(days=day.weekday())
    entries: list[Entry] = []
    for place, school in enumerate(schools):
        until = monday + timedelta(days=2 if place == SHORT else 4)
        objections, said = (1, "") if place == OPEN else (0, "无异议")
        row: list[Cell] = [0, school.name, school.code, "全部", "校门口公示栏", dashed(monday), dashed(until), "有",
                           objections, said, school.officer]  # fmt: skip
        if place != MISSING:
            entries.append(Entry(-1, row))
    numbered(entries)
    form = Form("公示结果", NOTICE_HEADER, 1, 2, titles=(f"示例县{days.term.zh}学生资助公示结果登记表",))
    return Paper("notices", f"9-公示结果登记表_{days.stamp(47)}", (form,), (entries,))


def _papers(schools: Sequence[School], days: Calendar) -> Paper:
    came = dashed(days.term.reference_day + timedelta(days=100))
    entries: list[Entry] = []
    for place, school in enumerate(schools):
        there: list[Cell] = ["有"] * 6
        lacks = ""
        if place == LACKING:
            there[1], there[4], lacks = "无", "", "领取确认表、银行回单"
        row: list[Cell] = [0, school.name, school.code, *there, came, 6 - there.count("无") - there.count(""), lacks]
        entries.append(Entry(-1, row))
    numbered(entries)
    form = Form("材料回收", PAPERS_HEADER, 1, 2, titles=(f"示例县{days.term.zh}学生资助材料回收登记表",))
    return Paper("papers", f"9-材料回收登记表_{days.stamp(105)}", (form,), (entries,))


def _employees(schools: Sequence[School], homes: Homes, days: Calendar) -> Paper:
    """Return a teacher of each school; the first lends a card to pupils."""
    entries: list[Entry] = []
    for place, school in enumerate(schools):
        own = homes.ids.make(date(1980, 1, 1) + timedelta(days=37 * place), boy=place % 2 == 0)
        row: list[Cell] = [
            0,
            school.officer,
            own,
            school.name,
            card(TEACHERS_CARD if not place else 600_000_000 + place),
        ]
        entries.append(Entry(-1, row))
    numbered(entries)
    form = Form("财政供养人员", EMPLOYEE_HEADER, 1, 2, titles=("示例县财政供养人员名单",))
    return Paper("public-employees", days.name("9-财政供养人员名单", 20), (form,), (entries,))


def _deceased(homes: Homes, book: Book, fine: Callable[[Line], bool], days: Calendar) -> Paper:
    """Return elders, and a boarder in need whom a roster still has at school: the list or the roster is wrong."""
    entries: list[Entry] = []
    for place, name in enumerate(_ELDERS):
        own = homes.ids.make(date(1938, 5, 1) + timedelta(days=400 * place), boy=place % 2 == 0)
        died = days.term.reference_day + timedelta(days=_WEEK * place)
        entries.append(Entry(-1, [0, name, own, dashed(died), "火化证明"]))
    boards = (line for lines in book.values() for line in lines if homes.people.children[line.child].boards)
    for line in filter(fine, boards):
        child = homes.people.children[line.child]
        died = days.term.reference_day - timedelta(days=20)
        entries.append(Entry(child.place, [0, child.name, child.id_number, dashed(died), ""]))
        break
    numbered(entries)
    form = Form("死亡人员", DECEASED_HEADER, 1, 2, titles=("示例县死亡人员名单",))
    return Paper("deceased", days.name("9-死亡人员名单", 50), (form,), (entries,))
