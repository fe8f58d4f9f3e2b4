"""Writes the whole county: plans it, fills it, lists it, spoils the lists, and says what was planted."""

from __future__ import annotations

import gc
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from aid_ledger.demo import lines as at
from aid_ledger.demo import slips_identity, slips_school, slips_typed
from aid_ledger.demo.book import Cell
from aid_ledger.demo.check_papers import check_papers
from aid_ledger.demo.claims import Claims
from aid_ledger.demo.counted import gaps_in_check_papers, odd_files, shared_by_siblings, told_by_truth
from aid_ledger.demo.defects import DEFECT_OF
from aid_ledger.demo.ended_lists import ended_papers
from aid_ledger.demo.hardship import Hardship, draw_hardship
from aid_ledger.demo.household_lists import allowance_paper, filed_paper, signed_roll, watched_paper
from aid_ledger.demo.lines import Book, Line, good_lines
from aid_ledger.demo.members import Homes
from aid_ledger.demo.mess import Mess
from aid_ledger.demo.money_papers import account_paper, budget_papers
from aid_ledger.demo.numbers import COUNTY, IdMaker
from aid_ledger.demo.papers import LAST_LIST, OFFICE, Calendar, Entry, Paper, numbered, sex
from aid_ledger.demo.people import Population, populate
from aid_ledger.demo.person_lists import PersonLists
from aid_ledger.demo.plain_forms import PASSWORD
from aid_ledger.demo.roster_forms import FORMS
from aid_ledger.demo.rosters import RosterJob, write_rosters
from aid_ledger.demo.school_list import write_school_list
from aid_ledger.demo.school_papers import boarder_papers, meal_paper
from aid_ledger.demo.schools import Plan, plan_county
from aid_ledger.demo.slips_lists import ListMess
from aid_ledger.terms import Term


@dataclass(frozen=True, slots=True)
class DemoFile:
    """One written file; ``rows`` counts the data rows of all its data sheets; ``password`` is blank without one."""

    path: Path
    kind: str
    rows: int
    password: str = ""


@dataclass(frozen=True, slots=True)
class Spoilt:
    """A row that was spoiled: the kind of slip (a key of ``County.planted``), and where the row stands.

    ``defect`` is its number in ``docs/DEFECTS.md``, 0 for a case of school life that is none.
    """

    kind: str
    defect: int
    file: str
    sheet: str
    row: int


@dataclass(frozen=True, slots=True)
class County:
    """What was written and for which office.

    ``planted`` counts each irregularity by kind; the kinds are explained in LAYOUTS.md. ``in_need`` counts the
    students on at least one list. ``spoilt`` says where the irregular rows of rosters and lists stand.
    """

    folder: Path
    term: Term
    students: int
    in_need: int
    schools: int
    files: tuple[DemoFile, ...]
    planted: dict[str, int]
    spoilt: tuple[Spoilt, ...] = ()
    name: str = OFFICE
    county: str = COUNTY
    tier: str = "T2"
    packs: tuple[str, ...] = ("national", "city-b")

    @property
    def day(self) -> date:
        """The day on which the office takes the lists in and pays: that after the last day that a list is of."""
        return self.term.reference_day + timedelta(days=LAST_LIST + 1)

    @property
    def password(self) -> str:
        """The password of the files that have one, blank where none has."""
        return next((file.password for file in self.files if file.password), "")


def write_county(
    folder: Path, *, students: int = 20_000, seed: int = 7, term: Term | None = None, one_roster: bool = False
) -> County:
    """Write a county's files for one term; the same arguments always give the same bytes.

    Of a file under a password they are the same once it is opened.

    Args:
        folder: made if missing; files of the same names are overwritten.
        students: seats in the county's schools, 200 or more.
        seed: of the one generator that everything is drawn from.
        term: spring 2023 where not given.
        one_roster: for measuring: one roster file for all schools, every list a workbook of one person a row, and no
            lists of boarders, meals, accounts and budget, nor those for checks.

    Raises:
        ValueError: fewer than 200 students.
    """
    if students < 200:
        raise ValueError(f"a county has 200 students or more, not {students}")
    drawn = _draw(students, Random(seed), term or Term(2023, 0), one_roster)  # noqa: S311
    return _write(folder, drawn)


