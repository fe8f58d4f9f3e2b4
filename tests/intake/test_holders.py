"""A list of cards without 户名: a parent's name is taken where the list says whose the cards are; else it is asked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from aid_ledger.intake import SheetTable, read_file
from aid_ledger.words import tell
from tests.tools.county import Desk, account_of, name_of, resident_id

from .books import one

HEADER = ["序号", "学校", "学生姓名", "学生身份证号", "家长姓名", "家长身份证号", "关系", "开户行", "卡号"]
ROW = [
    "1",
    "示例小学",
    name_of(1),
    resident_id(1),
    "钱某",
    resident_id(50, "19800101"),
    "父子",
    "农商行",
    account_of(1),
]
BLANK = ["2", "示例小学", name_of(2), resident_id(2), "", "", "", "", ""]


def _table(
    name: str, title: str, header: list[str] = HEADER, kind: str = "accounts", columns: dict[str, str] | None = None
) -> SheetTable:
    (table,) = read_file(one([[title], header, ROW, BLANK]), name, kind=kind, columns=columns).tables
    return table


def _names(table: SheetTable) -> set[str]:
    return {finding.name for finding in table.findings}


@pytest.mark.parametrize(
    ("name", "title", "header"),
    [
        ("银行卡（家长名下）汇总.xlsx", "学生银行卡", HEADER),
        ("汇总.xlsx", "学生资助一卡通信息（家长卡）", HEADER),
        ("汇总.xlsx", "监护人账户明细表", [one.replace("家长姓名", "监护人姓名") for one in HEADER]),
        ("汇总.xlsx", "发放户主一卡通", [one.replace("家长姓名", "户主") for one in HEADER]),
        ("汇总.xlsx", "账户信息", [*HEADER[:-1], "家长银行卡号"]),
    ],
    ids=["the file's name", "a title", "a guardian's", "the head's", "over the account"],
)
def test_parents_name_is_the_holder_where_the_list_says_whose_the_cards_are(
    name: str, title: str, header: list[str]
) -> None:
    table = _table(name, title, header)
    assert (table.letter_of("account_name"), table.frame["account_name"].tolist()) == ("E", ["钱某", ""])
    assert _names(table) == set()
    (unrelated,) = read_file(
        one([[title], [*header[:6], "备注", *header[7:]], ROW, BLANK]), name, kind="accounts"
    ).tables
    [word, blank] = unrelated.frame["holder_relation"].tolist()
    assert word in header[4]  # 家长, 监护人, 户主: what the header says
    assert (len(word) > 1, blank) == (True, "")


@pytest.mark.parametrize("title", ["学生银行卡信息", "学生或家长银行卡信息", "学生（家长）银行卡", "家长信息"])
@pytest.mark.parametrize("kind", ["accounts", "roster"])
def test_else_nothing_is_taken_and_what_to_type_is_said(title: str, kind: str) -> None:
    table = _table("汇总.xlsx", title, kind=kind)
    assert "account_name" not in table.fields
    [found] = [one for one in table.findings if one.name == "holder-not-named"]
    assert (found.severity, found.place.cell) == ("warning", "I2")
    said = dict(re.findall(r"--map '(\w+)=([^']*)'", tell(found, "zh").fix))
    assert said == {HEADER[4]: "户名"}
    again = _table("汇总.xlsx", title, kind=kind, columns={HEADER[4]: "account_name"})
    assert (again.frame["account_name"].tolist(), _names(again)) == (["钱某", ""], set())
    assert again.frame["guardian_name"].tolist() == ["钱某", ""]


def test_a_group_of_the_header_says_whose_the_cards_are() -> None:
    top = ["学生信息", "", "", "家长银行卡信息", "", "", ""]
    below = ["学校", "姓名", "身份证号", "姓名", "身份证号", "开户行", "卡号"]
    row = ["示例小学", name_of(1), resident_id(1), "钱某", resident_id(50, "19800101"), "农商行", account_of(1)]
    data = one([top, below, row], ["A1:C1", "D1:G1"])
    (table,) = read_file(data, "汇总.xlsx", kind="accounts").tables
    fields = ("student_name", "id_no", "account_name", "guardian_id_no", "account_no", "holder_relation")
    assert table.frame.iloc[0][list(fields)].tolist() == [*row[1:5], row[6], "家长"]
    assert _names(table) == set()


def test_what_a_person_said_of_a_column_stands() -> None:
    table = _table("家长卡.xlsx", "家长卡", columns={"E": "guardian_name"})
    assert ("account_name" in table.fields, _names(table)) == (False, {"holder-not-named"})


def test_a_list_that_names_no_holder_at_all_says_so() -> None:
    header = [*HEADER[:4], "住址", "备注", *HEADER[6:]]
    assert _names(_table("家长卡.xlsx", "家长卡", header)) == {"no-holder-column"}
    named = [*HEADER[:4], "户名", *HEADER[5:]]
    assert _names(_table("家长卡.xlsx", "家长卡", named)) == set()


def test_printed_advice_is_run_and_works(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    first = desk.take("汇总.xlsx", one([["银行卡"], HEADER, ROW, BLANK]), "accounts")
    [found] = [one for one in first.sheets[0].table.findings if one.name == "holder-not-named"]
    column, word = re.search(r"--map '(\w+)=([^']*)'", tell(found, "zh").fix).groups()  # type: ignore[union-attr]
    from aid_ledger.intake.told import field_named

    columns = {column: str(field_named(word))}
    again = desk.take("汇总.xlsx", one([["银行卡"], HEADER, ROW, BLANK]), "accounts", replace=True, columns=columns)
    assert again.sheets[0].table.frame["account_name"].tolist() == ["钱某", ""]
