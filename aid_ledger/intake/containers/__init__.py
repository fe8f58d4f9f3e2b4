"""Opens a file as sheets of raw cells, whatever it is: told from its first bytes, never from its name.

It decides what a file is, takes passwords off and archives apart, and keeps every reader within bounds. What the cells
mean, it leaves to the rest of ``intake``.
"""

from aid_ledger.intake.containers.archives import Entry, NotTaken, archive_entries, has_locked_entry, is_archive
from aid_ledger.intake.containers.locked import Unlocked, unlock
from aid_ledger.intake.containers.opening import open_sheets
from aid_ledger.intake.containers.sheets import PartScan, RawRows, RawSheet, collector_paused
from aid_ledger.intake.containers.sniffing import is_lock_file, sniff

__all__ = [
    "Entry",
    "NotTaken",
    "PartScan",
    "RawRows",
    "RawSheet",
    "Unlocked",
    "archive_entries",
    "collector_paused",
    "has_locked_entry",
    "is_archive",
    "is_lock_file",
    "open_sheets",
    "sniff",
    "unlock",
]
