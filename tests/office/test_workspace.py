"""What ``aid-ledger.toml`` may say of the office itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from aid_ledger.errors import FindingsError
from aid_ledger.office import Config, make_workspace
from aid_ledger.office.workspace import CONFIG, read_workspace


def test_the_working_days_of_a_notice_are_kept(tmp_path: Path) -> None:
    assert make_workspace(tmp_path / "a", Config("示例县", "990101", "T2")).config.notice_days == 5
    made = make_workspace(tmp_path / "b", Config("示例县", "990101", "T2", notice_days=7))
    assert made.config.notice_days == read_workspace(tmp_path / "b").config.notice_days == 7


@pytest.mark.parametrize("value", ["0", "true", '"5"', "31", "5.0"])
def test_working_days_that_are_no_number_of_days_are_refused(tmp_path: Path, value: str) -> None:
    make_workspace(tmp_path / "a", Config("示例县", "990101", "T2", notice_days=7))
    path = tmp_path / "a" / CONFIG
    path.write_text(path.read_text("utf-8").replace("notice_days = 7", f"notice_days = {value}"), "utf-8")
    with pytest.raises(FindingsError) as error:
        read_workspace(tmp_path / "a")
    assert [(one.name, one.params["key"]) for one in error.value.findings] == [("config-value", "office.notice_days")]
