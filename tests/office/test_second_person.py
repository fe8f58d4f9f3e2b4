"""Who prepared a batch does not approve it, however the name is written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aid_ledger.errors import InputError, LedgerError
from tests.tools.county import AT, BY, Desk
from tests.tools.money import OTHER, approve
from tests.tools.six_boarders import six_boarders


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Desk]:
    with six_boarders(tmp_path / "office") as made:
        yield made


def states(office: Desk) -> dict[str, str]:
    lines = office.export("lines")
    return dict(zip(lines["student_name"], lines["state"], strict=True))


def refused(error: pytest.ExceptionInfo[Any]) -> str:
    return str(error.value.findings[0].name)


def test_the_preparer_cannot_approve(office: Desk) -> None:
    batch = office.payout().batch
    assert batch is not None
    with pytest.raises(LedgerError) as error:
        office.office.approve(batch.batch, by=BY, at=AT)
    assert refused(error) == "approver-is-preparer"
    assert set(states(office).values()) == {"prepared"}


@pytest.mark.parametrize(
    "by",
    [
        f"{BY}\u200b",
        f"{BY[0]} {BY[1:]}",
        f" {BY}　",
        f"{BY}.",
        f"{BY}（代）",
        f"{BY}老师",
        f"{BY[0]}・{BY[1:]}",
        " ",
        "-",
    ],
)
def test_the_preparer_is_no_second_person_however_the_name_is_written(office: Desk, by: str) -> None:
    batch = office.payout().batch
    assert batch is not None
    with pytest.raises((LedgerError, InputError)) as error:
        office.office.approve(batch.batch, by=by, at=AT)
    assert refused(error) == ("approver-is-preparer" if BY[0] in by else "actor-no-name")
    assert set(states(office).values()) == {"prepared"}


def test_two_persons_of_one_name_are_told_apart_by_a_number(office: Desk) -> None:
    batch = office.payout().batch
    assert batch is not None
    assert approve(office, batch.batch, by=f"{BY}2").approval is not None


def test_a_change_of_an_account_is_not_agreed_to_by_who_brought_it_in_other_writing(office: Desk) -> None:
    """The rule is one for all steps that ask for two persons."""
    from aid_ledger.ledger import require_two

    with office.office.database.read() as connection:
        require_two(connection, OTHER, BY, 1)
        with pytest.raises(LedgerError) as error:
            require_two(connection, f" {BY[0]} {BY[1:]}", BY, 1)
    assert refused(error) == "names-count-as-one"
