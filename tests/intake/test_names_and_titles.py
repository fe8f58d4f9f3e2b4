# ruff: noqa: E501 - whole headers on one line
"""What file names, titles and the lines over a table say: whose list it is, and of what kind."""

from __future__ import annotations

import pytest

from aid_ledger.errors import FindingsError
from aid_ledger.intake import read_file, read_words
from aid_ledger.intake.class_names import places_of, read_place
from aid_ledger.intake.names_around import says_nothing
from aid_ledger.words import tell

from .books import an_id, one

_PLAIN = ["姓名", "身份证号", "年级", "班级"]
_CHILD = ["李甲", an_id(1), "三年级", "1班"]


def _school(title: str, name: str) -> tuple[list[str], list[str]]:
    """The school that every row is given, and what was said to differ."""
    reading = read_file(one([[title], _PLAIN, _CHILD]), name, kind="roster")
    (table,) = reading.tables
    own = table.frame["school"].tolist() if "school" in table.frame else []
    return own, [str(f.params["said"]) for f in reading.findings if f.name == "class-names-differ"]


def test_name_that_ends_a_longer_one_agrees_with_it() -> None:
    title = "示例县实验小学2022—2023学年度第二学期学生花名册"
    assert _school(title, "实验小学花名册.xlsx") == (["示例县实验小学"], [])


@pytest.mark.parametrize(
    "names", [["第一中学七1班.xlsx", "示例县第一中学七年级1班在校生名册"], ["示例县第一中学七(1)班", "七年级1班.xlsx"]]
)
def test_class_written_short_agrees_with_the_long_form(names: list[str]) -> None:
    assert places_of(names) == ({"school": "示例县第一中学", "grade": "七年级", "class": "1班"}, {})


def test_numbered_school_is_another_and_only_what_differs_is_said() -> None:
    assert _school("示例县第二实验小学学生花名册", "实验小学花名册.xlsx") == ([], ["示例县第二实验小学、实验小学"])


@pytest.mark.parametrize(
    "line",
    [
        "填报单位（盖章）：示例县实验小学",
        "学校：示例县实验小学",
        "单位：示例县实验小学",
        "填报单位：示例县实验小学（公章）",
        "填报学校（盖章）：示例县实验小学  填表人：李老师",
    ],
)
def test_line_over_the_table_names_the_school(line: str) -> None:
    assert _school(line, "丙.xlsx") == (["示例县实验小学"], [])


@pytest.mark.parametrize("line", ["填报单位（盖章）：示例县教育局", "单位：元", "填报单位："])
def test_line_that_names_no_school_gives_none(line: str) -> None:
    assert read_place(line) == {}


def test_line_may_name_the_class_too() -> None:
    assert read_place("学校：示例县实验小学 班级：三年级2班") == {
        "school": "示例县实验小学",
        "grade": "三年级",
        "class": "2班",
    }


_KINDS = {
    "parents before pupils": ("在校生名册", ["家长姓名", "家长身份证", "学生姓名", "学生身份证", "年级"], "roster"),
    "orphans by their kind": ("孤儿、事实无人抚养儿童基本生活费发放表", ["监护人姓名", "监护人身份证", "儿童姓名", "儿童身份证", "儿童类别"], "orphans"),
    "persons with a disability": ("残疾人名单", ["监护人", "监护人身份证", "残疾人姓名", "残疾人身份证号", "残疾等级"], "disabled"),
    "names, as they are called": ("学生名册", ["家长姓名", "家长身份证", "学生名字", "学生身份证", "年级"], "roster"),
}  # fmt: skip


@pytest.mark.parametrize("case", _KINDS)
def test_title_and_headers_tell_the_kind_and_the_child_is_the_person(case: str) -> None:
    title, header, kind = _KINDS[case]
    (table,) = read_file(
        one([[title], header, ["李父", an_id(9, "19850305"), "李甲", an_id(1), "三年级"]]), "3月.xlsx"
    ).tables
    assert (table.kind, table.frame["student_name"].tolist(), table.frame["id_no"].tolist()) == (
        kind,
        ["李甲"],
        [an_id(1)],
    )


