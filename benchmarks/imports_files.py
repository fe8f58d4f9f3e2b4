"""The lists whose import is measured: one roster of the whole county, and every other list in its own layout and form.

Layouts and forms are those of the demo county; what it cannot write by itself (Excel 97-2003, a password) is put into
that form with the tools of the tests. Rosters a school are left out: there would be hundreds.
"""

from __future__ import annotations

from pathlib import Path

from benchmarks.county_files import files_of
from benchmarks.measure import WORK

_ROSTERS = "学籍"


def import_files_of(students: int) -> list[Path]:
    """Return the files; made where they are missing."""
    folder = WORK / f"lists-{students}"
    done = folder / ".done"
    roster = next(path for path in files_of(students) if path.parent.name == _ROSTERS)
    if not done.exists():
        from aid_ledger.demo import write_county
        from tests.tools.old_forms import put_into_old_form

        print(f"  making the lists of a county of {students:,} students (once)", flush=True)
        county = write_county(folder, students=students)
        for file in county.files:
            if file.kind == "roster":
                file.path.unlink()
            else:
                put_into_old_form(file.path)
        done.touch()
    return [roster, *sorted(path for path in folder.rglob("*.*") if path.is_file() and path != done)]
