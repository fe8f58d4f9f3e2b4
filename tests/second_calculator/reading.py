"""Opens the demo county's workbooks (``aid_ledger/demo/LAYOUTS.md``) with openpyxl and hands out their data rows.

Nothing is interpreted here but what is a data row; what the cells mean is ``words`` and the modules after it.
All files of the folder speak for the one term that the caller names (as if imported with ``--term``).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import openpyxl

# (piece of the file name, kind, layout, {data sheet: header row}); the first piece that fits wins.
LAYOUTS: list[tuple[str, str, str, dict[str, int]]] = [
    ("学校名录", "schools", "schools", {"学校名录": 2}),
    ("持证残疾人名单", "disabled", "DA", {"Sheet1": 1}),
    ("残疾学生花名册", "disabled", "DB", {"残疾学生": 2}),
    ("脱贫户信息", "filed-poor", "filed-poor", {"脱贫户信息": 1}),
    ("农村低保人员名单", "rural-allowance", "rural-allowance", {"农村低保": 3}),
    ("城镇低保全部备案表", "urban-allowance", "household", {"城镇低保": 2}),
    ("城镇低保人员名单", "urban-allowance", "urban-allowance", {"城镇低保": 3}),
    ("城乡特困人员名单", "destitute", "destitute", {"特困人员": 2}),
    ("孤儿及事实无人抚养儿童名单", "orphans", "orphans", {"孤儿": 3, "事实无人抚养": 3}),
    ("防止返贫致贫监测对象信息", "monitored", "monitored", {"监测对象": 1}),
    ("烈士子女及优抚对象子女名单", "martyrs", "martyrs", {"Sheet1": 2}),
    ("其他困难学生名单", "hardship", "hardship", {"困难学生": 2}),
    ("家庭经济困难学生认定名单", "recognised", "recognised", {"认定名单": 2}),
    ("雨露计划申报名单", "applications", "applications", {"申报名单": 2}),
    ("大学生资助申报名单", "applications", "applications", {"申报名单": 2}),
    ("社会资助和奖学金名单", "awards", "awards", {"名单": 1}),
    ("以前已发放名单", "paid-before", "paid-before", {"已发放": 1}),
    ("全县在校生", "roster", "RA", {"全县在校生": 1}),
    ("在园幼儿", "roster", "RK", {"幼儿名册": 3}),
    ("中职学生名册", "roster", "RV", {"中职": 1}),
    ("在校生名册", "roster", "R1", {"Sheet1": 1}),
    ("村小在校生汇总", "roster", "R1", {"Sheet1": 1}),
    ("学生信息表", "roster", "R2", {"在校学生": 3}),
    ("学生花名册", "roster", "R3", {"名册": 2}),
    ("学籍信息", "roster", "RF", {"学籍信息": 1}),
]
FEET = ("合计", "小计", "制表人", "填表人", "审核", "校长", "注：", "说明：")
REGISTERS = {
    "filed-poor",
    "rural-allowance",
    "urban-allowance",
    "destitute",
    "orphans",
    "monitored",
    "martyrs",
    "hardship",
    "recognised",
    "disabled",
}

Place = tuple[str, str, int]
"""File (relative to the folder, with ``/``), sheet, row as Excel counts it."""


@dataclass(frozen=True)
class Row:
    """One data row: its place, the digest of its file, and its cells by header as openpyxl gave them."""

    place: Place
    digest: str
    kind: str
    layout: str
    cells: dict[str, object]
    dragged: bool = False  # in a run of IDs that the fill handle counted up

    @property
    def order(self) -> tuple[str, str, int]:
        """Of rows that say the same, the later by this is the duplicate."""
        return self.digest, self.place[1], self.place[2]

    def text(self, *headers: str) -> str:
        """Return the first of these columns that is there, as text without outer blanks; nothing is ``""``."""
        for header in headers:
            if header in self.cells:
                return as_text(self.cells[header])
        return ""

    def is_number(self, header: str) -> bool:
        """Return whether the cell was stored as a number (and may have lost digits)."""
        return isinstance(self.cells.get(header), int | float)


def as_text(value: object) -> str:
    """Return a cell as text; a whole number without ``.0``."""
    if value is None:
        return ""
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return str(value).strip(" \t\r\n\u00a0\u200b\u3000")


def layout_of(name: str) -> tuple[str, str, dict[str, int]]:
    """Return kind, layout and sheets of the file of this name.

    Raises:
        ValueError: no layout fits.
    """
    for piece, kind, layout, sheets in LAYOUTS:
        if piece in name:
            return kind, layout, sheets
    raise ValueError(f"no layout of LAYOUTS.md fits the file {name}")


def read_file(folder: Path, path: Path) -> list[Row]:
    """Return the data rows of one workbook."""
    kind, layout, sheets = layout_of(path.name)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    name = path.relative_to(folder).as_posix()
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    rows = []
    for sheet, header_row in sheets.items():
        if sheet not in book.sheetnames:
            if layout == "orphans":  # one of its two sheets may be left out
                continue
            raise ValueError(f"{name} has no sheet {sheet}")
        page = book[sheet]
        page.reset_dimensions()
        headers: list[str] = []
        for number, cells in enumerate(page.iter_rows(values_only=True), start=1):
            if number < header_row:
                continue
            if number == header_row:
                headers = ["".join(as_text(cell).split()) for cell in cells]
                continue
            filled = [as_text(cell) for cell in cells if as_text(cell)]
            if not filled or filled[0].startswith(FEET):
                continue
            if "".join(filled[0].split()) == next(header for header in headers if header):
                continue
            by_header: dict[str, object] = {}
            for header, cell in zip(headers, [*cells, *[None] * (len(headers) - len(cells))], strict=False):
                if header and header not in by_header:
                    by_header[header] = cell
                elif header:  # the second 身份证号 of a household's row is 身份证号#2
                    times = 2 + sum(1 for known in by_header if known.startswith(f"{header}#"))
                    by_header[f"{header}#{times}"] = cell
            for header in headers:
                by_header.setdefault(header, None)
            rows.append(Row((name, sheet, number), digest, kind, layout, by_header))
    book.close()
    return rows


def read_folder(folder: Path) -> list[Row]:
    """Return the data rows of every workbook in the folder and below it, in the order that decides duplicates."""
    rows = []
    for path in folder.rglob("*.xlsx"):
        if not path.name.startswith("~$"):
            rows.extend(read_file(folder, path))
    return sorted(rows, key=lambda row: row.order)
