"""``python -m benchmarks [PART] [--students N] [--runs K]``; a part is one of :data:`PARTS`, or ``all``."""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Callable

from benchmarks import county, desk, faults, help, ids, imports, posting, reconcile, rules, verify
from benchmarks.measure import WORK

PARTS = ("county", "imports", "reconcile", "rules", "ids", "help", "posting", "verify", "desk", "faults")


def main() -> None:
    """Measure what was asked for, the short ones first."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "what",
        nargs="?",
        default="all",
        choices=[
            "county",
            "imports",
            "reconcile",
            "rules",
            "ids",
            "help",
            "posting",
            "verify",
            "desk",
            "faults",
            "all",
        ],
    )
    parser.add_argument("--students", type=int, default=100_000, help="of the county (default: 100000)")
    parser.add_argument("--runs", type=int, default=3, help="of each side, by turns (default: 3)")
    parser.add_argument("--kills", type=int, default=30, help="of each step, with faults (default: 30)")
    parser.add_argument("--seed", type=int, default=faults.SEED, help="of the faults (default: %(default)s)")
    asked = parser.parse_args()
    WORK.mkdir(exist_ok=True)
    print(f"{platform.system()}, Python {platform.python_version()}, {os.cpu_count()} cores; CPU seconds unless said")
    parts: dict[str, Callable[[], None]] = {
        "help": help.compare,
        "ids": lambda: ids.compare(asked.runs),
        "rules": lambda: rules.compare(asked.runs),
        "posting": lambda: posting.compare(asked.runs),
        "verify": lambda: verify.compare(asked.runs),
        "desk": lambda: desk.compare(asked.runs),
        "faults": lambda: faults.main(asked.kills, asked.runs, asked.seed),
        "imports": lambda: imports.compare(asked.students, asked.runs),
        "reconcile": lambda: reconcile.compare(asked.students, asked.runs),
        "county": lambda: county.compare(asked.students, asked.runs),
    }
    for name, part in parts.items():
        if asked.what in {name, "all"}:
            part()


if __name__ == "__main__":
    main()
