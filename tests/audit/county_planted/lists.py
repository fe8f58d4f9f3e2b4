"""The lists of the planted county as they are written: children, schools, and what each list says from a moment on.

Every number of a person is made up: an area that does not exist, names in 钱, cards of no bank.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from tests.tools.county import Row, account_of, resident_id

Moment = Literal["first", "second", "third", "last"]
MOMENTS: tuple[Moment, ...] = ("first", "second", "third", "last")
"""Before the first payout, the second, the third, and after all of them."""
_GIVEN = "一丁七万丈三上下不与丑专且世丘丙业丛东丝丞丢两严丧个中丰串临"
_BORN = {"学前": date(2018, 9, 1), "小学": date(2013, 9, 1), "初中": date(2009, 9, 1), "普通高中": date(2005, 9, 1),
         "中职": date(2006, 9, 1)}  # fmt: skip
_VOCATIONAL = (
    {"学习形式": "", "专业名称": "", "是否涉农专业": ""},
    {"学习形式": "全日制", "专业名称": "作物生产技术", "是否涉农专业": "是"},
)
_GRADE = {"学前": "大班", "小学": "三年级", "初中": "七年级", "普通高中": "高一", "中职": "一年级"}


def name_of(number: int) -> str:
    """Return a name that no other number below 27,000 has."""
    return "钱" + _GIVEN[number // 900 % 30] + _GIVEN[number // 30 % 30] + _GIVEN[number % 30]


@dataclass(frozen=True, slots=True)
class School:
    """A school as the school list and its roster name it."""

    number: int
    stage: str = "小学"
    beds: str = ""
    meals: bool = False

    @property
    def title(self) -> str:
        """The school's name, no part of another's."""
        return f"示例县第{self.number:02d}{self.stage}学校"

    @property
    def place(self) -> dict[str, str]:
        """What a row of a roster says of the school."""
        return {"学校名称": self.title, "学校标识码": f"36990100{self.number:02d}", "学段": self.stage}

    @property
    def row(self) -> dict[str, str]:
        """The row of the school list."""
        return {
            **self.place, "办学性质": "公办", "是否普惠": "是", "学费标准(元/学期)": "800",
            "保教费标准(元/学期)": "1200" if self.stage == "学前" else "", "营养餐": "是" if self.meals else "否",
            "供餐天数": "95" if self.meals else "", "床位数": self.beds, "户名": self.title, "开户行": "示例银行",
            "账号": account_of(900_000 + self.number), "乡镇": "东镇",
        }  # fmt: skip

    @property
    def roster(self) -> str:
        """The name of the school's list."""
        return f"{self.title}在校生名册.xlsx"


@dataclass(frozen=True, slots=True)
class Child:
    """Who somebody is, as the lists have it at first."""

    number: int
    school: School
    name: str
    id_number: str
    born: date

    @property
    def account(self) -> str:
        """The card of the child's own."""
        return account_of(self.number)

    @property
    def member(self) -> dict[str, str]:
        """The row of a register."""
        return {"姓名": self.name, "身份证号": self.id_number, "乡镇": "东镇"}

    @property
    def row(self) -> dict[str, str]:
        """The row of the roster."""
        return {
            "姓名": self.name, "身份证件号": self.id_number, "学籍号": "G" + self.id_number,
            "出生日期": self.born.isoformat(), **self.school.place, "年级": _GRADE[self.school.stage], "班级": "1班",
            "就读方式": "住校", "学生状态": "在读", "异动日期": "", "转入日期": "", "户口性质": "农业",
            **_VOCATIONAL[self.school.stage == "中职"], "监护人姓名": "", "账号": self.account,
            "户名": self.name, "开户行": "示例银行", "与学生关系": "",
        }  # fmt: skip


def child_of(number: int, school: School, *, born: date | None = None) -> Child:
    """Return child ``number``: an age of the stage, and an ID that follows on no other's."""
    day = born or _BORN[school.stage] + timedelta(days=number * 7 % 300)
    return Child(number, school, name_of(number), resident_id(number * 37 % 1000, f"{day:%Y%m%d}"), day)


@dataclass(slots=True)
class Lists:
    """What every list says, and what changes at which moment. A list is its file's name; a row has a key of its own."""

    kinds: dict[str, str] = field(default_factory=dict)
    says: dict[Moment, dict[str, dict[object, Row | None]]] = field(
        default_factory=lambda: {moment: defaultdict(dict) for moment in MOMENTS}
    )

    def put(self, file: str, kind: str, key: object, row: Row, since: Moment = "first") -> None:
        """Let a list have a row from a moment on."""
        if self.kinds.setdefault(file, kind) != kind:
            raise ValueError(f"{file} is of kind {self.kinds[file]}")
        self.says[since][file][key] = row

    def drop(self, file: str, key: object, since: Moment) -> None:
        """Let a list have the row no longer."""
        self.says[since][file][key] = None

    def change(self, file: str, key: object, since: Moment, **cells: str) -> None:
        """Let a row of a list have other cells from a moment on."""
        self.says[since][file][key] = {**(self.rows(file, since).get(key) or {}), **cells}

    def rows(self, file: str, at: Moment) -> dict[object, Row]:
        """Return the rows of a list at a moment, in the order in which they came."""
        found: dict[object, Row | None] = {}
        for moment in MOMENTS[: MOMENTS.index(at) + 1]:
            found |= self.says[moment].get(file, {})
        return {key: row for key, row in found.items() if row is not None}

    def changed(self, at: Moment) -> Mapping[str, list[Row]]:
        """Return the lists that are sent at a moment, each whole."""
        return {file: list(self.rows(file, at).values()) for file in self.says[at]}
