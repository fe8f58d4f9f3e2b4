"""Finds the headings of a small table of the auditor's: which column is which, by what its heading says."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from aid_ledger.audit.statement_words import plain
from aid_ledger.intake.cells import text_of
from aid_ledger.intake.containers import RawSheet

_SEARCHED_ROWS = 30


def find_headings(
    sheet: RawSheet, patterns: Mapping[str, str], enough: Callable[[set[str]], bool]
) -> tuple[int, dict[str, int], list[str]] | None:  # fmt: skip
    """Return the first row of headings, the column of each field, and all texts of the row; none where no row is one.

    Args:
        sheet: looked at in its first thirty rows.
        patterns: of each field what a whole heading says, without what stands in brackets.
        enough: whether these fields make a row of headings.
    """
    for top, row in enumerate(sheet.rows[:_SEARCHED_ROWS]):
        texts = [text_of(cell) for cell in row]
        found: dict[str, int] = {}
        for place, text in enumerate(texts):
            words = re.sub(r"\(.*?\)", "", plain(text))
            for field, pattern in patterns.items():
                if field not in found and re.fullmatch(pattern, words):
                    found[field] = place
        if enough(set(found)):
            return top, found, texts
    return None
