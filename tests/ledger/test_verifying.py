"""What verify finds in books whose every digest and seal fits: records that should never have been written."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from unittest import mock

import pandas as pd
import pytest
from sqlalchemy import text

from aid_ledger.ledger import lines_of, orders_digest, verify
from aid_ledger.ledger.records import record_digests
from aid_ledger.store import Database, append, columns_of, rows_of, sqlite_url
from tests.tools import moved
from tests.tools.books import fill
from tests.tools.county import AT, BY

ONE, TWO = "2023S-001-00001", "2023S-001-00002"
CLAIM = "2023S-003-00001"
Forge = Callable[[Database], None]


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two lines, approved, sent and settled: the first paid, the second returned; a third stands unapproved."""
    path = tmp_path_factory.mktemp("verifying") / "ledger.db"
    with closing(Database(sqlite_url(path))) as database:
        fill(database, [{(1, "boarding-living"): 50000, (2, "boarding-living"): 62500}])
        moved.approve(database, "2023S-001")
        moved.pay(database, "2023S-001")
        moved.settle(database, "2023S-001", returned=[TWO])
        fill(database, [{(3, "boarding-living"): 50000}])
        assert first_bad(database) is None
    return path


@pytest.fixture
def paid(original: Path, tmp_path: Path) -> Iterator[Database]:
    """Those books, for one test alone."""
    copy = tmp_path / "ledger.db"
    shutil.copy(original, copy)
    with closing(Database(sqlite_url(copy))) as database:
        yield database


def first_bad(database: Database) -> tuple[str, str, str] | None:
    with database.read() as connection:
        found = verify(connection).first_bad
    return (found.table, found.id, found.what) if found else None


def written(database: Database, tables: dict[str, list[dict[str, Any]]], kind: str = "x") -> None:
    with database.write() as connection:
        moved.record(connection, kind, tables)


def row(database: Database, table: str, **changed: Any) -> dict[str, Any]:
    """Return a copy of a table's first row, changed."""
    with database.read() as connection:
        own = rows_of(connection, table)[0]
    return {name: value for name, value in (own | changed).items() if name not in ("seq", "digest")}


def without_triggers(database: Database) -> None:
    with database.write() as connection:
        connection.execute(text("DROP TRIGGER payment_order_one_stands"))


def approved_by_its_preparer(database: Database) -> None:
    moved.approve(database, "2023S-002", by=BY)


def approved_for_less(database: Database) -> None:
    moved.approve(database, "2023S-001")
    with database.write() as connection:
        own = {**row(database, "approval"), "approval": "A9", "orders": 7}
        moved.record(connection, "approve", {"approval": [own]})


def approved_as_something_else(database: Database) -> None:
    own = row(database, "approval", approval="A9", orders=0, total=0, payments="0" * 64)
    written(database, {"approval": [own]})


def sent_in_a_closed_term(database: Database) -> None:
    with database.write() as connection:
        append(connection, "close", by=BY, at=AT, body={"term": "2023S"})
        append(connection, "payout", by=BY, at=AT, body={"term": "2023S", "batches": []})


def ordered_without_approval(database: Database) -> None:
    own = row(database, "payment_order", payment_order=f"{TWO}-2", line=TWO, number=2, amount=62500)
    with database.read() as connection:
        line = rows_of(connection, "line", "line = :line", line=TWO)[0]
    written(database, {"payment_order": [own | {name: line[name] for name in ("person", "commitment")}]})


def ordered_twice(database: Database) -> None:
    without_triggers(database)
    own = row(database, "payment_order", payment_order=f"{ONE}-2", number=2)
    approval = row(database, "approval", approval="A9", orders=1, total=50000)
    written(database, {"payment_order": [own], "approval": [approval]})


def ordered_for_more(database: Database) -> None:
    moved.approve(database, "2023S-002")
    own = row(database, "payment_order", payment_order=f"{TWO}-2", line=TWO, number=2, amount=62501)
    with database.read() as connection:
        line = rows_of(connection, "line", "line = :line", line=TWO)[0]
    own |= {name: line[name] for name in ("person", "commitment")}
    approval = row(database, "approval", approval="A9", orders=1, total=62501)
    written(database, {"payment_order": [own], "approval": [approval]})


def ordered_out_of_count(database: Database) -> None:
    own = row(database, "payment_order", payment_order=f"{TWO}-3", line=TWO, number=3, amount=62500)
    with database.read() as connection:
        line = rows_of(connection, "line", "line = :line", line=TWO)[0]
    own |= {name: line[name] for name in ("person", "commitment")}
    approval = row(database, "approval", approval="A9", orders=1, total=62500)
    written(database, {"payment_order": [own], "approval": [approval]})


