"""Accounts before they are approved: what is found, what is in order, and that no message gives anybody away."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from aid_ledger.payments import KNOWN_COLUMNS, account_checks, account_findings
from aid_ledger.words import render
from tests.payments.sample import PROFILES, account, name, order, orders_of


def checked(*rows: dict[str, Any], profile: str = "", **known: dict[int, Any]) -> list[tuple[str, str, str]]:
    """The checks of orders 1, 2 …, with what is known of each by column and number."""
    table = orders_of(*(order(number, **row) for number, row in enumerate(rows, start=1)))
    facts = known_of(table, **known)
    found = account_checks(table, facts, profile=PROFILES[profile] if profile else None)
    return list(found[["order", "check", "severity"]].itertuples(index=False, name=None))


def known_of(table: pd.DataFrame, **known: dict[int, Any]) -> pd.DataFrame:
    facts = pd.DataFrame({column: [""] * len(table) for column in KNOWN_COLUMNS}, dtype="str")
    facts["family_listed"] = False
    facts["order"], facts["subject"], facts["student_name"] = table["order"], table["order"], table["account_name"]
    for column, by_number in known.items():
        for number, value in by_number.items():
            facts.loc[number - 1, column] = value
    return facts


SHARED = {"account": account(7)}


def test_students_on_their_own_accounts_are_in_order() -> None:
    assert checked({}, {}, {}) == []


def test_one_account_of_three_students_is_shown_and_of_two_only_noted() -> None:
    assert checked(SHARED, SHARED, SHARED) == [(f"O0000{n}", "account-shared-many", "warning") for n in (1, 2, 3)]
    assert checked(SHARED, SHARED, {}) == [(f"O0000{n}", "account-shared-few", "note") for n in (1, 2)]


def test_three_programmes_of_one_student_are_one_student() -> None:
    assert checked(SHARED, SHARED, SHARED, subject={1: "p1", 2: "p1", 3: "p1"}) == []


def test_children_on_their_guardians_card_are_no_fraud() -> None:
    card = {"account": account(7), "account_name": "赵父"}
    names = {n: f"赵{n}" for n in (1, 2, 3)}
    guardians = dict.fromkeys(names, "赵母、赵 父")
    found = checked(card, card, card, student_name=names, guardian_names=guardians)
    assert found == [(f"O0000{n}", "account-shared-few", "note") for n in (1, 2, 3)]
    guardians[3] = "李母"
    found = checked(card, card, card, student_name=names, guardian_names=guardians)
    assert ("O00001", "account-shared-many", "warning") in found
    assert ("O00003", "account-holder-other", "warning") in found


def test_schools_share_accounts_and_names_as_they_like() -> None:
    school = {"payee": "school", **SHARED}
    assert checked(school, school, school, student_name={1: "别人"}) == []


@pytest.mark.parametrize(
    ("holder", "guardians", "relation", "listed", "found"),
    [
        ("赵甲乙", "", "", False, False),
        ("赵 甲乙", "", "", False, False),
        ("李四", "", "", False, True),
        ("李四", "", "父亲", False, False),
        ("李四", "", "本人", False, True),
        ("李四", "王五、李四", "", True, False),
        ("李四", "王五", "", False, True),
        ("李四", "王五", "母亲", False, False),  # the head of the household is another than the mother
        ("李四", "王五", "母亲", True, True),  # all of the household are listed, and she is none of them
        ("赵甲丁", "", "", False, True),
        ("赵.甲乙", "", "", False, False),  # 古丽.买买提 and 古丽·买买提 are one name
        ("李.四", "李·四", "", True, False),
    ],
)
def test_a_holder_who_is_neither_student_nor_guardian_is_shown(
    holder: str, guardians: str, relation: str, listed: bool, found: bool
) -> None:
    shown = checked(
        {"account_name": holder}, student_name={1: name(1)}, guardian_names={1: guardians}, relation={1: relation},
        family_listed={1: listed},
    )  # fmt: skip
    assert shown == ([("O00001", "account-holder-other", "warning")] if found else [])


def test_an_account_or_holder_that_changed_since_last_time_is_shown() -> None:
    same = f"{account(1)[:4]} {account(1)[4:]}"
    assert checked({}, last_account={1: same}, last_account_name={1: name(1)}) == []
    assert checked({}, last_account={1: account(9)}) == [("O00001", "account-changed", "warning")]
    changed = checked({}, last_account={1: same}, last_account_name={1: "李四"})
    assert changed == [("O00001", "account-changed", "warning")]


@pytest.mark.parametrize("number", ["", "123456789", "99010120120305001X", "A12345678901234567", "6.217E+18"])
def test_an_account_that_cannot_be_paid_is_an_error(number: str) -> None:
    assert checked({"account": number}) == [("O00001", "account-not-payable", "error")]


def test_a_name_that_the_banks_file_cannot_hold_is_an_error_for_that_bank() -> None:
    assert checked({"account_name": "张䶮"}, profile="dhcc") == [("O00001", "account-name-not-allowed", "error")]
    assert checked({"account_name": "张䶮"}, profile="generic") == []


def test_findings_count_and_give_masked_examples() -> None:
    table = orders_of(*(order(n, **SHARED, account_name="李四") for n in range(1, 6)))
    checks = account_checks(table, known_of(table, student_name={n: f"赵{n}" for n in range(1, 6)}))
    told = [render(finding, "zh").split("\n")[0] for finding in account_findings(checks)]
    lines, other = "2023S-001-00001、2023S-001-00002、2023S-001-00003", "account-holder-other"
    assert told == [
        f"5 条支付指令付到三名以上学生共用的账户（李* ****0007），如明细 {lines} [account-shared-many]",
        f"5 条支付指令的户名既不是学生，也不在已知的监护人和同户成员里，如明细 {lines}（李* ****0007） [{other}]",
    ]
    assert account(7) not in "".join(told)
    assert [finding.severity for finding in account_findings(checks)] == ["warning", "warning"]
    assert all(render(finding, "en") for finding in account_findings(checks))


def test_every_order_must_be_known_once() -> None:
    table = orders_of(order(1), order(2))
    facts = known_of(table)
    for wrong in (facts.iloc[:1], pd.concat([facts, facts])):
        with pytest.raises(ValueError, match="once"):
            account_checks(table, wrong)


def test_no_orders_have_no_findings() -> None:
    table = orders_of()
    assert account_findings(account_checks(table, known_of(table))) == ()
