"""A second column that says who boards: where it contradicts the first, the row says both, and a person decides.

Forms grow: 就读方式 stands in the export of 学籍, and somebody adds 是否寄宿. One of them is read; the other must not
be passed over where it says otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from aid_ledger.intake.cells import text_of
from aid_ledger.intake.synonyms import meaning
from aid_ledger.intake.tables import Column, column_index
from aid_ledger.intake.told import Told
from aid_ledger.intake.totals import Body
from aid_ledger.intake.vocabulary import read_words

_KINDS = frozenset({"roster", "applications", "boarders"})


def say_both(frame: pd.DataFrame, body: Body, columns: Sequence[Column], kind: str, told: Told) -> None:
    """Write into ``boarding`` both words where two columns contradict each other: ``走读／是否寄宿：是``.

    Args:
        frame: the data rows, in the order of the sheet.
        body: the cells below the header, and which rows are data.
        columns: all with a header.
        kind: of the list.
        told: what a person said: a column that they left out says nothing.
    """
    first = next((column for column in columns if column.field == "boarding"), None)
    if kind not in _KINDS or first is None:
        return
    for column in columns:
        known = meaning(column.header, kind)
        if column.field or known is None or known.field != "boarding":
            continue
        if told.field_of(column.letter, column.header) is not None:
            continue
        index = column_index(column.letter) - body.first_column + 1
        texts = [text_of(body.rows[at][index]) for at in np.flatnonzero(body.data).tolist()]
        ours = read_words("boarding", frame["boarding"], first.header)[0]
        theirs = read_words("boarding", pd.Series(texts, dtype="str"), column.header)[0]
        torn = np.flatnonzero((ours > 0) & (theirs > 0) & (ours != theirs))
        if len(torn):
            own = frame["boarding"].to_numpy(dtype=object, copy=True)
            for row in torn.tolist():
                own[row] = f"{own[row]}／{column.header}：{texts[row]}"
            frame["boarding"] = pd.Series(own, index=frame.index, dtype="str")
