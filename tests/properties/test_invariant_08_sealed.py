"""DESIGN invariant 8: whatever is changed, taken out, put in or swapped behind the program's back, ``verify`` finds."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from aid_ledger.ledger import Verification, verify
from aid_ledger.ledger.records import record_digests, sealed_columns
from aid_ledger.store import Database, record_digest, sqlite_url
from aid_ledger.store.tables import column_names
from tests.tools.county import AT, BY, PRIMARY, Desk, member, pupil, school
from tests.tools.long import LONG
from tests.tools.review import BOARDING, STATUS, answered

pytestmark = pytest.mark.xdist_group("sealed")  # what its tests share is built once
SEALED = ("journal", "line", "transfer", "share", "batch", "person", "source", "source_end", "decision", "decision_end")
WITH_DIGEST = ("line", "transfer", "share")
FIRST_THERE = {"line": "line", "transfer": "transfer", "journal": "seq"}
"""Tables of which a changed row must be named itself."""


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The books of an office: three payouts, with lines taken back and a source out of use."""
    folder = tmp_path_factory.mktemp("sealed") / "office"
    with closing(Desk(folder)) as desk:
        desk.took("学校名录.xlsx", [school(PRIMARY, 营养餐="是", 供餐天数="100")])
        desk.took(
            "在校生名册.xlsx", [*(pupil(n) for n in range(1, 7)), pupil(7, 就读方式=""), pupil(8, 学生状态="空挂")]
        )
        poor = desk.took("脱贫户.xlsx", [member(n) for n in (1, 2, 3, 4, 7, 8)], "filed-poor")
        desk.payout()
        _decide(desk)
        desk.took("农村低保.xlsx", [member(5), member(6)], "rural-allowance")
        desk.payout()
        desk.office.retire_source(poor, why="旧名单", by="李四", at="2023-05-01T09:00:00+08:00")
        desk.took("脱贫户2.xlsx", [member(2)], "filed-poor")
        desk.payout()
        assert desk.verify().ok
    with closing(sqlite3.connect(folder / "ledger.db")) as connection:
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder / "ledger.db"


def _decide(desk: Desk) -> None:
    """Answer two questions, and take one answer back."""
    asked = desk.office.review("2023S", by=BY, at=AT)
    assert asked.workbook is not None
    answers = {BOARDING: "住校", STATUS: "在读"}
    done = desk.office.apply_review("问题.xlsx", answered(asked.workbook, answers), by="李四", at=AT)
    assert len(done.decisions) == 2
    desk.office.retract_decision(done.decisions[0], why="学校来电", by="李四", at=AT)


@contextmanager
def tampered(original: Path) -> Iterator[tuple[sqlite3.Connection, Callable[[], Verification]]]:
    """Yield a copy of the books without triggers, and what ``verify`` says of it."""
    with tempfile.TemporaryDirectory(prefix="aid-ledger-sealed-") as folder:
        copy = Path(folder) / "ledger.db"
        shutil.copy(original, copy)

        def check() -> Verification:
            with closing(Database(sqlite_url(copy))) as database, database.read() as reading:
                return verify(reading)

        with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
            connection.row_factory = sqlite3.Row
            yield connection, check


def rows(connection: sqlite3.Connection, table: str) -> list[sqlite3.Row]:
    order = {"journal": "seq", "line": "seq, line", "transfer": "seq, transfer"}.get(table, "rowid")
    return connection.execute(f"SELECT rowid AS place, * FROM {table} ORDER BY {order}").fetchall()


def rehash(connection: sqlite3.Connection, table: str, place: int) -> None:
    """Give a row the digest that fits what it says now, as somebody would who knows the program."""
    row = connection.execute(f"SELECT * FROM {table} WHERE rowid = ?", [place]).fetchone()
    if table == "journal":
        own = record_digest(*(row[name] for name in ("seq", "kind", "by", "at", "body", "previous")))
    else:
        own = record_digests(table, {name: [row[name]] for name in sealed_columns(table)})[0]
    connection.execute(f"UPDATE {table} SET digest = ? WHERE rowid = ?", [own, place])