def ordered_to_another_version(database: Database) -> None:
    moved.approve(database, "2023S-002")
    own = row(
        database, "payment_order", payment_order=f"{TWO}-2", line=TWO, number=2, amount=62500, commitment="0" * 64
    )
    approval = row(database, "approval", approval="A9", orders=1, total=62500)
    written(database, {"payment_order": [own], "approval": [approval]})


def sent_after_its_end(database: Database) -> None:
    moved.approve(database, "2023S-001")
    written(database, {"order_end": [{"payment_order": f"{TWO}-2", "why": "withdrawn"}]})
    sending = row(database, "sending", sending="B9", orders=1, total=62500)
    sent = {"payment_order": f"{TWO}-2", "sending": "B9", "place": 1}
    written(database, {"sending": [sending], "sent_order": [sent]})


def moved_more_than_there_is(database: Database) -> None:
    with database.write() as connection:
        own = rows_of(connection, "line", "line = :line", line=ONE)[0]
        moves = moved.transfers(connection, [own], "payable", "in-transit")
        moved.record(connection, "x", {"transfer": moves})


def moved_nowhere(database: Database) -> None:
    with database.write() as connection:
        own = rows_of(connection, "line", "line = :line", line=ONE)[0]
        moved.record(connection, "x", {"transfer": moved.transfers(connection, [own], "paid", "paid")})


def given_back_to_the_aid_account(database: Database) -> None:
    with database.write() as connection:
        own = rows_of(connection, "line", "line = :line", line=TWO)[0]
        moved.record(connection, "x", {"transfer": moved.transfers(connection, [own], "payable", "aid")})


def settled_without_a_file(database: Database) -> None:
    moved.approve(database, "2023S-002")
    own = row(database, "settled_order", outcome="paid")
    with database.read() as connection:
        orders = rows_of(connection, "payment_order", "batch = '2023S-002'")
    written(database, {"settled_order": [own | {"payment_order": orders[0]["payment_order"]}]})


def a_file_of_more_orders(database: Database) -> None:
    moved.approve(database, "2023S-002")
    with database.read() as connection:
        order = rows_of(connection, "payment_order", "batch = '2023S-002'")[0]
    sending = row(database, "sending", sending="B9", orders=2, total=order["amount"])
    sent = {"payment_order": order["payment_order"], "sending": "B9", "place": 1}
    written(database, {"sending": [sending], "sent_order": [sent]})


def a_body_that_is_no_json(database: Database) -> None:
    with database.write() as connection:
        append(connection, "payout", by=BY, at=AT, body={"batches": [{"batch": 7}]})


def ordered_for_less(database: Database) -> None:
    own = row(database, "payment_order", payment_order=f"{TWO}-2", line=TWO, number=2, amount=62499)
    with database.read() as connection:
        line = rows_of(connection, "line", "line = :line", line=TWO)[0]
        orders = pd.DataFrame(
            [{"line": ONE, "amount": 50000, "person": 1}, {"line": TWO, "amount": 62499, "person": 2}]
        )
        persons = pd.DataFrame(columns_of(connection, "person", names=("person", "account", "account_name")))
        payments = orders_digest(orders.merge(persons, on="person"), lines_of(connection))
    own |= {name: line[name] for name in ("person", "commitment")}
    approval = row(database, "approval", approval="A9", orders=1, total=62499, payments=payments)
    written(database, {"payment_order": [own], "approval": [approval]})


def sent_to_other_accounts(database: Database) -> None:
    with mock.patch.object(moved, "hash_total", return_value=7):
        moved.approve(database, "2023S-002")
        moved.pay(database, "2023S-002")


def claimed_back(database: Database) -> str:
    """Claim back what was paid; return the line."""
    fill(database, [{(1, "boarding-living"): 0}])
    with database.read() as connection:
        return str(rows_of(connection, "line", "kind = 'recover'")[0]["line"])


def came_back(line: str, number: int, **changed: Any) -> dict[str, Any]:
    return {
        "recovery_booking": f"{line}-R{number}", "line": line, "number": number, "kind": "returned", "amount": 10000,
        "booked_on": "2023-06-01", "voucher": "2", "document": "", "corrects": "", **changed,
    }  # fmt: skip


def booked_without_money(database: Database) -> None:
    line = claimed_back(database)
    moved.recovered(database, line, 10000)
    written(database, {"recovery_booking": [came_back(line, 2)]})


def booked_for_less(database: Database) -> None:
    line = claimed_back(database)
    with database.write() as connection:
        own = rows_of(connection, "line", "line = :line", line=line)[0]
        moves = moved.transfers(connection, [{**own, "amount": 20000}], "paid", "receivable")
        moved.record(connection, "recovered", {"recovery_booking": [came_back(line, 1)], "transfer": moves})


