"""What an import keeps of the totals and head-counts that a list states, for whoever audits it later."""

from __future__ import annotations

from typing import Any

from aid_ledger.intake import FileReading, SheetTable

_COUNTS = ("count-differs-from-name", "count-differs-from-title")


def stated_totals(reading: FileReading, table: SheetTable) -> dict[str, Any]:
    """Return how many stated totals of a sheet agree with its rows, and each that differs; nothing where none stands.

    Returns:
        ``agree``: their number. ``differ``: the cell (the sheet, or blank for the file's name), what it states, what
        the rows come to.
    """
    agree, differ = 0, []
    for finding in (*table.findings, *reading.findings):
        params = finding.params
        if finding.place.sheet not in ("", table.sheet):
            continue
        if finding.name == "control-totals-agree":
            agree += int(str(params["count"]))
        elif finding.name == "control-total-differs":
            place = f"{finding.place.sheet}!{finding.place.cell}"
            differ.append([place, str(params["stated"]), str(params["computed"])])
        elif finding.name in _COUNTS:
            differ.append([finding.place.sheet, str(params["stated"]), str(params["rows"])])
    return {"agree": agree, "differ": differ} if agree or differ else {}
