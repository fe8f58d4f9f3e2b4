"""The lists whose import is measured: one roster of the whole county, and every other list in its own layout and form.

Layouts and forms are those of the demo county, Excel 97-2003 and a password among them. Rosters a school are left out:
there would be hundreds.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from benchmarks.county_files import files_of
from benchmarks.measure import WORK

_ROSTERS = "学籍"
PASSWORD: Final = "2023资助"
"""Of the list that has one, as LAYOUTS.md says."""


def import_files_of(students: int) -> list[Path]:
    """Return the files; made where they are missing."""
    folder = WORK / f"lists-{students}"
    done = folder / ".done"
    roster = next(path for path in files_of(students) if path.parent.name == _ROSTERS)
    if not done.exists():
        from aid_ledger.demo import write_county

        print(f"  making the lists of a county of {students:,} students (once)", flush=True)
        county = write_county(folder, students=students)
        for file in county.files:
            if file.kind == "roster":
                file.path.unlink()
            elif file.password not in {"", PASSWORD}:
                raise SystemExit(f"{file.path.name} has another password")
        done.touch()
    return [roster, *sorted(path for path in folder.rglob("*.*") if path.is_file() and path != done)]
