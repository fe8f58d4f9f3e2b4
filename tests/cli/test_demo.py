"""The demo as the README gives it: the county of the default size, from its files to the sheets."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import ROOT
from tests.cli.county import run
from tests.second_calculator.forms import files_in


@pytest.mark.long
def test_the_county_of_the_default_size_is_imported_whole_and_paid(tmp_path: Path) -> None:
    folder = tmp_path / "示例县"
    done = run("demo", str(folder), "--json")
    assert done.exit_code == 0, done.output
    made = json.loads(done.stdout)
    assert made["students"] == 20_000
    assert sum(made["payout"]["outcomes"].values()) > made["students"]
    assert list((folder / "reports" / "2023S" / made["payout"]["batch"] / "花名册").iterdir())
    audit = made["reconcile"]
    assert [one["code"] for one in audit["findings"] if one["severity"] == "error"] == []
    assert all(one["holds"] for one in audit["identities"])
    sources = json.loads(run("--workspace", str(folder), "sources", "--json").stdout)["sources"]
    files = (name for path in (folder / "files").rglob("*.*") for name, _ in files_in(path, path.name))
    assert {row["file"] for row in sources} == set(files)


@pytest.mark.skipif(os.name != "posix", reason="a closed pipe is told by a signal's error on POSIX alone")
def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    path = os.pathsep.join([str(ROOT), str(ROOT / "cli")])
    line = [sys.executable, "-m", "aid_ledger_cli", "rules", "show", "boarding-living", "--term", "2023S"]
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        line, stdout=writing, stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": path}, check=False
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")
