"""Returns read from real files of every form, and what is in a file that is no payment."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook

from aid_ledger.errors import FindingsError
from aid_ledger.payments import Return, join_returns, read_bank_profile, read_return
from aid_ledger.words import render
from tests.payments.sample import (
    PROFILES,
    account,
    answered,
    bars,
    drawn,
    files_of,
    html,
    name,
    orders,
    saved,
    xls,
    xlsx,
)

HEAD = ["序号", "户名", "账号", "开户行", "金额", "证件号码", "摘要", "处理结果", "失败原因"]


def row(number: int, result: str = "成功", why: str = "") -> list[Any]:
    amount = f"{500 + number / 100:.2f}"
    return [number, name(number), account(number), "某行", amount, "", f"2023S-001-{number:05d}", result, why]


ROWS = [HEAD, row(1), row(2, "失败", "户名不符"), row(3, "")]


def results(found: Return) -> list[tuple[str, int, str, str, int, str, str]]:
    columns = ["reference", "place", "name", "account", "amount", "result", "reason"]
    return list(found.rows[columns].itertuples(index=False, name=None))


EXPECTED = [
    ("2023S-001-00001", 1, name(1), account(1), 50001, "ok", ""),
    ("2023S-001-00002", 2, name(2), account(2), 50002, "failed", "name-mismatch"),
    ("2023S-001-00003", 3, name(3), account(3), 50003, "pending", ""),
]


@pytest.mark.parametrize("form", [xlsx, xls, html, bars, drawn], ids=["xlsx", "xls", "html", "bars", "drawn"])
def test_the_same_return_is_read_from_every_form(form: Callable[[Sequence[Sequence[Any]]], bytes]) -> None:
    found = read_return("回盘.dat", form(ROWS))
    assert results(found) == EXPECTED
    assert found.findings == ()


def test_our_own_workbook_comes_back_with_two_columns_more() -> None:
    [file] = files_of(orders(3))
    found = read_return("回盘.xlsx", answered(file, {2: ("失败", "户名不符"), 3: ("", "")}))
    assert results(found) == EXPECTED
    assert found.rows["cell"].tolist() == ["2", "3", "4"]
    assert found.fields >= {"reference", "place", "name", "account", "amount", "status", "reason"}


def test_a_core_gives_two_drawn_files_of_successes_and_failures() -> None:
    head = ["代理编号", "客户姓名", "账号", "金额", "次数", "处理结果"]
    good = [[n, name(n), account(n), f"{500 + n / 100:.2f}", 1, "交易成功"] for n in (1, 3)]
    bad = [[2, name(2), account(2), "500.02", 1, "账户已冻结"]]
    found = join_returns([
        read_return("成功.txt", drawn([head, *good]), PROFILES["dhcc"]),
        read_return("失败.txt", drawn([head, *bad]), PROFILES["dhcc"]),
    ])  # fmt: skip
    assert [(one[1], one[4], one[5], one[6]) for one in results(found)] == [
        (1, 50001, "ok", ""), (3, 50003, "ok", ""), (2, 50002, "failed", "account-frozen")
    ]  # fmt: skip
    assert found.file == "成功.txt、失败.txt"
    assert found.rows["file"].tolist() == ["成功.txt", "成功.txt", "失败.txt"]
    assert found.rows["cell"].tolist()[0] == "5"  # the line of the file


def test_the_treasurys_list_says_state_code_and_message() -> None:
    head = "文件批次号 县级行政区划编码 直补个人编号 客户账号 客户名称 客户身份证号码 直补种类编码 直补种类名称"
    heads = [*head.split(), "直补金额", "直补摘要", "交易终态状态", "核心返回码", "交易信息"]
    said = [("成功", "0000", "交易成功"), ("失败", "E1201", "无此账户"), ("处理中", "", "")]
    rows = [
        ["B1", "990101", "", account(n), name(n), "", "", "寄宿", f"500.0{n}", f"2023S-001-0000{n}", *words]
        for n, words in enumerate(said, start=1)
    ]
    found = read_return("财政直补.xls", xls([heads, *rows]), PROFILES["subsidy-card"])
    assert [one[5:] for one in results(found)] == [("ok", ""), ("failed", "no-such-account"), ("pending", "")]
    assert found.rows["reference"].tolist() == [f"2023S-001-{n:05d}" for n in (1, 2, 3)]


THREE = ((1, "成功", ""), (2, "失败", "户名不符"), (3, "", ""))


def test_a_text_without_headings_is_read_by_the_profile() -> None:
    rows = [[n, account(n), name(n), f"500.0{n}", *[""] * 5, f"2023S-001-{n:05d}", *said] for n, *said in THREE]
    text = bars(rows, trailing=True)
    assert results(read_return("ccb.txt", text, PROFILES["ccb"])) == EXPECTED
    with pytest.raises(FindingsError) as caught:
        read_return("ccb.txt", text)
    assert [finding.name for finding in caught.value.findings] == ["return-header-not-found"]


def test_a_text_of_one_row_is_read_by_the_profile() -> None:
    line = bars([[1, name(1), account(1), "500.01", "", "成功", ""]])
    found = read_return("r.txt", line, PROFILES["lanzhou-bank"])
    assert [(one[1], one[4], one[5]) for one in results(found)] == [(1, 50001, "ok")]


def test_the_summary_line_that_was_sent_is_no_payment() -> None:
    text = bars([["", "", "20230418", "U0017", "", "", "1", "500.01"], [1, name(1), account(1), "500.01", "1", "成功"]])
    found = read_return("r.txt", text, PROFILES["dhcc"])
    assert [one[1] for one in results(found)] == [1]
    assert found.passed_over == 1


def test_amounts_in_fen_are_read_as_the_profile_says() -> None:
    own = read_bank_profile(
        "name: own\nfile: txt\nencoding: gbk\ndelimiter: '|'\nheader: no\namount: fen\n"
        "columns: [{head: a, value: account}, {head: b, value: amount}]\n"
        "return_columns: [place, name, account, amount, status]\nreturn_reference: x\nreturn_says: place\n", "own.yaml"
    )  # fmt: skip
    text = bars([[1, name(1), account(1), "50001", "成功"], [2, name(2), account(2), "500.02", "成功"]])
    assert read_return("r.txt", text, own).rows["amount"].tolist() == [50001, -2]


def test_titles_repeated_headings_totals_and_signatures_are_passed_over_and_counted() -> None:
    rows = [
        ["某银行代发结果"], ["批次：2023S-001"], HEAD, row(1), HEAD, row(2), ["合计", "", "", "", "1000.03"],
        ["打印人：王五", "", "", "", "", "", "", "复核"], ["", "共2笔"], ["", "总计", "", "", "1000.03"],
    ]  # fmt: skip
    found = read_return("r.xlsx", xlsx([[*line, *[""] * (9 - len(line))] for line in rows]))
    assert found.rows["reference"].tolist() == ["2023S-001-00001", "2023S-001-00002"]
    assert found.passed_over == 4


def test_every_sheet_with_a_table_is_read() -> None:
    book = load_workbook(io.BytesIO(xlsx([HEAD, row(1)])))
    more = book.create_sheet("失败明细")
    for line in (HEAD, row(2, "失败", "退票")):
        more.append(line)
    book.create_sheet("说明").append(["本表由银行生成"])
    found = read_return("r.xlsx", saved(book))
    assert list(zip(found.rows["sheet"], found.rows["result"], strict=True)) == [
        ("Sheet", "ok"),
        ("失败明细", "failed"),
    ]


def test_an_unknown_wording_stops_no_other_row() -> None:
    rows = [HEAD, row(1), row(2, "Ж17"), row(3, "奇怪[王五]6217000000000001"), row(4, "失败", "退票")]
    found = read_return("r.xlsx", xlsx(rows))
    assert found.rows["result"].tolist() == ["ok", "pending", "pending", "failed"]
    assert [(one.name, one.params["wording"], str(one.place)) for one in found.findings] == [
        ("unknown-wording", "Ж17", "r.xlsx[Sheet!3]"), ("unknown-wording", "奇怪[…]…", "r.xlsx[Sheet!4]")
    ]  # fmt: skip


def test_a_result_and_a_reason_that_contradict_each_other_are_pending_with_a_finding() -> None:
    found = read_return("r.xlsx", xlsx([HEAD, row(1, "成功", "账户已冻结")]))
    assert found.rows["result"].tolist() == ["pending"]
    assert [one.name for one in found.findings] == ["return-words-contradict"]
    assert render(found.findings[0], "en").startswith(
        "r.xlsx[Sheet!2]: result and reason of 1 rows contradict each other, '成功｜账户已冻结'; "
        "they are taken as pending"
    )


def test_amounts_that_are_blank_or_cannot_be_read_stay_as_such() -> None:
    bad = [row(1), row(2), row(3)]
    bad[0][4], bad[1][4], bad[2][4] = "", "约五百", "-500.03"
    found = read_return("r.xlsx", xlsx([HEAD, *bad]))
    assert found.rows["amount"].tolist() == [-1, -2, -2]
    assert [(one.name, one.rows) for one in found.findings] == [("return-amount-unreadable", 3)]


def test_an_account_that_a_spreadsheet_has_cut_shows_its_first_fifteen_digits() -> None:
    cut = row(1)
    cut[2] = float(account(1))
    found = read_return("r.xlsx", xlsx([HEAD, cut]))
    assert found.rows["account"].tolist() == [account(1)[:15] + "****"]
    assert [(one.name, one.severity) for one in found.findings] == [("return-account-damaged", "note")]


def test_dates_of_payment_are_read() -> None:
    rows = [[*HEAD, "入账日期"], [*row(1), "2023-04-20"], [*row(2), "20230421"], [*row(3), "昨天"]]
    assert read_return("r.xlsx", xlsx(rows)).rows["paid_on"].tolist() == [20230420, 20230421, 0]


@pytest.mark.parametrize("heading", ["金额", "处理结果"])
def test_a_return_without_what_must_be_compared_is_refused(heading: str) -> None:
    rows = [[*ROWS[0][:7], "处理结果"], *(line[:8] for line in ROWS[1:])]
    at = rows[0].index(heading)
    with pytest.raises(FindingsError) as caught:
        read_return("r.xlsx", xlsx([line[:at] + line[at + 1 :] for line in rows]))
    names = [(finding.name, finding.params.get("columns")) for finding in caught.value.findings]
    assert names in ([("return-column-missing", heading)], [("return-header-not-found", None)])


def test_a_list_of_failures_needs_no_result() -> None:
    rows = [line[:7] for line in ROWS]
    found = read_return("失败清单.xlsx", xlsx(rows), only_failures=True)
    assert set(zip(found.rows["result"], found.rows["reason"], strict=True)) == {("failed", "bank-failure")}


def test_a_return_without_rows_is_refused() -> None:
    with pytest.raises(FindingsError) as caught:
        read_return("r.xlsx", xlsx([HEAD, ["合计", "", "", "", "0.00"]]))
    assert [finding.name for finding in caught.value.findings] == ["return-no-rows"]


@pytest.mark.parametrize("data", [b"", b"\x89PNG....", b"PK\x03\x04 broken", "收到，已付款".encode("gbk")])
def test_what_is_no_table_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(FindingsError) as caught:
        read_return("r.xlsx", data, PROFILES["generic"])
    assert all(render(finding, "zh") for finding in caught.value.findings)


def test_remarks_of_the_bank_are_no_references() -> None:
    lines = [row(1), row(2), row(3)]
    lines[0][6], lines[1][6], lines[2][6] = "代发 2023S-001-00001 补助", "代发补助", ""
    found = read_return("r.xlsx", xlsx([HEAD, *lines]))
    assert found.rows["reference"].tolist() == ["2023S-001-00001", "", ""]


def test_a_column_that_one_part_lacks_is_compared_in_all() -> None:
    short = [[*line[:1], *line[2:]] for line in (HEAD, row(1))]
    both = join_returns([read_return("a.xlsx", xlsx(short)), read_return("b.xlsx", xlsx([HEAD, row(2)]))])
    assert both.rows["name"].tolist() == ["", name(2)]
    assert "name" in both.fields
    assert "name" not in read_return("a.xlsx", xlsx(short)).fields


def test_no_returns_cannot_be_joined() -> None:
    with pytest.raises(ValueError, match="no returns"):
        join_returns([])


def test_rows_keep_their_kinds_of_columns() -> None:
    rows = read_return("r.xlsx", xlsx(ROWS)).rows
    assert [str(rows[column].dtype) for column in ("place", "amount", "paid_on")] == ["int64"] * 3
    texts = ("reference", "name", "account", "wording", "result")
    assert all(pd.api.types.is_string_dtype(rows[column]) for column in texts)


@pytest.mark.parametrize(
    ("reason", "names"), [("某某代码", ["return-reason-unknown"]), ("户名不符", []), ("", []), ("失败", [])]
)
def test_a_reason_that_nobody_knows_is_told_in_the_banks_words(reason: str, names: list[str]) -> None:
    found = read_return("r.xlsx", xlsx([HEAD, row(1, "失败", reason)]))
    assert found.rows["result"].tolist() == ["failed"]
    assert [finding.name for finding in found.findings] == names
    assert [finding.params["wording"] for finding in found.findings] == [reason] * len(names)
