"""A process of its own that imports or pays out in a given office, together with another one, or until it is killed.

``python worker.py FOLDER URL ACTION [--go FILE] [--die-at N]``; ACTION is ``import`` or ``payout``. With ``--go`` it waits until
the file is there; with ``--die-at`` it kills itself (SIGKILL) at the N-th call into ``aid_ledger.store``. Prints how many such
calls it made, and its batch.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import time
from pathlib import Path
from types import FrameType

from tests.tools.county import Desk, member, pupil

FILES = (
    ("在校生名册.xlsx", "roster", [pupil(n) for n in range(1, 13)]),
    ("脱贫户.xlsx", "filed-poor", [member(n) for n in range(1, 6)]),
    ("农村低保.xlsx", "rural-allowance", [member(n) for n in range(4, 9)]),
)


class Clock:
    """Counts the calls into the store, and ends the process at one of them."""

    def __init__(self, last: int) -> None:
        self.calls = 0
        self.last = last

    def __call__(self, frame: FrameType, event: str, _argument: object) -> None:
        if event in ("call", "return") and f"aid_ledger{os.sep}store{os.sep}" in frame.f_code.co_filename:
            self.calls += 1
            if self.calls == self.last:
                os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("url")
    parser.add_argument("action", choices=["import", "payout"])
    parser.add_argument("--go", type=Path)
    parser.add_argument("--die-at", type=int, default=0)
    asked = parser.parse_args()
    clock = Clock(asked.die_at)
    while asked.go and not asked.go.exists():
        time.sleep(0.01)
    sys.setprofile(clock)
    batch = work(asked.folder, asked.url, asked.action)
    sys.setprofile(None)
    sys.stdout.write(json.dumps({"calls": clock.calls, "batch": batch}))


def work(folder: Path, url: str, action: str) -> str | None:
    """Do the clerk's step; returns the batch."""
    desk = Desk(folder, url=url)
    try:
        if action == "payout":
            done = desk.payout()
            return done.batch.batch if done.batch else None
        for name, kind, rows in FILES:
            desk.took(name, rows, kind)
    finally:
        desk.close()
    return None


if __name__ == "__main__":
    main()
