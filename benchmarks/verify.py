"""Verify: a ledger of 100,000 payments, each approved, sent and settled, against reading and hashing the same bytes."""

from __future__ import annotations

import hashlib
import sqlite3
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.measure import WORK, Watch, by_turns, heading, ratio, report, run, verdict
from benchmarks.posting import AT, TERM, WEIGHTS, lines

Columns = Mapping[str, Sequence[Any]]
COUNT = 99_999
BOOKS = WORK / "verify.db"
_BATCH = f"{TERM}-001"


def make(path: Path) -> None:
    """Write the ledger as posting, approval, sending and settlement do, in bulk."""
    from aid_ledger.ledger import Known, Posting, lines_of, orders_digest, post
    from aid_ledger.ledger.sealing import write_columns
    from aid_ledger.people import hash_total
    from aid_ledger.store import Connection, Database, append, head, sqlite_url

    part = path.with_suffix(".part")
    for old in path.parent.glob(f"{part.name}*"):
        old.unlink()
    database = Database(sqlite_url(part))
    with database.write() as connection:
        post(connection, Posting(TERM, lines(COUNT), WEIGHTS, {"sources": []}, "张三", AT), Known.read(connection))
        own = lines_of(connection, TERM)
    names, count = own["line"].tolist(), len(own)
    orders = [f"{line}/1" for line in names]
    keys = {"line": names, **{name: own[name].tolist() for name in ("batch", "term", "programme", "amount")}}

    def moved(number: int, debit: str, credit: str) -> Columns:
        same = {"debit": debit, "credit": credit, "at": AT, "corrects": None}
        return {"transfer": [f"{line}-{number}" for line in names], **keys, **{k: [v] * count for k, v in same.items()}}

    def record(connection: Connection, kind: str, tables: Mapping[str, Columns]) -> None:
        seq = head(connection).seq + 1
        seals = {
            table: write_columns(connection, table, {**columns, "seq": [seq] * len(next(iter(columns.values())))})
            for table, columns in tables.items()
        }
        append(connection, kind, by="李四", at=AT, body={"term": TERM, "seals": seals})

    total = int(own["amount"].sum())
    sealed: Columns = {
        "payment_order": orders, "batch": keys["batch"], "line": names, "number": [1] * count,
        "person": own["person"].astype(int).tolist(), "payee": own["payee"].tolist(), "amount": keys["amount"],
        "commitment": own["commitment"].tolist(),
    }  # fmt: skip
    approval: Columns = {
        "approval": [f"{_BATCH}-A1"], "batch": [_BATCH], "document": [""], "orders": [count], "withdrawn": [0],
        "total": [total], "payments": [orders_digest(own[["line", "account", "account_name", "amount"]], own)],
    }  # fmt: skip
    sending: Columns = {
        "sending": [f"{_BATCH}-F01"], "batch": [_BATCH], "profile": ["generic"], "payer": [""], "file": ["F01.csv"],
        "file_digest": ["0" * 64], "orders": [count], "total": [total],
        "hash_total": [f"{hash_total(own['account'].astype('str')):012d}"],
    }  # fmt: skip
    sent: Columns = {"payment_order": orders, "sending": [f"{_BATCH}-F01"] * count, "place": list(range(1, count + 1))}
    settled: Columns = {
        "payment_order": orders, "outcome": ["paid"] * count, "reason": [""] * count, "paid_on": ["2023-05-08"] * count,
        "voucher": ["0001"] * count, "evidence": [f"0123abcd/Sheet1!A{row}" for row in range(2, count + 2)],
    }  # fmt: skip
    with database.write() as connection:
        record(connection, "approve", {"payment_order": sealed, "approval": approval})
        record(connection, "pay", {
            "sending": sending, "sent_order": sent, "transfer": moved(2, "payable", "in-transit"),
        })  # fmt: skip
        record(connection, "settle", {"settled_order": settled, "transfer": moved(3, "in-transit", "paid")})
    database.close()
    for old in part.parent.glob(f"{part.name}-*"):
        old.unlink()
    part.replace(path)


def ours() -> None:
    """Verify."""
    from aid_ledger.ledger import verify
    from aid_ledger.store import Database, sqlite_url

    database = Database(sqlite_url(BOOKS))
    watch = Watch()
    watch.step("verify")
    with database.read() as connection:
        seen = verify(connection)
    watch.stop()
    database.close()
    if not seen.ok:
        raise SystemExit(str(seen.first_bad))
    report(watch, records=seen.records)


def floor() -> None:
    """Fetch the same rows from the driver, a few hundred at a time, and hash as many bytes as their canonical form."""
    from aid_ledger.store.canonical import record
    from aid_ledger.store.tables import TABLES, column_names

    connection = sqlite3.connect(BOOKS)
    watch = Watch()
    watch.stop()
    rows = size = 0
    for table in TABLES:
        query = f'SELECT {", ".join(column_names(table))} FROM "{table}"'
        example = connection.execute(query).fetchone()
        data = b"" if example is None else record(table, example)
        cursor = connection.execute(query)
        watch.step("fetch")
        fetched = 0
        while found := cursor.fetchmany(250):
            fetched += len(found)
        watch.step("sha256")
        for _ in range(fetched):
            hashlib.sha256(data).hexdigest()
        watch.stop()
        rows, size = rows + fetched, size + fetched * len(data)
    report(watch, records=rows, bytes=size)


def main(case: str) -> None:
    """Run one case."""
    if case == "make":
        make(BOOKS)
        report(Watch())
        return
    (ours if case == "ours" else floor)()


def compare(runs: int) -> None:
    """Measure and print."""
    heading(f"verify: {COUNT:,} payments, each posted, approved, sent and settled (SQLite)")
    if not BOOKS.exists():
        run("verify", "make")
    found = by_turns({"ours": ("verify", "ours"), "floor": ("verify", "floor")}, runs)
    mine, least = found["ours"], found["floor"]
    records = float(mine.last["records"])
    speed = records / mine.middle("cpu")
    fastest = {name: records / float(least.last["steps"][name]) for name in ("fetch", "sha256")}
    print(f"  {records:,.0f} records; {ratio(mine, least):.2f} × of fetching and hashing the same bytes")
    print("  " + ", ".join(f"{name} alone {rate:,.0f}/s" for name, rate in fastest.items()))
    verdict("verify, CPU", f"{speed:,.0f} records/s", "≥ 200,000/s", met=speed >= 200_000)


if __name__ == "__main__":
    main(sys.argv[1])
