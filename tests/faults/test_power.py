"""A few power cuts and kills of the PostgreSQL server in each run; ``python -m benchmarks faults`` does many.

What is asked of each try stands in :mod:`tests.tools.power` and :mod:`tests.tools.server_kills`: the books open as
before or as after, they verify, what was said to be done is there, and the step run again ends as if nothing had been.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.architecture.source import ROOT
from tests.tools.long import LONG
from tests.tools.power import SECTOR, Call, Disk

with_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="writes are recorded with strace")


def tried(tool: str, *options: str) -> Mapping[str, Any]:
    """Run the tries in a process of their own: they fork, which a process with threads must not."""
    command = [sys.executable, "-m", f"tests.tools.{tool}", *options]
    done = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


@with_strace
def test_books_whose_power_is_cut_are_as_before_or_as_after_and_never_half() -> None:
    steps = ("import", "payout", "approve", "pay", "settle") if LONG else ("pay",)
    told = tried("power", "--steps", ",".join(steps), "--times", "6" if LONG else "3")
    assert {step: one["cuts"] for step, one in told.items()} == dict.fromkeys(steps, 6 if LONG else 3)
    assert all(one["syncs"] and one["after"] for one in told.values())


@pytest.mark.server
@pytest.mark.skipif(not Path("/proc").exists(), reason="the server's processes are found in /proc")
def test_a_server_that_is_killed_in_the_middle_has_done_all_or_nothing_and_what_it_said() -> None:
    steps = ("payout", "approve", "pay", "settle") if LONG else ("approve",)
    told = tried("server_kills", "--steps", ",".join(steps), "--times", "3" if LONG else "1")
    assert {step: one["kills"] for step, one in told.items()} == dict.fromkeys(steps, 3 if LONG else 1)


# --- the model of a disk itself ------------------------------------------------------------------------------------


def after(folder: Path, *calls: Call) -> set[tuple[tuple[str, bytes], ...]]:
    """Return every state in which a disk may be found after these calls, as far as a hundred cuts show."""
    disk = Disk(folder)
    for call in calls:
        disk.do(call)
    return {tuple(sorted(disk.cut(Random(seed)).items())) for seed in range(100)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "ledger.db").write_bytes(b"old!")
    return tmp_path


def test_what_was_brought_to_the_disk_stays(folder: Path) -> None:
    write = Call("write", "ledger.db", 0, b"new!")
    assert after(folder, write, Call("sync", "ledger.db")) == {(("ledger.db", b"new!"),)}
    found = {dict(state)["ledger.db"] for state in after(folder, write)}
    assert {b"old!", b"new!"} < found, "and rubbish, too"


def test_of_a_long_write_any_sectors_may_be_missing(folder: Path) -> None:
    found = {dict(state)["ledger.db"] for state in after(folder, Call("write", "ledger.db", 0, b"n" * 3 * SECTOR))}
    assert b"old!" in found
    assert b"n" * 3 * SECTOR in found
    assert any(one.startswith(b"n" * SECTOR) and one != b"n" * len(one) for one in found), "torn"


def test_a_new_name_stays_once_its_folder_is_on_the_disk(folder: Path) -> None:
    part = [Call("open", "sources/a.part"), Call("write", "sources/a.part", 0, b"x"), Call("sync", "sources/a.part"),
            Call("rename", "sources/a.part", to="sources/a")]  # fmt: skip
    assert {tuple(dict(state)) for state in after(folder, *part, Call("sync", "sources"))} == {
        ("ledger.db", "sources/a")
    }
    names = {tuple(dict(state)) for state in after(folder, *part)}
    assert {("ledger.db",), ("ledger.db", "sources/a")} <= names
