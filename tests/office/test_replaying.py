"""Replay: each payout again, on the lists, decisions and rules of then, whatever has changed since."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from aid_ledger.ledger import Bad
from aid_ledger.store import Database
from tests.tools import moved
from tests.tools.county import AT, Desk, desk, member, pupil, resident_id
from tests.tools.tampering import unguard
from tests.tools.whole_books import fill_every_table


@pytest.fixture
def office() -> Iterator[Desk]:
    with desk() as made:
        yield made


def test_every_payout_comes_to_the_same_again(office: Desk) -> None:
    fill_every_table(office)
    steps: list[str] = []
    found = office.office.replay(progress=steps.append)
    assert found.first_bad is None
    assert found.batches == ("2023S-001", "2023S-002", "2023S-003", "2023S-004")
    assert steps == list(found.batches)
    assert found.skipped == ()


def test_a_payout_that_paid_what_its_lists_do_not_say_is_named(office: Desk) -> None:
    """Somebody who could forge every digest still cannot make the lists say it."""
    office.took("名册.xlsx", [pupil(1), pupil(2)])
    office.took("脱贫户.xlsx", [member(1), member(2)], "filed-poor")
    office.payout()
    unguard(office.office.database)
    _forge(office.office.database)
    assert office.office.replay().first_bad == Bad("batch", "2023S-001", "replay-differs")


def _forge(database: Database) -> None:
    with database.write() as connection:
        found = connection.execute(text("SELECT body FROM journal WHERE kind = 'payout'")).scalar_one()
        digest = found.split('"digest":"')[1][:64]
        connection.execute(
            text("UPDATE journal SET body = :body WHERE kind = 'payout'"),
            {"body": found.replace(digest, "0" * 64)},
        )


def test_a_payout_whose_persons_were_erased_is_passed_over_and_said(office: Desk) -> None:
    office.took("名册.xlsx", [pupil(1), pupil(2)])
    office.took("脱贫户.xlsx", [member(1), member(2)], "filed-poor")
    office.payout()
    moved.approve(office.office.database, "2023S-001")
    moved.pay(office.office.database, "2023S-001")
    moved.settle(office.office.database, "2023S-001")
    office.office.erase(resident_id(1), why="本人申请", by="李四", at=AT)
    found = office.office.replay()
    assert (found.first_bad, found.batches, found.skipped) == (None, (), (("2023S-001", "replay-erased"),))
