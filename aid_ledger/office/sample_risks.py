"""What the checks of the auditor's report found of each child of a population: the risks of ``sample --by risk``.

Only what is said of the child itself: a check of a standard, or one that names half of the population, singles nobody
out, and with it nobody would weigh more than another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from aid_ledger.audit import CheckResult, Reconciliation

OF_STANDARDS = frozenset({"unverified-standard", "tier-outside-range", "mean-off-average"})
"""Checks whose rows are all lines of a standard."""
TOLD_BY_CHECKS = frozenset({"returned", "other-holder", "shared-account"})
"""Marks of a line of which the checks speak more exactly."""


def with_findings(people: pd.DataFrame, report: Reconciliation) -> pd.Series[str]:
    """Return the risks of people: their own marks and the codes of the checks that found something of them.

    Args:
        people: ``risks, id_number`` and, of who has lines, ``subject``.
        report: of the same term.
    """
    subjects = people["subject"] if "subject" in people else pd.Series("", index=people.index, dtype="object")
    of_line = dict(zip(report.lines["line"].tolist(), report.lines["subject"].tolist(), strict=True))
    risks = [
        {one for one in text.split(";") if one and one not in TOLD_BY_CHECKS} for text in people["risks"].tolist()
    ]  # fmt: skip
    for result in report.results:
        if result.status != "found" or result.rows is None or result.code in OF_STANDARDS:
            continue
        who, ids = _named(result, of_line)
        marked = (subjects.isin(list(who)) | people["id_number"].isin(list(ids))).to_numpy(dtype=bool)
        if 2 * int(marked.sum()) <= len(people):
            for place in np.flatnonzero(marked).tolist():
                risks[place].add(result.code)
    return pd.Series([";".join(sorted(own)) for own in risks], index=people.index, dtype="object")


def _named(result: CheckResult, of_line: dict[str, str]) -> tuple[set[str], set[str]]:
    """Return whom the rows of a finding name: subjects of the ledger, and resident IDs."""
    rows = result.rows
    if rows is None:
        return set(), set()
    who = {of_line.get(line, "") for line in rows["line"].tolist()}
    who |= {f"p{number}" for number in rows["student"].tolist() if number}
    return who - {""}, set(rows["id_number"].tolist()) - {""}
