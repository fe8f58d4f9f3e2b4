# ruff: noqa: E501 - parts of files on one line
"""Files of every container that are made to harm: refused or read in bounded memory and time, told by the process itself."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from struct import pack

import pytest

from aid_ledger.errors import FindingsError
from aid_ledger.intake import column_letter, read_file
from tests.intake.books import ROSTER_HEADER, an_id, inline, roster_row, sheet_xml
from tests.tools.compound import compound, record
from tests.tools.containers import html, ods, ods_rows, spreadsheetml, xml_rows
from tests.tools.long import LONG

ROOT = Path(__file__).parents[2]
ROWS = [ROSTER_HEADER, roster_row(1)]
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
MOST_MEGABYTES, MOST_SECONDS = 1_000, 60


def ods_with(cell: str, row: str = "") -> bytes:
    return ods(f"{ods_rows(ROWS)}<table:table-row{row}><table:table-cell{cell}/></table:table-row>")


FILLED = ' office:value-type="float" office:value="1"'


def xls_of(sheets: int, *, size: bytes = b"", strings: bytes = b"") -> bytes:
    """Sheets with one cell in the very last place, IV65536."""
    begin = record(0x0809, pack("<HHHHII", 0x0600, 5, 0x0DBB, 0x07CC, 0, 6)) + strings
    names = [f"s{k}".encode() for k in range(sheets)]
    first = len(begin) + sum(12 + len(name) for name in names) + 4
    sheet = record(0x0809, pack("<HHHHII", 0x0600, 16, 0x0DBB, 0x07CC, 0, 6))
    sheet += record(0x0200, size or pack("<IIHHH", 0, 65_536, 0, 256, 0))
    sheet += record(0x0203, pack("<HHHd", 65_535, 255, 0, 1.0)) + record(0x000A)
    places = [
        record(0x0085, pack("<IHBB", first + k * len(sheet), 0, len(name), 0) + name) for k, name in enumerate(names)
    ]
    return compound({"Workbook": begin + b"".join(places) + record(0x000A) + sheet * sheets})


def same_part_many_times() -> bytes:
    """A workbook of 300 sheets that are all one part, of ten million cells."""
    good = sheet_xml(inline(1, ["a"]) + '<row r="100000"><c r="CV100000"><v>1</v></c></row>')
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(good)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            text = old.read(info).decode()
            if info.filename == "xl/workbook.xml":
                text = text.replace(
                    '<sheet name="S" sheetId="1" r:id="rId1"/>',
                    "".join(f'<sheet name="S{k}" sheetId="{k}" r:id="rId1"/>' for k in range(1, 301)),
                )
            new.writestr(info.filename, text)
    return out.getvalue()


def shared_strings(count: int) -> bytes:
    """A workbook whose shared strings are said to be this many, which calamine makes room for."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    out = BytesIO(sheet_xml(inline(1, ["a"])))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(
            "xl/sharedStrings.xml", f'<!-- --><sst xmlns="{main}" count="1" uniqueCount="{count}"><si/></sst>'
        )
    return out.getvalue()


def blank_rows() -> bytes:
    header = inline(1, ["学生姓名", "学籍号", "身份证件号", "班级"]) + inline(2, ["a", "", an_id(1), "1班"])
    blanks = (
        f'<row r="{r}" s="1" customFormat="1"><c r="A{r}" s="1"/><c r="B{r}" s="1"/></row>' for r in range(3, 1_000_003)
    )
    return sheet_xml(header + "".join(blanks))


def wide() -> bytes:
    letters = [column_letter(c) for c in range(10_000)]
    header = {"A": "学生姓名", "B": "学籍号", "C": "身份证件号", "D": "班级"}
    rows = ({**dict.fromkeys(letters, "x"), **header}, {**dict.fromkeys(letters, "y"), "A": "甲", "C": an_id(1)})
    return sheet_xml(
        "".join(
            f'<row r="{r}">{"".join(f"""<c r="{a}{r}" t="inlineStr"><is><t>{t}</t></is></c>""" for a, t in row.items())}</row>'
            for r, row in enumerate(rows, 1)
        )
    )


