"""Desk: a small office takes a payout to the accounts, step by step; what does not grow with a county shows here."""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path

from benchmarks.measure import Watch, by_turns, heading, report

_TIMES = 5


def main() -> None:
    """Run the way of money in offices of 30 students, one after the other; the first, which warms up, not counted."""
    from tests.tools.money import approve, bank_says, pay
    from tests.tools.money_county import money_county, prepared

    watch = Watch()
    for number in range(_TIMES + 1):
        if number == 1:
            watch = Watch()
        with tempfile.TemporaryDirectory(prefix="aid-ledger-desk-") as folder:
            watch.step("import of three lists")
            with closing(money_county(Path(folder) / "office")) as desk:
                watch.step("payout")
                batch = prepared(desk)
                watch.step("approve")
                approve(desk, batch)
                watch.step("pay")
                paid = pay(desk, batch)
                watch.step("settle")
                bank_says(desk, paid)
                watch.stop()
    report(watch)


def compare(runs: int) -> None:
    """Measure and print. There is no floor: compare with another commit, by turns."""
    heading("desk: import, payout, approve, pay and settle of 30 students, in one process")
    found = by_turns({"ours": ("desk",)}, runs)["ours"]
    for step in found.last["steps"]:
        took = sorted(float(result["steps"][step]) for result in found.results)[len(found.results) // 2]
        print(f"  {step:<24} {1000 * took / _TIMES:6.0f} ms")


if __name__ == "__main__":
    main()
