"""Disks that are full, read-only or without power, files in use, clocks set back: said plainly, and the books stand.

Every fault here is a real one: a limit of the system, a file without rights, a folder where a file should be.
"""

from __future__ import annotations

import gc
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text

from aid_ledger.errors import InputError, IntegrityError, LedgerError
from aid_ledger.office import Office
from aid_ledger.office.paying import PayOptions
from aid_ledger.office.payout import PayoutOptions
from aid_ledger.store import Database, Evidence, append, rows_of
from tests.architecture.source import ROOT
from tests.tools.county import AT, BY, Desk, pupil
from tests.tools.way import BATCH, BEFORE, OTHER, Stages, act, books_of, files_of, sent_files_of

pytestmark = pytest.mark.xdist_group("disks")  # what its tests share is built once
LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)),) * 2)
from aid_ledger_cli.main import main
main()
"""

WITHOUT_RIGHTS = """
import ctypes, os, sys
for capability in (1, 2):  # root may write and read anywhere, until these are taken from it
    ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)
os.execv(sys.executable, [sys.executable, "-m", "aid_ledger_cli", *sys.argv[1:]])
"""


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> Stages:
    return Stages(tmp_path_factory.mktemp("stages"))


@pytest.fixture
def ready(stages: Stages) -> Path:
    """An office whose batch is approved."""
    return stages.copy(BEFORE["pay"])[0]


def books(folder: Path) -> dict[str, list[str]]:
    return books_of(folder, "sqlite:///ledger.db")


def command(*words: str, start: Sequence[str] = ("-m", "aid_ledger_cli")) -> tuple[int, str]:
    """Run the command; return its exit code and what it says to people."""
    paths = {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "cli")]), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, *start, *words], env={**os.environ, **paths}, cwd="/", text=True, capture_output=True,
        check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    assert "database is locked" not in done.stderr
    return done.returncode, done.stderr


# --- full -----------------------------------------------------------------------------------------------------------


def test_books_that_cannot_grow_are_as_before_and_say_so(ready: Path) -> None:
    """A limit on pages is what SQLite calls a full disk."""
    before = books(ready)
    with closing(Office.open(ready)) as office:

        def no_more(connection: Any, _record: object, _proxy: object = None) -> None:
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count = {pages}")

        event.listen(office.database.engine, "checkout", no_more)
        with pytest.raises(InputError) as error, office.database.write() as connection:
            append(connection, "import", by=BY, at=AT, body={"much": "字" * 100_000})
    assert [one.name for one in error.value.findings] == ["database-full"]
    assert books(ready) == before
    assert act(ready, "sqlite:///ledger.db", "pay") == {"done": [f"{BATCH}-F01"]}


@pytest.mark.parametrize("room", [2_000, 9_000, 30_000])
def test_a_sending_for_which_there_is_no_room_is_made_whole_or_not_at_all(ready: Path, room: int) -> None:
    """No file may grow past so many bytes: the archive, the books' log, or the papers are the first that cannot."""
    before = books(ready)
    code, said = command(
        str(room), "--workspace", str(ready), "--lang", "zh", "pay", BATCH, "--by", BY, start=("-c", LIMITED)
    )
    after = books(ready)
    if after == before:
        assert code == 3, said
        assert "磁盘" in said
        assert act(ready, "sqlite:///ledger.db", "pay") == {"done": [f"{BATCH}-F01"]}
    else:
        assert code in (0, 3), said
        assert "不要再报送" in said or code == 0
        assert act(ready, "sqlite:///ledger.db", "pay")["refused"] == "nothing-to-send"
    with closing(Office.open(ready)) as office:
        assert office.verify().ok
    first = files_of(ready, "sqlite:///ledger.db", ready / "out")
    assert len(first) == 2
    assert files_of(ready, "sqlite:///ledger.db", ready / "again") == first


# --- in use, or without rights ---------------------------------------------------------------------------------------


