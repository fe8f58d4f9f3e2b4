"""The county: files in, lines posted, workbooks out; ours by turns with the floor and the analyst's script."""

from __future__ import annotations

from benchmarks.county_files import files_of, keep_replay
from benchmarks.measure import Runs, by_turns, heading, ratio, run, verdict

COVERED = ("boarding-living", "nonboarding-living", "preschool-aid", "senior-grant", "vocational-grant")


def compare(students: int, runs: int) -> None:
    """Measure and print."""
    heading(f"county: {students:,} students in one roster, every register; import, payout, workbooks")
    files = files_of(students)
    print(f"  {len(files)} files, {sum(path.stat().st_size for path in files) / 1e6:.1f} MB")
    size = str(students)
    run("county_ours", size)
    written = keep_replay(students)
    print(f"  ours writes {written['books']} workbooks, {written['cells']:,} cells, {written['rows']:,} rows")
    found = by_turns({"ours": ("county_ours", size), "floor": ("county_floor", size)}, runs)
    ours, floor = found["ours"], found["floor"]
    once = by_turns({"analyst": ("county_analyst", size), "ours": ("county_ours", size)}, max(1, runs // 2))
    _steps(ours, floor, once["analyst"])
    _agreement(ours, once["analyst"])
    times, clock = ratio(ours, floor), ratio(ours, floor, "seconds")
    verdict("county against the floor, CPU", f"{times:.2f} × (wall {clock:.2f} ×)", "≤ 1.5 ×", met=times <= 1.5)
    peak = max(float(result["peak_mb"]) for result in (*ours.results, *once["ours"].results))
    verdict("peak memory", f"{peak:.0f} MiB", "≤ 800 MB", met=peak * 1.048576 <= 800)
    faster = ratio(once["analyst"], once["ours"])
    wall = ratio(once["analyst"], once["ours"], "seconds")
    verdict("against the analyst, CPU", f"{faster:.1f} × faster (wall {wall:.1f} ×)", "≥ 4 ×", met=faster >= 4)
    seen = ours.last["verify"]
    print(f"  verify of this county: {seen['records']:,} records, {seen['records'] / seen['cpu']:,.0f}/s")


def _steps(ours: Runs, floor: Runs, analyst: Runs) -> None:
    names = list(dict.fromkeys([*ours.last["steps"], *floor.last["steps"], *analyst.last["steps"]]))
    print(f"  CPU seconds, last run  {'ours':>8} {'floor':>8} {'analyst':>8}")
    for name in names:
        cells = [runs.last["steps"].get(name) for runs in (ours, floor, analyst)]
        print(f"    {name:<20} " + " ".join(f"{'–' if cell is None else f'{cell:.2f}':>8}" for cell in cells))
    print(f"    {'all':<20} " + " ".join(f"{runs.last['cpu']:8.2f}" for runs in (ours, floor, analyst)))


def _agreement(ours: Runs, analyst: Runs) -> None:
    print("  lines and yuan where the analyst covers the programme (he knows no doubts and repairs little):")
    for name in COVERED:
        mine, theirs = ours.last["programmes"].get(name, [0, 0]), analyst.last["programmes"].get(name, [0, 0])
        cells = [f"{count:>6,} {fen / 100:>12,.0f}" for count, fen in (mine, theirs)]
        print(f"    {name:<20} ours {cells[0]}   analyst {cells[1]}")
    a, b = (sum(runs.last["programmes"].get(name, [0, 0])[1] for name in COVERED) for runs in (ours, analyst))
    print(f"    total {a / 100:,.0f} against {b / 100:,.0f}: {(b - a) / a:+.2%}")
    print(f"    ours writes {ours.last['lines']:,} lines of all programmes, the analyst {analyst.last['lines']:,}")
