"""What an auditor brings along: lists compared by what their cells say, returns beside the books."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date

import openpyxl
import pandas as pd
import pytest

from aid_ledger.audit import CheckResult, picture_of
from aid_ledger.audit.checks import CHECKS, run_checks
from aid_ledger.audit.checks.given import not_in_returns
from aid_ledger.audit.given_lists import with_money
from aid_ledger.audit.picture import Given
from aid_ledger.audit.results import Gap
from aid_ledger.errors import FindingsError
from aid_ledger.ledger import lines_of
from aid_ledger.money import format_yuan
from aid_ledger.office import Office
from aid_ledger.office.audited_books import audited_books
from aid_ledger.office.given_files import GivenList, compare_lists, read_given
from aid_ledger.office.settling import SettleOptions, look_at_return
from aid_ledger.payments import Matched
from aid_ledger.people import mask_name
from aid_ledger.terms import Term
from aid_ledger.words import tell
from tests.tools.banks import bank_return, rows_of_file, sent_files
from tests.tools.county import AT, Desk, desk, member, name_of, pupil, sheet

TERM = Term.parse("2023S")


# --- lists ----------------------------------------------------------------------------------------------------------

PUPILS = [pupil(n) for n in range(1, 6)]


@pytest.fixture(scope="module")
def office() -> Iterator[Desk]:
    """Five pupils in need, their lists archived, paid and settled."""
    with desk() as made:
        made.took("名册.xlsx", PUPILS)
        made.took("脱贫户.xlsx", [member(n) for n in range(1, 6)], "filed-poor")
        made.payout()
        yield made


def compared(office: Desk, rows: list[dict[str, str]], name: str = "审计.xlsx") -> GivenList:
    (found,) = compare_lists(office.office, name, sheet(rows), TERM)
    return found


def test_the_very_bytes_are_identical(office: Desk) -> None:
    found = compared(office, PUPILS, "另一个名字.xlsx")
    assert (found.status, found.archived, found.differences) == ("identical", "名册.xlsx", None)


def test_another_order_is_the_same(office: Desk) -> None:
    found = compared(office, PUPILS[::-1])
    assert found.status == "same"
    assert found.differences is not None
    assert found.differences.same == 5


def test_the_same_facts_written_otherwise_are_no_difference() -> None:
    """A running number is of the sheet: where one child is struck out, it accused everybody below."""
    ours = [{"序号": str(n), **member(n), "性别": "男", "认定时间": "2022-10-05", "班级": "一班"} for n in range(1, 5)]
    theirs = [
        {
            **row,
            "序号": str(9 - n),
            "性别": "男性",
            "认定时间": "2022.10.05",
            "班级": "1班",
            "姓名": " ".join(row["姓名"]),
        }
        for n, row in enumerate(ours[1:], start=1)
    ]
    with desk() as made:
        made.took("名册.xlsx", PUPILS)
        made.took("脱贫户.xlsx", ours, "filed-poor")
        (found,) = compare_lists(made.office, "脱贫户 审计.xlsx", sheet(theirs), TERM)
    differences = found.differences
    assert differences is not None
    assert (differences.cells, differences.same, differences.only_theirs) == ((), 3, ())
    assert len(differences.only_ours) == 1


def test_rows_and_cells_that_differ_are_named(office: Desk) -> None:
    changed = {**PUPILS[1], "就读方式": "走读"}
    renamed = {**PUPILS[2], "姓名": "钱七七", "户名": PUPILS[2]["户名"]}
    found = compared(office, [pupil(9), PUPILS[0], changed, renamed, PUPILS[3]])
    assert (found.kind, found.status, found.archived) == ("roster", "differs", "名册.xlsx")
    differences = found.differences
    assert differences is not None
    assert (differences.only_theirs, differences.only_ours, differences.same) == ((2,), (6,), 2)
    assert [(one.header, one.theirs_at, one.ours_at, one.theirs, one.ours) for one in differences.cells] == [
        ("就读方式", "J4", "J3", "走读", "住校"),
        ("姓名", "A5", "A4", "钱七七", name_of(3)),
    ]


def test_a_list_out_of_use_is_compared_with_the_one_in_its_place() -> None:
    left = [{**PUPILS[0], "学生状态": "转出"}, *PUPILS[1:]]
    with desk() as made:
        made.took("名册.xlsx", left)
        made.took("名册.xlsx", PUPILS, replace=True)
        out, beside = compare_lists(made.office, "学校留底.xlsx", sheet(left), TERM)
    assert (out.status, out.differences) == ("out-of-use", None)
    assert (beside.status, beside.archived) == ("differs", "名册.xlsx")
    assert beside.differences is not None
    assert [(one.header, one.theirs, one.ours) for one in beside.differences.cells] == [("学生状态", "转出", "在读")]


def test_a_row_that_stands_twice_is_one_more(office: Desk) -> None:
    differences = compared(office, [*PUPILS, PUPILS[0]]).differences
    assert differences is not None
    assert (differences.only_theirs, differences.only_ours, differences.same) == ((7,), (), 5)


def test_a_list_of_other_people_is_not_archived(office: Desk) -> None:
    assert compared(office, [pupil(n) for n in range(20, 24)]).status == "not-archived"
    assert compared(office, [member(n) for n in range(1, 6)], "脱贫户名单.xlsx").status == "identical"


def test_what_checks_read_says_each_place_and_masks_people(office: Desk) -> None:
    changed = {**PUPILS[1], "就读方式": "走读"}
    renamed = {**PUPILS[2], "姓名": "钱七七", "户名": PUPILS[2]["户名"]}
    rosters = [("审计.xlsx", sheet([pupil(9), PUPILS[0], changed, renamed, PUPILS[3]])), ("原件.xlsx", sheet(PUPILS))]
    lists = read_given(office.office, TERM, rosters=rosters).lists
    assert lists is not None
    assert lists[["file", "status", "header", "theirs", "ours"]].to_numpy().tolist() == [
        ["审计.xlsx", "cell-differs", "就读方式", "走读", "住校"],
        ["审计.xlsx", "cell-differs", "姓名", mask_name("钱七七"), mask_name(name_of(3))],
        ["审计.xlsx", "row-added", "", "", ""],
        ["审计.xlsx", "row-missing", "", "", ""],
        ["原件.xlsx", "identical", "", "", ""],
    ]
    whose = ["name", "id_number", "evidence"]
    changed_cell, _, added, missing, _ = lists[whose].to_numpy().tolist()
    assert changed_cell[:2] == [name_of(2), PUPILS[1]["身份证件号"]]
    assert re.fullmatch(r"审计\.xlsx/Sheet1!J4;[0-9a-f]{8}/Sheet1!J3", changed_cell[2])
    assert (added[0], added[2], missing[0]) == (name_of(9), "审计.xlsx/Sheet1!B2", name_of(5))
    assert read_given(office.office, TERM).lists is None


def test_the_money_of_whose_row_differs_counts_once_a_person_and_none_is_said(office: Desk) -> None:
    """Two cells of one pupil, and a pupil whom the books do not know."""
    changed = {**PUPILS[1], "就读方式": "走读", "户名": "钱七七"}
    rosters = [("审计.xlsx", sheet([*PUPILS[:1], changed, *PUPILS[2:], pupil(9)]))]
    with office.office.database.read() as connection:
        lines = lines_of(connection, "2023S")
    lists = with_money(read_given(office.office, TERM, rosters=rosters).lists, lines)
    picture = picture_of(TERM, date(2023, 6, 30), {"lines": lines}, given=Given(lists=lists))
    (result,) = run_checks(picture, checks=[one for one in CHECKS if one.code == "lists-as-archived"])
    assert result.rows is not None
    whole = int(lines.loc[lines["name"] == name_of(2), "amount"].sum())
    assert whole > 0
    assert result.rows["amount"].tolist() == [whole, 0, 0]
    assert [text.split("（")[-1] for text in result.rows["detail"]] == [
        "Sheet1!J3 / J3）", "金额已列在此人的另一行）", "本学期台账没有此人）"]  # fmt: skip
    assert result.rows["school"].tolist()[0] == lines["school"].iloc[0]


# --- returns --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sent(office: Desk) -> bytes:
    """The file that went to the bank."""
    batch = office.office.batches("2023S")[0]["batch"]
    office.office.approve(batch, by="李四", at=AT)
    (file,) = sent_files(office.office, office.office.pay(batch, by="王五", at=AT))
    return file


def seen_in(office: Desk, files: list[tuple[str, bytes]]) -> Matched:
    return look_at_return(office.office, files, SettleOptions()).matched


def test_a_return_is_held_against_the_books_and_nothing_is_booked(office: Desk, sent: bytes) -> None:
    returned = bank_return(sent)
    before = office.verify()
    seen = seen_in(office, [("回盘.xlsx", returned)])
    assert seen.counts["ok"] == 5
    assert office.verify() == before
    office.office.settle([("回盘.xlsx", returned)], by="王五", at=AT)
    assert seen_in(office, [("回盘.xlsx", returned)]).counts["repeated"] == 5
    failed = bank_return(sent, lambda row: ("失败", "账号不存在") if row["序号"] == "2" else ("成功", ""))
    assert seen_in(office, [("回盘2.xlsx", failed)]).counts["mismatch"] == 1


def _result(office: Office, *returned: bytes) -> tuple[CheckResult, tuple[Gap, ...]]:
    """Return what the check says of returns, all of one name, and what it lacks."""
    given = read_given(office, TERM, returns=[("审计回盘.xlsx", one) for one in returned])
    with office.database.read() as connection:
        frames = audited_books(office, connection, TERM, lines_of(connection, "2023S"))
    picture = picture_of(TERM, date(2023, 6, 30), frames, given=given)
    (result,) = run_checks(picture, checks=[one for one in CHECKS if one.code == "returns-as-booked"])
    return result, not_in_returns(picture)


def _checked(office: Office, *returned: bytes) -> tuple[list[tuple[str, int, str]], tuple[Gap, ...]]:
    """Return the rows of the result (person, fen at stake, detail), and what it lacks."""
    result, gaps = _result(office, *returned)
    found = result.rows if result.rows is not None else pd.DataFrame(columns=["name", "amount", "detail"])
    return list(found[["name", "amount", "detail"]].itertuples(index=False, name=None)), gaps


def test_a_row_dropped_from_the_auditors_return_and_each_field_that_differs_are_told(office: Desk, sent: bytes) -> None:
    """What the bank reported paid and its return to the auditor no longer has; and what else it says."""
    own = office.office
    own.settle([("回盘.xlsx", bank_return(sent))], by="王五", at=AT)
    first, second, *_ = rows = rows_of_file(sent)
    fen = [int(float(row["金额"]) * 100) for row in rows]
    assert _checked(own, bank_return(sent)) == ([], ())

    book = openpyxl.load_workbook(io.BytesIO(bank_return(sent)))
    book.worksheets[0].delete_rows(3)  # the second payment
    out = io.BytesIO()
    book.save(out)
    ((name, stake, detail),), gaps = _checked(own, out.getvalue())
    assert (name, stake, gaps) == (second["户名"], fen[1], ())
    assert detail.endswith("F01：台账记已到账，银行给审计的回盘没有这一笔")

    more = {first["摘要"]: {"金额": f"{fen[0] / 100 + 0.5:.2f}"}}
    ((name, stake, detail),), _ = _checked(own, bank_return(sent, changed=more))
    assert (name, stake) == (first["户名"], 50)
    assert detail.endswith(f"：金额：银行 {fen[0] / 100 + 0.5:,.2f}，台账 {fen[0] / 100:,.2f}")

    stranger = {first["摘要"]: {"账号": f"{first['账号'][:-4]}9999"}}
    ((name, stake, detail),), _ = _checked(own, bank_return(sent, changed=stranger))
    assert (name, stake) == (first["户名"], fen[0])
    assert detail.endswith(f"：账号：银行 ****9999，台账 ****{first['账号'][-4:]}")


@pytest.mark.parametrize(
    ("said", "theirs"),
    [
        (("成功", "账户已销户"), "自相矛盾"),
        (("成功", "天晓得"), "看不懂"),
        (("重复交易", ""), "重复"),
        (("A17", ""), "看不懂"),
    ],
)
def test_words_that_say_neither_paid_nor_returned_are_told_as_such(
    office: Desk, sent: bytes, said: tuple[str, str], theirs: str
) -> None:
    own = office.office
    own.settle([("回盘.xlsx", bank_return(sent))], by="王五", at=AT)
    odd = bank_return(sent, lambda row: said if row["序号"] == "2" else ("成功", ""))
    ((_, _, detail),), _ = _checked(own, odd)
    assert f"银行 {theirs}" in detail
    assert "台账 已到账" in detail


def part_of(data: bytes, *kept: int, without: str = "") -> bytes:
    """Return a return with these of its rows alone, from 1, and without a column."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    rows = book.worksheets[0]
    for row in range(rows.max_row, 1, -1):
        if row - 1 not in kept:
            rows.delete_rows(row)
    for cell in [*rows[1]]:
        if cell.value == without:
            rows.delete_cols(cell.column)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_parts_of_a_return_are_taken_together(office: Desk, sent: bytes) -> None:
    """Split, overlapping, under one name, still pending in the first, a column less in the second: no difference."""
    own = office.office
    own.settle([("回盘.xlsx", bank_return(sent))], by="王五", at=AT)
    whole, half = bank_return(sent), bank_return(sent, lambda row: ("处理中" if row["序号"] in "34" else "成功", ""))
    for parts in (
        (part_of(whole, 1, 2), part_of(whole, 3), part_of(whole, 4, 5)),
        (part_of(whole, 1, 2, 3), part_of(whole, 2, 3, 4, 5)),
        (half, part_of(whole, 3, 4)),
        (part_of(whole, 1, 2, 3), part_of(whole, 3, 4, 5, without="户名")),
    ):
        assert _checked(own, *parts) == ([], ())
    assert [one[0] for one in _checked(own, part_of(whole, 1, 2), part_of(whole, 4, 5))[0]] == [
        rows_of_file(sent)[2]["户名"]
    ]


