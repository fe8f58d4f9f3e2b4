"""Comments on cells (批注): each counts as if it stood in its row's 备注; none is lost, in whatever file it stands."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from struct import pack

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment

from aid_ledger.errors import FindingsError
from aid_ledger.intake import SheetTable, read_file
from aid_ledger.intake.commented_rows import take_comments
from aid_ledger.intake.containers import PartScan, RawSheet, grid, open_sheets
from aid_ledger.intake.containers.ole import workbook_stream
from tests.tools.compound import biff5, compound, record, with_notes
from tests.tools.containers import html, ods, ods_rows, spreadsheetml, xls, xml_rows

from .books import an_id, one

HEADER = ["姓名", "身份证号", "班级", "年级", "备注"]
ROWS = [HEADER, ["李甲", an_id(1), "1班", "三年级", "孤儿"], ["王乙", an_id(2), "1班", "三年级", ""]]
SAID = ("班主任", "3月转走\n去外省")
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
THREADS = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
THREADED = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"


def commented(comments: Mapping[str, Comment], data: bytes | None = None) -> bytes:
    """A workbook with comments on these cells of its first sheet."""
    made = load_workbook(io.BytesIO(data or one(ROWS)))
    for cell, comment in comments.items():
        made.worksheets[0][cell].comment = comment
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def rewritten(data: bytes, changes: Mapping[str, Callable[[bytes], bytes]]) -> bytes:
    """A zip with some parts changed, and further ones made from nothing."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, changes[name](old.read(name)) if name in changes else old.read(name))
        for name in changes.keys() - set(old.namelist()):
            new.writestr(name, changes[name](b""))
    return out.getvalue()


def list_of(data: bytes, name: str = "在校生名册.xlsx") -> SheetTable:
    (table,) = read_file(data, name, kind="roster").tables
    return table


