"""A card in a parent's name: the bank is told the parent's ID where a list gives it, never the child's beside it."""

from __future__ import annotations

import pytest

from aid_ledger.office.paying import Paid, PayOptions
from aid_ledger.office.settling import Settled, SettleOptions
from tests.intake.books import one
from tests.tools.banks import returns_of, rows_of_file, sent_files
from tests.tools.county import AT, BY, Desk, account_of, name_of, pupil, resident_id, sheet

PARENTS = {number: (f"孙{'一二三四五六七'[number]}", resident_id(60 + number, "19800101")) for number in range(7)}
OWN = {"账号": "", "户名": "", "开户行": ""}
TWO = resident_id(90, "19810101")
"""Another ID under the name of the sixth one's parent."""


@pytest.fixture(scope="module")
def paid(tmp_path_factory: pytest.TempPathFactory) -> tuple[Desk, Paid, Settled]:
    """Cards of the student; of parents with an ID in that row, in the roster, in a register; none, a wrong one, two."""
    desk = Desk(tmp_path_factory.mktemp("holders"))
    guardians = {n: {"监护人姓名": PARENTS[n][0], "监护人身份证号": PARENTS[n][1]} for n in (2, 6)}
    roster = [pupil(7), *(pupil(n, **OWN, **guardians.get(n, {})) for n in range(1, 7))]
    desk.took("名册.xlsx", sheet(roster), "roster")
    header = ["户主", "户主身份证号", "成员1", "成员1身份证号"]
    heads = {n: PARENTS[3] if n == 3 else (f"周{n}", resident_id(80 + n, "19800101")) for n in range(1, 8)}
    families = [[*heads[n], name_of(n), resident_id(n)] for n in range(1, 8)]
    desk.took("脱贫户.xlsx", one([["脱贫户"], header, *families]))
    numbers = {1: PARENTS[1][1], 5: resident_id(5), 6: TWO}
    cards = [
        [name_of(n), resident_id(n), PARENTS[n][0], numbers.get(n, ""), account_of(n), "父亲" if n in (1, 4) else ""]
        for n in range(1, 7)
    ]
    desk.took(
        "家长卡.xlsx",
        one([["学生姓名", "学生身份证号", "家长姓名", "家长身份证号", "卡号", "与学生关系"], *cards]),
        "accounts",
    )
    batch = desk.payout().batch
    assert batch is not None
    desk.office.approve(batch.batch, by="李四", at=AT)
    done = desk.office.pay(batch.batch, PayOptions(), by=BY, at=AT)
    return desk, done, desk.office.settle(returns_of(desk.office, done), SettleOptions(), by=BY, at=AT)


def test_the_bank_is_told_the_holders_id_or_none(paid: tuple[Desk, Paid, Settled]) -> None:
    desk, done, _ = paid
    rows = [row for data in sent_files(desk.office, done) for row in rows_of_file(data)]
    told = {row["户名"]: row["证件号码"] or "" for row in rows}
    assert told == {
        name_of(7): resident_id(7),
        PARENTS[1][0]: PARENTS[1][1],
        PARENTS[2][0]: PARENTS[2][1],
        PARENTS[3][0]: PARENTS[3][1],
        PARENTS[4][0]: "",
        PARENTS[5][0]: "",
        PARENTS[6][0]: "",
    }


def test_whoever_pays_is_told_of_ids_left_blank_and_of_holders_whom_a_register_does_not_list(
    paid: tuple[Desk, Paid, Settled],
) -> None:
    found = {one.name: one.params["count"] for one in paid[1].accounts}
    assert found == {
        "holder-id-not-known": 3,
        "account-holder-other": 2,
    }  # 孙二, 孙三, 孙六 are listed, 孙一 vouched for


def test_returns_are_matched_as_before(paid: tuple[Desk, Paid, Settled]) -> None:
    desk, _, settled = paid
    assert (settled.counts, settled.findings) == ({**settled.counts, "ok": 7, "mismatch": 0, "unknown": 0}, ())
    lines = desk.export("lines")
    assert set(lines["state"]) == {"paid"}
    assert lines.set_index("student_name")["id_number"].to_dict() == {name_of(n): resident_id(n) for n in range(1, 8)}
