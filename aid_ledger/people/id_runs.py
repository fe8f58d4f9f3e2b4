"""IDs that the fill handle of a spreadsheet has counted up: …234, …235, …236 down a column.

Decides on the numbers alone. Two neighbours may follow each other by chance; with three, whose check digits count up
too, none of the numbers can be trusted, the first included: nobody can tell from where it was dragged.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from aid_ledger.people.id_reading import WIDTH
from aid_ledger.people.text_columns import Bools, arrow_text, lengths

SHORTEST_RUN = 3


def counted_runs(numbers: pd.Series[str], group: npt.NDArray[np.int32]) -> Bools:
    """Return which rows hold IDs of a run that counts by one, wherever in the sheet they stand.

    The 18 digits of two people hardly ever follow each other, and a sheet may have been sorted since: the order of the
    rows decides nothing.

    Args:
        numbers: cleaned IDs; the whole 18 digits are counted, the check digit too.
        group: the sheet of each row; a run never crosses from one to another.

    Returns:
        Marks, as many as ``numbers``, of runs of :data:`SHORTEST_RUN` numbers or more.

    Raises:
        TypeError: an item is not text.

    Source:
        reference/files.md §9 and §12, defect 20.

    >>> texts = ["990101201203050014", "990101201203050015", "990101201203050016", "990101201203050017", ""]
    >>> counted_runs(pd.Series(texts, dtype="str"), np.zeros(5, dtype=np.int32)).tolist()
    [True, True, True, True, False]
    """
    values = _whole_numbers(numbers)
    marks = np.zeros(len(values), dtype=np.bool_)
    rows = np.flatnonzero(values)
    if not len(rows):
        return marks
    rows = rows[np.lexsort((values[rows], group[rows]))]
    value, own = values[rows], group[rows]
    breaks = np.flatnonzero((np.diff(own) != 0) | (np.diff(value) > 1)) + 1
    first, last = np.concatenate([[0], breaks]), np.concatenate([breaks, [len(rows)]]) - 1
    long = value[last] - value[first] >= SHORTEST_RUN - 1  # not how many rows: a number may stand twice
    marks[rows[np.repeat(long, last - first + 1)]] = True
    return marks


def _whole_numbers(numbers: pd.Series[str]) -> npt.NDArray[np.int64]:
    """Return the 18 digits of each as a number, 0 where they are no 18 digits."""
    column = arrow_text(numbers)
    values = np.zeros(len(column), dtype=np.int64)
    digits = (lengths(column) == WIDTH) & pc.match_substring_regex(column, "^[0-9]+$").to_numpy(zero_copy_only=False)
    if digits.any():
        values[digits] = column.filter(pa.array(digits)).cast(pa.int64()).to_numpy()
    return values
