"""Orders out to banks, and what banks send back: tables and bytes in, tables and bytes out.

It decides which file an order stands in and how that file is written, what a bank's return says and of which order, and
what of it may be booked. It knows no database and no clock; what is booked, and when, is left to ``ledger`` and
``office``, and workbooks to ``reports``.
"""

from aid_ledger.payments.account_checks import CHECK_COLUMNS, KNOWN_COLUMNS, account_checks, account_findings
from aid_ledger.payments.bank_files import ORDER_COLUMNS, BankFile, bank_files
from aid_ledger.payments.bank_text import Heading, Payer
from aid_ledger.payments.covers import Cover, bank_covers
from aid_ledger.payments.matching import MATCH_COLUMNS, SENT_COLUMNS, STATUSES, Matched, match_return
from aid_ledger.payments.profiles import (
    BankProfile,
    bank_profile,
    read_bank_profile,
    shipped_bank_profiles,
    unwritable_banks,
)
from aid_ledger.payments.returns import RETURN_COLUMNS, Return, join_returns, read_return
from aid_ledger.payments.wordings import reasons_of_accounts, what_both_say, what_is_said

__all__ = [
    "CHECK_COLUMNS",
    "KNOWN_COLUMNS",
    "MATCH_COLUMNS",
    "ORDER_COLUMNS",
    "RETURN_COLUMNS",
    "SENT_COLUMNS",
    "STATUSES",
    "BankFile",
    "BankProfile",
    "Cover",
    "Heading",
    "Matched",
    "Payer",
    "Return",
    "account_checks",
    "account_findings",
    "bank_covers",
    "bank_files",
    "bank_profile",
    "join_returns",
    "match_return",
    "read_bank_profile",
    "read_return",
    "reasons_of_accounts",
    "shipped_bank_profiles",
    "unwritable_banks",
    "what_both_say",
    "what_is_said",
]
