"""Which rows of a 学校认定 leave 困难等级 blank beside levels of the same file: nothing says that they are recognised.

A file that gives no level at all is a list of who is recognised, as its name says. Rows that a person took out count as
what they said, so that an answer about one row cannot change what the blanks of the others mean.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.linking.rows import Source

LEVEL_BLANK = "level-blank"
"""The reason for which such a row waits."""
_KIND, _FIELD = "recognised", "level"


def blank_levels(sources: Sequence[Source], rows: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Tell which rows (``src``, ``kind``, ``level``) are blank beside levels of their file."""
    with_levels = {source.digest for source in sources if source.kind == _KIND and _gives_one(source)}
    asked = [source.digest in with_levels for source in sources]
    of_file = np.array([*asked, False], dtype=np.bool_)[rows["src"].to_numpy(dtype=np.int64)]
    return np.asarray(of_file & (rows["kind"] == _KIND).to_numpy() & (rows[_FIELD] == "").to_numpy(), dtype=np.bool_)


def _gives_one(source: Source) -> bool:
    frames = (source.table.frame, source.set_aside)
    return any(frame is not None and _FIELD in frame and bool((frame[_FIELD] != "").any()) for frame in frames)
