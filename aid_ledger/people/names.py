"""Names: the form in which they are matched, and the characters that show a name to be damaged.

Decides nothing about who is who; ``name_remarks`` and ``name_agreement`` build on it. What is printed is always the
name as it was typed: a converted character is another name, and banks refuse it.
"""

from __future__ import annotations

import re
import unicodedata
from enum import IntEnum

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow.compute as pc

from aid_ledger.people.text_columns import (
    NARROW,
    SPACES,
    Bools,
    Column,
    arrow_text,
    distinct,
    lengths,
    map_rows,
    text_series,
)

MIDDLE_DOT = "·"
DOTS = "·•‧・∙⋅●．﹒˙･"
"""All of these are written for the dot of a name."""
# The old private-use block of GBK, U+E815 to U+E864, in order; a space where the standard gives no character.
_GBK_PRIVATE_FIRST = 0xE815
_GBK_PRIVATE = (
    "⺁   ⺄㑳㑇⺈⺋ 㖞㘚㘎⺌⺗㥮㤘 㧏㧟㩳㧐  㭎㱮㳠⺧  ⺪䁖䅟⺮䌷⺳⺶⺷ 䎱䎬⺻䏝䓖䙡䙌"
    " 䜣䜩䝼䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟䦛䦷䦶  䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮 "
)
_STANDARD = {_GBK_PRIVATE_FIRST + place: char for place, char in enumerate(_GBK_PRIVATE) if char != " "}
_COMPATIBLE = (*range(0x2F00, 0x2FD6), *range(0xF900, 0xFAFF), *range(0x2F800, 0x2FA1E))
_PLAIN = r"[^\x{4E00}-\x{9FA5}]"


def _matching_table() -> dict[int, str | int | None]:
    """Return what becomes of single characters; NFKC would split ˙ into a space and an accent."""
    table: dict[int, str | int | None] = dict(NARROW)
    table |= {code: unicodedata.normalize("NFKC", chr(code)) for code in _COMPATIBLE}
    table |= _STANDARD
    table |= dict.fromkeys(map(ord, DOTS), MIDDLE_DOT)
    table |= dict.fromkeys(SPACES)
    return table


_MATCHING = _matching_table()


class NameProblem(IntEnum):
    """What in a name shows that it is not the name; the first that fits, in this order."""

    NONE = 0
    EMPTY = 1
    PRIVATE_USE = 2  # a character that only one machine could show
    BOX = 3  # □, or U+FFFD: the character was lost
    QUESTION_MARK = 4
    MASKED = 5  # 张*
    BRACKETS = 6  # (韦华): a rare character described by its parts
    MIXED_LETTERS = 7  # ASCII letters among Chinese characters: a rare character in pinyin
    DIGITS = 8


_SIGNS = (
    (NameProblem.PRIVATE_USE, re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")),
    (NameProblem.BOX, re.compile("[□▯☐\ufffd]")),
    (NameProblem.QUESTION_MARK, re.compile(r"\?")),
    (NameProblem.MASKED, re.compile(r"[*×○]")),
    (NameProblem.BRACKETS, re.compile(r"[()\[\]{}【】〔〕]")),
)
_LETTER, _HAN, _DIGIT = (re.compile(form) for form in ("[A-Za-z]", "[㐀-鿿]", "[0-9]"))


def normalise_name(text: str) -> str:
    """Return the form of a name in which it is matched.

    Spaces and zero-width characters go, ten middle dots become ``·``, full-width letters, compatibility characters
    and the private-use characters of old GBK systems become the standard ones. A plain ``.`` and variant characters
    stay: those are suggestions only. Doing it twice changes nothing.

    Source:
        reference/files.md §8.1, §12, defects 25, 26, 28.

    >>> normalise_name("张　三"), normalise_name("阿依•古丽")
    ('张三', '阿依·古丽')
    """
    return unicodedata.normalize("NFC", text.translate(_MATCHING))


def normalise_names(texts: pd.Series[str]) -> pd.Series[str]:
    """Return :func:`normalise_name` of each, with the index of the input.

    Args:
        texts: names as typed, without remarks (:func:`split_remarks`), "" (or missing) for a blank.

    Raises:
        TypeError: an item is not text.
    """
    return text_series(normalised_column(arrow_text(texts)), texts)


def readable_names(texts: pd.Series[str]) -> pd.Series[str]:
    """Return names as they are printed: as typed, but private-use characters of old GBK systems as the standard ones.

    Those are the same characters under a number that only the old system could show; nothing else is converted.

    Args:
        texts: names as typed, without remarks, "" (or missing) for a blank.

    Raises:
        TypeError: an item is not text.

    Source:
        reference/files.md §8.1, §12, defect 28.

    >>> readable_names(pd.Series(["张\ue863", "张 三"], dtype="str")).tolist()
    ['张䶮', '张 三']
    """
    column = arrow_text(texts)
    return text_series(map_rows(column, unusual(column), lambda name: name.translate(_STANDARD)), texts)


def normalised_column(column: Column) -> Column:
    """Return :func:`normalise_names` on an Arrow column; names of common characters are not touched."""
    return map_rows(column, unusual(column), normalise_name)


def unusual(column: Column) -> Bools:
    """Return which names have anything but common Chinese characters: the others are in matching form already."""
    rows: Bools = pc.match_substring_regex(column, _PLAIN).to_numpy(zero_copy_only=False)
    return rows


def uncommon_names(texts: pd.Series[str]) -> Bools:
    """Return which names are blank, or have anything but common Chinese characters.

    Nothing in this module and in ``name_remarks`` finds or changes anything in the others.

    Raises:
        TypeError: an item is not text.
    """
    column = arrow_text(texts)
    rows: Bools = unusual(column) | (lengths(column) == 0)
    return rows


def name_problem(text: str) -> NameProblem:
    """Return what shows that the name is damaged or incomplete.

    Args:
        text: a name without remarks.

    Source:
        reference/files.md §12, defect 28.

    >>> [name_problem(text).name for text in ("张三", "张?", "张yan", "Anna Li", "张(韦华)")]
    ['NONE', 'QUESTION_MARK', 'MIXED_LETTERS', 'NONE', 'BRACKETS']
    """
    name = normalise_name(text)
    if not name:
        return NameProblem.EMPTY
    for problem, sign in _SIGNS:
        if sign.search(name):
            return problem
    if _LETTER.search(name) and _HAN.search(name):
        return NameProblem.MIXED_LETTERS
    return NameProblem.DIGITS if _DIGIT.search(name) else NameProblem.NONE


def name_problems(texts: pd.Series[str]) -> npt.NDArray[np.uint8]:
    """Return :func:`name_problem` of each, in the order of the rows.

    Raises:
        TypeError: an item is not text.
    """
    column, rows = arrow_text(texts), uncommon_names(texts)
    problems = np.zeros(len(column), dtype=np.uint8)
    words, codes = distinct(column, rows)
    problems[rows] = np.array([name_problem(word) for word in words], dtype=np.uint8)[codes]
    return problems
