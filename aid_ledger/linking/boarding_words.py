"""What the columns of a list say of who boards, row by row: 就读方式, 是否寄宿, 走读."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.facts import value_code
from aid_ledger.intake import read_day_students, read_words
from aid_ledger.linking.rows import Source
from aid_ledger.linking.statuses import decided_rows

_YES, _UNKNOWN = value_code("boarding", "yes"), value_code("boarding", "unknown")
_NO_MORE = "退宿|退住|离宿|走读|外宿|不住|未住"
Codes = npt.NDArray[np.integer]
Mask = npt.NDArray[np.bool_]


def read_boarding(sources: Sequence[Source], rows: pd.DataFrame) -> Codes:
    """就读方式, 是否寄宿 or 走读: what a digit means is said by the header, so each header is read by itself."""
    headers = [next((c.header for c in one.table.columns if c.field == "boarding"), "") for one in sources] or [""]
    header = np.array(headers, dtype=object)[rows["src"].to_numpy()]
    codes = np.zeros(len(rows), dtype=np.uint8)
    for word in sorted(set(header.tolist())):
        of_header = header == word
        codes[of_header] = read_words("boarding", rows["boarding"][of_header], word)[0]
    return _with_day_students(codes, rows, decided_rows(sources, rows, "boarding"))


def _with_day_students(codes: Codes, rows: pd.DataFrame, decided: Mask) -> Codes:
    """Put the column 走读 beside it: what either says holds; where the two contradict, or one is unclear, nothing does.

    What a person decided goes before both.
    """
    day, day_blank, _ = read_day_students(rows["day_student"])
    blank = (rows["boarding"] == "").to_numpy()
    both = np.where(codes == day, codes, 0)
    return np.where(decided | day_blank, codes, np.where(blank, day, both)).astype(np.uint8)


def doubted(sources: Sequence[Source], rows: pd.DataFrame, codes: Codes) -> Codes:
    """Return the codes, unknown where a remark says of a boarder 已退宿 or 走读 and no person has decided."""
    no_more = rows["remark"].str.contains(_NO_MORE).to_numpy(dtype=bool)
    if not no_more.any():
        return codes
    return np.where(no_more & (codes == _YES) & ~decided_rows(sources, rows, "boarding"), _UNKNOWN, codes)
