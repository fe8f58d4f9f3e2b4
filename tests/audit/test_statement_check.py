"""A bank statement beside the files that were sent: which debit is of which file, and what is at stake."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from aid_ledger.audit import CheckResult, picture_of
from aid_ledger.audit.checks import CHECKS, run_checks
from aid_ledger.audit.picture import Given
from aid_ledger.audit.wording import told
from aid_ledger.money import format_yuan
from aid_ledger.terms import Term

FILES = {"2023S-001-F01": (27_860_000, 27_128_750), "2023S-001-F02": (65_479_000, 65_399_000)}
"""What was sent in all and what arrived of it, by file."""
FIRST, SECOND = FILES
CLAIMED = {"2023S-002-00001": "钱一一", "2023S-002-00002": "钱二二"}
"""Lines of claims, and whose they are."""
Debit = tuple[str, int, str] | tuple[str, int, str, int]
Booked = tuple[str, int, int, str]


BATCH = "2023S-001"


def checked(
    *debits: Debit, waiting: tuple[int, ...] = (), outside: bool = False, booked: tuple[Booked, ...] = (),
    credits_: bool = True,
) -> CheckResult:  # fmt: skip
    """Hold debits (summary, fen, payee; below zero a credit; day of May) against the files.

    ``waiting``: rows that are not done; ``outside``: return what left on the way round the ledger; ``booked``:
    recoveries (line, fen, day of May, voucher); ``credits_``: the statement has a column of them.
    """
    orders = []
    for sending, (total, paid) in FILES.items():
        orders += [{"sending": sending, "amount": paid, "settled": "paid", "sent": True, "line": f"{sending}-1"},
                   {"sending": sending, "amount": total - paid, "settled": "returned", "sent": True}]  # fmt: skip
    sendings = [
        {"sending": sending, "batch": BATCH, "file": f"{sending}.xlsx", "total": total}
        for sending, (total, _) in FILES.items()
    ]
    rows = [(20230500 + (*debit, 6)[3], *debit[:3], "对账单.xlsx", f"S!C{place}")
            for place, debit in enumerate(debits, start=2)]  # fmt: skip
    statement = pd.DataFrame(rows, columns=["day", "summary", "amount", "payee", "file", "cell"])
    statement["state"] = ["pending" if place in waiting else "" for place in range(len(debits))]
    statement["credits"] = credits_
    claims = [{"line": line, "subject": f"p{line}", "kind": "recover", "programme": "boarding-living", "name": name,
               "account_name": name, "id_number": f"99010120140901{place:04d}", "amount": -100_000}
              for place, (line, name) in enumerate(CLAIMED.items())]  # fmt: skip
    recovered = [{"booking": f"{line}-R{place}", "line": line, "amount": fen, "day": f"2023-05-{day:02d}",
                  "voucher": voucher} for place, (line, fen, day, voucher) in enumerate(booked)]  # fmt: skip
    elsewhere = [{"sending": "2022A-001-F01", "file": "2022A.xlsx", "total": 5_000_000, "paid": 4_900_000}]
    frames = {"orders": pd.DataFrame(orders), "sendings": pd.DataFrame(sendings), "lines": pd.DataFrame(claims),
              "sent_elsewhere": pd.DataFrame(elsewhere), "recovered": pd.DataFrame(recovered)}  # fmt: skip
    picture = picture_of(Term.parse("2023S"), date(2023, 6, 30), frames, given=Given(statement=statement))
    (check,) = (one for one in CHECKS if one.code == ("paid-outside-ledger" if outside else "statement-ledger"))
    (result,) = run_checks(picture, checks=[check])
    return result


def details(result: CheckResult) -> list[tuple[str, str]]:
    """Return what is at stake and what is said, row by row."""
    rows = result.rows if result.rows is not None else pd.DataFrame(columns=["amount", "detail"])
    return [(format_yuan(fen), text) for fen, text in zip(rows["amount"], rows["detail"], strict=True)]


WHOLE = (FIRST, FILES[FIRST][0], "代发工资户"), ("代发", FILES[SECOND][0], "代发户")
NET = ("代发", FILES[FIRST][1], "x"), ("代发", FILES[SECOND][1], "y")


@pytest.mark.parametrize(
    ("debits", "says"),
    [
        (WHOLE, "全额 2 份，按实发 0 份（—）"),
        (NET, f"全额 0 份，按实发 2 份（{FIRST}、{SECOND}）"),
        ((WHOLE[0], NET[1]), f"全额 1 份，按实发 1 份（{SECOND}）"),
    ],
)
def test_a_bank_takes_the_whole_or_what_it_could_pay_and_the_report_says_which(
    debits: tuple[Debit, ...], says: str
) -> None:
    result = checked(*debits)
    assert (result.status, details(result)) == ("passed", [])
    assert says in told(result, "constraint", "zh")


def test_a_file_of_which_money_arrived_and_that_has_no_debit_is_an_error() -> None:
    result = checked(WHOLE[0])
    assert (result.status, result.severity) == ("found", "error")
    assert details(result) == [
        ("653990.00", f"报送文件 {SECOND} 在对账单上没有支出（对账单 2023-05-06 至 2023-05-06）")
    ]


@pytest.mark.parametrize("how", ["named", "nearest"])
def test_of_a_debit_that_differs_the_file_is_named_and_the_difference_is_at_stake(how: str) -> None:
    summary = f"代发{FIRST}" if how == "named" else "代发"
    ((stake, text),) = details(checked((summary, FILES[FIRST][0] + 50, "x公司"), WHOLE[1]))
    assert stake == "0.50"
    assert FIRST in text
    assert text.endswith("报送总额 278,600.00，差 +0.50")


def test_a_difference_to_what_arrived_is_said_as_such() -> None:
    ((stake, text),) = details(checked((FIRST, FILES[FIRST][1] - 50, ""), WHOLE[1]))
    assert stake == "0.50"
    assert text.endswith("实发 271,287.50，差 -0.50")


def test_a_file_that_is_debited_twice_is_found_with_the_whole_debit() -> None:
    result = checked(WHOLE[0], WHOLE[0], WHOLE[1], outside=True)
    assert details(result) == [("278600.00", f"2023-05-06 {FIRST}，收款人 代发工资户：报送文件 {FIRST} 已有另一笔支出")]


def test_a_strange_debit_is_told_with_day_payee_and_place_and_a_person_is_masked() -> None:
    result = checked(*WHOLE, ("办公费", 1_234_567, "某某商贸公司"), ("往来", 99, "张三丰"), outside=True)
    assert details(result) == [
        ("12345.67", "2023-05-06 办公费，收款人 某某商贸公司：不是任何一份报送文件"),
        ("0.99", "2023-05-06 往来，收款人 张*：不是任何一份报送文件"),
    ]
    assert result.rows is not None
    assert result.rows[["name", "evidence"]].to_numpy().tolist() == [
        ["", "对账单.xlsx/S!C4"], ["", "对账单.xlsx/S!C5"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("debit", "fine"),
    [
        (("补报", 5_000_000, "代发户"), True), (("2022A-001-F01", 4_900_000, ""), True),
        (("补报", 5_000_100, "代发户"), False), (("2022A-001-F02", 5_000_000, ""), True),
    ],
)  # fmt: skip
def test_a_debit_that_is_a_file_of_another_term_passes_once(debit: Debit, fine: bool) -> None:
    assert bool(details(checked(*WHOLE, debit, outside=True))) is not fine
    assert len(details(checked(*WHOLE, debit, debit, outside=True))) == (1 if fine else 2)
    how = checked(*WHOLE, debit).params["how"]
    assert ("其他学期的报送文件 1 笔" in str(how)) is fine


def test_a_number_that_goes_on_is_another_file() -> None:
    ((stake, text),) = details(checked(*WHOLE, (f"{FIRST}0", 500, ""), outside=True))
    assert stake == "5.00"
    assert "不是任何一份报送文件" in text


# --- parts and refunds ----------------------------------------------------------------------------------------------

TOTAL, ARRIVED = FILES[FIRST]
BACK = TOTAL - ARRIVED
OTHER = WHOLE[1]


def fine(*debits: Debit) -> str:
    """Return what is said of rows that all fit."""
    result = checked(*debits)
    assert (result.status, details(result)) == ("passed", [])
    return told(result, "constraint", "zh")


@pytest.mark.parametrize("sum_", [TOTAL, ARRIVED])
@pytest.mark.parametrize("words", [f"代发{FIRST}", "代发工资"])
def test_a_file_debited_in_parts_is_one_file(words: str, sum_: int) -> None:
    parts = [(words, fen, "代发户") for fen in (10_000_000, 5_000_000, sum_ - 15_000_000)]
    assert f"分几笔扣的 1 份（{FIRST}）" in fine(*parts, OTHER)


def test_parts_to_several_payees_or_of_two_files_are_no_file() -> None:
    parts = [("支付", 10_000_000, "甲公司"), ("支付", TOTAL - 10_000_000, "乙公司")]
    assert len([text for _, text in details(checked(*parts, OTHER, outside=True)) if "不是任何一份" in text]) == 2
    runs = [("支付", TOTAL - 100, "甲"), ("支付", 100, "甲"), ("支付", TOTAL - 100, "甲")]
    assert details(checked(*runs, OTHER, outside=True)) or details(checked(*runs, OTHER))


def test_parts_that_are_not_the_file_are_told_once_with_their_sum() -> None:
    parts = [(f"{FIRST}第{n}笔", fen, "代发户") for n, fen in enumerate((10_000_000, TOTAL - 10_000_000 + 50), start=1)]
    ((stake, text),) = details(checked(*parts, OTHER))
    assert stake == "0.50"
    assert text.endswith(f"{FIRST}：支出 278,600.50 - 退款 0.00 = 278,600.50；报送总额 278,600.00，差 +0.50")


@pytest.mark.parametrize("words", [f"{FIRST}退回", "代发失败退回", ""])
@pytest.mark.parametrize("parts", [(BACK,), (BACK - 62_500, 62_500)])
def test_what_came_back_of_a_file_is_netted_in_one_credit_or_several(words: str, parts: tuple[int, ...]) -> None:
    said = fine(WHOLE[0], *((words, -fen, "代发户") for fen in parts), OTHER)
    assert f"退款入账 {len(parts)} 笔 7,312.50 元，减去后对上的（{FIRST}）" in said
    assert f"全额扣款而没有见到退款的 1 份（{SECOND}），已退回 800.00 元" in said


def test_refunds_of_two_files_that_come_mixed_are_right_together() -> None:
    back = FILES[SECOND][0] - FILES[SECOND][1]
    credits_ = [("退款", -fen, "代发户") for fen in (BACK - 62_500, back - 100, 62_500, 100)]
    assert "没有见到退款" not in fine(*WHOLE, *credits_)


@pytest.mark.parametrize("words", [f"{FIRST}退回", "代发失败退回"])
@pytest.mark.parametrize("off", [-50, 50])
def test_a_refund_that_is_not_what_came_back_says_by_how_much(words: str, off: int) -> None:
    ((stake, text),) = details(checked(WHOLE[0], (words, -BACK - off, "代发户"), OTHER))
    assert stake == "0.50"
    assert text.startswith(f"报送文件 {FIRST}：支出 278,600.00 - 退款 7,31")
    assert text.endswith("；实发 271,287.50，差 " + ("-0.50" if off > 0 else "+0.50"))


def test_a_debit_of_what_arrived_needs_no_refund() -> None:
    ((_, text),) = details(checked((FIRST, ARRIVED, ""), (f"{FIRST}退回", -BACK, ""), OTHER))
    assert text.endswith("差 -7,312.50")


def test_a_file_debited_twice_and_once_taken_back_is_debited_once() -> None:
    said = fine(WHOLE[0], WHOLE[0], (f"冲正{FIRST}", -TOTAL, "代发工资户"), OTHER)
    assert f"退款入账 1 笔 278,600.00 元，减去后对上的（{FIRST}）" in said
    assert "支出又冲回的 1 笔 278,600.00 元" in fine(
        ("代发", TOTAL, "户"), ("代发", TOTAL, "户"), ("冲正", -TOTAL, "户"), OTHER
    )


def test_a_credit_of_no_file_is_named_unless_it_says_what_else_it_is() -> None:
    result = checked(*WHOLE, ("转入", -12_345, "某某公司"), ("财政拨款", -90_000_000, "财政局"), ("结息", -321, ""))
    assert details(result) == [
        ("123.45", "2023-05-06 转入，付款人 某某公司：这笔收入不是报送文件的退款，也没有登记为追缴收回")
    ]
    assert "拨款、利息等其他收入 2 笔 900,003.21 元" in told(result, "constraint", "zh")


def test_what_is_not_done_is_no_debit() -> None:
    result = checked(WHOLE[0], OTHER, waiting=(1,))
    assert [text.split("（")[0] for _, text in details(result)] == [f"报送文件 {SECOND} 在对账单上没有支出"]
    assert "银行写明没有完成的 1 笔没有算" in told(result, "constraint", "zh")


# --- one difference, told once ---------------------------------------------------------------------------------------

ALL, ALL_ARRIVED = (sum(sums[side] for sums in FILES.values()) for side in (0, 1))


@pytest.mark.parametrize("sum_", [ALL, ALL_ARRIVED])
def test_files_of_a_batch_may_be_one_debit(sum_: int) -> None:
    said = fine(("代发", sum_, "代发户"))
    assert f"其中 2 份是几份合成一笔扣的（{FIRST}、{SECOND}）" in said
    assert not details(checked(("代发", sum_, "代发户"), outside=True))


@pytest.mark.parametrize(
    ("rows", "stake", "says"),
    [
        ([("代发", ALL_ARRIVED - 50, "x")], "0.50", f"最接近的是 {FIRST}、{SECOND}，实发 925,277.50，差 -0.50"),
        ([(f"{BATCH} {FIRST} {SECOND}", ALL + 50, "x")], "0.50", f"{FIRST}、{SECOND}，报送总额 933,390.00，差 +0.50"),
        ([WHOLE[0], (FIRST, FILES[SECOND][1] + 50, "x")], "0.50", f"{SECOND}，实发 653,990.00，差 +0.50"),
        ([("代发", TOTAL - 50, "x"), (f"{FIRST}退回", -BACK, ""), OTHER], "0.50", "退款 7,312.50 = 271,287.00"),
        ([(f"{FIRST}退回", -BACK, ""), OTHER], "278600.00", "支出 0.00 - 退款 7,312.50 = -7,312.50"),
        ([("代发", 10_000_000, "x"), ("代发", TOTAL - 10_000_050, "x"), OTHER], "0.50", "支出 278,599.50 - 退款 0.00"),
    ],
    ids=["batch", "both-named", "another-named", "refunded", "only-the-refund", "in-parts"],
)  # fmt: skip
def test_a_debit_beside_a_file_is_one_difference_and_its_sum_counts_once(
    rows: list[Debit], stake: str, says: str
) -> None:
    ((at_stake, text),) = details(checked(*rows))
    assert at_stake == stake
    assert says in text
    assert not details(checked(*rows, outside=True))


def test_debits_that_come_near_to_a_file_by_chance_are_no_parts_of_it() -> None:
    rows = WHOLE[0], *[("货款", FILES[SECOND][0] // 4 - 300_000, "商行")] * 4
    assert [text.split("：")[-1] for _, text in details(checked(*rows, outside=True))] == ["不是任何一份报送文件"] * 4


def test_a_file_without_debit_is_a_matter_of_sums_and_a_debit_without_file_of_payments() -> None:
    rows = WHOLE[0], ("办公", 99, "商行")
    (left,), (outside,) = details(checked(*rows)), details(checked(*rows, outside=True))
    assert (left[0], outside[0]) == ("653990.00", "0.99")
    questions = {one.code: one.question for one in CHECKS}
    assert (questions["statement-ledger"], questions["paid-outside-ledger"]) == ("sums", "paid")


# --- what families paid back -----------------------------------------------------------------------------------------

LINE, LINE_TOO = CLAIMED


@pytest.mark.parametrize(
    ("rows", "booked"),
    [
        ([("转入", -30_000, "", 9)], [(LINE, 30_000, 9, "0713")]),
        ([("凭证0713", -30_000, "", 28)], [(LINE, 30_000, 7, "0713")]),
        ([("现金存入", -30_000, "钱一一", 9)], [(LINE, 30_000, 7, "0713")]),
        ([("退多发生活费", -30_000, "王某", 8)], [(LINE, 30_000, 9, "0713")]),
        ([("转入", -30_000, "", 9), ("转入", -20_000, "", 10)], [(LINE, 30_000, 9, "1"), (LINE, 20_000, 10, "2")]),
        ([("转入", -30_000, "甲", 9), ("转入", -20_000, "甲", 9)], [(LINE, 50_000, 9, "1")]),
        ([("学校代交", -70_000, "", 9)], [(LINE, 30_000, 9, "0713"), (LINE_TOO, 40_000, 9, "0713")]),
        ([("上缴", -70_000, "", 9)], [(LINE, 30_000, 6, "0713"), (LINE, 40_000, 9, "0714")]),
    ],
    ids=["day", "voucher", "child", "near-day", "parts", "two-credits", "one-credit", "of-a-line"],
)
def test_a_credit_for_which_a_recovery_is_booked_passes_and_is_counted(rows: list[Debit], booked: list[Booked]) -> None:
    rows = [*WHOLE, *rows]
    result = checked(*rows, booked=tuple(booked))
    assert (result.status, details(result)) == ("passed", [])
    sum_ = format_yuan(sum(fen for _, fen, _, _ in booked), grouped=True)
    assert f"登记了的追缴收回 {len(rows) - 2} 笔 {sum_} 元" in told(result, "constraint", "zh")


def test_a_credit_that_no_recovery_is_booked_for_is_named_and_the_child_in_it_masked() -> None:
    rows = ("退回钱一一生活费", -30_000, "钱父"), ("现金存入", -20_000, "钱父")
    result = checked(*WHOLE, *rows)
    assert details(result) == [
        ("300.00", "2023-05-06 退回钱*生活费，付款人 钱*：这笔收入不是报送文件的退款，也没有登记为追缴收回"),
        ("200.00", "2023-05-06 现金存入，付款人 钱*：这笔收入不是报送文件的退款，也没有登记为追缴收回"),
    ]


def test_a_booked_recovery_that_is_not_on_the_statement_is_named_within_its_days() -> None:
    bookings = (LINE, 30_000, 7, "0713"), (LINE, 20_000, 9, "0714"), (LINE_TOO, 50_000, 20, "0720")
    result = checked(*WHOLE, ("结息", -1, "", 10), booked=bookings)
    ((stake, text),) = details(result)
    assert stake == "500.00"
    assert text.startswith(
        "登记的追缴收回 2023-05-07 0713 300.00、2023-05-09 0714 200.00，对账单上没有这笔收入（2023-05-06 至"
    )
    assert result.rows is not None
    assert result.rows[["line", "name", "school"]].to_numpy().tolist() == [[LINE, "钱一一", ""]]
    assert "登记的追缴收回 1 笔没有核对" in told(result, "constraint", "zh")


def test_a_recovery_of_another_term_passes_and_is_not_missed() -> None:
    booked = ("2022A-002-00009", 30_000, 6, "0713"), ("2022A-002-00009", 20_000, 6, "0714")
    result = checked(*WHOLE, ("转入", -30_000, ""), booked=booked)
    assert (result.status, details(result)) == ("passed", [])
    assert "登记了的追缴收回 1 笔 300.00 元；另有登记的追缴收回 1 笔没有核对" in told(result, "constraint", "zh")


def test_a_statement_without_a_column_of_credits_accuses_no_recovery() -> None:
    result = checked(*WHOLE, booked=((LINE, 30_000, 6, "0713"),), credits_=False)
    assert (result.status, details(result)) == ("passed", [])
    assert "登记的追缴收回 1 笔没有核对" in told(result, "constraint", "zh")


@pytest.mark.parametrize(("words", "fen"), [("凭证0713", 12_000), ("转入", 29_500)])
def test_a_credit_beside_a_booking_of_another_sum_is_one_difference(words: str, fen: int) -> None:
    result = checked(*WHOLE, (words, -fen, ""), booked=((LINE, 30_000, 6, "0713"),))
    off = format_yuan(fen - 30_000)
    ((stake, text),) = details(result)
    assert stake == off.lstrip("-")
    assert text.endswith(f"收入 {format_yuan(fen)}，登记的追缴收回 2023-05-06 0713 300.00，差 {off}")


def test_a_refund_of_a_file_is_no_recovery_and_a_recovery_no_refund() -> None:
    said = fine(*WHOLE, (f"{FIRST}退回", -BACK, ""))
    assert "追缴" not in said.partition("登记了的收回都在对账单上")[2]
    ((_, text),) = details(checked(*WHOLE, ("追缴款", -BACK, "")))
    assert "没有登记为追缴收回" in text
    ((_, text),) = details(checked(*WHOLE, ("代发失败", -BACK, ""), booked=((LINE, BACK, 6, "0713"),)))
    assert text.startswith("登记的追缴收回 2023-05-06 0713 7,312.50，对账单上没有")
