"""Ours: the report of a county through ``Office``, written in full; the county is made once and then only read."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

# what start-up loads is loaded before the clock runs
import aid_ledger.office.reconciling
import aid_ledger.reports.reconciliation.writing  # noqa: F401
from aid_ledger.office import Config, Office, make_workspace
from benchmarks.county_files import AT, BY, COUNTY, FUNDING, NAME, PACKS, TERM, TIER, files_of
from benchmarks.measure import WORK, Watch, report

OTHER, AUDITOR = "李四", "王五"
ASKED = "2023-06-20T09:00:00+08:00"


def make(students: int) -> Path:
    """Take a county's money all the way to the accounts, where that was not yet done; return the workspace."""
    from aid_ledger.office.paying import PayOptions
    from aid_ledger.office.settling import SettleOptions
    from tests.tools.banks import all_fine, returns_of

    folder = WORK / f"audited-{students}"
    done = folder / ".done"
    if done.exists():
        return folder
    paths = files_of(students)
    shutil.rmtree(folder, ignore_errors=True)
    make_workspace(folder, Config(name=NAME, county=COUNTY, province_tier=TIER, actor=BY, packs=PACKS, funding=FUNDING))
    with Office.open(folder) as office:
        office.import_files([(path.name, path.read_bytes()) for path in paths], by=BY, at=AT)
        office.payout(TERM, by=BY, at=AT)
        for batch in [str(one["batch"]) for one in office.batches(TERM)]:
            office.approve(batch, by=OTHER, at=AT)
            paid = office.pay(batch, PayOptions(), by=BY, at=AT)
            office.settle(returns_of(office, paid, all_fine), SettleOptions(paid_on="2023-04-23"), by=BY, at=AT)
    done.touch()
    return folder


def main(students: int) -> None:
    """Make the report once, into a folder that is thrown away, and report what it took."""
    watch = Watch()
    with Office.open(make(students)) as office, tempfile.TemporaryDirectory(prefix="aid-ledger-report-") as out:
        watch.step("open")
        found = office.reconcile(TERM, by=AUDITOR, at=ASKED, progress=watch.step)
        watch.step("workbook, page, questions")
        files = office.write_reconciliation(found, out=Path(out))
        watch.stop()
        page = files[1].stat().st_size / 1e6
    report(
        watch, lines=len(found.lines), found=sum(one.status == "found" for one in found.results), files=len(files),
        page_mb=page,
    )  # fmt: skip


if __name__ == "__main__":
    if sys.argv[2:] == ["make"]:
        make(int(sys.argv[1]))
        report(Watch())
    else:
        main(int(sys.argv[1]))
