"""Random small counties with the defects that real lists have, as Hypothesis draws them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from hypothesis import strategies as st

from tests.people.strategies import DAMAGES
from tests.tools.county import JUNIOR, PRIMARY, SCHOOLS, SENIOR, Row, member, pupil, resident_id, school, sheet

Change = Callable[[dict[str, str]], dict[str, str]]


def _set(**values: str) -> Change:
    return lambda row: {**row, **values}


def _damage(header: str, how: str) -> Change:
    return lambda row: {**row, header: DAMAGES[how](row[header])}


ROSTER_DEFECTS: Mapping[str, Change] = {
    "none": lambda row: row,
    "no ID": _set(身份证件号=""),
    "no ID, no number": _set(身份证件号="", 学籍号=""),
    "no name": _set(姓名=""),
    "no school": _set(学校名称="", 学校标识码=""),
    "school of no list": lambda row: {
        **row,
        "学校名称": f"别处{row['学校名称']}",
        "学校标识码": f"36990199{row['学校标识码'][-2:]}",
    },
    "no stage, no grade": _set(学段="", 年级="", 班级=""),
    "boarding not known": _set(就读方式=""),
    "boarding unreadable": _set(就读方式="也许"),
    "left before": _set(学生状态="转出", 异动日期="2023-02-11"),
    "left after": _set(学生状态="转出", 异动日期="2023-04-11"),
    "left, undated": _set(学生状态="退学"),
    "date unreadable": _set(学生状态="休学", 异动日期="去年冬天"),
    "status unknown": _set(学生状态="空挂"),
    "came later": _set(转入日期="2023-03-15"),
    "no account": _set(账号=""),
    "not in the county": _set(户籍所在区县="360732"),
    "space in the name": lambda row: {**row, "姓名": row["姓名"][:1] + " " + row["姓名"][1:]},
    "another name": _set(姓名="欧阳另外人"),
    **{f"ID {how}": _damage("身份证件号", how) for how in DAMAGES},
}
REGISTER_DEFECTS: Mapping[str, Change] = {
    "none": lambda row: row,
    "no ID": _set(身份证号=""),
    "another name": _set(姓名="欧阳另外人"),
    "begins later": _set(认定时间="2023-03-20"),
    "begins too late": _set(认定时间="2023-08-02"),
    "begins some day": _set(认定时间="某年"),
    "over": _set(退出时间="2023-01-05"),
    **{f"ID {how}": _damage("身份证号", how) for how in DAMAGES},
}
REGISTERS = {"filed-poor": "脱贫户.xlsx", "rural-allowance": "农村低保.xlsx", "recognised": "学校认定.xlsx"}


@dataclass(slots=True)
class Paper:
    """One file before it is written."""

    name: str
    kind: str
    rows: list[Row] = field(default_factory=list)

    def written(self) -> bytes:
        """Return its workbook."""
        return sheet(self.rows)


@st.composite
def counties(
    draw: st.DrawFn, *, most: int = 14, roster: Mapping[str, Change] = ROSTER_DEFECTS,
    register: Mapping[str, Change] = REGISTER_DEFECTS,
) -> list[Paper]:  # fmt: skip
    """Two rosters of different schools, three registers and the school list, with random defects in them."""
    papers = [Paper("学校名录.xlsx", "schools", [school(place) for place in SCHOOLS])]
    rosters = [
        Paper("在校生名册一.xlsx", "roster", [pupil(800)]),
        Paper("在校生名册二.xlsx", "roster", [pupil(801, JUNIOR)]),
    ]
    registers = [Paper(name, kind, [_listed(802, kind)]) for kind, name in REGISTERS.items()]
    for number in draw(st.sets(st.integers(1, 40), min_size=3, max_size=most)):
        place = draw(st.sampled_from([PRIMARY, PRIMARY, JUNIOR, SENIOR]))
        row = roster[draw(st.sampled_from(sorted(roster)))](
            pupil(number, place, 就读方式=draw(st.sampled_from(["住校", "走读"])))
        )
        own = rosters[0 if place is PRIMARY else 1]
        own.rows += [row] * draw(st.sampled_from([1, 1, 1, 1, 2]))
        for paper in registers:
            if draw(st.booleans()):
                listed = register[draw(st.sampled_from(["none", "none", "none", *sorted(register)]))](
                    _listed(number, paper.kind)
                )
                paper.rows += [listed] * draw(st.sampled_from([1, 1, 1, 2]))
    if draw(st.booleans()):  # children of no roster: of school age, and not
        registers[0].rows += [
            _listed(700, "filed-poor"),
            {**_listed(701, "filed-poor"), "身份证号": resident_id(701, "19800101")},
        ]
    return [*papers, *rosters, *registers]


def every_defect_once() -> list[Paper]:
    """Return a county in which each defect of rosters and of registers stands once, beside a clean other half."""
    rosters = [Paper("在校生名册一.xlsx", "roster"), Paper("在校生名册二.xlsx", "roster", [pupil(801, JUNIOR)])]
    registers = [Paper(name, kind, [_listed(802, kind)]) for kind, name in REGISTERS.items()]
    for number, change in enumerate(ROSTER_DEFECTS.values(), start=1):
        rosters[0].rows.append(change(pupil(number)))
        registers[number % 3].rows.append(_listed(number, registers[number % 3].kind))
    for number, change in enumerate(REGISTER_DEFECTS.values(), start=100):
        rosters[1].rows += [pupil(number, JUNIOR)] * (1 + number % 2)
        registers[number % 3].rows.append(change(_listed(number, registers[number % 3].kind)))
    return [Paper("学校名录.xlsx", "schools", [school(place) for place in SCHOOLS]), *rosters, *registers]


def _listed(number: int, kind: str) -> dict[str, str]:
    extra = {"认定等级": "困难"} if kind == "recognised" else {}
    return {**member(number), **extra, "认定时间": "", "退出时间": ""}