def wide_csv() -> bytes:
    filler = ",".join(f"列{k}" for k in range(9_997))
    return f"学生姓名,身份证件号,班级,{filler}\n甲,{an_id(1)},1班,{filler}\n".encode()


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "ods, a row of a million cells": (lambda: ods_with(FILLED + ' table:number-columns-repeated="1000000"'), "sheet-too-large"),
    "ods, a million rows of a cell": (lambda: ods_with(FILLED, ' table:number-rows-repeated="1048574"'), "sheet-too-large"),
    "ods, more rows than a sheet has": (lambda: ods_with(FILLED, ' table:number-rows-repeated="99999999999"'), "sheet-too-large"),
    "ods, blank to the last row": (lambda: ods_with(' table:number-columns-repeated="16384"', ' table:number-rows-repeated="1048574"'), ""),
    "ods, entities": (lambda: ods(ods_rows(ROWS), before=LAUGHS), "zip-entities"),
    "ods, nested": (lambda: ods("<table:table-row><table:table-cell>" * 100_000), "workbook-unreadable"),
    "ods, a bomb": (lambda: ods(ods_rows(ROWS), parts={"Pictures/x.png": b" " * 60_000_000}), "zip-too-large"),
    "xls, the last cell": (lambda: xls_of(1), "header-not-found"),
    "xls, the last cell on fifty sheets": (lambda: xls_of(50), "sheet-too-large"),
    "xls, impossible size": (lambda: xls_of(1, size=pack("<IIHHH", 0, 0xFFFFFFFF, 0, 0xFFFF, 0)), "header-not-found"),
    "xls, four billion texts": (lambda: xls_of(1, strings=record(0x00FC, pack("<II", 0xFFFFFFFF, 0xFFFFFFFF))), "header-not-found"),
    "xml, the last cell": (lambda: spreadsheetml(xml_rows(ROWS) + '<Row ss:Index="1048576"><Cell ss:Index="16384"><Data ss:Type="Number">1</Data></Cell></Row>'), "sheet-too-large"),
    "xml, beyond the last cell": (lambda: spreadsheetml(xml_rows(ROWS) + '<Row ss:Index="99999999999"><Cell><Data ss:Type="Number">1</Data></Cell></Row>'), "sheet-too-large"),
    "xml, merged a thousand times": (lambda: spreadsheetml("<Row>" + '<Cell ss:MergeAcross="16000" ss:MergeDown="1048575"><Data ss:Type="Number">1</Data></Cell>' * 1000 + "</Row>"), "sheet-too-large"),
    "xml, entities": (lambda: spreadsheetml(xml_rows(ROWS), before=LAUGHS), "zip-entities"),
    "xml, nested": (lambda: spreadsheetml("<Row><Cell>" * 100_000), "workbook-unreadable"),
    "html, a cell of a million columns": (lambda: html(ROWS).replace(b"<td style", b"<td colspan=1000000 style"), "sheet-too-large"),
    "html, rows that all span": (lambda: b"<table>" + b"<tr><td colspan=16384 rowspan=1000000>a</td></tr>" * 50_000, "sheet-too-large"),
    "html, many that span below": (lambda: b"<table><tr>" + b"<td rowspan=60000>a</td>" * 16_000 + b"<tr><td>x" * 3_000, "sheet-too-large"),
    "html, quotes without end": (lambda: b"<table>" + b'<td a="' * 200_000, "workbook-unreadable"),
    "html, nested": (lambda: b"<table><tr><td>" * 200_000, "workbook-unreadable"),
    "html, comments without end": (lambda: b"<table>" + b"<!--" * 300_000, "zip-damaged"),
    "mht, nested": (lambda: b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="a"\r\n\r\n' + b"".join(b'--%s\r\nContent-Type: multipart/mixed; boundary="%s"\r\n\r\n' % (b"a" * k, b"a" * (k + 1)) for k in range(1, 1_000)), "workbook-unreadable"),
    "csv, ten thousand columns": (wide_csv, ""),
    "csv, three million cells in a row": (lambda: b"," * 3_000_000 + b"\n" + b"a,b\n" * 100, "container-unknown"),
    "xlsx, a million blank formatted rows": (blank_rows, ""),
    "xlsx, ten thousand columns": (wide, ""),
    "xlsx, four billion texts": (lambda: shared_strings(4_294_967_295), "workbook-unreadable"),
    "xlsx, more texts than numbers go": (lambda: shared_strings(2**64 - 1), "workbook-unreadable"),
    "xlsx, one part as many sheets": (same_part_many_times, "sheet-too-large"),
}  # fmt: skip
"""The file, and the finding that refuses it; blank where it is read."""

SCRIPT = """
    import resource, sys
    from pathlib import Path
    from aid_ledger.errors import FindingsError
    from aid_ledger.intake import read_file
    resource.setrlimit(resource.RLIMIT_AS, (3_000_000_000, 3_000_000_000))
    try:
        read_file(Path(sys.argv[1]).read_bytes(), "名册.xls")
        name = "-"
    except FindingsError as error:
        name = error.findings[0].name
    status = Path("/proc/self/status").read_text()  # ru_maxrss would be that of the process that started this one
    print(name, next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) // 1000)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="tells the peak of memory on Linux alone")
@pytest.mark.parametrize("case", HOSTILE if LONG else list(HOSTILE)[::2])
def test_a_hostile_file_costs_little(case: str, tmp_path: Path) -> None:
    make, finding = HOSTILE[case]
    file = tmp_path / "file"
    file.write_bytes(make())
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(SCRIPT), str(file)], capture_output=True, text=True, cwd=ROOT,
        check=False, timeout=MOST_SECONDS,
    )  # fmt: skip
    name, megabytes = done.stdout.split() or ["", "0"]
    assert name == (finding or "-"), done.stderr
    assert int(megabytes) < MOST_MEGABYTES


def test_a_part_that_says_it_is_encrypted_is_no_traceback() -> None:
    made, at = bytearray(ods(ods_rows(ROWS))), 0
    while (at := made.find(b"PK\x01\x02", at + 1)) >= 0:
        made[at + 8] |= 1
    with pytest.raises(FindingsError) as error:
        read_file(bytes(made), "a.ods")
    assert error.value.findings[0].name == "zip-damaged"
