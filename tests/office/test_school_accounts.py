"""A school's account is one for all its students: changed by one person, it is paid only after another agreed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from tests.tools.county import AT, BY, JUNIOR, PRIMARY, SENIOR, Desk, account_of, member, pupil, school
from tests.tools.money import OTHER, approve, bank_says, pay
from tests.tools.money_county import rows

OTHER_ACCOUNT = account_of(98)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Desk]:
    """Yield an office that has paid the senior school for its students; then its account and a new student came in."""
    desk = Desk(tmp_path / "office")
    everybody = [member(number) for number in range(1, 33)]
    desk.took("学校名录_20230301.xlsx", [school(PRIMARY), school(JUNIOR), school(SENIOR)], "schools", term="")
    desk.took("名册.xlsx", rows(), "roster")
    desk.took("脱贫户.xlsx", everybody, "filed-poor")
    desk.payout()
    approve(desk, "2023S-001")
    bank_says(desk, pay(desk, "2023S-001"))
    changed = [school(PRIMARY), school(JUNIOR), school(SENIOR, 账号=OTHER_ACCOUNT)]
    desk.took("学校名录_20230420.xlsx", changed, "schools", term="", replace=True)
    more = [pupil(number, SENIOR, 年级="高一", 班级="9班") for number in (31, 32)]
    desk.took("新生.xlsx", more, "roster")
    desk.payout()
    yield desk
    desk.close()


def to_schools(desk: Desk) -> pd.DataFrame:
    lines = desk.export("lines")
    return lines[(lines["payee"] == "school") & (lines["batch"] == "2023S-002")]


def test_money_of_a_new_student_waits_where_the_school_has_another_account(office: Desk) -> None:
    own = to_schools(office)
    assert len(own) == 2
    plan = office.office.approve("2023S-002", by=OTHER, at=AT).plan
    assert dict(plan.waiting)["account-change-waits"] == 2
    changes = office.office.account_changes("2023S")
    assert len(changes) == 1  # one account of one school, whoever the money is for
    assert (changes["approved_account"].iloc[0], changes["account"].iloc[0]) == (
        account_of(int(SENIOR["学校标识码"][-4:])),
        OTHER_ACCOUNT,
    )


def test_once_a_second_person_agreed_all_of_the_school_is_paid_there(office: Desk) -> None:
    office.office.approve("2023S-002", by=OTHER, at=AT)
    with pytest.raises(Exception, match="change-approver-brought-it"):
        office.office.approve_account_changes("2023S", by=BY, at=AT)
    office.office.approve_account_changes("2023S", by=OTHER, at=AT)
    assert "account-change-waits" not in office.office.approve("2023S-002", by=OTHER, at=AT).plan.waiting
    bank_says(office, pay(office, "2023S-002", rest=True))
    assert set(to_schools(office)["state"]) == {"paid"}
    assert office.verify().ok
