"""Posting: ``ledger.post`` of lines against the driver's executemany, or COPY, of the same rows."""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.measure import WORK, Runs, Watch, by_turns, heading, ratio, report, verdict

LINES = 40_000
TERM, AT = "2023S", "2023-04-20T09:00:00+08:00"
PROGRAMMES = ("boarding-living", "nonboarding-living")
WEIGHTS = {name: {"central": 80, "province": 10, "city": 0, "county": 10} for name in PROGRAMMES}
_EVIDENCE = '{"roster":[["0123456789ab","A%d"]],"registers":[["ba9876543210","H%d"]]}'
ROWS = WORK / "posting.pickle"


def lines(count: int) -> Any:
    """Return lines to post: one a student, 230 schools."""
    import pandas as pd

    number = range(1, count + 1)
    ids = [f"9901{n % 8 + 1:02d}2012{n % 12 + 1:02d}{n % 28 + 1:02d}{n % 10000:04d}" for n in number]
    schools = [n % 230 for n in number]
    programme = [PROGRAMMES[n % 2] for n in number]
    amount = [62_500 if n % 2 else 50_000 for n in number]
    own = pd.DataFrame(
        {
            "programme": programme, "subject": [f"p{n}" for n in number], "student": list(number), "correction": 0,
            "kind": "pay", "corrects": "", "payee": "student", "amount": amount, "standard": amount,
            "school": [f"示例第{s}小学" for s in schools], "school_code": [f"32990{s:05d}" for s in schools],
            "town": [f"第{s % 15}镇" for s in schools], "stage": "primary", "grade": "五年级",
            "class_": [f"{n % 8 + 1}班" for n in number], "reason": "",
            "evidence": [_EVIDENCE % (n, n) for n in number],
            "identity": [f"{one}-{n}" for one, n in zip(ids, number, strict=True)], "id_number": ids,
            "name": [f"学生{n}" for n in number], "student_no": [f"G{one}" for one in ids], "sex": "男",
            "account": [f"62284800{n:011d}" for n in number], "account_name": [f"家长{n}" for n in number],
            "relation": "父亲", "bank": "示例县农村信用社",
        }
    )  # fmt: skip
    return own


def ours(url: str) -> None:
    """Post the lines through the ledger; keep the rows for the driver."""
    from aid_ledger.ledger import Known, Posting, post, verify
    from aid_ledger.store import Database
    from aid_ledger.store.tables import TABLES, column_names

    database = Database(url)
    posting = Posting(TERM, lines(LINES), WEIGHTS, {"sources": []}, "张三", AT)
    watch = Watch()
    watch.step("post")
    with database.write() as connection:
        server = _Server(connection)
        post(connection, posting, Known.read(connection))
    watch.stop()
    watch.cpu += server.used()
    with database.read() as connection:
        seen = verify(connection)
        tables = {name: column_names(name) for name in TABLES}
        rows = {
            name: connection.exec_driver_sql(_selected(name, columns)).fetchall() for name, columns in tables.items()
        }
    database.close()
    if not seen.ok:
        raise SystemExit(str(seen))
    ROWS.write_bytes(pickle.dumps({name: list(map(tuple, found)) for name, found in rows.items()}, protocol=5))
    report(watch, rows=sum(map(len, rows.values())))


def _selected(table: str, columns: Sequence[str]) -> str:
    return f"SELECT {_listed(columns)} FROM {table}"


def _listed(columns: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)


class _Server:
    """CPU seconds of the process that serves a connection: on SQLite that is ours, which counts itself."""

    def __init__(self, connection: Any) -> None:
        self._pid = 0
        if connection.dialect.name != "sqlite":
            self._pid = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
        self._before = self._now()

    def _now(self) -> float:
        if not self._pid:
            return 0.0
        fields = Path(f"/proc/{self._pid}/stat").read_text("ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def used(self) -> float:
        """Return how many since the beginning."""
        return self._now() - self._before


def driver(url: str) -> None:
    """Write the same rows as the driver does it: executemany or COPY; same tables and indexes, no triggers."""
    from sqlmodel import SQLModel, create_engine

    from aid_ledger.store.tables import TABLES, column_names

    tables = pickle.loads(ROWS.read_bytes())
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    SQLModel.metadata.create_all(engine, tables=[SQLModel.metadata.tables[name] for name in TABLES])
    watch = Watch()
    with engine.connect() as connection:
        cursor: Any = connection.connection.cursor()
        if connection.dialect.name == "sqlite":
            cursor.connection.isolation_level = None
            cursor.execute("PRAGMA journal_mode=WAL")
            cursor.execute("PRAGMA synchronous=FULL")
            cursor.execute("BEGIN IMMEDIATE")
        server = _Server(connection)
        watch.step("driver")
        for name, rows in tables.items():
            columns = _listed(column_names(name))
            if rows and connection.dialect.name == "sqlite":
                marks = ", ".join("?" * len(rows[0]))
                cursor.executemany(f'INSERT INTO "{name}" ({columns}) VALUES ({marks})', rows)
            elif rows:
                with cursor.copy(f'COPY "{name}" ({columns}) FROM STDIN') as copy:
                    for row in rows:
                        copy.write_row(row)
        cursor.execute("COMMIT")
        watch.stop()
        watch.cpu += server.used()
        cursor.close()
    engine.dispose()
    report(watch, rows=sum(map(len, tables.values())))


def main(case: str, url: str = "") -> None:
    """Run one case on a new database."""
    if not url:
        path = WORK / f"posting-{case}.db"
        for old in WORK.glob(f"{path.name}*"):
            old.unlink()
        url = f"sqlite:///{path.as_posix()}"
    (ours if case == "ours" else driver)(url)


def compare(runs: int) -> None:
    """Measure and print."""
    from tests.tools.postgres import server, server_programs

    heading(f"posting: ledger.post of {LINES:,} lines against executemany of the same rows (SQLite, WAL, FULL)")
    found = by_turns({"ours": ("posting", "ours"), "driver": ("posting", "driver")}, runs)
    _say(found["ours"], found["driver"])
    if server_programs() is None:
        print("  no PostgreSQL server is installed: not measured there")
        return
    heading(f"posting: ledger.post of {LINES:,} lines against COPY of the same rows (PostgreSQL; CPU of both sides)")
    both: dict[str, Runs] = {"ours": Runs("ours"), "driver": Runs("driver")}
    with server(durable=True) as started:
        for number in range(runs):
            urls = {name: _new_database(started, f"{name}{number}") for name in both}
            for name, part in by_turns({name: ("posting", name, urls[name]) for name in both}, 1).items():
                both[name].results += part.results
    _say(both["ours"], both["driver"])


def _new_database(started: Any, name: str) -> str:
    import psycopg

    with psycopg.connect(started.url("postgres"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    return str(started.url(name))


def _say(mine: Runs, theirs: Runs) -> None:
    times = ratio(mine, theirs)
    print(f"  {mine.last['rows']:,} rows; by wall clock {ratio(mine, theirs, 'seconds'):.2f} ×")
    verdict("posting, CPU", f"{times:.2f} ×", "≤ 1.5 ×", met=times <= 1.5)


if __name__ == "__main__":
    main(*sys.argv[1:])