def test_books_that_nobody_touched_are_whole(original: Path) -> None:
    with tampered(original) as (_, check):
        found = check()
    assert (found.ok, found.first_bad, found.erased) == (True, None, 0)


@settings(max_examples=80 if LONG else 40)
@given(st.data())
def test_a_changed_value_is_found_where_it_stands(original: Path, data: st.DataObject) -> None:
    table = data.draw(st.sampled_from(SEALED))
    column = data.draw(st.sampled_from(column_names(table)))
    with tampered(original) as (connection, check):
        row = data.draw(st.sampled_from(rows(connection, table)))
        old = row[column]
        value = data.draw(other_than(old))
        try:
            connection.execute(f'UPDATE {table} SET "{column}" = ? WHERE rowid = ?', [value, row["place"]])
        except sqlite3.IntegrityError:  # the database itself refuses: a key that is taken, a blank where none may be
            return
        found = check()
    assert not found.ok, f"{table}.{column}: {old!r} -> {value!r}"
    assert found.first_bad is not None
    if table == "journal" and column != "seq":
        assert found.first_bad.table == "journal"
        assert int(found.first_bad.id) <= row["seq"] + 1
    elif table in FIRST_THERE and column not in ("line", "transfer", "seq"):
        assert (found.first_bad.table, found.first_bad.id) == (table, row[FIRST_THERE[table]])


def other_than(old: object) -> st.SearchStrategy[Any]:
    if isinstance(old, int):
        return st.integers(-(2**40), 2**40).filter(lambda value: value != old)
    text = st.text("0123456789abcXI甲 ", max_size=6) | st.sampled_from(["", "2023S-001", "aid", "roster", f"{old} "])
    return text.filter(lambda value: value != old)


@settings(max_examples=30 if LONG else 15)
@given(st.data())
def test_a_changed_value_with_a_digest_made_to_fit_is_found(original: Path, data: st.DataObject) -> None:
    table = data.draw(st.sampled_from(WITH_DIGEST))
    column = data.draw(st.sampled_from([name for name in sealed_columns(table) if name not in ("seq", "batch")]))
    with tampered(original) as (connection, check):
        row = data.draw(st.sampled_from(rows(connection, table)))
        value = data.draw(other_than(row[column]))
        try:
            connection.execute(f'UPDATE {table} SET "{column}" = ? WHERE rowid = ?', [value, row["place"]])
        except sqlite3.IntegrityError:
            return
        rehash(connection, table, row["place"])
        found = check()
    assert not found.ok
    assert found.first_bad is not None


@settings(max_examples=20 if LONG else 10)
@given(st.data())
def test_a_rewritten_journal_record_breaks_the_chain_behind_it(original: Path, data: st.DataObject) -> None:
    with tampered(original) as (connection, check):
        row = data.draw(st.sampled_from(rows(connection, "journal")[:-1]))
        column = data.draw(st.sampled_from(["by", "at", "kind"]))
        connection.execute(f"UPDATE journal SET \"{column}\" = 'x' WHERE seq = ?", [row["seq"]])
        rehash(connection, "journal", row["place"])
        found = check()
    assert found.first_bad is not None
    assert found.first_bad.table == "journal"
    assert int(found.first_bad.id) <= row["seq"] + 1


def test_a_rewritten_last_record_is_found_by_the_head_that_stands_on_paper(original: Path) -> None:
    with tampered(original) as (connection, check):
        printed = check().head.digest
        last = rows(connection, "journal")[-1]
        connection.execute("UPDATE journal SET \"by\" = '别人' WHERE seq = ?", [last["seq"]])
        rehash(connection, "journal", last["place"])
        path = Path(connection.execute("PRAGMA database_list").fetchone()["file"])
        with closing(Database(sqlite_url(path))) as database, database.read() as reading:
            found = verify(reading, printed[:16])
    assert found.first_bad is not None
    assert found.first_bad.what == "head-not-found"


