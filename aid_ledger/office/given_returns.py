"""What a bank's returns that an auditor brought say of each payment, beside what was sent and booked of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from aid_ledger.office.settling import SettleOptions, look_at_return

if TYPE_CHECKING:
    from aid_ledger.office import Office

_OURS = {"own_line": "line", "amount": "booked", "settled": "settled", "account_name": "our_name",
         "account": "our_account"}  # fmt: skip
_PLAIN = {"own_line": "", "amount": 0, "settled": "", "account_name": "", "account": ""}
RETURNS = ("file", "at", "status", "differs", "order", "sending", "line", "result", "settled", "amount", "booked",
           "name", "our_name", "account", "our_account")  # fmt: skip
"""``status`` and ``differs`` as :class:`aid_ledger.payments.Matched` has them, ``result`` what the bank says,
``settled`` what is booked; amounts, names and accounts: the bank's, and those that were sent (blank: no order)."""


def returns_beside_books(office: Office, files: Sequence[tuple[str, bytes]], *, bank: str = "") -> pd.DataFrame:
    """Return one row a row of the returns, columns :data:`RETURNS`; nothing is booked.

    Raises:
        InputError: what :func:`aid_ledger.office.settling.settle` raises of a file that cannot be read.
    """
    seen = look_at_return(office, files, SettleOptions(bank=bank))
    rows, said = seen.matched.rows.drop(columns="line"), seen.returned.rows
    ours = seen.sent.set_index("order")[list(_OURS)].reindex(rows["order"]).fillna(_PLAIN).astype({"amount": "int64"})
    own = ours.rename(columns=_OURS).set_axis(rows.index)
    theirs = {name: said[name] for name in ("result", "name", "account")}
    out = pd.concat([rows.assign(at=rows["sheet"] + "!" + rows["cell"], **theirs), own], axis=1)
    return out[list(RETURNS)].reset_index(drop=True)
