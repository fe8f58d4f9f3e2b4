from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from aid_ledger.people import IdProblem, IdRepair, IdState, age_on, check_digit, check_id, check_ids
from tests.people.strategies import column

GOOD = "990101201003070015"
WITH_X = "99010120100307012X"
REPAIRS = {
    " 990101201003070015": IdRepair.SPACES,
    "990101 20100307\u00a00015\t\n": IdRepair.SPACES,
    "99010120100307\u200b0015\ufeff": IdRepair.SPACES,
    "９９０１０１２０１００３０７００１５": IdRepair.FULL_WIDTH,
    "'990101201003070015": IdRepair.APOSTROPHE,
    "’990101201003070015": IdRepair.APOSTROPHE,
    '="990101201003070015"': IdRepair.WRAPPER,
    '"990101201003070015"': IdRepair.WRAPPER,
    "“990101201003070015”": IdRepair.WRAPPER,
    "99010120I0O3O70O15": IdRepair.LETTER_O_OR_L,
    "9901012010030700l5": IdRepair.LETTER_O_OR_L,
    "G990101201003070015": IdRepair.STUDENT_NO,
    "g990101201003070015": IdRepair.STUDENT_NO,
    "９９０１０１２０１００３０７００１５ ": IdRepair.FULL_WIDTH | IdRepair.SPACES,
}
PROBLEMS = {
    "990101201003070014": IdProblem.CHECK_DIGIT,
    "990101201002300010": IdProblem.DATE,
    "990101187912310017": IdProblem.DATE,
    "990101991332001": IdProblem.DATE,
    "99010120100307001": IdProblem.LENGTH,
    "9901012010030700155": IdProblem.LENGTH,
    "99010120100307001599": IdProblem.LENGTH,
    "父990101201003070015": IdProblem.CHARACTERS,
    "无": IdProblem.CHARACTERS,
    "99010120100307OO14": IdProblem.CHARACTERS,
    "990101201003070015、990101201003070023": IdProblem.TWO_IDS,
    "990101201003070015\n990101201003070023": IdProblem.TWO_IDS,
    "990101********0015": IdProblem.MASKED,
    "990101XXXXXXXX0015": IdProblem.MASKED,
    "999101201003070015": IdProblem.TEMPORARY,
    "L990101201003070015": IdProblem.TEMPORARY,
    "J99010120100307001X": IdProblem.TEMPORARY,
    "E12345678": IdProblem.OTHER_DOCUMENT,
    "H1234567(8)": IdProblem.OTHER_DOCUMENT,
    "9.90101E+17": IdProblem.SCIENTIFIC,
    "990101201003070000.0": IdProblem.SCIENTIFIC,
    "\U00020bb7" * 4 + "12": IdProblem.CHARACTERS,
    "::::::::::::::::::": IdProblem.CHARACTERS,
    "99010120100307001:": IdProblem.CHARACTERS,
    "G990101201003070014": IdProblem.CHECK_DIGIT,
    "G99010120100307001543": IdProblem.CHARACTERS,
}


def test_valid_id_says_birth_sex_and_area() -> None:
    checked = check_id(GOOD)
    assert (checked.state, checked.normal) == (IdState.VALID, GOOD)
    assert (checked.birth, checked.sex, checked.area) == (20100307, 1, 990101)


def test_even_order_number_is_a_girl() -> None:
    assert check_id("99010120100307002" + check_digit("99010120100307002")).sex == 2


@pytest.mark.parametrize("text", REPAIRS, ids=ascii)
def test_certain_repair_gives_the_id_and_its_mark(text: str) -> None:
    checked = check_id(text)
    assert (checked.normal, checked.state, checked.repair) == (GOOD, IdState.REPAIRED, REPAIRS[text])


@pytest.mark.parametrize("typed", "×*ΧχХхⅩⅹＸｘ", ids=ascii)
def test_character_that_looks_like_x_is_read_as_x(typed: str) -> None:
    checked = check_id(WITH_X[:17] + typed)
    assert (checked.normal, checked.state) == (WITH_X, IdState.REPAIRED)


def test_small_x_is_repaired_where_all_ids_have_18_characters() -> None:
    check = check_ids(column([GOOD, WITH_X.lower(), WITH_X]))
    assert check.normal.tolist() == [GOOD, WITH_X, WITH_X]
    assert check.repair.tolist() == [0, IdRepair.LOWER_X, 0]


def test_lookalike_is_no_repair_where_the_check_digit_is_another() -> None:
    assert check_id(GOOD[:17] + "*").state == IdState.INVALID


