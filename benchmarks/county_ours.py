"""Ours: import, payout and workbooks of the county through ``Office`` in one process."""

from __future__ import annotations

import shutil
import sys

# what start-up loads is loaded before the clock runs, as for the floor and the analyst
import aid_ledger.office.importing
import aid_ledger.office.outcomes
import aid_ledger.office.papers
import aid_ledger.office.payout  # noqa: F401
from aid_ledger.office import Config, Office, make_workspace
from benchmarks.county_files import AT, BY, COUNTY, FUNDING, NAME, PACKS, TERM, TIER, files_of, workspace_of
from benchmarks.measure import Watch, report


def main(students: int) -> None:
    """Run the county once and report."""
    paths = files_of(students)
    folder = workspace_of(students)
    shutil.rmtree(folder, ignore_errors=True)
    make_workspace(folder, Config(name=NAME, county=COUNTY, province_tier=TIER, actor=BY, packs=PACKS, funding=FUNDING))
    rosters = {path.name for path in paths if path.parent.name == "学籍"}
    watch = Watch()
    watch.step("open")
    with Office.open(folder) as office:
        watch.step("import")
        files = [(path.name, path.read_bytes()) for path in paths]
        found = office.import_files(
            files, by=BY, at=AT,
            progress=lambda name: watch.step("import roster" if name in rosters else "import registers"),
        )  # fmt: skip
        watch.step("before rules")
        result = office.payout(TERM, by=BY, at=AT, progress=watch.step)
        watch.stop()
        lines = [*result.lines["amount"].tolist(), *result.recover_lines["amount"].tolist()]
        programmes = result.lines.groupby("programme")["amount"].agg(["size", "sum"])
        watch_verify = Watch()
        watch_verify.step("verify")
        seen = office.verify()
        watch_verify.stop()
    refused = [one.file for one in found if one.refused]
    if refused or not seen.ok:
        raise SystemExit(f"refused: {refused}; verified: {seen}")
    report(
        watch, lines=len(lines), total=sum(lines), files=len(result.files),
        programmes={str(name): [int(row["size"]), int(row["sum"])] for name, row in programmes.iterrows()},
        verify={"records": seen.records, "seconds": watch_verify.seconds, "cpu": watch_verify.cpu},
    )  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]))
