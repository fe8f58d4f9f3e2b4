from __future__ import annotations

from importlib.resources import files

import pandas as pd
import pytest

from aid_ledger.people import NameAgreement, compare_names
from tests.people.strategies import column


def compare(one: str, other: str) -> NameAgreement:
    return NameAgreement(compare_names(column([one]), column([other]))[0])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("张 三", "张三"),
        ("阿依古丽", "阿依·古丽"),
        ("阿依.古丽", "阿依·古丽"),
        ("阿依•古丽", "阿依·古丽"),
        ("阿.依.古丽", "阿·依·古丽"),
        ("阿·依·古丽", "阿依古丽"),
        ("张 小 三", "张小三"),
        ("張麗華", "张丽华"),
        ("陈乾", "陈干"),
        ("李龑", "李䶮"),
        ("李玉", "李钰"),
        ("张三", "张四"),
        ("张三", "李三"),
        ("张", "张三"),
        ("欧阳娜", "欧阳娜娜"),
        ("王小明", "王明"),
        ("ANNA LI", "Anna Li"),
    ],
)
def test_small_difference_is_near(one: str, other: str) -> None:
    assert compare(one, other) == NameAgreement.NEAR


@pytest.mark.parametrize(
    ("one", "other"),
    [("张三", "李四"), ("张", "李"), ("王小明", "王明小"), ("张三", "张小四"), ("张三", "张三小五"), ("·", "张")],
)
def test_names_that_share_too_little_are_different(one: str, other: str) -> None:
    assert compare(one, other) == NameAgreement.DIFFERENT


@pytest.mark.parametrize("blank", ["", " ", "\u3000\u200b"])
def test_blank_agrees_with_nothing_and_contradicts_nothing(blank: str) -> None:
    assert compare(blank, "张三") == NameAgreement.UNKNOWN
    assert compare(blank, blank) == NameAgreement.UNKNOWN


def test_equal_text_is_the_same() -> None:
    assert compare("张三", "张三") == NameAgreement.SAME


def test_rows_are_compared_by_position() -> None:
    left = pd.Series(["张三", "李四"], index=[1, 2], dtype="str")
    right = pd.Series(["张三", "李四"], index=[2, 1], dtype="str")
    assert compare_names(left, right).tolist() == [NameAgreement.SAME, NameAgreement.SAME]


def test_columns_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="1 names beside 0"):
        compare_names(column(["张三"]), column([]))


def test_each_variant_stands_once_and_means_one_character() -> None:
    text = files("aid_ledger.people").joinpath("variants.txt").read_text(encoding="utf-8")
    groups = [line for line in text.splitlines() if not line.startswith("#")]
    characters = "".join(groups)
    assert min(map(len, groups)) > 1
    assert len(characters) == len(set(characters))