@pytest.mark.parametrize("text", PROBLEMS, ids=ascii)
def test_uncertain_text_is_invalid_with_its_problem(text: str) -> None:
    checked = check_id(text)
    assert (checked.state, checked.problem) == (IdState.INVALID, PROBLEMS[text])
    assert (checked.repair, checked.birth, checked.sex, checked.area, checked.suffix) == (0, 0, 0, 0, "")


def test_invalid_text_is_kept_cleaned() -> None:
    assert check_id(" 9901012010030７001x5 ").normal == "990101201003070" + "01X5"


def test_id_of_15_digits_is_upgraded_to_the_twentieth_century() -> None:
    checked = check_id("990101100307001")
    assert (checked.normal, checked.birth) == ("990101191003070019", 19100307)
    assert (checked.state, checked.repair) == (IdState.REPAIRED, IdRepair.UPGRADED_15)


@pytest.mark.parametrize("suffix", ["43", "43B1", "1100", "74b2"])
def test_disability_number_gives_the_id_and_keeps_its_suffix(suffix: str) -> None:
    checked = check_id(WITH_X + suffix)
    assert (checked.normal, checked.suffix) == (WITH_X, suffix.upper())
    assert checked.repair == IdRepair.DISABILITY_SUFFIX


@pytest.mark.parametrize("text", ["", " ", "\u3000\t", "\u200b", "''", '=""'])
def test_nothing_but_space_and_wrapping_is_blank(text: str) -> None:
    checked = check_id(text)
    assert (checked.state, checked.normal, checked.problem, checked.repair) == (IdState.BLANK, "", 0, 0)


def test_missing_is_blank() -> None:
    texts = pd.Series([GOOD, None, ""], dtype="str")
    assert check_ids(texts).state.tolist() == [IdState.VALID, IdState.BLANK, IdState.BLANK]


def test_column_of_objects_and_empty_columns_are_read() -> None:
    assert check_ids(pd.Series([GOOD, None], dtype="object")).state.tolist() == [IdState.VALID, IdState.BLANK]
    assert check_ids(column([])).normal.tolist() == []
    assert check_ids(pd.Series([], dtype="object")).state.tolist() == []
    assert check_ids(pd.Series([None, None], dtype="object")).state.tolist() == [0, 0]


def test_numbers_are_refused() -> None:
    with pytest.raises(TypeError):
        check_ids(pd.Series([990101201003070015]))  # type: ignore[arg-type]


def test_index_of_the_input_is_kept() -> None:
    texts = pd.Series([GOOD, "x"], index=["b", "a"], dtype="str")
    check = check_ids(texts)
    assert check.normal.to_dict() == {"b": GOOD, "a": "X"}
    assert check.suffix.index.equals(texts.index)


def test_input_is_never_written_to() -> None:
    texts = column([WITH_X.lower()])
    check_ids(texts)
    assert texts.tolist() == [WITH_X.lower()]


def test_usable_are_the_valid_and_the_repaired() -> None:
    assert check_ids(column([GOOD, " " + GOOD, GOOD[:-1], ""])).usable.tolist() == [True, True, False, False]


def test_columns_have_the_promised_types() -> None:
    check = check_ids(column([GOOD, "odd", ""]))
    assert [check.state.dtype, check.problem.dtype, check.sex.dtype] == [np.uint8] * 3
    assert [check.birth.dtype, check.area.dtype, check.repair.dtype] == [np.int32, np.int32, np.uint16]
    assert check.normal.dtype == "str"
    assert check.suffix.dtype == "str"


def test_blocks_longer_than_one_are_read_to_the_end() -> None:
    check = check_ids(column([GOOD] * 70_000 + [GOOD[:-1] + "0"]))
    assert np.bincount(check.state).tolist() == [0, 70_000, 0, 1]


@pytest.mark.parametrize(
    ("birth", "day", "years"),
    [
        (20100901, date(2023, 9, 1), 13),
        (20100902, date(2023, 9, 1), 12),
        (20040229, date(2023, 2, 28), 18),
        (20040229, date(2023, 3, 1), 19),
        (20230901, date(2023, 9, 1), 0),
        (20230902, date(2023, 9, 1), -1),
        (20990101, date(2023, 9, 1), -1),
        (0, date(2023, 9, 1), -1),
    ],
)
def test_age_is_counted_in_completed_years(birth: int, day: date, years: int) -> None:
    assert age_on(np.array([birth], dtype=np.int32), day).tolist() == [years]


@pytest.mark.parametrize("text", ["", "9" * 16, "9" * 18, "9" * 16 + "X", "９" * 17])
def test_check_digit_refuses_anything_but_17_digits(text: str) -> None:
    with pytest.raises(ValueError, match="17 digits"):
        check_digit(text)
