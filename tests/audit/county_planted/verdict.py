"""Compares what the report finds with what was planted: what was missed, which twin accused, what nobody planted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from aid_ledger.audit import CheckResult
from tests.audit.county_planted.plan import Planted

_SAID = ["line", "name", "id_number", "school", "programme", "detail", "evidence"]

_GIVEN = ("lists-as-archived", "returns-as-booked")
"""What compares the auditor's own papers: whose row was changed in these is rightly named, the papers are planted."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a comparison comes to.

    ``missed``: cases that their check did not name. ``accused``: twins, each with the code of the error or warning that
    names it. ``hinted``: the same of hints. ``strange``: rows of errors and warnings that no case explains.
    """

    cases: Counter[str]
    twins: int
    missed: tuple[Planted, ...]
    accused: tuple[tuple[str, Planted], ...]
    hinted: tuple[tuple[str, Planted], ...]
    strange: tuple[tuple[str, str], ...]


def rows_said(result: CheckResult) -> list[str]:
    """Return what each row of a finding says."""
    if result.rows is None:
        return []
    rows = result.rows[_SAID].astype(str)
    return ["|".join(row) for row in rows.itertuples(index=False)]


def verdict(results: Sequence[CheckResult], planted: Sequence[Planted]) -> Verdict:
    """Compare."""
    said = {one.code: rows_said(one) for one in results if one.status == "found"}
    hints = {one.code for one in results if one.severity == "hint"}

    def names(code: str, what: Planted) -> bool:
        return any(all(word in row for word in what.words) for row in said.get(code, ()))

    cases = [one for one in planted if one.code]
    twins = [one for one in planted if not one.code]
    named = [
        (code, one) for one in twins for code in said
        if code not in one.may and (code not in _GIVEN or one.how == "given") and names(code, one)
    ]  # fmt: skip
    strange = []
    for code, rows in said.items():
        known = [one.words for one in cases if code == one.code or code in one.may]
        known += [one.words for one in twins if code in one.may]
        strange += [(code, row) for row in rows if code not in hints
                    and not any(all(word in row for word in words) for words in known)]  # fmt: skip
    return Verdict(
        Counter(one.code for one in cases), len(twins), tuple(one for one in cases if not names(one.code, one)),
        tuple(one for one in named if one[0] not in hints), tuple(one for one in named if one[0] in hints),
        tuple(strange),
    )  # fmt: skip


def table(results: Sequence[CheckResult], found: Verdict) -> str:
    """Return the figures a code: planted, found, rows of the finding."""
    missed = Counter(one.code for one in found.missed)
    lines = [f"{'code':24}{'severity':9}{'planted':>8}{'found':>7}{'rows':>6}"]
    for one in results:
        planted = found.cases.get(one.code, 0)
        rows = 0 if one.rows is None else len(one.rows)
        lines.append(f"{one.code:24}{one.severity:9}{planted:8}{planted - missed[one.code]:7}{rows:6}")
    total = sum(found.cases.values())
    lines += [
        f"planted {total}, found {total - len(found.missed)}",
        f"twins {found.twins}, accused {len(found.accused)}, hinted at {len(found.hinted)}",
        f"rows that nobody planted {len(found.strange)}",
    ]
    return "\n".join(lines)
