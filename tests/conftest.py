"""What all tests share: Hypothesis profiles, databases, and the rule that on CI a skip is a failure.

Environment: ``AID_LEDGER_HYPOTHESIS`` names a profile (``default``, ``ci``, ``search``);
``AID_LEDGER_REQUIRE_ALL=1`` makes every skipped test fail and names it.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Generator, Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.tools.long import LONG
from tests.tools.postgres import Server, server, server_programs

REQUIRE_ALL = os.environ.get("AID_LEDGER_REQUIRE_ALL", "") not in {"", "0"}

settings.register_profile("default", deadline=None)
settings.register_profile(
    "ci", deadline=None, derandomize=True, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("search", deadline=None, max_examples=10_000, suppress_health_check=list(HealthCheck))
settings.load_profile(os.environ.get("AID_LEDGER_HYPOTHESIS") or "default")

# No test may depend on where it runs: one zone, one locale, nobody's own workspace.
for name in [name for name in os.environ if name.startswith(("LC_", "AID_LEDGER_WORKSPACE"))]:
    del os.environ[name]
os.environ.update(TZ="UTC", LANG="C.UTF-8", LANGUAGE="")
if sys.platform != "win32":
    time.tzset()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--update-expected``: write expected files and generated parts of documents instead of comparing them."""
    parser.addoption("--update-expected", action="store_true", help="write expected files instead of comparing them")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the tests marked ``long`` to ``make test-long``."""
    left = [] if LONG else [item for item in items if item.get_closest_marker("long")]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if not item.get_closest_marker("long")]


# --- a skip is a failure where everything must be there -------------------------------------------------------------


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skipped test into a failed one that says why it was skipped."""
    report = yield
    if REQUIRE_ALL and report.skipped and not hasattr(report, "wasxfail"):
        report.longrepr = f"{report.nodeid} was skipped although AID_LEDGER_REQUIRE_ALL is set: {_why(report)}"
        report.outcome = "failed"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Turn a module skipped as a whole into a failure."""
    report = yield
    if REQUIRE_ALL and report.skipped:
        report.longrepr = f"{report.nodeid} was skipped although AID_LEDGER_REQUIRE_ALL is set: {_why(report)}"
        report.outcome = "failed"
    return report


def _why(report: pytest.TestReport | pytest.CollectReport) -> str:
    return report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)


# --- databases ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """Start a PostgreSQL server on a free local port, and stop it at the end of the session."""
    if server_programs() is None:
        pytest.skip("no PostgreSQL server is installed (on Debian: apt-get install postgresql)")
    pytest.importorskip("psycopg", reason="psycopg is not installed (the extra aid-ledger[postgresql])")
    with server() as started:
        yield started


_numbers = count(1)


@pytest.fixture
def postgres_url(postgres_server: Server) -> Iterator[str]:
    """Return the url of an empty PostgreSQL database of this test alone."""
    yield from _database(postgres_server)


@pytest.fixture(scope="module")
def postgres_of_module(postgres_server: Server) -> Iterator[str]:
    """Return the url of an empty PostgreSQL database that the tests of a module share."""
    yield from _database(postgres_server)


def _database(postgres_server: Server) -> Iterator[str]:
    import psycopg

    name = f"test_{next(_numbers)}"
    with psycopg.connect(postgres_server.url("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        yield postgres_server.url(name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.server)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the url of an empty database, once a file of SQLite and once a PostgreSQL server."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'ledger.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url
