"""How a claim ends, with the book accounts that its money moves between: debit, credit."""

from __future__ import annotations

from collections.abc import Mapping

ENDS: Mapping[str, tuple[str, str]] = {
    "returned": ("paid", "receivable"), "waived": ("waived", "receivable"), "written-off": ("waived", "receivable"),
}  # fmt: skip
