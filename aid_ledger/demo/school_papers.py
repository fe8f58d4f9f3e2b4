"""What schools report beside their rosters: who boards, and on how many days of each month they served meals."""

from __future__ import annotations

from collections.abc import Sequence

from aid_ledger.demo import lines as at
from aid_ledger.demo.book import Cell, Span
from aid_ledger.demo.lines import Book, Line
from aid_ledger.demo.papers import LAST_LIST, Arranged, Calendar, Entry, Form, Paper, numbered
from aid_ledger.demo.people import Population
from aid_ledger.demo.schools import Plan, School

BOARDERS_HEADER = ("序号", "学校名称", "学校标识码", "年级", "班级", "姓名", "身份证号", "性别", "宿舍")
MEALS_HEADER = ("序号", "学校名称", "学校标识码", "月份", "就餐人数", "供餐天数")
LISTING = ("RF", "RS", "R3")
_SPRING, _AUTUMN = (3, 4, 5, 6), (9, 10, 11, 12)
_OF_SCHOOL = (1, 2)


def boarder_papers(plan: Plan, people: Population, book: Book, days: Calendar) -> list[Paper]:
    """Return 住校生名册 of one school of each layout that says who boards, made from the good rosters.

    In the first, the last boarder is missing and the first day pupil is on it; in the second, an ID is missing.
    """
    papers: list[Paper] = []
    met: set[str] = set()
    for place, school in enumerate(plan.schools):
        lines = book[place]
        boards = [line for line in lines if people.children[line.child].boards]
        others = [line for line in lines if not people.children[line.child].boards]
        if school.layout not in LISTING or school.layout in met or len(boards) < 3 or not others:
            continue
        met.add(school.layout)
        first = len(papers) == 0
        chosen = [*boards[:-1], others[0]] if first else boards
        entries = [_boarder(school, line) for line in chosen]
        if len(papers) == 1:
            entries[1].cells[6] = ""
        numbered(entries)
        form = Form("住校生", BOARDERS_HEADER, 5, 6, titles=(f"{school.name}{days.term.zh}住校生名册",), feet=True)
        name = "住校生/" + days.name(f"{school.name}住校生名册", 40)
        papers.append(Paper("boarders", name, (form,), (entries,), container="html" if first else "xlsx"))
    return papers


def _boarder(school: School, line: Line) -> Entry:
    cells = line.cells
    row: list[Cell] = [
        0, school.name, school.code, cells[at.GRADE], cells[at.CLASS], cells[at.NAME], cells[at.ID], cells[at.SEX],
        f"{'男' if cells[at.SEX] == '男' else '女'}生楼{line.child % 40 + 101}",
    ]  # fmt: skip
    return Entry(line.child, row)


def meal_paper(plan: Plan, book: Book, days: Calendar) -> Paper:
    """Return the monthly reports of up to six schools of the meal plan; the schools' cells are merged downwards.

    The first school reports a month of the term before too, and one month twice.
    """
    entries: list[Entry] = []
    months = _SPRING if days.term.half == 0 else _AUTUMN
    served = [place for place, school in enumerate(plan.schools) if school.meals and book[place]][:6]
    for place in served:
        school, heads = plan.schools[place], len(book[place])
        said = [(days.term.year, month, 20 + (place + month) % 4) for month in months]
        if place == served[0]:
            said = [(days.term.year - 1, months[0], 21), *said, said[-1]]
        for year, month, served_days in said:
            row: list[Cell] = [0, school.name, school.code, f"{year}年{month}月", heads, served_days]
            entries.append(Entry(-1, row))
    numbered(entries)
    form = Form(
        "月报", MEALS_HEADER, 1, 2, titles=(f"示例县{days.term.zh}营养餐供餐月报表",), arrange=_merged_by_school
    )
    return Paper("meals", f"9-营养餐供餐月报表_{days.stamp(LAST_LIST)}", (form,), (entries,))


def _merged_by_school(entries: Sequence[Entry]) -> Arranged:
    rows: list[list[Cell]] = []
    spans: list[Span] = []
    start = 0
    for place, entry in enumerate(entries):
        cells = list(entry.cells)
        if place and cells[2] == entries[place - 1].cells[2]:
            for column in _OF_SCHOOL:
                cells[column] = None
        else:
            start = place
        rows.append(cells)
        last = place + 1 == len(entries) or entries[place + 1].cells[2] != entry.cells[2]
        if last and place > start:
            spans += [(start + 1, column, place + 1, column) for column in _OF_SCHOOL]
    return Arranged(MEALS_HEADER, rows, tuple(spans))
