"""DESIGN invariant 10: a few kills and races of each step of the way of money; ``benchmarks faults`` does many.

What is asked of each try stands in :mod:`tests.tools.faults`: after a kill the whole database is as before or as after,
the books verify, the same step run again ends as if nothing had been, and the bank's files are the same bytes.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import pytest

from tests.architecture.source import ROOT
from tests.tools.way import STEPS

SEED = "20230420"
pytestmark = pytest.mark.long


def faults(what: str, *options: str) -> Mapping[str, Any]:
    """Run the tries in a process of their own: they fork, which a process with threads must not."""
    command = [sys.executable, "-m", "tests.tools.faults", what, "--seed", SEED, *options]
    done = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


@pytest.mark.parametrize("steps", [STEPS[:4], STEPS[4:]], ids=",".join)
def test_a_step_that_is_killed_is_done_or_not_and_ends_the_same_when_run_again(steps: tuple[str, ...]) -> None:
    told = faults("crash", "--steps", ",".join(steps))
    assert {step: one["kills"] for step, one in told.items()} == dict.fromkeys(steps, 1)


@pytest.mark.server
def test_a_step_that_is_killed_before_a_server_is_done_or_not_and_ends_the_same(postgres_server: Any) -> None:
    steps = ("approve", "pay", "settle")
    told = faults("crash", "--url", postgres_server.url(""), "--steps", ",".join(steps))
    assert {step: one["kills"] for step, one in told.items()} == dict.fromkeys(steps, 1)


@pytest.mark.parametrize(
    ("engine", "races"),
    [
        ("sqlite", ("pay × 8", "settle × 8")),
        ("sqlite", ("approve × 2", "pay and close", "approve and payout")),
        pytest.param("postgresql", ("pay × 8", "settle × 8"), marks=pytest.mark.server),
    ],
)
def test_of_many_at_once_one_wins_and_the_others_are_told(
    engine: str, races: tuple[str, ...], request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue("postgres_server").url("") if engine == "postgresql" else ""
    told = faults("race", "--steps", ",".join(races), "--url", url)
    assert set(told) == set(races)
    if "pay × 8" in races:
        assert told["pay × 8"] == {"pay: done": 1, "pay: nothing-to-send": 7}
        assert told["settle × 8"] == {"settle: done": 1, "settle: nothing to do": 7}