def undone_twice(database: Database) -> None:
    line = claimed_back(database)
    for number in (1, 3):
        moved.recovered(database, line, 10000, number)
        with database.write() as connection:
            own = rows_of(connection, "line", "line = :line", line=line)[0]
            moves = moved.transfers(connection, [{**own, "amount": 10000}], "receivable", "paid")
            booking = came_back(line, number + 1, kind="undone", voucher="", corrects=f"{line}-R1")
            moved.record(connection, "recovered", {"recovery_booking": [booking], "transfer": moves})


def moved_back_without_booking(database: Database) -> None:
    line = claimed_back(database)
    with database.write() as connection:
        own = rows_of(connection, "line", "line = :line", line=line)[0]
        moves = moved.transfers(connection, [{**own, "amount": 10000}], "paid", "receivable")
        moved.record(connection, "recovered", {"transfer": moves})


def given_up_by_its_preparer(database: Database) -> None:
    line = claimed_back(database)
    with database.write() as connection:
        own = rows_of(connection, "line", "line = :line", line=line)[0]
        moves = moved.transfers(connection, [{**own, "amount": -own["amount"]}], "waived", "receivable")
        booking = came_back(line, 1, kind="waived", amount=-own["amount"])
        moved.record(connection, "recovered", {"recovery_booking": [booking], "transfer": moves}, by=BY)


def imported(database: Database, by: str) -> int:
    with database.write() as connection:
        return append(connection, "import", by=by, at=AT, body={}).seq


def account_agreed_to_by_who_brought_it(database: Database) -> None:
    moved.change_account(database, 1, [imported(database, BY), imported(database, moved.APPROVER)])


def account_that_nobody_brought(database: Database) -> None:
    moved.change_account(database, 1, [imported(database, BY), 1])


def seals_of_nothing(database: Database) -> None:
    with database.write() as connection:
        append(connection, "pay", by=BY, at=AT, body={"seals": {"sent_order": "0" * 64}})


@pytest.mark.parametrize(
    ("forge", "bad"),
    [
        (approved_by_its_preparer, ("approval", "2023S-002-A2", "approved-by-preparer")),
        (approved_for_less, ("approval", "A9", "total-differs")),
        (approved_as_something_else, ("approval", "A9", "payments-differ")),
        (sent_in_a_closed_term, ("journal", "7", "term-was-closed")),
        (ordered_without_approval, ("batch", "2023S-001", "not-approved")),
        (ordered_twice, ("payment_order", f"{ONE}-2", "two-orders-stand")),
        (ordered_for_more, ("payment_order", f"{TWO}-2", "order-without-line")),
        (ordered_out_of_count, ("payment_order", f"{TWO}-3", "record-missing")),
        (ordered_to_another_version, ("person", f"1 ({TWO}-2)", "values-altered")),
        (sent_after_its_end, ("sent_order", f"{TWO}-2", "sent-without-order")),
        (moved_more_than_there_is, ("line", ONE, "account-overdrawn")),
        (moved_nowhere, ("transfer", f"{ONE}-4", "unbalanced")),
        (given_back_to_the_aid_account, ("line", TWO, "balance-differs")),
        (settled_without_a_file, ("settled_order", "2023S-002-00001-1/paid", "settled-without-sending")),
        (a_file_of_more_orders, ("sending", "B9", "total-differs")),
        (a_body_that_is_no_json, ("journal", "6", "body-unreadable")),
        (ordered_for_less, ("payment_order", f"{TWO}-2", "not-what-was-payable")),
        (sent_to_other_accounts, ("sending", "2023S-002-B2", "hash-total-differs")),
        (booked_without_money, ("recovery_booking", f"{CLAIM}-R2", "not-moved")),
        (booked_for_less, ("recovery_booking", f"{CLAIM}-R1", "not-moved")),
        (undone_twice, ("recovery_booking", f"{CLAIM}-R4", "undoes-nothing")),
        (moved_back_without_booking, ("line", CLAIM, "moved-without-booking")),
        (given_up_by_its_preparer, ("recovery_booking", f"{CLAIM}-R1", "given-up-by-preparer")),
        (account_agreed_to_by_who_brought_it, ("account_change", "C4", "approved-by-bringer")),
        (account_that_nobody_brought, ("account_change", "C4", "brought-by-nothing")),
        (seals_of_nothing, ("sent_order", "#6", "record-missing")),
    ],
)
def test_a_record_that_should_never_have_been_written_is_named(
    paid: Database, forge: Forge, bad: tuple[str, str, str]
) -> None:
    forge(paid)
    assert first_bad(paid) == bad


