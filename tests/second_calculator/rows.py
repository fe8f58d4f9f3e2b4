"""One row of a roster or an application, read: identity, school, facts, and how it stands on the reference day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from tests.second_calculator import doubts, people, words
from tests.second_calculator.facts import School
from tests.second_calculator.reading import Row


@dataclass
class StudentRow:
    """One row of a roster or an application, read."""

    row: Row
    number: str
    number_state: str
    student_no: str
    name: str
    born: date | None
    school: School | None
    school_key: str
    stage: str | None
    grade: int | None
    boarding: bool | None
    status: str
    presence: str
    rural: bool
    local: bool
    major: str
    agricultural: bool
    performing: bool
    full_time: bool
    college: tuple[str, ...]
    dates: tuple[date | None, date | None]
    unknown: str = "status-unknown"
    doubt: str = ""  # why the ID, which holds, may be another person's
    person: str = ""
    present: bool = False  # at school here on the reference day, as far as one can say: for the meals

    @property
    def facts(self) -> tuple[object, ...]:
        """Return what two rows of one student at one school must agree on."""
        who = (people.plain_name(self.name), self.stage, self.grade, self.boarding, self.status or "在读", self.dates)
        return (
            *who,
            self.rural,
            self.local,
            self.agricultural,
            self.performing,
            self.full_time,
            self.college,
        )

    def denies_nothing_of(self, other: StudentRow) -> bool:
        """Return whether every cell that is filled says what the other row says; status and days aside."""
        said = {
            "就读方式 是否寄宿 走读": self.boarding == other.boarding,
            "户口性质": self.rural == other.rural,
            "户籍所在区县 户籍所在地区划码 户口所在地": self.local == other.local,
            "专业 是否涉农专业": self.agricultural == other.agricultural,
            "专业": self.performing == other.performing,
            "学习形式": self.full_time == other.full_time,
            "学历层次": self.college[0] == other.college[0],
            "是否新生": self.college[1] == other.college[1],
            "生源学校类型": self.college[2] == other.college[2],
            "院校所在地": self.college[3] == other.college[3],
            "院校性质": self.college[4] == other.college[4],
            "学费(元/学期)": self.college[5] == other.college[5],
        }
        same = all(same or not any(map(self.row.text, headers.split())) for headers, same in said.items())
        return same and self.stage in (None, other.stage) and self.grade in (None, other.grade)


@dataclass
class Student:
    """One student: the row that gives the facts, and why the student is held, if so."""

    who: str
    number: str
    rows: list[StudentRow]
    current: StudentRow | None = None
    application: StudentRow | None = None
    hold: str = ""
    names: set[str] = field(default_factory=set)
    lines: dict[str, tuple[str, int]] = field(default_factory=dict)
    programme_holds: dict[str, str] = field(default_factory=dict)

    def is_held(self) -> bool:
        """Return whether a person must look first."""
        return bool(self.hold)


def read_student(row: Row, find_school: dict[str, School], on: date, county: str) -> StudentRow:
    """Read one row of a roster or an application."""
    text = row.text
    id_header = "身份证件号" if "身份证件号" in row.cells else "身份证号"
    number, state = people.resident_id(text(id_header), stored_as_number=row.is_number(id_header), dragged=row.dragged)
    code, school_name = people.clean(text("学校标识码")), text("学校名称", "学校", "就读学校")
    school = find_school.get(code) or find_school.get(people.plain_name(school_name))
    if row.kind == "applications":
        school = None
    stage, grade = words.stage_and_grade(text("学段"), text("年级"))
    if stage is None and school is not None and len(school.stages) == 1:
        stage = school.stages[0]
    major = text("专业")
    farming = words.yes_no(text("是否涉农专业"))
    changed, came = words.day(row.cells.get("异动日期")), words.day(row.cells.get("转入日期"))
    status = "".join(text("学生状态", "学籍状态").split())
    if row.layout == "left":  # its title says 转出, and may be of a part of it
        changed, status = words.day(row.cells.get("转出日期")), "转出学生名册"
    level = text("学历层次") or text("学段")
    boards = words.boarding(text("就读方式", "是否寄宿"))
    boards = words.day_student(text("走读")) if "走读" in row.cells else boards
    name, born = text("学生姓名", "幼儿姓名", "姓名"), words.day(row.cells.get("出生日期"))
    presence = words.presence(status, changed, came, on)
    said = (text("备注"), *row.comments)
    if presence == "here" and (doubts.says_left(name) or any(map(doubts.remark_says_left, said))):
        presence = "unknown"
    second = "".join(text("就读状态").split())
    pair = {status, second}
    torn = bool(second) and bool(pair & words.AT_SCHOOL) and bool(pair & words.STOPPED)
    if torn and not (changed is not None and changed > on):
        presence = "unknown"
    special = "特殊" in text("学段") or "特殊" in (school.name if school else "")
    in_doubt = doubts.doubt(row, number, stage, born, on, special=special) if state == "ok" else ""
    return StudentRow(
        row=row,
        number=number,
        number_state=state,
        student_no=people.clean(text("全国学籍号", "学籍号")),
        name=doubts.without_remark(name),
        born=born,
        school=school,
        school_key=school.code or school.name if school else f"?{code}/{people.plain_name(school_name)}",
        stage=stage,
        grade=grade,
        boarding=boards,
        status=status,
        presence=presence,
        unknown="statuses-differ" if torn else "status-unknown",
        rural=words.rural_hukou(text("户口性质")),
        local=words.local_hukou(text("户籍所在区县", "户籍所在地区划码", "户口所在地"), county),
        major=major,
        agricultural=major in words.AGRICULTURAL if farming is None else farming,
        performing=major in words.PERFORMING,
        full_time=text("学习形式") != "非全日制",
        college=(
            level,
            text("是否新生"),
            text("生源学校类型"),
            text("院校所在地"),
            text("院校性质"),
            text("学费(元/学期)"),
        ),
        dates=(changed, came),
        doubt="" if presence in {"away", "away-undated", "dead"} else in_doubt,
    )
