"""Rules: ``rulebook.evaluate`` on a million students; OpenFisca-core on the same five programmes, arrays in and out.

OpenFisca is no dependency of the project: it is installed into ``work/openfisca-venv`` at its first use.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.measure import WORK, Watch, best_of, by_turns, heading, ratio, report, verdict

TERM = "2023S"
PACKS = ("national", "city-b")
SAME = ("boarding-living", "nonboarding-living", "preschool-aid", "vocational-grant", "vocational-fee-waiver")
STUDENTS = WORK / "students.npz"
COUNT = 1_000_000


def make_students() -> None:
    """Draw a million students once: codes by field and category bits, kept as arrays for both sides."""
    from aid_ledger.facts import BY_NAME, CATEGORIES

    rng = np.random.default_rng(5)
    columns: dict[str, Any] = {}
    often = {
        "stage": [0.01, 0.15, 0.40, 0.22, 0.12, 0.08, 0.02], "status": [0.005, 0.975, 0.005, 0.015],
        "boarding": [0.01, 0.69, 0.30], "full_time": [0.05, 0.95], "private": [0.01, 0.84, 0.15],
        "inclusive": [0.05, 0.15, 0.80], "performing_major": [0.99, 0.01], "listed": [0.99, 0.005, 0.005],
    }  # fmt: skip
    for name, field in BY_NAME.items():
        if name != "categories":
            columns[name] = rng.choice(len(field.values), COUNT, p=often.get(name)).astype(np.uint8)
    years = np.array([1, 3, 6, 3, 3, 3, 4], dtype=np.uint8)[columns["stage"]]
    columns["grade"] = (rng.integers(0, 252, COUNT) % years + 1).astype(np.uint8)
    bits = np.zeros(COUNT, dtype=np.int64)
    for number in range(len(CATEGORIES)):
        bits |= (rng.random(COUNT) < 0.015).astype(np.int64) << number
    np.savez(STUDENTS, categories=bits, **columns)


def ours(case: str) -> None:
    """Evaluate all programmes of the packs, or the same five as OpenFisca."""
    from dataclasses import replace

    from aid_ledger.facts import pack
    from aid_ledger.rulebook import Cohort, SchoolColumns, State, evaluate, load_rulebook
    from aid_ledger.terms import Term

    columns = dict(np.load(STUDENTS))
    term = Term.parse(TERM)
    book = load_rulebook(PACKS)
    if case == "same":
        book = replace(book, programmes=tuple(p for p in book.programmes if p.id in SAME))
    key = pack(columns)
    rng = np.random.default_rng(6)
    fees = {
        name: rng.choice(np.array([-1, 0, 60_000, 80_000, 120_000], dtype=np.int64), COUNT)
        for name in ("tuition", "care_fee", "lodging_fee", "public_fee")
    }
    days = np.full(250, 90, dtype=np.int32)
    schools = SchoolColumns(np.ones(250, dtype=np.int8), days, days, days)
    cohort = Cohort(
        key=key, key_on_day=key, school=rng.integers(0, 250, COUNT, dtype=np.int32), counted=np.ones(COUNT, dtype=bool),
        schools=schools, **fees,
    )  # fmt: skip
    watch = Watch()
    watch.step("evaluate")
    seconds = best_of(lambda: evaluate(book, term, cohort), 5)
    watch.stop()
    found = evaluate(book, term, cohort)
    answers = found.students
    paid = answers.state == int(State.ENTITLED)
    totals = {
        name: int(answers.amount[paid & (answers.programme == number)].sum())
        for number, name in enumerate(found.programmes)
        if name in SAME
    }
    report(watch, item=float(np.median(seconds)) / COUNT, programmes=len(found.programmes), answers=len(answers),
           totals=totals, keys=len(np.unique(key)))  # fmt: skip


def openfisca_python() -> str | None:
    """Return the interpreter of the throw-away environment, made where it is missing; nothing where it cannot be."""
    folder = WORK / "openfisca-venv"
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not (folder / ".done").exists():
        made = subprocess.run([sys.executable, "-m", "venv", str(folder)], check=False, capture_output=True)
        pip = [str(python), "-m", "pip", "install", "-q", "--only-binary", ":all:", "OpenFisca-Core"]
        if made.returncode or subprocess.run(pip, check=False, capture_output=True).returncode:
            return None
        (folder / ".done").touch()
    return str(python)


def compare(runs: int) -> None:
    """Measure and print."""
    heading(f"rules: {COUNT:,} students, {TERM}, packs {', '.join(PACKS)}, one core")
    if not STUDENTS.exists():
        WORK.mkdir(exist_ok=True)
        make_students()
    python = openfisca_python()
    cases = {"all": ("rules", "all"), "same": ("rules", "same")}
    if python:
        cases["openfisca"] = ("openfisca_rules",)  # type: ignore[assignment]
    found = by_turns(cases, runs, {"openfisca": python or ""})
    whole = found["all"]
    speed = 1 / whole.middle("item")
    print(f"  {whole.last['programmes']} programmes, {whole.last['answers']:,} answers, {whole.last['keys']:,} "
          "different students")  # fmt: skip
    verdict(f"{whole.last['programmes']} programmes", f"{speed / 1e6:.1f} M students/s", "≥ 10 M/s", met=speed >= 1e7)
    if not python:
        print("  OpenFisca-core could not be installed: not compared")
        return
    peer = found["openfisca"]
    if peer.last["totals"] != found["same"].last["totals"]:
        print(f"  NOT THE SAME ANSWERS: {peer.last['totals']} against {found['same'].last['totals']}")
    times = ratio(peer, found["same"], "item")
    print(f"  the same {len(SAME)} programmes: ours {1 / found['same'].middle('item') / 1e6:.1f} M/s, "
          f"OpenFisca-core {peer.last['version']} {1 / peer.middle('item') / 1e6:.2f} M/s; the totals agree")  # fmt: skip
    verdict("against OpenFisca-core", f"{times:.0f} ×", "≥ 30 ×", met=times >= 30)


if __name__ == "__main__":
    Path(WORK).mkdir(exist_ok=True)
    ours(sys.argv[1])
