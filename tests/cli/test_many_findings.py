"""Many findings of one name on a screen: the first are shown, the others counted; no error is left out."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from aid_ledger.errors import Finding
from aid_ledger_cli.render import Screen


def _shown(findings: list[Finding]) -> str:
    said = io.StringIO()
    Screen("zh", Console(file=io.StringIO()), Console(file=said, width=400)).findings(findings)
    return said.getvalue()


def _many(count: int, severity: str) -> list[Finding]:
    params = {"account": "…3352", "students": "3", "rows": "名单.xlsx!C2"}
    return [Finding("account-of-many", params=params, severity=severity) for _ in range(count)]


@pytest.mark.parametrize(
    ("count", "severity", "shown", "more"),
    [(8, "warning", 8, 0), (9, "warning", 5, 4), (70, "warning", 5, 65), (70, "hint", 5, 65), (70, "error", 70, 0)],
)
def test_many_warnings_of_one_name_are_folded(count: int, severity: str, shown: int, more: int) -> None:
    other = Finding("clock-behind", params={"now": "1", "last": "2"}, severity="warning")
    text = _shown([*_many(count, severity), other])
    assert text.count("…3352") == shown
    assert text.count("[clock-behind]") == 1
    assert (f"另有 {more} 处 [account-of-many] 没有逐条列出" in text) is bool(more)
