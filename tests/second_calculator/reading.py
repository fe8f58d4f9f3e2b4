"""Hands out the data rows of the demo county's files (``aid_ledger/demo/LAYOUTS.md``), which ``forms`` opens.

Nothing is interpreted here but what is a data row, and the class that a file's or a sheet's name says; what the cells
mean is ``words`` and the modules after it.
All files of the folder speak for the one term that the caller names (as if imported with ``--term``).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from tests.second_calculator.forms import comments_of, files_of, sheets_of

# (piece of the file name, kind, layout, {data sheet: header row}); the first piece that fits wins.
# ``*`` is every sheet.
LAYOUTS: list[tuple[str, str, str, dict[str, int]]] = [
    ("学校名录", "schools", "schools", {"学校名录": 2}),
    ("持证残疾人名单", "disabled", "DA", {"Sheet1": 1}),
    ("残疾学生花名册", "disabled", "DB", {"残疾学生": 2}),
    ("残疾人补贴名单（已停发）", "disabled", "stopped", {"停发人员": 2}),
    ("脱贫户信息", "filed-poor", "filed-poor", {"脱贫户信息": 1}),
    ("脱贫户到户", "filed-poor", "members", {"脱贫户": 2}),
    ("农村低保备案表", "rural-allowance", "household", {"农村低保": 2}),
    ("城保名册", "urban-allowance", "heads", {"城保名册": 4}),
    ("城镇低保人员名单", "urban-allowance", "urban-allowance", {"城镇低保": 3}),
    ("城乡特困人员备案表", "destitute", "destitute", {"特困人员": 3}),
    ("孤儿及事实无人抚养儿童名单", "orphans", "orphans", {"孤儿": 3, "事实无人抚养": 3}),
    ("防止返贫致贫监测对象信息", "monitored", "monitored", {"*": 1}),
    ("烈士子女及优抚对象子女名单", "martyrs", "martyrs", {"Sheet1": 2}),
    ("其他困难学生名单", "hardship", "hardship", {"困难学生": 2}),
    ("家庭经济困难学生认定名单", "recognised", "recognised", {"认定名单": 2}),
    ("雨露计划申报名单", "applications", "applications", {"申报名单": 2}),
    ("大学生资助申报名单", "applications", "applications", {"申报名单": 2}),
    ("社会资助和奖学金名单", "awards", "awards", {"*": 1}),
    ("爱心助学金分档名单", "awards", "awards", {"分档名单": 3}),
    ("以前已发放名单", "paid-before", "paid-before", {"已发放": 1}),
    ("住校生名册", "boarders", "boarders", {"住校生": 2}),
    ("营养餐供餐月报表", "meals", "meals", {"月报": 2}),
    ("学生家长一卡通账号", "accounts", "accounts", {"*": 1}),
    ("一卡通（家长名下）", "accounts", "accounts", {"一卡通": 2}),
    ("学生资助资金下达情况", "budget", "budget", {"资金下达": 3}),
    ("学生资助资金分级安排表", "budget", "levels", {"分级安排": 4}),
    ("公示结果登记表", "notices", "notices", {"公示结果": 2}),
    ("材料回收登记表", "papers", "papers", {"材料回收": 2}),
    ("财政供养人员名单", "public-employees", "public-employees", {"财政供养人员": 2}),
    ("死亡人员名单", "deceased", "deceased", {"死亡人员": 2}),
    ("转出学生名册", "roster", "left", {"转出学生": 2}),
    ("全县在校生", "roster", "RA", {"全县在校生": 1}),
    ("在园幼儿", "roster", "RK", {"幼儿名册": 3}),
    ("中职学生名册", "roster", "RV", {"中职": 1}),
    ("在校生名册", "roster", "R1", {"Sheet1": 1}),
    ("村小在校生汇总", "roster", "R1", {"Sheet1": 1}),
    ("学生信息表", "roster", "R2", {"在校学生": 3}),
    ("学生花名册", "roster", "R3", {"名册": 2}),
    ("学籍信息", "roster", "RF", {"学籍信息": 1}),
    ("学籍导出", "roster", "RX", {"xsxx": 1}),
    ("分班学生名册", "roster", "RS", {"*": 1}),
    ("各班学生名册", "roster", "RC", {"*": 1}),
]
FEET = ("合计", "小计", "本页小计", "制表人", "填表人", "审核", "校长", "注：", "说明：")
FOR_CHECKS = {"notices", "papers", "public-employees", "deceased"}
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
    comments: tuple[str, ...] = ()  # on cells of the row

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


def class_in(name: str) -> str:
    """Return the 年级 of ``二（1）``, ``3_2`` or ``三1班``."""
    first = name.rsplit("/", 1)[-1][0]
    return ("零一二三四五六七八九"[int(first)] if first in "123456789" else first) + "年级"


def read_file(name: str, data: bytes) -> list[Row]:
    """Return the data rows of one file."""
    kind, layout, sheets = layout_of(name)
    digest = hashlib.sha256(data).hexdigest()
    rows = []
    pages, commented = sheets_of(name, data), comments_of(data) if b"xl/comments" in data else {}
    if "*" in sheets:
        sheets = dict.fromkeys(pages, sheets["*"])
    for sheet, given_row in sheets.items():
        header_row = given_row
        if sheet not in pages:
            if layout == "orphans":  # one of its two sheets may be left out
                continue
            raise ValueError(f"{name} has no sheet {sheet}")
        page = pages[sheet]
        if layout == "RC":  # some classes have a title
            header_row = next(number for number, row in enumerate(page, start=1) if len({*filter(None, row)}) > 4)
        headers = [usual_header("".join(as_text(cell).split())) for cell in page[header_row - 1]]
        named = {"RC": class_in(name), "RS": class_in(sheet)}.get(layout)
        for number, cells in enumerate(page[header_row:], start=header_row + 1):
            filled = [as_text(cell) for cell in cells if as_text(cell)]
            if not filled or filled[0].startswith(FEET) or (len(filled) == 1 and layout == "R3"):
                continue
            if usual_header("".join(filled[0].split())) == next(header for header in headers if header):
                continue
            by_header: dict[str, object] = {"年级": named} if named else {}
            for header, cell in zip(headers, [*cells, *[None] * (len(headers) - len(cells))], strict=False):
                if header and header not in by_header:
                    by_header[header] = cell
                elif header:  # the second 身份证号 of a household's row is 身份证号#2
                    times = 2 + sum(1 for known in by_header if known.startswith(f"{header}#"))
                    by_header[f"{header}#{times}"] = cell
            for header in headers:
                by_header.setdefault(header, None)
            said = tuple(commented.get(sheet, {}).get(number, ()))
            rows.append(Row((name, sheet, number), digest, kind, layout, by_header, comments=said))
    return rows


USUAL = {
    "xm": "姓名", "grbsm": "学籍号", "sfzjh": "身份证号", "csrq": "出生日期", "xxbsm": "学校标识码", "xbm": "性别",
    "jdfsm": "就读方式", "学生当前状态": "学生状态", "学生姓名*": "姓名", "公民身份号码": "身份证号",
    "身份证号码": "身份证号", "是否住校": "是否寄宿",
}  # fmt: skip


def usual_header(header: str) -> str:
    """Return the header under which the other modules know a column."""
    return USUAL.get(header, header)


def read_folder(folder: Path) -> list[Row]:
    """Return the data rows of every file in the folder and below it, in the order that decides duplicates."""
    rows = [row for name, data in files_of(folder) for row in read_file(name, data)]
    return sorted(rows, key=lambda row: row.order)
