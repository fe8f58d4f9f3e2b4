"""Posting: ``ledger.post`` of lines against the driver's executemany of the same rows."""

from __future__ import annotations

import pickle
import sqlite3
import sys
from pathlib import Path
from typing import Any

from benchmarks.measure import WORK, Watch, by_turns, heading, ratio, report, verdict

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


def ours(path: Path) -> None:
    """Post the lines through the ledger; keep the rows for the driver."""
    from aid_ledger.ledger import Known, Posting, post, verify
    from aid_ledger.store import Database, sqlite_url

    database = Database(sqlite_url(path))
    posting = Posting(TERM, lines(LINES), WEIGHTS, {"sources": []}, "张三", AT)
    watch = Watch()
    watch.step("post")
    with database.write() as connection:
        post(connection, posting, Known.read(connection))
    watch.stop()
    with database.read() as connection:
        seen = verify(connection)
    database.close()
    if not seen.ok:
        raise SystemExit(str(seen))
    with sqlite3.connect(path) as connection:
        ddl = [
            sql for (sql,) in connection.execute("SELECT sql FROM sqlite_master WHERE type IN ('table','index')") if sql
        ]
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = {name: connection.execute(f'SELECT * FROM "{name}" ORDER BY rowid').fetchall() for name in names}
    ROWS.write_bytes(pickle.dumps((ddl, rows), protocol=5))
    report(watch, rows=sum(map(len, rows.values())))


def driver(path: Path) -> None:
    """Write the same rows with executemany: same tables and indexes, no triggers, one transaction."""
    ddl, tables = pickle.loads(ROWS.read_bytes())
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    for statement in ddl:
        connection.execute(statement)
    watch = Watch()
    watch.step("executemany")
    connection.execute("BEGIN IMMEDIATE")
    for name, rows in tables.items():
        if rows:
            connection.executemany(f'INSERT INTO "{name}" VALUES ({", ".join("?" * len(rows[0]))})', rows)
    connection.execute("COMMIT")
    watch.stop()
    connection.close()
    report(watch, rows=sum(map(len, tables.values())))


def main(case: str) -> None:
    """Run one case on a new database."""
    path = WORK / f"posting-{case}.db"
    for old in WORK.glob(f"{path.name}*"):
        old.unlink()
    (ours if case == "ours" else driver)(path)


def compare(runs: int) -> None:
    """Measure and print."""
    heading(f"posting: ledger.post of {LINES:,} lines against executemany of the same rows (SQLite, WAL, FULL)")
    found = by_turns({"ours": ("posting", "ours"), "driver": ("posting", "driver")}, runs)
    mine, theirs = found["ours"], found["driver"]
    times = ratio(mine, theirs)
    print(f"  {mine.last['rows']:,} rows; by wall clock {ratio(mine, theirs, 'seconds'):.2f} ×")
    verdict("posting, CPU", f"{times:.2f} ×", "≤ 1.5 ×", met=times <= 1.5)


if __name__ == "__main__":
    main(sys.argv[1])
