"""Who is named beside a student as guardian or head of the household, in any list in use: for looking at accounts.

Decides nothing about a payment: a holder who is named here is one that a person need not ask about.
"""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from aid_ledger.linking.linked import Linked
from aid_ledger.linking.rows import REGISTERS, ROSTER, identify, stack
from aid_ledger.people.text_columns import is_among

_NAMED = ("guardian_name", "head_name")


def guardian_names(linked: Linked, ids: Collection[str]) -> dict[str, str]:
    """Return by resident ID the names that lists give of guardians and heads of household, joined by ``、``.

    Args:
        linked: the term's lists.
        ids: whose; others are left out.
    """
    rows = identify(stack(linked.sources, (*ROSTER, *REGISTERS), ("student_name", "id_no", *_NAMED)))
    rows = rows[is_among(rows["id"], ids) & (rows["id"] != "").to_numpy(dtype=bool)]
    named = pd.concat([rows[["id", name]].set_axis(["id", "guardian"], axis=1) for name in _NAMED])
    named = named[named["guardian"].str.strip() != ""].drop_duplicates().sort_values(["id", "guardian"])
    return {str(key): "、".join(part) for key, part in named.groupby("id")["guardian"]}