def test_a_payment_that_a_return_names_twice_counts_once_and_the_repeat_is_named(office: Desk, sent: bytes) -> None:
    own = office.office
    own.settle([("回盘.xlsx", bank_return(sent))], by="王五", at=AT)
    book = openpyxl.load_workbook(io.BytesIO(bank_return(sent)))
    sheet_ = book.worksheets[0]
    sheet_.append([cell.value for cell in sheet_[3]])
    out = io.BytesIO()
    book.save(out)
    second = rows_of_file(sent)[1]
    ((name, stake, detail),), gaps = _checked(own, out.getvalue())
    assert (name, stake, gaps) == (second["户名"], round(float(second["金额"]) * 100), ())
    assert detail == "审计回盘.xlsx Sheet!7：与 Sheet!3 是同一笔，只算一次；问银行是重复列出还是付了两次"
    counts = seen_in(office, [("回盘.xlsx", out.getvalue())]).counts
    assert (counts["repeated"], counts["again"]) == (5, 1)
    result, _ = _result(own, out.getvalue())
    assert (result.looked_at, result.severity) == (5, "warning")


def test_parts_of_a_return_that_say_other_things_of_one_payment_are_told(office: Desk, sent: bytes) -> None:
    own = office.office
    own.settle([("回盘.xlsx", bank_return(sent))], by="王五", at=AT)
    whole = bank_return(sent)
    failed = bank_return(sent, lambda row: ("失败", "账号不存在") if row["序号"] == "3" else ("成功", ""))
    rows, _ = _checked(own, part_of(whole, 1, 2, 3), part_of(failed, 3, 4, 5))
    assert {name for name, _, _ in rows} == {rows_of_file(sent)[2]["户名"]}
    assert any("结果：银行 已退回，台账 已到账" in text for _, _, text in rows)
    assert any(text.startswith("审计回盘（2）.xlsx") for _, _, text in rows)


