"""Tests of an office on both engines: those of the way of money that matter most run on a PostgreSQL server too."""

from __future__ import annotations

import pytest

on_both = pytest.mark.parametrize(
    "office", ["sqlite", pytest.param("postgresql", marks=pytest.mark.server)], indirect=True
)
"""Give the fixture ``office`` of a test once on each engine; without it the fixture stays on SQLite."""


def url_for(request: pytest.FixtureRequest) -> str:
    """Return the database of the fixture that asks: a file of its own, or an empty PostgreSQL database."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return "sqlite:///ledger.db"
    url: str = request.getfixturevalue("postgres_url")
    return url
