"""How like a broken number is to an ID: the same first 15 digits, a digit or two wrong, one lost or doubled, a mask.

Says only what agrees; the check digit alone would fit one text in eleven, so likeness counts beside a name and never
by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt
import pandas as pd

WIDTH = 18
_FIRST = 15
_MOST_WRONG = 2
_LEAST_SHOWN = 8
_MASKS = frozenset("*×●•?#Xx")


class Likeness(IntEnum):
    """How a number stands to an ID; the first that fits."""

    NONE = 0
    SAME = 1
    FIRST_15 = 2  # what a cell of numbers leaves of an ID
    VISIBLE = 3  # masked, and every digit that shows agrees
    NEAR = 4  # one or two digits other than the check digit differ, or two beside each other changed places
    LENGTH = 5  # one digit lost or one too many


@dataclass(frozen=True, slots=True)
class Compared:
    """By pair: ``likeness`` (codes of :class:`Likeness`), and what differs as text.

    ``differs``: ``digits:16,17,18`` (places from 1), ``digits-swapped:7,8``, ``digit-lost:7``, ``digit-extra:7``, or
    ``""``.
    """

    likeness: npt.NDArray[np.uint8]
    differs: npt.NDArray[np.object_]


def compare_numbers(numbers: pd.Series[str], ids: pd.Series[str]) -> Compared:
    """Compare what stands in cells with valid IDs, pair by pair.

    Args:
        numbers: cleaned texts, any length.
        ids: 18 characters each, or ``""``: nothing is like that.

    >>> same = pd.Series(["990101201003070015"] * 4, dtype="str")
    >>> numbers = pd.Series(["990101201003070000", "99010120103070015", "990101****03070015", "1"], dtype="str")
    >>> compare_numbers(numbers, same).differs
    array(['digits:17,18', 'digit-lost:11', '', ''], dtype=object)
    """
    likeness = np.zeros(len(numbers), dtype=np.uint8)
    differs = np.full(len(numbers), "", dtype=object)
    lengths = numbers.str.len().to_numpy()
    known = (ids.str.len() == WIDTH).to_numpy()
    plain = known & (lengths == WIDTH) & numbers.str.fullmatch(r"[0-9]{17}[0-9X]").to_numpy(dtype=bool)
    rows = np.flatnonzero(plain)
    likeness[rows], differs[rows] = _of_one_width(_bytes(numbers, rows), _bytes(ids, rows))
    odd = np.flatnonzero(known & ~plain & (lengths >= WIDTH - 1) & (lengths <= WIDTH + 1))
    for row, number, true in zip(odd.tolist(), numbers.iloc[odd].tolist(), ids.iloc[odd].tolist(), strict=True):
        likeness[row], differs[row] = _of_one(number, true)
    return Compared(likeness, differs)


def _bytes(texts: pd.Series[str], rows: npt.NDArray[np.intp]) -> npt.NDArray[np.uint8]:
    joined = "".join(texts.iloc[rows].tolist()).encode("ascii")
    return np.frombuffer(joined, dtype=np.uint8).reshape(-1, WIDTH)


def _of_one_width(
    ours: npt.NDArray[np.uint8], theirs: npt.NDArray[np.uint8]
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.object_]]:
    wrong = ours != theirs
    body = wrong[:, :-1].sum(axis=1)
    first = np.argmax(wrong, axis=1)
    second = np.minimum(first + 1, WIDTH - 1)
    line = np.arange(len(ours))
    swapped = (body == 2) & (first < WIDTH - 2) & wrong[line, second]
    swapped &= (ours[line, first] == theirs[line, second]) & (ours[line, second] == theirs[line, first])
    cases = [~wrong.any(axis=1), ~wrong[:, :_FIRST].any(axis=1), body <= _MOST_WRONG]
    codes = [int(Likeness.SAME), int(Likeness.FIRST_15), int(Likeness.NEAR)]
    likeness = np.select(cases, codes, int(Likeness.NONE)).astype(np.uint8)
    texts = np.full(len(ours), "", dtype=object)
    for row in np.flatnonzero(likeness > int(Likeness.SAME)):
        places = ",".join(str(place + 1) for place in np.flatnonzero(wrong[row]))
        texts[row] = f"digits-swapped:{first[row] + 1},{first[row] + 2}" if swapped[row] else f"digits:{places}"
    return likeness, texts


def _of_one(number: str, true: str) -> tuple[int, str]:
    if len(number) == WIDTH - 1 and (place := _lost(number, true)):
        return Likeness.LENGTH, f"digit-lost:{place}"
    if len(number) == WIDTH + 1 and (place := _lost(true, number)):
        return Likeness.LENGTH, f"digit-extra:{place}"
    if len(number) == WIDTH and any(one in _MASKS for one in number[:-1]):
        shown = list(_shown(number, true))
        if len(shown) >= _LEAST_SHOWN and all(shown):
            return Likeness.VISIBLE, ""
    return Likeness.NONE, ""


def _lost(short: str, long: str) -> int:
    """Return the place, from 1, of the character that ``long`` has more than ``short``; 0 where that is not all."""
    place = next((at for at, pair in enumerate(zip(short, long, strict=False)) if pair[0] != pair[1]), len(short))
    return place + 1 if short[place:] == long[place + 1 :] else 0


def _shown(number: str, true: str) -> Iterator[bool]:
    """Yield of each character that is no mask whether it agrees; an X agrees at the end only."""
    for place, (one, other) in enumerate(zip(number, true, strict=True)):
        if one not in _MASKS or (place == WIDTH - 1 and one in "Xx"):
            yield one.upper() == other
