from __future__ import annotations

import pandas as pd
import pytest

from aid_ledger.people import IdProblem, IdState, StudentNoKind, check_student_numbers
from tests.people.strategies import column

ID = "990101201003070015"


@pytest.mark.parametrize(
    ("text", "normal", "kind", "state", "tail"),
    [
        ("G" + ID, "G" + ID, StudentNoKind.G, IdState.VALID, ID),
        (" g" + ID, "G" + ID, StudentNoKind.G, IdState.REPAIRED, ID),
        ("Ｇ" + ID, "G" + ID, StudentNoKind.G, IdState.REPAIRED, ID),
        ("G99010120100307012x", "G99010120100307012X", StudentNoKind.G, IdState.REPAIRED, "99010120100307012X"),
        ("G99010120100307012×", "G99010120100307012X", StudentNoKind.G, IdState.REPAIRED, "99010120100307012X"),
        ("L990101201003071234", "L990101201003071234", StudentNoKind.L, IdState.VALID, ""),
        ("J99010120100307123X", "J99010120100307123X", StudentNoKind.J, IdState.VALID, ""),
        ("j99010120100307123x", "J99010120100307123X", StudentNoKind.J, IdState.REPAIRED, ""),
        ("", "", StudentNoKind.NONE, IdState.BLANK, ""),
        ("\u3000", "", StudentNoKind.NONE, IdState.BLANK, ""),
    ],
)
def test_number_of_good_form_is_read(text: str, normal: str, kind: StudentNoKind, state: IdState, tail: str) -> None:
    check = check_student_numbers(column([text]))
    assert (check.normal[0], check.kind[0], check.state[0], check.tail[0]) == (normal, kind, state, tail)
    assert check.problem[0] == IdProblem.NONE


@pytest.mark.parametrize(
    ("text", "kind", "problem"),
    [
        ("G990101201003070014", StudentNoKind.G, IdProblem.CHECK_DIGIT),
        ("G990101201002300010", StudentNoKind.G, IdProblem.DATE),
        ("G999101201003070015", StudentNoKind.G, IdProblem.TEMPORARY),
        ("G99010120100307001*", StudentNoKind.G, IdProblem.CHECK_DIGIT),
        (ID, StudentNoKind.NONE, IdProblem.LENGTH),
        ("G" + ID[:-1], StudentNoKind.NONE, IdProblem.LENGTH),
        ("H" + ID, StudentNoKind.NONE, IdProblem.CHARACTERS),
        ("9901E+17", StudentNoKind.NONE, IdProblem.CHARACTERS),
        ("9.901E+17", StudentNoKind.NONE, IdProblem.SCIENTIFIC),
        ("L99010120100307123*", StudentNoKind.NONE, IdProblem.MASKED),
    ],
)
def test_number_that_is_wrong_says_why_and_has_no_tail(text: str, kind: StudentNoKind, problem: IdProblem) -> None:
    check = check_student_numbers(column([text]))
    assert (check.state[0], check.kind[0], check.problem[0]) == (IdState.INVALID, kind, problem)
    assert (check.normal[0], check.tail[0]) == (text, "")


def test_check_digit_is_not_asked_of_j_and_l_numbers() -> None:
    texts = column([letter + f"99010120100307{order:04d}" for letter in "JL" for order in range(11)])
    assert (check_student_numbers(texts).state == IdState.VALID).all()


def test_slice_keeps_its_index_and_its_rows() -> None:
    texts = pd.Series(["odd", "G" + ID, " G" + ID, ""], index=list("abcd"), dtype="str")[1:]
    check = check_student_numbers(texts)
    assert check.tail.to_dict() == {"b": ID, "c": ID, "d": ""}
