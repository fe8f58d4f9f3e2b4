"""Which rows of money paid before the ledger began say that the money arrived: who got none must not count as paid.

A list of what was paid often names the failures too (发放结果 失败, 备注 账号错误退回). Whether such money was sent
again later nobody can see in the row, so a person says; a word that is not known waits like one that says so.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from aid_ledger.intake import read_words, vocabulary
from aid_ledger.linking.rows import Source
from aid_ledger.linking.statuses import decided_rows

PAYMENT_FIELDS = ("pay_status", "pay_reason", "remark")
_FAILED = "失败|退回|退票|退汇|未发|未到账|没有?到账|未成功|不成功|冲正|账号(?:有误|错误)|拒付|未领"
Mask = npt.NDArray[np.bool_]


def payments_that_arrived(sources: Sequence[Source], rows: pd.DataFrame) -> tuple[Mask, Mask]:
    """Return which rows say, or do not deny, that the money arrived, and of which it is not clear.

    Args:
        sources: all in use.
        rows: of such lists, with :data:`PAYMENT_FIELDS` as text.
    """
    codes, blank, unknown = read_words("paid", rows["pay_status"])
    decided = decided_rows(sources, rows, "pay_status")
    reason = (rows["pay_reason"] != "") & ~rows["pay_reason"].str.contains("成功")
    failed = (reason | rows["remark"].str.contains(_FAILED)).to_numpy(dtype=bool)
    unclear = (unknown & ~blank) | (failed & ~decided)
    arrived = codes != vocabulary("paid").values.index("not")
    return np.asarray(arrived), np.asarray(unclear)
