"""Accounts that cannot be paid are none: their lines wait. A card without its holder, a school's own account."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from aid_ledger.office.payable import approved_accounts
from aid_ledger.office.paying import PayOptions, Sending
from aid_ledger.words import tell
from tests.tools.county import (
    AT,
    BY,
    JUNIOR,
    PRIMARY,
    Desk,
    account_of,
    desk,
    member,
    name_of,
    pupil,
    resident_id,
    school,
)  # fmt: skip
from tests.tools.money import OTHER
from tests.tools.six_boarders import roster, six_boarders


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Desk]:
    with six_boarders(tmp_path / "office") as made:
        yield made


def pay(office: Desk, batch: str, *, rest: bool = False) -> tuple[Sending, ...]:
    return office.office.pay(batch, PayOptions(rest=rest), by=BY, at=AT).sendings


def test_an_account_without_its_holder_waits_and_filling_it_in_is_no_changed_account(office: Desk) -> None:
    told = office.take("名册.xlsx", roster(p2={"户名": ""}), "roster", replace=True)
    [found] = [one for one in told.findings if one.name == "accounts-unusable"]
    assert (found.rows, tell(found, "zh").problem.count("没有户名 1")) == (1, 1)
    batch = office.payout().batch
    assert batch is not None
    lines = office.export("lines").set_index("student_name")
    assert (lines["account"][name_of(2)], lines["reason"][name_of(2)]) == ("", "account-no-holder")
    assert dict(office.office.approve(batch.batch, by=OTHER, at=AT).plan.waiting) == {
        "account-no-holder": 1, "no-account": 1,
    }  # fmt: skip
    assert [one.file.count for one in pay(office, batch.batch)] == [4], "the others are not stopped"
    office.take("名册.xlsx", roster(), "roster", replace=True)
    assert dict(office.office.approve(batch.batch, by=OTHER, at=AT).plan.waiting) == {"no-account": 1}
    assert [one.file.count for one in pay(office, batch.batch, rest=True)] == [1]


def test_a_sealed_order_without_a_holder_is_kept_back_and_its_holder_is_no_change(office: Desk) -> None:
    """Books of before: an account was sealed though it named nobody."""
    orders = pd.DataFrame({"line": ["l1", "l2"], "subject": ["p1", "p2"], "payee": "student", "account": ["1", "2"],
                           "account_name": ["", "甲"], "seq": [3, 3]})  # fmt: skip
    with office.office.database.read() as connection:
        assert approved_accounts(connection, orders)["owner"].tolist() == ["p2"]


def test_a_returned_slip_with_accounts_that_cannot_be_paid_says_so_where_it_counts_them(office: Desk) -> None:
    given = {"姓名": name_of(2), "身份证号": resident_id(2), "户名": name_of(2), "账号": "12345"}
    rows = [given, {**given, "账号": account_of(2), "户名": ""}, {**given, "账号": account_of(2)}]
    told = office.take("收回.xlsx", rows, "accounts")
    assert dict(told.sheets[0].outcomes) == {"read": 1, "unpayable": 2}


def test_an_account_of_a_school_that_cannot_be_paid_is_said_at_import_and_posted_as_none() -> None:
    """Too short, or a number of 17 digits whose last two Excel has made into zeros: it would go to somebody else."""
    listed = [school(place, 营养餐="是", 供餐天数="100") for place in (PRIMARY, JUNIOR)]
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(list(listed[0]))
    for row, account in zip(listed, ("1234567", 12345678901234567), strict=True):
        sheet.append(list({**row, "账号": account}.values()))
    written = io.BytesIO()
    book.save(written)
    with desk() as office:
        told = office.take("学校名录.xlsx", written.getvalue(), "schools")
        [found] = [one for one in told.findings if one.name == "accounts-unusable"]
        assert (told.refused, found.rows) == (False, 2)
        office.took("名册.xlsx", [pupil(1), pupil(2, JUNIOR, 年级="七年级")], "roster")
        office.took("脱贫户.xlsx", [member(3)], "filed-poor")
        office.payout()
        lines = office.export("lines")
        assert lines["payee"].tolist() == ["school"] * 2
        assert lines[["account", "reason"]].to_numpy().tolist() == [["", "account-unusable"]] * 2
