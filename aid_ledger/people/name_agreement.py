"""Whether two names may belong to one person whose ID is already known to agree.

Decides same, near or different on the names alone. It is never a reason to link: that takes a certain ID; it only
says whether the names speak against it.
"""

from __future__ import annotations

from enum import IntEnum
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from aid_ledger.people.names import MIDDLE_DOT, normalise_name, normalised_column, unusual
from aid_ledger.people.text_columns import Bools, arrow_text, lengths, map_rows, text_series


class NameAgreement(IntEnum):
    """How two names compare; ``UNKNOWN`` where one of them is blank and nothing can be said."""

    SAME = 0
    NEAR = 1
    DIFFERENT = 2
    UNKNOWN = 3


def compare_names(left: pd.Series[str], right: pd.Series[str]) -> npt.NDArray[np.uint8]:
    """Compare names row by row, by position.

    Names are the same where the texts are equal. They are near where they differ only by spaces, by middle dots
    (also a plain or a missing one), by capitals or by variant characters, or else by one character put in, left out
    or exchanged, as long as one character is shared. So 张三 and 张四 are near, 张 and 李 are not: the schedules draw
    no line for short names, and the note that goes with near shows both to a person. Two characters that changed
    places are different.

    Args:
        left: names without remarks. As typed, spaces make them near; normalised, spaces do not count.
        right: as many.

    Returns:
        :class:`NameAgreement`, one a row. Symmetric.

    Raises:
        ValueError: the two columns differ in length.
        TypeError: an item is not text.

    Source:
        reference/schedules.md §1.1, row "who".

    >>> names = pd.Series(["张 三", "张三", "张三", "欧阳娜", ""], dtype="str")
    >>> others = pd.Series(["张三", "张三", "李四", "歐陽娜娜", "张三"], dtype="str")
    >>> [NameAgreement(code).name for code in compare_names(names, others)]
    ['NEAR', 'SAME', 'DIFFERENT', 'NEAR', 'UNKNOWN']
    """
    if len(left) != len(right):
        raise ValueError(f"{len(left)} names beside {len(right)}")
    ours, theirs = arrow_text(left), arrow_text(right)
    codes = np.zeros(len(left), dtype=np.uint8)
    differ: Bools = pc.not_equal(ours, theirs).to_numpy(zero_copy_only=False).copy()
    blank = lengths(normalised_column(ours)) == 0
    blank |= lengths(normalised_column(theirs)) == 0
    differ &= ~blank
    rows = pa.array(differ)
    pairs = zip(ours.filter(rows).to_pylist(), theirs.filter(rows).to_pylist(), strict=True)
    codes[differ] = [NameAgreement.NEAR if are_near(one, other) else NameAgreement.DIFFERENT for one, other in pairs]
    codes[blank] = NameAgreement.UNKNOWN
    return codes


def are_near(one: str, other: str) -> bool:
    """Return whether two names are equal or near, by the rule of :func:`compare_names`; in linear time."""
    one, other = _folded(one), _folded(other)
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(long) < 2:
        return False
    first = next((place for place, pair in enumerate(zip(short, long, strict=False)) if pair[0] != pair[1]), len(short))
    return short[first + (len(short) == len(long)) :] == long[first + 1 :]


def fold_names(texts: pd.Series[str]) -> pd.Series[str]:
    """Return each name without spaces and dots, variants in one form, capitals as small letters: a key for looking.

    Two names with one key are near by :func:`compare_names`; it is never a reason to link.

    >>> fold_names(pd.Series(["張 三", "阿依·古丽", ""], dtype="str")).tolist()
    ['张三', '阿依古丽', '']
    """
    column = arrow_text(texts)
    strange = unusual(column) | pc.match_substring_regex(column, _any_variant()).to_numpy(zero_copy_only=False)
    return text_series(map_rows(column, strange, _folded), texts)


def _folded(name: str) -> str:
    """Return the name without dots, variants written in one form, capitals as small letters."""
    bare = normalise_name(name).replace(MIDDLE_DOT, "").replace(".", "")
    return bare.translate(_variants()).casefold()


@cache
def _any_variant() -> str:
    return "[" + "".join(map(chr, sorted(_variants()))) + "]"


@cache
def _variants() -> dict[int, str]:
    """Return the usual form by code point of the other forms."""
    text = files("aid_ledger.people").joinpath("variants.txt").read_text(encoding="utf-8")
    groups = [line for line in text.splitlines() if line and not line.startswith("#")]
    return {ord(form): group[0] for group in groups for form in group[1:]}
