"""What a bank does in tests: takes a file of ours, and gives a return of what became of each row."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl

from aid_ledger.office import Office
from aid_ledger.office.paying import Paid

Says = Callable[[Mapping[str, str]], tuple[str, str]]
"""From a row of our file to 处理结果 and 失败原因."""


def all_fine(_row: Mapping[str, str]) -> tuple[str, str]:
    """Say that every row arrived."""
    return "成功", ""


def rows_of_file(data: bytes) -> list[dict[str, str]]:
    """Return the rows of a file of the profile ``generic`` by heading."""
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    head, *rows = sheet.iter_rows(values_only=True)
    return [
        {str(name): "" if cell is None else str(cell) for name, cell in zip(head, row, strict=True)} for row in rows
    ]


def bank_return(
    data: bytes, says: Says = all_fine, changed: Mapping[str, Mapping[str, str]] | None = None, *,
    failures: bool = False, without: str = "",
) -> bytes:  # fmt: skip
    """Return a file of the profile ``generic`` with 处理结果 and 失败原因 beside each row.

    ``changed``: what to write into the row of this 摘要 instead, by heading. ``failures``: only the rows that failed;
    ``without``: a column that the bank leaves out.
    """
    rows = rows_of_file(data)
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([*rows[0], "处理结果", "失败原因"])
    for row in rows:
        told, said = row | dict((changed or {}).get(row["摘要"], {})), says(row)
        if said[0] == "失败" or not failures:
            sheet.append([*told.values(), *said])
    for cell in [*sheet[1]]:
        if cell.value == without:
            sheet.delete_cols(cell.column)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sent_files(office: Office, paid: Paid) -> list[bytes]:
    """Return the bytes of the files of a sending."""
    return [office.evidence.read(one.digest) for one in paid.sendings]


def returns_of(office: Office, paid: Paid, says: Says = all_fine) -> list[tuple[str, bytes]]:
    """Return the bank's returns of a sending, one a file."""
    return [
        (f"回盘{Path(one.file.name).stem}.xlsx", bank_return(office.evidence.read(one.digest), says))
        for one in paid.sendings
    ]
