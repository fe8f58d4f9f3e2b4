"""Import alone: lists in every layout and form, ours by turns with calamine, the bounding scan and checks of IDs."""

from __future__ import annotations

from collections import Counter

from benchmarks.imports_files import import_files_of
from benchmarks.measure import by_turns, heading, ratio, verdict


def compare(students: int, runs: int) -> None:
    """Measure and print."""
    heading(f"import: {students:,} students in one roster, every other list in its layout and form")
    files = import_files_of(students)
    print(f"  {len(files)} files, {sum(path.stat().st_size for path in files) / 1e6:.1f} MB")
    print("  " + ", ".join(f"{count} {end}" for end, count in Counter(path.suffix for path in files).most_common()))
    size = str(students)
    found = by_turns({"ours": ("imports_ours", size), "floor": ("imports_floor", size)}, runs)
    ours, floor = found["ours"], found["floor"]
    for name in dict.fromkeys([*ours.last["steps"], *floor.last["steps"]]):
        cells = [runs.last["steps"].get(name, 0.0) for runs in (ours, floor)]
        print(f"    {name:<20} " + " ".join(f"{cell:8.2f}" for cell in cells))
    times, clock = ratio(ours, floor), ratio(ours, floor, "seconds")
    verdict("import against the floor, CPU", f"{times:.2f} × (wall {clock:.2f} ×)", "≤ 1.5 ×", met=times <= 1.5)
    peak = max(float(result["peak_mb"]) for result in ours.results)
    verdict("peak memory", f"{peak:.0f} MiB", "≤ 800 MB", met=peak * 1.048576 <= 800)
