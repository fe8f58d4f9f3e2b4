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
Debit = tuple[str, int, str]


def checked(*debits: Debit) -> CheckResult:
    """Hold debits (summary, fen, payee) against the files."""
    orders = []
    for sending, (total, paid) in FILES.items():
        orders += [{"sending": sending, "amount": paid, "settled": "paid", "sent": True, "line": f"{sending}-1"},
                   {"sending": sending, "amount": total - paid, "settled": "returned", "sent": True}]  # fmt: skip
    sendings = [
        {"sending": sending, "file": f"{sending}.xlsx", "total": total} for sending, (total, _) in FILES.items()
    ]
    rows = [(20230506, *debit, "对账单.xlsx", f"S!C{place}") for place, debit in enumerate(debits, start=2)]
    statement = pd.DataFrame(rows, columns=["day", "summary", "amount", "payee", "file", "cell"])
    frames = {"orders": pd.DataFrame(orders), "sendings": pd.DataFrame(sendings)}
    picture = picture_of(Term.parse("2023S"), date(2023, 6, 30), frames, given=Given(statement=statement))
    (check,) = (one for one in CHECKS if one.code == "paid-outside-ledger")
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
        ("653990.00", f"报送文件 {SECOND} 在对账单上没有支出（对账单的支出 2023-05-06 至 2023-05-06）")
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
    result = checked(WHOLE[0], WHOLE[0], WHOLE[1])
    assert details(result) == [("278600.00", f"2023-05-06 {FIRST}，收款人 代发工资户：报送文件 {FIRST} 已有另一笔支出")]


def test_a_strange_debit_is_told_with_day_payee_and_place_and_a_person_is_masked() -> None:
    result = checked(*WHOLE, ("办公费", 1_234_567, "某某商贸公司"), ("往来", 99, "张三丰"))
    assert details(result) == [
        ("12345.67", "2023-05-06 办公费，收款人 某某商贸公司：不是任何一份报送文件"),
        ("0.99", "2023-05-06 往来，收款人 张*：不是任何一份报送文件"),
    ]
    assert result.rows is not None
    assert result.rows[["name", "evidence"]].to_numpy().tolist() == [
        ["", "对账单.xlsx/S!C4"], ["", "对账单.xlsx/S!C5"],
    ]  # fmt: skip


def test_a_number_that_goes_on_is_another_file() -> None:
    ((stake, text),) = details(checked(*WHOLE, (f"{FIRST}0", 500, "")))
    assert stake == "5.00"
    assert "不是任何一份报送文件" in text
