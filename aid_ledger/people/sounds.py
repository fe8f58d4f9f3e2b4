"""Whether two names sound the same though written otherwise: 玉兰 and 钰兰. A note and an order, never a link."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import numpy as np
import pandas as pd

from aid_ledger.people.name_agreement import fold_names
from aid_ledger.people.text_columns import Bools


def same_sound(left: pd.Series[str], right: pd.Series[str]) -> Bools:
    """Tell which names differ only in characters that can be read alike, tones aside; by position.

    A character with several readings is alike where one of them is. Names that are equal, or of unlike length, are
    not of the same sound: there is nothing to say, or more to say than that.

    >>> same_sound(pd.Series(["张玉兰", "李四", "张三"]), pd.Series(["张钰兰", "李十", "张三"])).tolist()
    [True, False, False]
    """
    ours, theirs = fold_names(left).to_numpy(dtype=object), fold_names(right).to_numpy(dtype=object)
    marks = np.zeros(len(ours), dtype=np.bool_)
    known: dict[tuple[str, str], bool] = {}
    for place in np.flatnonzero(ours != theirs).tolist():
        pair = (ours[place], theirs[place])
        if pair not in known:
            known[pair] = _sound_alike(*pair)
        marks[place] = known[pair]
    return marks


def _sound_alike(one: str, other: str) -> bool:
    if len(one) != len(other) or not one:
        return False
    return all(a == b or bool(_readings(a) & _readings(b)) for a, b in zip(one, other, strict=True))


def _readings(sign: str) -> frozenset[str]:
    return _table().get(sign, frozenset())


@cache
def _table() -> dict[str, frozenset[str]]:
    """Syllables by character; read once, where it is first asked for."""
    found: dict[str, set[str]] = {}
    for line in (files("aid_ledger.people") / "sounds.txt").read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        sound, _, signs = line.partition(" ")
        for sign in signs:
            found.setdefault(sign, set()).add(sound)
    return {sign: frozenset(sounds) for sign, sounds in found.items()}
