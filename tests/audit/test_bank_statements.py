"""Bank statements that an auditor brings along: every row on which money moved is read, and nothing else."""

from __future__ import annotations

import pytest

from aid_ledger.audit.bank_statement import read_bank_statement
from aid_ledger.errors import FindingsError
from tests.tools.county import desk, pupil, sheet


def statement(*rows: str, head: str = "交易日期,摘要,借方金额,贷方金额,余额,对方户名") -> bytes:
    return "\n".join(("零余额账户明细,,,,,", head, *rows)).encode("gb18030")


def test_every_row_on_which_money_moved_is_read_and_nothing_else() -> None:
    found = read_bank_statement(
        statement(
            "期初余额,,,,10000.00,", "2023-05-04,代发,\"1,250.00\",,8750.00,示例银行代发户",
            "2023-05-05,退回,,625.00,9375.00,",
            "20230506,手续费,12.50,,9362.50,示例银行", "2023-05-07,调账,0.00,,9362.50,", "合计,,1262.50,625.00,,",
        ),
        "对账单.csv",
    )  # fmt: skip
    assert found.to_numpy().tolist() == [
        [20230504, "代发", 125000, "示例银行代发户", "", "对账单!C4", "", True],
        [20230505, "退回", -62500, "", "", "对账单!D5", "", True],
        [20230506, "手续费", 1250, "示例银行", "", "对账单!C6", "", True],
    ]


def test_the_account_of_the_payee_is_read() -> None:
    head = "交易日期,摘要,借方金额,对方户名,对方账号"
    found = read_bank_statement(statement("2023-05-04,代发,1.00,张三,6299010000000000216", head=head), "对账单.csv")
    assert found[["payee", "account"]].to_numpy().tolist() == [["张三", "6299010000000000216"]]


STATES = "交易日期,摘要,借方金额,贷方金额,交易状态,对方户名"


def test_a_debit_in_red_takes_one_back_and_a_row_says_itself_that_it_is_not_done() -> None:
    rows = ("2023-05-04,代发,625.00,,已冲正,", "2023-05-04,冲正,-625.00,,成功,", "2023-05-05,代发,1.00,,处理中,",
            "2023-05-05,代发,2.00,,交易失败,", "2023-05-05,代发,3.00,,已记账,")  # fmt: skip
    found = read_bank_statement(statement(*rows, head=STATES), "对账单.csv")
    assert found[["amount", "state"]].to_numpy().tolist() == [
        [62500, ""], [-62500, ""], [100, "pending"], [200, "failed"], [300, ""],
    ]  # fmt: skip


@pytest.mark.parametrize("row", ["2023-05-04,代发,625.00,,已冲正,", "2023-05-04,代发,625.00,,甲类,"])
def test_a_row_taken_back_by_no_other_or_in_a_state_that_nobody_knows_is_told(row: str) -> None:
    with pytest.raises(FindingsError) as error:
        read_bank_statement(statement("2023-05-04,代发,1.00,,成功,", row, head=STATES), "对账单.csv")
    (finding,) = error.value.findings
    assert (finding.name, str(finding.place)) == ("bank-statement-row-unclear", "对账单.csv[对账单!C4]")


def test_a_statement_in_ten_thousands_is_read_in_fen() -> None:
    found = read_bank_statement(
        statement("2023-05-04,代发,6.25,,,", head="日期,用途,支出(万元),a,b,收款人"), "对账单.csv"
    )
    assert found[["amount", "credits"]].to_numpy().tolist() == [[6_250_000, False]]


@pytest.mark.parametrize("row", ["2023-05-04,代发,625.00,625.00,,", ",代发,625.00,,,", "2023-05-04,代发,六百多,,,"])
def test_a_debit_that_cannot_be_read_is_told_and_never_passed_over(row: str) -> None:
    with pytest.raises(FindingsError) as error:
        read_bank_statement(statement("2023-05-04,代发,1.00,,,", row), "对账单.csv")
    (finding,) = error.value.findings
    assert (finding.name, str(finding.place)) == ("bank-statement-row-unclear", "对账单.csv[对账单!C4]")


def test_what_is_no_statement_is_refused() -> None:
    with pytest.raises(FindingsError) as error:
        read_bank_statement(sheet([pupil(1)]), "名册.xlsx")
    assert error.value.findings[0].name == "bank-statement-no-columns"


def test_a_statement_in_several_files_is_one() -> None:
    """One a month: the second took the place of the first, and every file of the first was missing on it."""
    first = statement("2023-05-04,代发,1.00,,,")
    second = statement("2023-06-04,代发,2.00,,,")
    files = [("五月.csv", first), ("六月.csv", second), ("五月 副本.csv", first)]
    with desk() as made:
        found = made.office.read_given("2023S", statements=files).statement
    assert found is not None
    rows = found[["day", "amount", "file"]].to_numpy().tolist()
    assert rows == [[20230504, 100, "五月.csv"], [20230604, 200, "六月.csv"]]


@pytest.mark.parametrize(
    ("head", "rows"),
    [
        ("交易时间,借贷标志,交易金额,摘要", ("2023-05-04 10:01:02,借,1.00,代发", "2023-05-05,贷,2.00,退汇")),
        ("日期,收/支,金额(元),摘要,对方户名", ("2023-05-04,支出,1.00,代发,张三", "2023-05-05,收入,2.00,退汇,张三")),
        ("日期,发生额,余额,摘要,对方户名", ("2023-05-04,-1.00,99.00,代发,张三", "2023-05-05,2.00,101.00,退汇,张三")),
    ],
)  # fmt: skip
def test_one_column_of_amounts_is_read_by_what_says_its_side_or_by_its_sign(head: str, rows: tuple[str, str]) -> None:
    found = read_bank_statement(statement(*rows, "合计,,3.00,,", head=head), "对账单.csv")
    assert found[["day", "summary", "amount", "credits"]].to_numpy().tolist() == [
        [20230504, "代发", 100, True], [20230505, "退汇", -200, True],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("head", "row", "why"),
    [
        ("日期,金额,摘要,对方户名", "2023-05-04,1.00,代发,张三", "bank-statement-one-sided"),
        ("日期,借贷标志,金额,摘要", "2023-05-04,,1.00,代发", "bank-statement-row-unclear"),
        ("日期,金额", "2023-05-04,-1.00", "bank-statement-no-columns"),
    ],
)
def test_an_amount_of_which_nobody_knows_the_side_is_refused(head: str, row: str, why: str) -> None:
    with pytest.raises(FindingsError) as error:
        read_bank_statement(statement(row, head=head), "对账单.csv")
    assert [one.name for one in error.value.findings] == [why]
