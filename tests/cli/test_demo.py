"""The demo as the README gives it: the county of the default size, from its files to the sheets."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.county import run


def test_the_county_of_the_default_size_is_imported_whole_and_paid(tmp_path: Path) -> None:
    folder = tmp_path / "示例县"
    done = run("demo", str(folder), "--json")
    assert done.exit_code == 0, done.output
    made = json.loads(done.stdout)
    assert made["students"] == 20_000
    assert sum(made["payout"]["outcomes"].values()) > made["students"]
    assert list((folder / "reports" / "2023S" / made["payout"]["batch"] / "花名册").iterdir())
    sources = json.loads(run("--workspace", str(folder), "sources", "--json").stdout)["sources"]
    assert {row["file"] for row in sources} == {path.name for path in (folder / "files").rglob("*.xlsx")}
