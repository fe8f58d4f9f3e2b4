"""Reads our workbooks back with openpyxl: cells by heading, formulas beside the values stored for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

HEADINGS = (
    "序号", "年级", "班级", "姓名", "性别", "身份证号码", "标准(元/学期)", "本次金额(元)", "户名", "与学生关系",
    "开户银行", "银行账号", "备注",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet twice: with stored values, and with formulas."""

    name: str
    values: Worksheet
    formulas: Worksheet

    @property
    def headings(self) -> list[str]:
        return [str(cell.value) for cell in self.values[3] if cell.value is not None]

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield the numbered rows by heading."""
        for row in self.values.iter_rows(min_row=4):
            if isinstance(row[0].value, int | float):
                yield dict(zip(self.headings, [cell.value for cell in row], strict=False))

    def labelled(self, label: str) -> list[dict[str, Any]]:
        """Return the rows whose first cell is ``label``, by heading."""
        return [
            dict(zip(self.headings, [cell.value for cell in row], strict=False))
            for row in self.values.iter_rows(min_row=4)
            if row[0].value == label
        ]

    def texts(self) -> str:
        """Return all texts of the sheet."""
        return "\n".join(str(cell.value) for row in self.values.iter_rows() for cell in row if cell.value is not None)

    @property
    def foot(self) -> str:
        foot: Any = self.values.oddFooter
        return " ".join(str(part.text) for part in (foot.left, foot.center, foot.right) if part is not None)

    @property
    def digest(self) -> str:
        found = re.search(r"表校验码 ((?:R-)?[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4})", self.foot)
        assert found is not None
        return found[1]


def sheets(path: Path) -> list[Sheet]:
    return [Sheet(name, values, formulas) for name, values, formulas in _both(path, path.stat().st_mtime_ns)]


@cache
def _both(path: Path, _: int) -> list[tuple[str, Worksheet, Worksheet]]:
    values, formulas = load_workbook(path, data_only=True), load_workbook(path)
    return [(name, values[name], formulas[name]) for name in values.sheetnames]


def fen(value: object) -> int:
    """Return the fen of a cell; a blank cell has none."""
    return round(Decimal(str(value or 0)) * 100)
