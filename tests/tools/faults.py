"""Kills and races of the steps in :mod:`tests.tools.way`, each in a child process of its own; says what became of it.

``python -m tests.tools.faults crash|race [--url SERVER] [--times N] [--seed S] [--steps A,B] [--with-strace]`` prints
one JSON object. POSIX only: a child is a fork, so that a try costs a second and not a start of Python.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from aid_ledger.store import database, evidence
from tests.tools.county import Desk
from tests.tools.way import BEFORE, STEPS, Books, Stages, act, books_of, files_of, sent_files_of

WRITING = "pwrite64,fsync,fdatasync,ftruncate,rename,unlink"
"""The calls of the system by which SQLite and we change a disk."""


# --- a child that dies ----------------------------------------------------------------------------------------------


class Clock:
    """Counts the moments of writing (statements, rows, files, fsyncs, renames) and ends the process at one of them.

    ``end``: what is done then instead.
    """

    def __init__(self, last: int, end: Callable[[], None] | None = None) -> None:
        self.moments = 0
        self.last = last
        self._end = end or _end_here

    def tick(self, *_: object) -> None:
        self.moments += 1
        if self.moments == self.last:
            self._end()

    def watch(self) -> None:
        """Stand around all that writes, wherever it has been imported to; in a child process only."""
        for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
            event.listen(Engine, name, self.tick)
        for home, name in ((evidence, "write_whole"), (Path, "replace"), (os, "fsync"), (database.Database, "write")):
            _instead(getattr(home, name), self._around(getattr(home, name)), [home])
        plain = database.insert
        _instead(plain, lambda connection, table, rows: plain(connection, table, self._each(rows)), [])

    def _around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def ticking(*args: Any, **options: Any) -> Any:
            self.tick()
            done = function(*args, **options)
            self.tick()
            return done

        return ticking

    def _each(self, rows: Iterable[Any]) -> Iterator[Any]:
        for row in rows:
            self.tick()
            yield row
        self.tick()


def _end_here() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _instead(old: object, new: object, homes: Sequence[Any]) -> None:
    """Put a function in the place of another, wherever a module of ours has it by its name."""
    ours = [module for name, module in sys.modules.items() if name.startswith("aid_ledger")]
    for home in (*homes, *ours):
        for name, value in list(vars(home).items()):
            if value is old:
                setattr(home, name, new)


def child(work: Callable[[], object], out: Path | None = None) -> int:
    """Do something in a child process and return its id; what it returns is written to ``out`` as JSON."""
    pid = os.fork()
    if pid:
        return pid
    try:
        said = work()
        if out is not None:
            out.write_text(json.dumps(said), "utf-8")
        os._exit(0)
    except BaseException:  # noqa: BLE001 - the child ends here, whatever it was
        traceback.print_exc()
        os._exit(1)


def ended(pid: int) -> int:
    """Wait for a child; return its exit code, negative for a signal."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


@dataclass(frozen=True, slots=True)
class Moment:
    """When a child is killed: at its n-th moment of writing, after some seconds, or at the n-th call of the system."""

    how: str
    at: float
    call: str = ""

    def hit(self, folder: Path, url: str, step: str) -> bool:
        """Run a step and kill it then; whether it was killed before it had ended."""
        if self.how == "moment":
            return ended(child(lambda: _ticking(folder, url, step, int(self.at)))) == -signal.SIGKILL
        if self.how == "seconds":
            pid = child(lambda: act(folder, url, step))
            time.sleep(self.at)
            os.kill(pid, signal.SIGKILL)
            return ended(pid) == -signal.SIGKILL
        with tempfile.TemporaryDirectory() as scratch:
            inject = f"inject={self.call}:signal=SIGKILL:when={int(self.at)}"
            return _traced(lambda: act(folder, url, step), Path(scratch), inject)[0] != 0


def _ticking(folder: Path, url: str, step: str, last: int) -> int:
    clock = Clock(last)
    clock.watch()
    act(folder, url, step)
    return clock.moments


def _stopped(work: Callable[[], object]) -> object:
    os.kill(os.getpid(), signal.SIGSTOP)  # until strace has come
    return work()


