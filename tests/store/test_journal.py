"""The journal: one record a command, each holding the digest of the one before, its body one JSON text."""

from __future__ import annotations

import json
from contextlib import closing
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aid_ledger.store import GENESIS, Database, append, body_text, head, record_digest, rows_of
from tests.tools.books import books

bodies: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8"), max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab名", max_size=2), inner, max_size=3),
    max_leaves=6,
)


def test_records_are_numbered_and_chained(database_url: str) -> None:
    with closing(Database(database_url)) as database:
        with database.read() as connection:
            assert (head(connection).seq, head(connection).digest) == (0, GENESIS)
        for number in range(1, 4):
            with database.write() as connection:
                append(connection, "import", by="张三", at=f"2023-04-0{number}", body={"n": number})
        with database.read() as connection:
            rows = rows_of(connection, "journal", order="seq")
            assert head(connection).digest == rows[-1]["digest"]
    assert [row["seq"] for row in rows] == [1, 2, 3]
    assert [row["previous"] for row in rows] == [GENESIS, *(row["digest"] for row in rows[:-1])]
    for row in rows:
        assert row["digest"] == record_digest(*(row[name] for name in ("seq", "kind", "by", "at", "body", "previous")))


@given(st.dictionaries(st.text("ab名", max_size=2), bodies, max_size=4))
def test_a_body_is_one_text_whatever_the_order_of_its_keys(body: dict[str, Any]) -> None:
    text = body_text(body)
    assert json.loads(text) == body
    assert body_text(dict(reversed(body.items()))) == text


@pytest.mark.parametrize("body", [{"a": 1.5}, {"a": [{"b": 0.0}]}, {"a": float("nan")}, {"a": (1, 2.0)}], ids=repr)
def test_a_body_with_a_float_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match="no floats"):
        body_text(body)


def _write_and_fail(database: Database) -> None:
    with database.write() as connection:
        append(connection, "import", by="张三", at="2023-04-01", body={})
        raise ValueError("no term")


def test_a_record_of_a_transaction_that_failed_is_not_there() -> None:
    with books() as database:
        with pytest.raises(ValueError, match="no term"):
            _write_and_fail(database)
        with database.read() as connection:
            assert head(connection).seq == 0
