"""What a public notice may not show, read from its file as whoever gets the file can read it."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
import xlsxwriter

from aid_ledger.audit.notice_contents import shown_by
from tests.tools.county import account_of, name_of, resident_id

TITLES = ("家庭经济困难寄宿生生活补助", "脱贫家庭学生雨露计划补助")
TITLE = ("示例县第一小学2023年春季学期家庭经济困难寄宿生生活补助公示",)
HEADER = ("序号", "学校", "年级", "班级", "姓名")
FOOT = ("如有异议，请在公示期内向资助中心反映，电话 0797-1234567", "依据示财教〔2023〕12号（脱贫家庭学生资助）")


def notice(*rows: Sequence[str], header: Sequence[str] = HEADER, title: Sequence[str] = TITLE, **hidden: str) -> bytes:
    """Return a notice; ``columns``, ``rows_``, ``sheet``: what of it is hidden."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("公示")
        for at, row in enumerate([title, header, *rows, *((text,) for text in FOOT)]):
            sheet.write_row(at, 0, row)
        if "columns" in hidden:
            sheet.set_column(hidden["columns"], None, None, {"hidden": True})
        if "row" in hidden:
            sheet.set_row(int(hidden["row"]), None, None, {"hidden": True})
        if "sheet" in hidden:
            other = book.add_worksheet(hidden["sheet"])
            other.write(0, 0, "底册")
            other.hide()
    return out.getvalue()


def child(*more: str) -> tuple[str, ...]:
    return ("1", "示例县第一小学", "三年级", "1班", name_of(1), *more)


def shown(data: bytes) -> tuple[tuple[str, str], ...]:
    return shown_by(data, "公示.xlsx", titles=TITLES)


def test_names_by_school_grade_and_class_are_fine() -> None:
    assert shown(notice(child(), child())) == ()


def test_a_title_of_a_programme_is_no_family_matter() -> None:
    assert shown(notice(child(), title=("示例县职业中学脱贫家庭学生雨露计划补助公示",))) == ()
    assert shown(notice(child(), title=("脱贫户学生名单公示",))) == (("word", "脱贫"),)


@pytest.mark.parametrize(
    ("heading", "cell", "found"),
    [
        ("身份证号", resident_id(1), (("heading", "身份证号"), ("number", "1"))),
        ("备注", account_of(1), (("number", "1"),)), ("备注", "6299 0100 0000 0000 018", (("number", "1"),)),
        ("困难类型", "农村低保", (("heading", "困难类型"), ("word", "低保"))), ("备注", "孤儿", (("word", "孤儿"),)),
        ("电话", "13900000001", (("heading", "电话"),)), ("家庭住址", "河口村", (("heading", "家庭住址"),)),
        ("金额", "625.00", ()),
    ],
)  # fmt: skip
def test_numbers_and_family_matters_are_found(heading: str, cell: str, found: tuple[tuple[str, str], ...]) -> None:
    assert shown(notice(child(cell), header=(*HEADER, heading))) == found


def test_what_is_hidden_is_found() -> None:
    assert shown(notice(child(), columns="D:D")) == (("hidden-columns", ""),)
    assert shown(notice(child(), child(), row="2")) == (("hidden-rows", ""),)
    assert shown(notice(child(), sheet="全部")) == (("hidden-sheet", "全部"),)


def test_a_file_that_cannot_be_opened_is_not_passed_over() -> None:
    assert shown(b"") == (("unread", ""),)
    assert shown(notice(child())[:500]) == (("unread", ""),)