def test_roster_by_its_title_whose_ids_have_no_known_header_is_no_list_of_households() -> None:
    rows = [
        ["在校生名册"],
        ["家长姓名", "学生姓名", "甲证", "年级", "班级"],
        ["李父", "李甲", an_id(1), "三年级", "1班"],
    ]
    with pytest.raises(FindingsError) as caught:
        read_file(one(rows), "3月.xlsx")
    (found,) = caught.value.findings
    assert (found.name, found.params["kind"]) == ("kind-columns-missing", "roster")
    assert tell(found, "zh").problem == "作为在校生名册，缺少必需的列：身份证件号/学籍号；认不出的列：C 甲证"


def test_column_of_boarding_in_a_taller_header_makes_no_list_of_boarders_and_remarks_stay() -> None:
    rows = [
        ["示例小学学生花名册"],
        ["序号", "学生基本情况", "", "", "", "是否寄宿", "备注"],
        ["", "姓名", "公民身份号码", "年级", "班别", "（打√）", ""],
        ["1", "李甲", an_id(1), "三年级", "1班", "√", "休学"],
    ]
    (table,) = read_file(one(rows, merges=["A2:A3", "B2:E2"]), "花名册.xlsx").tables
    assert (table.kind, table.frame["boarding"].tolist(), table.frame["remark"].tolist()) == ("roster", ["√"], ["休学"])


def test_remarks_headed_one_row_above_the_others_are_not_lost() -> None:
    rows = [["", "", "", "", "备注"], ["姓名", "身份证号", "年级", "班级", ""], [*_CHILD, "转学"]]
    (table,) = read_file(one(rows), "在校生名册.xlsx").tables
    assert table.frame["remark"].tolist() == ["转学"]


def test_person_times_meals_go_before_persons() -> None:
    rows: list[list[str | int]] = [
        ["学校", "就餐人数", "供餐天数", "供餐人次", "月份"],
        ["示例小学", 48, 22, 1056, "2023-03"],
    ]
    (table,) = read_file(one(rows), "供餐月报.xlsx").tables
    assert table.frame["diners"].tolist() == ["1056"]


def _said_of_names(*rows: list[str]) -> list[tuple[str, object]]:
    (table,) = read_file(one([list(row) for row in rows]), "农村低保.xlsx").tables
    return [(f.name, f.params.get("columns")) for f in table.findings]


def test_households_whose_last_place_for_a_member_is_empty_lack_no_names() -> None:
    header = ["户主姓名", "户主身份证号", "家庭成员1", "身份证号", "家庭成员2", "身份证号"]
    assert _said_of_names(header, ["李父", an_id(9, "19850305"), "李甲", an_id(1), "", ""]) == []


def test_members_without_names_beside_a_named_head_are_told_by_their_columns() -> None:
    header = ["户主姓名", "户主身份证号", "成员身份证号", "成员身份证号"]
    found = _said_of_names(header, ["李父", an_id(9, "19850305"), an_id(1), an_id(2)])
    assert found == [("no-name-beside-id", "C、D")]


def test_lone_column_that_holds_ids_is_told_as_the_persons_own() -> None:
    header = ["户主姓名", "姓名", "证号", "与户主关系"]
    assert _said_of_names(header, ["李父", "李甲", an_id(1), "之子"]) == [("id-column-by-content", "C")]


@pytest.mark.parametrize("header", ["住宿类型", "住校否", "内宿/外宿"])
@pytest.mark.parametrize(("cell", "boards"), [("住宿生", 2), ("走读生", 1), ("内宿", 2), ("外宿", 1), ("√", 2)])
def test_boarding_as_schools_call_it(header: str, cell: str, boards: int) -> None:
    (table,) = read_file(one([[*_PLAIN, header], [*_CHILD, cell]]), "在校生名册.xlsx").tables
    assert read_words("boarding", table.frame["boarding"], header)[0].tolist() == [boards]


@pytest.mark.parametrize(("tail", "silent"), [("", True), ("青山", False)])
def test_a_name_of_nothing_but_list_words_is_read_at_once_however_long(tail: str, silent: bool) -> None:
    assert says_nothing("2023年名册" * 200 + tail) is silent
