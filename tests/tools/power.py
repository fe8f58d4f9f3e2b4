"""Power cuts, as a disk may see them: every write of a step is recorded, and the disk of any moment made from that.

The step runs once under strace, which takes down what it wrote into the database, its log and the archive, where, and
what it brought to the disk (fsync). A cut at some moment leaves of every file what had been brought to the disk; of
what was written since, any part: each 512 bytes are there, are not, or are rubbish, and files that grew may be short.
New names, renames and removals that no fsync of their folder has followed are there up to any one of them.

``python -m tests.tools.power [--times N] [--seed S] [--steps A,B]`` prints one JSON object. Linux with strace only.
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
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from tests.tools.faults import Crashes, _stopped, child, ended
from tests.tools.way import BEFORE, STEPS, Stages, act, books_of

SECTOR = 512
_CALLS = "openat,write,pwrite64,fsync,fdatasync,ftruncate,rename,unlink,close"
_LINE = re.compile(r"^\d+ +(\w+)\((.*)\) = (-?\d+)", re.DOTALL)
_ARGUMENT = re.compile(r'(AT_FDCWD|\d+)<((?:\\x[0-9a-f]{2})*)>|"((?:\\x[0-9a-f]{2})*)"|(-?\w[\w|]*)')


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


# --- what a step wrote ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the system: its name, the file (below the office) and what else it says."""

    name: str
    path: str
    offset: int = 0
    data: bytes = b""
    to: str = ""


def record(work: Callable[[], object], folder: Path, scratch: Path) -> list[Call]:
    """Do something in a child under strace; return the calls that changed its database, log and archive, in order."""
    log, pid = scratch / "calls", child(lambda: _stopped(work))
    os.waitpid(pid, os.WUNTRACED)
    command = ["strace", "-p", str(pid), "-f", "-o", str(log), "-y", "-xx", "-s", "9999999", "-e", f"trace={_CALLS}"]
    tracer = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    while "TracerPid:\t0" in Path(f"/proc/{pid}/status").read_text("ascii"):
        time.sleep(0.005)
    os.kill(pid, signal.SIGCONT)
    assert ended(pid) == 0
    tracer.wait()
    places: dict[str, int] = {}
    calls = (_call(line, folder, places) for line in log.read_text("ascii", "replace").splitlines())
    return [call for call in calls if call is not None and _counts(call)]


def _call(line: str, folder: Path, places: dict[str, int]) -> Call | None:
    """Read a line of strace; ``places``: how far each open file was written, for calls that do not say where."""
    found = _LINE.match(line)
    if found is None or int(found[3]) < 0:
        return None
    name, said = found[1], _ARGUMENT.findall(found[2])
    texts = [_bytes(text) for _, _, text, _ in said if text]
    own = _below(_bytes(said[0][1]).decode(), folder) if said and said[0][0] not in ("", "AT_FDCWD") else ""
    number = int(said[-1][3]) if said and re.fullmatch(r"-?\d+", said[-1][3]) else 0
    match name:
        case "openat":
            path = _below(texts[0].decode("utf-8", "replace"), folder)
            places[path] = 0
            return Call("open", path) if "O_CREAT" in found[2] else None
        case "write":
            done = texts[0][: int(found[3])] if texts else b""
            places[own] = places.get(own, 0) + len(done)
            return Call("write", own, places[own] - len(done), done)
        case "pwrite64":
            return Call("write", own, number, texts[0][: int(found[3])])
        case "fsync" | "fdatasync":
            return Call("sync", own)
        case "ftruncate":
            return Call("truncate", own, number)
        case "rename" | "unlink":
            paths = [_below(text.decode("utf-8", "replace"), folder) for text in texts]
            return Call(name, paths[0], to=paths[-1] if name == "rename" else "")
    return None


def _below(path: str, folder: Path) -> str:
    try:
        return Path(path).relative_to(folder).as_posix()
    except ValueError:
        return ""


def _counts(call: Call) -> bool:
    """Tell whether a call is of what the books rest on; sheets and bank files can be written again."""
    return call.path.startswith(("ledger.db", "sources", ".")) and not call.path.endswith("-shm")


# --- what a disk has of it ------------------------------------------------------------------------------------------


@dataclass
class _File:
    """A file: what has been brought to the disk, and what was written since, in order."""

    kept: bytes = b""
    since: list[Call] = field(default_factory=list)

    def sync(self) -> None:
        for call in self.since:
            self.kept = _written(self.kept, call)
        self.since.clear()

    def after_cut(self, random: Random) -> bytes:
        """Return what is left of it: of each thing done since, all, nothing or some sectors."""
        data = self.kept
        for call in self.since:
            if call.name == "truncate":
                data = _written(data, call) if random.random() < 0.5 else data
                continue
            whole = random.choice((0.0, 0.5, 1.0))
            for at in range(0, len(call.data), SECTOR):
                part = call.data[at : at + SECTOR]
                lot = random.random()
                if lot < whole:
                    data = _written(data, Call("write", call.path, call.offset + at, part))
                elif lot > 0.9:
                    data = _written(data, Call("write", call.path, call.offset + at, random.randbytes(len(part))))
        return data


