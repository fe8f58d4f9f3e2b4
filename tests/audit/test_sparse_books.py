"""Books with next to nothing in them: each check says something, and no sum falls over."""

from __future__ import annotations

import pytest

from aid_ledger.audit import Picture, picture_of
from aid_ledger.audit.checks import CHECKS, run_checks
from aid_ledger.audit.frames import FRAMES
from aid_ledger.audit.identities import identities
from aid_ledger.audit.summing import schools, shown_lines, states, totals
from tests.audit.county import County
from tests.audit.planted import PLANTED
from tests.tools.long import LONG


@pytest.fixture(scope="module")
def whole() -> Picture:
    """Every planted case and its twin in one county: nearly every frame holds something."""
    county = County()
    for _, case, twin in PLANTED:
        case(county)
        twin(county)
    return county.picture()


def looked_through(picture: Picture) -> None:
    results = run_checks(picture)
    assert [one.code for one in results] == [check.code for check in CHECKS]
    identities(picture)
    totals(picture)
    states(picture)
    shown_lines(picture)
    schools(picture, results)


@pytest.mark.parametrize("missing", [*FRAMES, ""] if LONG else [*list(FRAMES)[::6], ""])
def test_a_term_is_looked_through_whatever_is_missing(whole: Picture, missing: str) -> None:
    frames = {name: frame for name, frame in whole.frames.items() if name != missing}
    looked_through(picture_of(whole.term, whole.day, frames, rules=whole.rules, given=whole.given))


@pytest.mark.parametrize("only", [*FRAMES, ""] if LONG else ["orders", ""])
def test_a_term_is_looked_through_whatever_stands_alone(whole: Picture, only: str) -> None:
    frames = {name: frame for name, frame in whole.frames.items() if name == only}
    looked_through(picture_of(whole.term, whole.day, frames, rules=whole.rules))