def test_a_bank_file_that_is_in_use_is_said_as_sent_and_is_written_again_the_same(ready: Path, stages: Stages) -> None:
    """A folder of its name stands for a file that Excel has open: it cannot be replaced."""
    other = stages.copy(BEFORE["pay"])[0]
    act(other, "sqlite:///ledger.db", "pay")
    names = list(sent_files_of(other))
    for name in names:
        folder = ready / "out" / name
        folder.mkdir(parents=True, exist_ok=True)
        with closing(Office.open(ready)) as office:
            if not books(ready)["sending"]:
                with pytest.raises(InputError) as error:
                    office.pay(BATCH, PayOptions(out=ready / "out"), by=BY, at=AT)
                assert [one.name for one in error.value.findings] == ["sent-but-not-written"]
            with pytest.raises(LedgerError) as again:
                office.pay(BATCH, PayOptions(out=ready / "out"), by=BY, at=AT)
            assert [one.name for one in again.value.findings] == ["nothing-to-send"]
        folder.rmdir()
    code, said = command("--workspace", str(ready), "batch", "show", BATCH, "--out", str(ready / "again"))
    assert code == 0, said
    written = {path.name: path.read_bytes() for path in (ready / "again").glob("*") if path.name in names}
    assert written == sent_files_of(other)
    assert not list((ready / "out").glob("*.part"))


def test_bank_files_that_a_crash_left_out_come_with_the_next_look_at_the_batch(ready: Path) -> None:
    act(ready, "sqlite:///ledger.db", "pay")
    folder = ready / "reports/2023S" / BATCH
    files = sent_files_of(ready)
    for name in files:
        (folder / name).unlink()
    code, said = command("--workspace", str(ready), "batch", "show", BATCH)
    assert code == 0, said
    assert {name: (folder / name).read_bytes() for name in files} == files


def test_sheets_that_cannot_be_written_do_not_hide_that_the_batch_is_posted(stages: Stages) -> None:
    folder = stages.copy(BEFORE["payout"])[0]
    (folder / "reports").write_text("no folder")
    with closing(Office.open(folder)) as office:
        with pytest.raises(InputError) as error:
            office.payout("2023S", PayoutOptions(), by=BY, at=AT)
        assert [(one.name, one.params["batch"]) for one in error.value.findings] == [("posted-but-not-written", BATCH)]
        assert office.verify().ok
        assert [row["batch"] for row in office.batches()] == [BATCH]


def test_a_folder_that_can_only_be_read_is_said_and_nothing_is_written(ready: Path) -> None:
    before = books(ready)
    locked = [ready, *ready.rglob("*")]
    for path in locked:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        code, said = command(
            "--workspace", str(ready), "--lang", "zh", "pay", BATCH, "--by", BY, start=("-c", WITHOUT_RIGHTS)
        )  # fmt: skip
    finally:
        for path in locked:
            path.chmod(0o700 if path.is_dir() else 0o600)
    assert code == 3, said
    assert "台账 ledger.db" in said
    assert books(ready) == before


def test_a_file_that_is_no_database_is_damaged_books(ready: Path) -> None:
    for name in ("ledger.db-wal", "ledger.db-shm"):
        (ready / name).unlink(missing_ok=True)
    (ready / "ledger.db").write_bytes(b"\0not a database\xff" * 400)
    with pytest.raises(IntegrityError) as error:
        Office.open(ready)
    assert [one.name for one in error.value.findings] == ["database-damaged"]


def test_books_that_another_program_never_lets_go_are_busy_and_not_locked(ready: Path) -> None:
    with (
        closing(sqlite3.connect(ready / "ledger.db", isolation_level=None)) as other,
        closing(Office.open(ready)) as office,
    ):
        event.listen(office.database.engine, "checkout", lambda raw, *_: raw.execute("PRAGMA busy_timeout=50"))
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LedgerError) as error:
            office.approve(BATCH, by=OTHER, at=AT)
        assert [one.name for one in error.value.findings] == ["database-busy"]


def test_a_server_that_is_not_there_is_said(tmp_path: Path) -> None:
    pytest.importorskip("psycopg", reason="psycopg is not installed (the extra aid-ledger[postgresql])")
    with pytest.raises(InputError) as error:
        Database("postgresql://nobody@127.0.0.1:1/ledger")
    assert [(one.name, one.params["where"]) for one in error.value.findings] == [
        ("database-unreachable", "127.0.0.1/ledger")
    ]


