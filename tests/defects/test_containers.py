# ruff: noqa: E501 - parts of files on one line
"""Defects 64 to 66 of ``docs/DEFECTS.md``: files that are something else than their name says, texts, and pictures."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from aid_ledger.errors import FindingsError
from aid_ledger.intake import FileReading, read_file
from aid_ledger.office.importing import ImportOptions
from aid_ledger.terms import Term
from tests.intake.books import ROSTER_HEADER, an_id, one, roster_row
from tests.tools import containers
from tests.tools.compound import biff5
from tests.tools.containers import Rows, every_container, zipped
from tests.tools.county import AT, BY, desk
from tests.tools.locked import locked_xls, locked_xlsx, locked_zip

ROWS = [ROSTER_HEADER, roster_row(1), roster_row(2, 学生姓名="李·阿依")]
CONTAINERS = every_container(ROWS)
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 400


def values(reading: FileReading) -> list[list[str]]:
    frame = reading.tables[0].frame.drop(columns="row")
    found: list[list[str]] = frame.to_numpy().tolist()
    return found


def refused(data: bytes, name: str, password: str = "") -> str:
    with pytest.raises(FindingsError) as error:
        read_file(data, name, password=password)
    return error.value.findings[0].name


@pytest.mark.defect(64)
@pytest.mark.parametrize("extension", ["xlsx", "xls", "et", "txt", ""])
@pytest.mark.parametrize("container", CONTAINERS)
def test_every_container_gives_the_same_list_under_every_name(container: str, extension: str) -> None:
    reading = read_file(CONTAINERS[container], f"在校生名册.{extension}".rstrip("."))
    assert values(reading) == values(read_file(CONTAINERS["xlsx"], "在校生名册.xlsx"))


@pytest.mark.defect(64)
@pytest.mark.parametrize("codepage", [936, 1252, None])
def test_excel_95_is_read_as_chinese_whatever_it_says(codepage: int | None) -> None:
    assert values(read_file(biff5(ROWS, codepage=codepage), "名册.xls"))[1][0] == "李·阿依"


@pytest.mark.defect(64)
@pytest.mark.parametrize(("lock", "container"), [(locked_xlsx, "xlsx"), (locked_xls, "xls")])
def test_a_file_under_a_password_is_opened_with_it(lock: Callable[[bytes, str], bytes], container: str) -> None:
    plain = CONTAINERS[container]
    data = lock(plain, "密码123")
    assert refused(data, "名册.xlsx") == "file-encrypted"
    assert refused(data, "名册.xlsx", "别的") == "password-wrong"
    assert values(read_file(data, "名册.xlsx", password="密码123")) == values(read_file(plain, "名册.xlsx"))


@pytest.mark.defect(64)
def test_the_password_that_excel_sets_by_itself_is_known() -> None:
    for data in (locked_xlsx(CONTAINERS["xlsx"], "VelvetSweatshop"), locked_xls(CONTAINERS["xls"], "VelvetSweatshop")):
        assert len(values(read_file(data, "名册.xls"))) == 2


@pytest.mark.defect(64)
@pytest.mark.parametrize("name", ["~$在校生名册.xlsx", ".~在校生名册.xlsx", "报送/~$在校生名册.et"])
def test_a_file_open_in_excel_or_wps_is_told_by_its_name(name: str) -> None:
    assert refused(CONTAINERS["xlsx"], name) == "file-is-lock"


@pytest.mark.defect(64)
@pytest.mark.parametrize("container", ["xlsx", "xls", "xls (Excel 5.0/95)", "ods", "xml", "html"])
def test_half_a_file_is_refused(container: str) -> None:
    data = CONTAINERS[container]
    assert refused(data[: len(data) // 2], "名册.xls") in {"zip-damaged", "workbook-unreadable"}


@pytest.mark.defect(64)
@pytest.mark.parametrize(
    ("data", "finding"),
    [
        (b"Rar!\x1a\x07\x01\x00" + b"0" * 90, "archive-unsupported"),
        (b"7z\xbc\xaf\x27\x1c" + b"0" * 90, "archive-unsupported"),
        (b"\x1f\x8b\x08" + b"0" * 90, "archive-unsupported"),
        (zipped({"[Content_Types].xml": b"<a/>", "word/document.xml": b"<a/>"}), "file-is-document"),
        (zipped({"OFD.xml": b"<a/>"}), "file-is-document"),
        (b"{\\rtf1 x}", "file-is-document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 999 + "WordDocument".encode("utf-16-le"), "file-is-document"),
        (b"%PDF-1.7", "file-is-picture"),
        (PNG, "file-is-picture"),
        (b"RIFF0000WEBPVP8 ", "file-is-picture"),
        (zipped({"三年级.xls": CONTAINERS["xls"]}), "archive-not-opened"),
        (zipped({"xl/workbook.bin": b"", "[Content_Types].xml": b""}), "container-unsupported"),
    ],
)  # fmt: skip
def test_what_is_no_list_is_said_in_words(data: bytes, finding: str) -> None:
    assert refused(data, "名册.xlsx") == finding


@pytest.mark.defect(64)
@pytest.mark.parametrize("gbk", [True, False], ids=["GBK", "UTF-8"])
def test_a_zip_is_taken_file_by_file_under_their_names(gbk: bool) -> None:
    members = {
        "三年级/一班.xls": containers.xls([ROSTER_HEADER, roster_row(1, 学生姓名="张一")]),
        "../../二班.csv": containers.csv([ROSTER_HEADER, roster_row(2, 学生姓名="张二", 班级="2班")]),
        "说明.docx": zipped({"[Content_Types].xml": b"", "word/document.xml": b""}),
        "里面.zip": zipped({"a.xls": CONTAINERS["xls"]}),
        "~$一班.xls": b"x",
        "__MACOSX/._一班.xls": b"x",
    }
    options = ImportOptions(terms=(Term.parse("2023S"),))
    with desk() as office:
        done = office.office.import_files([("报送.zip", zipped(members, gbk=gbk))], options, by=BY, at=AT)
        told = {one.file: [finding.name for finding in one.findings] or len(one.sheets) for one in done}
        assert told == {
            "报送.zip/__MACOSX/._一班.xls": ["archive-entry-aside"],
            "报送.zip/~$一班.xls": ["file-is-lock"],
            "报送.zip/三年级/一班.xls": 1,
            "报送.zip/二班.csv": 1,
            "报送.zip/说明.docx": ["file-is-document"],
            "报送.zip/里面.zip": ["archive-in-archive"],
        }
        assert [one.file for one in done if one.refused] == ["报送.zip/说明.docx", "报送.zip/里面.zip"]
        assert {row["file"] for row in office.office.sources()} == {"报送.zip/三年级/一班.xls", "报送.zip/二班.csv"}


@pytest.mark.defect(64)
def test_a_zip_under_a_password_is_opened_with_it() -> None:
    data = locked_zip("一班.xls", CONTAINERS["xls"], "密码".encode("gb18030"))
    for password, told in (("", "file-encrypted"), ("别的", "password-wrong"), ("密码", None)):
        options = ImportOptions(terms=(Term.parse("2023S"),), password=password)
        with desk() as office:
            [done] = office.office.import_files([("报送.zip", data)], options, by=BY, at=AT)
            assert (done.findings[0].name if done.refused else None) == told


@pytest.mark.defect(65)
@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", ["|", "\t", ","])
def test_a_text_is_read_in_every_encoding_and_with_every_delimiter(encoding: str, delimiter: str) -> None:
    text = "".join(delimiter.join(row) + "\r\n" for row in ROWS)
    found = read_file(text.encode(encoding), "在校生名册.txt")
    assert [row[0] for row in values(found)] == ["张1", "李·阿依"]


@pytest.mark.defect(65)
def test_a_drawn_table_is_read_at_the_lines_where_it_stands() -> None:
    reading = read_file(containers.drawn(ROWS), "代发结果.txt", kind="roster")
    assert (reading.container, reading.tables[0].header_row) == ("drawn", 3)
    assert reading.tables[0].frame["row"].tolist() == [5, 7]
    assert reading.tables[0].frame["id_no"].tolist() == [an_id(1), an_id(2)]


def with_picture(container: str, rows: Rows) -> bytes:
    if container == "ods":
        image = '<table:table-row><table:table-cell><draw:frame><draw:image href="Pictures/1.png"/></draw:frame></table:table-cell></table:table-row>'
        return containers.ods(containers.ods_rows(rows) + image, parts={"Pictures/1.png": PNG})
    if container == "html":
        return containers.html(rows).replace(b"</table>", b'<tr><td><img src="1.png"></td></tr></table>')
    import io

    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("名册")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    sheet.insert_image("A5", "1.png", {"image_data": io.BytesIO(_png())})
    book.close()
    return out.getvalue()


def _png() -> bytes:
    import struct
    import zlib

    def part(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(bytes(4))) + part(b"IEND", b"")


@pytest.mark.defect(66)
@pytest.mark.parametrize("container", ["xlsx", "ods", "html"])
@pytest.mark.parametrize("rows", [[], [["在校生名册"]]], ids=["nothing else", "a title"])
def test_a_picture_in_a_sheet_is_said_to_be_one(container: str, rows: Rows) -> None:
    assert refused(with_picture(container, rows), "在校生名册.xlsx") == "sheet-is-picture"


@pytest.mark.defect(66)
@pytest.mark.parametrize("container", ["xlsx", "ods", "html"])
def test_a_picture_beside_a_list_does_not_matter(container: str) -> None:
    assert len(values(read_file(with_picture(container, ROWS), "在校生名册.xlsx"))) == 2


@pytest.mark.defect(66)
def test_a_picture_in_an_old_workbook_is_said_to_be_one() -> None:
    import io

    import xlwt

    book = xlwt.Workbook()
    pixel = b"BM" + (54 + 4).to_bytes(4, "little") + bytes(4) + (54).to_bytes(4, "little")
    pixel += (40).to_bytes(4, "little") + (1).to_bytes(4, "little") * 2 + b"\1\0\x18\0" + bytes(24) + b"\0\0\xff\0"
    book.add_sheet("名册").insert_bitmap_data(pixel, 0, 0)
    out = io.BytesIO()
    book.save(out)
    assert refused(out.getvalue(), "名册.xls") == "sheet-is-picture"


@pytest.mark.defect(64)
def test_a_workbook_of_another_extension_keeps_its_name_as_it_is() -> None:
    assert read_file(one(ROWS), "在校生名册.et").container == "xlsx"
