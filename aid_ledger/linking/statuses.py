"""What several columns of a roster say together of a pupil's status: 学籍状态 beside 就读状态 or 是否在校.

A blank in one leaves it to the others. At school is who is so in every column that says something; where one says that
the pupil is there and another that they are not, the row is torn and a person must say which.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.facts import value_code
from aid_ledger.intake import STATUSES, marked, read_words
from aid_ledger.linking.rows import Source

_SCHOOL, _HOME, _AWAY = (value_code("status", word) for word in ("school", "home", "away"))
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Statuses:
    """By row: the word that speaks for it, its code, whether no column says anything, and whether two contradict.

    Of a torn row the word that says that the pupil is not there speaks: it may be of a day after the reference day. Its
    code is 0 (not known) where another column says that the pupil is back.
    """

    words: pd.Series[str]
    codes: npt.NDArray[np.uint8]
    blank: Mask
    torn: Mask


def read_statuses(sources: Sequence[Source], rows: pd.DataFrame) -> Statuses:
    """Read the columns of status of roster and application rows together."""
    words = rows[STATUSES[0]].to_numpy(dtype=object, copy=True)
    codes, blank, unknown = read_column(sources, rows, STATUSES[0])
    torn = np.zeros(len(rows), dtype=np.bool_)
    rank = _rank(codes, rows[STATUSES[0]], blank, unknown)
    back = marked("status", "returned", rows[STATUSES[0]])
    for name in STATUSES[1:]:
        if not (rows[name] != "").any():
            continue
        more, more_blank, more_unknown = read_column(sources, rows, name)
        torn |= (_here(codes) & (more == _AWAY)) | (_here(more) & (codes == _AWAY))
        of_more = _rank(more, rows[name], more_blank, more_unknown)
        takes = of_more > rank
        words[takes], codes[takes], rank[takes] = rows[name].to_numpy(dtype=object)[takes], more[takes], of_more[takes]
        back |= marked("status", "returned", rows[name])
        blank &= more_blank
    torn &= codes == _AWAY
    codes[torn & back] = 0  # 休学 and 复学: of which of the two the day is, nobody knows
    return Statuses(pd.Series(words, index=rows.index, dtype="str"), codes, blank, torn)


def _here(codes: npt.NDArray[np.uint8]) -> Mask:
    return np.isin(codes, (_SCHOOL, _HOME))


def read_column(
    sources: Sequence[Source], rows: pd.DataFrame, name: str
) -> tuple[npt.NDArray[np.uint8], Mask, Mask]:  # fmt: skip
    """Read one column of status; what 是 means in it (是否在校) its header says, so each header is read by itself."""
    headers = np.array([one.table.header_of(name) for one in sources] or [""], dtype=object)
    of_row = headers[rows["src"].to_numpy()]
    codes = np.zeros(len(rows), dtype=np.uint8)
    blank, unknown = np.ones(len(rows), dtype=np.bool_), np.zeros(len(rows), dtype=np.bool_)
    for header in dict.fromkeys(of_row.tolist()):
        at = of_row == header
        codes[at], blank[at], unknown[at] = read_words("status", rows.loc[at, name], str(header))
    return codes, blank, unknown


def _rank(codes: npt.NDArray[np.uint8], texts: pd.Series[str], blank: Mask, unknown: Mask) -> npt.NDArray[np.int8]:
    """Order what columns may say of one row: what leaves most in doubt, or says most, goes before."""
    away = 4 + marked("status", "deceased", texts).astype(np.int8)
    cases = [blank, unknown, codes == _AWAY, marked("status", "returned", texts), codes == _HOME]
    return np.select(cases, [0, 6, away, 3, 2], 1).astype(np.int8)


def decided_rows(sources: Sequence[Source], rows: pd.DataFrame, *names: str) -> Mask:
    """Tell in which rows a person decided what the cell of one of these fields is to say."""
    places = {(src, row) for src, one in enumerate(sources) for row, field in one.corrected if field in names}
    if not places:
        return np.zeros(len(rows), dtype=np.bool_)
    every = zip(rows["src"].tolist(), rows["row"].tolist(), strict=True)
    return np.array([place in places for place in every], dtype=np.bool_)
