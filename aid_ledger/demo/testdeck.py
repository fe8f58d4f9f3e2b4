"""Writes the test deck: the lists of sixty invented students as an office would get them, and the right answers beside.

For an auditor to change and run: whoever alters a cell knows by the policy what must come out. Bytes repeat.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from random import Random

from aid_ledger.demo.book import Sheet, note_sheet, write_book
from aid_ledger.demo.deck_cases import (
    CARE_FEE,
    FIRST,
    LAST,
    PACKS,
    PROGRAMME_OF,
    SENIOR_FEE,
    Case,
    cases,
    yuan_of,
)
from aid_ledger.demo.numbers import IdMaker, card
from aid_ledger.errors import Finding, InputError
from aid_ledger.terms import Term

ANSWERS = "标准答案.xlsx"
_FILES = {
    "filed-poor": "脱贫户名单.xlsx", "monitored": "监测对象名单.xlsx", "rural-allowance": "农村低保名单.xlsx",
    "urban-allowance": "城镇低保名单.xlsx", "destitute": "特困人员名单.xlsx", "orphans": "孤儿名单.xlsx",
    "disabled": "持证残疾人名单.xlsx", "martyrs": "烈士优抚子女名单.xlsx", "recognised": "学校认定名单.xlsx",
    "hardship": "困难类型名单.xlsx",
}  # fmt: skip
_SCHOOLS = {
    "小学": ("示例县第一小学", "3699010001"), "小学2": ("示例县河东小学", "3699010008"),
    "初中": ("示例县第二初级中学", "3699010002"), "普通高中": ("示例县高级中学", "3699010003"),
    "普通高中private": ("示例县育才高级中学", "3699010007"), "中职": ("示例县职业技术学校", "3699010004"),
    "学前": ("示例县机关幼儿园", "3699010005"), "学前private": ("示例县小天使幼儿园", "3699010006"),
}  # fmt: skip
_AGE = {"学前": 5, "小学": 9, "初中": 13, "普通高中": 16, "中职": 16}
_GRADE = {"学前": "大班", "小学": "三年级", "初中": "七年级", "普通高中": "高一", "中职": "中职一年级"}
_SURNAMES = "赵钱孙李周吴郑王冯陈"
_GIVEN = "安邦昌达恩丰光海家康礼明宁平庆仁尚天文兴"
_SEED = 20230301


@dataclass(frozen=True, slots=True)
class Deck:
    """What was written: the lists by kind, the answers, and each student's answer (:data:`ANSWER_COLUMNS`)."""

    lists: tuple[tuple[str, Path], ...]
    answers: Path
    students: tuple[Mapping[str, str], ...]


ANSWER_COLUMNS = ("编号", "情形", "姓名", "身份证号", "学校", "应有结果", "原因", "应得项目", "合计(元)")


def write_testdeck(folder: Path, term: Term, packs: Sequence[str]) -> Deck:
    """Write the deck.

    Args:
        folder: where; made if it is not there.
        term: one whose answers were worked out, :data:`FIRST` to :data:`LAST`.
        packs: one of :data:`PACKS`.

    Raises:
        InputError: ``testdeck-term``, ``testdeck-packs``.
    """
    if not FIRST <= term <= LAST:
        raise InputError(Finding("testdeck-term", params={"term": str(term), "first": str(FIRST), "last": str(LAST)}))
    chosen = tuple(packs)
    if chosen not in PACKS:
        known = "; ".join(",".join(one) for one in PACKS)
        raise InputError(Finding("testdeck-packs", params={"packs": ",".join(chosen), "known": known}))
    people = [_Person.make(number, case, term) for number, case in enumerate(cases(term), start=1)]
    rosters = [row for person in people for row in person.roster()]
    written = [("roster", _write(folder, "在校生名册.xlsx", f"{term.zh}在校生名册", rosters)),
               ("schools", _write(folder, "学校名录.xlsx", "学校名录", _schools()))]  # fmt: skip
    for kind, name in _FILES.items():
        rows = [row for person in people for row in person.listed(kind)]
        written.append((kind, _write(folder, name, f"{term.zh}{name.removesuffix('.xlsx')}", rows)))
    answers = [person.answer(term, chosen) for person in people]
    path = folder / ANSWERS
    shown = [tuple(row[column] for column in ANSWER_COLUMNS) for row in answers]
    write_book(path, [Sheet("标准答案", ANSWER_COLUMNS, shown, (f"{term.zh}测试数据标准答案（{'、'.join(chosen)}）",)),
                      note_sheet("怎么用", *_notes(term, chosen))])  # fmt: skip
    return Deck(tuple(written), path, tuple(answers))


def _notes(term: Term, packs: Sequence[str]) -> tuple[str, ...]:
    return (
        "六十名学生和所有号码都是虚构的（地区代码 9901xx，没有这个地方）。",
        f"1. 新建工作区：aid-ledger init 试算 --county 990101 --name 试算 --packs {','.join(packs)} --tier T2",
        f"2. 把本文件夹里除本文件以外的名单导入：aid-ledger import *.xlsx --term {term}（本文件不要导入）",
        f"3. 生成发放名单：aid-ledger payout --term {term}，与“标准答案”逐人核对。",
        "4. 改动任何一格，再照政策想一想应该得多少，重新运行，看是否相符。",
        "应有结果：paid 发放，not-entitled 不符合条件，not-at-school 不在校，held 要人来定（不发也不作废）。",
    )


