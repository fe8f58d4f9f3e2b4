"""Runs one case in a process of its own and reports its seconds, CPU seconds and peak memory."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

HERE = Path(__file__).resolve().parent
WORK = HERE / "work"
_MARK = "@@result:"


class Watch:
    """A stopwatch over wall and CPU time that names its steps; stopped while something is not to be counted."""

    def __init__(self) -> None:
        self.steps: dict[str, float] = {}
        self.seconds = 0.0
        self.cpu = 0.0
        self._name = ""
        self._wall = self._used = 0.0

    def step(self, name: str) -> None:
        """End the step before, begin this one."""
        self.stop()
        self._name = name
        self._wall, self._used = time.perf_counter(), time.process_time()

    def stop(self) -> None:
        """End the step that runs, if any."""
        if self._name:
            wall, used = time.perf_counter() - self._wall, time.process_time() - self._used
            self.steps[self._name] = self.steps.get(self._name, 0.0) + used
            self.seconds += wall
            self.cpu += used
            self._name = ""

    @contextmanager
    def uncounted(self) -> Iterator[None]:
        """Stop inside a step and go on with it afterwards."""
        name = self._name
        self.stop()
        yield
        self.step(name)


def report(watch: Watch, **extra: Any) -> None:
    """Write what a case measured where :func:`run` finds it."""
    watch.stop()
    result = {"seconds": watch.seconds, "cpu": watch.cpu, "steps": watch.steps, "peak_mb": peak_mb(), **extra}
    print(_MARK + json.dumps(result), flush=True)


def peak_mb() -> float:
    """Return the peak resident memory of this process in MiB: VmHWM where Linux tells it.

    ``ru_maxrss`` is not used there: a child inherits it from the process that started it.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text("ascii").splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@dataclass
class Runs:
    """The runs of one case, the newest last."""

    name: str
    results: list[Mapping[str, Any]] = field(default_factory=list)

    def middle(self, key: str) -> float:
        """Return the median of a number."""
        return median(float(result[key]) for result in self.results)

    def span(self, key: str) -> str:
        """Return the least and the most of a number."""
        numbers = sorted(float(result[key]) for result in self.results)
        return f"{numbers[0]:.2f}–{numbers[-1]:.2f}"

    @property
    def last(self) -> Mapping[str, Any]:
        """The newest run."""
        return self.results[-1]


def run(module: str, *arguments: str, python: str = sys.executable) -> Mapping[str, Any]:
    """Run ``python -m benchmarks.MODULE ARGUMENTS`` and return what it reported.

    Raises:
        RuntimeError: it failed or reported nothing.
    """
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE.parent), str(HERE.parent / "cli")])}
    done = subprocess.run(
        [python, "-m", f"benchmarks.{module}", *arguments], env=environment, cwd=HERE.parent, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    found = [line for line in done.stdout.splitlines() if line.startswith(_MARK)]
    if done.returncode or not found:
        raise RuntimeError(f"{module} {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
    result: Mapping[str, Any] = json.loads(found[-1].removeprefix(_MARK))
    return result


def by_turns(
    cases: Mapping[str, Sequence[str]], times: int, python: Mapping[str, str] | None = None
) -> dict[str, Runs]:
    """Run each case ``times`` times, one after the other, round by round, so that all see the same load."""
    runs = {name: Runs(name) for name in cases}
    for number in range(times):
        for name, command in cases.items():
            result = run(*command, python=(python or {}).get(name, sys.executable))
            runs[name].results.append(result)
            print(
                f"  {name:<10} run {number + 1}: {result['seconds']:8.2f} s  CPU {result['cpu']:8.2f} s  "
                f"{result['peak_mb']:6.0f} MiB  load {os.getloadavg()[0]:.1f}",
                flush=True,
            )
    return runs


def ratio(ours: Runs, other: Runs, key: str = "cpu") -> float:
    """Return how many times ours takes what the other takes: the median of the ratios round by round."""
    return median(float(a[key]) / float(b[key]) for a, b in zip(ours.results, other.results, strict=True))


def best_of(work: Callable[[], object], times: int) -> list[float]:
    """Return the CPU seconds (of all threads) of ``times`` calls after one that is not counted."""
    work()
    seconds = []
    for _ in range(times):
        gc.collect()
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return seconds


def heading(text: str) -> None:
    """Print a heading with the load beside it."""
    load = ", ".join(f"{number:.1f}" for number in os.getloadavg())
    print(f"\n== {text}  (load {load}; {os.cpu_count()} cores)", flush=True)


def verdict(what: str, measured: str, target: str, *, met: bool) -> None:
    """Print one line of the answer."""
    print(f"  {'reached ' if met else 'MISSED  '} {what}: {measured}   (target {target})", flush=True)
