"""Fees in school lists and rosters: as fen a term, and not known where the list does not say for how long."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.intake import read_money
from aid_ledger.linking.rows import Source

FEES = ("tuition", "care_fee", "public_fee", "lodging_fee")
_SHORT_PERIODS = ("月", "天", "日")


def read_fee(sources: Sequence[Source], rows: pd.DataFrame, name: str) -> npt.NDArray[np.int64]:
    """Read a column of fees as fen a term, -1 where blank or not certain; a yearly fee is halved."""
    amounts = np.full(len(rows), -1, dtype=np.int64)
    for src in rows["src"].unique().tolist():
        here = (rows["src"] == src).to_numpy()
        unit = sources[src].table.unit_of(name)
        amounts[here] = read_money(rows.loc[here, name], unit)
        if unit.partition("/")[2] in _SHORT_PERIODS:
            amounts[here] = -1  # months of a term are not said
    yearly = np.array([_is_yearly(source, name) for source in sources] or [False])[rows["src"].to_numpy()]
    odd = yearly & (amounts > 0) & (amounts % 2 != 0)
    return np.where((amounts < 0) | odd, -1, np.where(yearly, amounts // 2, amounts))


def _is_yearly(source: Source, name: str) -> bool:
    unit = source.table.unit_of(name)
    return "学年" in unit or "/年" in unit
