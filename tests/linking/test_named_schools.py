"""Lists whose school only the names around them tell: settled by names and aliases of the school list, else asked."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import pytest

from aid_ledger.intake.names_around import names_around
from aid_ledger.linking import SchoolBook
from aid_ledger.linking.named_schools import school_of_names
from aid_ledger.linking.schools import AMBIGUOUS
from tests.tools.county import JUNIOR, PRIMARY, Desk, Row, desk, member, pupil, resident_id, school

WITHOUT = {"学校名称": "", "学校标识码": ""}
OFFICIAL = ["某县第一中学", "某县石桥镇中心小学", "某县青山小学", "某县实验小学", "某县石桥初级中学"]
ALIASES = {"一中": 0, "石桥中心校": 1, "青山": 2, "实小": 3, "中心小学": AMBIGUOUS, "石桥镇中心小学": 1, "青山小学": 2}


@pytest.fixture(scope="module")
def book() -> SchoolBook:
    by_name = {name: place for place, name in enumerate(OFFICIAL)} | ALIASES
    return SchoolBook(pd.DataFrame({"name": OFFICIAL}), {}, by_name, listed=True)


def means(book: SchoolBook, path: str, titles: list[str]) -> str:
    """Return the school that linking takes a list for: of the name that intake is certain of, else of those around."""
    around = names_around("Sheet1", titles, path)
    said = around.places.get("school")
    if said is None:
        return school_of_names(book, around.named, "某县")
    place = book.by_name.get(said, -1)
    return OFFICIAL[place] if place >= 0 else ""


@pytest.mark.parametrize(
    ("path", "titles", "meant"),
    [
        ("一中在校生2023春.csv", [], "某县第一中学"),
        ("2023年春一中寄宿生名单（最终）.xlsx", [], "某县第一中学"),
        ("青山在校生2023春.csv", [], "某县青山小学"),
        ("2023年春青山寄宿生名单（最终）.xlsx", [], "某县青山小学"),
        ("附件1：石桥中心校花名册.xlsx", [], "某县石桥镇中心小学"),
        ("报送_实小_三年级.xlsx", [], "某县实验小学"),
        ("青山.zip/一（1）.xlsx", [], "某县青山小学"),
        ("石桥中心校.zip/青山/一（1）.xlsx", [], "某县青山小学"),
        ("石桥小学.xlsx", ["石桥镇中心小学2023年春季学生花名册"], "某县石桥镇中心小学"),
    ],
)
def test_a_name_of_the_school_list_settles_it(book: SchoolBook, path: str, titles: list[str], meant: str) -> None:
    assert means(book, path, titles) == meant


@pytest.mark.parametrize(
    ("path", "titles"),
    [
        ("一中心小学名册.xlsx", []),  # 一中 ends within another name
        ("第十一中名册.xlsx", []),  # and begins within one
        ("实小（东校区）名册.xlsx", []),  # a campus may be a school of its own
        ("中心小学.xlsx", ["学生名册"]),  # two schools bear this alias
        ("一中和实小.xlsx", []),  # two schools
        ("青山、石桥中心校名册.xlsx", []),
        ("一中.zip/青石/一（1）.xlsx", []),  # 青石 may be another school than the one that sends
        ("青山小学.xlsx", ["石桥镇中心小学学生花名册"]),  # file and title name two schools
        ("西关小学.xlsx", ["石桥镇中心小学学生花名册"]),  # and one that is in no list
        ("学生名册.xlsx", []),
    ],
)
def test_what_is_not_certain_is_asked(book: SchoolBook, path: str, titles: list[str]) -> None:
    assert means(book, path, titles) == ""


@pytest.fixture
def office() -> Iterator[Desk]:
    with desk() as made:
        yield made


def test_a_list_named_by_an_alias_is_of_that_school_whichever_list_came_first(office: Desk) -> None:
    rows: list[Row] = [pupil(number, **WITHOUT) for number in (1, 2)]
    office.took("一小三年级1班.xlsx", rows)
    office.took("学校名录.xlsx", [school(PRIMARY, **{"曾用名/简称": "一小"}), school(JUNIOR)], "schools", term="")
    office.took("脱贫户.xlsx", [member(1)], "filed-poor")
    office.payout()
    assert office.outcomes() == [("paid", ""), ("not-entitled", "not-entitled")]
    assert office.export("lines")["school"].tolist() == ["示例县第一小学"]
    explained = office.office.explain(resident_id(1), "2023S")
    (told,) = (fact for fact in explained.facts if fact.field == "school")
    assert (told.value, [cell.split("/", 1)[1] for cell in told.evidence]) == ("示例县第一小学", ["Sheet1"])
