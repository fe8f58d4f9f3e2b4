"""Bank files: who shares one, names and totals, the bytes of each form, and what is refused before any is made."""

from __future__ import annotations

import io
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from aid_ledger.errors import AidLedgerError, FindingsError, LedgerError
from aid_ledger.payments import BankFile, Payer, bank_covers, read_bank_profile
from aid_ledger.people import hash_total
from aid_ledger.reports import bank_workbook
from aid_ledger.words import render
from tests.payments.sample import GENERIC, PAYERS, PROFILES, account, files_of, order, orders, orders_of


def refused(table: pd.DataFrame, profile: str = "generic", **more: object) -> list[str]:
    with pytest.raises(AidLedgerError) as caught:
        files_of(table, profile, **more)
    for finding in caught.value.findings:
        for lang in ("zh", "en"):
            assert render(finding, lang)  # every finding can be told
    return [finding.name for finding in caught.value.findings]


def text_of(file: BankFile) -> list[str]:
    assert file.data is not None
    assert file.data.endswith(b"\r\n")
    return file.data.decode("gbk").split("\r\n")[:-1]


# --- who shares a file ----------------------------------------------------------------------------------------------


def test_people_and_schools_never_share_a_file_and_households_are_people() -> None:
    table = orders_of(order(1), order(2, payee="school"), order(3, payee="household"))
    people, schools = files_of(table)
    assert (people.whom, people.orders["order"].tolist()) == ("people", ["O00001", "O00003"])
    assert (schools.whom, schools.orders["order"].tolist()) == ("schools", ["O00002"])
    assert [file.name for file in (people, schools)] == ["2023S-001_个人_财政专户.xlsx", "2023S-001_学校_财政专户.xlsx"]


def test_two_payer_accounts_never_share_a_file() -> None:
    files = files_of(orders_of(order(1), order(2, payer="零余额"), order(3)))
    assert [(file.payer, file.count) for file in files] == [("财政专户", 2), ("零余额", 1)]


def test_generic_joins_programmes_and_banks_unless_told_to_split() -> None:
    table = orders_of(
        order(1), order(2, programme="fee", programme_name="免学费"), order(3, bank="别的银行"),
    )  # fmt: skip
    assert [file.count for file in files_of(table)] == [3]
    by_programme = files_of(table, split=["programme"])
    assert [(file.programme, file.count) for file in by_programme] == [("boarding", 2), ("fee", 1)]
    both = files_of(table, split=["programme", "bank"])
    assert [(file.programme, file.bank, file.count) for file in both] == [
        ("boarding", "别的银行", 1), ("boarding", "示例县农商行城关支行", 1), ("fee", "示例县农商行城关支行", 1)
    ]  # fmt: skip


def test_a_cap_divides_evenly_so_that_no_file_is_too_small() -> None:
    capped = replace(PROFILES["lanzhou-bank"], most_rows=10)
    files = files_of(orders(21), capped)
    assert [file.count for file in files] == [7, 7, 7]
    assert [file.name for file in files] == [f"2023S-001_个人_财政专户_{part}-3.txt" for part in (1, 2, 3)]
    assert [place for file in files for place in file.orders["place"]] == [*range(1, 8)] * 3


def test_a_file_with_fewer_rows_than_the_bank_takes_is_written_with_a_warning() -> None:
    [file] = files_of(orders(3), "lanzhou-bank")
    assert [(finding.name, finding.severity) for finding in file.findings] == [("bank-file-few-rows", "warning")]
    assert render(file.findings[0], "zh").startswith("这个文件只有 3 行，兰州银行网银（txt） 少于 5 行可能不收")
    assert not files_of(orders(5), "lanzhou-bank")[0].findings


def test_no_orders_make_no_files() -> None:
    assert files_of(orders(0)) == ()


@settings(max_examples=15)
@given(st.permutations(range(1, 13)))
def test_the_same_orders_in_any_order_make_the_same_files(numbers: list[int]) -> None:
    kinds = {1: "school", 2: "household"}
    rows = {
        n: order(n, payee=kinds.get(n % 3, "student"), payer="零余额" if n % 2 else "财政专户") for n in range(1, 13)
    }
    plain, mixed = (files_of(orders_of(*(rows[n] for n in order_)), "ccb") for order_ in (range(1, 13), numbers))
    assert [(file.name, file.data, file.hash_total) for file in plain] == [
        (file.name, file.data, file.hash_total) for file in mixed
    ]
    assert sorted(line for file in mixed for line in file.orders["line"]) == [rows[n]["line"] for n in range(1, 13)]
    assert sum(file.total for file in mixed) == sum(row["amount"] for row in rows.values())


def test_names_of_files_are_taken_by_every_system_and_never_alike() -> None:
    long = "家庭经济困难寄宿生生活补助资金财政国库集中支付专户账户"
    table = orders_of(*(order(n, payer=f"{long}{n}/../CON: *?") for n in (1, 2)))
    names = [file.name for file in files_of(table)]
    assert len(set(names)) == 2
    assert not any(sign in name for name in names for sign in '/\\:*?"<>|')
    assert all(len(name.encode()) < 200 for name in names)


