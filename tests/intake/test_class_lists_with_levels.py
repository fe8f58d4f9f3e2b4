"""A class list with a column 困难等级 is never taken for a list of 学校认定 unless a name or title says so."""

from __future__ import annotations

import pytest

from aid_ledger.errors import FindingsError
from aid_ledger.intake import read_file
from aid_ledger.words import tell

from .books import an_id, one

CLASS = ["序号", "姓名", "性别", "身份证号", "入学时间", "困难等级", "备注"]


def file(title: str, levels: list[str], header: list[str] = CLASS) -> bytes:
    rows = [[str(n), f"学生{n}", "男", an_id(n), "2022.9", level, ""] for n, level in enumerate(levels, 1)]
    return one([[title], header, *([row[CLASS.index(name)] for name in header] for row in rows)])


def kind_of(title: str, name: str, levels: list[str], header: list[str] = CLASS) -> str:
    return read_file(file(title, levels, header), name).tables[0].kind


def test_a_title_that_says_all_pupils_makes_it_a_roster_whose_levels_are_named_as_unused() -> None:
    title = "第一高级中学2023春高一（3）班学生情况统计表"
    (table,) = read_file(file(title, ["特殊困难", "", "", "一般困难"]), "一中（高中） 高一3班.xlsx").tables
    assert table.kind == "roster"
    (found,) = [one for one in table.findings if one.name == "column-may-be"]
    assert (found.place.cell, found.params["word"]) == ("F2", "困难等级")
    assert "--as recognised" in tell(found, "zh").fix


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("城关小学困难学生花名册", "三1班.xlsx"),
        ("名册", "三1班 认定.xlsx"),
        ("高一（3）班家庭经济困难学生情况统计表", "三1班.xlsx"),
    ],
)
def test_a_name_or_title_that_says_need_makes_it_a_list_of_recognition(title: str, name: str) -> None:
    assert kind_of(title, name, ["困难", ""]) == "recognised"


@pytest.mark.parametrize(
    ("title", "levels"),
    [
        ("三年级（1）班花名册", ["困难", ""]), ("三年级（1）班花名册", ["困难", "一般困难"]), ("学生名单", ["", ""]),
        ("受助学生花名册", ["困难", "困难"]),
    ],
)  # fmt: skip
def test_without_such_a_word_a_class_list_with_levels_is_asked_with_both_commands(
    title: str, levels: list[str]
) -> None:  # fmt: skip
    with pytest.raises(FindingsError) as caught:
        kind_of(title, "三1班.xlsx", levels)
    (found,) = caught.value.findings
    assert found.name == "kind-unclear"
    assert all(command in tell(found, "zh").fix for command in ("--as roster", "--as recognised", "--school 学校名称"))


def test_a_list_of_nothing_but_levels_is_one_of_recognition_and_of_blanks_is_asked() -> None:
    header = ["姓名", "身份证号", "困难等级"]
    assert kind_of("2023年春", "名单.xlsx", ["困难", "一般困难"], header) == "recognised"
    with pytest.raises(FindingsError):
        kind_of("2023年春", "名单.xlsx", ["", ""], header)
    assert kind_of("2023年春", "学校认定.xlsx", ["", ""], header) == "recognised"


def test_the_class_list_may_be_read_as_either_where_a_person_says_so() -> None:
    data = file("三年级（1）班花名册", ["困难", ""])
    assert [read_file(data, "三1班.xlsx", kind=kind).tables[0].kind for kind in ("roster", "recognised")] == [
        "roster", "recognised",
    ]  # fmt: skip
    assert read_file(data, "三1班.xlsx", columns={"F": ""}).tables[0].kind == "roster"
