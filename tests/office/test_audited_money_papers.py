"""审批单, bank files and covers are read back: what was changed is named by its cell, and saving again is no change."""

from __future__ import annotations

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
from aid_ledger.office.paying import PayOptions
from aid_ledger.terms import Term
from tests.tools.county import AT, BY, Desk
from tests.tools.money_county import APPROVER, money_county, prepared

pytestmark = pytest.mark.xdist_group("audited-money-papers")  # what its tests share is built once

OTHER_ACCOUNT = "6222020200012345678"


@pytest.fixture(scope="module")
def approved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an office with a batch that was approved on a 审批单."""
    folder = tmp_path_factory.mktemp("approved") / "office"
    with closing(money_county(folder)) as desk:
        plan = desk.office.plan_approval(prepared(desk))
        paper = desk.office.approval_paper(plan, by=APPROVER)
        desk.office.write_approval_paper(plan, paper, at=AT)
        desk.office.approve(plan.payable.batch["batch"], by=APPROVER, at=AT, shown=plan, paper=paper)
    return folder


@pytest.fixture
def desk(approved: Path, tmp_path: Path) -> Iterator[Desk]:
    shutil.copytree(approved, tmp_path / "office")
    with closing(Desk(tmp_path / "office")) as desk:
        yield desk


def sent(desk: Desk, bank: str = "") -> Path:
    """Send the batch by a bank's form; return the file of the students."""
    paid = desk.office.pay("2023S-001", PayOptions(bank=bank), by=BY, at=AT)
    return next(path for path in paid.files if "个人" in path.name)


def found(desk: Desk) -> pd.DataFrame:
    """Return what the papers say otherwise than the books."""
    with desk.office.database.read() as connection:
        lines = lines_of(connection, "2023S")
    return audited_papers(desk.office, Term.parse("2023S"), lines)["papers"]


def changed(path: Path, change: Callable[[Worksheet], object]) -> None:
    """Change the first sheet of a workbook as another program would."""
    with closing(openpyxl.load_workbook(path)) as book:
        change(book.worksheets[0])
        book.save(path)


def test_a_bank_file_saved_again_is_right_and_one_with_another_account_or_amount_is_named_by_its_cell(
    desk: Desk,
) -> None:
    path = sent(desk)
    changed(path, lambda _sheet: None)
    assert found(desk).empty

    def other(sheet: Worksheet) -> None:
        heads = {cell.value: place for place, cell in enumerate(sheet[1], start=1)}
        sheet.cell(3, heads["账号"]).value = OTHER_ACCOUNT
        sheet.cell(4, heads["金额"]).value = 999
        sheet.delete_rows(6)

    changed(path, other)
    rows = found(desk)
    assert sorted(zip(rows["problem"], rows["kind"], strict=True)) == [
        ("cell", "account"), ("cell", "money"), ("row-missing", "money")
    ]  # fmt: skip
    by_kind = rows[rows["problem"] == "cell"].set_index("kind")
    assert by_kind.loc["account", "printed"] == OTHER_ACCOUNT
    assert (by_kind.loc["money", "printed"], by_kind.loc["money", "booked"]) == ("999.00", "500.00")
    assert by_kind["cell"].str[-1:].to_dict() == {"account": "3", "money": "4"}
    assert set(rows["file"]) == {f"2023S-001 {path.name}"}


@pytest.mark.parametrize(("bank", "amount"), [("ccb", 40_000), ("lanzhou-bank", 40_000), ("dhcc", 40_000)])
def test_a_bank_file_of_text_is_read_back(desk: Desk, bank: str, amount: int) -> None:
    config = desk.folder / "aid-ledger.toml"
    payer = '\n[payers."零余额账户"]\naccount = "6001234567890123456"\nunit = "A100"\n'
    config.write_text(config.read_text("utf-8") + payer, "utf-8")
    with closing(Desk(desk.folder)) as again:
        path = sent(again, bank)
        lines = path.read_bytes().decode("gbk").splitlines(keepends=True)
        first = next(number for number, line in enumerate(lines) if "500" in line and number)
        other = lines[first].replace("500", "900", 1)
        path.write_bytes("".join([*lines[:first], other, *lines[first + 1 :]]).encode("gbk"))
        (row,) = found(again).to_dict("records")
    assert (row["problem"], row["kind"], row["amount"]) == ("cell", "money", amount)
    assert row["cell"].strip("ABCDEFGHIJ") == str(first + 1)


def test_another_sum_in_the_line_above_the_rows_is_named(desk: Desk) -> None:
    config = desk.folder / "aid-ledger.toml"
    payer = '\n[payers."零余额账户"]\naccount = "6001234567890123456"\nunit = "A100"\n'
    config.write_text(config.read_text("utf-8") + payer, "utf-8")
    with closing(Desk(desk.folder)) as again:
        path = sent(again, "dhcc")
        text = path.read_bytes().decode("gbk")
        top, rest = text.split("\n", 1)
        path.write_bytes(f"{top[:-3]}9{top[-2:]}\n{rest}".encode("gbk"))
        (row,) = found(again).to_dict("records")
    assert (row["problem"], row["cell"]) == ("cell", "A1")


@pytest.mark.parametrize("bank", ["rural-bank-xls", "subsidy-card", "dhcc-list"])
def test_a_bank_file_as_it_was_sent_is_no_difference(desk: Desk, bank: str) -> None:
    sent(desk, bank)
    assert found(desk).empty


def test_a_bank_file_that_cannot_be_opened_is_named_with_all_its_money(desk: Desk) -> None:
    path = sent(desk)
    path.write_bytes(b"")
    (row,) = found(desk).to_dict("records")
    assert row["problem"] == "unreadable"
    assert row["amount"] > 0


def test_an_amount_changed_on_the_approval_or_on_the_cover_is_named(desk: Desk) -> None:
    path = sent(desk)
    paper, cover = path.parent / "审批单.xlsx", next(path.parent.glob("*封面*.xlsx"))
    assert found(desk).empty
    for one in (paper, cover):
        changed(one, lambda _sheet: None)
    assert set(found(desk)["problem"]) <= {"not-computed"}

    def dearer(sheet: Worksheet) -> None:
        values = {cell: cell.value for cell in sheet[4] if isinstance(cell.value, float | int)}
        cell, amount = next((cell, value) for cell, value in values.items() if value > 1000)
        cell.value = amount + 1000

    for one in (paper, cover):
        changed(one, dearer)
    rows = found(desk)
    rows = rows[rows["problem"] != "not-computed"]
    assert sorted(rows["file"]) == sorted(f"2023S-001 {one.name}" for one in (paper, cover))
    assert set(rows["amount"]) == {100_000}
