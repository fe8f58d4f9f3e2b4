"""Posting: ids by place in the batch's order, one version of a person, states, verify by example."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aid_ledger.ledger import Known, Posting, balances, lines_of, post, verify
from aid_ledger.ledger.records import payment_digest
from aid_ledger.ledger.verifying import Bad, journal, payments, rows
from aid_ledger.store import Database, columns_of, rows_of, sqlite_url
from tests.tools.books import TERM, WEIGHTS, books, described, due_frame, fill, send
from tests.tools.county import AT, BY

THREE = {(1, "boarding-living"): 50000, (2, "boarding-living"): 62500, (-1, "nutrition"): 9000}


def lines(database: Database) -> pd.DataFrame:
    with database.read() as connection:
        return lines_of(connection, TERM)


# --- what is posted -------------------------------------------------------------------------------------------------


def test_nothing_to_post_is_no_batch() -> None:
    empty = described(due_frame({}).assign(correction=0, kind="pay", corrects=""))
    with books() as database, pytest.raises(ValueError, match="nothing to post"), database.write() as connection:
        post(connection, Posting(TERM, empty, WEIGHTS, {}, BY, AT), Known.read(connection))


def test_lines_are_numbered_by_school_programme_and_person_not_by_arrival() -> None:
    found = []
    for due in (THREE, dict(reversed(THREE.items()))):
        with books() as database:
            fill(database, [due])
            found.append(lines(database)[["line", "subject", "programme", "amount"]].to_csv())
            assert lines(database)["subject"].tolist() == ["s3699010001", "p1", "p2"]  # by the code of the school
    assert found[0] == found[1]


def test_a_correction_names_what_it_takes_back_and_counts_on() -> None:
    with books() as database:
        fill(database, [{(1, "boarding-living"): 50000}, {(1, "boarding-living"): 25000}])
        found = lines(database)
    assert found[["line", "kind", "corrects", "correction", "amount", "state"]].to_numpy().tolist() == [
        ["2023S-001-00001", "pay", "", 0, 50000, "void"],
        ["2023S-002-00001", "reverse", "2023S-001-00001", 1, -50000, "void"],
        ["2023S-002-00002", "pay", "", 2, 25000, "prepared"],
    ]


def test_money_that_was_sent_comes_back_in_a_batch_of_its_own() -> None:
    with books() as database:
        fill(database, [THREE])
        send(database)
        fill(database, [{(1, "boarding-living"): 25000, (3, "boarding-living"): 50000}])
        found = lines(database)
        with database.read() as connection:
            batches = rows_of(connection, "batch", order="batch")
    assert [(row["batch"], row["kind"], row["total"]) for row in batches] == [
        ("2023S-001", "payout", 121500), ("2023S-002", "payout", 50000), ("2023S-003", "recover", -25000),
    ]  # fmt: skip
    assert found.loc[found["kind"] == "recover", "corrects"].tolist() == [""]
    assert found["state"].tolist() == ["sent", "sent", "sent", "prepared", "prepared"]


@settings(max_examples=15)
@given(
    st.lists(
        st.dictionaries(st.tuples(st.integers(1, 3), st.just("boarding-living")), st.integers(0, 10**5)), max_size=4
    )
)
def test_book_accounts_balance_and_the_payable_is_what_stands(history: list[dict[tuple[int, str], int]]) -> None:
    with books() as database:
        fill(database, history)
        with database.read() as connection:
            transfers = rows_of(connection, "transfer")
        net = int(lines(database)["amount"].sum())
    found = balances(transfers)
    assert sum(found.values()) == 0
    assert found.get("payable", 0) == net == -found.get("aid", 0)


PAID_BY = ("identity", "programme", "term", "kind", "amount", "payee", "account", "account_name")


@given(st.permutations(range(5)), st.integers(0, 4), st.sampled_from(PAID_BY))
def test_a_payment_digest_knows_no_order_but_every_value(order: list[int], row: int, column: str) -> None:
    table = pd.DataFrame(
        {name: [f"{name}{n}" for n in range(5)] for name in (*PAID_BY, "school", "school_code")}
        | {"amount": [100, 200, 300, 400, 500]}
    )
    assert payment_digest(table.iloc[order]) == payment_digest(table)
    other = table.copy()
    other.loc[row, column] = 999 if column == "amount" else "x"
    assert payment_digest(other) != payment_digest(table)


# --- persons --------------------------------------------------------------------------------------------------------


def students(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["identity", "student_no", "name"])


def known(*rows: tuple[int, str, str, str]) -> Known:
    frame = pd.DataFrame(rows, columns=["student", "identity", "student_no", "name"])
    return Known(frame.assign(person=range(1, len(rows) + 1), payee="student"))


@pytest.mark.parametrize(
    ("asked", "surrogate", "doubtful"),
    [
        (("I1", "G1", "张三"), 7, ""),
        (("I9", "G1", "张三"), 7, ""),
        (("I9", "G1", "李四"), 0, "student-number-two-names"),
        (("I9", "G9", "张三"), 0, ""),
        (("I9", "", "张三"), 0, ""),
        (("I1", "", "改名"), 7, ""),
    ],
    ids=["same identity", "corrected ID", "number under another name", "met nobody", "no number", "a name corrected"],
)
def test_who_a_student_is_across_terms(asked: tuple[str, str, str], surrogate: int, doubtful: str) -> None:
    found, doubt = known((7, "I1", "G1", "张三")).surrogates(students(asked))
    assert (found.tolist(), doubt.tolist()) == ([surrogate], [doubtful])


def test_two_who_claim_one_number_are_not_made_one() -> None:
    both = students(("I1", "G1", "张三"), ("I2", "G1", "张三"))
    found, doubt = known((7, "I1", "G1", "张三")).surrogates(both)
    assert (found.tolist(), doubt.tolist()) == ([7, 0], ["", "student-number-other-id"])
    found, doubt = known((7, "I0", "G1", "张三")).surrogates(both)
    assert sorted(found.tolist()) == [0, 7]
    assert doubt.tolist() == ["", "student-number-other-id"]


def test_a_person_is_written_again_only_where_something_changed() -> None:
    with books() as database:
        fill(database, [{(1, "boarding-living"): 100}, {(1, "boarding-living"): 200}])
        with database.read() as connection:
            assert len(columns_of(connection, "person")["person"]) == 1


# --- verify ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "bad"),
    [
        (
            "UPDATE line SET amount = 60000 WHERE line = '2023S-001-00002'",
            ("line", "2023S-001-00002", "values-altered"),
        ),
        (
            "UPDATE transfer SET amount = 1 WHERE line = '2023S-001-00001'",
            ("transfer", "2023S-001-00001-1", "values-altered"),
        ),
        ("DELETE FROM line WHERE line = '2023S-001-00003'", ("line", "2023S-001-00003", "record-missing")),
        ("DELETE FROM batch", ("batch", "2023S-001", "record-missing")),
        ("UPDATE batch SET total = total + 1", ("batch", "2023S-001", "values-altered")),
        ("UPDATE batch SET prepared_by = '李四'", ("batch", "2023S-001", "values-altered")),
        ("UPDATE journal SET at = '' WHERE seq = 1", ("journal", "1", "values-altered")),
        ("DELETE FROM journal WHERE seq = 1", ("journal", "1", "record-missing")),
        ("UPDATE person SET account = '1' WHERE person = 2", ("person", "2 (2023S-001-00003)", "values-altered")),
        ("DELETE FROM person WHERE person = 2", ("person", "2", "record-missing")),
    ],
)
def test_verify_names_the_first_record_that_does_not_fit(
    change: str, bad: tuple[str, str, str], tmp_path: Path
) -> None:
    url = sqlite_url(tmp_path / "ledger.db")
    with closing(Database(url)) as database:
        fill(database, [THREE, {(1, "boarding-living"): 62500}])
    with closing(sqlite3.connect(tmp_path / "ledger.db", isolation_level=None)) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(change)
    with closing(Database(url)) as database, database.read() as reading:
        found: Any = verify(reading).first_bad
    assert (found.table, found.id, found.what) == bad


def test_two_accounts_that_change_places_are_another_payment() -> None:
    """Whoever mends every commitment and the chain after it still has the payment digest against them."""
    with books() as database:
        fill(database, [THREE])
        with database.read() as connection:
            whole, _ = rows.read(connection, {one.seq: one for one in journal.read(connection)})
    assert list(payments.check(whole)) == []
    accounts = whole.persons["account"].take(pa.array([1, 0, *range(2, len(whole.persons["account"]))]))
    whole = replace(whole, persons={**whole.persons, "account": accounts})
    assert list(payments.check(whole)) == [Bad("batch", "2023S-001", "payments-differ")]


def test_a_head_from_paper_is_looked_for() -> None:
    with books() as database:
        fill(database, [THREE])
        with database.read() as connection:
            head = verify(connection).head.digest
            assert verify(connection, head[:12].upper()).ok
            assert not verify(connection, "f" * 12).ok
