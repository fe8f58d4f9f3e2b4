"""Whoever owns the database and has dropped its triggers: what they change at random is found, and named."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from random import Random

import pytest

from aid_ledger.ledger import verify
from aid_ledger.store import Database
from tests.tools.county import Desk
from tests.tools.tampering import COLUMNS, TAMPERED, Done, chained_anew, cut_off, tamper, undone, unguard
from tests.tools.whole_books import fill_every_table

TIMES = int(os.environ.get("AID_LEDGER_TAMPERS", "200"))
"""How many tamperings at random on each database, beside one of every column; each takes a few milliseconds."""
SEED = int(os.environ.get("AID_LEDGER_SEED", "20230420"))
pytestmark = pytest.mark.xdist_group("tampering")  # what its tests share is built once


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.server)])
def books(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Books with a row in every table, and without guards."""
    folder = tmp_path_factory.mktemp("tampering")
    url = "sqlite:///ledger.db" if request.param == "sqlite" else request.getfixturevalue("postgres_of_module")
    with closing(Desk(folder / "office", url=url)) as desk:
        fill_every_table(desk)
        unguard(desk.office.database)
        yield desk.office.database


def found(books: Database, random: Random, column: tuple[str, str] | None = None) -> Done | None:
    """Tamper once and say what was done; fails where that is not found, or another table is named."""
    with undone(books) as connection:
        done = tamper(connection, random, column)
        if done is None:
            return None
        bad = verify(connection).first_bad
    assert bad is not None, done.words
    assert bad.table == done.table, f"{done.words}: {bad}"
    assert bad.id, f"{done.words}: {bad}"
    assert done.id in ("", bad.id), f"{done.words}: {bad}"
    return done


def test_books_that_nobody_touched_are_whole(books: Database) -> None:
    with undone(books) as connection:
        assert verify(connection).first_bad is None


def test_another_value_is_found_in_every_column_of_every_table(books: Database) -> None:
    random = Random(SEED)
    for column in COLUMNS:
        assert any(found(books, random, column) for _ in range(60)), f"nothing could be done to {column}"


@pytest.mark.long
def test_what_is_done_at_random_is_found_and_named(books: Database) -> None:
    random = Random(SEED)
    done: list[Done] = []
    while len(done) < TIMES:
        one = found(books, random)
        done += [one] if one else []
    assert {one.table for one in done} == set(TAMPERED)


def test_an_end_cut_off_shows_only_against_a_head_from_paper(books: Database) -> None:
    with undone(books) as connection:
        printed = verify(connection).head.digest
        cut_off(connection, 3)
        assert verify(connection).ok
        bad = verify(connection, printed[:12]).first_bad
    assert bad is not None
    assert (bad.table, bad.what) == ("journal", "head-not-found")


@pytest.mark.parametrize("seed", range(3))
def test_a_journal_chained_anew_shows_by_the_next_signature(books: Database, seed: int) -> None:
    with undone(books) as connection:
        chained_anew(connection, Random(seed))
        bad = verify(connection).first_bad
    assert bad is not None
    assert (bad.table, bad.what) == ("signature", "signature-wrong")


def test_a_journal_chained_anew_where_nobody_signs_shows_only_against_a_head_from_paper(books: Database) -> None:
    with undone(books) as connection:
        printed = verify(connection).head.digest
        chained_anew(connection, Random(SEED), last=1)
        assert verify(connection).ok
        bad = verify(connection, printed).first_bad
    assert bad is not None
    assert (bad.table, bad.what) == ("journal", "head-not-found")
