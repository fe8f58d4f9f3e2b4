"""Kills of the PostgreSQL server itself, all its processes at once, in the middle of a step; then it starts again.

The server waits for the disk (``fsync``, ``synchronous_commit``, ``full_page_writes`` on). What it said was committed
must be there afterwards, what it did not say is there whole or not at all, and the same step run again ends as if
nothing had been. ``python -m tests.tools.server_kills [--times N] [--seed S] [--steps A,B]`` prints one JSON object.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import threading
from pathlib import Path
from random import Random
from typing import Any

from tests.tools.faults import Clock, Crashes, child, ended
from tests.tools.postgres import Server, server
from tests.tools.way import BEFORE, Stages, act

STEPS = ("payout", "approve", "pay", "settle")


class ServerKills(Crashes):
    """Tries of one step, the server killed at random moments of it."""

    def __init__(self, stages: Stages, step: str, running: Server) -> None:
        super().__init__(stages, step)
        self.server = running

    def kill_once(self, random: Random) -> None:
        """Kill the server at a moment of writing, or some milliseconds after it; start it, look, run the step again."""
        moment = random.choice((random.randint(1, self.moments), self.moments - random.randint(0, 3)))
        lag = random.choice((0.0, random.uniform(0, 0.02)))  # the last moments are those around the commit
        folder, url = self.stages.copy(BEFORE[self.step])
        said = f"{self.step}, server killed {lag * 1000:.1f} ms after moment {moment} of {self.moments}"
        with tempfile.TemporaryDirectory() as scratch:
            out = Path(scratch) / "out"
            assert ended(child(lambda: self._without_server(folder, url, moment, lag), out)) == 0, f"{said}: traceback"
            told = json.loads(out.read_text("utf-8"))
        self.server.kill()  # where the step was done before it was killed, too
        self.server.restart()
        self.told.tries += 1
        assert told.get("refused") in (None, "database-unreachable"), f"{said}: {told}"
        self.told.how["said to be done" if "done" in told else "said to be unreachable"] += 1
        after = self.told.after
        self._look(folder, url, said)
        if "done" in told:
            assert self.told.after == after + 1, f"{said}: it was said to be done and is not there"
        self.stages.drop(folder, url)

    def _without_server(self, folder: Path, url: str, moment: int, lag: float) -> dict[str, Any]:
        def end() -> None:
            if lag:
                threading.Timer(lag, self.server.kill).start()
            else:
                self.server.kill()

        Clock(moment, end).watch()
        return act(folder, url, self.step)


def main() -> None:
    """Run what is asked for; print what became of it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=1, help="kills in each step")
    parser.add_argument("--seed", type=int, default=20230420)
    parser.add_argument("--steps", default=",".join(STEPS))
    asked = parser.parse_args()
    random, found = Random(asked.seed), dict[str, Any]()
    root = Path(tempfile.mkdtemp(prefix="aid-ledger-server-kills-"))
    try:
        with server(durable=True) as running:
            stages = Stages(root, running.url(""))
            for name in asked.steps.split(","):
                kills = ServerKills(stages, name, running)
                for _ in range(asked.times):
                    kills.kill_once(random)
                told = kills.told
                found[name] = {
                    "kills": told.tries, "before": told.before, "after": told.after, "how": dict(told.how),
                    "moments": kills.moments,
                }  # fmt: skip
                sys.stderr.write(f"{name}: {found[name]}\n")
    finally:
        shutil.rmtree(root, ignore_errors=True)
    sys.stdout.write(json.dumps(found, ensure_ascii=False))


if __name__ == "__main__":
    main()