def tiny_county(folder: Path, *, seed: int = 7, term: Term | None = None, one_roster: bool = False) -> County:
    """Write a county of 300 students, small enough for a test, with the same kinds of mess."""
    return write_county(folder, students=300, seed=seed, term=term, one_roster=one_roster)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A county in memory, spoiled and ready to be written."""

    rng: Random
    days: Calendar
    plan: Plan
    people: Population
    book: Book
    papers: list[Paper]
    one: bool
    in_need: int
    planted: Counter[str]
    marked: dict[int, tuple[str, Line | Entry]]


def _draw(students: int, rng: Random, term: Term, one: bool) -> _Drawn:
    collecting = gc.isenabled()
    gc.disable()  # hundreds of thousands of small lasting objects: searching them for cycles costs a third of the run
    try:
        return _draw_all(students, rng, Calendar(term), one)
    finally:
        if collecting:
            gc.enable()


def _draw_all(students: int, rng: Random, days: Calendar, one: bool) -> _Drawn:
    term = days.term
    plan = plan_county(rng, students)
    ids = IdMaker(rng)
    people, makers = populate(rng, plan, term, ids)
    truth = draw_hardship(rng, people, term)
    homes = Homes(rng, plan, people, (makers, ids), term)
    needy = truth.needy(people)
    book = good_lines(rng, plan, people, term, needy)
    papers, claims = _papers(rng, truth, homes, days)
    boarders: list[Paper] = []
    if not one:
        boarders = boarder_papers(plan, people, book, days)
        papers += [
            signed_roll(truth.urban, homes, days), *boarders,
            meal_paper(plan, book, days), account_paper(people, needy, days), *budget_papers(days, students),
        ]  # fmt: skip
    planted, marked = _spoil(Mess(rng, plan, people, book, term), papers, (needy, one), rng)
    planted.update(told_by_truth(truth, homes, term))
    for kind in () if not boarders else ("boards-by-list-alone", "boards-by-roster-alone"):
        planted[kind] += 1
    for paper in () if one else ended_papers(rng, homes, needy, days):
        kind = "list-says-ended" if paper.kind == "disabled" else "roster-says-left"
        papers.append(paper)
        planted[kind] += len(paper.rows[0])
        marked |= {id(entry): (kind, entry) for entry in paper.rows[0]}
    papers = [paper.plain() for paper in papers] if one else papers
    awards = next(paper for paper in papers if paper.kind == "awards")  # not those in tiers
    planted["amount-in-another-form"] += sum(isinstance(entry.cells[4], str) for entry in awards.rows[0])
    planted["amount-with-dust"] += any(len(paper.rows[0]) > 0 for paper in papers if paper.kind == "paid-before")
    _applicant_in_roster(claims, book, people, planted)
    planted.update(shared_by_siblings(book, people))
    if not one:
        more = check_papers(homes, book, lambda line: line.child in needy and id(line) not in marked, days)
        papers += more
        planted.update(gaps_in_check_papers(more, book))
    return _Drawn(rng, days, plan, people, book, papers, one, len(needy), planted, marked)


def _write(folder: Path, drawn: _Drawn) -> County:
    seen: Counter[str] = Counter()
    plan, days = drawn.plan, drawn.days
    files = [DemoFile(*write_school_list(folder, drawn.rng, plan, days, seen))]
    job = RosterJob(plan, drawn.book, days, drawn.one, seen)
    files += [DemoFile(path, "roster", n) for path, n in write_rosters(folder, job)]
    for paper in drawn.papers:
        if (written := paper.write(folder, seen, job.places)) is not None:
            files.append(DemoFile(written[0], paper.kind, written[1], PASSWORD if paper.container == "locked" else ""))
    layouts = {FORMS["RA" if drawn.one else school.layout].columns for school in plan.schools}
    planted = drawn.planted + seen + odd_files([file.path for file in files], len(layouts))
    places = job.places
    spoilt = (
        Spoilt(kind, DEFECT_OF.get(kind, 0), places[key].file, places[key].sheet, places[key].row)
        for key, (kind, _) in drawn.marked.items() if key in places
    )  # fmt: skip
    students = len(drawn.people.children)
    return County(
        folder, days.term, students, drawn.in_need, len(plan.schools), tuple(files), dict(sorted(planted.items())),
        tuple(sorted(spoilt, key=lambda one: (one.kind, one.file, one.sheet, one.row))),
    )  # fmt: skip


def _papers(rng: Random, truth: Hardship, homes: Homes, days: Calendar) -> tuple[list[Paper], Paper]:
    """Return every list but the rosters, and among them the applications for 雨露计划."""
    papers = [
        filed_paper(rng, truth, homes, days),
        watched_paper(truth, homes, days),
        allowance_paper(False, truth.rural, homes, days),
        allowance_paper(True, truth.urban, homes, days),
        *PersonLists(rng, truth, homes, days).papers(),
    ]
    claims = Claims(rng, truth, homes, days)
    others = next(paper for paper in papers if paper.kind == "hardship")
    for family, who in claims.guaranteed():
        house = homes.people.families[family]
        town = homes.plan.towns[house.town]
        cells: list[Cell] = [0, "保障兜底户", who.name, who.id_number, sex(who.boy), town, house.village, "", "", ""]
        others.rows[0].append(Entry(-1, cells))
    numbered(others.rows[0])
    settled = claims.papers()
    return papers + settled, settled[0]


def _spoil(
    mess: Mess, papers: list[Paper], who: tuple[set[int], bool], rng: Random
) -> tuple[Counter[str], dict[int, tuple[str, Line | Entry]]]:
    needy, one = who
    slips = (*slips_typed.SLIPS, *slips_identity.SLIPS, *slips_school.SLIPS, *slips_school.MANY, *slips_typed.COMMENTED)
    settled = [paper.rows[0] for paper in papers if paper.kind in {"awards", "paid-before"}]
    mess.touched |= {entry.child for rows in settled for entry in rows}
    mess.spoil(slips, needy, one=one)
    slips_school.whole_file_under_alias(mess)
    lists = ListMess(rng, papers, mess.touched)
    lists.spoil()
    return mess.planted + lists.planted, {**mess.marked, **lists.marked}


def _applicant_in_roster(claims: Paper, book: Book, people: Population, planted: Counter[str]) -> None:
    """Let one student of the county's own vocational school stand among the applicants as well."""
    for lines in book.values():
        for line in lines:
            child = people.children[line.child]
            good = line.cells[at.ID] == child.id_number and line.cells[at.NAME] == child.name
            if good and line.cells[at.MAJOR] and claims.rows[0]:
                cells = list(claims.rows[0][0].cells)
                header = claims.forms[0].header
                for word, text in (
                    ("姓名", child.name), ("性别", sex(child.boy)), ("身份证号", child.id_number),
                    ("学籍号", f"G{child.id_number}"), ("出生日期", f"{child.born:%Y-%m-%d}"),
                    ("就读学校", line.cells[at.SCHOOL]), ("学段", "中职"), ("年级", line.cells[at.GRADE]),
                    ("学历层次", ""),
                    ("专业", line.cells[at.MAJOR]), ("是否新生", "否"), ("生源学校类型", ""), ("院校所在地", ""),
                    ("户编号", people.families[child.family].number),
                ):  # fmt: skip
                    cells[header.index(word)] = text
                claims.rows[0].append(Entry(child.place, cells))
                numbered(claims.rows[0])
                planted["applicant-also-in-roster"] += 1
                return
