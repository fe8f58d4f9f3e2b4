# ruff: noqa: E501 - rows of lists, one on a line
"""Headers and columns: where the header is, which field each column is, and what is noticed on the way."""

from datetime import date

import pytest

from aid_ledger.errors import FindingsError
from aid_ledger.intake import read_file
from aid_ledger.terms import Term

from .books import an_id, one
from .test_layouts import counts_add_up, only


def test_title_unit_and_date_rows_stand_above_the_header() -> None:
    rows: list[list[object]] = [
        ["2023年春季学期学校名录"],
        ["单位：示例县教育局", "", "填报时间：2023年3月1日"],
        ["学校名称", "学校标识码", "学段", "学费标准", "保教费标准"],
        ["", "", "", "元/学年", "（元/学期）"],
        ["一小", "3699010001", "小学", "1000", 500],
    ]
    reading = read_file(one(rows), "a.xlsx")
    table = only(reading)
    assert (table.kind, table.header_row, reading.as_of, reading.term) == (
        "schools",
        3,
        date(2023, 3, 1),
        Term(2023, 0),
    )
    assert (table.unit_of("tuition"), table.unit_of("care_fee")) == ("元/学年", "元/学期")
    assert dict(table.passed_over) == {"title": 2, "header": 2}
    assert counts_add_up(table)


def test_unit_of_a_title_row_holds_for_money_columns() -> None:
    rows: list[list[object]] = [["预算"], ["单位：万元"], ["项目", "资金级次", "金额"], ["营养改善", "中央", 12.5]]
    table = only(read_file(one(rows), "budget.xlsx"))
    assert (table.unit_of("amount"), table.unit_of("project")) == ("万元", "")


def test_two_level_header_with_merged_cells() -> None:
    rows = [
        ["发放表"],
        ["序号", "姓名", "身份证号", "银行账号", "资助档次", "", "", "资助金额"],
        ["", "", "", "", "一档", "二档", "三档", ""],
        ["1", "a", an_id(1), "62000", "1", "", "", "750"],
    ]
    merges = ["A1:H1", "A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:G2", "H2:H3"]
    table = only(read_file(one(rows, merges), "a.xlsx", kind="accounts"))
    assert (table.header_row, table.frame["row"].tolist()) == (2, [4])
    assert [c.header for c in table.columns][4:7] == ["资助档次›一档", "资助档次›二档", "资助档次›三档"]
    assert counts_add_up(table)


def test_two_level_header_with_names_below() -> None:
    rows = [
        ["学生情况", "", "", "家庭情况", ""],
        ["姓名", "身份证号", "学校", "联系电话", "家庭住址"],
        ["a", an_id(1), "x", "1", "y"],
    ]
    table = only(read_file(one(rows, ["A1:C1", "D1:E1"]), "学生花名册.xlsx", kind="recognised"))
    assert table.columns[1].header == "学生情况›身份证号"
    assert table.frame["id_no"].tolist() == [an_id(1)]


def test_two_levels_of_which_neither_is_a_header_by_itself() -> None:
    rows = [
        ["农村特困人员备案表", "", "", "", "", ""],
        ["序号", "乡镇", "特困人员", "", "监护人或其他成员", ""],
        ["", "", "姓名", "身份证号", "姓名", "身份证号"],
        ["1", "a", "b", an_id(1), "c", an_id(2)],
    ]
    table = only(read_file(one(rows, ["A1:F1", "A2:A3", "B2:B3", "C2:D2", "E2:F2"]), "农村特困.xlsx"))
    assert (table.kind, table.header_row, table.frame["row"].tolist()) == ("destitute", 2, [4])
    assert table.fields == ("seq", "town", "student_name", "id_no", "guardian_name", "guardian_id_no")
    assert table.repeated_ids == ("id_no",), "who cares for them is none of them"


def test_household_sheet_keeps_every_id_column() -> None:
    header = ["户主姓名", "户主身份证号", "低保证号", "成员姓名", "身份证号", "成员姓名", "身份证号"]
    table = only(read_file(one([header, ["a", an_id(1), "1", "b", an_id(2), "c", an_id(3)]]), "农村低保.xlsx"))
    assert table.repeated_ids == ("id_no", "id_no_2", "id_no_3")  # the head is a member too
    assert table.frame.iloc[0][["student_name", "id_no", "student_name_2", "id_no_2"]].tolist() == [
        "a",
        an_id(1),
        "b",
        an_id(2),
    ]


