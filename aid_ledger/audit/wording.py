"""How results of checks are put into words: title, constraint, why, what to do, figures, and why one was not done."""

from __future__ import annotations

from typing import Literal

from aid_ledger.audit.results import CheckResult
from aid_ledger.words import Lang, phrase

Part = Literal["title", "constraint", "why", "fix", "message"]


def told(result: CheckResult, part: Part, lang: Lang) -> str:
    """Return one sentence of a result."""
    return phrase(f"audit-{result.code}-{part}", lang, **result.params)


def why_not(result: CheckResult, lang: Lang) -> str:
    """Return why a check could not be done; blank where it was."""
    return phrase(f"audit-not-done-{result.why_not}", lang) if result.why_not else ""


_NAMED = 6
"""So many schools or things are named; the sheet of the finding has all."""


def lacking(result: CheckResult, message: str, lang: Lang) -> str:
    """Return a finding that says what was not there to be looked at: its message once, and at which schools."""
    rows = result.rows
    if rows is None:
        return message
    schools = [one for one in dict.fromkeys(rows["school"].tolist()) if one]
    named = schools or list(dict.fromkeys(rows["detail"].tolist()))
    between = ("：", "、") if lang == "zh" else (": ", ", ")
    rest = phrase("audit-lacking-rest", lang, count=f"{len(named):,}") if len(named) > _NAMED else ""
    return between[0].join(filter(None, (message, between[1].join(named[:_NAMED]) + rest)))


def counted(result: CheckResult, lang: Lang) -> str:
    """Return how much was looked at: ``412 笔``."""
    gap = "" if lang == "zh" else " "
    return f"{result.looked_at:,}{gap}{phrase(f'audit-unit-{result.unit}', lang)}"
