"""Resident IDs: ``people.check_ids`` on a column against python-stdnum one by one, an item's time each."""

from __future__ import annotations

import sys
from random import Random
from typing import Any

from benchmarks.measure import Watch, best_of, by_turns, heading, ratio, report, verdict

COUNT, SAMPLE = 1_000_000, 20_000


def numbers(count: int) -> list[str]:
    """Return IDs of an area that does not exist: all with a right check digit but for one in fifty."""
    rng = Random(11)
    weights = [2 ** (17 - i) % 11 for i in range(17)]
    found = []
    for number in range(count):
        born = f"{rng.randrange(2004, 2020)}{rng.randrange(1, 13):02d}{rng.randrange(1, 29):02d}"
        body = f"9901{rng.randrange(1, 9):02d}{born}{rng.randrange(1000):03d}"
        check = "10X98765432"[sum(int(c) * w for c, w in zip(body, weights, strict=True)) % 11]
        found.append(body + (check if number % 50 else "0"))
    return found


def main(case: str) -> None:
    """Run one case and report an item's time in seconds."""
    watch = Watch()
    extra: dict[str, Any]
    if case == "ours":
        import pandas as pd

        from aid_ledger.people import check_ids

        column = pd.Series(numbers(COUNT), dtype="str")
        watch.step("check")
        seconds = min(best_of(lambda: check_ids(column), 5))
        extra = {"item": seconds / COUNT, "good": int(check_ids(column.head(SAMPLE)).usable.sum())}
    else:
        from stdnum.cn import ric

        sample = numbers(SAMPLE)
        watch.step("check")
        seconds = min(best_of(lambda: [ric.is_valid(number) for number in sample], 3))
        extra = {"item": seconds / SAMPLE, "good": sum(map(ric.is_valid, sample))}
    report(watch, **extra)


def compare(runs: int) -> None:
    """Measure and print."""
    heading(f"ids: people.check_ids on {COUNT:,} IDs; python-stdnum one by one on {SAMPLE:,}")
    found = by_turns({"ours": ("ids", "ours"), "stdnum": ("ids", "stdnum")}, runs)
    ours, peer = found["ours"], found["stdnum"]
    speed, times = 1 / ours.middle("item"), ratio(peer, ours, "item")
    print(f"  stdnum: {1 / peer.middle('item'):,.0f} IDs/s; it holds {peer.last['good']:,} of {SAMPLE:,} good "
          f"(it refuses area codes that it does not know), ours {ours.last['good']:,}")  # fmt: skip
    verdict("resident IDs", f"{speed / 1e6:.1f} M/s", "≥ 5 M/s", met=speed >= 5e6)
    verdict("against python-stdnum", f"{times:.0f} ×", "≥ 100 ×", met=times >= 100)


if __name__ == "__main__":
    main(sys.argv[1])