def parts_of(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.namelist()


def annotated(rows_xml: str) -> str:
    """The rows of an OpenDocument table with a comment, as LibreOffice writes it, in the first cell of the third."""
    note = (
        '<office:annotation office:display="false" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>班主任'
        "</dc:creator><dc:date>2023-03-06T00:00:00</dc:date><text:p>3月转走</text:p><text:p><text:span>去外省</text:span>"
        "</text:p></office:annotation>"
    )
    before, mark, after = rows_xml.rpartition("<text:p>王乙")
    return f"{before}{note}{mark}{after}"


def in_2003(rows_xml: str) -> str:
    """The rows of SpreadsheetML with a comment, as Excel writes it, on the cell of 王乙."""
    note = (
        '<Comment ss:Author="班主任"><ss:Data xmlns="http://www.w3.org/TR/REC-html40"><B><Font html:Face="宋体"'
        ' xmlns:html="http://www.w3.org/TR/REC-html40">班主任:</Font></B><Font>\n3月转走\n去外省</Font></ss:Data></Comment>'
    )
    return rows_xml.replace("王乙</Data>", f"王乙</Data>{note}")


def of_excel_97() -> bytes:
    """A real BIFF8 workbook with the comment, as Excel writes it: the author's name stands in the text too."""
    stream = workbook_stream(xls(ROWS), "名册.xls")
    author, text = SAID
    return compound({"Workbook": with_notes(stream, {(2, 0): (author, f"{author}:\n{text}")})})


def of_excel_95() -> bytes:
    text = SAID[1].encode("gbk")
    return biff5(ROWS, more=record(0x001C, pack("<HHH", 2, 0, len(text)) + text))


FILES: dict[str, Callable[[], bytes]] = {
    "xlsx": lambda: commented({"A3": Comment(f"班主任:\n{SAID[1]}", "班主任")}),
    "xls": of_excel_97,
    "xls (Excel 5.0/95)": of_excel_95,
    "ods": lambda: ods(annotated(ods_rows(ROWS))),
    "xml": lambda: spreadsheetml(in_2003(xml_rows(ROWS))),
}


@pytest.mark.parametrize("name", FILES)
def test_a_comment_stands_in_the_remark_of_its_row_in_every_container(name: str) -> None:
    table = list_of(FILES[name]())
    assert table.comments == {3: {"A3": SAID[1]}}
    assert table.frame["remark"].tolist() == ["孤儿", "批注：3月转走；去外省"]
    assert table.frame["student_name"].tolist() == ["李甲", "王乙"]


def test_remark_and_comments_count_both_and_the_cells_are_kept() -> None:
    notes = {"A2": Comment("已休学", "李老师"), "G2": Comment("补交照片", "李老师"), "B1": Comment("填18位", "资助办")}
    table = list_of(commented(notes))
    assert table.frame["remark"].tolist() == ["孤儿；批注：已休学；批注：补交照片", ""]
    assert table.comments == {2: {"A2": "已休学", "G2": "补交照片"}}
    assert table.comments_aside == ("B1",)


def test_a_list_without_remarks_gets_them_from_its_comments() -> None:
    table = list_of(commented({"A3": Comment("已转出", "x")}, one([row[:4] for row in ROWS])))
    assert table.frame["remark"].tolist() == ["", "批注：已转出"]
    assert table.letter_of("remark") == ""


def test_a_comment_on_a_merged_cell_is_of_every_row_that_the_cell_covers() -> None:
    rows = [*ROWS[:2], ["王乙", an_id(2), "", "", ""], ["赵丙", an_id(3), "2班", "三年级", ""]]
    table = list_of(commented({"C2": Comment("全班已转走", "x")}, one(rows, ["C2:C3"])))
    assert table.frame["remark"].tolist() == ["孤儿；批注：全班已转走", "批注：全班已转走", ""]
    assert table.comments == {2: {"C2": "全班已转走"}, 3: {"C2": "全班已转走"}}


PLACES = st.tuples(st.sampled_from("ABZ"), st.integers(1, 9)).map(lambda place: f"{place[0]}{place[1]}")
WORDS = st.text("转走，\n 3", min_size=1).filter(str.strip)


@settings(max_examples=40)
@given(st.dictionaries(PLACES, WORDS), st.sets(st.integers(1, 9)), st.tuples(st.integers(1, 9), st.integers(0, 4)))
def test_no_comment_is_lost_wherever_it_stands(said: dict[str, str], rows: set[int], merge: tuple[int, int]) -> None:
    top, more = merge
    sheet = RawSheet("名册", hidden=False, merges=((top, 2, top + more, 2),), scan=PartScan(comments=said))
    frame = pd.DataFrame({"row": np.array(sorted(rows), dtype=np.int32)})
    comments, aside = take_comments(sheet, frame, "名册.xlsx")
    assert {cell for cells in comments.values() for cell in cells} | set(aside) == set(said)
    assert not {cell for cells in comments.values() for cell in cells} & set(aside)
    for row, cells in comments.items():
        remark = frame.loc[frame["row"] == row, "remark"].item()
        for cell, text in cells.items():
            assert said[cell] == text
            assert "批注：" + re.sub(r"\s*\n\s*", "；", text.strip()) in remark


def threaded() -> bytes:
    """A workbook of Microsoft 365: threaded comments, and the notes that repeat them for older programs."""
    shadow = "[线程批注]\n\n你的Excel版本可读取此线程批注...\n\n注释:\n    3月转走"
    data = commented({"A3": Comment(shadow, "tc={1}"), "A2": Comment("旧批注", "李老师")})
    text = "".join(
        f'<threadedComment ref="A3" personId="{{P}}" id="{{{day}}}"{more}><text>{said}</text></threadedComment>'
        for day, said, more in ((1, "3月转走", ""), (2, "去外省", ' parentId="{1}"'))
    )
    named = (
        f'<Relationship Id="rIdT" Type="{THREADED}" Target="../threadedComments/threadedComment1.xml"/></Relationships>'
    )
    return rewritten(
        data,
        {
            "xl/worksheets/_rels/sheet1.xml.rels": lambda old: old.replace(b"</Relationships>", named.encode()),
            "xl/threadedComments/threadedComment1.xml": lambda _: (
                f'<ThreadedComments xmlns="{THREADS}">{text}</ThreadedComments>'.encode()
            ),
        },
    )


def test_a_threaded_comment_is_read_with_its_answers_and_not_twice() -> None:
    assert list_of(threaded()).comments == {2: {"A2": "旧批注"}, 3: {"A3": "3月转走\n去外省"}}


def test_a_comment_stays_with_its_sheet() -> None:
    book = Workbook()
    for name in ("三1班", "三2班"):
        sheet = book.create_sheet(name)
        for row in ROWS:
            sheet.append(row)
    book.remove(book.worksheets[0])
    book["三2班"]["A2"].comment = Comment("已转出", "x")
    out = io.BytesIO()
    book.save(out)
    tables = read_file(out.getvalue(), "在校生名册.xlsx", kind="roster").tables
    assert [(table.sheet, dict(table.comments)) for table in tables] == [
        ("三1班", {}),
        ("三2班", {2: {"A2": "已转出"}}),
    ]


def hostile(part: Callable[[bytes], bytes]) -> bytes:
    data = commented({"A3": Comment("已转出", "x")})
    name = next(name for name in parts_of(data) if "comments/" in name)
    return rewritten(data, {name: part})


def _notes(notes: str) -> bytes:
    return f'<comments xmlns="{MAIN}"><commentList>{notes}</commentList></comments>'.encode()


def _long(_: bytes) -> bytes:
    return _notes(f'<comment ref="A3"><text><t>{"转" * 1_200}</t></text></comment>')


def _many(_: bytes) -> bytes:
    return _notes("".join(f'<comment ref="A{row}"><text><t>x</t></text></comment>' for row in range(1, 12)))


@pytest.mark.parametrize(
    ("part", "finding"),
    [
        (lambda old: b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + old, "zip-entities"),
        (lambda old: old.replace(b"</comments>", b" " * 30_000_000 + b"</comments>"), "zip-too-large"),
        (lambda old: old.replace(b"</comments>", b""), "workbook-unreadable"),
        (lambda _: b"<a>" * 300 + b"</a>" * 300, "workbook-unreadable"),
        (_long, "comments-too-large"),
        (_many, "comments-too-large"),
    ],
    ids=["entities", "bomb", "broken", "nested", "too long", "too many"],
)
def test_comments_made_to_harm_refuse_the_file(
    part: Callable[[bytes], bytes], finding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grid.Budget, "__init__", _small)
    with pytest.raises(FindingsError) as error:
        open_sheets(hostile(part), "名册.xlsx")
    assert [one.name for one in error.value.findings] == [finding]


def _small(self: grid.Budget, file: str) -> None:
    """A budget for as few comments as a test can afford to write."""
    self.file, self.cells, self.comments = file, 1_000_000, 1_000


def test_one_part_of_comments_named_by_two_sheets_is_refused() -> None:
    """Read once for each of ten thousand sheets it would take any time."""
    book = Workbook()
    book.create_sheet("二")
    for sheet in book.worksheets:
        sheet.append(HEADER)
        sheet["A1"].comment = Comment("x", "x")
    out = io.BytesIO()
    book.save(out)
    first = b"comments/comment1.xml"
    change = {"xl/worksheets/_rels/sheet2.xml.rels": lambda old: old.replace(b"comments/comment2.xml", first)}
    with pytest.raises(FindingsError) as error:
        open_sheets(rewritten(out.getvalue(), change), "名册.xlsx")
    assert [one.name for one in error.value.findings] == ["workbook-unreadable"]


def test_a_part_of_comments_that_is_not_there_is_no_comment() -> None:
    data = commented({"A3": Comment("已转出", "x")})
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            if "comments/" not in name:
                new.writestr(name, old.read(name))
    assert list_of(out.getvalue()).comments == {}


def test_a_page_of_excel_says_that_its_comments_were_not_read_and_their_marks_are_no_text() -> None:
    link = '<a class=msocomanch href="#_msocom_1" name="_msoanchor_1">[1]</a>'
    mark = f"<![if !supportAnnotations]><span class=msocomspan1>{link}</span><![endif]>"
    comment = '<div id="_com_1"><a name="_msocom_1"></a><a href="#_msoanchor_1">[1]</a>班主任: 3月转走</div>'
    listed = f"<div style='mso-element:comment-list'><hr><div style='mso-element:comment'>{comment}</div></div>"
    page = html(ROWS, encoding="utf-8", charset="utf-8").decode()
    said = page.replace("王乙", f"王乙{mark}").replace("</body>", f"{listed}</body>")
    for text, expected in ((page, []), (said, [("warning", 1)])):
        (table,) = read_file(text.encode(), "名册.xls").tables
        assert table.frame["student_name"].tolist() == ["李甲", "王乙"]
        found = [one for one in table.findings if one.name == "comments-unread"]
        assert [(one.severity, one.params["count"]) for one in found] == expected
