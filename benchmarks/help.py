"""Start-up: ``aid-ledger --help`` over a bare interpreter, median of many starts by turns."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from statistics import median

from benchmarks.measure import HERE, heading, verdict

STARTS = 21


def _start(*arguments: str) -> tuple[float, float]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE.parent), str(HERE.parent / "cli")])}
    begin, before = time.perf_counter(), _used()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True, env=environment)
    return time.perf_counter() - begin, _used() - before


def _used() -> float:
    """Return the CPU seconds of all processes that were started and have ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return children.ru_utime + children.ru_stime


def compare() -> None:
    """Measure and print."""
    heading(f"help: {STARTS} starts of each")
    bare, ours = [], []
    for number in range(STARTS + 1):
        pair = _start("-c", "pass"), _start("-m", "aid_ledger_cli", "--help")
        if number:
            bare.append(pair[0])
            ours.append(pair[1])
    wall = median(a[0] - b[0] for a, b in zip(ours, bare, strict=True)) * 1000
    used = median(a[1] - b[1] for a, b in zip(ours, bare, strict=True)) * 1000
    print(f"  bare {median(b[0] for b in bare) * 1000:.0f} ms; --help {median(a[0] for a in ours) * 1000:.0f} ms")
    verdict("--help over a bare interpreter, CPU", f"{used:.0f} ms (wall {wall:.0f} ms)", "≤ 100 ms", met=used <= 100)
