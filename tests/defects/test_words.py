"""Defects 62 and 63 of DEFECTS.md: yes and no in every form, codes, and names with their code."""

from __future__ import annotations

import pytest

from tests.defects.lists import PAID, held, settled
from tests.tools.county import name_of, pupil, resident_id

YES = ["是", "√", "✓", "1", "Y", "y", "有"]
NO = ["否", "×", "0", "N", "n", "无"]


@pytest.mark.defect(62)
def test_yes_and_no_are_read_in_every_form() -> None:
    """Who boards gets the boarder's allowance, who does not the smaller one, who is not known none of them."""
    words = [*YES, *NO, "", "待定"]
    rows = [pupil(number, 就读方式="") | {"是否寄宿": word} for number, word in enumerate(words, start=1)]
    for row in rows:
        del row["就读方式"]
    with settled(rows) as came:
        unknown = held("boarding-unknown")
        assert came.ends == [*[PAID] * (len(YES) + len(NO)), unknown, unknown]
        paid = dict(came.paid.keys())
        boards = [paid[name_of(number)] == "boarding-living" for number in range(1, len(YES) + len(NO) + 1)]
        assert boards == [*[True] * len(YES), *[False] * len(NO)]


@pytest.mark.defect(62)
@pytest.mark.defect(63)
def test_sex_is_read_as_a_word_a_code_or_both() -> None:
    numbers = range(1, 9)
    right = {number: "12"[int(resident_id(number)[16]) % 2 == 0] for number in numbers}
    forms = [{"1": "1", "2": "2"}, {"1": "男", "2": "女"}, {"1": "1-男", "2": "2-女"}, {"1": "男生", "2": "女生"}]
    rows = [pupil(number, 性别=forms[number % 4][right[number]]) for number in numbers]
    rows.append(pupil(9, 性别={"1": "女", "2": "男"}["12"[int(resident_id(9)[16]) % 2 == 0]]))
    with settled(rows) as came:
        assert came.ends == [*[PAID] * 8, held("sex-differs")]


@pytest.mark.defect(63)
def test_codes_and_names_with_their_code_are_read_where_the_two_agree() -> None:
    words = {"2": True, "2-住校": True, "02 住校": True, "住校(2)": True, "1": False, "1-走读": False, "01.走读": False}
    rows = [pupil(number, 就读方式=word) for number, word in enumerate(words, start=1)]
    rows += [pupil(20, 就读方式="1-住校"), pupil(21, 学生状态="01-在读"), pupil(22, 学生状态="10-转出")]
    rows += [pupil(23, 户口性质="1-农业户口")]
    with settled(rows) as came:
        away = ("not-at-school", "not-at-school")
        paid = dict(came.paid.keys())
        read = {word: paid.get(name_of(number)) for number, word in enumerate(words, start=1)}
        assert read == {word: "boarding-living" if boards else "nonboarding-living" for word, boards in words.items()}
        assert came.ends[len(words) :] == [held("boarding-unknown"), PAID, away, PAID]
