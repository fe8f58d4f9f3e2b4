"""Bank profiles: what is shipped, what an office may write, and what is wrong in one with its place."""

from __future__ import annotations

import pytest

from aid_ledger.errors import FindingsError
from aid_ledger.payments import bank_profile, read_bank_profile, shipped_bank_profiles, unwritable_banks
from aid_ledger.words import render
from tests.payments.sample import GENERIC, files_of, orders

OWN = """\
name: county-bank
file: txt
encoding: gbk
delimiter: ","
columns:
  - {head: 账号, value: account}
  - {head: 金额, value: amount}
"""


def test_the_generic_profile_has_the_columns_of_the_contract() -> None:
    assert [cell.head for cell in GENERIC.columns] == ["序号", "户名", "账号", "开户行", "金额", "证件号码", "摘要"]
    assert GENERIC.columns[-1].value == "remark"
    assert (GENERIC.remark, GENERIC.file, GENERIC.split, GENERIC.most_rows) == ("line", "xlsx", (), 0)


def test_every_shipped_profile_writes_a_file() -> None:
    names = [profile.name for profile in shipped_bank_profiles()]
    assert names == [
        "generic", "ccb", "dhcc", "dhcc-list", "lanzhou-bank", "rural-bank", "rural-bank-xls", "subsidy-card"
    ]  # fmt: skip
    for profile in shipped_bank_profiles():
        assert not profile.own
        assert sum(file.count for file in files_of(orders(6), profile)) == 6


def test_what_was_not_seen_at_a_bank_says_so() -> None:
    unverified = {profile.name for profile in shipped_bank_profiles() if not profile.verified}
    assert unverified == {"ccb", "rural-bank", "rural-bank-xls"}
    assert all(profile.note for profile in shipped_bank_profiles() if not profile.verified)


def test_an_own_profile_goes_before_a_shipped_one_of_its_name() -> None:
    own = read_bank_profile(OWN.replace("county-bank", "dhcc"), "banks/dhcc.yaml")
    assert bank_profile("dhcc", [*shipped_bank_profiles(), own]) is own
    assert bank_profile("generic", [*shipped_bank_profiles(), own]) is GENERIC


def test_a_bank_that_takes_only_its_own_programs_files_is_said_in_words() -> None:
    assert set(unwritable_banks()) == {"cmb", "cgb", "boc"}
    with pytest.raises(FindingsError) as caught:
        bank_profile("cmb", shipped_bank_profiles())
    assert render(caught.value.findings[0], "zh") == (
        "银行方案 cmb 写不出来：招商银行用自己的程序导入 Excel，生成加密的 .agf 文件 [bank-not-writable]\n"
        "  应为: 银行能直接导入的表格或文本\n"
        "  处理: 用 --bank generic 生成通用表格，再用银行的工具导入并转成它的格式"
    )


def test_a_profile_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(FindingsError) as caught:
        bank_profile("icbc", shipped_bank_profiles())
    [finding] = caught.value.findings
    assert (finding.name, finding.params["known"]) == (
        "bank-profile-unknown", "ccb、dhcc、dhcc-list、generic、lanzhou-bank、rural-bank、rural-bank-xls、subsidy-card"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "finding", "line", "column"),
    [
        (OWN + "colour: red\n", "profile-key-unknown", 8, 1),
        (OWN.replace("txt", "et"), "profile-value", 2, 7),
        (OWN.replace("gbk", "big5"), "profile-value", 3, 11),
        (OWN.replace('","', '"x"'), "profile-value", 4, 12),
        (OWN.replace("county-bank", "农商行"), "profile-value", 1, 7),
        (OWN.replace("value: amount", "value: sum"), "profile-value", 7, 23),
        (OWN.replace("value: amount", "worth: amount"), "profile-value", 7, 5),
        (OWN.replace("{head: 金额, value: amount}", "{head: 金额, value: amount, text: x}"), "profile-value", 7, 5),
        (OWN.replace("{head: 金额, value: amount}", '{head: "=1+1", value: amount}'), "profile-value", 7, 5),
        (OWN.replace("{head: 金额, value: amount}", '{head: "金,额", value: amount}'), "profile-value", 7, 5),
        (OWN.replace("value: amount", 'text: ""'), "profile-value", 6, 3),
        (OWN.replace("{head: 金额, value: amount}", "{value: amount}"), "profile-value", 7, 5),
        (OWN + "summary: [{value: account}]\n", "profile-value", 8, 19),
        (OWN + "most_rows: many\n", "profile-value", 8, 12),
        (OWN + "least_rows: -1\n", "profile-value", 8, 13),
        (OWN + "split: [school]\n", "profile-value", 8, 8),
        (OWN + "header: maybe\n", "profile-value", 8, 9),
        (OWN + "return_columns: [place, sum]\n", "profile-value", 8, 17),
        (OWN + "name: twice\n", "profile-unreadable", 8, 1),
        (OWN + "note: &a x\n", "profile-unreadable", 0, 0),
    ],
)
def test_what_is_wrong_in_a_profile_is_said_with_its_place(text: str, finding: str, line: int, column: int) -> None:
    with pytest.raises(FindingsError) as caught:
        read_bank_profile(text, "banks/own.yaml")
    first = caught.value.findings[0]
    assert (first.name, first.place.file, first.place.line, first.place.column) == (
        finding, "banks/own.yaml", line, column
    )  # fmt: skip


def test_the_finding_says_that_the_profile_is_one_of_a_bank() -> None:
    with pytest.raises(FindingsError) as caught:
        read_bank_profile(OWN + "colour: red\n", "banks/own.yaml")
    assert render(caught.value.findings[0], "en").startswith(
        "banks/own.yaml:8:1: a bank profile has no key 'colour' [profile-key-unknown]\n"
    )