@dataclass(frozen=True, slots=True)
class _Person:
    number: int
    case: Case
    name: str
    id_number: str

    @classmethod
    def make(cls, number: int, case: Case, term: Term) -> _Person:
        """Return the student of a case; birthdays and names differ from one to the next."""
        born = date(term.year - _AGE[case.stage], 1 + number % 9, 1 + number % 27)
        name = _SURNAMES[number % 10] + _GIVEN[number // 3 % 20] + _GIVEN[(number * 7 + 3) % 20]
        return cls(number, case, name, _ids().make(born, boy=number % 2 == 0))

    def school(self) -> tuple[str, str]:
        return _SCHOOLS[self.case.stage + self.case.school]

    def roster(self) -> list[dict[str, str]]:
        """Return the rows of the student in the roster: one, or two where the case is about that."""
        school, code = self.school()
        slip = self.case.slip
        number, student_number = self.id_number, f"G{self.id_number}"
        if slip == "wrong-digit":
            number = f"{number[:16]}{(int(number[16]) + 1) % 10}{number[17]}"
        elif slip in ("student-number-only", "no-number"):
            number = ""
        if slip == "no-number":
            student_number = ""
        born = f"{self.id_number[6:10]}-{self.id_number[10:12]}-{self.id_number[12:14]}"
        row = {
            "学校名称": school, "学校标识码": code, "学段": self.case.stage, "年级": _GRADE[self.case.stage],
            "班级": "1班", "学生姓名": self.name, "身份证件号": number, "学籍号": student_number, "出生日期": born,
            "就读方式": "住校", "学生状态": "在读", "异动日期": "", "转入日期": "", "户口性质": "农业",
            "账号": card(self.number), "户名": self.name, "开户行": "示例银行", "专业名称": "", "是否涉农专业": "",
            **self.case.roster,
        }  # fmt: skip
        if slip == "two-schools":
            other, other_code = _SCHOOLS["小学2"]
            return [row, {**row, "学校名称": other, "学校标识码": other_code}]
        return [row, row] if slip == "row-twice" else [row]

    def listed(self, kind: str) -> list[dict[str, str]]:
        """Return the rows of the student in a list of this kind."""
        name = {"spaced-name": f"{self.name[0]} {self.name[1:]}", "other-name": "欧阳若水"}.get(
            self.case.slip, self.name
        )
        usual = {"乡镇": "城关镇", "姓名": name, "身份证号": self.id_number}
        own: dict[str, str] = {}
        if kind == "disabled":
            own = {"残疾证号": f"{self.id_number}42", "残疾类别": "肢体", "残疾等级": "二级"}
        elif kind == "recognised":
            own = {"学校名称": self.school()[0], "年级": _GRADE[self.case.stage], "班级": "1班"}
        elif kind in ("rural-allowance", "urban-allowance"):
            own = {"户主姓名": f"{self.name[0]}建国"}
        elif kind in ("filed-poor", "monitored"):
            own = {"户编号": f"9901{self.number:06d}"}
        return [{**usual, **own, **cells} for one, cells in self.case.lists if one == kind]

    def answer(self, term: Term, packs: tuple[str, ...]) -> dict[str, str]:
        """Return the student's row of the answer sheet."""
        case = self.case
        gets = {PROGRAMME_OF[word]: yuan_of(word, case.stage, term, packs) for word in case.gets}
        got = {programme: yuan for programme, yuan in gets.items() if yuan}
        without = [programme for programme, yuan in gets.items() if not yuan and programme == "senior-grant"]
        outcome, reason = case.outcome or "paid", case.reason
        if not got and without:
            outcome, reason = "held", "no-standard"
        said = ";".join(f"{programme} {yuan:.2f}" for programme, yuan in got.items())
        values = (str(self.number), case.what, self.name, self.id_number, self.school()[0], outcome, reason, said,
                  f"{sum(got.values()):.2f}")  # fmt: skip
        return dict(zip(ANSWER_COLUMNS, values, strict=True))


def _ids() -> IdMaker:
    return IdMaker(Random(_SEED))  # noqa: S311 - invented numbers, the same every time


def _schools() -> list[dict[str, str]]:
    rows = []
    for serial, (key, (name, code)) in enumerate(_SCHOOLS.items(), start=901):
        stage, private = key.removesuffix("private").removesuffix("2"), key.endswith("private")
        fee = str(SENIOR_FEE if not private else 2000) if stage == "普通高中" else ""
        rows.append(
            {
                "学校名称": name, "学校标识码": code, "学段": stage, "办学性质": "民办" if private else "公办",
                "是否普惠": ("否" if private else "是") if stage == "学前" else "", "学费标准(元/学期)": fee,
                "保教费标准(元/学期)": str(CARE_FEE if not private else 1800) if stage == "学前" else "",
                "同类公办标准(元/学期)": str(SENIOR_FEE if stage == "普通高中" else CARE_FEE) if private else "",
                "营养餐": "否", "户名": name, "开户行": "示例银行", "账号": card(serial), "乡镇": "城关镇",
            }
        )  # fmt: skip
    return rows


def _write(folder: Path, name: str, title: str, rows: Sequence[Mapping[str, str]]) -> Path:
    header = tuple(dict.fromkeys(column for row in rows for column in row))
    cells = [tuple(row.get(column, "") for column in header) for row in rows]
    write_book(folder / name, [replace(Sheet(name.removesuffix(".xlsx"), header, cells), titles=(title,))])
    return folder / name