def _written(data: bytes, call: Call) -> bytes:
    if call.name == "truncate":
        return data[: call.offset].ljust(call.offset, b"\0")
    return data[: call.offset].ljust(call.offset, b"\0") + call.data + data[call.offset + len(call.data) :]


class Disk:
    """A disk as calls change it, in order; :meth:`cut` says what is left of it when the power goes."""

    def __init__(self, folder: Path) -> None:
        """Begin with what is there, all of it on the disk."""
        paths = [path for path in folder.rglob("*") if path.is_file()]
        names = [path.relative_to(folder).as_posix() for path in paths]
        counted = [(name, path) for name, path in zip(names, paths, strict=True) if _counts(Call("write", name))]
        self._now = {name: _File(path.read_bytes()) for name, path in counted}
        self._kept = dict(self._now)
        self._named: dict[str, list[tuple[str, _File | None]]] = {}

    def do(self, call: Call) -> None:
        """Take one call."""
        match call.name:
            case "open" if call.path not in self._now:
                self._name(call.path, _File())
            case "write" | "truncate":
                self._now[call.path].since.append(call)
            case "sync" if call.path in self._now:
                self._now[call.path].sync()
            case "sync":
                for name, file in self._named.pop(call.path, []):
                    _named(self._kept, name, file)
            case "rename":
                self._name(call.to, self._now[call.path])
                self._name(call.path, None)
            case "unlink":
                self._name(call.path, None)

    def _name(self, name: str, file: _File | None) -> None:
        _named(self._now, name, file)
        self._named.setdefault(Path(name).parent.as_posix(), []).append((name, file))

    def cut(self, random: Random) -> dict[str, bytes]:
        """Return the files after a power cut, by name."""
        names = dict(self._kept)
        for changed in self._named.values():
            for name, file in changed[: random.randint(0, len(changed))]:
                _named(names, name, file)
        return {name: file.after_cut(random) for name, file in names.items()}


def _named(names: dict[str, _File], name: str, file: _File | None) -> None:
    if file is None:
        names.pop(name, None)
    else:
        names[name] = file


# --- cuts -----------------------------------------------------------------------------------------------------------


class Cuts(Crashes):
    """Power cuts of one step on SQLite, at random moments."""

    def __init__(self, stages: Stages, step: str) -> None:
        super().__init__(stages, step)
        self.base, self.url = stages.copy(BEFORE[step])
        folder, url = stages.copy(BEFORE[step])
        with tempfile.TemporaryDirectory() as scratch:
            self.written = record(lambda: act(folder, url, step), folder, Path(scratch))
        stages.drop(folder, url)
        assert any(call.name == "write" for call in self.written)

    def once_at(self, moment: int, random: Random) -> None:
        """Cut the power after so many calls, look, and run the step again."""
        disk = Disk(self.base)
        for call in self.written[:moment]:
            disk.do(call)
        files = disk.cut(random)
        said = f"{self.step}, power cut after call {moment} of {len(self.written)}"
        folder, url = self.stages.copy(BEFORE[self.step])
        for path in _books_in(folder):
            path.unlink()
        for name, data in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        self.told.tries += 1
        self.told.how["end" if moment == len(self.written) else "cut"] += 1
        if moment == len(self.written):
            assert books_of(folder, url) == self.states[1], f"{said}: what was said to be done is not there"
        self._look(folder, url, said)
        self.stages.drop(folder, url)

    def run_cuts(self, times: int, random: Random) -> None:
        """Cut so many times: at the end once, else anywhere."""
        self.once_at(len(self.written), random)
        for _ in range(times - 1):
            self.once_at(random.randint(1, len(self.written)), random)


def _books_in(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and (_counts(Call("write", name)) or name.endswith("-shm")):
            yield path


def main() -> None:
    """Run what is asked for; print what became of it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=1, help="cuts of each step")
    parser.add_argument("--seed", type=int, default=20230420)
    parser.add_argument("--steps", default=",".join(STEPS))
    asked = parser.parse_args()
    random, found = Random(asked.seed), dict[str, Any]()
    root = Path(tempfile.mkdtemp(prefix="aid-ledger-power-"))
    try:
        stages = Stages(root)
        for name in asked.steps.split(","):
            cuts = Cuts(stages, name)
            cuts.run_cuts(asked.times, random)
            told = cuts.told
            found[name] = {
                "cuts": told.tries, "before": told.before, "after": told.after, "between": told.between,
                "calls": len(cuts.written), "syncs": sum(call.name == "sync" for call in cuts.written),
            }  # fmt: skip
            sys.stderr.write(f"{name}: {found[name]}\n")
    finally:
        shutil.rmtree(root, ignore_errors=True)
    sys.stdout.write(json.dumps(found, ensure_ascii=False))


if __name__ == "__main__":
    main()
