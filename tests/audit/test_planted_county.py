"""Everything that was planted in a county is found, and no innocent twin is accused: real files, office and report."""

from __future__ import annotations

from pathlib import Path

import pytest

from aid_ledger.audit.checks import CHECKS
from tests.audit.county_planted.verdict import Verdict, table, verdict
from tests.audit.county_planted.whole import Audited, short_county, whole_county

ELSEWHERE = {"archived-unread"}
"""A bank file that nobody can read takes its rows from every check of banks: it is planted in test_checks alone."""


def judged(county: Audited) -> Verdict:
    """Compare, and print the figures: ``pytest -s`` shows them."""
    found = verdict(county.report.results, county.plan.planted)
    print(f"\n{county.rows} rows of lists\n{table(county.report.results, found)}")  # noqa: T201 - the figures asked for
    return found


def test_what_lists_show_after_one_payout_is_found_and_nobody_else_is_named(tmp_path: Path) -> None:
    found = judged(short_county(tmp_path / "office"))
    assert found.missed == ()
    assert found.accused == ()
    assert found.strange == ()
    assert len(found.cases) >= 13
    assert found.twins >= 30


@pytest.mark.long
def test_two_hundred_irregularities_of_a_real_county_are_found_and_no_twin_is_accused(tmp_path: Path) -> None:
    found = judged(whole_county(tmp_path / "office", times=4, ordinary=330))
    assert found.missed == ()
    assert found.accused == ()
    assert found.strange == ()
    assert sum(found.cases.values()) >= 200
    assert found.twins >= 200
    assert set(found.cases) == {check.code for check in CHECKS} - ELSEWHERE
