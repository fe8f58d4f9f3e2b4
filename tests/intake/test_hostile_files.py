# ruff: noqa: E501 - whole headers and XML parts on one line
"""Files that are broken or made to harm: refused with a finding, in bounded memory."""

import io
import subprocess
import sys
import textwrap
import zipfile
from pathlib import Path
from typing import Any

import pytest

from aid_ledger.errors import FindingsError
from aid_ledger.intake import read_file
from aid_ledger.intake.containers import directory, sheets
from aid_ledger.words import render

from .books import ROSTER_HEADER, an_id, inline, one, roster_row, sheet_xml

ROOT = Path(__file__).parents[2]
GOOD = one([ROSTER_HEADER, roster_row(1)])
HEADER_AND_ROW = inline(1, ["学生姓名", "学籍号", "身份证件号", "班级"]) + inline(2, ["a", "", an_id(1), "1班"])


def names(data: bytes, name: str = "名册.xlsx") -> list[str]:
    with pytest.raises(FindingsError) as caught:
        read_file(data, name)
    for finding in caught.value.findings:
        assert render(finding, "zh") != render(finding, "en")
    return [f.name for f in caught.value.findings]


def with_part(data: bytes, part: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename != part:
                new.writestr(info.filename, old.read(info))
        new.writestr(part, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "finding"),
    [
        (b"", "a.xlsx", "file-empty"),
        (b"\0" * 500, "a.xlsx", "file-empty"),
        (b"anything", "~$名册.xlsx", "file-is-lock"),
        (b"\x89PNG\r\n\x1a\n0000", "a.xlsx", "file-is-picture"),
        (b"%PDF-1.7 ...", "a.xls", "file-is-picture"),
        (b"hello world", "a.xlsx", "container-unknown"),
        (GOOD[: len(GOOD) // 2], "a.xlsx", "zip-damaged"),
        (GOOD[:-30], "a.xlsx", "zip-damaged"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000 + "EncryptedPackage".encode("utf-16-le"),
            "a.xlsx",
            "file-encrypted",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, "a.xls", "workbook-unreadable"),
        (with_part(GOOD, "xl/workbook.xml", b"<oops"), "a.xlsx", "workbook-unreadable"),
        (
            with_part(GOOD, "xl/workbook.xml", b"<?xml version='1.0' encoding='X-9'?><a/>"),
            "a.xlsx",
            "workbook-unreadable",
        ),
    ],
    ids=[
        "empty",
        "zeros",
        "lock",
        "png",
        "pdf",
        "text",
        "cut",
        "end-cut",
        "encrypted",
        "ole-rubbish",
        "xml-rubbish",
        "odd-encoding",
    ],
)
def test_file_that_is_no_list_is_refused(data: bytes, name: str, finding: str) -> None:
    assert names(data, name) == [finding]


def test_workbook_of_a_wrong_extension_is_read() -> None:
    assert len(read_file(GOOD, "在校生名册.xls").tables[0].frame) == 1


def test_changed_byte_in_the_zip_is_refused() -> None:
    middle = GOOD.index(b"xl/worksheets/sheet1.xml") + 120
    assert names(GOOD[:middle] + bytes([GOOD[middle] ^ 255]) + GOOD[middle + 1 :])[0] in {
        "zip-damaged",
        "workbook-unreadable",
    }


def test_empty_workbook_and_header_without_rows_are_refused() -> None:
    assert names(one([])) == ["no-data-rows"]
    assert names(one([ROSTER_HEADER])) == ["no-data-rows"]
    assert names(one([["abc", "def"], ["1", "2"]])) == ["header-not-found"]


FAR = [
    '<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row>',
    "<row r='1048576'><c t='n' r='XFD1048576'><v>1</v></c></row>",
    '<row r="1048576"><c  s="1"\n r = "XFD1048576" t="n"><v>1</v></c></row>',
    '<row r="3"><c r="XFD1048576" t="n"><v>1</v></c></row>',
    '<row r="1048570"><c r="XFD1048570"><v>1</v></c></row><row r="9"/>',
]


@pytest.mark.parametrize("far", FAR, ids=["plain", "single-quotes", "spaces", "other-row", "then-less"])
def test_cell_far_away_is_refused(far: str) -> None:
    assert names(sheet_xml(HEADER_AND_ROW + far)) == ["sheet-too-large"]


def test_cell_far_away_in_cells_without_places_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_CELLS", 2000)
    rows = "<row><c><v>1</v></c></row>" * 50 + "<row>" + "<c><v>1</v></c>" * 100 + "</row>"
    assert names(sheet_xml(rows)) == ["sheet-too-large"]


def test_blank_formatted_cells_far_away_are_harmless() -> None:
    blanks = '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    assert len(read_file(sheet_xml(HEADER_AND_ROW + blanks), "在校生名册.xlsx").tables[0].frame) == 1


@pytest.mark.parametrize(
    "before",
    ['<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>', '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'],
)
def test_doctype_and_entities_are_refused(before: str) -> None:
    assert names(sheet_xml(HEADER_AND_ROW, before)) == ["zip-entities"]


def test_doctype_in_any_other_part_is_refused() -> None:
    assert names(with_part(GOOD, "xl/styles.xml", b'<?xml version="1.0"?><!DOCTYPE a><a/>')) == ["zip-entities"]


def test_zip_bomb_is_refused() -> None:
    assert names(with_part(GOOD, "xl/media/big.xml", b" " * 60_000_000)) == ["zip-too-large"]


def test_zip_of_too_many_parts_is_refused() -> None:
    out = io.BytesIO(GOOD)
    with zipfile.ZipFile(out, "a") as archive:
        for number in range(directory.MOST_ENTRIES + 1):
            archive.writestr(f"x/{number}", b"")
    assert names(out.getvalue()) == ["zip-too-large"]


def test_two_parts_of_one_name_are_refused() -> None:
    assert names(with_part(GOOD, "XL/Workbook.xml", b"<a/>")) == ["zip-damaged"]


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="tells the peak of memory on Linux alone")
@pytest.mark.parametrize("rows", [FAR[0], FAR[1], FAR[3]], ids=["plain", "single-quotes", "other-row"])
def test_far_cell_is_refused_within_a_small_memory(rows: str, tmp_path: Path) -> None:
    file = tmp_path / "far.xlsx"
    file.write_bytes(sheet_xml(HEADER_AND_ROW + rows))
    script = f"""
        import resource, sys
        from pathlib import Path
        from aid_ledger.errors import FindingsError
        from aid_ledger.intake import read_file
        resource.setrlimit(resource.RLIMIT_AS, (3_000_000_000, 3_000_000_000))
        try:
            read_file(Path({str(file)!r}).read_bytes(), "far.xlsx")
        except FindingsError as error:
            status = Path("/proc/self/status").read_text()  # ru_maxrss would be that of the process that started this one
            peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
            print(error.findings[0].name, peak < 400_000)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.stdout.split() == ["sheet-too-large", "True"], done.stderr


def test_formula_without_value_and_error_cells_are_marked() -> None:
    header = inline(1, ["学生姓名", "学籍号", "身份证件号", "班级", "备注"])
    rows = "".join(
        f'<row r="{r}"><c r="A{r}" t="inlineStr"><is><t>a{r}</t></is></c>{cell}<c r="D{r}" t="inlineStr"><is><t>1</t></is></c></row>'
        for r, cell in (
            (2, f'<c r="C2" t="inlineStr"><is><t>{an_id(1)}</t></is></c>'),
            (3, '<c r="C3"><f>VLOOKUP(A3,X:X,1)</f></c>'),
            (4, '<c r="C4" s="1" t="e"><f>B1</f><v>#N/A</v></c>'),
            (5, '<c r="C5"><f>B1</f><v></v></c>'),
        )
    )
    table = read_file(sheet_xml(header + rows), "在校生名册.xlsx").tables[0]
    assert table.unread["id_no"].tolist() == [False, True, True, True]
    assert [(f.name, f.place.cell, f.rows) for f in table.findings] == [
        ("cell-error", "C4", 1),
        ("formula-without-value", "C3", 2),
    ]


def test_number_of_sixteen_digits_is_marked_as_damaged() -> None:
    rows: list[list[Any]] = [list(ROSTER_HEADER), roster_row(1), roster_row(2), roster_row(3)]
    rows[1][2], rows[2][2] = 360732201201010015, "5.10322E+17"
    table = read_file(one(rows), "在校生名册.xlsx").tables[0]
    assert table.damaged["id_no"].tolist() == [True, True, False]
    assert [(f.name, f.place.cell, f.rows) for f in table.findings] == [("number-too-long", "C2", 2)]


def test_hidden_rows_are_read_and_counted() -> None:
    rows = HEADER_AND_ROW.replace('<row r="2">', '<row r="2" hidden="1">')
    table = read_file(sheet_xml(rows), "在校生名册.xlsx").tables[0]
    assert (len(table.frame), table.hidden_rows) == (1, 1)


def test_name_called_na_stays_a_name() -> None:
    table = read_file(
        one([ROSTER_HEADER, roster_row(1, 学生姓名="NA"), roster_row(2, 学生姓名="None")]), "名册.xlsx"
    ).tables[0]
    assert table.frame["student_name"].tolist() == ["NA", "None"]
