"""Lists of single persons: 特困, 孤儿, 残疾, 优抚, other hardship, and the schools' own 认定."""

from __future__ import annotations

from random import Random

from aid_ledger.demo.book import Cell, Span
from aid_ledger.demo.hardship import Hardship, Listed
from aid_ledger.demo.lines import GRADE_WORDS
from aid_ledger.demo.members import Homes
from aid_ledger.demo.papers import Calendar, Entry, Form, Paper, compact, dashed, numbered, sex
from aid_ledger.demo.schools import STAGE_WORDS

_CLASS_WORDS = ("视力", "听力", "言语", "肢体", "智力", "精神", "多重")
_GRADE_WORDS = ("一级", "二级", "三级", "四级")
DESTITUTE_HEADER = (
    "序号", "乡镇", "村", "姓名", "性别", "身份证号", "救助类别", "供养方式", "护理人姓名", "护理人身份证号",
    "起始保障时间", "备注",
)  # fmt: skip
_DESTITUTE_ABOVE = (
    ("序号", "户籍地", "", "供养对象", "", "", "", "", "护理人", "", "起始保障时间", "备注"),
    ("", "", "", "基本信息", "", "", "救助情况", "", "基本信息", "", "", ""),
)
_DESTITUTE_SPANS: tuple[Span, ...] = (
    *((0, column, 2, column) for column in (0, 10, 11)),
    (0, 1, 1, 2), (0, 3, 0, 7), (1, 3, 1, 5), (1, 6, 1, 7), (0, 8, 0, 9), (1, 8, 1, 9),
)  # fmt: skip
ORPHAN_HEADER = (
    "序号", "姓名", "身份证号", "性别", "儿童类别", "乡镇", "村", "监护人姓名", "监护人身份证号", "纳入时间",
)  # fmt: skip
DISABLED_HEADER = ("姓名", "身份证号", "性别", "残疾证号", "残疾类别", "残疾等级", "乡镇", "村", "联系电话")
DISABLED_SCHOOL_HEADER = (
    "序号", "姓名", "性别", "年龄(周岁)", "就读学校", "残疾证号", "残疾类别", "残疾等级", "户籍地址",
)  # fmt: skip
MARTYR_HEADER = ("序号", "姓名", "性别", "身份证号", "优抚类别", "就读学校", "年级")
HARDSHIP_HEADER = ("序号", "困难类型", "姓名", "身份证号", "性别", "乡镇", "村", "就读学校", "认定时间", "备注")
RECOGNISED_HEADER = (
    "序号", "学校", "学段", "年级", "班级", "姓名", "性别", "身份证号", "认定等级", "困难类型", "认定时间",
)  # fmt: skip


