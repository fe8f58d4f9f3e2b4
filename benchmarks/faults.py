"""Faults: each step of the way of money killed at random moments and run at once, on SQLite and on PostgreSQL.

The tries are those of ``tests/tools/faults.py``, of which the test suite runs a few; here they are many.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.measure import HERE, heading
from tests.tools.postgres import server, server_programs

SEED = 20230420


def _run(what: str, times: int, url: str, seed: int, *, strace: bool) -> Mapping[str, Any]:
    command = [
        sys.executable,
        "-m",
        "tests.tools.faults",
        what,
        "--times",
        str(times),
        "--seed",
        str(seed),
        "--url",
        url,
    ]
    paths = os.pathsep.join([str(HERE.parent), str(HERE.parent / "cli")])
    done = subprocess.run(
        command + ["--with-strace"] * strace, cwd=HERE.parent, env={**os.environ, "PYTHONPATH": paths}, check=True,
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    found: Mapping[str, Any] = json.loads(done.stdout)
    return found


def _engine(name: str, url: str, kills: int, rounds: int, seed: int, *, strace: bool) -> None:
    heading(f"{name}: {kills} kills of each step, {rounds} rounds of each race, seed {seed}")
    for step, told in _run("crash", kills, url, seed, strace=strace).items():
        how = ", ".join(f"{kind} {count}" for kind, count in told["how"].items())
        print(f"  {step:<10} killed {told['kills']:>3} ({how}): nothing done {told['before']}, all done "
              f"{told['after']}, file by file {told['between']}; lost 0, twice 0")  # fmt: skip
    for race, said in _run("race", rounds, url, seed, strace=False).items():
        print(f"  {race:<38} {', '.join(f'{words} {count}' for words, count in said.items())}")


def main(kills: int, rounds: int, seed: int = SEED) -> None:
    """Run all of it and print what became of it; a try that ends otherwise ends the run."""
    strace = shutil.which("strace") is not None
    if not strace:
        print(
            "  no strace: nothing is killed at a call of the system, only at statements, rows, files and after seconds"
        )
    _engine("SQLite", "", kills, rounds, seed, strace=strace)
    if server_programs() is None or not Path("/proc").exists():
        print("  no PostgreSQL server is installed: its half was left out")
        return
    with server() as started:
        _engine("PostgreSQL", started.url(""), max(kills // 4, 1), max(rounds // 3, 1), seed, strace=False)
