"""The floor of an import: calamine and the scan that bounds it over the same files, and the checks of their IDs.

A file under a password is opened first, as it must be. Of files that calamine cannot read (texts, pages of HTML, XML)
only the bytes are read.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence

import pandas as pd
import python_calamine

from aid_ledger.intake import unlock
from aid_ledger.intake.containers.bounds import scan_zip
from aid_ledger.people import check_ids
from benchmarks.imports_files import PASSWORD, import_files_of
from benchmarks.measure import Watch, report

_LOOKED_AT = 40
_OLE = bytes.fromhex("d0cf11e0")
_LIKE_AN_ID = 17


def main(students: int) -> None:
    """Read everything once and report."""
    watch = Watch()
    read = 0
    for path in import_files_of(students):
        watch.step("read files")
        data = path.read_bytes()
        if path.suffix == ".xlsx" and data.startswith(_OLE):
            watch.step("open password")
            data = unlock(data, path.name, PASSWORD).data
        if data.startswith(b"PK"):
            watch.step("scan")
            scan_zip(data, path.name)
        watch.step("calamine")
        try:
            book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        except python_calamine.CalamineError:
            continue
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python()
            read += len(rows)
            watch.step("check IDs")
            for column in _id_columns(rows):
                check_ids(pd.Series([str(row[column]) for row in rows], dtype="str"))
            watch.step("calamine")
    watch.stop()
    report(watch, read=read)


def _id_columns(rows: Sequence[Sequence[object]]) -> list[int]:
    """The columns in which an ID stands somewhere at the beginning."""
    found = set()
    for row in rows[:_LOOKED_AT]:
        found |= {
            at for at, cell in enumerate(row) if isinstance(cell, str) and sum(map(str.isdigit, cell)) >= _LIKE_AN_ID
        }
    return sorted(found)


if __name__ == "__main__":
    main(int(sys.argv[1]))
