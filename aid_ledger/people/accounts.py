"""Bank accounts in a column: whether money can be sent to the number at all.

Decides on the number alone. That it belongs to the student or a parent, and that three students share it, is left to
``linking`` and ``payments``; only the bank knows whether it exists.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from aid_ledger.people.id_reading import WIDTH, IdProblem, read_ids
from aid_ledger.people.id_repair import problem_of
from aid_ledger.people.text_columns import (
    Bools,
    Bytes,
    Column,
    arrow_text,
    capital,
    clean,
    lengths,
    map_rows,
    matrix_of,
    rows_of_width,
    text_series,
)

SHORTEST, USUAL, LONGEST = 12, 15, 22
"""Digits: under the first it is no account; under the second it is doubtful; over the third it is none."""
SELF = frozenset({"本人", "学生本人", "自己"})
"""Words of 与学生关系 that say: the student holds the account."""
_CARD_WIDTHS = range(16, 20)
_EXCEL_DIGITS = 15
_HASH_DIGITS, _HASH_MODULUS = 10, 10**12
_DASHES = str.maketrans(dict.fromkeys("-‐‑‒–—―−─", ""))


class AccountState(IntEnum):
    """What may be done with an account: a doubtful one may be right, but a person should look at it first."""

    BLANK = 0
    PAYABLE = 1
    NOT_PAYABLE = 2
    DOUBTFUL = 3


class AccountProblem(IntEnum):
    """Why an account is not simply payable.

    Where several fit: the row's own ID, then what was lost or is no digit, then length, then the doubts.
    """

    NONE = 0
    CHARACTERS = 1
    TOO_SHORT = 2  # such as the 9 characters printed on a 社保卡
    EQUALS_ID = 3  # the row's own ID
    SCIENTIFIC = 4  # 6.217E+18: a spreadsheet has lost the digits
    TOO_LONG = 5
    UNUSUAL_LENGTH = 6  # doubtful: 12 to 14 digits
    RESEMBLES_ID = 7  # doubtful: a valid resident ID of somebody, often the parent's
    ROUNDED = 8  # doubtful: 18 digits or more and nothing but zeros after the 15th


_DOUBTS = (AccountProblem.UNUSUAL_LENGTH, AccountProblem.RESEMBLES_ID, AccountProblem.ROUNDED)


@dataclass(frozen=True, slots=True)
class AccountCheck:
    """Columns, one item a row, in the order of the rows.

    ``normal``: without spaces, dashes and wrappings; the index of the accounts. ``state``: :class:`AccountState`.
    ``problem``: :class:`AccountProblem`, ``NONE`` where blank or payable. ``luhn_fails``: a card number (62…, 16 to
    19 digits) whose last digit does not fit; a warning only, it changes no state.
    """

    normal: pd.Series[str]
    state: npt.NDArray[np.uint8]
    problem: npt.NDArray[np.uint8]
    luhn_fails: Bools


def check_accounts(accounts: pd.Series[str], id_numbers: pd.Series[str]) -> AccountCheck:
    """Check a column of bank accounts.

    Args:
        accounts: text as it stood in the cells, "" (or missing) for a blank.
        id_numbers: the normalised ID of each row's student, "" where there is none; taken by position, not by index.

    Returns:
        As many items as ``accounts``.

    Raises:
        ValueError: the two columns differ in length.
        TypeError: an item is not text.

    Source:
        reference/files.md §6 (account numbers), §12, defects 40 to 43.

    >>> check = check_accounts(pd.Series(["6217 0000 0000 0000 001", "12345678X"]), pd.Series(["", ""]))
    >>> check.normal.tolist(), [AccountProblem(problem).name for problem in check.problem]
    (['6217000000000000001', '12345678X'], ['NONE', 'CHARACTERS'])
    """
    if len(accounts) != len(id_numbers):
        raise ValueError(f"{len(accounts)} accounts beside {len(id_numbers)} IDs")
    column = arrow_text(accounts)
    odd = _marked(pc.invert(pc.match_substring_regex(column, r"^[0-9]*$")))
    column = map_rows(column, odd, normalise_account)
    odd &= ~_marked(pc.match_substring_regex(column, r"^[0-9]*$"))
    size = lengths(column)
    problem = np.zeros(len(column), dtype=np.uint8)
    problem[(size < USUAL) & (size > 0)] = AccountProblem.UNUSUAL_LENGTH
    for rows, kind in ((_rounded(column), AccountProblem.ROUNDED), (_ids(column), AccountProblem.RESEMBLES_ID)):
        problem[rows] = kind
    problem[size > LONGEST] = AccountProblem.TOO_LONG
    problem[(size < SHORTEST) & (size > 0)] = AccountProblem.TOO_SHORT
    problem[odd] = AccountProblem.CHARACTERS
    problem[np.flatnonzero(odd)[_scientific(column, odd)]] = AccountProblem.SCIENTIFIC
    same = _marked(pc.equal(column, pc.ascii_upper(arrow_text(id_numbers))))
    problem[same & (size > 0)] = AccountProblem.EQUALS_ID
    state = np.where(problem == AccountProblem.NONE, AccountState.PAYABLE, AccountState.NOT_PAYABLE).astype(np.uint8)
    state[np.isin(problem, _DOUBTS)] = AccountState.DOUBTFUL
    state[size == 0] = AccountState.BLANK
    return AccountCheck(text_series(column, accounts), state, problem, _luhn_fails(column) & ~odd)


def normalise_account(text: str) -> str:
    """Return an account without spaces, dashes and wrappings, letters in capitals.

    >>> normalise_account("'6217-0000 1234")
    '621700001234'
    """
    return capital(clean(clean(text)[0].translate(_DASHES))[0])


def _marked(mask: Column) -> Bools:
    marks: Bools = mask.to_numpy(zero_copy_only=False).copy()
    return marks


def _rounded(column: Column) -> npt.NDArray[np.int64]:
    form = rf"^[0-9]{{{_EXCEL_DIGITS}}}000+$"
    return np.flatnonzero(_marked(pc.match_substring_regex(column, form)))


def _ids(column: Column) -> npt.NDArray[np.int64]:
    rows, matrix = rows_of_width(column, WIDTH)
    hits: npt.NDArray[np.int64] = rows[read_ids(matrix).problem == IdProblem.NONE]
    return hits


def _scientific(column: Column, odd: Bools) -> Bools:
    texts = column.filter(pa.array(odd)).to_pylist()
    return np.array([problem_of(text) == IdProblem.SCIENTIFIC for text in texts], dtype=np.bool_)


def _luhn_fails(column: Column) -> Bools:
    fails = np.zeros(len(column), dtype=np.bool_)
    cards = _marked(pc.match_substring_regex(column, r"^62[0-9]{14,17}$"))
    size = lengths(column)
    for width in _CARD_WIDTHS:
        rows = cards & (size == width)
        fails[rows] = ~_luhn_holds(matrix_of(column.filter(pa.array(rows)), width))
    return fails


def _luhn_holds(matrix: Bytes) -> Bools:
    """Return whether the Luhn sum of each row of ASCII digits is a multiple of ten."""
    digits = (matrix[:, ::-1] - np.uint8(ord("0"))).astype(np.int64)
    doubled = digits[:, 1::2] * 2
    total = digits[:, ::2].sum(axis=1) + (doubled - 9 * (doubled > 9)).sum(axis=1)
    holds: Bools = np.equal(total % 10, 0)
    return holds


def hash_total(accounts: pd.Series[str]) -> int:
    """Return the hash total of accounts: a sum that is another one as soon as one digit of one account is.

    Of each account the digits, of these the last ten, read as a number; the sum of them, its last twelve digits.

    >>> hash_total(pd.Series(["6217 0000 0000 0000 018", "A12"], dtype="str"))
    30
    """
    digits = accounts.str.replace(r"[^0-9]", "", regex=True).str[-_HASH_DIGITS:]
    numbers = digits.where(digits != "", "0").astype("int64")
    return int(numbers.sum()) % _HASH_MODULUS
