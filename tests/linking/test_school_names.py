"""Short names of schools: which school of the list may be meant, which is never meant, and which are near."""

from __future__ import annotations

import pandas as pd
import pytest

from aid_ledger.linking import SchoolBook
from aid_ledger.linking.school_names import SchoolHint, suggest_school
from aid_ledger.linking.schools import AMBIGUOUS

NAMES = [
    "某县第一中学", "某县第二中学", "某县第十二中学", "某县城关镇中心小学", "某县东关小学", "某县实验小学",
    "某县实验中学", "某县高级中学", "某县河口乡中心小学", "某县河口乡初级中学", "某县职业技术学校",
    "某县特殊教育学校", "某县机关幼儿园", "某县第二幼儿园",
]  # fmt: skip


@pytest.fixture(scope="module")
def book() -> SchoolBook:
    frame = pd.DataFrame({"name": NAMES})
    by_name = {name: place for place, name in enumerate(NAMES)}
    return SchoolBook(frame, {}, by_name | {"蓓蕾幼儿园": 12, "求真中学": 0, "星光小学": AMBIGUOUS}, listed=True)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("第一中学", "某县第一中学"),
        ("求真", "某县第一中学"),
        ("一中", "某县第一中学"),
        ("某县一中", "某县第一中学"),
        ("县二中", "某县第二中学"),
        ("十二中", "某县第十二中学"),
        ("第12中学", "某县第十二中学"),
        ("城关小学", "某县城关镇中心小学"),
        ("城关镇小学", "某县城关镇中心小学"),
        ("城关中心校", "某县城关镇中心小学"),
        ("实验小学", "某县实验小学"),
        ("某市某县东关小学", "某县东关小学"),
        ("河口初中", "某县河口乡初级中学"),
        ("河口中学", "某县河口乡初级中学"),
        ("二幼", "某县第二幼儿园"),
        ("蓓蕾幼", "某县机关幼儿园"),
    ],
)
def test_a_short_name_that_fits_one_school(book: SchoolBook, written: str, meant: str) -> None:
    assert suggest_school(book, written, "某县") == SchoolHint((meant,), 1)


@pytest.mark.parametrize("written", ["城关中学", "第三中学", "三小", "第一小学", "河口职高", "第二小学", "西关幼儿园"])
def test_a_name_of_another_level_or_number_fits_none(book: SchoolBook, written: str) -> None:
    assert suggest_school(book, written, "某县").fits == ()


def test_where_several_fit_they_are_named(book: SchoolBook) -> None:
    assert suggest_school(book, "河口学校", "某县") == SchoolHint(("某县河口乡中心小学", "某县河口乡初级中学"), 2)


def test_where_none_fits_the_nearest_are_named(book: SchoolBook) -> None:
    assert suggest_school(book, "东美小学", "某县") == SchoolHint(near=("某县东关小学",))
    assert suggest_school(book, "天桥区育才", "某县") == SchoolHint()


def test_a_name_that_two_schools_bear_is_no_short_form(book: SchoolBook) -> None:
    assert suggest_school(book, "星光小学", "某县").count == 0
