"""The transfers as a journal of beancount, so that other books than ours prove that they balance; no personal data.

A transfer's debit is a posting above zero. At the end every account is asserted, to the fen, at our trial balance.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pandas as pd

from aid_ledger.money import format_yuan

BOOK_ACCOUNTS: Mapping[str, str] = {
    "aid": "Expenses:Aid", "payable": "Liabilities:Payable", "in-transit": "Liabilities:InTransit",
    "paid": "Assets:Paid", "receivable": "Assets:Receivable", "waived": "Expenses:Waived",
}  # fmt: skip
"""What each account of the ledger is elsewhere: aid that became due, what is owed and on its way, the money that left
the bank (below zero), what is claimed back, and claims given up."""
_HEAD = ('option "title" "aid-ledger {term}"', 'option "operating_currency" "CNY"')
_TOLD = ("transfer", "line", "batch", "programme", "at", "corrects", "record_digest")


def beancount_text(transfers: pd.DataFrame, balances: Mapping[str, int], term: str) -> str:
    """Return the journal: accounts opened, one transaction a transfer, the balance of each account asserted.

    Args:
        transfers: as ``export transfers`` gives them; ``amount`` is yuan with two decimals.
        balances: the trial balance, fen by account of the ledger, credits less debits.
        term: of the title.
    """
    lines = [one.format(term=term) for one in _HEAD]
    if transfers.empty:
        return "\n".join([*lines, ""])
    days = transfers["at"].str.slice(0, 10)
    first, after = days.min(), date.fromisoformat(days.max()) + timedelta(days=1)
    lines += ["", *(f"{first} open {name} CNY" for name in BOOK_ACCOUNTS.values())]
    columns = [transfers[name].tolist() for name in (*_TOLD, "debit", "credit", "amount")]
    for day, *row in zip(days.tolist(), *columns, strict=True):
        *told, debit, credit, amount = row
        lines += [
            "", f'{day} * "{told[_TOLD.index("programme")]}"',
            *(f'  {name.replace("_", "-")}: "{value}"' for name, value in zip(_TOLD, told, strict=True) if value),
            f"  {BOOK_ACCOUNTS[debit]}  {amount} CNY", f"  {BOOK_ACCOUNTS[credit]}  -{amount} CNY",
        ]  # fmt: skip
    lines.append("")
    for name, account in BOOK_ACCOUNTS.items():  # no tolerance: beancount's own would let a fen pass
        lines.append(f"{after} balance {account}  {format_yuan(-balances.get(name, 0))} ~ 0.00 CNY")
    return "\n".join([*lines, ""])