# --- what a file says -----------------------------------------------------------------------------------------------


def test_the_generic_workbook_holds_what_the_contract_says() -> None:
    [file] = files_of(orders_of(order(1, account_name="赵　甲")))
    book = load_workbook(io.BytesIO(bank_workbook(file)))
    heading, row = list(book.worksheets[0].iter_rows())
    assert [cell.value for cell in heading] == ["序号", "户名", "账号", "开户行", "金额", "证件号码", "摘要"]
    assert [cell.value for cell in row] == [
        1, "赵甲", account(1), "示例县农商行城关支行", 500.01, "990101201203050001", "2023S-001-00001"
    ]  # fmt: skip
    assert [cell.number_format for cell in row] == ["0", "@", "@", "@", "0.00", "@", "@"]
    assert (file.count, file.total, file.data) == (1, 50001, None)


def test_the_same_file_gives_the_same_bytes() -> None:
    assert bank_workbook(files_of(orders(9))[0]) == bank_workbook(files_of(orders(9).iloc[::-1])[0])


def test_a_city_banks_core_gets_its_summary_line() -> None:
    [file] = files_of(orders_of(order(1), order(2, amount=31250)), "dhcc")
    assert text_of(file) == [
        "||20230418|U0017|||2|812.51",
        f"1|赵甲乙|500.01|{account(1)}|U0017||990101201203050001|",
        f"2|赵甲丙|312.50|{account(2)}|U0017||990101201203050002|",
    ]


def test_its_list_form_begins_with_a_tilde_and_ends_lines_with_a_bar() -> None:
    [file] = files_of(orders_of(order(1)), "dhcc-list")
    assert text_of(file) == ["~单发编号|账号|户名|交易日期|$交易金额|", f"1|{account(1)}|赵甲乙|20230418|500.01|"]


def test_the_form_of_lanzhou_bank_has_no_space_in_a_name() -> None:
    [file] = files_of(orders_of(*(order(n, account_name="赵 甲") for n in range(1, 6))), "lanzhou-bank")
    assert text_of(file)[:2] == ["序号|姓名|帐号|金额|身份证", f"1|赵甲|{account(1)}|500.01|990101201203050001"]


def test_the_form_of_the_construction_bank_has_eleven_columns_and_a_bar_at_the_end() -> None:
    [line] = text_of(files_of(orders_of(order(1)), "ccb")[0])
    assert line == f"1|{account(1)}|赵甲乙|500.01||||||2023S-001-00001||"


def test_the_list_of_the_subsidy_card_is_one_a_programme() -> None:
    table = orders_of(order(1), order(2, programme="fee", programme_name="免学费"))
    files = files_of(table, "subsidy-card")
    assert [file.name for file in files] == [
        "2023S-001_个人_财政专户_寄宿生生活补助.xlsx", "2023S-001_个人_财政专户_免学费.xlsx"
    ]  # fmt: skip
    rows = list(load_workbook(io.BytesIO(bank_workbook(files[1]))).worksheets[0].iter_rows(values_only=True))
    assert rows[1] == (
        "2023S-001", "", "", account(2), "赵甲丙", "990101201203050002", "", "免学费", 500.02, "2023S-001-00002"
    )  # fmt: skip


def test_amounts_in_fen_a_trailer_and_another_date_are_as_the_profile_says() -> None:
    own = read_bank_profile(
        "name: own\nfile: csv\nencoding: utf-8-sig\nheader: no\namount: fen\ndate: yyyy-mm-dd\nname_dot: '.'\n"
        "columns: [{head: a, value: account_name}, {head: b, value: amount}, {head: c, value: account},"
        " {head: d, value: date}]\n"
        "trailer: [{value: total}, {value: hash_total}, {value: payer_account}, {text: END}]\n",
        "own.yaml",
    )
    [file] = files_of(orders_of(order(1, account_name="阿依•古丽")), own)
    assert file.data == (
        f"\ufeff阿依.古丽,50001,{account(1)},2023-04-18\r\n50001,000000000001,36010000000000001,END\r\n".encode()
    )


def test_a_latin_name_keeps_the_space_between_its_words() -> None:
    [file] = files_of(orders_of(order(1, account_name=" Anna  Li ")))
    assert file.cells[1].tolist() == ["Anna  Li"]


# --- control totals -------------------------------------------------------------------------------------------------


def test_the_hash_total_is_of_the_last_ten_digits_and_twelve_long() -> None:
    accounts = pd.Series(["6217 0012 3456 7890 123", "123", "A-9999999999"], dtype="str")
    assert hash_total(accounts) == 4567890123 + 123 + 9999999999
    many = pd.Series(["9999999999"] * 101, dtype="str")
    assert hash_total(many) == 9999999999 * 101 % 10**12


