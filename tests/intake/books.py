# ruff: noqa: E501 - whole headers and XML parts on one line
"""Makes real workbooks for the tests of intake."""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook

Rows = Sequence[Sequence[Any]]
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def an_id(number: int, born: str = "20120305") -> str:
    """A resident ID with a right check character in a district that does not exist."""
    body = f"990101{born}{number:03d}"
    return body + "10X98765432"[sum(int(c) * w for c, w in zip(body, _WEIGHTS, strict=True)) % 11]


def book(
    sheets: Mapping[str, Rows], merges: Mapping[str, Sequence[str]] | None = None, hidden: Sequence[str] = ()
) -> bytes:
    """An xlsx of these sheets, in order."""
    made = Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for merge in (merges or {}).get(name, ()):
            sheet.merge_cells(merge)
        if name in hidden:
            sheet.sheet_state = "hidden"
    out = io.BytesIO()
    made.save(out)
    return _steady(out)


_MOMENT = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def _steady(written: io.BytesIO) -> bytes:
    """The same rows are the same bytes, whenever they are written: no moment of the day stands in them."""
    out = io.BytesIO()
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            content = _MOMENT.sub(b"2023-04-01T00:00:00Z", content) if name == "docProps/core.xml" else content
            new.writestr(zipfile.ZipInfo(name, (2023, 4, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def one(rows: Rows, merges: Sequence[str] = ()) -> bytes:
    """An xlsx of one sheet."""
    return book({"Sheet1": rows}, {"Sheet1": merges})


ROSTER_HEADER = (
    "学生姓名",
    "全国学籍号",
    "身份证件号",
    "性别",
    "民族",
    "学校名称",
    "学校标识码",
    "学段",
    "班级类型",
    "就读方式",
    "年级",
    "班级",
)


def roster_row(number: int, **changed: str) -> list[str]:
    """A row of a roster under ROSTER_HEADER."""
    row = dict(
        zip(
            ROSTER_HEADER,
            (
                f"张{number}",
                "G" + an_id(number),
                an_id(number),
                "男",
                "汉族",
                "示例小学",
                "3699010001",
                "小学",
                "",
                "住校",
                "三年级",
                "1班",
            ),
            strict=True,
        )
    )
    row.update(changed)
    return [row[name] for name in ROSTER_HEADER]


def sheet_xml(rows_xml: str, before: str = "") -> bytes:
    """A minimal xlsx around the XML of its rows, as another program (or a hostile one) would write it."""
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = {
        "[Content_Types].xml": f'{head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
        "_rels/.rels": f'{head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{head}<workbook xmlns="{main}" xmlns:r="{rel}"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{rel}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'{head}{before}<worksheet xmlns="{main}"><sheetData>{rows_xml}</sheetData></worksheet>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def inline(row: int, texts: Sequence[str]) -> str:
    """The XML of one row of inline texts."""
    cells = "".join(
        f'<c r="{chr(65 + i)}{row}" t="inlineStr"><is><t>{text}</t></is></c>' for i, text in enumerate(texts)
    )
    return f'<row r="{row}">{cells}</row>'