def test_a_return_of_failures_alone_does_not_accuse_what_arrived(office: Desk, sent: bytes) -> None:
    own = office.office
    own.settle([("回盘.xlsx", bank_return(sent))], by="王五", at=AT)
    rows = rows_of_file(sent)
    failed = bank_return(sent, lambda row: ("失败", "账号不存在") if row == rows[1] else ("成功", ""), failures=True)
    ((name, _, detail),), gaps = _checked(own, failed)
    assert name == rows[1]["户名"]
    assert detail.endswith("：结果：银行 已退回，台账 已到账")
    whole = sum(int(float(row["金额"]) * 100) for row in rows)
    params = {"sending": gaps[0].params["sending"], "count": "5", "amount": format_yuan(whole, grouped=True)}
    assert gaps == (Gap("returns-of-failures-alone", params),)
    given = read_given(own, TERM, returns=[("审计回盘.xlsx", failed)])
    assert own.reconcile("2023S", at=AT, by="审计", given=given).gaps[-1:] == gaps


@pytest.mark.parametrize(
    ("how", "rows", "why"),
    [
        ("returns", [{"交易日期": "2023-05-06", "摘要": "代发", "借方金额": "1.00", "贷方金额": ""}], "--paid-from"),
        ("registers", [{"甲": "1", "乙": "2"}] * 3, "复印一份"),
    ],
)
def test_what_an_auditor_is_told_to_do_is_nothing_that_only_an_import_can(
    office: Desk, how: str, rows: list[dict[str, str]], why: str
) -> None:
    with pytest.raises(FindingsError) as error:
        office.office.read_given("2023S", **{how: [("材料.xlsx", sheet(rows))]})
    (finding,) = error.value.findings
    said = tell(finding, "zh").fix
    assert finding.name.startswith("given-")
    assert why in said
    assert "--map" not in said
