from __future__ import annotations

import pandas as pd
import pytest

from aid_ledger.people import (
    NameProblem,
    name_problem,
    name_problems,
    normalise_name,
    normalise_names,
    split_remark,
    split_remarks,
)
from tests.people.strategies import column

PRIVATE_CELLS = [cell for cell in range(0x50, 0xA1) if cell != 0x7F]


def standard_character(cell: int) -> str:
    """What the GB18030 codec gives for a cell of the old private-use block, "" where it is private itself."""
    char = bytes([0xFE, cell]).decode("gb18030")
    return "" if "\ue000" <= char <= "\uf8ff" else char


@pytest.mark.parametrize("dot", "·•‧・∙⋅●．﹒˙･")
def test_ten_middle_dots_and_the_half_width_one_become_one(dot: str) -> None:
    assert normalise_name(f"阿依{dot}古丽") == "阿依·古丽"


@pytest.mark.parametrize(
    "text", ["张 三", "张　三", "张\u00a0三", " 张三\n", "张\u200b三", "张三\ufe00", "张三\U000e0100"]
)
def test_spaces_and_shapeless_characters_go(text: str) -> None:
    assert normalise_name(text) == "张三"


@pytest.mark.parametrize("text", ["阿依.古丽", "張三", "乾隆"])
def test_plain_dot_and_variants_stay(text: str) -> None:
    assert normalise_name(text) == text


def test_compatibility_characters_become_the_standard_ones() -> None:
    assert normalise_name("\uf9dc⽟Ａｎｎａ") == "隆玉Anna"


def test_accent_is_joined_to_its_letter() -> None:
    assert normalise_name("Jose\u0301") == "Jos\xe9"


def test_private_use_cells_become_what_the_codec_says() -> None:
    expected = [standard_character(cell) or chr(0xE815 + place) for place, cell in enumerate(PRIVATE_CELLS)]
    assert [normalise_name(chr(0xE815 + place)) for place in range(80)] == expected
    assert sum(bool(standard_character(cell)) for cell in PRIVATE_CELLS) == 66


def test_normalised_column_keeps_index_and_blanks() -> None:
    names = pd.Series(["张 三", "", "李四", None], index=list("abcd"), dtype="str")
    assert normalise_names(names).to_dict() == {"a": "张三", "b": "", "c": "李四", "d": ""}


@pytest.mark.parametrize(
    ("text", "name", "remark"),
    [
        ("张三(转出)", "张三", "转出"),
        ("张三（转出）", "张三", "转出"),
        ("张三 【一班】 ", "张三", "一班"),
        ("张三(转出", "张三", "转出"),
        ("李四★", "李四", "★"),
        ("☆李四", "李四", "☆"),
        ("张(韦华)★", "张(韦华)", "★"),
        ("★张三(转出)※", "张三", "★ 转出 ※"),
        ("王五 小", "王五", "小"),
        ("王五　女(转)", "王五", "女 转"),
    ],
)
def test_remark_is_split_from_the_name(text: str, name: str, remark: str) -> None:
    assert split_remark(text) == (name, remark)


@pytest.mark.parametrize(
    "text",
    [
        "张三",
        "张 三",
        "张小 小"[:3],
        "欧阳 小",
        "张(韦华)",
        "李(韦华)明",
        "★",
        "张★",
        "(转出)",
        "张三()",
        "",
        " ",
        "三" * 61 + "★",
    ],
)
def test_name_without_a_sure_remark_stays_as_typed(text: str) -> None:
    assert split_remark(text) == (text, "")


def test_remarks_of_a_column_keep_the_index() -> None:
    names, remarks = split_remarks(pd.Series(["张三", "李四★"], index=[3, 1], dtype="str"))
    assert (names.to_dict(), remarks.to_dict()) == ({3: "张三", 1: "李四"}, {3: "", 1: "★"})
    assert [part.tolist() for part in split_remarks(column([]))] == [[], []]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("张三", NameProblem.NONE),
        ("阿依·古丽", NameProblem.NONE),
        ("Anna Li", NameProblem.NONE),
        ("张\ue863", NameProblem.NONE),
        ("", NameProblem.EMPTY),
        (" \u3000", NameProblem.EMPTY),
        ("张\ue816", NameProblem.PRIVATE_USE),
        ("张□", NameProblem.BOX),
        ("张\ufffd", NameProblem.BOX),
        ("张？", NameProblem.QUESTION_MARK),
        ("张*", NameProblem.MASKED),
        ("张（韦华）", NameProblem.BRACKETS),
        ("张yan", NameProblem.MIXED_LETTERS),
        ("张三2", NameProblem.DIGITS),
    ],
)
def test_damage_in_a_name_is_named(text: str, problem: NameProblem) -> None:
    assert name_problem(text) == problem
    assert name_problems(column(["张三", text]))[1] == problem