@pytest.mark.server
@pytest.mark.filterwarnings("ignore")  # the driver warns of the connection that it has lost
def test_a_server_that_goes_away_is_said(postgres_url: str) -> None:
    with closing(Database(postgres_url)) as database:
        with pytest.raises(InputError) as error, database.write() as connection:
            connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        assert [one.name for one in error.value.findings] == ["database-unreachable"]
    del error, connection
    gc.collect()


@pytest.mark.server
def test_what_is_read_on_a_server_is_one_state_whatever_is_written_meanwhile(postgres_url: str) -> None:
    with closing(Database(postgres_url)) as database, database.read() as reading:
        before = len(rows_of(reading, "journal"))
        with database.write() as connection:
            append(connection, "import", by=BY, at=AT, body={})
        assert len(rows_of(reading, "journal")) == before
        assert len(rows_of(reading, "journal", order="seq")) == before


# --- power ----------------------------------------------------------------------------------------------------------


def test_sqlite_waits_for_the_disk(ready: Path) -> None:
    with closing(Office.open(ready)) as office:
        for opened in (office.database.read, office.database.write):
            with opened() as connection:
                said = {
                    name: connection.execute(text(f"PRAGMA {name}")).scalar()
                    for name in ("synchronous", "journal_mode")
                }
                assert said == {"synchronous": 2, "journal_mode": "wal"}


def test_an_archived_file_and_its_name_are_on_the_disk_before_the_books_speak_of_it(
    ready: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In order: the bytes, the move into place, the folder; and only then the record of the journal."""
    steps: list[str] = []
    real_sync, real_replace = os.fsync, Path.replace

    def sync(descriptor: int) -> None:
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        steps.append(f"sync {'folder' if path.is_dir() else 'file'} {path.relative_to(ready).parts[0]}")
        real_sync(descriptor)

    def replace(self: Path, target: Path) -> Path:
        steps.append(f"move {target.relative_to(ready).parts[0]}")
        return real_replace(self, target)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(Path, "replace", replace)
    with closing(Office.open(ready)) as office:
        event.listen(office.database.engine, "commit", lambda _: steps.append("commit"))
        office.pay(BATCH, by=BY, at=AT)
    first = steps[: steps.index("commit") + 1]
    assert [step for step in first if step != "sync folder ."][-4:] == [
        "sync file sources", "move sources", "sync folder sources", "commit"
    ]  # fmt: skip
    assert "sync file reports" in steps[steps.index("commit") :]


def test_bytes_that_were_not_brought_to_the_disk_are_never_in_place(tmp_path: Path) -> None:
    archive = Evidence(tmp_path)
    name = archive.keep(b"abc")
    assert archive.read(name) == b"abc"
    assert not list(tmp_path.rglob("*.part"))


# --- clocks ---------------------------------------------------------------------------------------------------------


def test_a_clock_set_back_is_warned_of_and_breaks_nothing(ready: Path) -> None:
    with closing(Desk(ready)) as desk:
        desk.office.log_export("lines", "2023S", by=BY, at="2123-04-20T09:00:00+08:00")
    code, said = command("--workspace", str(ready), "--lang", "zh", "pay", BATCH, "--by", BY)
    assert code == 0, said
    assert "2123-04-20T09:00:00+08:00" in said
    with closing(Desk(ready)) as desk:
        with desk.office.database.read() as connection:
            records = rows_of(connection, "journal", order="seq")
        assert records[-1]["kind"] == "pay"
        assert records[-1]["at"] < records[-2]["at"]
        assert desk.verify().ok
        desk.took("名册.xlsx", [pupil(number) for number in range(1, 6)], "roster", replace=True)
        assert desk.verify().ok
    code, said = command("--workspace", str(ready), "verify", "--json")
    assert code == 0, said


def test_a_clock_that_goes_on_is_not_warned_of(ready: Path) -> None:
    code, said = command("--workspace", str(ready), "--lang", "zh", "batches", "--json")
    assert (code, json.dumps(said)) == (0, '""')
