# ruff: noqa: E501 - rows of lists, one on a line
"""Files and sheets of one class: school, grade and class from names where no column gives them."""

from __future__ import annotations

from pathlib import Path

import pytest

from aid_ledger.errors import FindingsError
from aid_ledger.intake import SheetTable, read_file
from tests.tools.county import Desk, name_of, pupil, resident_id, school, sheet

from .books import an_id, book, one

HEADER = ["姓名", "身份证号", "性别", "就读方式"]


def rows(first: int = 1) -> list[list[str]]:
    return [HEADER, ["王甲", an_id(first), "男", "住校"], ["王乙", an_id(first + 1), "男", "住校"]]


def place_of(table: SheetTable) -> list[str]:
    assert all(table.frame[name].nunique() == 1 for name in ("school", "grade", "class") if name in table.frame)
    return [str(table.frame[name].iat[0]) if name in table.frame else "" for name in ("school", "grade", "class")]


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("1_1.xlsx", ["", "一年级", "1班"]),
        ("二（1）.xls", ["", "二年级", "1班"]),
        ("五年级.xls", ["", "五年级", ""]),
        ("三2班.xlsx", ["", "三年级", "2班"]),
        ("示例县第一小学三年级2班.xlsx", ["示例县第一小学", "三年级", "2班"]),
        ("2023年春季示例中学七年级（3）班学生名册.xlsx", ["示例中学", "七年级", "3班"]),
        ("高一(5)班.xlsx", ["", "高一", "5班"]),
        ("2023级3班.xlsx", ["", "2023级", "3班"]),
        ("大一班.xlsx", ["", "大班", "1班"]),
        ("全县小学三年级至五年级学生名册.xlsx", ["", "", ""]),
        ("2023-3.xlsx", ["", "", ""]),
        ("示例县第一小学/三2班.xlsx", ["示例县第一小学", "三年级", "2班"]),
        ("示例中学.zip/七年级/3班.xlsx", ["示例中学", "七年级", "3班"]),
        ("示例县第一小学（东校区）报表三年级2班.xlsx", ["", "三年级", "2班"]),
        ("示例县第一小学.zip/青山/三2班.xlsx", ["", "三年级", "2班"]),
        ("示例县第一小学.zip/青山教学点/三2班.xlsx", ["青山教学点", "三年级", "2班"]),
        ("示例县第一小学/一中三年级2班.xlsx", ["一中", "三年级", "2班"]),
        ("示例县第一小学/新校区三年级2班.xlsx", ["", "三年级", "2班"]),
    ],
)
def test_school_grade_and_class_are_read_from_the_files_name(name: str, place: list[str]) -> None:
    if not any(place):
        with pytest.raises(FindingsError):
            read_file(one(rows()), name, kind="roster")
        return
    table = read_file(one(rows()), name).tables[0]
    assert (table.kind, place_of(table)) == ("roster", place)
    assert {k: v for k, v in table.name_facts.items() if k in ("school", "grade", "class")} == {
        k: v for k, v in zip(("school", "grade", "class"), place, strict=True) if v
    }


def test_a_sheet_a_class_and_the_school_in_the_title() -> None:
    def titled(first: int) -> list[list[str]]:
        return [["学校：示例县第二小学", "", "", ""], *rows(first)]

    reading = read_file(book({"三1班": titled(1), "三2班": titled(5)}), "学生名册.xlsx")
    assert [place_of(table) for table in reading.tables] == [
        ["示例县第二小学", "三年级", "1班"],
        ["示例县第二小学", "三年级", "2班"],
    ]


def test_grade_of_the_file_and_class_of_the_sheet_belong_together() -> None:
    reading = read_file(book({"1班": rows(), "2班": rows(5)}), "三年级.xlsx", kind="roster")
    assert [place_of(table) for table in reading.tables] == [["", "三年级", "1班"], ["", "三年级", "2班"]]


def test_names_that_differ_are_not_taken() -> None:
    reading = read_file(
        book({"四1班": [[*HEADER, "学校"], *([*row, "示例小学"] for row in rows()[1:])]}), "三年级.xlsx", kind="roster"
    )
    assert place_of(reading.tables[0]) == ["示例小学", "", ""]
    assert [f.name for f in reading.findings] == ["class-names-differ"]


