"""Reconcile: the auditor's report of a county whose money went all the way, step by step; and the size of its page."""

from __future__ import annotations

from benchmarks.measure import by_turns, heading, run, verdict

CPU_SECONDS, PAGE_MB = 30, 20


def compare(students: int, runs: int) -> None:
    """Measure and print. There is no floor: compare with another commit, by turns."""
    heading(f"reconcile: {students:,} students, paid out, approved, sent and settled; workbook, page, questions")
    size = str(students)
    run("reconcile_ours", size, "make")
    found = by_turns({"ours": ("reconcile_ours", size)}, runs)["ours"]
    for name in found.last["steps"]:
        took = sorted(float(result["steps"][name]) for result in found.results)[len(found.results) // 2]
        print(f"    {name:<20} {took:8.2f}")
    last = found.last
    print(f"  {last['lines']:,} lines, {last['found']} checks found something, {last['files']} files")
    verdict("report, CPU", f"{found.middle('cpu'):.1f} s", f"≤ {CPU_SECONDS} s", met=found.middle("cpu") <= CPU_SECONDS)
    verdict("its page", f"{last['page_mb']:.2f} MB", f"< {PAGE_MB} MB", met=last["page_mb"] < PAGE_MB)
    peak = max(float(result["peak_mb"]) for result in found.results)
    print(f"  peak memory {peak:.0f} MiB")
