"""A process of its own that imports or pays out in a given office, together with another one, or until it is killed.

``python -m tests.tools.worker FOLDER URL ACTION [--go FILE] [--die-at N] [--batch B]``; ACTION is ``import``,
``payout`` or ``approve`` (of ``--batch``). With ``--go`` it waits until the file is there; with ``--die-at`` it
kills itself (SIGKILL) at the N-th moment before or after something is written. Prints how many such
moments there were, and its batch.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aid_ledger.store import database, evidence

WATCHED: tuple[tuple[Any, str], ...] = (
    (database, "insert"), (database.Database, "write"), (evidence, "_write"), (Path, "replace"),
)  # fmt: skip
"""What changes something outside the process: before and after each call of these is a moment to be killed at."""


class Clock:
    """Counts those moments, and ends the process at one of them."""

    def __init__(self, last: int) -> None:
        self.calls = 0
        self.last = last

    def tick(self) -> None:
        self.calls += 1
        if self.calls == self.last:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self) -> None:
        """Stand around every watched function; before anybody else has imported it."""
        for home, name in WATCHED:
            setattr(home, name, self._around(getattr(home, name)))

    def _around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def ticking(*args: Any, **options: Any) -> Any:
            self.tick()
            done = function(*args, **options)
            self.tick()
            return done

        return ticking


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("url")
    parser.add_argument("action", choices=["import", "payout", "approve"])
    parser.add_argument("--batch", default="")
    parser.add_argument("--go", type=Path)
    parser.add_argument("--die-at", type=int, default=0)
    asked = parser.parse_args()
    clock = Clock(asked.die_at)
    clock.watch()
    while asked.go and not asked.go.exists():
        time.sleep(0.01)
    batch = work(asked.folder, asked.url, asked.action, asked.batch)
    sys.stdout.write(json.dumps({"calls": clock.calls, "batch": batch}))


def work(folder: Path, url: str, action: str, batch: str = "") -> str | None:
    """Do the clerk's step; returns the batch, or why it could not be approved."""
    from aid_ledger.errors import LedgerError
    from tests.tools.county import AT, Desk, member, pupil

    files = (
        ("在校生名册.xlsx", "roster", [pupil(n) for n in range(1, 13)]),
        ("脱贫户.xlsx", "filed-poor", [member(n) for n in range(1, 6)]),
        ("农村低保.xlsx", "rural-allowance", [member(n) for n in range(4, 9)]),
    )
    desk = Desk(folder, url=url)
    try:
        if action == "payout":
            done = desk.payout()
            return done.batch.batch if done.batch else None
        if action == "approve":
            try:
                desk.office.approve(batch, by="李四", at=AT)
            except LedgerError as error:
                return error.findings[0].name
            return batch
        for name, kind, rows in files:
            desk.took(name, rows, kind)
    finally:
        desk.close()
    return None


if __name__ == "__main__":
    main()
