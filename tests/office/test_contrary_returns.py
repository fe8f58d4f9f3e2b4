"""A bank says that a payment failed, and later that it was paid: it is not sent again until somebody knows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from aid_ledger.audit.checks import CHECKS
from aid_ledger.errors import LedgerError
from aid_ledger.office.paying import Paid
from aid_ledger.words import tell
from tests.tools.banks import Says
from tests.tools.county import AT, Desk, name_of
from tests.tools.engines import on_both, url_for
from tests.tools.money import OTHER, approve, bank_says, pay
from tests.tools.six_boarders import six_boarders

BATCH = "2023S-001"
FAILED: Says = lambda row: ("失败", "退票") if row["户名"] == name_of(1) else ("成功", "")  # noqa: E731


@pytest.fixture
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    """Yield an office with a file sent of which one payment failed, as the bank said."""
    with six_boarders(tmp_path / "office", url_for(request)) as made:
        made.payout()
        approve(made, BATCH)
        yield made


def state(office: Desk) -> str:
    lines = office.export("lines")
    return str(lines.loc[(lines["student_name"] == name_of(1)) & (lines["state"] != "void"), "state"].iloc[0])


def came_back(office: Desk) -> Paid:
    paid = pay(office, BATCH)
    bank_says(office, paid, FAILED)
    assert state(office) == "returned"
    return paid


@on_both
def test_what_the_bank_says_was_paid_after_all_waits_and_is_neither_approved_nor_sent(office: Desk) -> None:
    paid = came_back(office)
    late = bank_says(office, paid)
    assert (late.booked, late.counts["mismatch"], state(office)) == (0, 1, "returned")
    (finding,) = [one for one in late.findings if one.name == "return-arrived-after-all"]
    assert "--arrived" in tell(finding, "zh").fix
    assert all(one.name != "return-settled-otherwise" for one in late.findings)
    end = office.verify().head
    assert bank_says(office, paid).booked == 0  # the same return again says nothing new
    assert office.verify().head == end
    assert dict(office.office.approve(BATCH, by=OTHER, at=AT).plan.waiting) == {"bank-says-paid": 1, "no-account": 1}
    with pytest.raises(LedgerError) as error:
        pay(office, BATCH, rest=True)
    assert error.value.findings[0].name == "nothing-to-send"
    assert office.verify().ok


@on_both
def test_what_arrived_after_all_is_booked_once_somebody_says_so(office: Desk) -> None:
    paid = came_back(office)
    bank_says(office, paid)
    done = bank_says(office, paid, arrived=True, paid_on="2023-04-21")
    assert (done.booked, done.counts["mismatch"], state(office)) == (1, 0, "paid")
    assert [one.name for one in done.findings if one.severity == "error"] == []
    assert any("领取确认表" in str(path) for path in done.files)
    assert bank_says(office, paid, arrived=True).booked == 0
    assert "bank-says-paid" not in office.office.approve(BATCH, by=OTHER, at=AT).plan.waiting
    assert office.verify().ok


def test_an_order_that_was_approved_again_meanwhile_ends_with_it(office: Desk) -> None:
    """The bank corrects itself between the second approval and the second file."""
    paid = came_back(office)
    office.office.approve(BATCH, by=OTHER, at=AT)
    assert bank_says(office, paid, arrived=True).booked == 1
    with pytest.raises(LedgerError) as error:
        pay(office, BATCH, rest=True)
    assert error.value.findings[0].name == "nothing-to-send"
    assert office.verify().ok


def test_a_payment_that_was_sent_again_is_not_booked_twice_and_the_danger_is_named(office: Desk) -> None:
    paid = came_back(office)
    office.office.approve(BATCH, by=OTHER, at=AT)
    second = pay(office, BATCH, rest=True)
    late = bank_says(office, paid, arrived=True)
    assert late.booked == 0
    assert "return-arrived-not-booked" in [one.name for one in late.findings]
    assert bank_says(office, second).booked == 1
    assert office.verify().ok


def test_what_the_bank_says_failed_again_is_sent_again(office: Desk) -> None:
    paid = came_back(office)
    bank_says(office, paid)
    bank_says(office, paid, FAILED)
    assert "bank-says-paid" not in office.office.approve(BATCH, by=OTHER, at=AT).plan.waiting
    bank_says(office, pay(office, BATCH, rest=True))
    assert state(office) == "paid"
    assert office.verify().ok


def test_the_auditors_report_adds_up_where_money_arrived_after_all(office: Desk) -> None:
    paid = came_back(office)
    bank_says(office, paid, arrived=True)
    report = office.office.reconcile("2023S", at=AT, by=OTHER)
    found = {one.code: one for one in report.results}
    assert all(identity.holds for identity in report.identities)
    assert set(found) == {check.code for check in CHECKS}
    assert [code for code, one in found.items() if one.status == "found" and one.severity == "error"] == []
