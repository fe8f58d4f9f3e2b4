"""The books that the benchmark of ``verify`` makes up are whole: else it would measure nothing."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from aid_ledger.ledger import verify
from aid_ledger.store import Database, sqlite_url
from benchmarks import verify as benchmark


def test_made_up_books_verify(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(benchmark, "COUNT", 30)
    benchmark.make(tmp_path / "books.db")
    with closing(Database(sqlite_url(tmp_path / "books.db"))) as database, database.read() as connection:
        seen = verify(connection)
    assert seen.first_bad is None
    assert seen.records > 8 * 30
