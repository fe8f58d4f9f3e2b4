"""Ours: the import of the county through ``Office``, archive, cache and journal included."""

from __future__ import annotations

import shutil
import sys

from aid_ledger.office import Config, Office, make_workspace
from aid_ledger.office.importing import ImportOptions
from benchmarks.county_files import AT, BY, COUNTY, FUNDING, NAME, PACKS, TIER, workspace_of
from benchmarks.imports_files import PASSWORD, import_files_of
from benchmarks.measure import Watch, report


def main(students: int) -> None:
    """Import the county once and report."""
    paths = import_files_of(students)
    folder = workspace_of(students).with_name(f"imports-{students}")
    shutil.rmtree(folder, ignore_errors=True)
    make_workspace(folder, Config(name=NAME, county=COUNTY, province_tier=TIER, actor=BY, packs=PACKS, funding=FUNDING))
    watch = Watch()
    with Office.open(folder) as office:
        watch.step("read files")
        files = [(path.name, path.read_bytes()) for path in paths]
        watch.step("import")
        found = office.import_files(files, ImportOptions(password=PASSWORD), by=BY, at=AT)
        watch.stop()
    refused = [one.file for one in found if one.refused]
    if refused:
        raise SystemExit(f"refused: {refused}")
    report(watch, rows=sum(len(sheet.table.frame) for one in found for sheet in one.sheets))


if __name__ == "__main__":
    main(int(sys.argv[1]))
