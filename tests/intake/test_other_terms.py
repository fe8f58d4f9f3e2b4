"""Last term's sheet in the same workbook is not taken as this term's."""

from __future__ import annotations

import pytest

from aid_ledger.intake import FileReading, read_file
from aid_ledger.terms import Term

from .books import ROSTER_HEADER, an_id, book, one, roster_row

THIS, BEFORE = Term(2023, 0), Term(2022, 0)


def _read(
    sheets: dict[str, tuple[str, int]], *terms: Term, name: str = "名册.xlsx", sheet: str | None = None
) -> FileReading:
    rows = {
        said: [[title], ROSTER_HEADER, *(roster_row(10 * number + i) for i in range(number))]
        for said, (title, number) in sheets.items()
    }
    return read_file(book(rows), name, kind="roster", terms=terms, sheet=sheet)


def _taken(reading: FileReading) -> list[str]:
    return [table.sheet for table in reading.tables]


def _said(reading: FileReading) -> list[tuple[str, str]]:
    return [(f.name, f.place.sheet) for f in reading.findings]


def test_sheet_that_names_another_term_is_left_out() -> None:
    reading = _read({"2023年春": ("在校生名册", 1), "2022年春": ("2022年春季学期在校生名册", 3)}, THIS)
    assert _taken(reading) == ["2023年春"]
    assert _said(reading) == [("sheet-of-other-term", "2022年春")]
    assert {note.name: note.why for note in reading.sheets} == {"2023年春": "data", "2022年春": "other-term"}


def test_title_tells_where_the_sheets_name_does_not() -> None:
    titles = {"一": ("2022-2023学年第二学期名册", 1), "二": ("2021-2022学年第二学期名册", 1)}
    assert _taken(_read(titles, THIS)) == ["一"]


def test_name_of_the_file_tells_where_nobody_asked() -> None:
    reading = _read({"2023年春": ("名册", 1), "2022年春": ("名册", 1)}, name="2022年春名册.xlsx")
    assert (_taken(reading), reading.term) == (["2022年春"], BEFORE)


def test_latest_term_is_taken_where_nothing_else_tells() -> None:
    reading = _read({"2022年春": ("名册", 2), "2023年春": ("名册", 1)})
    assert (_taken(reading), reading.term) == (["2023年春"], THIS)


def test_sheets_without_a_term_are_taken() -> None:
    assert _taken(_read({"三年级": ("名册", 1), "四年级": ("名册", 1), "2022年春": ("名册", 1)}, THIS)) == [
        "三年级",
        "四年级",
    ]


def test_only_sheet_is_kept_and_told() -> None:
    reading = _read({"2022年春": ("名册", 1)}, THIS)
    assert (_taken(reading), _said(reading)) == (["2022年春"], [("term-differs", "2022年春")])


def test_sheet_that_was_asked_for_is_kept_and_told() -> None:
    reading = _read({"2023年春": ("名册", 1), "2022年春": ("名册", 1)}, THIS, sheet="2022年春")
    assert (_taken(reading), _said(reading)) == (["2022年春"], [("term-differs", "2022年春")])


def test_list_that_names_its_own_term_is_said_nothing_of() -> None:
    reading = read_file(one([["2023年春名册"], ROSTER_HEADER, roster_row(1)]), "名册.xlsx", terms=[THIS])
    assert _said(reading) == []


OTHER_NAMES = ["2022年秋季名册.xlsx", "2022-2023学年第一学期名册.xlsx", "2022年秋.zip/三年级.xlsx", "名册2022A.xlsx"]


@pytest.mark.parametrize("name", OTHER_NAMES)
def test_name_of_another_term_is_told_and_the_file_is_taken(name: str) -> None:
    reading = _read({"三年级": ("名册", 1)}, THIS, name=name)
    assert (_taken(reading), _said(reading)) == (["三年级"], [("file-term-differs", "")])
    said = reading.findings[0].params
    assert (said["term"], said["options"]) == ("2023S", "--term 2023S")
    assert said["own"] == "--term 2022A"


@pytest.mark.parametrize(
    ("name", "title", "asked"),
    [
        ("2023年春名册.xlsx", "名册", [THIS]),
        ("2022年秋名册.xlsx", "名册", []),
        ("2022年秋名册.xlsx", "2023年春季学期名册", [THIS]),
        ("2022年秋名册.xlsx", "名册", [Term(2022, 1), THIS]),
        ("监测对象_20221202.xlsx", "名册", [THIS]),
        ("监测对象_20230820.xlsx", "名册", [THIS]),
        ("2022-2023学年名册.xlsx", "2023年3月6日填报", [THIS]),
        ("名册.xlsx", "新生名册（2022年9月入学）", [THIS]),
        ("名册.xlsx", "2019年脱贫户、2020年及以后年度", [THIS]),
        ("2022年学校名录.xlsx", "2023年春季学期名册", [THIS]),
    ],
    ids=[
        "the same",
        "nobody asked",
        "its title says this one",
        "one of two",
        "made before",
        "made after",
        "its school year",
        "of its cohort",
        "when people left poverty",
        "a term goes before a year",
    ],
)
def test_other_names_are_no_matter(name: str, title: str, asked: list[Term]) -> None:
    assert _said(_read({"三年级": (title, 1)}, *asked, name=name)) == []


@pytest.mark.parametrize(
    ("name", "title", "said", "own"),
    [
        ("2022春低保学生.xlsx", "名单", "2022春", "--term 2022S"),
        ("名册.xlsx", "2021—2022学年学生名册", "2021—2022学年", "--year 2021-2022"),
        ("名册.xlsx", "2022年学生名册", "2022年", "--term 2022S"),
        ("名册.xlsx", "制表时间：2022年9月6日", "2022年9月6日", "--term 2022A"),
        ("监测对象_20220902.xlsx", "名册", "20220902", "--term 2022A"),
        ("2023春名册.xlsx", "2022年秋季学期名册", "2022年秋季学期", "--term 2022A"),
        ("2022春名册.xlsx", "制表时间：2023年3月6日", "2022春", "--term 2022S"),
    ],
)
def test_whatever_states_another_time_is_told_with_its_words(name: str, title: str, said: str, own: str) -> None:
    found = _read({"三年级": (title, 1)}, THIS, name=name).findings
    assert [(one.params["said"], one.params["own"]) for one in found] == [(said, own)]


def test_meals_are_of_the_term_that_their_title_says() -> None:
    rows = [["2022年春季学期供餐月报"], ["学校名称", "月份", "供餐天数"], ["示例县第一小学", "3", "20"]]
    reading = read_file(one(rows), "供餐月报.xlsx", kind="meals", terms=[THIS])
    assert _said(reading) == [("term-differs", "Sheet1")]


def test_list_whose_rows_name_their_terms_may_have_any_name() -> None:
    rows = [["姓名", "身份证号", "项目", "学期", "金额"], ["李甲", an_id(1), "国家助学金", "2022A", "1000"]]
    reading = read_file(one(rows), "2022年秋已发放.xlsx", kind="paid-before", terms=[THIS])
    assert _said(reading) == []
