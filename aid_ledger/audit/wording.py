"""How results of checks are put into words: title, constraint, why, what to do, figures, and why one was not done."""

from __future__ import annotations

import re
from typing import Literal

from aid_ledger.audit.results import CheckResult
from aid_ledger.words import Lang, known, phrase

Part = Literal["title", "constraint", "why", "fix", "message"]


def told(result: CheckResult, part: Part, lang: Lang) -> str:
    """Return one sentence of a result."""
    return phrase(f"audit-{result.code}-{part}", lang, **result.params)


def why_not(result: CheckResult, lang: Lang) -> str:
    """Return why a check could not be done; blank where it was."""
    return phrase(f"audit-not-done-{result.why_not}", lang) if result.why_not else ""


def counted(result: CheckResult, lang: Lang) -> str:
    """Return how much was looked at: ``412 笔``."""
    gap = "" if lang == "zh" else " "
    return f"{result.looked_at:,}{gap}{phrase(f'audit-unit-{result.unit}', lang)}"


def checker_words(wrong: tuple[str, str, str], lang: Lang) -> str:
    """Return what the checker of bundles found (table, id, what) in the reader's words, else in its own."""
    table, own, what = wrong
    words = known("word")
    where, says = f"table-{table}", f"bundle-says-{re.sub('[^a-z]+', '-', what.lower()).strip('-')}"
    named = phrase(where, lang) if where in words else table
    return f"{named} {own}: {phrase(says, lang) if says in words else what}".replace("\0", "/")