def test_an_account_that_somebody_else_brought_is_in_order(paid: Database) -> None:
    moved.change_account(paid, 1, [imported(paid, BY)])
    assert first_bad(paid) is None


def altered(database: Database, *statements: str) -> list[tuple[str, str, str, object, object]]:
    """Change rows as a hand would, the guards taken away, and return what verify says that values were."""
    with database.write() as connection:
        for (name,) in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            connection.execute(text(f"DROP TRIGGER {name}"))
        for statement in statements:
            connection.execute(text(statement))
    with database.read() as connection:
        found = verify(connection).first_bad
    assert found is not None
    return [(one.table, one.id, one.column, one.was, one.now) for one in found.changes]


LINE = f"UPDATE line SET amount = 500000 WHERE line = '{ONE}'"
LINE_AND_STANDARD = f"UPDATE line SET amount = 500000, standard = 500000 WHERE line = '{ONE}'"


@pytest.mark.parametrize(
    ("statement", "was"),
    [
        (LINE, [("line", ONE, "amount", 50000, 500000)]),
        (LINE_AND_STANDARD, [("line", ONE, "amount", 50000, 500000), ("line", ONE, "standard", 50000, 500000)]),
        ("UPDATE approval SET total = 1", [("approval", "2023S-001-A1", "total", 112500, 1)]),
        ("UPDATE sending SET total = 1", [("sending", "2023S-001-B1", "total", 112500, 1)]),
        (f"UPDATE payment_order SET amount = 1 WHERE line = '{TWO}'",
         [("payment_order", f"{TWO}-1", "amount", 62500, 1)]),
        (f"UPDATE transfer SET amount = 7 WHERE transfer = '{ONE}-1'",
         [("transfer", f"{ONE}-1", "amount", 50000, 7)]),
        (f"UPDATE line SET kind = 'recover' WHERE line = '{ONE}'", [("line", ONE, "kind", "pay", "recover")]),
        ("UPDATE batch SET total = 1 WHERE batch = '2023S-001'", [("batch", "2023S-001", "total", 112500, 1)]),
        (f"UPDATE line SET amount = 1.5, school = 'x', reason = 'y' WHERE line = '{ONE}'", []),
    ],
)  # fmt: skip
def test_what_an_altered_value_was_is_said_where_its_digest_proves_it(
    paid: Database, statement: str, was: list[tuple[str, str, str, object, object]]
) -> None:
    assert altered(paid, statement) == was


def test_what_a_line_was_is_said_though_its_own_digest_was_altered_along(paid: Database) -> None:
    with paid.read() as connection:
        own = next(row for row in rows_of(connection, "line") if row["line"] == TWO)
    forged = record_digests("line", {name: [value] for name, value in (own | {"amount": 99999}).items()})[0]
    statement = f"UPDATE line SET amount = 99999, digest = '{forged}' WHERE line = '{TWO}'"
    assert altered(paid, statement) == [("line", TWO, "amount", 62500, 99999)]


def test_an_altered_amount_is_said_in_yuan_before_and_after(paid: Database) -> None:
    altered(paid, LINE)
    with paid.read() as connection:
        zh, en = (verify(connection).said(lang)[0] for lang in ("zh", "en"))
    assert zh == f"明细行 {ONE}，内容被改动过；金额原为 500.00，现为 5,000.00（按封存的校验码证实）"
    assert en.endswith("the amount was 500.00 and is 5,000.00 now (proved by the digest it was sealed with)")


def test_a_line_deleted_with_all_that_refers_to_it_is_named_as_missing(paid: Database) -> None:
    tables = ("settled_order", "sent_order", "order_end")
    of_line = f"payment_order IN (SELECT payment_order FROM payment_order WHERE line = '{ONE}')"
    gone = [f"DELETE FROM {table} WHERE {of_line}" for table in tables]
    gone += [f"DELETE FROM {table} WHERE line = '{ONE}'" for table in ("payment_order", "transfer", "line")]
    altered(paid, *gone)
    assert first_bad(paid) == ("line", ONE, "record-missing")


def test_every_altered_row_is_named_and_not_the_first_alone(paid: Database) -> None:
    altered(paid, "UPDATE line SET amount = amount + 100", "UPDATE settled_order SET paid_on = '2023-01-01'")
    with paid.read() as connection:
        seen = verify(connection)
    assert seen.first_bad is not None
    named = [(bad.table, bad.id) for bad in (seen.first_bad, *seen.more)]
    assert named == [
        ("line", ONE), ("line", TWO), ("line", "2023S-002-00001"), ("settled_order", f"{ONE}-1/paid"),
        ("settled_order", f"{TWO}-1/returned"),
    ]  # fmt: skip
    assert seen.bad == len(named)
