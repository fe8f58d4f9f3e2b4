"""Rules: ``rulebook.evaluate`` on a million students; OpenFisca-core on the same five programmes, arrays in and out.

OpenFisca is no dependency of the project: it is installed into ``work/openfisca-venv`` at its first use.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.county_files import workspace_of
from benchmarks.measure import WORK, Watch, best_of, by_turns, heading, ratio, report, run, verdict

TERM = "2023S"
PACKS = ("national", "city-b")
SAME = ("boarding-living", "nonboarding-living", "preschool-aid", "vocational-grant", "vocational-fee-waiver")
STUDENTS = WORK / "students.npz"
FEES = ("tuition", "care_fee", "lodging_fee", "public_fee")
COUNTY = 20_000
COUNT = 1_000_000


def make_students() -> None:
    """Draw a million students with replacement from a county of ours, and as many with every fact at random."""
    from aid_ledger.facts import BY_NAME, unpack
    from aid_ledger.office import Office
    from aid_ledger.office.payout import look
    from aid_ledger.terms import Term

    run("county_ours", str(COUNTY))
    with Office.open(workspace_of(COUNTY)) as office:
        linked = look(office, Term.parse(TERM)).linked
    row = np.random.default_rng(5).integers(0, len(linked.key), COUNT)
    key = linked.key[row]
    codes = {name: unpack(key, name).astype(np.int32) for name in BY_NAME}
    students = linked.students
    fees = {name: students[name].to_numpy(dtype=np.int64)[row] for name in FEES}
    school = students["school"].to_numpy(dtype=np.int32)[row]
    columns: dict[str, Any] = {"key": key, "key_on_day": linked.key_on_day[row], "school": school, **codes, **fees}
    np.savez(STUDENTS, **columns)


def random_keys() -> Any:
    """Return a million keys with every fact but the stage and the status drawn evenly: hardly two are alike."""
    from aid_ledger.facts import BY_NAME, pack

    rng = np.random.default_rng(7)
    often = {"stage": [0.01, 0.15, 0.40, 0.22, 0.12, 0.08, 0.02], "status": [0.005, 0.975, 0.005, 0.015]}
    columns = {
        name: rng.choice(len(field.values), COUNT, p=often.get(name)) for name, field in BY_NAME.items() if field.values
    }
    bits = np.zeros(COUNT, dtype=np.int64)
    for number in range(BY_NAME["categories"].bits):
        bits |= (rng.random(COUNT) < 0.015).astype(np.int64) << number
    return pack({**columns, "categories": bits})


def ours(case: str) -> None:
    """Evaluate all programmes of the packs, or the same five as OpenFisca."""
    from dataclasses import replace

    from aid_ledger.rulebook import Cohort, SchoolColumns, State, evaluate, load_rulebook
    from aid_ledger.terms import Term

    columns = dict(np.load(STUDENTS))
    key, day = columns["key"], columns["key_on_day"]
    if case == "random":
        key = day = random_keys()
    term = Term.parse(TERM)
    book = load_rulebook(PACKS)
    if case == "same":
        book = replace(book, programmes=tuple(p for p in book.programmes if p.id in SAME))
    count = int(columns["school"].max()) + 1
    days = np.full(count, 90, dtype=np.int32)
    schools = SchoolColumns(np.ones(count, dtype=np.int8), days, days, days)
    cohort = Cohort(
        key=key, key_on_day=day, school=columns["school"], counted=np.ones(COUNT, dtype=bool), schools=schools,
        **{name: columns[name] for name in FEES},
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
    cases: dict[str, tuple[str, ...]] = {name: ("rules", name) for name in ("all", "random", "same")}
    if python:
        cases["openfisca"] = ("openfisca_rules",)
    found = by_turns(cases, runs, {"openfisca": python or ""})
    whole = found["all"]
    speed = 1 / whole.middle("item")
    print(f"  {whole.last['programmes']} programmes, {whole.last['answers']:,} answers, {whole.last['keys']:,} "
          "different students")  # fmt: skip
    verdict(f"{whole.last['programmes']} programmes", f"{speed / 1e6:.1f} M students/s", "≥ 10 M/s", met=speed >= 1e7)
    print(f"  every fact at random ({found['random'].last['keys']:,} different students): "
          f"{1e-6 / found['random'].middle('item'):.1f} M/s")  # fmt: skip
    if not python:
        print("  OpenFisca-core could not be installed: not compared")
        return
    peer = found["openfisca"]
    if peer.last["totals"] != found["same"].last["totals"]:
        print(f"  NOT THE SAME ANSWERS: {peer.last['totals']} against {found['same'].last['totals']}")
    else:
        print("  both give the same totals, programme by programme")
    times = ratio(peer, found["same"], "item")
    print(f"  the same {len(SAME)} programmes: ours {1 / found['same'].middle('item') / 1e6:.1f} M/s, "
          f"OpenFisca-core {peer.last['version']} {1 / peer.middle('item') / 1e6:.2f} M/s")  # fmt: skip
    verdict("against OpenFisca-core", f"{times:.0f} ×", "≥ 30 ×", met=times >= 30)


if __name__ == "__main__":
    Path(WORK).mkdir(exist_ok=True)
    ours(sys.argv[1])
