"""Approvals, files for the bank, settlements and the like as records of the ledger, for tests that need no use case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from aid_ledger.ledger import lines_of, orders_digest
from aid_ledger.ledger.records import commitments
from aid_ledger.ledger.sealing import write_rows
from aid_ledger.people import hash_total
from aid_ledger.store import Connection, Database, append, columns_of, head, insert, rows_of
from aid_ledger.store.tables import PERSONAL, column_names
from tests.tools.county import AT, account_of

APPROVER = "李四"
Row = Mapping[str, Any]


def record(
    connection: Connection, kind: str, tables: Mapping[str, Sequence[Row]], by: str = APPROVER, **said: Any
) -> int:  # fmt: skip
    """Write one record with its rows; ``seq`` is put into each, ``said`` into its body."""
    seq = head(connection).seq + 1
    seals = write_rows(connection, {name: [{**row, "seq": seq} for row in rows] for name, rows in tables.items()})
    return append(connection, kind, by=by, at=AT, body={"seals": seals, **said}).seq


def standing(connection: Connection, batch: str) -> list[Row]:
    """Return the orders of a batch that have no end, with their term and programme."""
    ended = {row["payment_order"] for row in rows_of(connection, "order_end")}
    lines = {row["line"]: row for row in rows_of(connection, "line", "batch = :batch", batch=batch)}
    orders = rows_of(connection, "payment_order", "batch = :batch", "payment_order", batch=batch)
    return [
        {**row, **{name: lines[row["line"]][name] for name in ("term", "programme")}}
        for row in orders
        if row["payment_order"] not in ended
    ]


def approve(database: Database, batch: str, *, by: str = APPROVER) -> None:
    """Seal an order for each pay line of a batch that nothing took back and no order stands of."""
    with database.write() as connection:
        back = {row["corrects"] for row in rows_of(connection, "line", "kind = 'reverse'")}
        stands = {row["line"] for row in standing(connection, batch)}
        orders = []
        for row in rows_of(connection, "line", "batch = :batch AND kind = 'pay'", "line", batch=batch):
            if row["line"] not in back | stands:
                number = 1 + len(rows_of(connection, "payment_order", "line = :line", line=row["line"]))
                own = {name: row[name] for name in ("batch", "line", "person", "payee", "amount", "commitment")}
                orders.append({**own, "payment_order": f"{row['line']}-{number}", "number": number})
        count = len(rows_of(connection, "approval"))
        approval = {
            "approval": f"{batch}-A{count + 1}", "batch": batch, "document": "示教〔2023〕1号", "orders": len(orders),
            "withdrawn": 0, "total": sum(row["amount"] for row in orders),
            "payments": _payments(connection, batch, orders),
        }  # fmt: skip
        record(connection, "approve", {"approval": [approval], "payment_order": orders}, by=by)


def _payments(connection: Connection, batch: str, fresh: Sequence[Row]) -> str:
    lines = lines_of(connection)
    orders = pd.DataFrame([*standing(connection, batch), *fresh], columns=["line", "person", "amount"])
    persons = pd.DataFrame(columns_of(connection, "person", names=("person", "account", "account_name")))
    return orders_digest(orders.merge(persons, on="person"), lines)


def pay(database: Database, batch: str) -> None:
    """Put all standing orders of a batch that are not sent into one file."""
    with database.write() as connection:
        gone = {row["payment_order"] for row in rows_of(connection, "sent_order")}
        orders = [row for row in standing(connection, batch) if row["payment_order"] not in gone]
        name = f"{batch}-B{1 + len(rows_of(connection, 'sending'))}"
        sending = {
            "sending": name, "batch": batch, "profile": "generic", "payer": "示例账户", "file": f"{name}.csv",
            "file_digest": "0" * 64, "orders": len(orders), "total": sum(row["amount"] for row in orders),
            "hash_total": f"{hash_total(_accounts(connection, orders)):012d}",
        }  # fmt: skip
        sent = [
            {"payment_order": row["payment_order"], "sending": name, "place": place}
            for place, row in enumerate(orders, start=1)
        ]
        moves = transfers(connection, orders, "payable", "in-transit")
        record(connection, "pay", {"sending": [sending], "sent_order": sent, "transfer": moves})


def _accounts(connection: Connection, orders: Sequence[Row]) -> pd.Series[str]:
    accounts = {row["person"]: row["account"] for row in rows_of(connection, "person")}
    return pd.Series([accounts[row["person"]] for row in orders], dtype="str")


def settle(database: Database, batch: str, returned: Sequence[str] = ()) -> None:
    """Say of all standing orders of a batch that they are paid, of these lines that they came back."""
    with database.write() as connection:
        orders = standing(connection, batch)
        back = [row for row in orders if row["line"] in returned]
        paid = [row for row in orders if row["line"] not in returned]
        settled = [
            {
                "payment_order": row["payment_order"], "outcome": "returned" if row in back else "paid",
                "reason": "账户不存在" if row in back else "", "paid_on": "2023-05-08", "voucher": "0001",
                "evidence": "0123abcd/Sheet1!A2",
            }
            for row in orders
        ]  # fmt: skip
        moves = [
            *transfers(connection, paid, "in-transit", "paid"),
            *transfers(connection, back, "in-transit", "payable"),
        ]
        ends = [{"payment_order": row["payment_order"], "why": "returned"} for row in back]
        record(connection, "settle", {"settled_order": settled, "order_end": ends, "transfer": moves})


def recovered(database: Database, line: str, fen: int, number: int = 1) -> None:
    """Book money that came back on a recover line."""
    with database.write() as connection:
        row = rows_of(connection, "line", "line = :line", line=line)[0]
        booking = {
            "recovery_booking": f"{line}-R{number}", "line": line, "number": number, "kind": "returned", "amount": fen,
            "booked_on": "2023-06-01", "voucher": "0002", "document": "", "corrects": "",
        }  # fmt: skip
        moves = transfers(connection, [{**row, "amount": fen}], "paid", "receivable")
        record(connection, "recovered", {"recovery_booking": [booking], "transfer": moves})


def change_account(database: Database, person: int, brought: Sequence[int] = ()) -> int:
    """Give a person another account and say so, and which imports brought it; return the new version."""
    with database.write() as connection:
        old = rows_of(connection, "person", "person = :person", person=person)[0]
        number = 1 + max(columns_of(connection, "person", names=("person",))["person"])
        new = {**old, "person": number, "account": account_of(800 + number), "salt": f"{number:032d}"}
        insert(connection, "person", [[new[name] for name in column_names("person")]])
        change = {
            "account_change": f"C{number}", "subject": old["subject"], "payee": old["payee"], "old_person": person,
            "person": number, "commitment": commitments({name: [new[name]] for name in PERSONAL})[0], "document": "",
        }  # fmt: skip
        record(connection, "accounts", {"account_change": [change]}, brought={change["account_change"]: list(brought)})
    return int(number)


def transfers(connection: Connection, rows: Sequence[Row], debit: str, credit: str) -> list[Row]:
    """Return the transfers of these lines' amounts."""
    moved: list[Row] = []
    for row in rows:
        number = 1 + len(rows_of(connection, "transfer", "line = :line", line=row["line"]))
        own = {name: row[name] for name in ("batch", "line", "term", "programme", "amount")}
        moved.append({
            **own, "transfer": f"{row['line']}-{number}", "debit": debit, "credit": credit, "at": AT, "corrects": None,
        })  # fmt: skip
    return moved
