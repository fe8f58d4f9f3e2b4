"""Faults: each step of the way of money killed, cut from power and run at once, on SQLite and on PostgreSQL.

The tries are those of ``tests/tools`` (``faults``, ``power``, ``server_kills``), of which the test suite runs a few;
here they are many.
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


def _run(tool: str, *options: str) -> Mapping[str, Any]:
    """Run a tool of the tests in a process of its own: it forks."""
    paths = os.pathsep.join([str(HERE.parent), str(HERE.parent / "cli")])
    done = subprocess.run(
        [sys.executable, "-m", f"tests.tools.{tool}", *options], cwd=HERE.parent,
        env={**os.environ, "PYTHONPATH": paths}, check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    found: Mapping[str, Any] = json.loads(done.stdout)
    return found


def _engine(name: str, url: str, kills: int, rounds: int, seed: int, *, strace: bool) -> None:
    heading(f"{name}: {kills} kills of each step, {rounds} rounds of each race, seed {seed}")
    asked = ("--seed", str(seed), "--url", url)
    crashes = _run("faults", "crash", "--times", str(kills), *asked, *["--with-strace"] * strace)
    for step, told in crashes.items():
        how = ", ".join(f"{kind} {count}" for kind, count in told["how"].items())
        print(f"  {step:<10} killed {told['kills']:>3} ({how}): nothing done {told['before']}, all done "
              f"{told['after']}, file by file {told['between']}; lost 0, twice 0")  # fmt: skip
    for race, said in _run("faults", "race", "--times", str(rounds), *asked).items():
        print(f"  {race:<38} {', '.join(f'{words} {count}' for words, count in said.items())}")


def _power(cuts: int, seed: int) -> None:
    heading(f"SQLite: {cuts} power cuts of each step, seed {seed}")
    for step, told in _run("power", "--times", str(cuts), "--seed", str(seed)).items():
        print(f"  {step:<10} cut {told['cuts']:>3} (of {told['calls']} calls, {told['syncs']} to the disk): nothing "
              f"done {told['before']}, all {told['after']}, file by file {told['between']}; half 0")  # fmt: skip


def _server_kills(kills: int, seed: int) -> None:
    heading(f"PostgreSQL, durable: the server killed {kills} times in each step, seed {seed}")
    for step, told in _run("server_kills", "--times", str(kills), "--seed", str(seed)).items():
        how = ", ".join(f"{words} {count}" for words, count in told["how"].items())
        print(f"  {step:<10} killed {told['kills']:>3} ({how}): nothing done {told['before']}, all done "
              f"{told['after']}; lost 0, half 0")  # fmt: skip


def main(kills: int, rounds: int, seed: int = SEED) -> None:
    """Run all of it and print what became of it; a try that ends otherwise ends the run."""
    strace = shutil.which("strace") is not None
    if not strace:
        print(
            "  no strace: nothing is killed at a call of the system, only at statements, rows, files and after "
            "seconds; no power is cut"
        )
    _engine("SQLite", "", kills, rounds, seed, strace=strace)
    if strace:
        _power(kills, seed)
    if server_programs() is None or not Path("/proc").exists():
        print("  no PostgreSQL server is installed: its half was left out")
        return
    with server() as started:
        _engine("PostgreSQL", started.url(""), max(kills // 4, 1), max(rounds // 3, 1), seed, strace=False)
    _server_kills(max(kills // 3, 1), seed)
