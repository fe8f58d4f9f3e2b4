"""Puts some lists of the demo county into the forms that the demo itself cannot write: Excel 97-2003, and a password.

``aid_ledger.demo`` writes every file by hand or with XlsxWriter. BIFF needs xlwt, a password random salt, so the county
of the ``demo`` command stays without; that of the tests and of the benchmark of imports has them.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from aid_ledger.demo import County, DemoFile
from tests.tools.locked import locked_xlsx

PASSWORD = "2023资助"
BIFF = ("农村低保备案表", "城乡特困人员备案表", "孤儿及事实无人抚养儿童名单", "中职学生名册", "学校名录")
"""Pieces of the names of lists that bureaus and schools send as .xls."""
LOCKED = ("持证残疾人名单",)
_MOST_ROWS = 65_536


def in_old_forms(county: County) -> County:
    """Return the county with these files written anew, under the names that they then have."""
    names: dict[str, str] = {}
    files = tuple(replace(file, path=_written(file, names)) for file in county.files)
    spoilt = tuple(replace(one, file=names.get(one.file, one.file)) for one in county.spoilt)
    return replace(county, files=files, spoilt=spoilt)


def _written(file: DemoFile, names: dict[str, str]) -> Path:
    path = put_into_old_form(file.path)
    names[file.path.name] = path.name
    return path


def put_into_old_form(path: Path) -> Path:
    """Write a file anew where its name is one of those, and return where it now stands."""
    if path.suffix != ".xlsx":
        return path
    if any(piece in path.name for piece in LOCKED):
        path.write_bytes(locked_xlsx(path.read_bytes(), PASSWORD))
    if any(piece in path.name for piece in BIFF):
        data = as_biff(path.read_bytes())
        path.unlink()
        path = path.with_suffix(".xls")
        path.write_bytes(data)
    return path


def as_biff(data: bytes) -> bytes:
    """Return a zipped workbook as Excel 97-2003 holds it: cells, merges, hidden rows, columns and sheets."""
    import openpyxl
    import xlwt

    old = xlwt.Workbook(encoding="utf-8")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for page in openpyxl.load_workbook(io.BytesIO(data), data_only=True).worksheets:
        sheet = old.add_sheet(page.title)
        rows = list(page.iter_rows(max_row=min(page.max_row, _MOST_ROWS), values_only=True))
        covered = {(area.min_row - 1, area.min_col - 1): area for area in page.merged_cells.ranges}
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                style = {"style": day} if hasattr(value, "isoformat") else {}
                _write(sheet, (r, c), value, covered.get((r, c)), style)
        for number, row_look in page.row_dimensions.items():
            if row_look.hidden:
                sheet.row(number - 1).hidden = True
        sheet.visibility = int(page.sheet_state == "hidden")
    out = io.BytesIO()
    old.save(out)
    return out.getvalue()


def _write(sheet: Any, at: tuple[int, int], value: object, area: Any, style: Mapping[str, Any]) -> None:
    if area is not None:
        sheet.write_merge(at[0], area.max_row - 1, at[1], area.max_col - 1, value, **style)
    elif value is not None:
        sheet.write(*at, value, **style)