@pytest.mark.parametrize(
    ("header", "rows", "found"),
    [
        (["户主姓名", "户主身份证号", "姓名", "身份证号"], [["甲", an_id(1), "甲", an_id(1)], ["甲", an_id(1), "乙", an_id(2)]], ["id_no"]),
        (["户主姓名", "户主身份证号", "姓名", "身份证号", "与户主关系"], [["甲", an_id(1), "乙", an_id(2), "之子"]], ["id_no"]),
        (["户主姓名", "户主身份证号", "姓名", "身份证号"], [["甲", an_id(1), "乙", an_id(2)], ["丙", an_id(3), "丁", an_id(4)]], ["id_no", "id_no_2"]),
        (["户主姓名", "户主身份证号", "低保证号", "备注"], [["甲", an_id(1), "1", ""]], ["id_no"]),
        (["户主姓名", "身份证号", "低保证号", "开户人", "开户人身份证"], [["甲", an_id(1), "1", "乙", an_id(2)]], ["id_no"]),
        (["户主身份证号", "户主姓名", "身份证号", "姓名", "证件号", "姓名"], [[an_id(1), "甲", an_id(2), "乙", an_id(3), "丙"]], ["id_no", "id_no_2", "id_no_3"]),
    ],
    ids=["one person a row", "a relation says so", "a household a row", "the head alone", "who fetches the money", "names on the right"],
)  # fmt: skip
def test_the_head_is_a_member_where_a_row_is_a_household(
    header: list[str], rows: list[list[str]], found: list[str]
) -> None:
    table = only(read_file(one([header, *rows]), "农村低保.xlsx"))
    assert list(table.repeated_ids) == found
    first = header.index(table.header_of("id_no"))
    assert table.frame["id_no"].tolist() == [row[first] for row in rows]
    assert table.frame["student_name"].tolist() == [row[header.index(table.header_of("student_name"))] for row in rows]
    assert "no-name-column" not in {f.name for f in table.findings}


@pytest.mark.parametrize("parent_first", [True, False])
def test_of_a_parents_and_a_childs_number_the_childs_is_taken(parent_first: bool) -> None:
    parent, child = ("家长乙", an_id(2, "19850101")), ("学生甲", an_id(1))
    order = [parent, child] if parent_first else [child, parent]
    header = ["姓名", "身份证号", "姓名", "身份证号", "班级", "学籍号"]
    table = only(read_file(one([header, [*order[0], *order[1], "1班", ""]]), "在校生名册.xlsx"))
    assert table.frame.iloc[0][["student_name", "id_no"]].tolist() == list(child)


def test_swapped_columns_are_read_by_their_contents() -> None:
    rows = [["姓名", "学籍号", "身份证号", "班级"]] + [[f"a{i}", an_id(i), "G" + an_id(i), "1班"] for i in range(1, 6)]
    table = only(read_file(one(rows), "roster.xlsx"))
    assert (table.letter_of("id_no"), table.letter_of("student_no")) == ("B", "C")
    assert [f.name for f in table.findings] == ["columns-swapped"]


def test_the_name_beside_a_members_id_is_the_members() -> None:
    header = ["户主姓名", "户主身份证号", "家庭成员姓名", "成员身份证号", "与户主关系"]
    rows = [header] + [[f"户{i}", an_id(i), f"员{i}", an_id(50 + i), "之子"] for i in range(1, 4)]
    table = only(read_file(one(rows), "农村低保.xlsx"))
    assert (table.kind, table.letter_of("student_name"), table.letter_of("id_no")) == ("rural-allowance", "C", "D")
    rows = [["姓名", "身份证号", "家庭成员姓名", "残疾类别"], ["甲", an_id(1), "家长", "视力"]]
    table = only(read_file(one(rows), "残疾人.xlsx"))
    assert (table.letter_of("student_name"), table.letter_of("guardian_name")) == ("A", "C")


def test_what_no_row_shows_is_said() -> None:
    rows = [["户主姓名", "户主身份证号", "成员身份证号"], ["户", an_id(1), an_id(2)]]
    assert [f.name for f in only(read_file(one(rows), "农村低保.xlsx")).findings] == ["no-name-beside-id"]
    rows = [["学校名称", "年级", "班级", "姓名", "学籍号"], ["示例小学", "三年级", "1班", "甲", "G" + an_id(1)]]
    assert [f.name for f in only(read_file(one(rows), "在校生名册.xlsx")).findings] == ["no-id-column"]


def test_header_cells_with_marks_and_spaces() -> None:
    rows = [
        ["＊姓 名", "身份证\n号码：", "全国学籍号（必填）", "班　级", "★帐号"],
        ["a", an_id(1), "G" + an_id(1), "1班", "62"],
    ]
    table = only(read_file(one(rows), "roster.xlsx"))
    assert table.fields == ("student_name", "id_no", "student_no", "class", "account_no")


def test_of_two_ids_in_a_register_the_left_one_is_the_persons_whatever_the_headers() -> None:
    header = ["姓名", "证件号", "困难类型", "联系人", "身份证号"]
    table = only(read_file(one([header, ["甲", an_id(1), "孤儿", "乙", an_id(2)]]), "困难学生.xlsx", kind="hardship"))
    assert (table.letter_of("id_no"), table.letter_of("student_name")) == ("B", "A")


def test_a_list_of_names_and_ids_alone_has_a_header() -> None:
    table = only(
        read_file(one([["姓名", "残疾人证号"], ["张一", an_id(1) + "43"]]), "持证残疾人名单.xlsx", kind="disabled")
    )
    assert (table.header_row, table.fields) == (1, ("student_name", "disability_no"))
    wide = [["姓名", "身份证号", "甲", "乙"], ["张一", an_id(1), "x", "y"]]
    with pytest.raises(FindingsError):
        read_file(one(wide), "名单.xlsx", kind="disabled")