@given(st.integers(0, 9), st.integers(9, 18), st.integers(1, 9))
def test_one_other_digit_gives_another_hash_total(row: int, place: int, more: int) -> None:
    table = orders(10)
    number = table["account"].tolist()[row]
    other = number[:place] + str((int(number[place]) + more) % 10) + number[place + 1 :]
    changed = table["account"].where(table.index != row, other)
    assert hash_total(table["account"]) != hash_total(changed)


def test_the_cover_says_of_each_file_what_is_in_it() -> None:
    table = orders_of(order(1), order(2, programme="fee", programme_name="免学费"), order(3, payee="school"))
    files = files_of(table)
    covers = bank_covers(files, {file.name: "ab" * 32 for file in files})
    assert [(c.file, c.whom, c.programmes, c.count, c.total, c.capitals, c.hash_total) for c in covers] == [
        (files[0].name, "people", ("寄宿生生活补助", "免学费"), 2, 100003, "壹仟元零叁分", "000000000003"),
        (files[1].name, "schools", ("寄宿生生活补助",), 1, 50003, "伍佰元零叁分", "000000000003"),
    ]


# --- what is refused, before anything is made -----------------------------------------------------------------------


@pytest.mark.parametrize("amount", [0, -1])
def test_a_payment_of_nothing_is_never_sent(amount: int) -> None:
    table = orders_of(order(1), order(2, amount=amount))
    assert refused(table) == ["order-amount-not-positive"]
    with pytest.raises(LedgerError):
        files_of(table)


def test_an_order_twice_is_never_sent() -> None:
    assert refused(orders_of(order(1), order(1))) == ["order-twice"]


def test_money_is_whole_fen() -> None:
    with pytest.raises(ValueError, match="whole fen"):
        files_of(orders(2).assign(amount=[500.0, 312.5]))


def test_an_order_without_an_account_is_named() -> None:
    with pytest.raises(FindingsError) as caught:
        files_of(orders_of(order(1), order(2, account="  ")))
    assert render(caught.value.findings[0], "zh").startswith("1 条支付指令没有账号，如明细 2023S-001-00002")


def test_a_name_that_the_encoding_lacks_is_said_with_its_character_before_anything_is_written() -> None:
    table = orders_of(order(1), order(2, account_name="张䶮"))
    with pytest.raises(FindingsError) as caught:
        files_of(table, "dhcc")
    [finding] = caught.value.findings
    assert render(finding, "zh").startswith(
        "1 个户名里有 GBK 编码没有的字 䶮 (U+4DAE)，如明细 2023S-001-00002 [bank-encoding]"
    )
    assert "张䶮" not in render(finding, "zh")
    assert len(files_of(table)) == 1  # a workbook has every character


def test_a_private_use_character_of_an_old_system_is_written_as_the_standard_one() -> None:
    [file] = files_of(orders_of(order(1, account_name="张\ue863")))
    assert file.cells[1].tolist() == ["张䶮"]


@pytest.mark.parametrize(
    "name", ["=cmd|'/C calc'!A0", "+1", "@SUM(1)", "-2+3", "张\x00三", "张?", "张□", "张*", "", "张\u202e三"]
)
def test_no_name_starts_a_formula_or_hides_what_it_is(name: str) -> None:
    for profile in ("generic", "dhcc"):
        assert refused(orders_of(order(1, account_name=name)), profile) == ["bank-name-not-allowed"]


@pytest.mark.parametrize(("field", "text"), [("bank", "=1+1"), ("bank", "@x"), ("id_number", "+1"), ("bank", "a\r\nb")])
def test_no_other_text_starts_a_formula(field: str, text: str) -> None:
    assert refused(orders_of(order(1, **{field: text}))) == ["bank-text-not-allowed"]


def test_a_text_with_the_delimiter_is_refused_where_there_is_one() -> None:
    table = orders_of(order(1, account_name="张|三"))
    assert refused(table, "dhcc") == ["bank-name-not-allowed"]
    assert len(files_of(table)) == 1


def test_a_payer_without_the_number_that_the_bank_asks_for_is_named() -> None:
    assert refused(orders(1), "dhcc", payers={}) == ["bank-payer-incomplete"]
    assert refused(orders(1), "dhcc", payers=PAYERS | {"财政专户": Payer("财政专户", unit="=1")}) == [
        "bank-payer-incomplete"
    ]
    assert len(files_of(orders(1), payers={})) == 1


def test_a_line_id_is_never_cut_to_fit_a_remark() -> None:
    short = replace(GENERIC, remark_most=10)
    with pytest.raises(FindingsError) as caught:
        files_of(orders(1), short)
    assert [finding.name for finding in caught.value.findings] == ["bank-remark-too-long"]
    [file] = files_of(orders(1), replace(GENERIC, remark="programme_name", remark_most=3))
    assert file.cells[6].tolist() == ["寄宿生"]


def test_all_that_is_wrong_is_said_at_once() -> None:
    table = orders_of(order(1, account=""), order(2, account_name="张?"), order(3, bank="=1"))
    assert refused(table) == ["bank-account-blank", "bank-name-not-allowed", "bank-text-not-allowed"]