class PersonLists:
    """Makes the lists that name single children, with the child's school or home beside the name."""

    def __init__(self, rng: Random, truth: Hardship, homes: Homes, days: Calendar) -> None:
        self.rng = rng
        self.truth = truth
        self.homes = homes
        self.days = days

    def papers(self) -> list[Paper]:
        """Return all of them, 认定 one a town."""
        return [
            self._destitute(), self._orphans(), *self._disabled(), self._martyrs(), self._hardship(),
            *self._recognised()
        ]  # fmt: skip

    def _place(self, child: int) -> tuple[str, str, str, str]:
        """Return the child's town, village, school and grade."""
        who = self.homes.people.children[child]
        house = self.homes.people.families[who.family]
        seats = self.homes.plan.seats[who.seats]
        words = GRADE_WORDS[seats.stage]
        grade = words[seats.school % len(words)][seats.grade - 1]
        return self.homes.plan.towns[house.town], house.village, self.homes.plan.schools[seats.school].name, grade

    def _destitute(self) -> Paper:
        rows = []
        for entry in self.truth.persons["destitute"]:
            child = self.homes.people.children[entry.child]
            town, village, _, _ = self._place(entry.child)
            carer = self.homes.of(child.family)[0]
            cells: list[Cell] = [
                0, town, village, child.name, sex(child.boy), child.id_number, entry.word, "分散供养", carer.name,
                carer.id_number, dashed(entry.since), "",
            ]  # fmt: skip
            rows.append(Entry(entry.child, cells))
        numbered(rows)
        form = Form(
            "特困人员", DESTITUTE_HEADER, 3, 5, notes=("说明：护理人不是供养对象。",), feet=True,
            above=_DESTITUTE_ABOVE, spans=_DESTITUTE_SPANS,
        )  # fmt: skip
        return Paper("destitute", self.days.name("4-城乡特困人员备案表", 7), (form,), (rows,), container="xls")

    def _orphans(self) -> Paper:
        sheets: list[list[Entry]] = []
        for kind in ("orphan", "unsupported"):
            rows = []
            for entry in self.truth.persons[kind]:
                child = self.homes.people.children[entry.child]
                town, village, _, _ = self._place(entry.child)
                carer = self.homes.of(child.family)[1]
                cells: list[Cell] = [
                    0, child.name, child.id_number, sex(child.boy), entry.word, town, village, carer.name,
                    carer.id_number, dashed(entry.since),
                ]  # fmt: skip
                rows.append(Entry(entry.child, cells))
            numbered(rows)
            sheets.append(rows)
        titles = ("示例县孤儿及事实无人抚养儿童基本生活费发放花名册", "单位：人、元")
        forms = tuple(Form(name, ORPHAN_HEADER, 1, 2, titles=titles, feet=True) for name in ("孤儿", "事实无人抚养"))
        return Paper("orphans", self.days.name("5-孤儿及事实无人抚养儿童名单", 9), forms, tuple(sheets))

    def _disabled(self) -> list[Paper]:
        """Return the county's list (adults too, by ID) and the schools' list, whose only key is the card number."""
        county: list[Entry] = []
        schools: list[Entry] = []
        for place, entry in enumerate(self.truth.persons["disabled"]):
            child = self.homes.people.children[entry.child]
            town, village, school, _ = self._place(entry.child)
            kind, grade = int(entry.word), self.rng.randrange(1, 5)
            card = f"{child.id_number}{kind}{grade}"
            if place % 4 == 0:
                age = self.days.term.reference_day.year - child.born.year
                cells: list[Cell] = [
                    0, child.name, sex(child.boy), age, school, card, _CLASS_WORDS[kind - 1], _GRADE_WORDS[grade - 1],
                    f"示例县{town}{village}",
                ]  # fmt: skip
                schools.append(Entry(entry.child, cells))
                continue
            words = (_CLASS_WORDS[kind - 1], _GRADE_WORDS[grade - 1])
            county.append(
                Entry(entry.child, [child.name, child.id_number, sex(child.boy), card, *words, town, village, ""])
            )
            adult = self.homes.of(child.family)[place % 2]
            card = f"{adult.id_number}43"
            county.append(
                Entry(-1, [adult.name, adult.id_number, sex(adult.boy), card, "肢体", "三级", town, village, ""])
            )
        numbered(schools)
        plain = Form("Sheet1", DISABLED_HEADER, 0, 1)
        by_card = Form("残疾学生", DISABLED_SCHOOL_HEADER, 1, 5, titles=("示例县残疾学生花名册",))
        return [
            Paper("disabled", self.days.name("1-持证残疾人名单", 6), (plain,), (county,), container="locked"),
            Paper("disabled", self.days.name("1-残疾学生花名册", 20), (by_card,), (schools,), container="ods"),
        ]

    def _martyrs(self) -> Paper:
        rows = []
        for entry in self.truth.persons["martyrs"]:
            child = self.homes.people.children[entry.child]
            _, _, school, grade = self._place(entry.child)
            rows.append(Entry(entry.child, [0, child.name, sex(child.boy), child.id_number, entry.word, school, grade]))
        numbered(rows)
        form = Form("Sheet1", MARTYR_HEADER, 1, 3, titles=("示例县烈士子女及优抚对象子女在校学生名单",))
        return Paper("martyrs", self.days.name("7-烈士子女及优抚对象子女名单", 9), (form,), (rows,), miscounted=1)

    def _hardship(self) -> Paper:
        rows = []
        for entry in self.truth.persons["hardship"]:
            child = self.homes.people.children[entry.child]
            town, village, school, _ = self._place(entry.child)
            cells: list[Cell] = [
                0, entry.word, child.name, child.id_number, sex(child.boy), town, village, school,
                compact(entry.since), "",
            ]  # fmt: skip
            rows.append(Entry(entry.child, cells))
        numbered(rows)
        form = Form("困难学生", HARDSHIP_HEADER, 2, 3, titles=("示例县其他家庭经济困难学生名单",), feet=True)
        return Paper("hardship", self.days.name("7-其他困难学生名单", 30), (form,), (rows,), container="html")

    def _recognised(self) -> list[Paper]:
        """Return one list a town, by the town of the school; every second one holds true dates."""
        by_town: list[list[Listed]] = [[] for _ in self.homes.plan.towns]
        seats = self.homes.plan.seats
        for entry in self.truth.persons["recognised"]:
            school = seats[self.homes.people.children[entry.child].seats].school
            by_town[self.homes.plan.schools[school].town].append(entry)
        papers = []
        for town, entries in enumerate(by_town):
            rows = [self._recognised_row(entry, dates=bool(town % 2)) for entry in entries]
            numbered(rows)
            name = self.homes.plan.towns[town]
            title = f"{name}{self.days.term.zh}家庭经济困难学生认定名单"
            form = Form("认定名单", RECOGNISED_HEADER, 5, 7, titles=(title,), feet=True)
            papers.append(
                Paper(
                    "recognised", "认定/" + self.days.name(f"{name}家庭经济困难学生认定名单", 50), (form,), (rows,),
                    stray=town == 1,
                )
            )  # fmt: skip
        return papers

    def _recognised_row(self, entry: Listed, *, dates: bool) -> Entry:
        child = self.homes.people.children[entry.child]
        seats = self.homes.plan.seats[child.seats]
        _, _, school, grade = self._place(entry.child)
        since: Cell = entry.since if dates else dashed(entry.since)
        cells: list[Cell] = [
            0, school, STAGE_WORDS[seats.stage], grade, f"{seats.klass}班", child.name, sex(child.boy),
            child.id_number,
            entry.word, entry.hint, since,
        ]  # fmt: skip
        return Entry(entry.child, cells)