@settings(max_examples=30 if LONG else 15)
@given(st.data())
def test_a_row_taken_out_is_found(original: Path, data: st.DataObject) -> None:
    table = data.draw(st.sampled_from(SEALED))
    with tampered(original) as (connection, check):
        row = data.draw(st.sampled_from(rows(connection, table)))
        connection.execute(f"DELETE FROM {table} WHERE rowid = ?", [row["place"]])
        found = check()
    assert not found.ok, f"{table}: {dict(row)}"
    assert found.first_bad is not None
    if table == "journal":
        assert found.first_bad.table != "journal" or int(found.first_bad.id) <= row["seq"] + 1


NEW_KEY: dict[str, dict[str, object]] = {
    "journal": {"seq": 900},
    "line": {"line": "2023S-001-99999", "correction": 77},
    "transfer": {"transfer": "2023S-001-00001-9"},
    "share": {"level": "city"},
    "batch": {"batch": "2023S-077"},
    "person": {"person": 900, "subject": "p900"},
    "source": {"source": "ffffffffffff"},
    "source_end": {"source": "ffffffffffff"},
    "decision": {"decision": "ffffffffffff"},
    "decision_end": {"decision": "ffffffffffff"},
}


@settings(max_examples=30 if LONG else 15)
@given(st.data())
def test_a_row_put_in_is_found(original: Path, data: st.DataObject) -> None:
    """A person put in with somebody's ID under another surrogate would have that student paid again."""
    table = data.draw(st.sampled_from(SEALED))
    with tampered(original) as (connection, check):
        row = dict(data.draw(st.sampled_from(rows(connection, table))))
        row.pop("place")
        row |= NEW_KEY[table]
        if "seq" in row and table != "journal":
            row["seq"] = data.draw(st.sampled_from([row["seq"], 1, 900]))
        names = ", ".join(f'"{name}"' for name in row)
        done = connection.execute(
            f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(row))})", list(row.values())
        )
        if table in WITH_DIGEST or table == "journal":
            rehash(connection, table, int(done.lastrowid or 0))
        found = check()
    assert not found.ok, f"{table}: {row}"


@settings(max_examples=20 if LONG else 10)
@given(st.data())
def test_two_rows_that_change_places_are_found(original: Path, data: st.DataObject) -> None:
    """All that two records say is swapped, digests too: only the order tells."""
    table = data.draw(st.sampled_from(["journal", "line", "transfer"]))
    key = {"journal": "seq", "line": "line", "transfer": "transfer"}[table]
    with tampered(original) as (connection, check):
        one, other = data.draw(
            st.lists(st.sampled_from(rows(connection, table)), min_size=2, max_size=2, unique_by=lambda row: row[key])
        )
        names = [name for name in one.keys() if name not in ("place", key, "correction", "subject")]  # noqa: SIM118
        for row, place in ((one, other["place"]), (other, one["place"])):
            sets = ", ".join(f'"{name}" = ?' for name in names)
            connection.execute(f"UPDATE {table} SET {sets} WHERE rowid = ?", [*(row[name] for name in names), place])
        found = check()
    assert not found.ok
    assert found.first_bad is not None


@pytest.mark.parametrize("column", ["account", "account_name", "name", "id_number", "identity"])
def test_an_account_cannot_be_changed_under_the_cover_of_an_erasure(original: Path, column: str) -> None:
    """An erased person has no salt; no salt must not mean that nobody looks."""
    with tampered(original) as (connection, check):
        connection.execute(f"UPDATE person SET salt = '', \"{column}\" = '6299019999999999999' WHERE person = 1")
        assert not check().ok


@settings(max_examples=50 if LONG else 25)
@given(st.lists(st.text("ab,:1", max_size=3), max_size=4), st.lists(st.text("ab,:1", max_size=3), max_size=4))
@example(["ab", "c"], ["a", "bc"])
@example(["s1:a", ""], ["", "s1:a"])
def test_no_two_records_have_the_same_digest(one: list[str], other: list[str]) -> None:
    from aid_ledger.store import digest

    assert (digest("line", one) == digest("line", other)) is (one == other)
    assert digest("line", one) != digest("transfer", one)