def _traced(work: Callable[[], object], scratch: Path, inject: str = "") -> tuple[int, list[tuple[str, int]]]:
    """Do something in a child under strace; return its exit code and the calls it made that write: name and how often.

    strace counts the calls of each name apart, so that is how they are named here: the third ``fsync``.
    """
    log, pid = scratch / "calls", child(lambda: _stopped(work))
    os.waitpid(pid, os.WUNTRACED)
    command = ["strace", "-f", "-p", str(pid), "-o", str(log), "-e", f"trace={WRITING}"]
    tracer = subprocess.Popen([*command, *(["-e", inject] if inject else [])], stderr=subprocess.DEVNULL)
    while "TracerPid:\t0" in Path(f"/proc/{pid}/status").read_text("ascii"):
        time.sleep(0.005)
    os.kill(pid, signal.SIGCONT)
    code = ended(pid)
    tracer.wait()
    names = re.findall(rf"^{pid} +(\w+)\(", log.read_text("utf-8", "replace"), re.MULTILINE)
    times: Counter[str] = Counter()
    calls = []
    for name in names:
        times[name] += 1
        calls.append((name, times[name]))
    return code, calls


# --- crashes --------------------------------------------------------------------------------------------------------


@dataclass
class Told:
    """What became of the tries of one kind."""

    tries: int = 0
    before: int = 0
    after: int = 0
    between: int = 0
    missed: int = 0
    how: Counter[str] = field(default_factory=Counter)


class Crashes:
    """Tries of one step, killed at random moments, on one engine."""

    def __init__(self, stages: Stages, step: str, *, strace: bool = False) -> None:
        self.stages, self.step, self.told = stages, step, Told()
        folder, url = stages.copy(BEFORE[step])
        self.states: list[Books] = [books_of(folder, url)]
        start = time.monotonic()
        assert ended(child(lambda: act(folder, url, step))) == 0
        self.seconds = time.monotonic() - start
        self.states.append(books_of(folder, url))
        self.files = sent_files_of(folder)
        stages.drop(folder, url)
        with self._copy() as (copy, scratch):
            out = scratch / "out"
            assert ended(child(lambda: _ticking(*copy, step, 0), out)) == 0
            self.moments = int(out.read_text("utf-8"))
        self.calls: list[tuple[str, int]] = []
        if strace:
            with self._copy() as (copy, scratch):
                self.calls = _traced(lambda: act(*copy, step), scratch)[1]

    @contextmanager
    def _copy(self) -> Iterator[tuple[tuple[Path, str], Path]]:
        """Yield an office as it stands before the step, and a folder to write into."""
        copy = self.stages.copy(BEFORE[self.step])
        with tempfile.TemporaryDirectory() as scratch:
            yield copy, Path(scratch)
        self.stages.drop(*copy)

    def moment(self, random: Random) -> Moment:
        """Draw when to kill."""
        kinds = ["moment", "moment", "seconds", *(["call"] * (3 if self.calls else 0))]
        how = random.choice(kinds)
        if how == "seconds":
            return Moment(how, random.uniform(0, self.seconds))
        if how == "call":
            name, number = random.choice(self.calls)
            return Moment(how, number, name)
        return Moment(how, random.randint(1, self.moments))

    def run(self, times: int, random: Random) -> Told:
        """Kill so many times; fails where a book is not whole afterwards or a second run ends otherwise."""
        while self.told.tries < times:
            self.once(self.moment(random))
        return self.told

    def once(self, moment: Moment) -> None:
        """Kill once, look, and run again."""
        folder, url = self.stages.copy(BEFORE[self.step])
        said = f"{self.step} killed at {moment}"
        if moment.hit(folder, url, self.step):
            self.told.tries += 1
            self.told.how[moment.how] += 1
            self._look(folder, url, said)
        else:
            self.told.missed += 1
        self.stages.drop(folder, url)

    def _look(self, folder: Path, url: str, said: str) -> None:
        there = books_of(folder, url)
        if there in self.states:
            self.told.after += there == self.states[1]
            self.told.before += there != self.states[1]
        else:  # an import of several files is several records: each of them whole or not at all
            assert self.step == "import", f"{said}: neither before nor after"
            assert all(set(there[name]) <= set(self.states[1][name]) for name in there), said
            self.told.between += 1
        verified(folder, url, said)
        again = act(folder, url, self.step)
        assert books_of(folder, url) == self.states[1], f"{said}: run again it ends otherwise ({again})"
        verified(folder, url, said)
        if self.files and self.step in ("pay", "settle"):
            if there == self.states[1] and self.step == "pay":
                assert again.get("refused") == "nothing-to-send", f"{said}: {again}"
            with tempfile.TemporaryDirectory() as out:
                assert files_of(folder, url, Path(out)) == self.files, f"{said}: other files"


def verified(folder: Path, url: str, said: str) -> None:
    """Fail where the books do not verify."""
    with closing(Desk(folder, url=url)) as desk:
        found = desk.verify()
        assert found.ok, f"{said}: {found.first_bad}"


# --- at once --------------------------------------------------------------------------------------------------------

