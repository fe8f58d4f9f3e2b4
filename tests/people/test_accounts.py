from __future__ import annotations

import pandas as pd
import pytest
from stdnum import luhn

from aid_ledger.people import AccountProblem, AccountState, check_accounts
from tests.people.strategies import column

ID = "990101201003070015"
CARD = "621700001234567890"
CARD += luhn.calc_check_digit(CARD)


def state_of(text: str, id_number: str = "") -> tuple[AccountState, AccountProblem]:
    check = check_accounts(column([text]), column([id_number]))
    return AccountState(check.state[0]), AccountProblem(check.problem[0])


@pytest.mark.parametrize("text", [CARD, "101013000012345", "1010130000123456789012", "0" * 14 + "1"])
def test_account_of_usual_length_is_payable(text: str) -> None:
    assert state_of(text) == (AccountState.PAYABLE, AccountProblem.NONE)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("12345678901", AccountProblem.TOO_SHORT),
        ("123456789", AccountProblem.TOO_SHORT),
        ("A12345678", AccountProblem.CHARACTERS),
        ("无", AccountProblem.CHARACTERS),
        ("６２１７0000abc", AccountProblem.CHARACTERS),
        ("6.217E+18", AccountProblem.SCIENTIFIC),
        ("6217000012345678000.0", AccountProblem.SCIENTIFIC),
        ("1" * 23, AccountProblem.TOO_LONG),
        (ID, AccountProblem.EQUALS_ID),
    ],
)
def test_number_that_no_bank_takes_is_not_payable(text: str, problem: AccountProblem) -> None:
    assert state_of(text, ID) == (AccountState.NOT_PAYABLE, problem)


def test_id_with_x_is_named_as_the_id() -> None:
    assert state_of("99010120100307012x", "99010120100307012X")[1] == AccountProblem.EQUALS_ID


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("123456789012", AccountProblem.UNUSUAL_LENGTH),
        ("12345678901234", AccountProblem.UNUSUAL_LENGTH),
        ("621700001234567000", AccountProblem.ROUNDED),
        ("6217000012345670000", AccountProblem.ROUNDED),
        (ID, AccountProblem.RESEMBLES_ID),
    ],
)
def test_number_that_may_be_wrong_is_doubtful(text: str, problem: AccountProblem) -> None:
    assert state_of(text, "990101201003070023") == (AccountState.DOUBTFUL, problem)


@pytest.mark.parametrize("text", ["", " ", "--"])
def test_nothing_but_space_and_dashes_is_blank(text: str) -> None:
    assert state_of(text, "") == (AccountState.BLANK, AccountProblem.NONE)


@pytest.mark.parametrize(
    "text", [" 6217 0000 1234 5678 ", "6217-0000-1234-5678", "'6217000012345678", "６２１７0000－12345678"]
)
def test_spaces_dashes_and_wrappings_are_taken_off(text: str) -> None:
    assert check_accounts(column([text]), column([""])).normal[0] == "6217000012345678"


def test_luhn_is_a_warning_for_cards_alone() -> None:
    wrong = CARD[:-1] + str((int(CARD[-1]) + 1) % 10)
    check = check_accounts(column([CARD, wrong, "1010130000123456", wrong[:15], wrong + "1"]), column([""] * 5))
    assert check.luhn_fails.tolist() == [False, True, False, False, False]
    assert check.state[1] == AccountState.PAYABLE


@pytest.mark.parametrize("width", [16, 17, 18, 19])
def test_luhn_is_that_of_the_reference(width: int) -> None:
    cards = [f"62{order * 7919:0{width - 2}d}" for order in range(300)]
    check = check_accounts(column(cards), column([""] * 300))
    assert check.luhn_fails.tolist() == [not luhn.is_valid(card) for card in cards]


def test_columns_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="1 accounts beside 2 IDs"):
        check_accounts(column([CARD]), column(["", ""]))


def test_rows_are_taken_by_position() -> None:
    accounts = pd.Series([ID, CARD], index=[7, 8], dtype="str")
    check = check_accounts(accounts, pd.Series([ID, ""], index=[8, 7], dtype="str"))
    assert check.state.tolist() == [AccountState.NOT_PAYABLE, AccountState.PAYABLE]
    assert check.normal.index.tolist() == [7, 8]
