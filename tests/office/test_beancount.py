"""Books of somebody else's making agree with ours: ``export transfers --format beancount`` under ``bean-check``."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from aid_ledger.ledger import balances
from aid_ledger.reports.beancount import BOOK_ACCOUNTS
from aid_ledger.store import rows_of
from aid_ledger_cli.main import main
from tests.tools.county import AT, BY, SCHOOLS, Desk, account_of, member, name_of, pupil, resident_id, school
from tests.tools.money import OTHER, approve, bank_says, book, pay

pytestmark = pytest.mark.xdist_group("beancount")  # the ledger is made once
PUPILS = range(1, 8)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with a batch taken back, payments, returns, sendings again, recoveries in parts, waivers, undoing."""
    desk = Desk(tmp_path_factory.mktemp("beancount") / "office")
    desk.take("学校名录.xlsx", [school(place) for place in SCHOOLS], "schools", term="")
    desk.take("脱贫户.xlsx", [member(number) for number in PUPILS], "filed-poor")
    desk.take("名册.xlsx", [pupil(number) for number in PUPILS], "roster")
    first = desk.payout().batch
    assert first is not None
    desk.office.void(first.batch, why="错", by=BY, at=AT)
    second = desk.payout().batch
    assert second is not None
    approve(desk, second.batch)
    bank_says(
        desk,
        pay(desk, second.batch),
        lambda row: ("失败", "退票") if row["户名"] == name_of(1) else ("成功", ""),
    )
    approve(desk, second.batch)
    pay(desk, second.batch, rest=True)  # on its way
    left = {"学生状态": "转出", "异动日期": "2023-02-01"}
    gone = [pupil(number, **(left if number in (2, 3, 4) else {})) for number in PUPILS]
    desk.take("名册.xlsx", [*gone, pupil(8)], "roster", replace=True)
    desk.take("脱贫户二.xlsx", [member(8)], "filed-poor")
    recover = desk.settle().recover
    assert recover is not None
    approve(desk, recover.batch)
    one, two, three = (f"{recover.batch}-{number:05d}" for number in (1, 2, 3))
    book(desk, one, amount=12_345)
    book(desk, two, "waived", OTHER, amount=20_000)
    done = book(desk, three, amount=100)
    book(desk, three, "undone", corrects=done["recovery_booking"])
    desk.close()
    return desk.folder


@pytest.fixture(scope="module")
def exported(lived: Path) -> str:
    run = CliRunner().invoke(main, ["--workspace", str(lived), "export", "transfers", "--term", "2023S",
                                    "--format", "beancount"])  # fmt: skip
    assert run.exit_code == 0, run.output
    return run.stdout_bytes.decode("utf-8")


def bean_check(text: str, folder: Path) -> subprocess.CompletedProcess[str]:
    file = folder / "aid.beancount"
    file.write_text(text, encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "beancount.scripts.check", str(file)], check=False, text=True, capture_output=True
    )


def test_bean_check_passes_a_ledger_that_has_lived(exported: str, tmp_path: Path) -> None:
    done = bean_check(exported, tmp_path)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
    assert exported.count("\n  transfer: ") > 25


def test_every_account_is_asserted_at_our_trial_balance(lived: Path, exported: str) -> None:
    from contextlib import closing

    with closing(Desk(lived)) as desk, desk.office.database.read() as connection:
        ours = balances(rows_of(connection, "transfer"))
    assert all(ours[account] for account in BOOK_ACCOUNTS)  # the ledger has lived in all of them
    said = dict(re.findall(r"^\d{4}-\d\d-\d\d balance (\S+)  (\S+) ~ 0.00 CNY$", exported, re.M))
    assert {account: round(float(said[name]) * 100) for account, name in BOOK_ACCOUNTS.items()} == {
        account: -fen for account, fen in ours.items()
    }


def test_no_transaction_says_who(exported: str) -> None:
    for number in PUPILS:
        assert not {one for one in (name_of(number), resident_id(number), account_of(number)) if one in exported}


@pytest.mark.parametrize("place", [0, 7, -1], ids=["first", "eighth", "last"])
def test_one_fen_changed_in_a_whole_transaction_fails(exported: str, tmp_path: Path, place: int) -> None:
    """Both its postings, so that it still balances: the asserted balances find it."""
    found = list(re.finditer(r"  (\S+)  ([\d.]+) CNY\n  (\S+)  -\2 CNY\n", exported))[place]
    cents = round(float(found[2]) * 100) + 1
    changed = f"  {found[1]}  {cents / 100:.2f} CNY\n  {found[3]}  -{cents / 100:.2f} CNY\n"
    done = bean_check(exported[: found.start()] + changed + exported[found.end() :], tmp_path)
    assert done.returncode == 1
    assert "Balance failed" in done.stderr + done.stdout


def test_one_fen_changed_in_one_posting_fails(exported: str, tmp_path: Path) -> None:
    done = bean_check(exported.replace("  500.00 CNY", "  500.01 CNY", 1), tmp_path)
    assert done.returncode == 1
    assert "does not balance" in done.stderr + done.stdout


def test_a_term_without_transfers_is_an_empty_journal_that_passes(lived: Path, tmp_path: Path) -> None:
    from contextlib import closing

    with closing(Desk(lived)) as desk:
        assert bean_check(desk.office.beancount("2031S"), tmp_path).returncode == 0


def test_only_transfers_are_a_journal(lived: Path) -> None:
    run = CliRunner().invoke(main, ["--lang", "en", "--workspace", str(lived), "export", "lines", "--term", "2023S",
                                    "--format", "beancount"])  # fmt: skip
    assert run.exit_code == 2
    assert "[usage-beancount]" in run.output
