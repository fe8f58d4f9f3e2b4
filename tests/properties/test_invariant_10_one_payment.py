"""DESIGN invariant 10: two processes at once, a crash at any moment: nothing is posted twice and nothing is lost."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aid_ledger.ledger import Known, Posting, post
from aid_ledger.office import Config, make_workspace
from aid_ledger.store import Database, columns_of
from tests.architecture.source import ROOT
from tests.tools import worker
from tests.tools.books import TERM, WEIGHTS, described, due_frame, fill
from tests.tools.county import AT, BY, Desk
from tests.tools.long import LONG

pytestmark = pytest.mark.xdist_group("one-payment")  # what its tests share is built once
EXPORTS = ("lines", "outcomes", "entitlements")


def start(folder: Path, url: str, action: str, *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.tools.worker", str(folder), url, action, *options]
    return subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def end(process: subprocess.Popen[str]) -> dict[str, Any]:
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return dict(json.loads(out))


def state(desk: Desk) -> dict[str, str]:
    return {name: desk.csv(name) for name in EXPORTS}


# --- unique in the database -----------------------------------------------------------------------------------------


def test_the_same_line_cannot_be_posted_twice(database_url: str) -> None:
    """Even by a caller who looked at nothing before."""
    with closing(Database(database_url)) as database:
        fill(database, [{(1, "boarding-living"): 50000}])
        change = due_frame({(1, "boarding-living"): 50000}).assign(correction=0, kind="pay", corrects="")
        posting = Posting(TERM, described(change), WEIGHTS, {"sources": []}, BY, AT)
        with pytest.raises(Exception, match=r"already posted|duplicate key"), database.write() as connection:
            post(connection, posting, Known.read(connection))
        with database.read() as connection:
            assert columns_of(connection, "line")["amount"] == [50000]
            assert len(columns_of(connection, "journal")["seq"]) == 1


# --- two at once ----------------------------------------------------------------------------------------------------


def test_two_payouts_at_once_post_each_payment_once(database_url: str, tmp_path: Path) -> None:
    folder, go = tmp_path / "office", tmp_path / "go"
    worker.work(folder, database_url, "import")
    processes = [start(folder, database_url, "payout", "--go", str(go)) for _ in range(2)]
    go.touch()
    batches = [end(process)["batch"] for process in processes]
    with closing(Desk(folder, url=database_url)) as desk:
        assert sorted(batches, key=str) == ["2023S-001", None]
        lines = desk.export("lines")
        assert not lines.duplicated(["id_number", "programme"]).any()
        assert len(lines) == 8
        assert desk.verify().ok
        assert desk.payout().batch is None


@pytest.mark.long
def test_two_first_imports_at_once_make_the_books_and_take_each_file_once(database_url: str, tmp_path: Path) -> None:
    folder, go = tmp_path / "office", tmp_path / "go"
    make_workspace(folder, Config("示例县学生资助管理中心", "990101", "T2", database_url=database_url))
    processes = [start(folder, database_url, "import", "--go", str(go)) for _ in range(2)]
    go.touch()
    for process in processes:
        end(process)
    with closing(Desk(folder, url=database_url)) as desk:
        assert len(desk.office.sources()) == 3
        assert desk.verify().ok


# --- a crash at any moment ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], dict[str, int]]:
    """What a run without a crash gives, and how many moments of writing each step has."""
    folder = tmp_path_factory.mktemp("undisturbed") / "office"
    Desk(folder).close()
    calls = {action: int(end(start(folder, "sqlite:///ledger.db", action))["calls"]) for action in ("import", "payout")}
    with closing(Desk(folder)) as desk:
        return state(desk), calls


@settings(max_examples=8 if LONG else 3, suppress_health_check=list(HealthCheck))
@given(action=st.sampled_from(["import", "payout", "payout"]), when=st.floats(0, 1))
def test_after_a_crash_the_books_are_whole_and_the_same_run_ends_the_same(
    undisturbed: tuple[dict[str, str], dict[str, int]],
    tmp_path_factory: pytest.TempPathFactory,
    action: str,
    when: float,
) -> None:
    expected, calls = undisturbed
    folder, url = tmp_path_factory.mktemp("crash") / "office", "sqlite:///ledger.db"
    if action == "payout":
        worker.work(folder, url, "import")
    crash(folder, url, action, 1 + int(when * (calls[action] - 1)))
    again(folder, url, expected)


@pytest.mark.server
@pytest.mark.parametrize("when", [0.7])
def test_after_a_crash_the_books_on_a_server_are_whole_too(
    undisturbed: tuple[dict[str, str], dict[str, int]], postgres_url: str, tmp_path: Path, when: float
) -> None:
    expected, calls = undisturbed
    folder = tmp_path / "office"
    worker.work(folder, postgres_url, "import")
    crash(folder, postgres_url, "payout", int(when * calls["payout"]))
    again(folder, postgres_url, expected)


def crash(folder: Path, url: str, action: str, call: int) -> None:
    Desk(folder, url=url).close()
    process = start(folder, url, action, "--die-at", str(call))
    process.communicate(timeout=120)
    assert process.returncode == -signal.SIGKILL


def again(folder: Path, url: str, expected: dict[str, str]) -> None:
    with closing(Desk(folder, url=url)) as desk:
        assert desk.verify().ok
    for action in ("import", "payout"):
        worker.work(folder, url, action)
    with closing(Desk(folder, url=url)) as desk:
        assert state(desk) == expected
        assert desk.verify().ok
