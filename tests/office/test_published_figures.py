"""Published figures beside the books of an office: what was posted, and what the bank has said is paid."""

from __future__ import annotations

from pathlib import Path

import pytest

from aid_ledger.terms import Term
from tests.cli.county import run
from tests.tools.money import approve, bank_says, pay
from tests.tools.six_boarders import six_boarders

TERM = Term.parse("2023S")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of an office of whose six payments one waits for an account and one came back."""
    with six_boarders(tmp_path / "县", "sqlite:///ledger.db") as made:
        batch = made.payout().batch
        assert batch is not None
        text = "已发放寄宿生生活补助6人，3000元".encode()
        before = made.office.check_statement("公布", text, TERM)
        assert before.compared.sides[0] == {"posted": (6, 300000), "before-claims": (6, 300000), "arrived": (0, 0)}
        approve(made, batch.batch)
        bank_says(made, pay(made, batch.batch), lambda row: ("失败", "已销户") if row["序号"] == "1" else ("成功", ""))
    return tmp_path / "县"


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        ("已发放寄宿生生活补助4人，2000元", 0, "与已到账相符：记账 6 人、3,000.00 元，已到账 4 人、2,000.00 元"),
        ("已发放寄宿生生活补助6人，3000元", 0, "与记账相符：记账 6 人、3,000.00 元，已到账 4 人、2,000.00 元"),
        ("已发放寄宿生生活补助3人，1500元", 5, "记账 6 人、3,000.00 元，已到账 4 人、2,000.00 元，都不符"),
        ("享受寄宿生生活补助4人，2000元", 0, "是已到账的数，不是记账数"),
    ],
)
def test_the_screen_says_both_and_which_of_them_the_figure_is(folder: Path, text: str, code: int, says: str) -> None:
    done = run("--workspace", str(folder), "--lang", "zh", "reconcile", "--term", "2023S", "--statement", text)
    assert done.exit_code == code
    assert says.replace(" ", "") in "".join(done.stdout.split()).replace("│", "")
