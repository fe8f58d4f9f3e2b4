"""Printed sheets are read back row by row: each change is named by its cell, and what only looks changed is not."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from aid_ledger.ledger import lines_of
from aid_ledger.office.audited_papers import audited_papers
from aid_ledger.office.settled_papers import write_settled_papers
from aid_ledger.terms import Term
from tests.tools.county import Desk, name_of
from tests.tools.money import approve, bank_says, pay
from tests.tools.money_county import money_county

pytestmark = pytest.mark.xdist_group("audited-papers")  # what its tests share is built once

BATCH = "2023S-001"
SCHOOL, COUNTY, SUMMARY, ARRIVED = "花名册/*第一小学.xlsx", "全县发放花名册.xlsx", "汇总表.xlsx", "领取*/*第一小学.xlsx"
Change = Callable[[Worksheet], object]


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an office with all papers of a batch that was settled: one payment came back."""
    folder = tmp_path_factory.mktemp("printed") / "office"
    with closing(money_county(folder)) as desk:
        desk.payout(papers=True)
        approve(desk, BATCH)
        bank_says(desk, pay(desk, BATCH), lambda row: ("失败", "已销户") if row["户名"] == name_of(2) else ("成功", ""))
        write_settled_papers(desk.office, BATCH)
    return folder


@pytest.fixture
def desk(printed: Path, tmp_path: Path) -> Iterator[Desk]:
    """Yield a copy of it whose papers may be changed."""
    shutil.copytree(printed, tmp_path / "office")
    with closing(Desk(tmp_path / "office")) as desk:
        yield desk


def found(desk: Desk, frame: str = "papers") -> pd.DataFrame:
    """Return what the papers say otherwise than the books, or their ``sheets``: totals beside those of the books."""
    with desk.office.database.read() as connection:
        lines = lines_of(connection, "2023S")
    return audited_papers(desk.office, Term.parse("2023S"), lines)[frame]


def changed(desk: Desk, pattern: str, change: Change) -> None:
    """Change the first sheet of a paper as another program would, which saves formulas without what they give."""
    (path,) = (desk.folder / f"reports/2023S/{BATCH}").glob(pattern)
    with closing(openpyxl.load_workbook(path)) as book:
        change(book.worksheets[0])
        book.save(path)


def column(sheet: Worksheet, heading: str) -> int:
    """Return the column of a heading."""
    (place,) = [cell.column for cell in sheet[3] if cell.value == heading]
    return int(place)


def put(*cells: tuple[int, str, str | int]) -> Change:
    """Return a change that writes values: row, heading, value."""

    def change(sheet: Worksheet) -> None:
        for row, heading, value in cells:
            sheet.cell(row, column(sheet, heading), value)

    return change


def labelled(sheet: Worksheet, label: str) -> int:
    """Return the row with this label."""
    return next(row for row in range(4, sheet.max_row) if sheet.cell(row, 1).value == label)


def test_what_was_printed_and_what_another_program_saved_again_is_no_difference(desk: Desk) -> None:
    assert found(desk).empty
    patterns = (SCHOOL, COUNTY, SUMMARY, ARRIVED)
    for pattern in patterns:
        changed(desk, pattern, lambda _sheet: None)
    frame = found(desk)
    assert set(frame["problem"]) == {"not-computed"}
    assert frame["file"].nunique() == len(patterns)
    totals = found(desk, "sheets")
    assert (totals["printed"] == totals["other"]).all()


def test_each_changed_cell_is_named_with_what_it_says_and_what_the_books_say(desk: Desk) -> None:
    changed(desk, COUNTY, put((4, "本次金额(元)", 600), (5, "本次金额(元)", 400), (6, "姓名", "孙悟空"),
                              (7, "银行账号", "6222020200012345678"), (8, "学校", "某小学")))  # fmt: skip
    changed(desk, SCHOOL, put((4, "身份证号码", "990101201501010011"), (5, "户名", "孙悟空"),
                              (6, "姓名", "孙悟空"), (7, "银行账号", "6222020200012345678")))  # fmt: skip
    changed(desk, ARRIVED, put((4, "姓名", "孙悟空"), (5, "身份证后四位", "0011"), (6, "账号后四位", "5678"),
                               (7, "户名", "孙悟空"), (8, "金额(元)", 1)))  # fmt: skip
    frame = found(desk)
    frame = frame[frame["problem"] != "not-computed"]
    assert set(frame["problem"]) == {"cell"}
    assert set(frame["sheet"]) == {"家庭经济困难寄宿生生活补助"}
    where = frame["file"].str.removeprefix(f"{BATCH} ").str[0] + " " + frame["cell"]
    assert sorted(where) == [
        "全 B8", "全 E6", "全 I4", "全 I5", "全 M7",
        "花 D6", "花 F4", "花 I5", "花 L7",
        "领 D4", "领 E5", "领 F8", "领 G7", "领 H6",
    ]  # fmt: skip
    amounts = frame[frame["kind"] == "money"]
    assert amounts[["printed", "booked", "amount"]].to_numpy().tolist() == [
        ["600.00", "500.00", 10000], ["400.00", "500.00", 10000], ["1.00", "500.00", 49900]
    ]  # fmt: skip
    assert set(frame.loc[frame["heading"] == "户名", "printed"]) == {"孙悟空"}


def test_totals_rows_and_files_that_differ_are_named_and_an_order_is_not(desk: Desk) -> None:
    def shuffled(sheet: Worksheet) -> None:
        rows = [row for row in sheet.iter_rows(min_row=4) if isinstance(row[0].value, int)]
        texts = [[cell.value for cell in row[1:]] for row in rows]
        random.Random(5).shuffle(texts)
        for row, own in zip(rows, texts, strict=True):
            for cell, value in zip(row[1:], own, strict=True):
                cell.value = value

    def another_total(sheet: Worksheet) -> None:
        sheet.cell(labelled(sheet, "合计"), column(sheet, "本次金额(元)"), 9999)
        sheet.cell(labelled(sheet, "本页小计") - 1, 1).value = None

    def one_more(sheet: Worksheet) -> None:
        sheet.cell(5, next(cell.column for cell in sheet[5] if isinstance(cell.value, int) and cell.column > 4), 77)

    changed(desk, COUNTY, shuffled)
    changed(desk, SCHOOL, another_total)
    changed(desk, SUMMARY, one_more)
    (unreadable,) = (desk.folder / f"reports/2023S/{BATCH}").glob(ARRIVED)
    unreadable.write_bytes(b"")
    frame = found(desk)
    rows = {one["problem"]: one for one in frame.to_dict("records") if one["problem"] != "not-computed"}
    assert sorted(rows) == ["cell", "row-missing", "total", "unreadable"]
    assert rows["cell"]["file"] == f"{BATCH} 汇总表.xlsx"
    assert rows["total"]["printed"] == "9999.00"
    assert "合计" in rows["total"]["heading"]
    assert rows["unreadable"]["amount"] > rows["row-missing"]["amount"] > 0
