"""What a bank's file may say in words: names as the bank takes them, and the characters that no file of ours holds.

A name is never converted into another: spaces set for looks go, a dot becomes the bank's dot, characters of old GBK
systems become the standard ones. Whatever else a bank cannot take is told, and nothing is written.
"""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.payments.profiles import BankProfile
from aid_ledger.people import NameProblem, name_problems, readable_names
from aid_ledger.people.names import DOTS

_SPACES = r"(?<![A-Za-z\s])\s+|\s+(?![A-Za-z\s])"  # between two Latin words a space is part of the name
_FORMULA = r"^[=+\-@]"
_CONTROL = "[\\x00-\\x1f\\x7f-\\x9f\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u2069\\ufeff\\ufffd]"
_DAMAGED = [
    int(problem)
    for problem in (
        NameProblem.EMPTY, NameProblem.PRIVATE_USE, NameProblem.BOX, NameProblem.QUESTION_MARK, NameProblem.MASKED,
    )
]  # fmt: skip

Marks = npt.NDArray[np.bool_]


def names_for(profile: BankProfile, names: pd.Series[str]) -> pd.Series[str]:
    """Return names as this bank's file writes them, with the index of the input."""
    written = readable_names(names).str.strip()
    if not profile.keep_spaces:
        written = written.str.replace(_SPACES, "", regex=True)
    if profile.name_dot:
        written = written.str.replace(f"[{DOTS}]", profile.name_dot, regex=True)
    return written.astype("str")


def unfit_names(profile: BankProfile, names: pd.Series[str]) -> Marks:
    """Return which names, as :func:`names_for` gives them, are damaged or break this bank's file."""
    damaged: Marks = np.isin(name_problems(names), _DAMAGED)
    return damaged | unfit_texts(profile, names)


def unfit_texts(profile: BankProfile, texts: pd.Series[str]) -> Marks:
    """Return which texts would start a formula, break a line or be taken for two columns."""
    form = f"{_FORMULA}|{_CONTROL}"
    if not profile.is_workbook:
        form += f'|["{re.escape(profile.delimiter)}]'
    marks: Marks = texts.str.contains(form, regex=True).to_numpy(dtype=np.bool_)
    return marks


def encodable(profile: BankProfile, texts: pd.Series[str]) -> Marks:
    """Return which texts the file's encoding has all characters of; a workbook has them all."""
    fits = np.ones(len(texts), dtype=np.bool_)
    if profile.is_workbook or _encodes("".join(texts.tolist()), profile.encoding):
        return fits
    codes, words = pd.factorize(texts)
    each = np.array([_encodes(str(word), profile.encoding) for word in words], dtype=np.bool_)
    return each[codes]


def strange_signs(profile: BankProfile, text: str) -> str:
    """Return the characters of a text that the file's encoding lacks, with their numbers.

    >>> from aid_ledger.payments.profiles import shipped_bank_profiles
    >>> strange_signs(next(one for one in shipped_bank_profiles() if one.name == "dhcc"), "张䶮")
    '䶮 (U+4DAE)'
    """
    signs = dict.fromkeys(sign for sign in text if not _encodes(sign, profile.encoding))
    return "、".join(f"{sign} (U+{ord(sign):04X})" for sign in signs)


def _encodes(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