RACES: dict[str, tuple[str, ...]] = {
    "pay × 2": ("pay", "pay"),
    "pay × 8": ("pay",) * 8,
    "approve × 2": ("approve",) * 2,
    "approve × 8": ("approve",) * 8,
    "settle × 2": ("settle",) * 2,
    "settle × 8": ("settle",) * 8,
    "void × 2": ("void",) * 2,
    "pay and close": ("pay", "close"),
    "pay and void": ("pay", "void"),
    "approve and payout": ("approve", "payout"),
    "approve, payout and void by turns, 8": ("approve", "payout", "void", "payout", "approve", "payout", "void", "pay"),
}
LOST = {
    "nothing-to-send", "not-approved", "term-closed", "batch-is-void", "batch-was-sent", "books-changed-meanwhile",
    "changed-since-shown", "approval-outdated",
}  # fmt: skip
"""What may be said to those who come second."""


def race(stages: Stages, name: str) -> Counter[str]:
    """Run steps at once on one office; return what was said to whom. Fails where anything is done twice."""
    steps = RACES[name]
    folder, url = stages.copy(BEFORE["settle" if "settle" in steps else "pay" if "pay" in steps else "approve"])
    with tempfile.TemporaryDirectory() as scratch:
        read, write = os.pipe()
        outs = [Path(scratch) / str(number) for number in range(len(steps))]

        def wait_and(step: str) -> dict[str, Any]:
            os.close(write)
            os.read(read, 1)  # until the other end is closed
            return act(folder, url, step)

        pids = [child(lambda step=step: wait_and(step), out) for step, out in zip(steps, outs, strict=True)]  # type: ignore[misc]
        os.close(read)
        os.close(write)
        codes = [ended(pid) for pid in pids]
        assert codes == [0] * len(steps), f"{name}: a traceback"
        said = [json.loads(out.read_text("utf-8")) for out in outs]
    _won_once(name, steps, said)
    there = books_of(folder, url)
    for table in ("sent_order", "settled_order"):
        assert len(there[table]) == len(set(there[table])) <= 6, name
    verified(folder, url, name)
    stages.drop(folder, url)
    return Counter(
        f"{step}: {one.get('refused') or ('done' if one['done'] else 'nothing to do')}"
        for step, one in zip(steps, said, strict=True)
    )


def _won_once(name: str, steps: Sequence[str], said: Sequence[dict[str, Any]]) -> None:
    """Each step is done by one at most; the others are told so in plain words, with exit 4, or had nothing to do."""
    for step in set(steps):
        own = [one for one, what in zip(said, steps, strict=True) if what == step]
        won = [one for one in own if one.get("done")]
        assert len(won) <= 1 or step == "payout" or "void" in steps, f"{name}: {step} won {len(won)} times"
        if len(set(steps)) == 1:
            assert len(won) == 1, f"{name}: nobody won: {own}"
        for one in own:
            assert one.get("refused", "nothing-to-send") in LOST, f"{name}: {one}"
            assert one.get("exit", 4) == 4, f"{name}: {one}"


def main() -> None:
    """Run what is asked for; print what became of it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["crash", "race"])
    parser.add_argument("--url", default="", help="a server, up to the name of a database")
    parser.add_argument("--times", type=int, default=1, help="kills of each step, or rounds of each race")
    parser.add_argument("--seed", type=int, default=20230420)
    parser.add_argument("--steps", default="")
    parser.add_argument("--with-strace", action="store_true")
    asked = parser.parse_args()
    random = Random(asked.seed)
    found: dict[str, Any] = {}
    names = asked.steps.split(",") if asked.steps else list(STEPS if asked.what == "crash" else RACES)
    root = Path(tempfile.mkdtemp(prefix="aid-ledger-faults-"))
    try:
        stages = Stages(root, asked.url)
        for name in names:
            if asked.what == "crash":
                crashes = Crashes(stages, name, strace=asked.with_strace)
                told = crashes.run(asked.times, random)
                found[name] = {
                    "kills": told.tries, "before": told.before, "after": told.after, "between": told.between,
                    "missed": told.missed, "how": dict(told.how), "moments": crashes.moments,
                    "calls": len(crashes.calls),
                }  # fmt: skip
            else:
                sums = sum((race(stages, name) for _ in range(asked.times)), Counter[str]())
                found[name] = dict(sorted(sums.items()))
            sys.stderr.write(f"{name}: {found[name]}\n")
    finally:
        shutil.rmtree(root, ignore_errors=True)
    sys.stdout.write(json.dumps(found, ensure_ascii=False))


if __name__ == "__main__":
    main()
