"""What comments on cells, words of boarding and a sheet of two kinds come to: nobody is paid on a guess."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment

from tests.tools.county import Desk, member, name_of, pupil, resident_id, sheet
from tests.tools.review import BAD_ID, STATUS, ask, settle, two_schools, workbook


@pytest.fixture
def office() -> Iterator[Desk]:
    with two_schools() as made:
        yield made


def commented(data: bytes, comments: dict[str, str]) -> bytes:
    book = load_workbook(io.BytesIO(data))
    for cell, text in comments.items():
        book.worksheets[0][cell].comment = Comment(f"班主任:\n{text}", "班主任")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_child_whose_comment_says_it_left_waits_and_the_comment_is_asked_about(office: Desk) -> None:
    pupils = [pupil(number) for number in (1, 2, 3)]
    said = {"A2": "3月转走，去外省", "A3": "补交照片", "C1": "填18位"}
    taken = office.take("名册.xlsx", commented(sheet(pupils), said), "roster")
    office.took("农村低保.xlsx", [member(number) for number in (1, 2, 3)], "rural-allowance")
    found = {one.name: (one.severity, one.place.cell, one.params["count"]) for one in taken.findings}
    assert {name: found.get(name) for name in ("comments-used", "comments-unclear", "comments-aside")} == {
        "comments-used": ("note", "A2", 1),
        "comments-unclear": ("warning", "A3", 1),
        "comments-aside": ("note", "C1", 1),
    }
    office.payout()
    assert office.outcomes() == [("held", "status-unknown"), ("paid", ""), ("paid", "")]
    told = office.office.explain(resident_id(1), "2023S")
    (status,) = [fact for fact in told.facts if fact.field == "status"]
    assert [cell.rsplit("!", 1)[-1] for cell in status.evidence][-1] == "A2"
    book = load_workbook(workbook(ask(office)))
    asked = [cell.value for row in book.worksheets[0].iter_rows() for cell in row]
    assert "在读；批注：3月转走，去外省" in asked
    assert "在读；批注：3月转走，去外省" in [cell.value for row in book[STATUS].iter_rows() for cell in row]
    settle(office, {STATUS: "在读"})
    office.payout()
    assert office.outcomes()[0] == ("paid", "")


def test_a_comment_is_read_the_same_from_the_cache_and_from_the_archive(office: Desk) -> None:
    data = commented(sheet([pupil(1), pupil(2)]), {"A2": "已转出"})
    office.took("名册.xlsx", data, "roster")
    office.took("农村低保.xlsx", [member(1)], "rural-allowance")
    office.payout()
    for cached in (office.folder / "cache").rglob("*.parquet"):
        cached.unlink()
    before = office.csv("outcomes")
    office.payout()
    assert office.csv("outcomes") == before
    assert office.outcomes()[0] == ("held", "status-unknown")


def test_boards_and_boards_not_are_understood_in_one_character(office: Desk) -> None:
    words = ("住", "不住", "住校", "不住宿")
    rows = [{**pupil(number), "是否住宿": word} for number, word in enumerate(words, start=1)]
    for row in rows:
        del row["就读方式"]
    office.took("名册.xlsx", rows, "roster")
    office.took("农村低保.xlsx", [member(number) for number in range(1, 5)], "rural-allowance")
    office.payout()
    assert {name: paid for (name, _), paid in office.paid().items()} == {
        name_of(1): 50_000, name_of(2): 25_000, name_of(3): 50_000, name_of(4): 25_000,
    }  # fmt: skip


def test_a_sheet_of_two_kinds_is_asked_once_and_suggests_nobody_by_its_own_row(office: Desk) -> None:
    broken = resident_id(1)[:15] + "000"
    rows = [pupil(1, 身份证件号=broken, 学籍号="", 困难等级="困难"), pupil(2, 困难等级="困难")]
    rows.append(pupil(3, 姓名="欧阳别人", 身份证件号=resident_id(3)[:15] + "000", 学籍号="", 困难等级="困难"))
    data = sheet(rows)
    for kind in ("recognised", "roster"):
        office.took("情况表.xlsx", data, kind)
    office.took("农村低保.xlsx", [member(1), member(2)], "rural-allowance")
    office.payout()
    page = load_workbook(workbook(ask(office)))[BAD_ID]
    header = [cell.value for cell in page[3]]
    number, text, name = (header.index(word) for word in ("核对码", "可能是（仅供参考）", "姓名"))
    asked = [row for row in page.iter_rows(min_row=4, values_only=True) if row[name]]
    assert {row[name]: row[text] for row in asked} == {
        name_of(1): f"{name_of(1)} {resident_id(1)}", "欧阳别人": None,
    }  # fmt: skip
    assert len({row[number] for row in asked}) == len(asked) == 2