def test_columns_go_before_names() -> None:
    header = [*HEADER, "学校", "年级", "班级"]
    data = one([header, ["甲", an_id(1), "男", "住校", "乙校", "四年级", "9班"]])
    assert place_of(read_file(data, "示例县第一小学三年级2班.xlsx", kind="roster").tables[0]) == [
        "乙校",
        "四年级",
        "9班",
    ]


def test_grade_of_the_name_gives_no_class_to_rows_of_another_grade() -> None:
    data = one([[*HEADER, "年级"], ["甲", an_id(1), "男", "住校", "四年级"]])
    assert place_of(read_file(data, "三2班.xlsx", kind="roster").tables[0]) == ["", "四年级", ""]


def test_two_layouts_of_one_schools_classes_add_up_and_are_paid(tmp_path: Path) -> None:
    primary = {"学校名称": "示例县第一小学", "学校标识码": "3699010001", "学段": "小学"}
    junior = {"学校名称": "示例县第二初级中学", "学校标识码": "3699010002", "学段": "初中"}
    desk = Desk(tmp_path)
    desk.took("学校名录.xlsx", sheet([school(primary), school(junior)]), "schools")

    def own(number: int, *names: str) -> dict[str, str]:
        row = pupil(number)
        return {name: row[name] for name in ("姓名", "身份证件号", "就读方式", *names)}

    desk.took("示例县第一小学1_1.xlsx", sheet([own(1), own(2)]), "roster")
    desk.took("示例县第一小学二（1）.xls", sheet([own(3, "学籍号", "出生日期")]), "roster")
    desk.took("1_2.xlsx", sheet([own(4)]), "roster", school="示例县第一小学")
    desk.took("1_3.xlsx", sheet([own(5)]), "roster")
    desk.took("1_1.xlsx", sheet([own(6)]), "roster", school="示例县第二初级中学")
    poor = [{"姓名": name_of(n), "身份证号": resident_id(n), "户类型": "脱贫户", "乡镇": "东镇"} for n in range(1, 7)]
    desk.took("脱贫户.xlsx", sheet(poor), "filed-poor")
    desk.payout()
    lines = desk.export("lines")
    lines = lines[lines["programme"] == "boarding-living"]
    assert dict(zip(lines["student_name"], zip(lines["grade"], lines["class"], strict=True), strict=True)) == {
        name_of(1): ("一年级", "1班"), name_of(2): ("一年级", "1班"), name_of(3): ("二年级", "1班"), name_of(4): ("一年级", "2班"),
        name_of(6): ("一年级", "1班"),
    }  # fmt: skip
    table = desk.export("outcomes")
    held = table[(table["kind"] == "roster") & (table["outcome"] == "held")]
    assert held[["name", "reason"]].to_numpy().tolist() == [[name_of(5), "school-unknown"]]
    stage = dict(zip(lines["student_name"], lines["stage"], strict=True))
    assert (stage[name_of(1)], stage[name_of(6)]) == ("primary", "junior")  # 1_1 of a junior school is its first year


def test_the_same_class_again_under_another_name_is_refused(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    first = [{key: pupil(n)[key] for key in ("姓名", "身份证件号", "就读方式")} for n in (1, 2, 3, 4)]
    desk.took("示例县第一小学三1班.xlsx", sheet(first), "roster")
    again = desk.take("示例县第一小学三年级1班（改）.xlsx", sheet(first[::-1]), "roster")
    assert [f.name for f in again.findings] == ["class-already-listed"]


def test_explanation_points_to_the_file_where_its_name_gave_the_class(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.took(
        "示例县第一小学三2班.xlsx",
        sheet([{key: pupil(1)[key] for key in ("姓名", "身份证件号", "就读方式")}]),
        "roster",
    )
    poor = [{"姓名": name_of(1), "身份证号": resident_id(1), "户类型": "脱贫户", "乡镇": "东镇"}]
    desk.took("脱贫户.xlsx", sheet(poor), "filed-poor")
    facts = {fact.field: fact for fact in desk.office.explain(resident_id(1), "2023S").facts}
    assert (facts["grade"].value, facts["school"].value) == ("3", "示例县第一小学")
    digest = next(row["sha256"] for row in desk.office.sources() if row["kind"] == "roster")
    assert facts["grade"].evidence == (f"{digest[:8]}/Sheet1",)
