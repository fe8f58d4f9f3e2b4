"""A second report into the same folder: no question of yesterday is left, and nothing that somebody wrote is lost."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from aid_ledger.audit.results import Reconciliation
from aid_ledger.reports.reconciliation.doubts import write_doubts
from aid_ledger.reports.reconciliation.earlier import clear_earlier, write_listing
from tests.reports.audited import Size, reconciliation


@pytest.fixture(scope="module")
def found() -> Reconciliation:
    return reconciliation(Size(lines=150, schools=24))


def write(report: Reconciliation, folder: Path) -> list[str]:
    """Write the questions as a report does, and return which lie there."""
    listing = folder / "文件清单_2023S.txt"
    clear_earlier(listing, folder / "以前")
    write_listing(listing, write_doubts(report, folder / "疑点清单", "zh"))
    return sorted(path.name for path in folder.rglob("*.xlsx"))


def test_a_school_without_findings_keeps_no_old_file(found: Reconciliation, tmp_path: Path) -> None:
    schools = write(found, tmp_path)
    one = schools[0].removesuffix(".xlsx")
    fewer = [replace(result, rows=None if result.rows is None else result.rows[result.rows["school"] != one])
             for result in found.results]  # fmt: skip
    assert write(replace(found, results=tuple(fewer)), tmp_path) == schools[1:]
    assert write(reconciliation(Size(lines=150, schools=24, clean=True)), tmp_path) == []


def test_what_somebody_wrote_into_is_put_aside_and_what_is_not_ours_stays(
    found: Reconciliation, tmp_path: Path
) -> None:
    first, *_ = write(found, tmp_path)
    answered, own = tmp_path / "疑点清单" / first, tmp_path / "疑点清单" / "我的底稿.xlsx"
    for text in (b"answers", b"more answers"):
        answered.write_bytes(text)
        own.write_bytes(b"notes")
        write(found, tmp_path)
    aside = sorted((tmp_path / "以前").iterdir())
    assert {path.read_bytes() for path in aside} == {b"answers", b"more answers"}
    assert aside[0].name.startswith(first.removesuffix(".xlsx"))
    assert (own.read_bytes(), answered.read_bytes()[:2]) == (b"notes", b"PK")


def test_a_list_of_files_that_leads_elsewhere_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "别人的.xlsx"
    outside.write_bytes(b"x")
    folder = tmp_path / "报告"
    folder.mkdir()
    listing = folder / "文件清单_2023S.txt"
    listing.write_text(f"{'0' * 64}  ../别人的.xlsx\n{'0' * 64}  {outside}\nno line of ours\n", "utf-8")
    clear_earlier(listing, folder / "以前")
    assert outside.read_bytes() == b"x"


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_the_list_of_files_is_its_owners(found: Reconciliation, tmp_path: Path) -> None:
    write(found, tmp_path)
    assert (tmp_path / "文件清单_2023S.txt").stat().st_mode & 0o777 == 0o600
