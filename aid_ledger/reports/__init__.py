"""Workbooks that an office signs: data in, document out.

Decides how papers look, what stands in which cell, and how a sheet proves itself (live sums, its own digest).
Leaves to others what is due, to whom, and when a paper is made: dates, names and digests are given.
"""

from aid_ledger.reports.account_forms import CHANGED_COLUMNS, write_account_changes
from aid_ledger.reports.approval_sheet import ApprovalRow, ApprovalSheet, approval_sheet_digest, nth, write_approval
from aid_ledger.reports.arrivals import write_arrivals
from aid_ledger.reports.bank_cover import write_bank_cover
from aid_ledger.reports.bank_file import bank_workbook
from aid_ledger.reports.books import write_payout_books
from aid_ledger.reports.chasing import Beside, note_words, write_chasing
from aid_ledger.reports.data import (
    ABSENT_COLUMNS,
    HELD_COLUMNS,
    LINE_COLUMNS,
    SCHOOL_COLUMNS,
    SHARE_COLUMNS,
    STAGES,
    WAITING,
    PayoutBook,
)
from aid_ledger.reports.feet import Foot, feet
from aid_ledger.reports.kept import keeping
from aid_ledger.reports.paper import REPORT
from aid_ledger.reports.printing import natural
from aid_ledger.reports.public_notice import write_notices
from aid_ledger.reports.questions import ReviewBook, reason_titles, write_questions
from aid_ledger.reports.recovery_notes import Claim, Note, write_recovery_notes
from aid_ledger.reports.returned import RETURNED_COLUMNS, ReturnedList, write_returned
from aid_ledger.reports.rows import Formula
from aid_ledger.reports.simulation import Simulated, write_simulation
from aid_ledger.reports.slips import Slip, slip_digest, write_slips
from aid_ledger.reports.template import template_book, template_name
from aid_ledger.reports.unwritten import Unwritten, unwritten

__all__ = [
    "ABSENT_COLUMNS",
    "CHANGED_COLUMNS",
    "HELD_COLUMNS",
    "LINE_COLUMNS",
    "REPORT",
    "RETURNED_COLUMNS",
    "SCHOOL_COLUMNS",
    "SHARE_COLUMNS",
    "STAGES",
    "WAITING",
    "ApprovalRow",
    "ApprovalSheet",
    "Beside",
    "Claim",
    "Foot",
    "Formula",
    "Note",
    "PayoutBook",
    "ReturnedList",
    "ReviewBook",
    "Simulated",
    "Slip",
    "Unwritten",
    "approval_sheet_digest",
    "bank_workbook",
    "feet",
    "keeping",
    "natural",
    "note_words",
    "nth",
    "reason_titles",
    "slip_digest",
    "template_book",
    "template_name",
    "unwritten",
    "write_account_changes",
    "write_approval",
    "write_arrivals",
    "write_bank_cover",
    "write_chasing",
    "write_notices",
    "write_payout_books",
    "write_questions",
    "write_recovery_notes",
    "write_returned",
    "write_simulation",
    "write_slips",
]
