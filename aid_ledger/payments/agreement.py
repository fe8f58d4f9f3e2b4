"""Whether name and account on a return are those that were sent; what the bank masks is compared by what it shows.

Spaces, dots and full-width forms do not count, since our own file may have changed them; one other character does.
"""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.people import normalise_names

_MASK = re.compile(r"[*＊×✱•●…]+")
_HAS_MASK = r"[*＊×✱•●…]"
_NOT_ACCOUNT = r"[^0-9A-Za-z*＊×✱•●…]"
LEAST_SHOWN = 4
"""Digits of a masked account without which it says nothing."""

Marks = npt.NDArray[np.bool_]


def accounts_for_comparing(accounts: pd.Series[str]) -> pd.Series[str]:
    """Return accounts as digits, letters and mask signs, with the index of the input."""
    wide = accounts.str.normalize("NFKC")
    return wide.str.replace(_NOT_ACCOUNT, "", regex=True).str.upper().astype("str")


def same_accounts(sent: pd.Series[str], returned: pd.Series[str]) -> Marks:
    """Return row by row, by position, whether two accounts agree; a blank one agrees with none.

    >>> same_accounts(pd.Series(["6217001234", "6217001234"]), pd.Series(["6217****34", "6217****35"])).tolist()
    [True, False]
    """
    ours, theirs = (accounts_for_comparing(one).to_numpy(dtype=object) for one in (sent, returned))
    same: Marks = np.asarray((ours == theirs) & (ours != ""), dtype=np.bool_)
    for at in np.flatnonzero(is_masked(returned) & ~same):
        same[at] = _shows_the_same(ours[at], theirs[at])
    return same


def same_names(sent: pd.Series[str], returned: pd.Series[str]) -> Marks:
    """Return row by row, by position, whether two names agree; a blank one agrees with none.

    >>> same_names(pd.Series(["张 三", "张三", "张三"]), pd.Series(["张三", "张*", "李*"])).tolist()
    [True, True, False]
    """
    masked = returned.str.replace(_HAS_MASK, "*", regex=True)
    ours, theirs = (normalise_names(one.astype("str")).to_numpy(dtype=object) for one in (sent, masked))
    same: Marks = np.asarray((ours == theirs) & (ours != ""), dtype=np.bool_)
    for at in np.flatnonzero(is_masked(returned) & ~same):
        same[at] = _covers(theirs[at], ours[at])
    return same


def is_masked(texts: pd.Series[str]) -> Marks:
    """Return which texts have signs that hide others."""
    marks: Marks = texts.str.contains(_HAS_MASK, regex=True).to_numpy(dtype=np.bool_)
    return marks


def _shows_the_same(account: str, masked: str) -> bool:
    """Tell whether what is shown at both ends is that of the account; the stars in between may be any number."""
    parts = _MASK.split(masked)
    head, tail = parts[0], parts[-1]
    if len(parts) != 2 or len(head) + len(tail) < LEAST_SHOWN or len(head) + len(tail) >= len(account):
        return False
    return account.startswith(head) and account.endswith(tail)


def _covers(masked: str, name: str) -> bool:
    """Tell whether a masked name, sign by sign, may be a name: one star a sign, at least one sign shown."""
    if len(masked) != len(name) or not masked.replace("*", ""):
        return False
    return all(sign in ("*", own) for sign, own in zip(masked, name, strict=True))
